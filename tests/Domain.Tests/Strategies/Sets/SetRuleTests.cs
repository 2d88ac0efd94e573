using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Strategies;
using KalshiArb.Domain.Strategies.Sets;

namespace KalshiArb.Domain.Tests.Strategies.Sets;

public class SetRuleTests
{
    private static SetVerdict Judge(SetLeg[] legs, SetFacts? facts = null, SetSettings? settings = null) =>
        SetRule.Evaluate(facts ?? SetScene.Whole, legs, settings ?? SetScene.Settings);

    [Fact]
    public void YES_of_both_sides_below_a_dollar_is_bought_with_the_figures_of_a_calculator()
    {
        var verdict = Judge(SetScene.Cheap());

        Assert.Equal(SetCode.Buy, verdict.Code);
        var set = verdict.Signal!;
        Assert.Equal((SetKind.AllYes, Quantity.FromContracts(10)), (set.Kind, set.Count));
        // 4.50 + 5.00, fees of 0.17325 and 0.175, and a bound of 0.0011 a leg on how the fills are cut; the winner pays 10.
        Assert.Equal((9_850_450L, 149_550L), (set.Cost.Micros, set.WorstProfit.Micros));
        Assert.Equal(
            [(OrderSide.Bid, Price.FromCents(45), Price.FromCents(45)), (OrderSide.Bid, Price.FromCents(50), Price.FromCents(50))],
            set.Orders.Select(order => (order.Side, order.Limit, order.OwnPrice)));
        Assert.Equal(set.Cost, set.Orders[0].Cost + set.Orders[1].Cost);
    }

    [Fact]
    public void NO_of_both_sides_below_a_dollar_is_bought_at_the_bids()
    {
        var set = Judge(SetScene.Dear()).Signal!;

        Assert.Equal(SetKind.AllNo, set.Kind);
        Assert.Equal(
            [(OrderSide.Ask, Price.FromCents(50), Price.FromCents(50)), (OrderSide.Ask, Price.FromCents(55), Price.FromCents(45))],
            set.Orders.Select(order => (order.Side, order.Limit, order.OwnPrice)));
        Assert.Equal(149_550, set.WorstProfit.Micros);
    }

    [Fact]
    public void A_void_that_pays_less_than_any_winner_is_the_worst_case()
    {
        // 48.5 and 51.5 cents: settled in whole cents a void may pay 48 and 51.
        var set = Judge(SetScene.Cheap(home: 0.485), settings: SetScene.Settings with { MinimumProfit = PriceOffset.FromUnits(49) }).Signal!;

        Assert.Equal((new SetOutcome(SetOutcomeKind.Void, 0), 49_550L), (set.Worst, set.WorstProfit.Micros));
        // Fair values that do not add up to a dollar would pay 90 cents for what cost 98.5.
        var apart = SetScene.Cheap();
        apart[1] = apart[1].With(view => view with { Odds = Views.Fair(0.41) });
        Assert.Equal(SetCode.NoProfit, Judge(apart).Code);
    }

    [Fact]
    public void Without_facts_of_its_own_an_event_type_trades_no_sets() =>
        Assert.Equal(SetCode.UnknownEventType, SetRule.Evaluate(null, SetScene.Cheap(), SetScene.Settings).Code);

    [Fact]
    public void What_is_assumed_of_an_event_type_trades_no_sets()
    {
        Assert.Equal(SetCode.FactsAssumed, Judge(SetScene.Cheap(), SetScene.Whole with { IsAssumed = true }).Code);
        Assert.Equal(SetCode.FactsAssumed, Judge(SetScene.Dear(), SetScene.Whole with { IsAssumed = true }).Code);
    }

    [Fact]
    public void YES_of_all_needs_an_exhaustive_event_and_NO_of_all_an_exclusive_one()
    {
        var open = SetScene.Whole with { Exhaustive = false };
        Assert.Equal(SetCode.NoProfit, Judge(SetScene.Cheap(), open).Code);
        Assert.Equal(SetKind.AllNo, Judge(SetScene.Dear(), open).Signal!.Kind);
        Assert.Equal(SetCode.NotExclusive, Judge(SetScene.Dear(), SetScene.Whole with { Exclusive = false }).Code);
        Assert.Equal(SetCode.NotExclusive, Judge(SetScene.Cheap(), SetScene.Whole with { Exclusive = false }).Code);
    }

