using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Feeds;

namespace KalshiArb.Host.Configuration;

/// <summary>Binds every setting to its record: one line a setting, with its path and range. The defaults stand in hocon.conf alone.</summary>
internal static class SettingsBinder
{
    private static readonly string[] _modes = ["paper", "replay", "demo", "live", "dry-run"];

    /// <summary>The mode's spelling in configuration and on the command line.</summary>
    public static string NameOf(TradingMode mode) => _modes[(int)mode];

    /// <summary>The mode of that spelling; null for none.</summary>
    public static TradingMode? ModeOf(string name) => Array.IndexOf(_modes, name) is >= 0 and var index ? (TradingMode)index : null;

    public static EffectiveSettings Bind(SettingsReader reader, ImmutableArray<string> overriddenSeries, string akkaHocon, ImmutableArray<string> sources, HardCeilings? raised)
    {
        var ceilings = raised ?? HardCeilings.CompiledIn;
        var mode = (TradingMode)reader.Choice("kalshiarb.mode", _modes);
        var exchange = BindExchange(reader);
        var persistence = BindPersistence(reader);
        var sports = LeagueNames.All.Select(s => BindSport(reader, s.Name, s.Sport)).ToImmutableArray();
        var defaults = BindSeries(reader, null, ceilings);
        var bySeries = overriddenSeries.ToImmutableSortedDictionary(s => s, s => BindSeries(reader, s, ceilings), StringComparer.Ordinal);
        var decision = new DecisionSettings(defaults, bySeries, BindAccount(reader, ceilings), BindExecution(reader), BindConsensus(reader))
        {
            Raised = raised, Breakers = BindBreakers(reader), MarkOut = BindMarkOut(reader), Models = ModelsBinder.Bind(reader), Sets = BindSets(reader, ceilings), ByStrategy = BindStrategies(reader, ceilings),
        };
        var feeds = FeedSettingsBinder.Bind(reader, sports);
        return new EffectiveSettings(mode, decision, exchange, persistence, feeds, sports, BindPaper(reader), BindControl(reader), BindLimitProfile(reader, mode), akkaHocon, sources);
    }

    private static SeriesSettings BindSeries(SettingsReader reader, string? series, HardCeilings ceilings)
    {
        SettingPath Strategy(string path) => At(path, $"kalshiarb.strategies.{path}");
        SettingPath Freshness(string path) => At($"freshness.{path}", $"kalshiarb.feeds.freshness.{path}");
        SettingPath Limit(string path) => At($"limits.{path}", $"kalshiarb.risk.market.{path}");
        SettingPath At(string own, string general) => series is null ? new SettingPath(general) : new SettingPath($"kalshiarb.strategies.series.{series}.{own}", general);

        var entry = new EntrySettings(
            TakerThreshold: reader.Cents(Strategy("entry.taker-threshold"), 0, 50),
            MakerThreshold: reader.Cents(Strategy("entry.maker-threshold"), 0, 50),
            MinimumNetProfit: reader.Cents(Strategy("entry.minimum-net-profit"), 0, 50),
            SlippageBuffer: reader.Cents(Strategy("entry.slippage-buffer"), 0, 20),
            MaximumEdge: reader.Cents(Strategy("entry.maximum-edge"), 1, 100),
            KellyFraction: reader.Number(Strategy("entry.kelly-fraction"), 0, 1),
            BreakEvenCeiling: reader.Price(Strategy("entry.break-even-ceiling"), 1, 99),
            PreGame: reader.Switch(Strategy("entry.pre-game")),
            TakerShareOfDisplayed: reader.Number(Strategy("entry.taker-share-of-displayed"), 0.01, 1))
        {
            AgeCostPerMinute = reader.Cents(Strategy("entry.age-cost-per-minute"), 0, 50) is { Units: > 0 } cost ? cost : null,
        };
        var momentum = new MomentumSettings(
            Skip: reader.Number(Strategy("momentum.skip"), 0, 100),
            TakerAtLeast: reader.Number(Strategy("momentum.taker-at-least"), 0, 100),
            CancelBelow: reader.Number(Strategy("momentum.cancel-below"), 0, 100));
        var exit = new ExitSettings(
            MaximumHold: reader.Duration(Strategy("exit.maximum-hold"), "10s", "24h"),
            HoldToSettlementWhenWorthMore: reader.Switch(Strategy("exit.hold-to-settlement-when-worth-more")),
            RepriceFairMove: reader.Cents(Strategy("exit.reprice-fair-move"), 0, 20),
            StopLoss: reader.Cents(Strategy("exit.stop-loss"), 1, 100));
        var freshness = new FreshnessSettings(
            OddsSinceReceipt: reader.Duration(Freshness("odds-since-receipt"), "1s", "1h"),
            OddsSinceStamp: reader.Duration(Freshness("odds-since-stamp"), "1s", "1h"),
            ScoreSinceReceipt: reader.Duration(Freshness("score-since-receipt"), "1s", "1h"),
            BookLiveness: reader.Duration(Freshness("book-liveness"), "1s", "5m"),
            NearClose: reader.Duration(Freshness("near-close"), "0s", "24h"),
            UnexplainedMoveTicks: reader.Int(Freshness("unexplained-move-ticks"), 1, 99),
            UnexplainedMovePause: reader.Duration(Freshness("unexplained-move-pause"), "0s", "1h"))
        {
            SecondSourceWait = reader.Duration(Freshness("second-source-wait"), "0s", "10m") is { Ticks: > 0 } wait ? wait : null,
        };
        return new SeriesSettings(entry, momentum, exit, freshness, BindMarketLimits(reader, Limit, ceilings));
    }

