using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>
/// The defaults that are shipped, those of basketball: odds and scores alone decide, momentum is not asked. A scene has odds or a
/// score, and so <see cref="Default"/> waits for no second source.
/// </summary>
internal static class ShippedSettings
{
    public static DecisionSettings Default { get; } = new(
        new SeriesSettings(
            new EntrySettings(
                TakerThreshold: Cents(3), MakerThreshold: Cents(1), MinimumNetProfit: Cents(1), SlippageBuffer: Cents(1), MaximumEdge: Cents(15),
                KellyFraction: 0.25, BreakEvenCeiling: Price.FromCents(95), PreGame: false, TakerShareOfDisplayed: 0.5),
            new MomentumSettings(0, 0, 0),
            new ExitSettings(Seconds(300), false, PriceOffset.FromUnits(50), Cents(10)),
            new FreshnessSettings(Seconds(5), Seconds(120), Seconds(10), Seconds(5), Seconds(120), 5, Seconds(10)),
            new MarketLimits(
                Quantity.FromContracts(10), Quantity.FromContracts(10), Money.FromDollars(10), Money.FromDollars(20), Money.FromDollars(40),
                Money.FromDollars(250), 3, Quantity.FromContracts(50), Cents(5), Cents(15), Seconds(120), Seconds(30))),
        ImmutableSortedDictionary.Create<string, SeriesSettings>(StringComparer.Ordinal),
        new AccountLimits(Money.FromDollars(500), 5, Money.FromDollars(50), Money.FromDollars(100), 10, Seconds(10), 5, Seconds(10)),
        new ExecutionSettings(
            Seconds(5), Seconds(30), Seconds(10), Seconds(120), TimeSpan.FromMilliseconds(250), Seconds(1), Seconds(5), Seconds(30), Seconds(90), 3),
        new ConsensusSettings(3, Cents(6)))
    {
        Breakers = new BreakerSettings(3, TimeSpan.FromMinutes(10), 20, Seconds(1)),
        MarkOut = new MarkOutSettings(Seconds(60), 30, Cents(2)),
        ByStrategy = ImmutableSortedDictionary.Create<string, StrategyLimits>(StringComparer.Ordinal)
            .Add("score-edge", new StrategyLimits(Money.FromDollars(5_000), 1_000, Money.FromDollars(250)))
            .Add("sets", new StrategyLimits(Money.FromDollars(100), 4, Money.FromDollars(10)))
            .Add("sportsbook-edge", new StrategyLimits(Money.FromDollars(5_000), 1_000, Money.FromDollars(250))),
    };

    /// <summary>The same with the wait for a second source.</summary>
    public static DecisionSettings Waiting { get; } = Default.Fresh(freshness => freshness with { SecondSourceWait = Seconds(60) });

    public static DecisionSettings Fresh(this DecisionSettings settings, Func<FreshnessSettings, FreshnessSettings> change) =>
        settings with { Default = settings.Default with { Freshness = change(settings.Default.Freshness) } };

    public static DecisionSettings Of(this DecisionSettings settings, string strategy, Func<StrategyLimits, StrategyLimits> change) =>
        settings with { ByStrategy = settings.ByStrategy!.SetItem(strategy, change(settings.ByStrategy[strategy])) };

    public static DecisionSettings OfBreakers(this DecisionSettings settings, Func<BreakerSettings, BreakerSettings> change) =>
        settings with { Breakers = change(settings.Breakers!) };

    public static DecisionSettings Limits(this DecisionSettings settings, Func<MarketLimits, MarketLimits> change) =>
        settings with { Default = settings.Default with { Limits = change(settings.Default.Limits) } };

    public static DecisionSettings Entry(this DecisionSettings settings, Func<EntrySettings, EntrySettings> change) =>
        settings with { Default = settings.Default with { Entry = change(settings.Default.Entry) } };

    public static DecisionSettings OfAccount(this DecisionSettings settings, Func<AccountLimits, AccountLimits> change) =>
        settings with { Account = change(settings.Account) };

    public static PriceOffset Cents(int cents) => PriceOffset.FromCents(cents);

    public static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
