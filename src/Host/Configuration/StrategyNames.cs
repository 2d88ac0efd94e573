using KalshiArb.Domain.Strategies;
using KalshiArb.Domain.Strategies.Sets;

namespace KalshiArb.Host.Configuration;

/// <summary>The names of everything that enters by itself: each has limits of its own and can be switched off.</summary>
internal static class StrategyNames
{
    /// <summary>The names, in the order in which they are asked; sets come last.</summary>
    public static ImmutableArray<string> All { get; } =
        [.. Enumerable.Range(0, StrategyTable.Standard.Count).Select(i => StrategyTable.Standard[i].Id.Value), SetRule.Strategy.Value];
}
