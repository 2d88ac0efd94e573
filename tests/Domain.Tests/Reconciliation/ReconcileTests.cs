using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Tests.Orders;
using static KalshiArb.Domain.Tests.Reconciliation.ReconcileScene;

namespace KalshiArb.Domain.Tests.Reconciliation;

public sealed class ReconcileTests
{
    private static readonly Ticker A = new("A");

    private static FillBooked Booked(string ticker, Instant at) => new(
        new FillId("f" + at.UnixMicros), new VenueOrderId("v"), null, new Ticker(ticker), OrderSide.Bid, Price.FromCents(50), OrderScene.Q(100), Money.Zero, Liquidity.Taker, at, at);

    [Fact]
    public void The_first_listing_that_agrees_makes_it_clean()
    {
        var scene = new ReconcileScene();
        Assert.False(scene.State.IsClean);
        Assert.True(scene.OnTime());
        scene.List();

        Assert.True(scene.State.IsClean);
        Assert.Empty(scene.Notices);
    }

    [Fact]
    public void A_difference_counts_when_two_listings_show_it_and_freezes_its_ticker_with_both_numbers()
    {
        var scene = new ReconcileScene { Positions = ImmutablePosition("A", 1_000) };
        scene.OnTime();
        scene.List([("A", 700)]);
        Assert.False(scene.State.IsClean);
        Assert.Empty(scene.Facts);
        scene.After(2).List([("A", 700)]);

        var frozen = Assert.IsType<TickerFrozen>(Assert.Single(scene.Facts));
        Assert.Equal((A, "reconcile: Position A: ours 10, exchange 7"), (frozen.Ticker, frozen.Reason));
        Assert.True(scene.State.IsClean);
        scene.After(5).List([("A", 700)]);
        Assert.Single(scene.Facts);
    }

