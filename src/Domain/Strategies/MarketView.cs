using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Strategies;

/// <summary>
/// Everything a decision about one market may look at, at one instant. Pass it by <c>in</c>; making one allocates nothing.
/// Prices and depths are on the YES scale and leave our own working orders out: nobody may trade on their own quotes.
/// Every member must be given, so that a fact which is forgotten does not become a default.
/// </summary>
public readonly record struct MarketView
{
    /// <summary>What seldom changes.</summary>
    public required MarketTerms Terms { get; init; }

    /// <summary>The timestamp of the input in hand.</summary>
    public required Instant Now { get; init; }

    /// <summary>Whether the book is whole, in sequence and its stream alive.</summary>
    public required bool BookLive { get; init; }

    /// <summary>Best YES bid that is not ours; null when there is none.</summary>
    public required BookLevel? Bid { get; init; }

    /// <summary>Best YES ask that is not ours; null when there is none.</summary>
    public required BookLevel? Ask { get; init; }

    /// <summary>Trading status of the market.</summary>
    public required MarketStatus Status { get; init; }

    /// <summary>When the market stops taking orders at the latest, as last told.</summary>
    public required Instant CloseTime { get; init; }

    /// <summary>Contracts traded over the market's life; null when not known, which is refused.</summary>
    public required Quantity? Volume { get; init; }

    /// <summary>Fair value by the sportsbooks; null when they say nothing.</summary>
    public required FairEstimate? Odds { get; init; }

    /// <summary>Why <see cref="Odds"/> is null; <see cref="NoFairReason.NoData"/> means that no odds were ever received for the game.</summary>
    public required NoFairReason OddsMissing { get; init; }

    /// <summary>Fair value by the win-probability model; null when it says nothing.</summary>
    public required FairEstimate? Score { get; init; }

    /// <summary>When the last score was received; <see cref="Instant.Never"/> when the game has no score feed.</summary>
    public required Instant ScoreReceivedAt { get; init; }

    /// <summary>Where the game stands by its score feed; null without one.</summary>
    public required GamePhase? ScorePhase { get; init; }

    /// <summary>Scheduled start; null when not known. Counts only without a score feed.</summary>
    public required Instant? CommenceTime { get; init; }

    /// <summary>Momentum for buying YES and for buying NO.</summary>
    public required MomentumScores Momentum { get; init; }

    /// <summary>Our position: positive YES, negative NO.</summary>
    public required Quantity Position { get; init; }

    /// <summary>Whether an entry of ours works, is in flight or is in doubt on this ticker.</summary>
    public required bool EntryWorks { get; init; }

    /// <summary>Whether series and ticker are enabled.</summary>
    public required bool Enabled { get; init; }

    /// <summary>Strategies that are switched off, a bit each by their place in the <see cref="StrategyTable"/>.</summary>
    public required uint StrategiesOff { get; init; }

    /// <summary>Whether the ticker is frozen by doubt or difference.</summary>
    public required bool Frozen { get; init; }

    /// <summary>When the book last moved without odds or score (<see cref="MoveWatch"/>); <see cref="Instant.Never"/> when it has not.</summary>
    public required Instant UnexplainedMoveAt { get; init; }

    /// <summary>When the first of odds and score was told in this run; <see cref="Instant.Never"/> while neither was.</summary>
    public required Instant FirstSourceAt { get; init; }

    /// <summary>Whether odds of the game were ever told, if only that there are none now.</summary>
    public bool HasOdds => Odds is not null || OddsMissing != NoFairReason.NoData;

    /// <summary>Whether a score of the game was ever told.</summary>
    public bool HasScore => ScoreReceivedAt != Instant.Never;

    /// <summary>How much longer the second of odds and score is waited for; null when both have spoken, none has, or enough was waited.</summary>
    public TimeSpan? SecondSourceDueIn =>
        HasOdds != HasScore && Terms.Settings.Freshness.SecondSourceWait is { } wait && Now - FirstSourceAt < wait ? wait - (Now - FirstSourceAt) : null;

    /// <summary>
    /// Where the game stands: by the score feed, else by the scheduled start. A game of which neither is known has not started.
    /// </summary>
    public GamePhase Phase => ScorePhase ?? (CommenceTime is { } start && Now >= start ? GamePhase.InPlay : GamePhase.Scheduled);

    /// <summary>Best bid for an outcome, on that outcome's own scale: for NO, $1 less the YES ask.</summary>
    public BookLevel? BidOf(Outcome outcome) => outcome == Outcome.Yes ? Bid : Mirror(Ask);

    /// <summary>Best ask for an outcome, on that outcome's own scale: for NO, $1 less the YES bid.</summary>
    public BookLevel? AskOf(Outcome outcome) => outcome == Outcome.Yes ? Ask : Mirror(Bid);

    /// <summary>The valid prices of an outcome, on its own scale.</summary>
    public PriceGrid GridOf(Outcome outcome) => outcome == Outcome.Yes ? Terms.YesGrid : Terms.NoGrid;

    /// <summary>The fair value by a source while its evidence is fresh; null otherwise.</summary>
    public FairEstimate? FreshFair(FairSource source)
    {
        var estimate = source == FairSource.Consensus ? Odds : Score;
        return estimate is { } known && known.IsValidAt(Now) ? known : null;
    }

    /// <summary>
    /// Distance between the two sources' values of YES, rounded up to a ten-thousandth of a dollar; null unless both are fresh.
    /// </summary>
    public PriceOffset? SourceGap
    {
        get
        {
            if (FreshFair(FairSource.Consensus) is not { } odds || FreshFair(FairSource.WinModel) is not { } score) return null;
            // The last bits of a double must not make six cents more than six cents.
            return PriceOffset.FromUnits((int)Math.Ceiling(Math.Abs(odds.Yes - score.Yes) * Price.UnitsPerDollar - 1e-5));
        }
    }

    private static BookLevel? Mirror(BookLevel? level) => level is { } known ? new BookLevel(known.Price.Complement, known.Size) : null;
}
