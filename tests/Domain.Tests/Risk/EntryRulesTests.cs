using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Domain.Tests.Positions;
using static KalshiArb.Domain.Tests.Risk.Desk;

namespace KalshiArb.Domain.Tests.Risk;

/// <summary>Each rule that says yes or no: it binds, and one unit below its limit it does not.</summary>
public class EntryRulesTests
{
    private static readonly TimeSpan Micro = TimeSpan.FromMicroseconds(1);

    [Fact]
    public void In_good_order_ten_contracts_are_approved_with_their_full_cost_reserved()
    {
        var approved = Passes(Decide(Open()));
        Assert.Equal(Quantity.FromContracts(10), approved.Count);
        // 4.70, the taker's fee 0.174370, a micro-dollar for each of 1,000 possible fills and $0.0001 of rounding.
        Assert.Equal(Fills.Dollars(4.70m + 0.174370m + 0.001m + 0.0001m), approved.Reservation);
    }

    [Theory]
    [InlineData(TradingState.Paused)]
    [InlineData(TradingState.Reducing)]
    [InlineData(TradingState.Killed)]
    public void No_entry_unless_running(TradingState trading)
    {
        var state = Open().Apply(new TradingStateChanged(trading, "operator", "test", Now));
        Refuses(RefusalCode.TradingState, Decide(state));
        Passes(Decide(state.Apply(new TradingStateChanged(TradingState.Running, "operator", "test", Now))));
    }

    [Fact]
    public void No_entry_before_a_clean_reconciliation()
    {
        Refuses(RefusalCode.NotReconciled, Decide(Open().WithReconciliation(false)));
        Refuses(RefusalCode.NotReconciled, Decide(RiskState.Initial));
    }

    [Fact]
    public void No_entry_on_a_frozen_ticker_until_it_is_thawed()
    {
        var frozen = Open().Apply(new TickerFrozen(Boston.Ticker, "difference", Now));
        Refuses(RefusalCode.TickerFrozen, Decide(frozen));
        Passes(Decide(frozen, Request(Denver)));
        Passes(Decide(frozen.Apply(new TickerThawed(Boston.Ticker, "clean", Now))));
    }

    [Fact]
    public void An_order_in_doubt_freezes_its_ticker_until_it_is_known_again()
    {
        var doubted = Open().Apply(Intended("a", role: OrderRole.Exit, side: OrderSide.Ask)).Apply(new OrderDoubted(new ClientOrderId("a"), "time-out", Now));
        Refuses(RefusalCode.TickerFrozen, Decide(doubted));
        Passes(Decide(doubted.Apply(new OrderAcknowledged(new ClientOrderId("a"), new VenueOrderId("v"), Now))));
    }

    [Fact]
    public void No_entry_on_a_market_that_is_not_active()
    {
        foreach (var status in Enum.GetValues<MarketStatus>())
        {
            var permission = Decide(Open(), Request(Boston with { Status = status }));
            if (status == MarketStatus.Active) Passes(permission);
            else Refuses(RefusalCode.MarketNotActive, permission);
        }
    }

    [Fact]
    public void No_entry_less_than_two_minutes_before_the_close()
    {
        Refuses(RefusalCode.NearClose, Decide(Open(), Request(Boston with { CloseTime = Now + TimeSpan.FromSeconds(120) - Micro })));
        Passes(Decide(Open(), Request(Boston with { CloseTime = Now + TimeSpan.FromSeconds(120) })));
    }

    [Theory]
    [InlineData(GamePhase.Scheduled)]
    [InlineData(GamePhase.Suspended)]
    [InlineData(GamePhase.Postponed)]
    [InlineData(GamePhase.Final)]
    public void No_entry_unless_the_game_is_in_play_but_before_it_when_set(GamePhase phase)
    {
        var request = Request();
        request = request with { Feed = request.Feed with { Phase = phase } };
        Refuses(RefusalCode.NotLive, Decide(Open(), request));
        var preGame = Decide(Open(), request, With((EntrySettings entry) => entry with { PreGame = true }));
        if (phase == GamePhase.Scheduled) Passes(preGame);
        else Refuses(RefusalCode.NotLive, preGame);
    }