    [Theory]
    [InlineData(CollateralReturn.Mecnet)]
    [InlineData(CollateralReturn.Direcnet)]
    public void Where_collateral_is_given_back_sets_need_consent(CollateralReturn collateral)
    {
        var facts = SetScene.Whole with { Collateral = collateral };
        Assert.Equal(SetCode.CollateralReturned, Judge(SetScene.Cheap(), facts).Code);
        Assert.Equal(SetCode.Buy, Judge(SetScene.Cheap(), facts, SetScene.Settings with { AcceptCollateralReturn = true }).Code);
    }

    [Fact]
    public void A_market_that_is_missing_or_stands_twice_makes_no_set()
    {
        var legs = SetScene.Cheap();
        Assert.Equal(SetCode.MissingLeg, Judge([legs[0]]).Code);
        Assert.Equal(SetCode.MissingLeg, Judge([legs[0], legs[0]]).Code);
        Assert.Equal(SetCode.MissingLeg, Judge([]).Code);
        Assert.Equal(SetCode.MissingLeg, Judge([SetScene.Leg(0, 3, 30, 31, 0.33), SetScene.Leg(1, 3, 30, 31, 0.33)]).Code);
        Assert.Equal(SetCode.MissingLeg, Judge([legs[0], legs[1].Facts(facts => facts with { Game = new GameId("another") })]).Code);
    }

    [Fact]
    public void Legs_of_two_events_or_two_instants_are_a_broken_invariant()
    {
        var legs = SetScene.Cheap();
        Assert.Throws<InvariantViolation>(() => Judge([legs[0], legs[1].Facts(facts => facts with { Event = new EventTicker("KXNHLGAME-26OCT18SEAVGK") })]));
        Assert.Throws<InvariantViolation>(() => Judge([legs[0], legs[1].With(view => view with { Now = view.Now + TimeSpan.FromSeconds(1) })]));
    }

    [Fact]
    public void A_market_that_is_held_makes_no_set()
    {
        var legs = SetScene.Cheap();
        legs[1] = legs[1].With(view => view with { Position = Quantity.FromHundredths(-1) });
        Assert.Equal((SetCode.LegHeld, (Ticker?)legs[1].View.Terms.Facts.Ticker), (Judge(legs).Code, Judge(legs).Leg));
    }

    [Fact]
    public void A_void_is_priced_by_one_source_for_all_legs_or_there_is_no_set()
    {
        var legs = SetScene.Cheap();
        legs[1] = legs[1].With(view => view with { Odds = null });
        Assert.Equal(SetCode.NoFairPrice, Judge(legs).Code);
        legs[1] = legs[1].With(view => view with { Odds = Views.Fair(0.51) with { ValidUntil = Views.Now - TimeSpan.FromMicroseconds(1) } });
        Assert.Equal(SetCode.NoFairPrice, Judge(legs).Code);
        // The model speaks of one leg alone: two halves of two sources are no price of a void.
        legs[1] = legs[1].With(view => view with { Odds = null, Score = Views.Fair(0.51, FairSource.WinModel) });
        Assert.Equal(SetCode.NoFairPrice, Judge(legs).Code);
        legs[0] = legs[0].With(view => view with { Score = Views.Fair(0.49, FairSource.WinModel) });
        legs[1] = legs[1].With(view => view with { OddsMissing = NoFairReason.NoData });
        Assert.Equal(FairSource.WinModel, Judge(legs).Signal!.VoidPriceBy);
    }

    [Fact]
    public void What_is_no_probability_prices_no_void()
    {
        foreach (var broken in new[] { double.NaN, 1.01, -0.01 })
        {
            var legs = SetScene.Cheap();
            legs[0] = legs[0].With(view => view with { Odds = Views.Fair(0.5) with { Yes = broken } });
            Assert.Equal(SetCode.NoFairPrice, Judge(legs).Code);
        }
    }

