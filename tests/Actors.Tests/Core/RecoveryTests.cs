using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Markets;
using KalshiArb.Actors.Positions;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using static KalshiArb.Actors.Tests.Core.CoreScene;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>A failing actor costs one input, and the operator's states hold what they say.</summary>
public sealed class RecoveryTests
{
    /// <summary>An event whose name no actor can have.</summary>
    private static MarketListed Poison(CoreScene scene) => new(new MarketFacts(
        new Ticker("POISON"), new EventTicker("no/name"), new SeriesTicker("KXNBAGAME"), Sport.Nba, PriceGrid.LinearCent,
        new FeeSchedule(FeeType.Quadratic, 1_000), MarketStatus.Active, scene.Now, new Shard(0), new GameId("G3"), GameOutcome.Home, 2, TimeSpan.Zero));

    [Fact]
    public void After_a_failure_books_are_stale_snapshots_are_requested_and_trading_goes_on()
    {
        using var scene = new CoreScene().Open();
        scene.Quote(Home, 40, 43);
        scene.Forget();

        scene.Take(Poison(scene));

        Assert.Equal(1, scene.Failures);
        Assert.Equal(Home, Assert.Single(Assert.Single(scene.Effects.OfType<RequestSnapshots>()).Tickers));
        Assert.False(scene.Ask(new MarketQuery(Home)).View.BookLive);
        scene.Odds(Game, 0.52);
        Assert.Empty(scene.Created);
        scene.Listing(1_000);
        scene.SignalTaker();
        Assert.Single(scene.Created);
    }

    [Fact]
    public void After_a_failure_an_order_group_that_never_came_is_asked_for_again_and_one_that_did_is_not()
    {
        using var scene = new CoreScene();
        scene.Take(new SessionStarted(1, "ka", "test"));
        scene.List(Game, GameOutcome.Home);
        scene.Take(new OrderGroupCreated(OrderRole.Exit, new Shard(0), new OrderGroupId("exits")));
        scene.Forget();

        scene.Take(Poison(scene));

        Assert.Equal(1, scene.Failures);
        Assert.Equal(new CreateOrderGroup(OrderRole.Entry, new Shard(0)), Assert.Single(scene.Effects.OfType<CreateOrderGroup>()));
    }

    [Theory]
    [InlineData(-3_600, true, 1_000)]
    [InlineData(0, false, 0)]
    public void Cash_is_opened_with_what_a_listing_shows_unless_a_fill_in_it_is_still_to_be_booked(int tradedAfter, bool opened, int dollars)
    {
        var started = Instant.FromUnixSeconds(1_799_999_000);
        // Nobody has told the exchange's id of this order: a fill there that names no order of ours may be its fill.
        using var scene = new CoreScene(recovered:
        [
            new RunStarted(1, started, "test"),
            new OrderIntended(
                new OrderTicket(new ClientOrderId("ka-1-e-1"), Home, OrderSide.Bid, Price.FromCents(43), Quantity.FromContracts(10), TimeInForce.ImmediateOrCancel, OrderRole.Entry, false, false, null,
                    SelfTradePrevention.TakerAtCross, true, new OrderGroupId("group"), new Shard(0)),
                new StrategyId("sportsbook-edge"), Money.FromDollars(5), started),
            new OrderWritten(new ClientOrderId("ka-1-e-1"), started),
        ]);
        scene.Open(reconciled: false, run: 2);
        var fill = new FillReported(
            new FillId("web"), new VenueOrderId("v-web"), null, Home, OrderSide.Bid, Price.FromCents(43), Quantity.FromContracts(2), Money.Zero, Liquidity.Taker, null,
            started + TimeSpan.FromSeconds(tradedAfter));

        scene.Listing(1_000, fills: [fill]);

        Assert.Equal(opened, scene.Ask(new PositionQuery()).Ledger.Cash.ContainsKey(new Shard(0)));
        Assert.Equal(Money.FromDollars(dollars), scene.Ask(new PositionQuery()).Ledger.TotalCash);
        // Whose exposure it is nobody can say, so nothing is entered anywhere.
        Assert.Equal(opened, scene.Decisions.Any(entry => entry.Code == "RECONCILED"));
    }

    [Fact]
    public void After_a_failure_a_position_still_gets_its_exit()
    {
        using var scene = new CoreScene().Open();
        var exit = scene.Buy();
        scene.Pass(6);
        scene.Take(new CancelAccepted(exit.Id, exit.Count));
        scene.Forget();

        scene.Take(Poison(scene));
        scene.Quote(Home, 40, 43);
        scene.Odds(Game, 0.52);

        Assert.Equal(Quantity.FromContracts(10), scene.Ask(new MarketQuery(Home)).View.Position);
        Assert.Equal(OrderRole.Exit, Assert.Single(scene.Created).Role);
    }