    [Fact]
    public void No_entry_on_a_stale_book()
    {
        var request = Request();
        Refuses(RefusalCode.BookStale, Decide(Open(), request with { Book = request.Book with { Live = false } }));
    }

    [Fact]
    public void No_entry_on_stale_feeds()
    {
        var request = Request();
        Permission With(Func<FeedEvidence, FeedEvidence> change) => Decide(Open(), request with { Feed = change(request.Feed) });
        Refuses(RefusalCode.FeedStale, With(feed => feed with { Fresh = false }));
        Refuses(RefusalCode.FeedStale, With(feed => feed with { OddsSinceReceipt = null, OddsSinceStamp = null }));
        Refuses(RefusalCode.FeedStale, With(feed => feed with { OddsSinceReceipt = TimeSpan.FromSeconds(5) + Micro }));
        Passes(With(feed => feed with { OddsSinceReceipt = TimeSpan.FromSeconds(5) }));
        Refuses(RefusalCode.FeedStale, With(feed => feed with { OddsSinceStamp = TimeSpan.FromSeconds(120) + Micro }));
        Passes(With(feed => feed with { OddsSinceStamp = TimeSpan.FromSeconds(120) }));
        Refuses(RefusalCode.FeedStale, With(feed => feed with { ScoreSinceReceipt = TimeSpan.FromSeconds(10) + Micro }));
        Passes(With(feed => feed with { ScoreSinceReceipt = TimeSpan.FromSeconds(10) }));
    }

    [Fact]
    public void No_entry_when_sources_are_more_than_six_cents_apart()
    {
        var request = Request();
        Refuses(RefusalCode.SourcesDisagree, Decide(Open(), request with { Feed = request.Feed with { SourceGap = PriceOffset.FromUnits(601) } }));
        Passes(Decide(Open(), request with { Feed = request.Feed with { SourceGap = PriceOffset.FromUnits(600) } }));
    }

    [Fact]
    public void No_entry_when_the_edge_is_too_good_to_be_true()
    {
        Refuses(RefusalCode.EdgeTooLarge, Decide(Open(), Request() with { Edge = PriceOffset.FromUnits(1_501) }));
        Passes(Decide(Open(), Request() with { Edge = PriceOffset.FromUnits(1_500) }));
    }

    [Fact]
    public void No_entry_when_the_spread_is_too_wide_or_a_side_is_empty()
    {
        var request = Request();
        Permission With(int? bid, int? ask) => Decide(Open(), request with
        {
            Book = request.Book with { Bid = bid is { } b ? Price.FromUnits(b) : null, Ask = ask is { } a ? Price.FromUnits(a) : null },
        });
        Refuses(RefusalCode.Spread, With(4_199, 4_700));
        Passes(With(4_200, 4_700));
        Refuses(RefusalCode.Spread, With(null, 4_700));
        Refuses(RefusalCode.Spread, With(4_600, null));
    }

    [Fact]
    public void No_entry_on_a_market_that_has_traded_too_little_or_nobody_knows_how_much()
    {
        Refuses(RefusalCode.Volume, Decide(Open(), Request() with { Volume = Quantity.FromHundredths(4_999) }));
        Passes(Decide(Open(), Request() with { Volume = Quantity.FromHundredths(5_000) }));
        Refuses(RefusalCode.Volume, Decide(Open(), Request() with { Volume = null }));
    }

    [Theory]
    [InlineData(6_249, 6_250, false)] // mid 0.62495, 15.495 cents above the limit
    [InlineData(6_199, 6_201, true)]
    [InlineData(6_200, 6_201, false)] // half a unit beyond
    public void No_entry_further_than_the_band_from_the_mid(int bid, int ask, bool passes)
    {
        var request = Request();
        var permission = Decide(Open(), request with { Book = request.Book with { Bid = Price.FromUnits(bid), Ask = Price.FromUnits(ask) } });
        if (passes) Passes(permission);
        else Refuses(RefusalCode.PriceBand, permission);
    }

