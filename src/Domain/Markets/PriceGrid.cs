namespace KalshiArb.Domain.Markets;

/// <summary>One range of a grid: prices from <paramref name="Start"/> to <paramref name="End"/> in steps of <paramref name="Step"/> (Kalshi's price_ranges).</summary>
public readonly record struct PriceRange(Price Start, Price End, PriceOffset Step);

/// <summary>The valid limit prices of a market. Never a whole-dollar end point: 0 &lt; price &lt; $1.</summary>
public sealed record PriceGrid(ImmutableArray<PriceRange> Ranges)
{
    /// <summary>One cent everywhere, the grid of every game market observed so far (production bodies of 2026-07-09).</summary>
    public static PriceGrid LinearCent { get; } = new([new PriceRange(Price.Zero, Price.One, PriceOffset.FromCents(1))]);
}