    private static MarketLimits BindMarketLimits(SettingsReader reader, Func<string, SettingPath> at, HardCeilings ceilings) => new(
        MaxContracts: reader.Contracts(at("max-contracts"), 0, 10_000),
        MaxOrderContracts: reader.Contracts(at("max-order-contracts"), 0, 10_000),
        MaxOrderCost: reader.Money(at("max-order-cost"), "0", Dollars(ceilings.OrderCost)),
        MaxExposureMarket: reader.Money(at("max-exposure-market"), "0", Dollars(ceilings.Exposure)),
        MaxExposureEvent: reader.Money(at("max-exposure-event"), "0", Dollars(ceilings.Exposure)),
        MaxExposureSport: reader.Money(at("max-exposure-sport"), "0", Dollars(ceilings.Exposure)),
        MaxPositionsSport: reader.Int(at("max-positions-sport"), 0, 1_000),
        MinimumVolume: reader.Contracts(at("minimum-volume"), 0, 10_000_000),
        MaximumSpread: reader.Cents(at("maximum-spread"), 0, 100),
        PriceBand: reader.Cents(at("price-band"), 0, 100),
        CoolDown: reader.Duration(at("cool-down"), "0s", "24h"),
        RepeatedEntryWindow: reader.Duration(at("repeated-entry-window"), "0s", "24h"));

    private static AccountLimits BindAccount(SettingsReader reader, HardCeilings ceilings) => new(
        MaxExposure: reader.Money("kalshiarb.risk.account.max-exposure", "0", Dollars(ceilings.Exposure)),
        MaxMarkets: reader.Int("kalshiarb.risk.account.max-markets", 0, 1_000),
        MaxDailyLoss: reader.Money("kalshiarb.risk.account.max-daily-loss", "0.01", "5000"),
        MaxDrawdown: reader.Money("kalshiarb.risk.account.max-drawdown", "0.01", "5000"),
        MaxOrders: reader.Int("kalshiarb.risk.account.max-orders", 0, 1_000),
        OrderWindow: reader.Duration("kalshiarb.risk.account.order-window", "1s", "1h"),
        MaxRejects: reader.Int("kalshiarb.risk.account.max-rejects", 1, 1_000),
        RejectWindow: reader.Duration("kalshiarb.risk.account.reject-window", "1s", "1h"));

    private static BreakerSettings BindBreakers(SettingsReader reader) => new(
        MaxUncleanStarts: reader.Int("kalshiarb.risk.breakers.max-unclean-starts", 1, StartHistory.Capacity),
        UncleanWindow: reader.Duration("kalshiarb.risk.breakers.unclean-window", "1s", "24h"),
        AckSamples: reader.Int("kalshiarb.risk.breakers.ack-samples", 1, AckLatencies.Capacity),
        MaxAckLatency: reader.Duration("kalshiarb.risk.breakers.max-ack-latency", "1ms", "5m"));

    private static MarkOutSettings BindMarkOut(SettingsReader reader) => new(
        Horizon: reader.Duration("kalshiarb.risk.mark-out.horizon", "1s", "1h"),
        Fills: reader.Int("kalshiarb.risk.mark-out.fills", 1, MarkOuts.SampleCapacity),
        MaxAdverse: reader.Cents("kalshiarb.risk.mark-out.max-adverse", 0, 100));

    private const string General = "default";

    /// <summary>Every strategy's own limits: what stands under its name, else what stands under <c>default</c>.</summary>
    private static ImmutableSortedDictionary<string, StrategyLimits> BindStrategies(SettingsReader reader, HardCeilings ceilings)
    {
        // Read for itself as well, so that its settings are known and in range even where every strategy has its own.
        Bind(General);
        return StrategyNames.All.ToImmutableSortedDictionary(name => name, Bind, StringComparer.Ordinal);

        StrategyLimits Bind(string name)
        {
            SettingPath At(string path) => name == General
                ? new($"kalshiarb.risk.strategy.{name}.{path}")
                : new($"kalshiarb.risk.strategy.{name}.{path}", $"kalshiarb.risk.strategy.{General}.{path}");
            return new StrategyLimits(
                MaxExposure: reader.Money(At("max-exposure"), "0", Dollars(ceilings.Exposure)),
                MaxMarkets: reader.Int(At("max-markets"), 0, 1_000),
                MaxOrderCost: reader.Money(At("max-order-cost"), "0", Dollars(ceilings.OrderCost)));
        }
    }

