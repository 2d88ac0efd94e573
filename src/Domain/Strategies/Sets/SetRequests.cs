using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Domain.Strategies.Sets;

/// <summary>Makes the request for permission that a set makes, each leg with the evidence of an entry by itself.</summary>
public static class SetRequests
{
    private const int MicrosPerUnit = Money.MicrosPerDollar / Price.UnitsPerDollar;

    /// <summary>The request. Allocates.</summary>
    /// <param name="signal">The set.</param>
    /// <param name="legs">The legs it was made of, in its order.</param>
    public static SetRequest Of(SetSignal signal, ReadOnlySpan<SetLeg> legs)
    {
        InvariantViolation.Unless(signal.Orders.Length == legs.Length, "set: orders and legs differ");
        var requests = ImmutableArray.CreateBuilder<EntryRequest>(legs.Length);
        var edge = EdgeOf(signal);
        for (var i = 0; i < legs.Length; i++) requests.Add(Leg(signal, signal.Orders[i], legs[i].View, edge));
        return new SetRequest(legs[0].View.Terms.Facts.Event, signal.Count, requests.MoveToImmutable());
    }

    private static EntryRequest Leg(SetSignal signal, SetOrder order, in MarketView view, PriceOffset edge)
    {
        var terms = view.Terms;
        InvariantViolation.Unless(order.Ticker == terms.Facts.Ticker, $"set: {order.Ticker} is not {terms.Facts.Ticker}");
        var outcome = SetRule.OutcomeOf(signal.Kind);
        var (odds, score) = (view.FreshFair(FairSource.Consensus), view.FreshFair(FairSource.WinModel));
        var fair = view.FreshFair(signal.VoidPriceBy)!.Value.Yes;
        var one = Quantity.FromContracts(1);
        var cost = BreakEven.EntryCost(order.OwnPrice, one, Liquidity.Taker, terms.Fees, terms.Precision);
        return new EntryRequest(
            terms.Facts with { Status = view.Status, CloseTime = view.CloseTime },
            SetRule.Strategy,
            order.Side,
            Liquidity.Taker,
            order.Limit,
            outcome == Outcome.Yes ? fair : 1 - fair,
            edge,
            BreakEven.SellPrice(cost, one, Liquidity.Taker, terms.Fees, terms.Precision, view.GridOf(outcome)),
            new BookEvidence(view.BookLive, view.Bid?.Price, view.Ask?.Price, order.Displayed),
            new FeedEvidence(true, odds?.AgeSinceReceipt(view.Now), odds?.AgeSinceStamp(view.Now), score?.AgeSinceReceipt(view.Now), view.SourceGap, view.Phase),
            view.Volume,
            view.UnexplainedMoveAt);
    }

    /// <summary>What the worst case leaves of one contract of the whole set, rounded down.</summary>
    private static PriceOffset EdgeOf(SetSignal signal) =>
        PriceOffset.FromUnits((int)(signal.WorstProfit.Micros * Quantity.HundredthsPerContract / signal.Count.Hundredths / MicrosPerUnit));
}
