using CsCheck;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Domain.Tests.Strategies;

public sealed class ExitPlanTests
{
    /// <summary>Ten contracts of YES bought at 47 cents with 17.44 cents of fees, a minute ago.</summary>
    private static readonly ExitState Opened = new(
        Money.FromMicros(4_874_400), Views.Now - TimeSpan.FromSeconds(60), FairSource.Consensus, null, Quantity.Zero, 0);

    private static readonly WorkingExit Resting = new(OrderSide.Ask, Price.FromCents(54), Quantity.FromContracts(10), Liquidity.Maker, false, 0.541);

    private static readonly Quantity Ten = Quantity.FromContracts(10);

    private static MarketView Holding(double fair = 0.541, int bid = 48, int ask = 51, Quantity? position = null) =>
        Views.At(fair, bid, ask) with { Position = position ?? Ten };

    [Fact]
    public void A_position_rests_at_fair_value_on_the_grid_rounded_against_us()
    {
        var decision = ExitPlan.Decide(Holding(), in Opened);
        Assert.Equal(ExitAction.PlaceResting, decision.Action);
        Assert.Equal((OrderSide.Ask, Price.FromCents(54), Ten, ExitReason.Target), (decision.Side, decision.Limit, decision.Size, decision.Reason));
        Assert.Equal(0.541, decision.Fair);
    }

    [Fact]
    public void A_position_in_NO_rests_a_bid_at_the_mirrored_price()
    {
        // NO at fair value 0.541 rests at 0.54 on its own scale: a YES bid at 0.46.
        var decision = ExitPlan.Decide(Holding(0.459, 49, 52, -Ten), in Opened);
        Assert.Equal((ExitAction.PlaceResting, OrderSide.Bid, Price.FromCents(46), Ten), (decision.Action, decision.Side, decision.Limit, decision.Size));
    }

    [Fact]
    public void It_never_rests_below_break_even()
    {
        var decision = ExitPlan.Decide(Holding(0.49), in Opened);
        // 10 at 0.51 less a taker's fee of 17.5 cents is the first to bring 4.8744 back.
        Assert.Equal((ExitAction.PlaceResting, Price.FromCents(51)), (decision.Action, decision.Limit));
    }

    [Fact]
    public void A_cost_that_no_price_covers_is_held_and_said() => Assert.Equal(
        (ExitAction.Hold, ExitNote.NoPrice),
        Brief(ExitPlan.Decide(Holding(0.97, 96, 98), Opened with { CostWithFees = Money.FromMicros(9_950_000) })));

    [Fact]
    public void It_rests_above_the_bid_since_it_must_not_cross() =>
        Assert.Equal(Price.FromCents(57), ExitPlan.Decide(Holding(0.541, 56, 58), in Opened).Limit);

    [Fact]
    public void A_resting_exit_that_is_right_is_left_alone() =>
        Assert.Equal((ExitAction.None, ExitNote.None), Brief(ExitPlan.Decide(Holding(), Opened with { Working = Resting })));

    [Fact]
    public void It_is_repriced_when_the_target_moves_a_tick_and_fair_value_half_a_cent()
    {
        var state = Opened with { Working = Resting };
        Assert.Equal((ExitAction.None, ExitNote.None), Brief(ExitPlan.Decide(Holding(0.5389), in state)));
        Assert.Equal((ExitAction.None, ExitNote.None), Brief(ExitPlan.Decide(Holding(0.549), in state)));
        Assert.Equal((ExitAction.CancelResting, ExitNote.Repriced), Brief(ExitPlan.Decide(Holding(0.536), in state)));
        Assert.Equal((ExitAction.CancelResting, ExitNote.Repriced), Brief(ExitPlan.Decide(Holding(0.55), in state)));
    }

    [Fact]
    public void A_cancel_under_way_is_waited_for()
    {
        var state = Opened with { Working = Resting with { CancelPending = true } };
        Assert.Equal(ExitAction.None, ExitPlan.Decide(Holding(0.60), in state).Action);
    }

    [Fact]
    public void An_adopted_exit_whose_fair_value_is_not_known_is_repriced_by_the_tick_alone() => Assert.Equal(
        ExitAction.CancelResting, ExitPlan.Decide(Holding(0.551), Opened with { Working = Resting with { FairWhenPlaced = null } }).Action);

