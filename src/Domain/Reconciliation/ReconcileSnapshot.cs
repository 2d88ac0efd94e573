namespace KalshiArb.Domain.Reconciliation;

/// <summary>When a market last moved, in a snapshot.</summary>
public readonly record struct MarketMove(Ticker Ticker, Instant At);

/// <summary>
/// What a <see cref="ReconcileState"/> knows from facts, as plain lists in a fixed order, for a serializer. What a session
/// learned (passes, differences, what is awaited) is not in it: a new session lists everything first.
/// </summary>
public sealed record ReconcileSnapshot(ImmutableArray<MarketMove> LastMoves, Instant LastMove, Instant LastFactAt, ImmutableArray<Ticker> Frozen)
{
    /// <summary>What a state knows from facts.</summary>
    public static ReconcileSnapshot Of(ReconcileState state) => new(
        [.. state.LastMoves.Select(pair => new MarketMove(pair.Key, pair.Value))], state.LastMove, state.LastFactAt, [.. state.Frozen]);

    /// <summary>The state before a session, with that knowledge.</summary>
    public ReconcileState Restore() => ReconcileState.Initial with
    {
        LastMoves = LastMoves.ToImmutableSortedDictionary(move => move.Ticker, move => move.At),
        LastMove = LastMove,
        LastFactAt = LastFactAt,
        Frozen = [.. Frozen],
    };
}