    [Fact]
    public void No_entry_for_ten_seconds_after_an_unexplained_move()
    {
        Refuses(RefusalCode.UnexplainedMove, Decide(Open(), Request() with { UnexplainedMoveAt = Now - TimeSpan.FromSeconds(10) + Micro }));
        Passes(Decide(Open(), Request() with { UnexplainedMoveAt = Now - TimeSpan.FromSeconds(10) }));
    }

    [Fact]
    public void No_entry_without_a_break_even_price_or_above_its_ceiling()
    {
        Refuses(RefusalCode.BreakEven, Decide(Open(), Request() with { BreakEvenSell = null }));
        Refuses(RefusalCode.BreakEven, Decide(Open(), Request() with { BreakEvenSell = Price.FromUnits(9_501) }));
        Passes(Decide(Open(), Request() with { BreakEvenSell = Price.FromUnits(9_500) }));
    }

    [Fact]
    public void No_entry_on_a_ticker_and_its_event_while_they_cool_down()
    {
        var state = Open().Apply(new CoolDownStarted(Boston.Ticker, Boston.Event, Now + Micro, "LOSS"));
        Refuses(RefusalCode.CoolDown, Decide(state));
        Refuses(RefusalCode.CoolDown, Decide(state, Request(NewYork)));
        Passes(Decide(state, Request(Denver)));
        Passes(Decide(state, now: Now + Micro));
    }

    [Fact]
    public void No_second_entry_while_one_works_is_unknown_or_has_fills_owed()
    {
        var at = Now - TimeSpan.FromMinutes(2);
        var working = Open().Apply(Intended("a", at: at));
        Refuses(RefusalCode.DuplicateEntry, Decide(working));
        var owed = working.Apply(new OrderEnded(new ClientOrderId("a"), OrderEnd.Canceled, Quantity.FromContracts(2), null, Now));
        Refuses(RefusalCode.DuplicateEntry, Decide(owed));
        Passes(Decide(owed.Apply(Fills.Fill(1, OrderSide.Bid, 47, 2, ticker: Boston.Ticker, order: new ClientOrderId("a")))));
        Passes(Decide(working.Apply(new OrderEnded(new ClientOrderId("a"), OrderEnd.Canceled, Quantity.Zero, null, Now))));
    }

    [Fact]
    public void The_same_entry_is_not_made_again_within_its_window()
    {
        var ended = new OrderEnded(new ClientOrderId("a"), OrderEnd.Canceled, Quantity.Zero, null, Now);
        RiskState After(TimeSpan ago, int cents = 47, OrderSide side = OrderSide.Bid) =>
            Open().Apply(Intended("a", cents: cents, side: side, at: Now - ago)).Apply(ended);
        Refuses(RefusalCode.RepeatedEntry, Decide(After(TimeSpan.FromSeconds(30) - Micro)));
        Passes(Decide(After(TimeSpan.FromSeconds(30))));
        Passes(Decide(After(TimeSpan.FromSeconds(1), cents: 46)));
        Passes(Decide(After(TimeSpan.FromSeconds(1), side: OrderSide.Ask)));
    }

    [Fact]
    public void The_opposite_outcome_is_not_bought_in_the_market_itself_or_in_its_twin()
    {
        var no = Open().Hold(Boston, OrderSide.Ask, 47, 0.01m);
        Refuses(RefusalCode.OpposingPosition, Decide(no));
        Passes(Decide(no, Request(side: OrderSide.Ask)));
        var yes = Open().Hold(Boston, OrderSide.Bid, 47, 1);
        Passes(Decide(yes));
        // YES New York is the opposite of YES Boston in a two-way game.
        Refuses(RefusalCode.OpposingPosition, Decide(yes, Request(NewYork)));
        Refuses(RefusalCode.OpposingPosition, Decide(Open().Apply(Intended("a", at: Now - TimeSpan.FromMinutes(1))), Request(NewYork)));
    }

