using System.Collections.Concurrent;
using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Paper;

namespace KalshiArb.Simulation.Seeds;

/// <summary>Is told what travels. Everything is called on the driver's thread, in the order in which it happens.</summary>
public interface INetworkWatch
{
    /// <summary>A create was written to the socket.</summary>
    void Written(OrderTicket ticket, Instant at);

    /// <summary>A create was held back or is lost: it can never be accepted.</summary>
    void Gone(ClientOrderId order);

    /// <summary>The venue accepted a create.</summary>
    void Accepted(OrderTicket ticket, OrderAccepted answer, Instant at);

    /// <summary>A cancel left the core.</summary>
    void CancelLeft(ClientOrderId order);

    /// <summary>The trigger of an order group left the core.</summary>
    void TriggerLeft(OrderGroupId group);
}

/// <summary>What a faulty network is made of.</summary>
/// <param name="Seed">What its chance follows from.</param>
/// <param name="Faults">What may happen on the way.</param>
/// <param name="Rate">How often, in a thousand requests or private frames for each fault: 0..1000.</param>
/// <param name="ContractsFuse">Limit of the order groups that are made.</param>
public sealed record FaultyNetworkTerms(ulong Seed, FaultSet Faults, int Rate, long ContractsFuse);

/// <summary>
/// The way between a core and a venue on which everything goes wrong that the faults name: requests, answers and frames alike.
/// Effects come in from any thread; everything else happens on the driver's, in simulated time. A request carries a signature that
/// the venue takes for a minute; what arrives later is refused.
/// </summary>
public sealed partial class FaultyNetwork : IOrderGateway
{
    /// <summary>How long the venue takes a signature.</summary>
    public static TimeSpan SignatureLife { get; } = TimeSpan.FromSeconds(60);

    private static readonly ImmutableArray<Fault> RequestFaults =
        [Fault.Drop, Fault.LostReply, Fault.TooManyRequests, Fault.ErrorAfterAccept, Fault.TimeoutAfterAccept, Fault.Reject];

    private readonly FaultyNetworkTerms _terms;
    private readonly IMarketWorld _world;
    private readonly Action<ICollection<Input>> _introduce;
    private readonly Func<bool> _mayCreate;
    private readonly Power _power;
    private readonly INetworkWatch _watch;
    private readonly FaultCounts _strikes;
    private readonly Dice[] _dice;
    private readonly Dice _latency;
    private readonly ConcurrentQueue<Effect> _effects = new();
    private readonly PriorityQueue<Passage, (long Micros, long Number)> _passages = new();
    private readonly SortedDictionary<ClientOrderId, Instant> _unanswered = [];
    private readonly List<Input> _shown = [];
    private FaultSet _faults;
    private AccountListed? _laggingView;
    private Instant _lagsUntil;
    private Instant _connectedAt;
    private Instant _lossNoticedAt;
    private bool _lossTold;
    private long _number;
    private int _process;

    /// <summary>Makes a network.</summary>
    /// <param name="terms">What goes wrong, and how often.</param>
    /// <param name="world">The venue.</param>
    /// <param name="introduce">Appends what the venue shows to somebody who has just connected.</param>
    /// <param name="mayCreate">The send gate, read before each create leaves.</param>
    /// <param name="power">The process: what it sends once it has died goes nowhere.</param>
    /// <param name="watch">Is told what travels.</param>
    /// <param name="strikes">Counts what went wrong.</param>
    public FaultyNetwork(
        FaultyNetworkTerms terms, IMarketWorld world, Action<ICollection<Input>> introduce, Func<bool> mayCreate, Power power, INetworkWatch watch, FaultCounts strikes)
    {
        ArgumentNullException.ThrowIfNull(terms);
        (_terms, _world, _introduce, _mayCreate, _power, _watch, _strikes) = (terms, world, introduce, mayCreate, power, watch, strikes);
        _faults = terms.Faults;
        _latency = new Dice(terms.Seed, 50);
        _dice = [.. FaultSet.Known.Select(known => new Dice(terms.Seed, 100 + (ulong)known.Fault))];
    }