    [Fact]
    public void At_the_maximum_hold_it_leaves_at_the_bid()
    {
        var state = Overdue(Opened);
        var decision = ExitPlan.Decide(Holding(), in state);
        Assert.Equal((ExitAction.TakeNow, ExitNote.MaximumHold), Brief(decision));
        Assert.Equal((OrderSide.Ask, Price.FromCents(48), Ten, ExitReason.Time), (decision.Side, decision.Limit, decision.Size, decision.Reason));
        var no = ExitPlan.Decide(Holding(0.459, 49, 52, -Ten), in state);
        Assert.Equal((ExitAction.TakeNow, OrderSide.Bid, Price.FromCents(52)), (no.Action, no.Side, no.Limit));
    }

    [Fact]
    public void One_order_at_a_time_first_the_entry_and_the_resting_exit_go()
    {
        var state = Overdue(Opened) with { Working = Resting };
        Assert.Equal((ExitAction.CancelEntry, ExitNote.MaximumHold), Brief(ExitPlan.Decide(Holding() with { EntryWorks = true }, in state)));
        Assert.Equal((ExitAction.CancelResting, ExitNote.MaximumHold), Brief(ExitPlan.Decide(Holding(), in state)));
        var taking = state with { Working = Resting with { Liquidity = Liquidity.Taker } };
        Assert.Equal(ExitAction.None, ExitPlan.Decide(Holding(), in taking).Action);
    }

    [Fact]
    public void A_position_worth_more_at_settlement_is_held_by_setting_and_says_so()
    {
        var terms = Views.Terms(Views.Series with { Exit = Views.Exit with { HoldToSettlementWhenWorthMore = true } });
        // 0.541 a contract against 0.48 less its fee of 1.75 cents: more than the 5 cents for which it would be bought.
        var (view, state) = (Holding() with { Terms = terms }, Overdue(Opened));
        Assert.Equal((ExitAction.Hold, ExitNote.WorthMoreAtSettlement), Brief(ExitPlan.Decide(in view, in state)));
        Assert.Equal((ExitAction.CancelResting, ExitNote.WorthMoreAtSettlement), Brief(ExitPlan.Decide(in view, state with { Working = Resting })));
        Assert.Equal(ExitAction.TakeNow, ExitPlan.Decide(Holding(0.51) with { Terms = terms }, in state).Action);
        Assert.Equal(ExitAction.TakeNow, ExitPlan.Decide(view with { Odds = null, OddsMissing = NoFairReason.TooFewBooks }, in state).Action);
    }

    [Fact]
    public void What_is_held_by_value_stays_held_though_the_bid_rises_and_only_the_stop_leaves_it()
    {
        var state = Overdue(Opened) with { HeldByValue = true };
        Assert.Equal((ExitAction.Hold, ExitNote.WorthMoreAtSettlement), Brief(ExitPlan.Decide(Holding(0.46), in state)));
        Assert.Equal(ExitNote.StopLoss, ExitPlan.Decide(Holding(0.541, 38, 42), in state).Note);
    }

    [Fact]
    public void A_loss_of_the_stop_a_contract_leaves_at_the_bid()
    {
        // 48.744 cents a contract less 10 is 38.744: at 39 it holds, at 38 it leaves.
        Assert.Equal(ExitAction.PlaceResting, ExitPlan.Decide(Holding(0.541, 39, 42), in Opened).Action);
        var decision = ExitPlan.Decide(Holding(0.541, 38, 42), in Opened);
        Assert.Equal((ExitAction.TakeNow, ExitNote.StopLoss, ExitReason.Stop), (decision.Action, decision.Note, decision.Reason));
        var off = Views.Terms(Views.Series with { Exit = Views.Exit with { StopLoss = PriceOffset.Zero } });
        Assert.Equal(ExitAction.PlaceResting, ExitPlan.Decide(Holding(0.541, 38, 42) with { Terms = off }, in Opened).Action);
    }

    [Fact]
    public void Stale_odds_stop_a_resting_exit_but_a_time_or_stop_exit_needs_only_a_whole_book()
    {
        var view = Holding() with { Odds = null, OddsMissing = NoFairReason.TooFewBooks };
        Assert.Equal((ExitAction.Hold, ExitNote.NoFairValue), Brief(ExitPlan.Decide(in view, in Opened)));
        Assert.Equal(ExitAction.TakeNow, ExitPlan.Decide(in view, Overdue(Opened)).Action);
        Assert.Equal(ExitNote.StopLoss, ExitPlan.Decide(view with { Bid = new BookLevel(Price.FromCents(30), Ten) }, in Opened).Note);
        Assert.Equal((ExitAction.Hold, ExitNote.BookStale), Brief(ExitPlan.Decide(view with { BookLive = false }, Overdue(Opened))));
    }