    /// <summary>Null while they are off: then nothing of them reaches the core or the tape.</summary>
    private static SetSettings? BindSets(SettingsReader reader, HardCeilings ceilings)
    {
        const string Path = "kalshiarb.strategies.sets";
        var enabled = reader.Switch(Path + ".enabled");
        var sets = new SetSettings(
            MinimumProfit: reader.Cents(Path + ".minimum-profit", 0, 50),
            MaximumProfit: reader.Cents(Path + ".maximum-profit", 0, 100),
            MaxContracts: reader.Contracts(Path + ".max-contracts", 1, 10_000),
            MaxCost: reader.Money(Path + ".max-cost", "0.01", Dollars(ceilings.Exposure)),
            MaximumBookAge: reader.Duration(Path + ".maximum-book-age", "100ms", "1m"),
            AcceptCollateralReturn: reader.Switch(Path + ".accept-collateral-return"));
        return enabled ? sets : null;
    }

    private static string Dollars(Money amount) => SettingText.Write(amount.Micros, Money.MicrosPerDollar);

    private static ExecutionSettings BindExecution(SettingsReader reader) => new(
        MakerTimeout: reader.Duration("kalshiarb.execution.maker-timeout", "500ms", "5m"),
        OrderTimeout: reader.Duration("kalshiarb.execution.order-timeout", "1s", "5m"),
        EntryExpiry: reader.Duration("kalshiarb.execution.entry-expiry", "1s", "60s"),
        ExitExpiry: reader.Duration("kalshiarb.execution.exit-expiry", "10s", "10m"),
        MaxEntryAge: reader.Duration("kalshiarb.execution.max-entry-age", "1ms", "5s"),
        MaxExitAge: reader.Duration("kalshiarb.execution.max-exit-age", "1ms", "10s"),
        ReconcileWorking: reader.Duration("kalshiarb.execution.reconcile-working", "1s", "60s"),
        ReconcileIdle: reader.Duration("kalshiarb.execution.reconcile-idle", "5s", "10m"),
        FenceDelay: reader.Duration("kalshiarb.execution.fence-delay", "60s", "10m"),
        TakerExitTries: reader.Int("kalshiarb.execution.taker-exit-tries", 1, 10));

    private static ConsensusSettings BindConsensus(SettingsReader reader) => new(
        MinimumBooks: reader.Int("kalshiarb.strategies.consensus.minimum-books", 1, 50),
        MaximumDisagreement: reader.Cents("kalshiarb.strategies.consensus.maximum-disagreement", 0, 100))
    {
        Weights = BindWeights(reader),
    };

    private static ImmutableSortedDictionary<string, double>? BindWeights(SettingsReader reader)
    {
        var text = reader.Word(
            "kalshiarb.strategies.consensus.weights", "empty, or book=weight with spaces between, each book once, weights from 0 to 100", t => TryWeights(t, out _));
        return TryWeights(text, out var weights) && weights.Count > 0 ? weights : null;
    }