    [Fact]
    public void Yes_of_one_side_and_no_of_the_other_are_one_outcome_in_a_two_way_game()
    {
        var yes = Open().Hold(Boston, OrderSide.Bid, 47, 1);
        Refuses(RefusalCode.HeldOutcome, Decide(yes, Request(NewYork, OrderSide.Ask)));
        Refuses(RefusalCode.HeldOutcome, Decide(Open().Apply(Intended("a", at: Now - TimeSpan.FromMinutes(1))), Request(NewYork, OrderSide.Ask)));
        Passes(Decide(yes, Request(Denver, OrderSide.Ask)));
    }

    [Fact]
    public void In_a_three_way_game_two_nos_overlap_and_two_yeses_do_not()
    {
        var arsenal = Market("KXEPLGAME-26OCT17ARSCHE", "ARS", Sport.Epl, GameOutcome.Home, 3);
        var chelsea = Market("KXEPLGAME-26OCT17ARSCHE", "CHE", Sport.Epl, GameOutcome.Away, 3);
        var state = Open().Learn(arsenal).Learn(chelsea);
        var no = state.Hold(arsenal, OrderSide.Ask, 47, 1);
        Refuses(RefusalCode.HeldOutcome, Decide(no, Request(chelsea, OrderSide.Ask)));
        Refuses(RefusalCode.HeldOutcome, Decide(no, Request(chelsea)));
        Passes(Decide(state.Hold(arsenal, OrderSide.Bid, 47, 1), Request(chelsea)));
    }

    [Fact]
    public void No_more_markets_than_the_limit_counting_positions_and_working_entries()
    {
        var state = Open().Hold(Vegas, OrderSide.Bid, 47, 1).Apply(Intended("a", Denver));
        Refuses(RefusalCode.MaxMarkets, Decide(state, settings: With((AccountLimits a) => a with { MaxMarkets = 2 })));
        Passes(Decide(state, settings: With((AccountLimits a) => a with { MaxMarkets = 3 })));
        Passes(Decide(state, Request(Vegas), With((AccountLimits a) => a with { MaxMarkets = 2 })));
    }

    [Fact]
    public void No_more_positions_in_a_sport_than_the_limit()
    {
        var state = Open().Hold(Vegas, OrderSide.Bid, 47, 1).Hold(Denver, OrderSide.Bid, 47, 1, 901);
        Refuses(RefusalCode.MaxPositionsSport, Decide(state, settings: With((MarketLimits l) => l with { MaxPositionsSport = 1 })));
        Passes(Decide(state, settings: With((MarketLimits l) => l with { MaxPositionsSport = 2 })));
        var unknown = state.Hold(Market("KXOTHER-1", "X", Sport.Other, GameOutcome.Home), OrderSide.Bid, 47, 1, 902);
        Refuses(RefusalCode.MaxPositionsSport, Decide(unknown, settings: With((MarketLimits l) => l with { MaxPositionsSport = 2 })));
    }

    [Fact]
    public void No_more_orders_in_the_window_than_the_limit()
    {
        RiskState After(int orders, TimeSpan ago)
        {
            var state = Open();
            for (var i = 0; i < orders; i++)
                state = state.Apply(Intended($"o{i}", Denver, cents: 10 + i, at: Now - ago))
                    .Apply(new OrderEnded(new ClientOrderId($"o{i}"), OrderEnd.Canceled, Quantity.Zero, null, Now));
            return state;
        }

        Refuses(RefusalCode.OrderRate, Decide(After(10, TimeSpan.FromSeconds(10) - Micro)));
        Passes(Decide(After(9, TimeSpan.FromSeconds(10) - Micro)));
        Passes(Decide(After(10, TimeSpan.FromSeconds(10))));
    }