    public static TheoryData<RefusalCode, Func<MarketView, MarketView>> Screens => new()
    {
        { RefusalCode.BookStale, view => view with { BookLive = false } },
        { RefusalCode.Disabled, view => view with { Enabled = false } },
        { RefusalCode.TickerFrozen, view => view with { Frozen = true } },
        { RefusalCode.MarketNotActive, view => view with { Status = MarketStatus.Inactive } },
        { RefusalCode.NearClose, view => view with { CloseTime = view.Now + TimeSpan.FromSeconds(100) } },
        { RefusalCode.NotLive, view => view with { ScorePhase = GamePhase.Suspended } },
        { RefusalCode.Spread, view => view with { Bid = null } },
        { RefusalCode.Spread, view => view with { Ask = null } },
        { RefusalCode.Volume, view => view with { Volume = null } },
        { RefusalCode.UnexplainedMove, view => view with { UnexplainedMoveAt = view.Now } },
        { RefusalCode.DuplicateEntry, view => view with { EntryWorks = true } },
    };

    [Theory]
    [MemberData(nameof(Screens))]
    public void A_leg_that_could_not_be_entered_by_itself_makes_no_set(RefusalCode code, Func<MarketView, MarketView> change)
    {
        var legs = SetScene.Cheap();
        legs[0] = legs[0].With(change);
        var verdict = Judge(legs);
        Assert.Equal((SetCode.LegRefused, (RefusalCode?)code, (Ticker?)legs[0].View.Terms.Facts.Ticker), (verdict.Code, verdict.Refusal, verdict.Leg));
        // Whichever leg it is.
        Assert.Equal((verdict.Code, verdict.Refusal), (Judge([legs[1], legs[0]]).Code, Judge([legs[1], legs[0]]).Refusal));
    }

    [Fact]
    public void An_ask_that_is_no_price_of_the_grid_is_not_bought()
    {
        var legs = SetScene.Cheap();
        legs[0] = legs[0].With(view => view with { Ask = view.Ask!.Value with { Price = Price.FromUnits(4450) } });
        Assert.Null(Judge(legs).Signal);
        var finer = new PriceGrid([new PriceRange(Price.Zero, Price.One, PriceOffset.FromUnits(50))]);
        Assert.Equal(Price.FromUnits(4450), Judge([legs[0].Facts(facts => facts with { Grid = finer }), legs[1]]).Signal!.Orders[0].Limit);
    }

    [Fact]
    public void A_set_is_only_as_fresh_as_the_book_that_was_heard_of_longest_ago()
    {
        var legs = SetScene.Cheap();
        legs[1] = legs[1] with { BookHeardAt = Views.Now - SetScene.Settings.MaximumBookAge };
        Assert.Equal(SetCode.Buy, Judge(legs).Code);
        foreach (var heard in new[] { Views.Now - SetScene.Settings.MaximumBookAge - TimeSpan.FromMicroseconds(1), Instant.Never })
        {
            legs[1] = legs[1] with { BookHeardAt = heard };
            Assert.Equal((SetCode.LegRefused, (RefusalCode?)RefusalCode.BookStale), (Judge(legs).Code, Judge(legs).Refusal));
        }
    }

    [Fact]
    public void A_leg_that_could_hardly_be_sold_again_makes_no_set()
    {
        SetLeg[] legs = [SetScene.Leg(0, 2, 94, 95, 0.98), SetScene.Leg(1, 2, 1, 2, 0.02)];
        Assert.Equal((SetCode.LegRefused, (RefusalCode?)RefusalCode.BreakEven), (Judge(legs).Code, Judge(legs).Refusal));
    }

