using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tests.Sequencing;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using Microsoft.Data.Sqlite;
using static KalshiArb.Actors.Tests.Core.CoreScene;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>Brakes that were pulled in one run hold in the next: each is left in a journal on disk, and read from there by a new core.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kalshiarb").FullName;
    private Instant _closedAt;

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void The_trading_state_survives()
    {
        Run(s => s.Take(new ReduceRequested("test", "look")));

        Run(s => Assert.Equal((TradingState.Reducing, "test", "look"), (s.Ask(new TradingStateQuery()).State, s.Ask(new TradingStateQuery()).By, s.Ask(new TradingStateQuery()).Reason)));
    }

    [Fact]
    public void The_days_loss_survives_and_still_refuses()
    {
        var settings = ShippedSettings.Default.OfAccount(account => account with { MaxDailyLoss = Money.FromDollars(1) });
        Run(s => { s.Buy(); s.Take(new SettlementReported(new SettlementRow(Home, Price.Zero, Quantity.FromContracts(10), Money.Zero, s.Now))); }, settings);

        Run(
            s =>
            {
                Assert.Equal(Money.FromMicros(-4_472_000), s.Ask(new RiskQuery()).State.Ledger.DayAt(s.Now).Result);
                Assert.Equal(TradingState.Reducing, s.Ask(new TradingStateQuery()).State);
                Assert.True(Refused(s, RefusalCode.DailyLoss));
            },
            settings,
            openAgain: true);
    }

    [Fact]
    public void The_high_water_mark_survives_and_the_fall_from_it_still_pauses()
    {
        Run(s => { s.Buy(); s.Quote(Home, 46, 49); });

        Run(s =>
        {
            Assert.True(s.Ask(new RiskQuery()).State.HighWaterMark > Money.FromDollars(999));
            var mark = s.Ask(new RiskQuery()).State.HighWaterMark!.Value;
            Assert.Equal(mark, Facts().OfType<HighWaterMarkRaised>().Last().Equity);
        });
    }

    [Fact]
    public void Rate_windows_survive_and_still_refuse()
    {
        var settings = ShippedSettings.Default.OfAccount(account => account with { MaxOrders = 1, OrderWindow = TimeSpan.FromMinutes(5) });
        Run(s => { s.SignalTaker(); s.Accept(Assert.Single(s.Created), 0, 0); }, settings);

        Run(s => Assert.True(Refused(s, RefusalCode.OrderRate)), settings, openAgain: true);
    }

    [Fact]
    public void Rejects_survive_and_still_refuse()
    {
        var settings = ShippedSettings.Default.OfAccount(account => account with { MaxRejects = 1, RejectWindow = TimeSpan.FromMinutes(5) });
        Run(s => { s.SignalTaker(); s.Take(new OrderRejected(Assert.Single(s.Created).Id, "invalid_price", null)); }, settings);

        Run(s => Assert.True(Refused(s, RefusalCode.RejectRate)), settings, openAgain: true);
    }

    [Fact]
    public void Cool_downs_survive_and_still_refuse()
    {
        Run(s => { s.SignalTaker(); s.Take(new OrderRejected(Assert.Single(s.Created).Id, "invalid_price", null)); });

        Run(
            s =>
            {
                Assert.NotEqual(default, s.Ask(new RiskQuery()).State.TickerCoolDowns.GetValueOrDefault(Home));
                s.SignalTaker();
                Assert.True(s.Refused(Home, RefusalCode.CoolDown));
                Assert.Empty(s.Created);
            },
            openAgain: true);
    }

    [Fact]
    public void Acknowledgement_times_survive_and_still_refuse()
    {
        var settings = ShippedSettings.Default.OfBreakers(breakers => breakers with { AckSamples = 1 });
        Run(s => { s.SignalTaker(); s.Take(new OrderSent(s.Created[0].Id)); s.Pass(2); s.Accept(s.Created[0], 0, 0); }, settings);

        Run(s => Assert.True(Refused(s, RefusalCode.AckLatency)), settings, openAgain: true);
    }

    [Fact]
    public void A_stop_by_mark_out_survives_and_is_lifted_by_an_operators_enable()
    {
        var settings = ShippedSettings.Default with { MarkOut = new MarkOutSettings(TimeSpan.FromSeconds(60), 1, PriceOffset.FromCents(2)) };
        Run(s => { s.Buy(); s.Quote(Home, 38, 41); s.Pass(60); }, settings);
        Assert.Equal(2, Facts().OfType<MarkOutStopped>().Count());

        Run(
            s =>
            {
                Assert.Equal(2, s.Ask(new RiskQuery()).State.MarkOuts.Stops.Count);
                s.Take(new SwitchRequested(SwitchScope.Strategy, "sportsbook-edge", true, "test"));
                Assert.Equal("KXNBAGAME", Assert.Single(s.Ask(new RiskQuery()).State.MarkOuts.Stops).Name);
            },
            settings);
    }

    [Fact]
    public void A_start_after_the_third_crash_within_ten_minutes_is_killed_and_says_why()
    {
        for (var start = 1; start <= 3; start++) Run(s => Assert.Equal(TradingState.Running, s.Ask(new TradingStateQuery()).State));

        Run(s =>
        {
            var state = s.Ask(new TradingStateQuery());
            Assert.Equal(TradingState.Killed, state.State);
            Assert.Equal("UNCLEAN_STARTS: 3 starts within 600s followed a run that did not end in good order", state.Reason);
            s.SignalTaker();
            Assert.Empty(s.Created);
        });
        Assert.Equal(TradingState.Killed, Facts().OfType<TradingStateChanged>().Single().State);
    }

    [Fact]
    public void Starts_after_runs_that_ended_in_good_order_are_never_killed()
    {
        for (var start = 1; start <= 5; start++)
        {
            Run(s =>
            {
                Assert.Equal(TradingState.Running, s.Ask(new TradingStateQuery()).State);
                s.Take(new StopRequested("test"), new SessionEnded("test"));
            });
        }

        Assert.Equal([1, 2, 3, 4, 5], Facts().OfType<RunEnded>().Select(fact => fact.Run));
    }

    [Fact]
    public void Ceilings_raised_by_hand_are_journaled_at_each_start_and_only_where_they_were_raised()
    {
        var raised = new HardCeilings(Money.FromDollars(500), Money.FromDollars(6_000));
        Run(_ => { }, ShippedSettings.Default with { Raised = raised });
        Run(_ => { });

        var fact = Assert.Single(Facts().OfType<CeilingsRaised>());
        Assert.Equal((1, raised.OrderCost, raised.Exposure), (fact.Run, fact.OrderCost, fact.Exposure));
    }

    /// <summary>Another game signals, so that nothing but the brake stands against it.</summary>
    private static bool Refused(CoreScene scene, RefusalCode code)
    {
        scene.List(OtherGame, GameOutcome.Home);
        scene.SignalTaker(OtherGame);
        return scene.Refused(Other, code) && scene.Created.Count == 0;
    }

    /// <summary>One run on the journal: the next core reads what this one left.</summary>
    private void Run(Action<CoreScene> play, DecisionSettings? settings = null, bool openAgain = false)
    {
        var (configuration, setups) = SqlJournal.OnSqlite(Path.Combine(_directory, "journal.db"));
        using var system = CoreSystem.Create(Quiet.Configuration.WithFallback(configuration), [.. setups]);
        using var journal = SqlJournal.Open(system.System);
        var facts = journal.Recovered.Select(JournalFormat.Instance.Decode).ToList();
        var run = facts.OfType<RunStarted>().Select(fact => fact.Run).DefaultIfEmpty(0).Max() + 1;
        using var scene = new CoreScene(settings, log: journal, opensAt: _closedAt == default ? null : _closedAt + TimeSpan.FromSeconds(5), system: system);
        if (run == 1 || openAgain) scene.Open(run: run, cash: run == 1 ? 1_000 : (int)(scene.Ask(new RiskQuery()).State.Ledger.TotalCash.Micros / 1_000_000));
        else scene.Take(new SessionStarted(run, "ka", "test"));
        play(scene);
        scene.AwaitLog();
        _closedAt = scene.Now;
    }

    private List<IJournaled> Facts()
    {
        var (configuration, setups) = SqlJournal.OnSqlite(Path.Combine(_directory, "journal.db"));
        using var system = CoreSystem.Create(Quiet.Configuration.WithFallback(configuration), [.. setups]);
        using var journal = SqlJournal.Open(system.System);
        return [.. journal.Recovered.Select(JournalFormat.Instance.Decode)];
    }
}