    [Fact]
    public void An_exit_that_the_registry_does_not_take_is_asked_for_again_later_and_not_for_ever_in_one_input()
    {
        var id = new ClientOrderId("ka-1-e-1");
        using var scene = new CoreScene(recovered:
        [
            new CashOpened(new Shard(0), Money.FromDollars(1_000), Instant.FromUnixSeconds(1_799_999_900)),
            new FillBooked(
                new FillId("f1"), new VenueOrderId("v1"), id, Home, OrderSide.Bid, Price.FromCents(43), Quantity.FromContracts(10), Money.Zero,
                Liquidity.Taker, Instant.FromUnixSeconds(1_799_999_950), Instant.FromUnixSeconds(1_799_999_950)),
        ]);
        scene.Take(new SessionStarted(2, "ka", "test"));
        scene.List(Game, GameOutcome.Home);

        // The venue has not answered with this run's order groups yet.
        scene.Quote(Home, 40, 43);
        scene.Odds(Game, 0.52);
        Assert.Empty(scene.Created);

        scene.Take(new OrderGroupCreated(OrderRole.Exit, new Shard(0), new OrderGroupId("exits")));
        scene.Pass(2, Game);

        Assert.Equal(0, scene.Failures);
        Assert.Equal(OrderRole.Exit, Assert.Single(scene.Created).Role);
    }

    [Fact]
    public void After_a_failure_a_working_entry_is_in_doubt_and_its_ticker_is_not_entered()
    {
        using var scene = new CoreScene().Open();
        var entry = scene.WorkMaker();
        scene.Forget();

        scene.Take(Poison(scene));
        scene.Listing(1_000, [new VenueOrder(VenueIdOf(entry), entry.Id, Home, entry.Side, entry.Limit, VenueOrderStatus.Resting, Quantity.Zero, entry.Count, entry.Count, null)]);
        scene.SignalTaker();

        Assert.Equal(OrderPhase.Unknown, scene.Ask(new OrderQuery()).Orders.EntryOf(Home)!.Phase);
        Assert.True(scene.Ask(new MarketQuery(Home)).View.EntryWorks);
        Assert.Empty(scene.Created);
    }

    [Fact]
    public void After_a_failure_a_working_entry_is_cancelled_within_that_input()
    {
        using var scene = new CoreScene().Open();
        var entry = scene.WorkMaker();
        scene.Forget();

        scene.Take(Poison(scene));

        Assert.Equal(entry.Id, Assert.Single(scene.Cancelled));
    }

    [Fact]
    public void After_a_restart_a_working_entry_is_cancelled_with_its_group_at_once_and_by_itself_when_its_market_is_listed()
    {
        var log = new InMemoryCommitLog([]);
        OrderTicket entry;
        using (var before = new CoreScene(log: log).Open())
        {
            entry = before.WorkMaker();
            before.AwaitLog();
        }

        using var scene = new CoreScene(log: new InMemoryCommitLog(log.Facts));
        scene.Take(new SessionStarted(2, "ka", "test"));
        Assert.Equal(entry.Group, Assert.Single(scene.Effects.OfType<TriggerOrderGroup>()).Group);
        Assert.Empty(scene.Cancelled);

        scene.List(Game, GameOutcome.Home);
        Assert.Equal(entry.Id, Assert.Single(scene.Cancelled));
    }

    [Fact]
    public void The_limit_report_keeps_after_a_failure_what_it_showed_before()
    {
        using var scene = new CoreScene().Open();
        scene.Take(new PauseRequested("test", "lunch"));
        scene.SignalTaker();
        LimitLine Line() => scene.Ask(new RiskQuery()).Limits.Single(line => line.Code == RefusalCode.TradingState);
        var before = Line();

        scene.Take(Poison(scene));

        Assert.Equal(1, scene.Failures);
        Assert.Equal((1, Home), (before.TimesBound, before.BoundBy!.Value));
        Assert.Equal(before, Line());
    }

    [Fact]
    public void News_of_the_account_that_may_be_lost_are_asked_for_within_seconds()
    {
        using var scene = new CoreScene().Open();
        scene.Forget();

        scene.Take(new AccountInDoubt("a private frame could not be read"));
        scene.Pass(3);

        Assert.Single(scene.Effects.OfType<ListAccount>());
    }

    [Fact]
    public void A_market_keeps_what_operators_said_of_it_after_a_failure()
    {
        using var scene = new CoreScene().Open();
        scene.Take(new SwitchRequested(SwitchScope.Series, "KXNBAGAME", false, "test"), new MarketCloseTimeChanged(Home, scene.Now + TimeSpan.FromHours(1)));

        scene.Take(Poison(scene));

        var view = scene.Ask(new MarketQuery(Home)).View;
        Assert.False(view.Enabled);
        Assert.Equal(scene.Now + TimeSpan.FromHours(1), view.CloseTime);
        Assert.Equal(Quantity.FromContracts(1_000), view.Volume);
    }

    [Fact]
    public void The_third_failure_within_a_minute_kills_and_stays_killed()
    {
        using var scene = new CoreScene().Open();

        for (var i = 0; i < 3; i++) scene.Take(Poison(scene));
        scene.Take(new ResumeRequested("test"));

        Assert.Equal(TradingState.Killed, scene.Ask(new TradingStateQuery()).State);
        Assert.Single(scene.Effects.OfType<BeginKill>());
    }

