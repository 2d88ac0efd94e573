using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Benchmarks.Wire;

/// <summary>The values of hocon.conf, stated once more so that the figures do not move with somebody's configuration.</summary>
internal static class BenchSettings
{
    /// <summary>Settings of every series, with limits wide enough that each measured frame may enter.</summary>
    internal static DecisionSettings Decision { get; } = new(
        new SeriesSettings(
            new EntrySettings(
                PriceOffset.FromCents(3), PriceOffset.FromCents(14), PriceOffset.FromCents(1), PriceOffset.FromCents(1), PriceOffset.FromCents(15),
                KellyFraction: 0.25, Price.FromCents(95), PreGame: false, TakerShareOfDisplayed: 0.5),
            new MomentumSettings(Skip: 0, TakerAtLeast: 0, CancelBelow: 0),
            new ExitSettings(TimeSpan.FromSeconds(300), HoldToSettlementWhenWorthMore: false, PriceOffset.FromUnits(50), PriceOffset.FromCents(10)),
            new FreshnessSettings(
                OddsSinceReceipt: TimeSpan.FromSeconds(5), OddsSinceStamp: TimeSpan.FromSeconds(120), ScoreSinceReceipt: TimeSpan.FromSeconds(10),
                BookLiveness: TimeSpan.FromSeconds(5), NearClose: TimeSpan.FromSeconds(120), UnexplainedMoveTicks: 5, UnexplainedMovePause: TimeSpan.FromSeconds(10)),
            new MarketLimits(
                Quantity.FromContracts(10), Quantity.FromContracts(10), Money.FromDollars(10), Money.FromDollars(20), Money.FromDollars(40),
                Money.FromDollars(250), 3, Quantity.FromContracts(50), PriceOffset.FromCents(5), PriceOffset.FromCents(15),
                TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(30))),
        ImmutableSortedDictionary.Create<string, SeriesSettings>(StringComparer.Ordinal),
        new AccountLimits(
            Money.FromDollars(500), 5, Money.FromDollars(50), Money.FromDollars(100), 10, TimeSpan.FromSeconds(10), 5, TimeSpan.FromSeconds(10)),
        new ExecutionSettings(
            TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(120), TimeSpan.FromMilliseconds(250),
            TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(1), 3),
        new ConsensusSettings(3, PriceOffset.FromCents(6)));
}
