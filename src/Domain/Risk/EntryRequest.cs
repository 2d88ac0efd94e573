using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Risk;

/// <summary>
/// A signal that asks for permission to enter, with all the evidence that the rules judge. Facts that are missing are null
/// and are refused by the rule that needs them; none has a default.
/// </summary>
/// <param name="Market">Facts of the market as they stand now.</param>
/// <param name="Strategy">Who asks.</param>
/// <param name="Side">Bid buys YES, ask buys NO.</param>
/// <param name="Liquidity">Whether it will take the touch or rest.</param>
/// <param name="Limit">Limit price, on the YES scale.</param>
/// <param name="WinProbability">Probability that the side bought pays (of NO for an ask), 0..1.</param>
/// <param name="Edge">Edge after slippage.</param>
/// <param name="BreakEvenSell">
/// Lowest price on the bought side's own scale at which a taker sale covers cost and fees; null when there is none.
/// </param>
/// <param name="Book">The book less our own size.</param>
/// <param name="Feed">What stands behind the fair value.</param>
/// <param name="Volume">Contracts traded over the market's life; null when not known.</param>
/// <param name="UnexplainedMoveAt">When the book last moved without odds or score; <see cref="Instant.Never"/> when it has not.</param>
public sealed record EntryRequest(
    MarketFacts Market,
    StrategyId Strategy,
    OrderSide Side,
    Liquidity Liquidity,
    Price Limit,
    double WinProbability,
    PriceOffset Edge,
    Price? BreakEvenSell,
    BookEvidence Book,
    FeedEvidence Feed,
    Quantity? Volume,
    Instant UnexplainedMoveAt);

/// <summary>The book that a request rests on, less our own size.</summary>
/// <param name="Live">Whether the book is live (not stale, not resyncing).</param>
/// <param name="Bid">Best YES bid; null when that side is empty.</param>
/// <param name="Ask">Best YES ask; null when that side is empty.</param>
/// <param name="Displayed">Size that a taker entry would meet at its limit or better; ignored for a maker entry.</param>
public readonly record struct BookEvidence(bool Live, Price? Bid, Price? Ask, Quantity Displayed);

/// <summary>The feeds that a request rests on.</summary>
/// <param name="Fresh">The evaluator's own judgement: enough fresh books, no suspension, a score where one is needed.</param>
/// <param name="OddsSinceReceipt">Age of the odds used since we received them; null when the fair value uses none.</param>
/// <param name="OddsSinceStamp">Age of the odds used since the book's own stamp; null when the fair value uses none.</param>
/// <param name="ScoreSinceReceipt">Age of the score used since we received it; null when the fair value uses none.</param>
/// <param name="SourceGap">Distance between the two furthest fair-value sources; null when there is one source only.</param>
/// <param name="Phase">Where the game stands, by score feed or commence time.</param>
public readonly record struct FeedEvidence(
    bool Fresh,
    TimeSpan? OddsSinceReceipt,
    TimeSpan? OddsSinceStamp,
    TimeSpan? ScoreSinceReceipt,
    PriceOffset? SourceGap,
    GamePhase Phase);
