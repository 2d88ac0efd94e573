using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Kill.Tests;

/// <summary>Time that passes only when somebody waits for it.</summary>
internal sealed class SteppedClock : IKillClock
{
    private readonly Lock _guard = new();
    private Instant _now = Instant.FromUnixSeconds(1_800_000_000);

    public Instant Now { get { lock (_guard) return _now; } }

    public void Wait(TimeSpan duration)
    {
        lock (_guard) _now += duration;
        Thread.Yield();
    }
}

/// <summary>A venue with order groups, an account of resting orders, and failures on demand.</summary>
internal sealed class FakeVenue(SteppedClock clock) : IKillVenue
{
    private readonly Lock _guard = new();
    private readonly SortedDictionary<string, RestingOrder> _resting = new(StringComparer.Ordinal);
    private readonly List<(Instant At, RestingOrder Order)> _late = [];
    private bool _triggered;
    private string? _afterTrigger;

    public ImmutableArray<EntryGroup> EntryGroups { get; set; } = [new EntryGroup(new OrderGroupId("g1"), new Shard(0))];

    public int FailTriggers { get; set; }

    public int FailCancelAll { get; set; }

    public int FailListings { get; set; }

    public int FailBatches { get; set; }

    /// <summary>The first order of each batch, as they came.</summary>
    public List<string> Batches { get; } = [];

    /// <summary>The first listing is answered when this is set; null answers at once.</summary>
    public ManualResetEventSlim? FirstListing { get; set; }

    private int _listings;

    /// <summary>A trigger refuses what comes and leaves what rests.</summary>
    public bool TriggerSparesOrders { get; set; }

    public bool ThrowOnCancelAll { get; set; }

    public bool HoldsOrders { get; set; }

    /// <summary>How far the venue's listings lie behind.</summary>
    public TimeSpan ListingLag { get; set; }

    public int RefusedByGroup { get; private set; }

    public int Accepted { get; private set; }

    public int CancelAllCalls { get; private set; }

    /// <summary>Set once cancel-all was asked for.</summary>
    public ManualResetEventSlim CancelAllSeen { get; } = new();

    public void Rest(string id, bool inGroup = true)
    {
        lock (_guard)
        {
            if (inGroup && _triggered) RefusedByGroup++;
            else
            {
                Accepted++;
                _resting[id] = new RestingOrder(new VenueOrderId(id), new ClientOrderId("ka-" + id), new Ticker("T-" + id), OrderSide.Bid, Price.FromCents(40), Quantity.FromContracts(10), Quantity.Zero, new Shard(0));
            }
        }
    }

    /// <summary>An order on the wire: the venue handles it at that time.</summary>
    public void RestLater(string id, Instant at)
    {
        lock (_guard) _late.Add((at, new RestingOrder(new VenueOrderId(id), new ClientOrderId("ka-" + id), new Ticker("T-" + id), OrderSide.Bid, Price.FromCents(40), Quantity.FromContracts(10), Quantity.Zero, new Shard(0))));
    }

    /// <summary>An order on the wire that the venue handles right after the trigger.</summary>
    public void RestAfterTrigger(string id) => _afterTrigger = id;

    public bool IsEmpty { get { lock (_guard) return _resting.Count == 0; } }

    public KillReply Trigger(EntryGroup group)
    {
        lock (_guard)
        {
            Arrive();
            if (FailTriggers-- > 0) return new KillReply(KillOutcome.TooManyRequests, "429");
            _triggered = true;
            if (!HoldsOrders && !TriggerSparesOrders) _resting.Clear();
            if (_afterTrigger is { } late) Rest(late);
            return KillReply.Done;
        }
    }

    public KillReply CancelAll()
    {
        lock (_guard)
        {
            Arrive();
            CancelAllCalls++;
            CancelAllSeen.Set();
            if (ThrowOnCancelAll && CancelAllCalls == 1) throw new InvalidOperationException("a client that breaks its promise");
            if (FailCancelAll-- > 0) return new KillReply(KillOutcome.Failed, "503");
            if (!HoldsOrders) _resting.Clear();
            return KillReply.Done;
        }
    }

    public RestingPage ListResting(string? cursor)
    {
        if (FirstListing is { } slow && Interlocked.Increment(ref _listings) == 1)
        {
            // The venue looked when it was asked; only its answer takes its time.
            ImmutableArray<RestingOrder> seen;
            lock (_guard) seen = [.. _resting.Values];
            slow.Wait();
            return new RestingPage(KillOutcome.Done, "", seen, null);
        }

        lock (_guard)
        {
            Arrive();
            if (FailListings-- > 0) return new RestingPage(KillOutcome.TooManyRequests, "429", [], null);
            // Two orders a page, so that a reader who stops early is found out.
            var skip = cursor is null ? 0 : int.Parse(cursor, System.Globalization.CultureInfo.InvariantCulture);
            var page = _resting.Values.Skip(skip).Take(2).ToImmutableArray();
            return new RestingPage(KillOutcome.Done, "", page, skip + 2 < _resting.Count ? $"{skip + 2}" : null);
        }
    }

    public AsOfReply UserDataAsOf() => new(KillOutcome.Done, clock.Now - ListingLag, "");

    public BatchCancelReply CancelBatch(ImmutableArray<RestingOrder> orders)
    {
        lock (_guard)
        {
            Arrive();
            Batches.Add(orders[0].Id.Value);
            if (FailBatches-- > 0) return new BatchCancelReply(KillOutcome.TooManyRequests, "429", []);
            if (HoldsOrders) return new BatchCancelReply(KillOutcome.Done, "", [.. orders.Select(_ => CancelVerdict.HeldByVenue)]);
            return new BatchCancelReply(KillOutcome.Done, "", [.. orders.Select(o => _resting.Remove(o.Id.Value) ? CancelVerdict.Cancelled : CancelVerdict.NotFound)]);
        }
    }

    public GroupReply ReadGroup(EntryGroup group)
    {
        lock (_guard) return new GroupReply(KillOutcome.Done, _triggered, "");
    }

    private void Arrive()
    {
        foreach (var (_, order) in _late.Where(l => l.At <= clock.Now).ToArray())
        {
            if (_triggered) RefusedByGroup++;
            else
            {
                Accepted++;
                _resting[order.Id.Value] = order;
            }
        }
        _late.RemoveAll(l => l.At <= clock.Now);
    }
}

/// <summary>A trading side with a fixed view.</summary>
internal sealed class FakeSide : ITradingSide
{
    public ImmutableArray<ClientOrderId> Sent { get; set; } = [];

    /// <summary>Whether answers to what was sent have arrived.</summary>
    public Func<bool> IsAnswered { get; set; } = () => false;

    public bool Broken { get; set; }

    /// <summary>Only the figures fail: fills cannot be added up.</summary>
    public bool BrokenFigures { get; set; }

    /// <summary>Set, every question waits for it: a core that is in an endless loop.</summary>
    public ManualResetEventSlim? Hangs { get; set; }

    public Instant LastSend { get; set; }

    public ImmutableArray<InFlightSend> InFlight()
    {
        Hangs?.Wait();
        return Broken ? throw new InvalidOperationException("the registry is broken") : [.. Sent.Select(s => new InFlightSend(s, IsAnswered()))];
    }

    public Quantity FilledSince(Instant since) => Broken || BrokenFigures ? throw new InvalidOperationException("P&L is broken") : Quantity.FromContracts(3);
}