    /// <summary>When the next thing arrives; null when nothing is on its way.</summary>
    public Instant? NextTime
    {
        get
        {
            var next = _passages.TryPeek(out _, out var due) ? Instant.FromUnixMicros(due.Micros) : (Instant?)null;
            if (IsConnected) return next;
            var stream = _lossTold ? _connectedAt : _lossNoticedAt;
            return next is { } first ? Instant.Min(first, stream) : stream;
        }
    }

    /// <summary>Whether the stream is up.</summary>
    public bool IsConnected => _connectedAt == Instant.Never;

    /// <summary>Whether a create has been written that nobody can say the end of yet.</summary>
    public bool HasUnanswered => _unanswered.Count > 0;

    /// <summary>When a create last left.</summary>
    public Instant LastSend { get; private set; }

    /// <summary>Requests of the core to run the kill procedure; emptied by the driver.</summary>
    public Queue<string> KillsWanted { get; } = new();

    /// <summary>The entry groups that the venue made for this process.</summary>
    public SortedDictionary<OrderGroupId, Shard> EntryGroups { get; } = [];

    /// <summary>Answers and frames that came to us.</summary>
    public long Delivered { get; private set; }

    /// <summary>Creates that the venue carried out without the core being told so in the answer.</summary>
    public long HiddenAccepts { get; private set; }

    /// <inheritdoc/>
    public void Dispatch(Effect effect)
    {
        if (!_power.IsOff) _effects.Enqueue(effect);
    }

    /// <summary>Takes the effects that have left the core; inputs that follow at once are appended.</summary>
    public void Leave(Instant now, ICollection<Input> answers)
    {
        ArgumentNullException.ThrowIfNull(answers);
        while (!_power.IsOff && _effects.TryDequeue(out var effect))
        {
            switch (effect)
            {
                case CreateOrder create:
                    Leave(create, now, answers);
                    break;
                case CancelOrder cancel:
                    _watch.CancelLeft(cancel.Order);
                    if (!CrashesAtSend("a cancel")) Send(now, effect);
                    break;
                case TriggerOrderGroup trigger:
                    _watch.TriggerLeft(trigger.Group);
                    Send(now, effect);
                    break;
                case BeginKill kill:
                    KillsWanted.Enqueue(kill.Reason);
                    break;
                default:
                    Send(now, effect);
                    break;
            }
        }
    }

    /// <summary>Shows what the world's feeds and streams have just shown: what reaches us now is appended, the rest later or never.</summary>
    public void Show(IReadOnlyCollection<Input> frames, Instant now, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(frames);
        foreach (var frame in frames)
        {
            var feed = frame is OddsPolled or ScoreReported or GameListed;
            if (!feed && !IsConnected) continue;
            if (frame is FillReported or OrderReported or SettlementReported or OrderGroupTriggered) ShowPrivate(frame, now, into);
            else if (frame is BookDelta && Strikes(Fault.Drop, 3)) continue;
            else if (frame is BookDelta && Strikes(Fault.Reorder, 3)) Enqueue(frame, now + TimeSpan.FromMilliseconds(5), stream: true);
            else Deliver(frame, into);
        }
    }

    /// <summary>Lets the next thing arrive: at the venue, or at us, where it is appended.</summary>
    public void Arrive(Instant now, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (!IsConnected && Reconnect(now, into)) return;
        if (!_passages.TryPeek(out var passage, out var due) || due.Micros > now.UnixMicros) return;
        _passages.Dequeue();
        if (passage.Input is { } input)
        {
            if (passage.Process != _process || (passage.Stream && !IsConnected)) return;
            Deliver(input, into);
            return;
        }

        Carry(passage, now, into);
        Show([.. _shown], now, into);
        _shown.Clear();
    }

    /// <summary>Breaks the stream: frames are lost from now on, which is noticed after a while, and it is up again later.</summary>
    public void Disconnect(Instant now)
    {
        if (!IsConnected) return;
        _strikes.Add(Fault.Disconnect);
        _lossNoticedAt = now + Of(Fault.Disconnect).Milliseconds(0, 3_000);
        _connectedAt = _lossNoticedAt + Of(Fault.Disconnect).Milliseconds(100, 10_000);
        _lossTold = false;
    }

    /// <summary>For a while listings show the account as it is now.</summary>
    public void Lag(Instant now, ICollection<Input> into)
    {
        if (now < _lagsUntil) return;
        _strikes.Add(Fault.StaleListing);
        _laggingView = _world.ListAccount(0, Instant.Never, now, _shown);
        Show([.. _shown], now, into);
        _shown.Clear();
        _lagsUntil = now + Of(Fault.StaleListing).Milliseconds(2_000, 20_000);
    }