    [Fact]
    public void The_score_model_prices_an_exit_when_the_odds_are_silent()
    {
        var view = Holding() with { Odds = null, OddsMissing = NoFairReason.TooFewBooks, Score = Views.Fair(0.56, FairSource.WinModel) };
        Assert.Equal(Price.FromCents(56), ExitPlan.Decide(in view, in Opened).Limit);
    }

    [Fact]
    public void A_taker_exit_is_tried_three_times_and_then_held_with_an_alarm()
    {
        Assert.Equal(ExitAction.TakeNow, ExitPlan.Decide(Holding(), Overdue(Opened) with { TakerTries = 2 }).Action);
        var decision = ExitPlan.Decide(Holding(), Overdue(Opened) with { TakerTries = 3 });
        Assert.Equal((ExitAction.Hold, ExitNote.TriesExhausted), Brief(decision));
        Assert.True(decision.IsAlarm);
    }

    [Fact]
    public void Without_a_bid_a_market_or_a_thawed_ticker_it_waits_and_says_why()
    {
        var state = Overdue(Opened);
        Assert.Equal((ExitAction.Hold, ExitNote.NoBid), Brief(ExitPlan.Decide(Holding() with { Bid = null }, in state)));
        Assert.Equal((ExitAction.Hold, ExitNote.MarketNotActive), Brief(ExitPlan.Decide(Holding() with { Status = MarketStatus.Determined }, in state)));
        Assert.Equal((ExitAction.Hold, ExitNote.MarketNotActive), Brief(ExitPlan.Decide(Holding() with { CloseTime = Views.Now }, in state)));
        Assert.Equal((ExitAction.Hold, ExitNote.TickerFrozen), Brief(ExitPlan.Decide(Holding() with { Frozen = true }, in state)));
    }

    [Fact]
    public void Other_exits_come_off_the_size_and_an_exit_beyond_the_position_is_cancelled()
    {
        Assert.Equal(Quantity.FromContracts(7), ExitPlan.Decide(Holding(), Opened with { OtherExits = Quantity.FromContracts(3) }).Size);
        Assert.Equal(ExitAction.None, ExitPlan.Decide(Holding(), Opened with { OtherExits = Ten }).Action);
        var state = Opened with { Working = Resting };
        Assert.Equal((ExitAction.CancelResting, ExitNote.BeyondPosition), Brief(ExitPlan.Decide(Holding(position: Quantity.FromHundredths(963)), in state)));
        Assert.Equal((ExitAction.CancelResting, ExitNote.BeyondPosition), Brief(ExitPlan.Decide(Holding(position: Quantity.Zero), in state)));
        Assert.Equal((ExitAction.CancelResting, ExitNote.BeyondPosition), Brief(ExitPlan.Decide(Holding(position: -Ten), in state)));
        Assert.Equal((ExitAction.CancelResting, ExitNote.BeyondPosition), Brief(ExitPlan.Decide(Holding(position: Quantity.Zero) with { Frozen = true, BookLive = false }, in state)));
    }

    [Fact]
    public void An_exit_follows_a_grown_position_when_its_entry_is_done()
    {
        var state = Opened with { Working = Resting with { Remaining = Quantity.FromContracts(4) } };
        Assert.Equal(ExitAction.None, ExitPlan.Decide(Holding() with { EntryWorks = true }, in state).Action);
        Assert.Equal((ExitAction.CancelResting, ExitNote.PositionGrew), Brief(ExitPlan.Decide(Holding(), in state)));
        var dearer = state with { CostWithFees = Money.FromMicros(5_500_000) };
        Assert.Equal((ExitAction.CancelResting, ExitNote.PositionGrew), Brief(ExitPlan.Decide(Holding() with { EntryWorks = true }, in dearer)));
    }

    [Fact]
    public void A_fraction_of_a_contract_is_left_like_any_other()
    {
        var position = Quantity.FromHundredths(37);
        var state = Opened with { CostWithFees = Money.FromMicros(180_400) };
        Assert.Equal((position, Price.FromCents(54)), (ExitPlan.Decide(Holding(position: position), in state).Size, ExitPlan.Decide(Holding(position: position), in state).Limit));
        Assert.Equal(position, ExitPlan.Decide(Holding(position: position), Overdue(state)).Size);
    }

    [Fact]
    public void Nothing_held_and_nothing_working_is_nothing_to_do() =>
        Assert.Equal(ExitAction.None, ExitPlan.Decide(Holding(position: Quantity.Zero), in Opened).Action);

