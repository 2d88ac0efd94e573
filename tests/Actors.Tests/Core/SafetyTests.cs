using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Positions;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tests.Sequencing;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using static KalshiArb.Actors.Tests.Core.CoreScene;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>What must hold between inputs, whatever the venue, the feeds and the disk do.</summary>
public sealed class SafetyTests
{
    public static TheoryData<string> Staleness => [.. Stale.Keys];

    private static SortedDictionary<string, (string Reason, Action<CoreScene> Play)> Stale { get; } = new(StringComparer.Ordinal)
    {
        ["a gap"] = ("BOOK_STALE", s => s.Gap(Home)),
        ["a lost stream"] = ("BOOK_STALE", s => s.Take(new StreamLost("closed"))),
        ["silence"] = ("BOOK_STALE", s => s.Silence(6)),
        ["a quarantined frame"] = ("BOOK_STALE", s => s.Take(new FrameQuarantined("book", Home, null, "unreadable", []))),
        ["a clock that jumped"] = ("BOOK_STALE", s => s.Take(new ClockJumped(TimeSpan.FromSeconds(3)))),
        ["suspended odds"] = ("FEED_STALE", s => s.Odds(Game, 0.46, suspended: true)),
        ["a score change"] = ("SCORE_CHANGED", s => s.Score(50, 58)),
        ["a game that ended"] = ("NOT_LIVE", s => s.Score(50, 56, GamePhase.Final)),
        ["an inactive market"] = ("MARKET_NOT_ACTIVE", s => s.Take(new MarketStatusChanged(Home, MarketStatus.Inactive))),
        ["an earlier close"] = ("NEAR_CLOSE", s => s.Take(new MarketCloseTimeChanged(Home, s.Now + TimeSpan.FromSeconds(60)))),
        ["a switch"] = ("DISABLED", s => s.Take(new SwitchRequested(SwitchScope.Strategy, "sportsbook-edge", false, "test"))),
        ["a lower value"] = ("EDGE_GONE", s => s.Odds(Game, 0.42)),
        ["a failed journal"] = ("KILLED", s => s.Take(new JournalFailed("disk full"))),
        ["a pause"] = ("PAUSED", s => s.Take(new PauseRequested("test", "look"))),
        ["reducing"] = ("REDUCING", s => s.Take(new ReduceRequested("test", "look"))),
        ["a kill"] = ("KILLED", s => s.Take(new KillBegun("test", "look"))),
        ["a stop"] = ("stopping", s => s.Take(new StopRequested("test"))),
    };

    private static Ticker Draw { get; } = TickerOf(Game, GameOutcome.Draw);

    /// <summary>Home and draw of one three-way game, both cheap.</summary>
    private static CoreScene WithDraw(Domain.Settings.DecisionSettings settings)
    {
        var scene = new CoreScene(settings).Open(outcomes: 3);
        scene.List(Game, GameOutcome.Draw, outcomes: 3);
        scene.Quote(Home, 40, 43);
        scene.Quote(Draw, 20, 23);
        return scene;
    }

    [Theory]
    [MemberData(nameof(Staleness))]
    public void The_working_entry_is_cancelled_within_the_input_that_speaks_against_it(string what)
    {
        // Nothing else ends within the time that silence takes.
        var settings = ShippedSettings.Default with { Execution = ShippedSettings.Default.Execution with { MakerTimeout = TimeSpan.FromSeconds(9) } };
        settings = settings with { Default = settings.Default with { Freshness = settings.Default.Freshness with { OddsSinceReceipt = TimeSpan.FromSeconds(9) } } };
        using var scene = new CoreScene(settings).Open();
        scene.Score(50, 56);
        var entry = scene.WorkMaker();
        scene.Forget();

        Stale[what].Play(scene);

        Assert.Equal(entry.Id, Assert.Single(scene.Cancelled));
        Assert.Contains(scene.Decisions, line => line.Kind == DecisionKind.Cancel && line.Text.EndsWith("reason=" + Stale[what].Reason, StringComparison.Ordinal));
        Assert.Empty(scene.Created);
    }

