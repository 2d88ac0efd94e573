using System.Collections.Immutable;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Reconciliation;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Tests.Orders;

namespace KalshiArb.Domain.Tests.Reconciliation;

/// <summary>A reconciliation beside a registry and a ledger that a test sets by hand.</summary>
internal sealed class ReconcileScene
{
    public static readonly Instant Start = OrderScene.Start;
    public static readonly Shard Shard = new(3);

    public static readonly ExecutionSettings Schedule = OrderScene.Policy.Settings;

    public OrderScene Orders { get; } = new();

    public ReconcileState State { get; private set; } = ReconcileState.Initial.Begin();

    public Instant Now { get; private set; } = Start;

    public ImmutableSortedDictionary<Ticker, Quantity> Positions { get; set; } = ImmutableSortedDictionary<Ticker, Quantity>.Empty;

    public ImmutableSortedDictionary<Shard, Money> Cash { get; set; } = ImmutableSortedDictionary<Shard, Money>.Empty.Add(Shard, Money.FromDollars(1_000));

    public List<IJournaled> Facts { get; } = [];

    public List<ListAccount> Asked { get; } = [];

    public List<Notice> Notices { get; } = [];

    public ReconcileScene After(double seconds)
    {
        Now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    public void Change(Func<ReconcileState, ReconcileState> change) => State = change(State);

    /// <summary>Lets time pass, and returns whether a listing was asked for.</summary>
    public bool OnTime()
    {
        var before = Asked.Count;
        Take(State.OnTime(Orders.State, Now, Schedule));
        return Asked.Count > before;
    }

    public void Fail() => Take(State.OnListingFailed(new AccountListingFailed(State.Pass, "503"), Now));

    /// <summary>Gives a listing as current as <paramref name="lag"/> seconds ago; what is not given is as in the ledger.</summary>
    public ReconcileDecision List(
        (string Ticker, long Position)[]? positions = null, Money? cash = null, VenueOrder[]? orders = null, FillReported[]? fills = null, double lag = 0.5)
    {
        if (State.AskedAt is null) Change(state => state with { AskedAt = Now, Pass = state.Pass + 1 });
        var rows = positions is null
            ? Positions.Select(pair => new VenuePosition(pair.Key, pair.Value, Money.Zero, Money.Zero))
            : positions.Select(pair => new VenuePosition(new Ticker(pair.Ticker), OrderScene.Q(pair.Position), Money.Zero, Money.Zero));
        var listing = new AccountListed(
            State.Pass, [.. orders ?? []], [.. fills ?? []], [.. rows], [],
            cash is { } given ? [new ShardCash(Shard, given)] : [.. Cash.Select(pair => new ShardCash(pair.Key, pair.Value))],
            Now - TimeSpan.FromSeconds(lag));
        foreach (var fact in Orders.Give(listing).Facts) Tell(fact);
        return Take(State.OnListing(Orders.State, new LedgerView(Positions, Cash), listing, Now));
    }

    public void Tell(IJournaled fact) => State = State.Apply(fact);

    private ReconcileDecision Take(ReconcileDecision decision)
    {
        State = decision.State;
        foreach (var fact in decision.Facts) Tell(fact);
        Facts.AddRange(decision.Facts);
        Asked.AddRange(decision.Effects.Cast<ListAccount>());
        Notices.AddRange(decision.Notices);
        return decision;
    }
}