    [Fact]
    public void An_exit_never_exceeds_or_flips_the_position_crosses_while_resting_or_rests_at_a_loss() => Cases.Sample(c =>
    {
        var (view, state) = c;
        var decision = ExitPlan.Decide(in view, in state);
        if (decision.Action is not (ExitAction.PlaceResting or ExitAction.TakeNow)) return;
        Assert.Null(state.Working);
        Assert.True(decision.Size.Sign > 0 && decision.Size + state.OtherExits <= view.Position.Magnitude);
        Assert.Equal(view.Position.Sign > 0 ? OrderSide.Ask : OrderSide.Bid, decision.Side);
        Assert.True(view.Terms.YesGrid.IsValid(decision.Limit));
        var outcome = view.Position.Sign > 0 ? Outcome.Yes : Outcome.No;
        var own = outcome == Outcome.Yes ? decision.Limit : decision.Limit.Complement;
        if (decision.Action == ExitAction.TakeNow)
        {
            Assert.Equal(view.BidOf(outcome)!.Value.Price, own);
            return;
        }

        Assert.True(own > view.BidOf(outcome)!.Value.Price);
        Assert.True(own * view.Position.Magnitude > state.CostWithFees);
    }, iter: 3_000);

    [Fact]
    public void A_position_in_NO_is_left_as_one_in_YES_on_the_mirrored_book() => Cases.Sample(c =>
    {
        var (view, state) = c;
        var mirrored = state with { Working = state.Working is { } working ? working with { Side = Other(working.Side), Limit = working.Limit.Complement } : null };
        var (left, right) = (ExitPlan.Decide(in view, in state), ExitPlan.Decide(Views.Mirror(in view), in mirrored));
        Assert.Equal((left.Action, left.Note, left.Reason, left.Size), (right.Action, right.Note, right.Reason, right.Size));
        if (left.Action is ExitAction.PlaceResting or ExitAction.TakeNow) Assert.Equal((left.Side, left.Limit), (Other(right.Side), right.Limit.Complement));
    }, iter: 3_000);

    [Fact]
    public void Planning_allocates_nothing()
    {
        var states = new[] { Opened, Overdue(Opened), Opened with { Working = Resting } };
        var orders = Round(states);
        var before = GC.GetAllocatedBytesForCurrentThread();
        orders += Round(states);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(800, orders);
    }

    private static int Round(ExitState[] states)
    {
        var orders = 0;
        for (var i = 0; i < 200; i++)
        {
            for (var j = 0; j < states.Length; j++)
                orders += ExitPlan.Decide(Holding(), in states[j]).Action is ExitAction.PlaceResting or ExitAction.TakeNow ? 1 : 0;
        }

        return orders;
    }

    private static ExitState Overdue(ExitState state) => state with { OpenedAt = Views.Now - TimeSpan.FromSeconds(300) };

    private static (ExitAction Action, ExitNote Note) Brief(ExitDecision decision) => (decision.Action, decision.Note);

    private static OrderSide Other(OrderSide side) => side == OrderSide.Bid ? OrderSide.Ask : OrderSide.Bid;

    private static readonly Gen<WorkingExit?> GenWorking = Gen.OneOf(
        Gen.Const(default(WorkingExit?)),
        from side in Gen.Bool.Select(bid => bid ? OrderSide.Bid : OrderSide.Ask)
        from cents in Gen.Int[1, 99]
        from remaining in Gen.Long[1, 1_500]
        from pending in Gen.Bool
        from fair in Gen.Double[0.02, 0.98]
        select (WorkingExit?)new WorkingExit(side, Price.FromCents(cents), Quantity.FromHundredths(remaining), Liquidity.Maker, pending, fair));

    private static readonly Gen<(MarketView View, ExitState State)> Cases =
        from bid in Gen.Int[1, 94]
        from spread in Gen.Int[1, 5]
        from fair in Gen.Int[200, 9_800]
        from position in Gen.Long[-1_500, 1_500]
        from cents in Gen.Int[1, 99]
        from held in Gen.Int[0, 600]
        from other in Gen.Frequency((3, Gen.Const(0L)), (1, Gen.Long[0, 2_000]))
        from tries in Gen.Int[0, 4]
        from working in GenWorking
        from entry in Gen.Bool
        let size = Quantity.FromHundredths(position)
        select (
            Views.At(fair / 10_000.0, bid, bid + spread) with { Position = size, EntryWorks = entry },
            new ExitState(
                Price.FromCents(cents) * size.Magnitude + Money.FromMicros(size.Magnitude.Hundredths * 200),
                Views.Now - TimeSpan.FromSeconds(held), FairSource.Consensus, working, Quantity.FromHundredths(other), tries));
}