    [Fact]
    public void A_short_position_that_we_do_not_have_is_a_difference_and_nothing_is_booked()
    {
        var scene = new ReconcileScene();
        scene.List([("A", -500)]);
        scene.After(2).List([("A", -500)]);

        Assert.IsType<TickerFrozen>(Assert.Single(scene.Facts));
        Assert.Contains("ours 0, exchange -5", scene.Notices.Single().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_that_the_second_listing_does_not_show_never_counted()
    {
        var scene = new ReconcileScene { Positions = ImmutablePosition("A", 1_000) };
        scene.List([("A", 700)]);
        scene.After(2).List();
        scene.After(5).List([("A", 700)]);

        Assert.Empty(scene.Facts);
    }

    [Fact]
    public void A_listing_within_two_seconds_of_the_market_s_last_fill_neither_finds_nor_clears()
    {
        var scene = new ReconcileScene { Positions = ImmutablePosition("A", 1_000) };
        scene.Tell(Booked("A", Start));
        scene.After(2.4).List([("A", 700)]);
        Assert.Empty(scene.State.Differences);
        Assert.False(scene.State.IsClean);
        scene.After(0.2).List([("A", 700)]);
        Assert.Single(scene.State.Differences);

        scene.Tell(Booked("A", scene.Now));
        scene.After(1).List();
        Assert.Single(scene.State.Differences);
        Assert.Empty(scene.Facts);
        scene.After(2).List([("A", 700)]);
        Assert.Single(scene.Facts);
    }

    [Fact]
    public void A_listing_that_is_not_newer_than_the_last_one_confirms_nothing()
    {
        var scene = new ReconcileScene { Positions = ImmutablePosition("A", 1_000) };
        scene.List([("A", 700)], lag: 0);
        scene.After(5).List([("A", 700)], lag: 5);

        Assert.Empty(scene.Facts);
        Assert.Equal("LISTING_NOT_NEWER", Assert.Single(scene.Notices).Code);
    }

    [Fact]
    public void A_ticker_is_thawed_when_the_numbers_agree_again_also_after_a_restart()
    {
        var scene = new ReconcileScene { Positions = ImmutablePosition("A", 1_000) };
        scene.Tell(new TickerFrozen(A, "reconcile: Position A: ours 10, exchange 7", Start));
        scene.Tell(new TickerFrozen(new Ticker("B"), "operator", Start));
        scene.After(3).List();

        Assert.Equal(A, Assert.IsType<TickerThawed>(Assert.Single(scene.Facts)).Ticker);
    }

    [Fact]
    public void Three_tickers_pause_everything()
    {
        var scene = new ReconcileScene();
        scene.List([("A", 100), ("B", 100)]);
        scene.After(2).List([("A", 100), ("B", 100)]);
        Assert.True(scene.State.IsClean);
        scene.After(2).List([("A", 100), ("B", 100), ("C", 100)]);
        scene.After(2).List([("A", 100), ("B", 100), ("C", 100)]);

        Assert.False(scene.State.IsClean);
        Assert.Equal("RECONCILE_PAUSED", Assert.Single(scene.Notices, notice => notice.Gravity == Gravity.Pause).Code);
        Assert.Equal(3, scene.Facts.OfType<TickerFrozen>().Count());
        scene.After(2).List([]);
        Assert.True(scene.State.IsClean);
        Assert.Equal(3, scene.Facts.OfType<TickerThawed>().Count());
    }

    [Theory]
    [InlineData(100, false, false)]
    [InlineData(101, true, false)]
    [InlineData(1_000_000, true, false)]
    [InlineData(1_000_001, true, true)]
    [InlineData(-1_000_001, true, true)]
    public void Cash_is_compared_to_a_hundredth_of_a_cent_and_beyond_a_dollar_pauses(long gapMicros, bool alerts, bool pauses)
    {
        var scene = new ReconcileScene();
        var listed = Money.FromDollars(1_000) + Money.FromMicros(gapMicros);
        scene.List(cash: listed);
        scene.After(2).List(cash: listed);

        Assert.Equal(alerts, scene.Notices.Exists(notice => notice.Gravity == Gravity.Alert));
        Assert.Equal(pauses, scene.Notices.Exists(notice => notice.Gravity == Gravity.Pause));
        Assert.Equal(!pauses, scene.State.IsClean);
        Assert.Empty(scene.Facts);
    }

    [Fact]
    public void A_missing_fill_is_booked_from_the_listing_by_its_id_and_is_no_difference()
    {
        var scene = new ReconcileScene();
        var ticket = scene.Orders.Ticket();
        scene.Orders.Register(ticket);
        scene.Orders.Give(new OrderAccepted(ticket.Id, new VenueOrderId("v"), Quantity.Zero, ticket.Count));
        scene.Orders.After(10);
        scene.After(10).List(
            [(ticket.Ticker.Value, 300)],
            orders: [OrderScene.Row(ticket, "v", VenueOrderStatus.Resting, 300)],
            fills: [OrderScene.Fill("f", "v", ticket, 300, named: false)]);
        Assert.Single(scene.Orders.Facts.OfType<FillBooked>());
        scene.Positions = ImmutablePosition(ticket.Ticker.Value, 300);
        for (var i = 0; i < 3; i++)
        {
            scene.After(5).List(orders: [OrderScene.Row(ticket, "v", VenueOrderStatus.Resting, 300)], fills: [OrderScene.Fill("f", "v", ticket, 300, named: false)]);
        }

        Assert.Single(scene.Orders.Facts.OfType<FillBooked>());
        Assert.Empty(scene.Facts);
        Assert.True(scene.State.IsClean);
    }

    [Fact]
    public void A_fill_that_the_exchange_counts_and_never_lists_freezes_the_ticker()
    {
        var scene = new ReconcileScene();
        var ticket = scene.Orders.Ticket();
        scene.Orders.Register(ticket);
        var row = OrderScene.Row(ticket, "v", VenueOrderStatus.Canceled, 300);
        scene.List(orders: [row]);
        Assert.True(scene.Orders[ticket.Id]!.OwesFills);
        scene.After(5).List(orders: [row]);
        scene.After(5).List(orders: [row]);

        Assert.Contains("ours 0 booked, exchange 3 filled", scene.Facts.OfType<TickerFrozen>().Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_resting_order_freezes_its_ticker_until_it_is_gone()
    {
        var scene = new ReconcileScene();
        var row = OrderScene.Row(scene.Orders.Ticket(id: new ClientOrderId("by-hand")), "x", VenueOrderStatus.Resting, 0);
        scene.List(orders: [row]);
        scene.After(2).List(orders: [row]);
        Assert.Contains("no such order", scene.Facts.OfType<TickerFrozen>().Single().Reason, StringComparison.Ordinal);
        scene.After(2).List();

        Assert.Single(scene.Facts.OfType<TickerThawed>());
    }

    [Fact]
    public void The_exchange_s_own_position_after_a_fill_asks_for_a_listing_when_it_differs()
    {
        var scene = new ReconcileScene();
        var ticket = scene.Orders.Ticket();
        var fill = OrderScene.Fill("f", "v", ticket, 100) with { PostPosition = OrderScene.Q(100) };
        scene.OnTime();
        scene.List();
        scene.Change(state => state.OnPostPosition(fill, OrderScene.Q(100)).State);
        Assert.False(scene.State.Wanted);
        scene.Change(state => state.OnPostPosition(fill, OrderScene.Q(200)).State);

        Assert.Equal(scene.Now + TimeSpan.FromSeconds(1), scene.State.NextDeadline(scene.Orders.State, Schedule));
    }

    [Fact]
    public void Listings_come_every_30_seconds_every_5_while_orders_work_and_one_at_a_time()
    {
        var scene = new ReconcileScene();
        Assert.True(scene.OnTime());
        Assert.False(scene.After(1).OnTime());
        scene.List();
        Assert.False(scene.After(29.9).OnTime());
        Assert.True(scene.After(0.1).OnTime());
        scene.List();
        scene.Orders.Register();
        Assert.False(scene.After(4.9).OnTime());
        Assert.True(scene.After(0.1).OnTime());
        scene.Change(state => state.Want());
        Assert.False(scene.After(10).OnTime());
        scene.List();
        Assert.True(scene.After(1).OnTime());

        Assert.Equal([1L, 2, 3, 4], scene.Asked.Select(asked => asked.Pass));
    }

    [Fact]
    public void After_a_reconnect_a_listing_is_asked_for_and_nothing_is_clean_before_it()
    {
        var scene = new ReconcileScene();
        scene.OnTime();
        scene.List();
        scene.After(3).Change(state => state.Reconnected());
        Assert.False(scene.State.IsClean);
        Assert.True(scene.OnTime());
        scene.List();

        Assert.True(scene.State.IsClean);
    }

    [Fact]
    public void Three_failed_listings_refuse_the_start()
    {
        var scene = new ReconcileScene();
        foreach (var wait in (double[])[0, 1, 2])
        {
            Assert.False(wait > 0 && scene.After(wait - 0.1).OnTime());
            Assert.True(scene.After(0.1).OnTime());
            scene.Fail();
        }

        Assert.True(scene.State.StartRefused);
        Assert.Equal(Gravity.RefuseStart, scene.Notices[^1].Gravity);
        Assert.Null(scene.State.NextDeadline(scene.Orders.State, Schedule));
    }

    [Fact]
    public void Later_failures_are_evidence_of_nothing_and_told_once()
    {
        var scene = new ReconcileScene();
        scene.OnTime();
        scene.List();
        for (var i = 0; i < 10; i++)
        {
            scene.After(30).OnTime();
            scene.Fail();
        }

        Assert.True(scene.State.IsClean);
        Assert.Single(scene.Notices, notice => notice.Gravity == Gravity.Alert);
        Assert.Empty(scene.Facts);
    }

    [Fact]
    public void A_listing_that_nobody_answers_has_failed_after_30_seconds()
    {
        var scene = new ReconcileScene();
        scene.OnTime();
        Assert.Equal(Start + TimeSpan.FromSeconds(30), scene.State.NextDeadline(scene.Orders.State, Schedule));
        Assert.False(scene.After(30).OnTime());
        Assert.Equal(1, scene.State.Failures);
        Assert.True(scene.After(1).OnTime());
    }

    [Fact]
    public void A_listing_reaches_back_to_the_oldest_order_and_beyond_what_was_compared()
    {
        var scene = new ReconcileScene();
        scene.OnTime();
        Assert.Equal(Start - TimeSpan.FromSeconds(60), scene.Asked[^1].Since);
        scene.List();
        scene.Orders.Register();
        scene.After(100).OnTime();
        Assert.Equal(Start - TimeSpan.FromSeconds(60.5), scene.Asked[^1].Since);
        scene.List();
        scene.After(100).OnTime();
        Assert.Equal(Start - TimeSpan.FromSeconds(60), scene.Asked[^1].Since);
    }

    [Fact]
    public void After_a_restart_the_first_listing_reaches_back_to_the_last_fact()
    {
        var scene = new ReconcileScene();
        scene.Tell(Booked("A", Start - TimeSpan.FromSeconds(3_600)));
        scene.OnTime();

        Assert.Equal(Start - TimeSpan.FromSeconds(3_660), scene.Asked[^1].Since);
    }

    [Theory]
    [InlineData(3_600, -60)]
    [InlineData(200_000, 200_000 - 86_400 - 60)]
    public void After_a_restart_the_first_listing_reaches_a_day_before_the_last_fact_and_not_beyond_the_opening(int fact, int reached)
    {
        var scene = new ReconcileScene();
        scene.Tell(Booked("A", Start + TimeSpan.FromSeconds(fact)));
        scene.After(fact + 10).OnTime();

        Assert.Equal(Start + TimeSpan.FromSeconds(reached), scene.Asked[^1].Since);
    }

    [Fact]
    public void A_foreign_fill_that_waited_for_an_order_in_doubt_is_listed_again_and_booked_once_that_order_is_absent()
    {
        var scene = new ReconcileScene();
        var ticket = scene.Orders.Ticket();
        scene.OnTime();
        scene.List();
        scene.Orders.Register(ticket);
        scene.Orders.Give(new OrderOutcomeUnknown(ticket.Id, "time-out"));
        var traded = Start + TimeSpan.FromSeconds(2);
        var foreign = OrderScene.Fill("f", "other", ticket, 300, named: false, tradedAt: traded);
        foreach (var wait in new double[] { 5, 95, 5 })
        {
            scene.After(wait).OnTime();
            scene.Orders.After(wait);
            scene.List(fills: [foreign]);
        }

        Assert.Empty(scene.Orders.State.Orders);
        Assert.Equal(0, scene.Orders.State.ForeignFills);
        Assert.True(scene.After(30).OnTime());
        Assert.True(scene.Asked[^1].Since <= traded);
        scene.List(fills: [foreign]);
        Assert.Equal(1, scene.Orders.State.ForeignFills);
        Assert.True(scene.After(100).OnTime());
        Assert.True(scene.Asked[^1].Since > traded);
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<Ticker, Quantity> ImmutablePosition(string ticker, long hundredths) =>
        System.Collections.Immutable.ImmutableSortedDictionary<Ticker, Quantity>.Empty.Add(new Ticker(ticker), OrderScene.Q(hundredths));
}
