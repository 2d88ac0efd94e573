namespace KalshiArb.Domain.FairValue;

/// <summary>What a fair value was made from.</summary>
public enum FairSource
{
    /// <summary>The median of sportsbooks without their margin.</summary>
    Consensus,
    /// <summary>The live win-probability model on score and clock.</summary>
    WinModel,
}

/// <summary>
/// The fair value of one market: what a contract pays on average. Probabilities, 0..1; they become prices only through the
/// strategies' rounding. Holds no reference, so that it can be kept and copied on the hot path.
/// </summary>
/// <param name="Yes">Probability of YES, the middle of what the methods say.</param>
/// <param name="ConservativeYes">What YES is worth to a buyer by the least favourable method; never above <paramref name="Yes"/>.</param>
/// <param name="ConservativeNo">What NO is worth to a buyer by the least favourable method; never above 1 − <paramref name="Yes"/>. It is not 1 − <paramref name="ConservativeYes"/>.</param>
/// <param name="Source">What it was made from.</param>
/// <param name="ReceivedAt">When the poll or score behind it was received.</param>
/// <param name="OldestStamp">The oldest stamp, by the sources' own clocks, among what it was made from; never after <paramref name="ReceivedAt"/>.</param>
/// <param name="ValidUntil">The last instant at which the same evidence gives this value: after it a source is too old, and it must be made anew.</param>
/// <param name="Books">Fresh sportsbooks behind it; 0 for the model.</param>
public readonly record struct FairEstimate(
    double Yes,
    double ConservativeYes,
    double ConservativeNo,
    FairSource Source,
    Instant ReceivedAt,
    Instant OldestStamp,
    Instant ValidUntil,
    int Books)
{
    /// <summary>Probability of NO.</summary>
    public double No => 1 - Yes;

    /// <summary>Whether the evidence is still fresh.</summary>
    public bool IsValidAt(Instant now) => now <= ValidUntil;

    /// <summary>Age since receipt.</summary>
    public TimeSpan AgeSinceReceipt(Instant now) => now - ReceivedAt;

    /// <summary>Age of the oldest source by its own stamp.</summary>
    public TimeSpan AgeSinceStamp(Instant now) => now - OldestStamp;
}

/// <summary>Why there is no fair value.</summary>
public enum NoFairReason
{
    /// <summary>There is one.</summary>
    None,
    /// <summary>Nothing was ever received.</summary>
    NoData,
    /// <summary>The last poll or score was received too long ago.</summary>
    ReceiptTooOld,
    /// <summary>Fewer fresh books than needed: the others are absent, too old by their own stamp, or unusable.</summary>
    TooFewBooks,
    /// <summary>A poll holds more books than any feed lists; it is not believed.</summary>
    TooManyBooks,
    /// <summary>The outcome is not one that the odds price (a draw in a two-way game).</summary>
    OutcomeNotPriced,
    /// <summary>The sport has no win-probability model.</summary>
    NoModel,
    /// <summary>The game is not in play, or its clock is unknown, or the clock is at zero with the score level.</summary>
    NoClock,
}