    [Fact]
    public void States_go_where_operators_send_them_and_entries_follow()
    {
        using var scene = new CoreScene().Open();
        void Expect(TradingState state) => Assert.Equal(state, scene.Ask(new TradingStateQuery()).State);

        scene.Take(new PauseRequested("test", "a"));
        Expect(TradingState.Paused);
        scene.Take(new ReduceRequested("test", "b"));
        Expect(TradingState.Reducing);
        scene.Take(new PauseRequested("test", "c"));
        Expect(TradingState.Reducing);
        scene.Take(new ResetRequested("test", "d"));
        Expect(TradingState.Reducing);
        scene.SignalTaker();
        Assert.Empty(scene.Created);

        scene.Take(new ResumeRequested("test"));
        Expect(TradingState.Running);
        scene.Pass(6, Game);
        Assert.Single(scene.Created);
    }

    [Fact]
    public void A_lost_day_is_not_resumed_from_before_the_day_is_over()
    {
        using var scene = new CoreScene(ShippedSettings.Default.OfAccount(account => account with { MaxDailyLoss = Money.FromDollars(1) })).Open();
        scene.Buy();
        scene.Take(new SettlementReported(new SettlementRow(Home, Price.Zero, Quantity.FromContracts(10), Money.Zero, scene.Now)));
        Assert.Equal(TradingState.Reducing, scene.Ask(new TradingStateQuery()).State);

        scene.Take(new ResumeRequested("test"));

        Assert.Equal(TradingState.Reducing, scene.Ask(new TradingStateQuery()).State);
    }

    [Fact]
    public void Killed_stops_entries_and_exits_until_a_reset_with_a_reason()
    {
        using var scene = new CoreScene().Open();
        var exit = scene.Buy();
        scene.Take(new KillBegun("test", "look"), new CancelAccepted(exit.Id, exit.Count));
        scene.Forget();

        scene.List(OtherGame, GameOutcome.Home);
        scene.SignalTaker(OtherGame);
        scene.Pass(3, Game);
        scene.Take(new ResumeRequested("test"), new ResetRequested("test", " "));
        Assert.Empty(scene.Created);
        Assert.Equal(TradingState.Killed, scene.Ask(new TradingStateQuery()).State);

        scene.Take(new ResetRequested("test", "looked"));
        scene.Pass(6, Game);
        Assert.Equal(TradingState.Running, scene.Ask(new TradingStateQuery()).State);
        Assert.Contains(scene.Created, ticket => ticket.Role == OrderRole.Exit);
    }

    [Fact]
    public void Reducing_still_leaves_a_position()
    {
        using var scene = new CoreScene().Open();
        var exit = scene.Buy();
        scene.Take(new ReduceRequested("test", "look"));
        scene.Forget();

        scene.Take(new CancelAccepted(exit.Id, exit.Count));

        Assert.Equal(OrderRole.Exit, Assert.Single(scene.Created).Role);
    }

    [Fact]
    public void A_stop_cancels_entries_and_exits_and_begins_nothing()
    {
        using var scene = new CoreScene().Open();
        var exit = scene.Buy();
        scene.List(OtherGame, GameOutcome.Home);
        scene.Forget();

        scene.Take(new StopRequested("test"));
        scene.SignalTaker(OtherGame);

        Assert.Equal([exit.Id], scene.Cancelled);
        Assert.Empty(scene.Created);
    }

    [Fact]
    public void A_stop_is_remembered_by_a_core_that_fails_while_it_stops()
    {
        using var scene = new CoreScene().Open();
        var exit = scene.Buy();
        scene.Take(new StopRequested("test"));
        scene.Pass(1);
        scene.Take(new CancelAccepted(exit.Id, exit.Count));
        scene.Forget();

        scene.Take(Poison(scene));
        scene.Quote(Home, 40, 43);
        scene.Odds(Game, 0.52);

        Assert.Equal(1, scene.Failures);
        Assert.Equal(Quantity.FromContracts(10), scene.Ask(new MarketQuery(Home)).View.Position);
        Assert.Empty(scene.Created);
    }

    [Theory]
    [InlineData(SwitchScope.Series, "KXNBAGAME")]
    [InlineData(SwitchScope.Strategy, "sportsbook-edge")]
    [InlineData(SwitchScope.Ticker, "KXNBAGAME-G1-HOM")]
    public void What_is_switched_off_is_not_entered_until_it_is_switched_on(SwitchScope scope, string name)
    {
        using var scene = new CoreScene().Open();
        scene.Take(new SwitchRequested(scope, name, false, "test"));
        scene.SignalTaker();
        Assert.Empty(scene.Created);
        Assert.True(scene.Refused(Home, RefusalCode.Disabled));

        scene.Take(new SwitchRequested(scope, name, true, "test"));

        Assert.Single(scene.Created);
    }
}