    /// <summary>The process has died: nothing that was on its way to it arrives, what it had written does; what was still in its buffers may.</summary>
    public void Forget(Instant now)
    {
        _process++;
        _effects.Clear();
        KillsWanted.Clear();
        EntryGroups.Clear();
        if (!IsConnected) (_connectedAt, _lossTold) = (now, true);
    }

    /// <summary>A new process connects: it is shown the venue as it stands.</summary>
    public void Connect(ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        _connectedAt = Instant.Never;
        into.Add(StreamConnected.Instance);
        _introduce(into);
    }

    /// <summary>From here on nothing goes wrong any more; what was lost stays lost.</summary>
    public void Heal(Instant now)
    {
        _faults = FaultSet.None;
        _lagsUntil = Instant.Never;
        if (!IsConnected) (_connectedAt, _lossNoticedAt) = (Instant.Min(_connectedAt, now + TimeSpan.FromMilliseconds(1)), Instant.Min(_lossNoticedAt, now));
    }

    private Dice Of(Fault fault) => _dice[(int)fault];

    private bool Strikes(Fault fault, int perMille)
    {
        if (!_faults.Has(fault) || !Of(fault).Is(perMille)) return false;
        _strikes.Add(fault);
        return true;
    }

    private void Leave(CreateOrder create, Instant now, ICollection<Input> answers)
    {
        var id = create.Ticket.Id;
        if (!_mayCreate())
        {
            _watch.Gone(id);
            answers.Add(new OrderWithheld(id));
            return;
        }

        if (now - create.DecidedAt > create.MaxAge)
        {
            _watch.Gone(id);
            answers.Add(new OrderExpiredBeforeSend(id));
            return;
        }

        if (CrashesAtSend("a create")) return;
        LastSend = now;
        _unanswered[id] = now;
        _watch.Written(create.Ticket, now);
        answers.Add(new OrderSent(id));
        Send(now, create);
        CrashesAtSend("a create just written");
    }

    private bool CrashesAtSend(string what)
    {
        if (!Strikes(Fault.Crash, 6)) return false;
        _power.Cut("at " + what);
        return true;
    }

    private void ShowPrivate(Input frame, Instant now, ICollection<Input> into)
    {
        if (Strikes(Fault.Drop, _terms.Rate)) return;
        if (Strikes(Fault.Duplicate, _terms.Rate * 2)) Enqueue(frame, now + Of(Fault.Duplicate).Milliseconds(0, 5_000), stream: true);
        if (Strikes(Fault.Delay, _terms.Rate)) Enqueue(frame, now + Of(Fault.Delay).Milliseconds(50, 12_000), stream: true);
        else if (Strikes(Fault.Reorder, _terms.Rate * 3)) Enqueue(frame, now + Of(Fault.Reorder).Milliseconds(1, 300), stream: true);
        else Deliver(frame, into);
    }

    private void Deliver(Input input, ICollection<Input> into)
    {
        Delivered++;
        if (input is OrderGroupCreated { Role: OrderRole.Entry } group) EntryGroups[group.Group] = group.Shard;
        if (input is OrderAccepted or OrderRejected && OrderOf(input) is { } id) _unanswered.Remove(id);
        into.Add(input);
    }

    private bool Reconnect(Instant now, ICollection<Input> into)
    {
        if (!_lossTold && now >= _lossNoticedAt)
        {
            _lossTold = true;
            into.Add(new StreamLost("simulated"));
            return true;
        }

        if (!_lossTold || now < _connectedAt) return false;
        Connect(into);
        return true;
    }

    private void Enqueue(Input input, Instant at, bool stream) =>
        _passages.Enqueue(new Passage(null, input, _process, stream, at), (at.UnixMicros, ++_number));

    private static ClientOrderId? OrderOf(Input answer) => answer switch
    {
        OrderAccepted accepted => accepted.Order,
        OrderRejected rejected => rejected.Order,
        _ => null,
    };

    private sealed record Passage(Effect? Request, Input? Input, int Process, bool Stream, Instant SentAt)
    {
        public Fault? Fate { get; init; }
    }
}
