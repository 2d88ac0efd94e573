using System.Globalization;
using CsCheck;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Settings;
using KalshiArb.Host.Configuration;

namespace KalshiArb.Host.Tests;

public sealed class ConfigurationTests
{
    private static readonly string _defaults = Path.Combine(Repository.Root, "hocon.conf");

    private static ConfigurationResult Load(params string[] overrides) => ConfigurationLoader.Load([_defaults], overrides);

    private static DecisionSettings Decision(params string[] overrides) => Load(overrides).Settings!.Decision;

    [Fact]
    public void The_committed_file_is_valid_and_holds_the_defaults_of_the_plan()
    {
        var result = Load();

        Assert.Empty(result.Problems);
        Assert.Empty(result.Warnings);
        var settings = result.Settings!;
        Assert.Equal(TradingMode.Paper, settings.Mode);
        var (d, a) = (settings.Decision.Default, settings.Decision.Account);
        Assert.Equal(new EntrySettings(Cents(5), Cents(2), Cents(1), Cents(1), Cents(15), 0.25, Price.FromCents(95), PreGame: false, 0.5), d.Entry);
        Assert.Equal(new MomentumSettings(40, 75, 30), d.Momentum);
        Assert.Equal((5, 120, 10), ((int)d.Freshness.OddsSinceReceipt.TotalSeconds, (int)d.Freshness.OddsSinceStamp.TotalSeconds, (int)d.Freshness.ScoreSinceReceipt.TotalSeconds));
        Assert.Equal((5, 10), (d.Freshness.UnexplainedMoveTicks, (int)d.Freshness.UnexplainedMovePause.TotalSeconds));
        Assert.Equal(TimeSpan.FromSeconds(60), d.Freshness.SecondSourceWait);
        Assert.Null(Decision("feeds.freshness.second-source-wait=0s").Default.Freshness.SecondSourceWait);
        Assert.Equal((Quantity.FromContracts(10), 3, Quantity.FromContracts(50), Cents(5), Cents(15), TimeSpan.FromSeconds(120)),
            (d.Limits.MaxContracts, d.Limits.MaxPositionsSport, d.Limits.MinimumVolume, d.Limits.MaximumSpread, d.Limits.PriceBand, d.Limits.CoolDown));
        Assert.Equal((Money.FromDollars(500), 5, 10, 5), (a.MaxExposure, a.MaxMarkets, a.MaxOrders, a.MaxRejects));
        Assert.Equal((5, 30, 10, 120), ((int)settings.Decision.Execution.MakerTimeout.TotalSeconds, (int)settings.Decision.Execution.OrderTimeout.TotalSeconds,
            (int)settings.Decision.Execution.EntryExpiry.TotalSeconds, (int)settings.Decision.Execution.ExitExpiry.TotalSeconds));
        Assert.Equal(new ConsensusSettings(3, Cents(6)), settings.Decision.Consensus);
    }

    [Theory]
    [InlineData("KXNBAGAME")]
    [InlineData("KXNCAAMBGAME")]
    [InlineData("KXNCAAWBGAME")]
    public void Basketball_has_lower_thresholds_and_no_momentum_and_the_rest_of_the_defaults(string series)
    {
        var (own, general) = (Decision().For(new SeriesTicker(series)), Decision().Default);

        Assert.Equal((Cents(3), Cents(1)), (own.Entry.TakerThreshold, own.Entry.MakerThreshold));
        Assert.Equal(new MomentumSettings(0, 0, 0), own.Momentum);
        Assert.Equal(general.Limits, own.Limits);
        Assert.Equal(general.Freshness, own.Freshness);
        Assert.Equal(general.Entry.MaximumEdge, own.Entry.MaximumEdge);
    }

    [Fact]
    public void Every_problem_is_reported_at_once_with_path_value_and_range()
    {
        var result = Load("strategies.entry.taker-threshold=five", "risk.account.max-exposure=9000", "feeds.odds-poll=10", "paper.slate.games=0", "execution.retries=3");

        Assert.Null(result.Settings);
        Assert.Equal(5, result.Problems.Length);
        Assert.All(result.Problems, p => Assert.Contains(p.Path, p.Message, StringComparison.Ordinal));
        var exposure = result.Problems.Single(p => p.Path == "kalshiarb.risk.account.max-exposure");
        Assert.Equal(("9000", "0 to 5000 dollars"), (exposure.Value, exposure.Allowed));
    }

