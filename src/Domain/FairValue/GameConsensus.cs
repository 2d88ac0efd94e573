namespace KalshiArb.Domain.FairValue;

/// <summary>
/// What the sportsbooks say about one game at one moment, margin taken out, one value for each outcome. Made once a poll,
/// not once a book change: it holds until <see cref="ValidUntil"/>.
/// </summary>
/// <param name="Reason">Why there is none; <see cref="NoFairReason.None"/> when there is one.</param>
/// <param name="Home">Home win.</param>
/// <param name="Away">Away win.</param>
/// <param name="Draw">Draw; null in a two-way game.</param>
/// <param name="Books">Fresh, usable books.</param>
/// <param name="ReceivedAt">When the poll was received.</param>
/// <param name="OldestStamp">The oldest stamp among the fresh books.</param>
/// <param name="ValidUntil">The last instant at which the same poll gives the same answer.</param>
public readonly record struct GameConsensus(
    NoFairReason Reason,
    OutcomeValue Home,
    OutcomeValue Away,
    OutcomeValue? Draw,
    int Books,
    Instant ReceivedAt,
    Instant OldestStamp,
    Instant ValidUntil)
{
    /// <summary>Stands for 'until something new is received': 9999-12-31.</summary>
    public static Instant UntilNextPoll { get; } = Instant.FromUnixSeconds(253_402_300_799);

    /// <summary>Before anything was received.</summary>
    public static GameConsensus Nothing { get; } = Without(NoFairReason.NoData, 0, Instant.Never);

    /// <summary>Whether there is a value.</summary>
    public bool HasValue => Reason == NoFairReason.None;

    /// <summary>The fair value of a market that pays on an outcome; false with the reason when there is none.</summary>
    public bool TryFor(GameOutcome outcome, out FairEstimate estimate, out NoFairReason reason)
    {
        estimate = default;
        reason = Reason;
        if (Reason != NoFairReason.None) return false;
        OutcomeValue value;
        switch (outcome)
        {
            case GameOutcome.Home: value = Home; break;
            case GameOutcome.Away: value = Away; break;
            case GameOutcome.Draw when Draw is { } draw: value = draw; break;
            default: reason = NoFairReason.OutcomeNotPriced; return false;
        }
        estimate = new FairEstimate(value.Probability, value.Lowest, 1 - value.Highest, FairSource.Consensus, ReceivedAt, OldestStamp, ValidUntil, Books);
        return true;
    }

    internal static GameConsensus Without(NoFairReason reason, int books, Instant receivedAt) =>
        new(reason, default, default, null, books, receivedAt, receivedAt, UntilNextPoll);
}
