namespace KalshiArb.Domain.Games;

/// <summary>What the venue gives back of the collateral of positions in several markets of one event (collateral_return_type).</summary>
public enum CollateralReturn
{
    /// <summary>Nothing: each market stands alone, and its cash moves by its own fills and its own settlement.</summary>
    None,
    /// <summary>MECNET: some, across mutually exclusive markets. How much is documented nowhere.</summary>
    Mecnet,
    /// <summary>DIRECNET: some, by another rule that is documented nowhere either.</summary>
    Direcnet,
}

/// <summary>
/// What is known of the markets of one event together, from <c>data/series.csv</c>. There is no default: a series without these
/// facts trades no sets.
/// </summary>
/// <param name="Exclusive">At most one market of the event settles at $1; whatever happens, their values add up to $1 at most.</param>
/// <param name="Exhaustive">
/// Something listed always happens: played to an end, the values add up to $1 at least. A tie that is split counts (two halves),
/// a game that is not played does not: its markets are settled at a fair price each.
/// </param>
/// <param name="Collateral">What the venue gives back while positions stand.</param>
/// <param name="IsAssumed">
/// Whether any of the three was not observed but is assumed. The venue never says whether an event is exhaustive, so nothing
/// replaces an assumption before orders are sent: such a series trades no sets either.
/// </param>
public sealed record SetFacts(bool Exclusive, bool Exhaustive, CollateralReturn Collateral, bool IsAssumed);