    [Fact]
    public void A_position_whose_time_is_over_is_not_left_on_a_book_that_a_jumped_clock_made_stale_until_its_next_snapshot()
    {
        var settings = ShippedSettings.Default;
        settings = settings with { Default = settings.Default with { Exit = settings.Default.Exit with { MaximumHold = TimeSpan.FromSeconds(3), HoldToSettlementWhenWorthMore = false } } };
        using var scene = new CoreScene(settings).Open();
        var resting = scene.Buy();
        scene.Forget();

        scene.Take(new ClockJumped(TimeSpan.FromSeconds(3)));
        scene.Pass(4, Game);
        Assert.Empty(scene.Cancelled);
        Assert.Empty(scene.Created);

        scene.Quote(Home, 40, 43);
        Assert.Equal(resting.Id, Assert.Single(scene.Cancelled));
        scene.Take(new CancelAccepted(resting.Id, resting.Count));
        Assert.Equal(TimeInForce.ImmediateOrCancel, Assert.Single(scene.Created).TimeInForce);
    }

    [Theory]
    [InlineData("entries")]
    [InlineData("exits")]
    public void A_trigger_of_our_group_that_no_kill_of_ours_sent_kills_with_that_reason(string group)
    {
        using var scene = new CoreScene(ShippedSettings.Default).Open();

        scene.Take(new OrderGroupTriggered(new OrderGroupId(group)));

        var state = scene.Ask(new TradingStateQuery());
        Assert.Equal((TradingState.Killed, "core"), (state.State, state.By));
        Assert.StartsWith("GROUP_TRIGGERED: ", state.Reason, StringComparison.Ordinal);
        Assert.Contains("not by us", state.Reason, StringComparison.Ordinal);
        Assert.StartsWith("GROUP_TRIGGERED", Assert.Single(scene.Effects.OfType<BeginKill>()).Reason, StringComparison.Ordinal);

        // What the kill then does to the groups is not somebody else's doing.
        foreach (var ours in (string[])["entries", "exits"]) scene.Take(new OrderGroupTriggered(new OrderGroupId(ours)));
        Assert.Single(scene.Decisions, entry => entry.Code == "GROUP_TRIGGERED");
    }

    [Fact]
    public void After_a_reset_the_next_reason_to_kill_kills_again()
    {
        using var scene = new CoreScene(ShippedSettings.Default).Open();
        scene.Take(new OrderGroupTriggered(new OrderGroupId("entries")), new ResetRequested("me", "looked"));
        Assert.Equal(TradingState.Running, scene.Ask(new TradingStateQuery()).State);
        scene.Forget();

        scene.Take(new OrderGroupTriggered(new OrderGroupId("exits")));

        Assert.Equal(TradingState.Killed, scene.Ask(new TradingStateQuery()).State);
        Assert.Single(scene.Effects.OfType<BeginKill>());
    }

    [Fact]
    public void The_trigger_of_our_own_kill_is_not_taken_for_somebody_elses()
    {
        using var scene = new CoreScene(ShippedSettings.Default).Open();

        scene.Take(new KillBegun("me", "drill"), new OrderGroupTriggered(new OrderGroupId("entries")), new OrderGroupTriggered(new OrderGroupId("of-another-run")));

        var state = scene.Ask(new TradingStateQuery());
        Assert.Equal((TradingState.Killed, "me", "drill"), (state.State, state.By, state.Reason));
        Assert.Empty(scene.Effects.OfType<BeginKill>());
    }

    [Fact]
    public void A_trigger_of_a_group_that_is_not_ours_is_nobodys_concern()
    {
        using var scene = new CoreScene(ShippedSettings.Default).Open();

        scene.Take(new OrderGroupTriggered(new OrderGroupId("of-another-run")));

        Assert.Equal(TradingState.Running, scene.Ask(new TradingStateQuery()).State);
    }

    [Fact]
    public void Two_markets_that_signal_in_one_poll_cannot_both_have_the_last_money()
    {
        using var scene = WithDraw(ShippedSettings.Default.OfAccount(account => account with { MaxExposure = Money.FromMicros(600_000) }));

        scene.Odds(Game, 0.52, draw: 0.30);

        Assert.Equal(Home, Assert.Single(scene.Created).Ticker);
        Assert.Single(scene.Decisions, line => line.Kind == DecisionKind.Refused && line.Code == "EXPOSURE_ACCOUNT");
    }

