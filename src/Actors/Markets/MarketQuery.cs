using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Actors.Markets;

/// <summary>Asks what one market looks like now and what the strategies made of it.</summary>
public sealed record MarketQuery(Ticker Ticker) : ICoreQuery<MarketReply>;

/// <summary>The last verdict of one strategy; null before the first.</summary>
public readonly record struct StrategyVerdict(StrategyId Strategy, Verdict? Verdict);

/// <summary>A market as its actor sees it.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="Known">Whether there is such a market; without it nothing else has a meaning.</param>
/// <param name="View">What decisions look at.</param>
/// <param name="Verdicts">By strategy, in the order in which they are asked.</param>
/// <param name="Facts">Its facts; null when not known.</param>
/// <param name="Position">Its position as last told; null when flat since the start.</param>
/// <param name="Exit">What the exit plan says of the position.</param>
public sealed record MarketReply(
    Ticker Ticker, bool Known, MarketView View, ImmutableArray<StrategyVerdict> Verdicts, MarketFacts? Facts, MarketProtocol.PositionTold? Position, ExitNote Exit)
{
    /// <summary>When its result was determined; never before. A position then waits for its settlement.</summary>
    public Instant Determined { get; init; }

    /// <summary>How the last close by hand ended; null before the first, and while it is under way.</summary>
    public CloseAnswer? Close { get; init; }

    /// <summary>There is no such market.</summary>
    public static MarketReply NotKnown(Ticker ticker) => new(ticker, false, default, [], null, null, ExitNote.None);
}
