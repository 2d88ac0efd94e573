using CsCheck;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Domain.Tests.Strategies;

public sealed class EdgeTests
{
    [Fact]
    public void An_edge_at_the_taker_threshold_takes_the_ask_at_the_ask()
    {
        var signal = Enters(Views.At(0.53));
        Assert.Equal((OrderSide.Bid, Price.FromCents(47), Liquidity.Taker), (signal.Side, signal.Limit, signal.Liquidity));
        Assert.Equal(PriceOffset.FromCents(5), signal.Edge);
        Assert.Equal(Quantity.FromContracts(60), signal.Displayed);
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)), (signal.FairSinceReceipt, signal.FairSinceStamp));
    }

    [Theory]
    [InlineData(0, 53)]
    [InlineData(200, 51)]
    [InlineData(600, 47)]
    public void Age_costs_edge_by_the_minute_since_the_oldest_stamp(int unitsPerMinute, int worthCents)
    {
        var series = Views.Series with { Entry = Views.Series.Entry with { AgeCostPerMinute = PriceOffset.FromUnits(unitsPerMinute) } };
        var view = Views.At(0.53) with { Terms = Views.Terms(series), Odds = Views.Fair(0.53) with { OldestStamp = Views.Now - TimeSpan.FromMinutes(1) } };
        var verdict = Views.Sportsbook(view);
        if (worthCents == 53) Assert.Equal((Liquidity.Taker, PriceOffset.FromCents(5)), (verdict.Signal.Liquidity, verdict.Signal.Edge));
        else if (worthCents == 51) Assert.Equal((Liquidity.Maker, PriceOffset.FromCents(5)), (verdict.Signal.Liquidity, verdict.Signal.Edge));
        else Assert.Equal(VerdictCode.NoEdge, verdict.Code);
        // The order that rests is judged by the same measure.
        var entry = new WorkingEntry(FairSource.Consensus, 0, false, OrderSide.Bid, Price.FromCents(45), view.Now);
        Assert.Equal(worthCents == 47, EntryCancelRule.Check(in view, in entry, scoreChanged: false) == EntryCancelReason.EdgeGone);
    }

    [Fact]
    public void The_plans_own_example_has_six_point_one_cents_of_edge() => Assert.Equal("6.1c", Enters(Views.At(0.541)).Edge.ToString());

    [Fact]
    public void Below_the_taker_threshold_an_entry_rests_one_tick_above_the_best_bid()
    {
        var signal = Enters(Views.At(0.5299));
        Assert.Equal((OrderSide.Bid, Price.FromCents(45), Liquidity.Maker), (signal.Side, signal.Limit, signal.Liquidity));
        Assert.Equal(PriceOffset.FromUnits(699), signal.Edge);
        Assert.Equal(Quantity.Zero, signal.Displayed);
    }

    [Fact]
    public void The_edge_of_a_maker_entry_is_measured_against_its_own_price()
    {
        Assert.Equal(PriceOffset.FromUnits(270), Enters(Views.At(0.487)).Edge);
        Assert.Equal(VerdictCode.NoEdge, Views.Sportsbook(Views.At(0.4799)).Code);
    }

    [Fact]
    public void In_a_spread_of_one_tick_a_maker_entry_joins_the_bid() =>
        Assert.Equal(Price.FromCents(46), Enters(Views.At(0.52, 46, 47)).Limit);

    [Fact]
    public void No_edge_on_either_side_is_no_entry() => Assert.Equal(VerdictCode.NoEdge, Views.Sportsbook(Views.At(0.455)).Code);

    [Fact]
    public void The_conservative_value_counts_and_not_the_middle()
    {
        var view = Views.At() with { Odds = Views.Fair(0.55, 0.47, 0.44) };
        Assert.Equal(VerdictCode.NoEdge, Views.Sportsbook(view).Code);
    }

    [Fact]
    public void NO_is_bought_by_an_ask_at_the_bid()
    {
        var signal = Enters(Views.At(0.38));
        Assert.Equal((Outcome.No, OrderSide.Ask, Price.FromCents(44), Price.FromCents(56)), (signal.Outcome, signal.Side, signal.Limit, signal.OwnPrice));
        Assert.Equal(PriceOffset.FromCents(5), signal.Edge);
        Assert.Equal(Quantity.FromContracts(100), signal.Displayed);
    }

    [Fact]
    public void A_maker_entry_for_NO_rests_one_tick_below_the_best_ask()
    {
        var signal = Enters(Views.At(0.40));
        Assert.Equal((Outcome.No, OrderSide.Ask, Price.FromCents(46), Liquidity.Maker), (signal.Outcome, signal.Side, signal.Limit, signal.Liquidity));
    }

    [Fact]
    public void An_edge_above_the_maximum_is_quarantined_with_its_evidence()
    {
        Assert.True(Enters(Views.At(0.63)).Edge == PriceOffset.FromCents(15));
        var verdict = Views.Sportsbook(Views.At(0.6301));
        Assert.Equal((VerdictCode.Refused, RefusalCode.EdgeTooLarge), (verdict.Code, verdict.Refusal));
        Assert.Equal(PriceOffset.FromUnits(1501), verdict.Signal.Edge);
        Assert.Contains("fair=0.6301", verdict.Signal.Describe(), StringComparison.Ordinal);
    }

    [Fact]
    public void Fees_of_both_ends_come_off_the_profit()
    {
        // 53.99c less 47c, less 0.07 · 0.47 · 0.53 and 0.07 · 0.54 · 0.46, each rounded up to a hundredth of a cent.
        var signal = Enters(Views.At(0.54));
        Assert.Equal(Money.FromMicros(70_000 - 17_500 - 17_400), signal.NetProfit);
    }

    [Fact]
    public void An_edge_that_fees_eat_is_no_entry()
    {
        var entry = Views.Entry with { MakerThreshold = PriceOffset.FromCents(1), MinimumNetProfit = PriceOffset.FromCents(1) };
        var view = Views.At(0.472) with { Terms = Views.Terms(Views.Series with { Entry = entry }) };
        Assert.Equal(VerdictCode.NetProfit, Views.Sportsbook(view).Code);
    }

    [Fact]
    public void A_taker_entry_that_fees_eat_is_made_as_a_maker_where_that_pays()
    {
        // The basketball thresholds: 3.1c after slippage is 4.1c before fees of 3.5c at the ask, but 6.1c at the bid and a tick.
        var entry = Views.Entry with { TakerThreshold = PriceOffset.FromCents(3), MakerThreshold = PriceOffset.FromCents(1) };
        var signal = Enters(Views.At(0.511) with { Terms = Views.Terms(Views.Series with { Entry = entry }) });
        Assert.Equal((Liquidity.Maker, Price.FromCents(45)), (signal.Liquidity, signal.Limit));
    }

    [Fact]
    public void The_signal_carries_the_price_at_which_a_sale_would_break_even()
    {
        Assert.Equal(Price.FromCents(51), Enters(Views.At(0.54)).BreakEvenSell);
        var terms = Views.Terms(Views.Series with { Entry = Views.Entry with { MinimumNetProfit = PriceOffset.FromUnits(-10_000), TakerThreshold = PriceOffset.Zero, SlippageBuffer = PriceOffset.Zero } });
        Assert.Null(Enters(Views.At(1, 98, 99) with { Terms = terms }).BreakEvenSell);
    }

    [Fact]
    public void Low_momentum_turns_a_taker_entry_into_a_maker_entry_and_lower_momentum_into_none()
    {
        var view = Views.At(0.54);
        Assert.Equal(Liquidity.Taker, Enters(view with { Momentum = new MomentumScores(75, 0) }).Liquidity);
        var maker = Enters(view with { Momentum = new MomentumScores(74.9, 0) });
        Assert.Equal((Liquidity.Maker, Price.FromCents(45)), (maker.Liquidity, maker.Limit));
        Assert.Equal(Liquidity.Maker, Enters(view with { Momentum = new MomentumScores(40, 0) }).Liquidity);
        Assert.Equal(VerdictCode.Momentum, Views.Sportsbook(view with { Momentum = new MomentumScores(39.9, 100) }).Code);
    }

    [Fact]
    public void Momentum_thresholds_of_zero_switch_the_rules_off()
    {
        var terms = Views.Terms(Views.Series with { Momentum = new(0, 0, 0) });
        Assert.Equal(Liquidity.Taker, Enters(Views.At(0.54) with { Terms = terms, Momentum = default }).Liquidity);
    }

    [Fact]
    public void A_score_driven_signal_bypasses_momentum()
    {
        var view = Views.At() with
        {
            Odds = null,
            OddsMissing = NoFairReason.NoData,
            Score = Views.Fair(0.54, FairSource.WinModel),
            ScoreReceivedAt = Views.Now - TimeSpan.FromSeconds(1),
            ScorePhase = GamePhase.InPlay,
            Momentum = default,
        };
        var verdict = Views.Decide(new ScoreEdge(), view);
        Assert.True(verdict.IsEntry);
        Assert.Equal((Liquidity.Taker, FairSource.WinModel), (verdict.Signal.Liquidity, verdict.Signal.Source));
        Assert.Equal(RefusalCode.FeedStale, Views.Sportsbook(view).Refusal);
    }

    [Fact]
    public void The_request_to_risk_carries_the_evidence()
    {
        var view = Views.At(0.54);
        var request = Enters(view).ToRequest(in view, Views.Facts);
        Assert.Equal((OrderSide.Bid, Price.FromCents(47), 0.54), (request.Side, request.Limit, request.WinProbability));
        Assert.Equal(TimeSpan.FromSeconds(3), request.Feed.OddsSinceStamp);
        Assert.Null(request.Feed.ScoreSinceReceipt);
        Assert.True(request.Feed.Fresh && request.Book.Live);
    }

    [Fact]
    public void A_price_that_the_grid_does_not_have_is_never_sent()
    {
        var view = Views.At(0.60) with { Ask = new BookLevel(Price.FromUnits(4_750), Quantity.FromContracts(5)) };
        var signal = Enters(view);
        Assert.Equal((Liquidity.Maker, Price.FromCents(45)), (signal.Liquidity, signal.Limit));
    }

    [Fact]
    public void A_maker_entry_never_crosses_and_a_taker_entry_is_sent_at_the_touch() => Signals.Sample(view =>
    {
        var verdict = Views.Sportsbook(in view);
        if (!verdict.IsEntry && !verdict.IsQuarantined) return;
        var signal = verdict.Signal;
        var (bid, ask) = (view.BidOf(signal.Outcome)!.Value.Price, view.AskOf(signal.Outcome)!.Value.Price);
        Assert.True(view.Terms.YesGrid.IsValid(signal.Limit));
        Assert.Equal(signal.Limit, signal.Side == OrderSide.Bid ? signal.OwnPrice : signal.OwnPrice.Complement);
        if (signal.Liquidity == Liquidity.Taker) Assert.Equal(ask, signal.OwnPrice);
        else Assert.True(signal.OwnPrice >= bid && signal.OwnPrice < ask);
        Assert.True(signal.OwnPrice.Units + 100 <= signal.Fair * Price.UnitsPerDollar + 1e-6);
    }, iter: 3_000);

    [Fact]
    public void NO_is_judged_as_YES_on_the_mirrored_book() => Signals.Sample(view =>
    {
        var (verdict, mirrored) = (Views.Sportsbook(in view), Views.Sportsbook(Views.Mirror(in view)));
        Assert.True(verdict.SameCodeAs(in mirrored));
        if (!verdict.IsEntry && !verdict.IsQuarantined) return;
        var (left, right) = (verdict.Signal, mirrored.Signal);
        Assert.NotEqual(left.Outcome, right.Outcome);
        Assert.NotEqual(left.Side, right.Side);
        Assert.Equal(left.Limit, right.Limit.Complement);
        Assert.Equal((left.OwnPrice, left.Liquidity, left.Edge, left.BreakEvenSell), (right.OwnPrice, right.Liquidity, right.Edge, right.BreakEvenSell));
        Assert.Equal(left.NetProfit, right.NetProfit);
    }, iter: 3_000);

    [Fact]
    public void An_entry_meets_its_threshold_and_the_least_profit() => Signals.Sample(view =>
    {
        var verdict = Views.Sportsbook(in view);
        if (!verdict.IsEntry) return;
        var settings = view.Terms.Settings.Entry;
        Assert.True(verdict.Signal.Edge >= (verdict.Signal.Liquidity == Liquidity.Taker ? settings.TakerThreshold : settings.MakerThreshold));
        Assert.True(verdict.Signal.Edge <= settings.MaximumEdge);
        Assert.True(verdict.Signal.NetProfit >= settings.MinimumNetProfit * Quantity.FromContracts(1));
    }, iter: 3_000);

    [Fact]
    public void Deciding_allocates_nothing()
    {
        var table = StrategyTable.Standard;
        var views = new[] { Views.At(0.54), Views.At(0.40), Views.At(0.70), Views.At(0.46) };
        var entries = 0;
        for (var i = 0; i < 200; i++) entries += Round(table, views);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++) entries += Round(table, views);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(800, entries);
    }

    private static int Round(StrategyTable table, MarketView[] views)
    {
        var entries = 0;
        for (var i = 0; i < views.Length; i++)
        {
            for (var strategy = 0; strategy < table.Count; strategy++) entries += table.Decide(strategy, in views[i]).IsEntry ? 1 : 0;
        }

        return entries;
    }

    private static EntrySignal Enters(in MarketView view)
    {
        var verdict = Views.Sportsbook(in view);
        Assert.Equal("ENTER", verdict.CodeName);
        return verdict.Signal;
    }

    private static readonly MarketTerms FreeTerms = Views.Terms(fees: new FeeSchedule(FeeType.Quadratic, 0));
    private static readonly MarketTerms HalfTerms = Views.Terms(fees: new FeeSchedule(FeeType.QuadraticWithMakerFees, 500));
    private static readonly MarketTerms TaperedTerms = Views.Terms(grid: new PriceGrid([
        new PriceRange(Price.Zero, Price.FromCents(10), PriceOffset.FromUnits(10)),
        new PriceRange(Price.FromCents(10), Price.FromCents(90), PriceOffset.FromUnits(100)),
        new PriceRange(Price.FromCents(90), Price.One, PriceOffset.FromUnits(10))]));

    private static readonly Gen<MarketView> Signals =
        from bid in Gen.Int[1, 97]
        from spread in Gen.Int[1, 5]
        from shift in Gen.Int[-2_000, 2_000]
        from margin in Gen.Int[0, 200]
        from yes in Gen.Double[0, 100]
        from no in Gen.Double[0, 100]
        from multiplier in Gen.Int[0, 2].Select(half => half * 500)
        from sub in Gen.Bool
        let ask = Math.Min(bid + spread, 99)
        let middle = Math.Clamp(50 * (bid + ask) + shift, 200, 9_800)
        select Views.At(0.5, bid, ask) with
        {
            Terms = TermsOf(multiplier, sub),
            Odds = Views.Fair(middle / 10_000.0, (middle - margin) / 10_000.0, (10_000 - middle - margin) / 10_000.0),
            Momentum = new MomentumScores(yes, no),
        };

    private static MarketTerms TermsOf(int multiplier, bool sub) => multiplier switch
    {
        0 => FreeTerms,
        500 => HalfTerms,
        _ => sub ? TaperedTerms : Views.DefaultTerms,
    };
}