    [Fact]
    public void Money_is_held_within_the_poll_in_which_it_is_promised()
    {
        using var scene = WithDraw(ShippedSettings.Default);

        scene.Odds(Game, 0.52, draw: 0.30);

        Assert.Equal(2, scene.Created.Count);
        var approved = scene.Decisions.Where(line => line.Kind == DecisionKind.Approved).Select(line => line.Text).ToArray();
        Assert.Equal(Number(approved[0], "cash") - Number(approved[0], "reserved"), Number(approved[1], "cash"));
        Assert.True(scene.Ask(new RiskQuery()).State.AvailableCash(new Shard(0))!.Value.Micros == Number(approved[1], "cash") - Number(approved[1], "reserved"));

        static long Number(string text, string name) =>
            long.Parse(text.Split(' ').Last(part => part.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Both_sides_of_a_game_signal_in_one_poll_and_only_one_is_entered()
    {
        using var scene = new CoreScene().Open();
        scene.List(Game, GameOutcome.Away);
        scene.Quote(Home, 40, 43);
        scene.Quote(Away, 36, 39);

        scene.Odds(Game, 0.52);

        Assert.Equal(Away, Assert.Single(scene.Created).Ticker);
        Assert.True(scene.Refused(Home, RefusalCode.OpposingPosition));
    }

    [Fact]
    public void No_order_leaves_before_its_batch_is_committed()
    {
        var log = new ManualCommitLog();
        using var scene = new CoreScene(log: log);
        scene.Take(new SessionStarted(1, "ka", "test"));
        scene.List(Game, GameOutcome.Home);
        scene.Take(new OrderGroupCreated(OrderRole.Entry, new Shard(0), new OrderGroupId("entries")));
        scene.Listing(1_000);
        var committed = log.Batches.Count;
        for (var i = 0; i < committed; i++) log.CommitNext();
        scene.SignalTaker();

        Assert.Contains(scene.Decisions, line => line.Kind == DecisionKind.Intent);
        Assert.Empty(scene.Created);
        for (var i = committed; i < log.Batches.Count; i++) log.CommitNext();
        Assert.Single(scene.Created);
    }

    [Fact]
    public void A_journal_that_fails_withholds_the_order_and_ends_in_killed()
    {
        var log = new ManualCommitLog();
        using var scene = new CoreScene(log: log);
        scene.Take(new SessionStarted(1, "ka", "test"));
        scene.List(Game, GameOutcome.Home);
        scene.Take(new OrderGroupCreated(OrderRole.Entry, new Shard(0), new OrderGroupId("entries")));
        scene.Listing(1_000);
        var committed = log.Batches.Count;
        for (var i = 0; i < committed; i++) log.CommitNext();
        scene.SignalTaker();

        log.FailAll("disk full");
        scene.Take(ClockTicked.Instance);

        Assert.Empty(scene.Created);
        Assert.Equal(TradingState.Killed, scene.Ask(new TradingStateQuery()).State);
        Assert.Single(scene.Effects.OfType<BeginKill>());
    }

    [Fact]
    public void A_fill_before_its_acknowledgement_is_booked_once()
    {
        using var scene = new CoreScene().Open();
        scene.SignalTaker();
        var entry = Assert.Single(scene.Created);
        var fill = scene.FillOf(entry, 10);

        scene.Take(fill, new OrderAccepted(entry.Id, VenueIdOf(entry), entry.Count, Quantity.Zero), fill, new OrderSent(entry.Id));

        Assert.Equal(Quantity.FromContracts(10), scene.Ask(new PositionQuery()).Ledger.Of(Home).Quantity);
        Assert.Null(scene.Ask(new OrderQuery()).Orders.EntryOf(Home));
        Assert.Single(scene.Created, ticket => ticket.Role == OrderRole.Exit);
    }

    [Fact]
    public void An_unknown_outcome_holds_the_ticker_until_listings_past_the_fence_say_that_there_is_no_order()
    {
        using var scene = new CoreScene().Open();
        scene.SignalTaker();
        scene.Take(new OrderOutcomeUnknown(scene.Created[0].Id, "connection closed"));
        scene.Forget();

        scene.Pass(80, Game);
        scene.Listing(1_000);
        Assert.NotNull(scene.Ask(new OrderQuery()).Orders.EntryOf(Home));
        Assert.True(scene.Ask(new RiskQuery()).State.IsFrozen(Home));
        Assert.Empty(scene.Created);

        scene.Pass(20, Game);
        scene.Listing(1_000);
        Assert.NotNull(scene.Ask(new OrderQuery()).Orders.EntryOf(Home));
        scene.Pass(5, Game);
        scene.Listing(1_000);
        Assert.Contains(scene.Decisions, line => line.Kind == DecisionKind.Ended && line.Code == "ABSENT");
        Assert.False(scene.Ask(new RiskQuery()).State.IsFrozen(Home));
        scene.Pass(6, Game);
        Assert.Single(scene.Created);
    }
}
