using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Simulation.Seeds;

/// <summary>
/// Decision settings drawn from a seed: as tight or loose as an operator may set them, with short times, so that limits bind
/// and orders come and go within minutes.
/// </summary>
public static class SeedSettings
{
    /// <summary>Draws them.</summary>
    public static DecisionSettings Draw(ulong seed)
    {
        var dice = new Dice(seed, 11);
        var order = dice.Between(1, 12);
        var market = dice.Between(3, 20);
        var limits = new MarketLimits(
            Quantity.FromContracts(dice.Between(order, 30)), Quantity.FromContracts(order), Dollars(dice, 1, 10), Money.FromDollars(market),
            Money.FromDollars(dice.Between(market, market * 2)), Money.FromDollars(dice.Between(market, market * 4)), dice.Between(1, 4),
            Quantity.FromContracts(50), PriceOffset.FromCents(dice.Between(4, 8)), PriceOffset.FromCents(15),
            Seconds(dice.Between(0, 30)), Seconds(dice.Between(1, 10)));
        var series = new SeriesSettings(
            new EntrySettings(
                PriceOffset.FromCents(3), PriceOffset.FromCents(1), PriceOffset.FromUnits(dice.Between(10, 100)), PriceOffset.FromUnits(dice.Between(0, 100)),
                PriceOffset.FromCents(15), 0.25 + dice.Unit() / 2, Price.FromCents(95), PreGame: false, 0.5 + dice.Unit() / 2),
            new MomentumSettings(0, 0, 0),
            new ExitSettings(Seconds(dice.Between(8, 60)), dice.Is(500), PriceOffset.FromUnits(50), PriceOffset.FromCents(dice.Between(4, 12))),
            new FreshnessSettings(Seconds(5), Seconds(120), Seconds(10), Seconds(5), Seconds(120), dice.Between(5, 12), Seconds(dice.Between(1, 10))) { SecondSourceWait = Seconds(10) },
            limits);
        var account = new AccountLimits(
            Money.FromDollars(dice.Between(market, market * 5)), dice.Between(2, 5), Money.FromDollars(dice.Between(20, 60)), Money.FromDollars(dice.Between(20, 100)),
            dice.Between(4, 20), Seconds(10), dice.Between(5, 12), Seconds(10));
        var execution = new ExecutionSettings(
            Seconds(dice.Between(2, 8)), Seconds(dice.Between(5, 30)), Seconds(10), Seconds(dice.Between(15, 120)), TimeSpan.FromMilliseconds(250), Seconds(1),
            Seconds(5), Seconds(dice.Between(8, 30)), Seconds(90), 3);
        // Single entries are quicker than a set, and hold what it would need: every fourth seed asks more of them.
        if (seed % 4 == 0)
        {
            series = series with
            {
                Entry = series.Entry with { TakerThreshold = PriceOffset.FromCents(14), MakerThreshold = PriceOffset.FromCents(9) },
                Limits = limits with { MaxPositionsSport = limits.MaxPositionsSport + 2, MaximumSpread = PriceOffset.FromCents(10), CoolDown = Seconds(0) },
            };
            account = account with { MaxMarkets = account.MaxMarkets + 2 };
        }

        return new DecisionSettings(
            series, ImmutableSortedDictionary.Create<string, SeriesSettings>(StringComparer.Ordinal), account, execution,
            new ConsensusSettings(3, PriceOffset.FromCents(6)))
        {
            Sets = seed % 2 == 0 ? DrawSets(seed) : null,
            ByStrategy = seed % 3 == 0 ? DrawStrategies(seed, market) : null,
        };
    }

    /// <summary>Every other seed buys sets as well. Of a chance of their own, so that the other settings of a seed stay what they are.</summary>
    private static SetSettings DrawSets(ulong seed)
    {
        var dice = new Dice(seed, 12);
        return new SetSettings(
            PriceOffset.FromUnits(dice.Between(1, 100)), PriceOffset.FromCents(dice.Between(3, 15)), Quantity.FromContracts(dice.Between(1, 15)),
            Money.FromDollars(dice.Between(2, 20)), Seconds(dice.Between(1, 5)), AcceptCollateralReturn: false);
    }

    /// <summary>Every third seed limits its strategies more than its markets, of a chance of their own as well.</summary>
    private static ImmutableSortedDictionary<string, StrategyLimits> DrawStrategies(ulong seed, int market)
    {
        var dice = new Dice(seed, 13);
        var limits = ImmutableSortedDictionary.CreateBuilder<string, StrategyLimits>(StringComparer.Ordinal);
        foreach (var strategy in (string[])["score-edge", "sets", "sportsbook-edge"])
            limits.Add(strategy, new StrategyLimits(Money.FromDollars(dice.Between(2, market * 2)), dice.Between(1, 4), Dollars(dice, 1, 8)));
        return limits.ToImmutable();
    }

    private static Money Dollars(Dice dice, int least, int most) => Money.FromCents(dice.Between(least * 100, most * 100));

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