    [Fact]
    public void The_leg_that_displays_least_sets_the_size_by_the_share_that_may_be_taken()
    {
        SetLeg[] Legs(decimal size) => [SetScene.Leg(0, 2, 44, 45, 0.49), SetScene.Leg(1, 2, 49, 50, 0.51, size, size)];
        Assert.Equal(Quantity.FromContracts(3), Judge(Legs(7.99m)).Signal!.Count);
        Assert.Equal(Quantity.FromContracts(4), Judge(Legs(8m)).Signal!.Count);
        Assert.Equal(SetCode.Depth, Judge(Legs(1.99m)).Code);
    }

    public static TheoryData<string, int> Limits => new() { { "order", 4 }, { "market", 3 }, { "order cost", 5 }, { "exposure", 6 }, { "event", 7 }, { "set", 2 }, { "set cost", 8 } };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Every_limit_binds_the_size_and_below_one_contract_refuses(string limit, int fits)
    {
        // A contract of the dearer leg costs 51.76 cents with its bound, of both 98.525.
        var dearer = Money.FromMicros(517_700);
        var both = Money.FromMicros(985_300);
        (SeriesSettings, SetSettings) At(int contracts)
        {
            var (limits, set) = (Views.Limits, SetScene.Settings);
            (limits, set) = limit switch
            {
                "order" => (limits with { MaxOrderContracts = Quantity.FromContracts(contracts) }, set),
                "market" => (limits with { MaxContracts = Quantity.FromContracts(contracts) }, set),
                "order cost" => (limits with { MaxOrderCost = Money.FromMicros(dearer.Micros * contracts) }, set),
                "exposure" => (limits with { MaxExposureMarket = Money.FromMicros(dearer.Micros * contracts) }, set),
                "event" => (limits with { MaxExposureEvent = Money.FromMicros(both.Micros * contracts) }, set),
                "set" => (limits, set with { MaxContracts = Quantity.FromContracts(contracts) }),
                _ => (limits, set with { MaxCost = Money.FromMicros(both.Micros * contracts) }),
            };
            return (Views.Series with { Limits = limits }, set);
        }

        var (series, settings) = At(fits);
        Assert.Equal(Quantity.FromContracts(fits), Judge(SetScene.Cheap(series), settings: settings).Signal!.Count);
        (series, settings) = At(0);
        Assert.Equal(SetCode.Limit, Judge(SetScene.Cheap(series), settings: settings).Code);
    }

    [Fact]
    public void The_least_and_the_greatest_profit_are_bounds_to_the_micro_dollar()
    {
        // The worst case earns 1.4955 cents a contract: 149,550 micro-dollars for ten.
        SetCode At(int least, int most) => Judge(
            SetScene.Cheap(), settings: SetScene.Settings with { MinimumProfit = PriceOffset.FromUnits(least), MaximumProfit = PriceOffset.FromUnits(most) }).Code;
        Assert.Equal(SetCode.Buy, At(149, 150));
        Assert.Equal(SetCode.NoProfit, At(150, 1000));
        Assert.Equal(SetCode.ProfitTooLarge, At(0, 149));
    }

    [Fact]
    public void What_is_too_good_to_be_true_is_kept_with_its_evidence_and_not_bought()
    {
        var verdict = Judge(SetScene.Cheap(), settings: SetScene.Settings with { MaximumProfit = PriceOffset.FromCents(1) });
        Assert.Equal((SetCode.ProfitTooLarge, 149_550L), (verdict.Code, verdict.Signal!.WorstProfit.Micros));
        Assert.Equal(
            "set=all_yes count=10 cost=" + verdict.Signal.Cost + " worst=winner_0 worst_profit=" + verdict.Signal.WorstProfit
            + " void_by=odds legs=KXNHLGAME-26OCT17SEAVGK-A@0.4500x60,KXNHLGAME-26OCT17SEAVGK-B@0.5000x60",
            verdict.Signal.Describe());
    }

    [Fact]
    public void A_least_profit_below_zero_is_a_broken_invariant() =>
        Assert.Throws<InvariantViolation>(() => Judge(SetScene.Cheap(), settings: SetScene.Settings with { MinimumProfit = PriceOffset.FromUnits(-1) }));
}
