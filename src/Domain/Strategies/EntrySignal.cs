using System.Globalization;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Domain.Strategies;

/// <summary>What a strategy wants to do and why. It has no size: risk sizes it.</summary>
/// <param name="Strategy">Who wants it.</param>
/// <param name="Outcome">What is bought.</param>
/// <param name="Side">Bid to buy YES, ask to buy NO.</param>
/// <param name="Limit">The limit price to send (YES scale). For a taker entry the touch itself, never beyond.</param>
/// <param name="Liquidity">Whether it takes the touch or rests, post-only.</param>
/// <param name="OwnPrice">The same price on the scale of <paramref name="Outcome"/>.</param>
/// <param name="Fair">Conservative probability of <paramref name="Outcome"/>, 0..1.</param>
/// <param name="Source">What the fair value was made from.</param>
/// <param name="Edge">Fair value less price less the slippage buffer.</param>
/// <param name="NetProfit">Profit of one contract bought at the price and sold as a taker at fair value, after both fees.</param>
/// <param name="Displayed">Size at the touch that a taker entry would meet; zero for a maker entry.</param>
/// <param name="BreakEvenSell">Lowest own-scale price at which a taker sale covers cost and fees of one contract; null when there is none.</param>
/// <param name="Momentum">The momentum score for this outcome at the decision.</param>
/// <param name="FairSinceReceipt">Age of the odds or score behind the fair value since we received them.</param>
/// <param name="FairSinceStamp">Age of the oldest of them by the sources' own clocks.</param>
public readonly record struct EntrySignal(
    StrategyId Strategy,
    Outcome Outcome,
    OrderSide Side,
    Price Limit,
    Liquidity Liquidity,
    Price OwnPrice,
    double Fair,
    FairSource Source,
    PriceOffset Edge,
    Money NetProfit,
    Quantity Displayed,
    Price? BreakEvenSell,
    double Momentum,
    TimeSpan FairSinceReceipt,
    TimeSpan FairSinceStamp)
{
    /// <summary>The evidence as key=value pairs in a fixed order, for the decision log. Allocates.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"strategy={Strategy} outcome={(Outcome == Outcome.Yes ? "yes" : "no")} side={(Side == OrderSide.Bid ? "bid" : "ask")} limit={Limit} liquidity={(Liquidity == Liquidity.Taker ? "taker" : "maker")} fair={Fair:0.0000} source={(Source == FairSource.Consensus ? "odds" : "score")} edge={Edge} net={NetProfit} displayed={Displayed} break_even={(BreakEvenSell is { } sell ? sell.ToString() : "none")} momentum={Momentum:0.0} received_ago={FairSinceReceipt.TotalSeconds:0.000}s stamped_ago={FairSinceStamp.TotalSeconds:0.000}s");

    /// <summary>The request for permission that this signal makes, with the evidence that risk judges. Allocates.</summary>
    /// <param name="view">The view that the signal was made on.</param>
    /// <param name="facts">Facts of the market as they stand now.</param>
    public EntryRequest ToRequest(in MarketView view, MarketFacts facts)
    {
        var odds = view.FreshFair(FairSource.Consensus);
        var score = view.FreshFair(FairSource.WinModel);
        return new EntryRequest(
            facts,
            Strategy,
            Side,
            Liquidity,
            Limit,
            Fair,
            Edge,
            BreakEvenSell,
            new BookEvidence(view.BookLive, view.Bid?.Price, view.Ask?.Price, Displayed),
            new FeedEvidence(
                (Source == FairSource.Consensus ? odds : score) is not null,
                odds?.AgeSinceReceipt(view.Now),
                odds?.AgeSinceStamp(view.Now),
                score?.AgeSinceReceipt(view.Now),
                view.SourceGap,
                view.Phase),
            view.Volume,
            view.UnexplainedMoveAt);
    }
}