    [Theory]
    [InlineData("strategies.entry.taker_threshold=0.04", "kalshiarb.strategies.entry.taker-threshold")]
    [InlineData("risk.acount.max-markets=4", "kalshiarb.risk.account.max-markets")]
    [InlineData("strategies.series.KXNBAGAME.entry.taker-treshold=0.04", "kalshiarb.strategies.series.KXNBAGAME.entry.taker-threshold")]
    [InlineData("paper.slate.lagg=0s", "kalshiarb.paper.slate.lag")]
    public void An_unknown_key_names_the_nearest_known_one(string set, string nearest)
    {
        var problem = Assert.Single(Load(set).Problems);

        Assert.Contains($"did you mean {nearest}?", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_override_for_a_series_that_no_sport_has_is_a_problem_not_a_silence()
    {
        var problem = Assert.Single(Load("strategies.series.KXNBAGAMES.entry.taker-threshold=0.04").Problems);

        Assert.Contains("KXNBAGAME", problem.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_override_wins_and_the_prefix_may_be_left_out()
    {
        var settings = Load("paper.slate.lag=1s", "kalshiarb.paper.slate.lag=0s").Settings!;

        Assert.Equal(TimeSpan.Zero, settings.Paper.Slate.Lag);
    }

    [Fact]
    public void A_series_override_reaches_that_series_alone()
    {
        var decision = Decision("strategies.series.KXNFLGAME.limits.max-contracts=3", "strategies.series.KXNFLGAME.limits.max-order-contracts=2");

        Assert.Equal(Quantity.FromContracts(3), decision.For(new SeriesTicker("KXNFLGAME")).Limits.MaxContracts);
        Assert.Equal(Quantity.FromContracts(10), decision.For(new SeriesTicker("KXMLBGAME")).Limits.MaxContracts);
    }

    [Fact]
    public void A_missing_setting_is_a_problem_since_there_are_no_defaults_in_code()
    {
        var text = File.ReadAllText(_defaults).Replace("      max-markets = 5\n", "", StringComparison.Ordinal);

        Assert.Contains(ConfigurationLoader.Parse(text).Problems, p => p.Path == "kalshiarb.risk.account.max-markets" && p.Message.Contains("missing", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("strategies.entry.maker-threshold=0.06", "kalshiarb.strategies.entry.maker-threshold")]
    [InlineData("strategies.entry.maximum-edge=0.05", "kalshiarb.strategies.entry.maximum-edge")]
    [InlineData("risk.market.max-order-contracts=11", "kalshiarb.risk.market.max-order-contracts")]
    [InlineData("paper.slate.games=25", "kalshiarb.paper.slate.games")]
    [InlineData("execution.maker-timeout=20s", "kalshiarb.execution.maker-timeout")]
    [InlineData("strategies.sets.enabled=on strategies.sets.maximum-profit=0.004", "kalshiarb.strategies.sets.maximum-profit")]
    [InlineData("strategies.sets.enabled=on exchange.contracts-fuse=29", "kalshiarb.strategies.sets.max-contracts")]
    public void Settings_that_contradict_each_other_are_refused(string set, string path) =>
        Assert.Contains(Load(set.Split(' ')).Problems, p => p.Path == path);

    [Fact]
    public void An_odds_age_below_the_poll_interval_is_a_warning()
    {
        var result = Load("feeds.odds-poll=15m");

        Assert.Empty(result.Problems);
        Assert.Contains("odds are stale between polls", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_recorded_baseball_profile_relaxes_ages_and_switches_momentum_off()
    {
        var result = ConfigurationLoader.Load([_defaults, Path.Combine(Repository.Root, "profiles", "recorded-mlb.conf")], []);

        var mlb = result.Settings!.Decision.For(new SeriesTicker("KXMLBGAME"));
        Assert.Equal((60, 150), ((int)mlb.Freshness.OddsSinceReceipt.TotalSeconds, (int)mlb.Freshness.OddsSinceStamp.TotalSeconds));
        Assert.Equal(new MomentumSettings(0, 0, 0), mlb.Momentum);
        Assert.Equal(Cents(5), mlb.Entry.TakerThreshold);
    }

    [Theory]
    [InlineData("kalshiarb { mode = paper", "never closed")]
    [InlineData("kalshiarb { mode = paper } }", "closes nothing")]
    [InlineData("include \"other.conf\"\nkalshiarb { mode = paper }", "include")]
    [InlineData("kalshiarb { mode = ${?MODE} }", "substitutions")]
    [InlineData("kalshiarb { mode = \"paper }", "not closed")]
    public void What_the_parser_would_misread_is_refused(string text, string because) =>
        Assert.Contains(ConfigurationLoader.Parse(text).Problems, p => p.Message.Contains(because, StringComparison.Ordinal));

    [Fact]
    public void The_akka_block_survives_the_way_to_the_actor_system()
    {
        var text = Load("akka.loglevel=DEBUG").Settings!.AkkaHocon;

        var akka = Akka.Configuration.ConfigurationFactory.ParseString(text);
        Assert.Equal("DEBUG", akka.GetString("akka.loglevel"));
        Assert.False(akka.GetBoolean("akka.coordinated-shutdown.exit-clr", true));
    }

    [Fact]
    public void Settings_survive_the_way_through_the_head_of_a_tape()
    {
        var settings = Decision("strategies.series.KXEPLGAME.entry.slippage-buffer=0.0125", "execution.max-entry-age=1500us");

        Assert.True(SettingsJson.TryRead(SettingsJson.Write(settings), out var read, out _));

        Assert.Equal(SettingsJson.Write(settings), SettingsJson.Write(read!));
        Assert.Equal(settings.Default, read!.Default);
        Assert.Equal(settings.Execution, read.Execution);
        Assert.Empty(SettingsJson.Differences(settings, read));
    }

    [Fact]
    public void A_tape_head_that_lacks_a_setting_or_has_a_strange_one_is_refused()
    {
        var json = SettingsJson.Write(Decision());

        Assert.False(SettingsJson.TryRead(json.Replace("\"maxMarkets\":5,", "", StringComparison.Ordinal), out _, out var missing));
        Assert.Contains("maxMarkets", missing, StringComparison.Ordinal);
        Assert.False(SettingsJson.TryRead(json.Replace("\"maxMarkets\":5,", "\"maxMarkets\":5,\"maxMoons\":5,", StringComparison.Ordinal), out _, out var strange));
        Assert.Contains("maxMoons", strange, StringComparison.Ordinal);
        Assert.False(SettingsJson.TryRead(json.Replace("\"takerThreshold\":\"0.05\"", "\"takerThreshold\":\"0.05001\"", StringComparison.Ordinal), out _, out _));
    }

    [Fact]
    public void Models_are_settings_and_a_tape_without_them_has_the_ones_from_before()
    {
        var models = Decision().ModelsInForce;
        var before = WinModelSettings.BeforeSettings;
        Assert.Equal((before.Nba, before.CollegeMen, before.CollegeWomen), (models.Nba, models.CollegeMen, models.CollegeWomen));
        // What has no calibration that speaks for it is not traded on.
        Assert.Equal((false, false, false, false), (models.Nfl!.Enabled, models.Mlb!.Enabled, models.Nhl!.Enabled, models.Epl!.Enabled));
        Assert.Equal((InningsModel.States, InningsModel.States), (models.Mlb.RunsToCome.Length, models.Mlb.ScoringChance.Length));
        Assert.Null(models.Epl.HomeAfterLevel);

        Assert.True(SettingsJson.TryRead(SettingsJson.Write(Decision("models.mlb.enabled=on")), out var read, out _));
        Assert.True(read!.ModelsInForce.Mlb!.Enabled);
        var difference = Assert.Single(SettingsJson.Differences(Decision(), read));
        Assert.Equal(new SettingDifference("models.mlb.enabled", "False", "True"), difference);
        var old = System.Text.Json.Nodes.JsonNode.Parse(SettingsJson.Write(Decision()))!.AsObject();
        Assert.True(old.Remove("models"));
        Assert.True(SettingsJson.TryRead(old.ToJsonString(), out read, out var problem), problem);
        Assert.Equal(before, read!.ModelsInForce);
    }

    [Theory]
    [InlineData("models.mlb.runs-to-come=1 2 3", "24 numbers")]
    [InlineData("models.nfl.deviation=0", "models.nfl.deviation")]
    [InlineData("models.nba.regulation=0s", "models.nba.regulation")]
    [InlineData("models.mlb.runs-to-come=0.1 0.254 0.098 0.859 0.509 0.224 1.100 0.664 0.319 1.437 0.884 0.429 1.350 0.950 0.353 1.784 1.130 0.478 1.964 1.376 0.580 2.292 1.541 0.752", "no larger than the mean")]
    public void A_number_that_no_model_can_have_is_refused(string set, string expected)
    {
        var result = Load(set);
        Assert.Null(result.Settings);
        Assert.Contains(result.Problems, p => p.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Weights_of_books_and_the_price_of_age_are_settings_that_change_nothing_by_default()
    {
        Assert.Null(Decision().Consensus.Weights);
        Assert.Null(Decision().Default.Entry.AgeCostPerMinute);
        var settings = Decision("strategies.consensus.weights=pinnacle=3 bovada=0", "strategies.entry.age-cost-per-minute=0.02");
        Assert.Equal((3, 0, 1), (settings.Consensus.WeightOf("pinnacle"), settings.Consensus.WeightOf("bovada"), settings.Consensus.WeightOf("draftkings")));
        Assert.Equal(PriceOffset.FromCents(2), settings.For(new SeriesTicker("KXMLBGAME")).Entry.AgeCostPerMinute);
        Assert.True(SettingsJson.TryRead(SettingsJson.Write(settings), out var read, out var problem), problem);
        Assert.Equal(3, read!.Consensus.WeightOf("pinnacle"));
        foreach (var wrong in (string[])["pinnacle", "pinnacle=-1", "pinnacle=1 pinnacle=2", "=1", "pinnacle=1000"]) Assert.Null(Load($"strategies.consensus.weights={wrong}").Settings);
    }

    [Fact]
    public void Differences_name_path_and_both_values()
    {
        var difference = Assert.Single(SettingsJson.Differences(Decision(), Decision("strategies.entry.minimum-net-profit=0.02", "strategies.series.KXNBAGAME.entry.minimum-net-profit=0.01",
            "strategies.series.KXNCAAMBGAME.entry.minimum-net-profit=0.01", "strategies.series.KXNCAAWBGAME.entry.minimum-net-profit=0.01")));

        Assert.Equal(new SettingDifference("default.entry.minimumNetProfit", "0.01", "0.02"), difference);
    }

    [Fact]
    public void Durations_read_back_as_written() =>
        Gen.Long[0, 86_400_000_000].Sample(micros =>
        {
            var time = TimeSpan.FromMicroseconds(micros);
            return SettingText.TryDuration(SettingText.Write(time), out var read) && read == time;
        });

    [Fact]
    public void Amounts_read_back_as_written() =>
        Gen.Long[-1_000_000_000, 1_000_000_000].Sample(micros =>
            SettingText.TryUnits(SettingText.Write(micros, Money.MicrosPerDollar), Money.MicrosPerDollar, out var read) && read == micros);

    [Theory]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("5 seconds")]
    [InlineData("s")]
    [InlineData("1e3s")]
    [InlineData("0.00000001s")]
    [InlineData("")]
    public void A_time_without_a_plain_number_and_unit_is_refused(string text) => Assert.False(SettingText.TryDuration(text, out _));

    [Fact]
    public void The_culture_of_the_machine_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NumberGroupSeparator = "." } };
            Assert.Equal(SettingsJson.Write(Decision()), SettingsJson.Write(Decision("strategies.entry.taker-threshold=0.05")));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static PriceOffset Cents(int cents) => PriceOffset.FromCents(cents);
}
