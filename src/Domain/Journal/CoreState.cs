using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Reconciliation;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Domain.Journal;

/// <summary>
/// What all facts so far amount to: the one fold from which every core actor takes its part when a tree of them is made. It
/// holds nothing that an actor knows by other means (marks, market facts, what this session reconciled), so that it is the
/// same after a restart as before it. Immutable; bounded as its parts are, each of which says its limits.
/// Actors are given this and not the facts: state that is folded and not kept here cannot exist.
/// </summary>
public sealed record CoreState
{
    /// <summary>Before the first fact.</summary>
    public static CoreState Empty { get; } = new();

    /// <summary>How many facts were folded; a fact's number in the journal is the count after it.</summary>
    public long Facts { get; init; }

    /// <summary>The time of the latest fact: a core must not open before it.</summary>
    public Instant LastFactAt { get; init; }

    /// <summary>Who set the trading state; empty while nobody has.</summary>
    public string TradingBy { get; init; } = "";

    /// <summary>Why the trading state was set.</summary>
    public string TradingReason { get; init; } = "";

    /// <summary>How the last runs ended, and the starts that followed a crash.</summary>
    public StartHistory Starts { get; init; } = StartHistory.None;

    /// <summary>The pending-order registry, with the run, its order groups and the fills that were booked.</summary>
    public OrderRegistry Orders { get; init; } = OrderRegistry.Empty;

    /// <summary>
    /// What risk knows from facts, the trading state and the switches among it. Its ledger is that of the positions too: both
    /// fold the same facts by the same rules.
    /// </summary>
    public RiskState Risk { get; init; } = RiskState.Initial;

    /// <summary>When each position that is held was opened from flat. At most one a position.</summary>
    public ImmutableSortedDictionary<Ticker, Instant> OpenedAt { get; init; } = ImmutableSortedDictionary<Ticker, Instant>.Empty;

    /// <summary>What the reconciliation knows from facts: last moves, and freezes of its own.</summary>
    public ReconcileState Reconciliation { get; init; } = ReconcileState.Initial;

    /// <summary>The state after one more fact.</summary>
    public CoreState Apply(IJournaled fact)
    {
        var risk = Risk.Apply(fact);
        var changed = fact as TradingStateChanged;
        return this with
        {
            Facts = checked(Facts + 1),
            LastFactAt = Instant.Max(LastFactAt, FactTimes.At(fact)),
            TradingBy = changed?.By ?? TradingBy,
            TradingReason = changed?.Reason ?? TradingReason,
            Starts = Starts.Apply(fact),
            Orders = Orders.Apply(fact),
            Risk = risk,
            OpenedAt = PositionTimes.After(OpenedAt, fact, risk.Ledger),
            Reconciliation = Reconciliation.Apply(fact),
        };
    }

    /// <summary>The state after more facts, oldest first.</summary>
    public CoreState ApplyAll(IEnumerable<IJournaled> facts)
    {
        var state = this;
        foreach (var fact in facts) state = state.Apply(fact);
        return state;
    }
}