    [Fact]
    public void No_entry_after_too_many_rejects_in_the_window()
    {
        var rejects = Rejected(5);
        Refuses(RefusalCode.RejectRate, Decide(rejects));
        Passes(Decide(Rejected(4)));
        Passes(Decide(rejects, now: Now + TimeSpan.FromSeconds(10)));
    }

    private static RiskState Rejected(int count)
    {
        var state = Open();
        for (var i = 0; i < count; i++)
            state = state.Apply(Intended($"o{i}", Denver, at: Now - TimeSpan.FromMinutes(1)))
                .Apply(new OrderEnded(new ClientOrderId($"o{i}"), OrderEnd.Rejected, Quantity.Zero, "invalid_price", Now));
        return state;
    }

    [Theory]
    [InlineData(SwitchScope.Series, "KXNBAGAME")]
    [InlineData(SwitchScope.Strategy, "edge")]
    [InlineData(SwitchScope.Ticker, "KXNBAGAME-26OCT17BOSNYK-BOS")]
    public void No_entry_where_an_operator_disabled_it(SwitchScope scope, string name)
    {
        var state = Open().Apply(new SwitchChanged(scope, name, false, "operator", Now));
        Refuses(RefusalCode.Disabled, Decide(state));
        Passes(Decide(state.Apply(new SwitchChanged(scope, name, true, "operator", Now))));
        if (scope != SwitchScope.Strategy) Passes(Decide(state, Request(Vegas)));
    }

    [Fact]
    public void A_day_that_lost_its_limit_has_no_more_entries_even_after_a_recovery()
    {
        RiskState Lost(decimal fee) => Open().Hold(Denver, OrderSide.Bid, 50, 100)
            .Apply(Fills.Fill(2, OrderSide.Ask, 1, 100, fee, ticker: Denver.Ticker));
        Refuses(RefusalCode.DailyLoss, Decide(Lost(1m)));
        Passes(Decide(Lost(0.999999m)));
        var recovered = Lost(1m).Hold(Denver, OrderSide.Bid, 1, 100, 3).Apply(Fills.Fill(4, OrderSide.Ask, 99, 100, ticker: Denver.Ticker));
        Refuses(RefusalCode.DailyLoss, Decide(recovered));
        var tomorrow = Now + TimeSpan.FromHours(5);
        Passes(Decide(recovered, Request(Boston with { CloseTime = tomorrow + TimeSpan.FromHours(1) }), now: tomorrow));
    }

    [Fact]
    public void A_day_without_a_trade_never_trips_the_loss_limit_however_far_marks_fall()
    {
        var yesterday = Now - TimeSpan.FromDays(1);
        var held = Open().Apply(Fills.Fill(1, OrderSide.Bid, 90, 100, at: yesterday, ticker: Denver.Ticker)).Apply(new HighWaterMarkRaised(Money.FromDollars(1_000), yesterday));
        var fallen = held.WithMark(Denver.Ticker, new Mark(Price.FromCents(1), Price.FromCents(2)));

        Passes(Decide(fallen, settings: With((AccountLimits a) => a with { MaxDailyLoss = Money.FromDollars(5) })));
    }

    [Fact]
    public void Drawdown_is_measured_from_the_mark_at_executable_prices()
    {
        var state = Open().Apply(new HighWaterMarkRaised(Money.FromDollars(1_000), Now)).Hold(Denver, OrderSide.Bid, 50, 300);
        Refuses(RefusalCode.Drawdown, Decide(state)); // no mark of a held market
        var marked = state.WithMark(Denver.Ticker, new Mark(Price.FromUnits(1_667), Price.FromCents(60)));
        Passes(Decide(marked, settings: With((MarketLimits l) => l with { MaxExposureSport = Money.FromDollars(1_000) })));
        Refuses(RefusalCode.Drawdown, Decide(state.WithMark(Denver.Ticker, new Mark(Price.FromUnits(1_666), Price.FromCents(60)))));
    }
}
