using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Reconciliation;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Domain.Journal;

/// <summary>A position's opening, in a snapshot.</summary>
public readonly record struct PositionOpened(Ticker Ticker, Instant At);

/// <summary>The starts of runs, in a snapshot.</summary>
public sealed record StartsSnapshot(int? OpenRun, ImmutableArray<Instant> Unclean, bool Killed);

/// <summary>The whole <see cref="CoreState"/> as plain lists in a fixed order, for a serializer.</summary>
/// <param name="Build">The program that took it. Another one may fold facts otherwise, and takes none but its own up at a start.</param>
/// <param name="Facts">How many facts it holds.</param>
/// <param name="LastFactAt">The time of the latest of them.</param>
/// <param name="TradingBy">Who set the trading state.</param>
/// <param name="TradingReason">Why.</param>
/// <param name="Starts">How the last runs ended.</param>
/// <param name="OpenedAt">Since when positions are held, by ticker.</param>
/// <param name="Orders">The registry.</param>
/// <param name="Risk">What risk knows, ledger and trading state included.</param>
/// <param name="Reconciliation">What the reconciliation knows.</param>
public sealed record CoreSnapshot(
    string Build,
    long Facts,
    Instant LastFactAt,
    string TradingBy,
    string TradingReason,
    StartsSnapshot Starts,
    ImmutableArray<PositionOpened> OpenedAt,
    RegistrySnapshot Orders,
    RiskSnapshot Risk,
    ReconcileSnapshot Reconciliation)
{
    /// <summary>The snapshot of a state.</summary>
    public static CoreSnapshot Of(CoreState state, string build) => new(
        build,
        state.Facts,
        state.LastFactAt,
        state.TradingBy,
        state.TradingReason,
        new StartsSnapshot(state.Starts.OpenRun, [.. state.Starts.Unclean], state.Starts.Killed),
        [.. state.OpenedAt.Select(pair => new PositionOpened(pair.Key, pair.Value))],
        state.Orders.ToSnapshot(state.Risk.Ledger.Fills),
        state.Risk.ToSnapshot(),
        ReconcileSnapshot.Of(state.Reconciliation));

    /// <summary>The state that it was taken of. Throws <see cref="InvariantViolation"/> or <see cref="ArgumentException"/> when its lists contradict each other.</summary>
    public CoreState Restore()
    {
        var risk = RiskState.Restore(Risk);
        return new CoreState
        {
            Facts = Facts,
            LastFactAt = LastFactAt,
            TradingBy = TradingBy,
            TradingReason = TradingReason,
            Starts = new StartHistory { OpenRun = Starts.OpenRun, Unclean = [.. Starts.Unclean], Killed = Starts.Killed },
            OpenedAt = OpenedAt.ToImmutableSortedDictionary(opened => opened.Ticker, opened => opened.At),
            Orders = OrderRegistry.Restore(Orders, risk.Ledger.Fills),
            Risk = risk,
            Reconciliation = Reconciliation.Restore(),
        };
    }
}