    private static bool TryWeights(string text, out ImmutableSortedDictionary<string, double> weights)
    {
        var read = ImmutableSortedDictionary.CreateBuilder<string, double>(StringComparer.Ordinal);
        weights = read.ToImmutable();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || !SettingText.TryNumber(word[(at + 1)..], out var weight) || weight is < 0 or > 100 || !read.TryAdd(word[..at], weight)) return false;
        }
        weights = read.ToImmutable();
        return true;
    }

    private static ExchangeSettings BindExchange(SettingsReader reader) => new(
        AccountTag: reader.Word("kalshiarb.exchange.account-tag", "1 to 8 small letters and digits", ClientOrderIds.IsAccountTag),
        Subaccount: reader.Int("kalshiarb.exchange.subaccount", 0, 63),
        FeePrecision: reader.Choice("kalshiarb.exchange.fee-precision", "0.0001", "0.01") == 0 ? Money.FromMicros(100) : Money.FromCents(1),
        ContractsFuse: reader.Int("kalshiarb.exchange.contracts-fuse", 1, 1_000_000),
        KeyId: reader.Word("kalshiarb.exchange.key-id", "empty, or the key's id of letters, digits, '-' and '_'", t => t.Length <= 64 && t.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')),
        KeyFile: reader.Word("kalshiarb.exchange.key-file", "empty, or the path of the private key's PEM file", t => t.Length <= 1_024 && !SecretText.IsSecret(t)),
        Hosts: new ExchangeHosts(
            HostRules.Read(reader, "demo", HostRules.IsDemo, "https and wss at kalshi.co or this machine", mayBeEmpty: false)!,
            HostRules.Read(reader, "live", HostRules.IsLive, "https and wss at kalshi.com or this machine", mayBeEmpty: false)!,
            HostRules.Read(reader, "paper", HostRules.IsHere, "this machine (http and ws allowed)", mayBeEmpty: true)));

    private static LimitProfileSettings BindLimitProfile(SettingsReader reader, TradingMode mode)
    {
        var chosen = reader.Choice("kalshiarb.limits.profile", "by-mode", "first-day", "ramp", "full");
        var profile = chosen > 0 ? (LimitProfile)(chosen - 1) : mode == TradingMode.Live ? LimitProfile.FirstDay : LimitProfile.Full;
        var firstDay = new LimitCaps(
            reader.Money("kalshiarb.limits.first-day.max-exposure", "0", "100"),
            reader.Int("kalshiarb.limits.first-day.max-markets", 0, 2),
            reader.Contracts("kalshiarb.limits.first-day.max-contracts", 0, 1));
        var ramp = new LimitCaps(
            reader.Money("kalshiarb.limits.ramp.max-exposure", "0", "1000"),
            reader.Int("kalshiarb.limits.ramp.max-markets", 0, 20),
            reader.Contracts("kalshiarb.limits.ramp.max-contracts", 0, 100));
        var evidence = reader.Word("kalshiarb.limits.evidence", "empty, or absolute paths of state directories with ':' between them", t => t.Split(':', StringSplitOptions.RemoveEmptyEntries).All(Path.IsPathFullyQualified));
        return new LimitProfileSettings(
            profile,
            profile switch { LimitProfile.FirstDay => firstDay, LimitProfile.Ramp => ramp, _ => null },
            [.. evidence.Split(':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)]);
    }

    private static PersistenceSettings BindPersistence(SettingsReader reader)
    {
        string[] providers = ["sqlite", "postgresql"];
        var provider = providers[reader.Choice("kalshiarb.persistence.provider", providers)];
        var connection = provider == "postgresql" ? Environment.GetEnvironmentVariable("KALSHIARB_JOURNAL") ?? "" : "";
        if (provider == "postgresql" && connection.Length == 0)
            reader.Fail("kalshiarb.persistence.provider", provider, "needs its connection string in the environment variable KALSHIARB_JOURNAL");
        return new PersistenceSettings(provider, connection, reader.Int("kalshiarb.persistence.snapshot-every", 10, 100_000));
    }

    private static SportSettings BindSport(SettingsReader reader, string key, Sport sport) => new(
        sport,
        reader.Switch($"kalshiarb.sports.{key}.enabled"),
        new SeriesTicker(reader.Word($"kalshiarb.sports.{key}.series", "a series ticker of capital letters and digits", s => s.Length is > 0 and <= 40 && s.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c)))));

    private static PaperSettings BindPaper(SettingsReader reader) => new(
        Cash: reader.Money("kalshiarb.paper.cash", "1", "1000000"),
        Seed: reader.Long("kalshiarb.paper.seed", 0, int.MaxValue),
        Speed: reader.Number("kalshiarb.paper.speed", 0.1, 100_000),
        Latency: reader.Duration("kalshiarb.paper.latency", "0s", "60s"),
        LatencyJitter: reader.Duration("kalshiarb.paper.latency-jitter", "0s", "60s"),
        Slate: new SlateSettings(
            Games: reader.Int("kalshiarb.paper.slate.games", 1, 24),
            Lag: reader.Duration("kalshiarb.paper.slate.lag", "0s", "10m")),
        Faults: new FaultSettings(
            WithholdFill: reader.Int("kalshiarb.paper.faults.withhold-fill", 0, int.MaxValue),
            FeeErrorFill: reader.Int("kalshiarb.paper.faults.fee-error-fill", 0, int.MaxValue)));

    private static ControlSettings BindControl(SettingsReader reader) => new(
        RefusalWindow: reader.Duration("kalshiarb.control.refusal-window", "0s", "1h"),
        StopTimeout: reader.Duration("kalshiarb.control.stop-timeout", "1s", "5m"),
        LogFiles: reader.Int("kalshiarb.control.log-files", 1, 1_000),
        Heartbeat: new HeartbeatSettings(
            reader.Word("kalshiarb.control.heartbeat.url", "empty, or an https address (http on this machine), without a user in it", HostRules.IsHeartbeat) is { Length: > 0 } url && HostRules.IsHeartbeat(url) ? new Uri(url) : null,
            reader.Duration("kalshiarb.control.heartbeat.every", "1s", "1h")));
}
