using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Strategies;

/// <summary>
/// The rule that all edge strategies share. Each outcome is judged on its own scale by the same code, so that NO is YES on
/// the mirrored book. The edge is the conservative fair value less the price of its age less the price that would be sent less the slippage buffer.
/// </summary>
public static class EdgeRule
{
    private static readonly Quantity OneContract = Quantity.FromContracts(1);

    /// <summary>The verdict on both outcomes: the better one, and a quarantine before any entry.</summary>
    /// <param name="view">The market at one instant.</param>
    /// <param name="strategy">Who asks; its name stands on the signal.</param>
    /// <param name="source">What the fair value is made from.</param>
    /// <param name="followsMomentum">Whether momentum can hold an entry back or make a taker a maker.</param>
    public static Verdict Evaluate(in MarketView view, StrategyId strategy, FairSource source, bool followsMomentum)
    {
        if (view.FreshFair(source) is not { } own) return Verdict.Refuse(Risk.RefusalCode.FeedStale);
        var fair = WithConsent(in view, in own);
        var yes = Judge(in view, strategy, in fair, Outcome.Yes, followsMomentum);
        var no = Judge(in view, strategy, in fair, Outcome.No, followsMomentum);
        return IsBetter(in no, in yes) ? no : yes;
    }

    /// <summary>
    /// The model knows score and clock alone, so where the sportsbooks speak as well it never values an outcome above them:
    /// otherwise it would trade on its own error. What is left to it is speed and the games that nobody prices.
    /// </summary>
    private static FairEstimate WithConsent(in MarketView view, in FairEstimate own) =>
        own.Source == FairSource.WinModel && view.FreshFair(FairSource.Consensus) is { } odds
            ? own with
            {
                ConservativeYes = Math.Min(own.ConservativeYes, odds.ConservativeYes),
                ConservativeNo = Math.Min(own.ConservativeNo, odds.ConservativeNo),
            }
            : own;

    private static bool IsBetter(in Verdict left, in Verdict right)
    {
        if (left.IsQuarantined != right.IsQuarantined) return left.IsQuarantined;
        if (left.Code != right.Code) return left.Code > right.Code;
        var byEdge = left.Signal.Edge.CompareTo(right.Signal.Edge);
        return byEdge != 0 ? byEdge > 0 : left.Signal.NetProfit > right.Signal.NetProfit;
    }

    private static Verdict Judge(in MarketView view, StrategyId strategy, in FairEstimate fair, Outcome outcome, bool followsMomentum)
    {
        if (view.BidOf(outcome) is not { } bid || view.AskOf(outcome) is not { } ask) return Verdict.Refuse(Risk.RefusalCode.Spread);
        var probability = outcome == Outcome.Yes ? fair.ConservativeYes : fair.ConservativeNo;
        var settings = view.Terms.Settings;
        if (ValueOf(probability, in fair, settings.Entry, view.Now) is not { } value) return Verdict.None(VerdictCode.NoEdge);

        var takerEdge = value - ask.Price - settings.Entry.SlippageBuffer;
        var grid = view.GridOf(outcome);
        var makerPrice = MakerPrice(grid, bid.Price, ask.Price);
        var makerEdge = makerPrice is { } price ? value - price - settings.Entry.SlippageBuffer : takerEdge;
        // An ask left over from an earlier grid is no price that could be sent.
        var takes = takerEdge >= settings.Entry.TakerThreshold && grid.IsValid(ask.Price);
        var makes = makerPrice is not null && makerEdge >= settings.Entry.MakerThreshold;
        if (!takes && !makes) return Verdict.None(VerdictCode.NoEdge);

        var momentum = view.Momentum.For(outcome);
        var mayTake = !followsMomentum || momentum >= settings.Momentum.TakerAtLeast;
        var takerProfit = NetProfit(in view, value, ask.Price, Liquidity.Taker);
        var taking = takes && mayTake && takerProfit >= MinimumProfit(in view);
        if (!taking && !makes) return Verdict.None(takes && !mayTake ? VerdictCode.Momentum : VerdictCode.NetProfit);

        var sent = taking ? ask.Price : makerPrice!.Value;
        var signal = new EntrySignal(
            strategy,
            outcome,
            outcome == Outcome.Yes ? OrderSide.Bid : OrderSide.Ask,
            outcome == Outcome.Yes ? sent : sent.Complement,
            taking ? Liquidity.Taker : Liquidity.Maker,
            sent,
            probability,
            fair.Source,
            taking ? takerEdge : makerEdge,
            taking ? takerProfit : NetProfit(in view, value, sent, Liquidity.Maker),
            taking ? ask.Size : Quantity.Zero,
            null,
            momentum,
            fair.AgeSinceReceipt(view.Now),
            fair.AgeSinceStamp(view.Now));
        if (signal.Edge > settings.Entry.MaximumEdge) return Verdict.Quarantine(WithBreakEven(in view, in signal));
        if (signal.NetProfit < MinimumProfit(in view)) return Verdict.None(VerdictCode.NetProfit);
        if (followsMomentum && momentum < settings.Momentum.Skip) return Verdict.None(VerdictCode.Momentum);
        return Verdict.Enter(WithBreakEven(in view, in signal));
    }

    /// <summary>
    /// What a contract may be taken to be worth: its conservative probability less what the age of the evidence costs, rounded down.
    /// Null where nothing is left.
    /// </summary>
    internal static Price? ValueOf(double probability, in FairEstimate fair, Settings.EntrySettings settings, Instant now) =>
        PriceRounding.ToFinest(probability - AgeCost(in fair, settings, now), RoundingDirection.Down);

    private static double AgeCost(in FairEstimate fair, Settings.EntrySettings settings, Instant now) =>
        settings.AgeCostPerMinute is { } cost && cost.Units > 0
            ? cost.Units / (double)Price.UnitsPerDollar * Math.Max(fair.AgeSinceStamp(now).TotalMinutes, 0)
            : 0;

    /// <summary>
    /// One tick above the best bid that is not ours, and below the ask: where the spread is one tick it joins the bid. Null
    /// where no valid price lies below the ask.
    /// </summary>
    private static Price? MakerPrice(PriceGrid grid, Price bid, Price ask)
    {
        if (grid.NextBelow(ask) is not { } highest) return null;
        return grid.NextAbove(bid) is { } improved && improved < highest ? improved : highest;
    }

    /// <summary>
    /// Per contract, after both fees: bought at the price, sold as a taker at fair value. What is worth $1 is not sold but
    /// settled, without a fee.
    /// </summary>
    private static Money NetProfit(in MarketView view, Price value, Price price, Liquidity liquidity)
    {
        var terms = view.Terms;
        var proceeds = value > Price.Zero && value < Price.One
            ? BreakEven.SaleProceeds(value, OneContract, Liquidity.Taker, terms.Fees, terms.Precision)
            : value * OneContract;
        return proceeds - BreakEven.EntryCost(price, OneContract, liquidity, terms.Fees, terms.Precision);
    }

    private static Money MinimumProfit(in MarketView view) => view.Terms.Settings.Entry.MinimumNetProfit * OneContract;

    private static EntrySignal WithBreakEven(in MarketView view, in EntrySignal signal)
    {
        var terms = view.Terms;
        var cost = BreakEven.EntryCost(signal.OwnPrice, OneContract, signal.Liquidity, terms.Fees, terms.Precision);
        return signal with
        {
            BreakEvenSell = BreakEven.SellPrice(cost, OneContract, Liquidity.Taker, terms.Fees, terms.Precision, view.GridOf(signal.Outcome)),
        };
    }
}
