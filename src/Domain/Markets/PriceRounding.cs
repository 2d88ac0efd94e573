namespace KalshiArb.Domain.Markets;

/// <summary>Which way a probability becomes a price. The caller names it, because only the caller knows which way is against us.</summary>
public enum RoundingDirection
{
    /// <summary>To the highest price not above: what a buyer may say something is worth.</summary>
    Down,
    /// <summary>To the lowest price not below: what a seller may say something is worth.</summary>
    Up,
}

/// <summary>The only way from a probability (a double) to a price.</summary>
public static class PriceRounding
{
    // A probability this close (in ten-thousandths of a dollar) to a whole unit is taken for it: the last bits of a double
    // must not cost a tick. 0.29 * 10,000 is 2899.9999999999995.
    private const double Noise = 1e-6;

    /// <summary>
    /// Rounds a probability to a valid limit price. Null when it is not a number, lies outside 0..1, or no valid price
    /// lies in that direction (below the first tick, above the last).
    /// </summary>
    public static Price? ToGrid(double probability, PriceGrid grid, RoundingDirection direction)
    {
        if (!TryScale(probability, out var scaled)) return null;
        return direction == RoundingDirection.Down ? grid.RoundDown(Floor(scaled)) : grid.RoundUp(Ceiling(scaled));
    }

    /// <summary>Rounds a probability to the finest unit, $0 and $1 included, for comparing values; null when it is not a number or lies outside 0..1.</summary>
    public static Price? ToFinest(double probability, RoundingDirection direction)
    {
        if (!TryScale(probability, out var scaled)) return null;
        return direction == RoundingDirection.Down ? Floor(scaled) : Ceiling(scaled);
    }

    private static bool TryScale(double probability, out double scaled)
    {
        scaled = probability * Price.UnitsPerDollar;
        var whole = Math.Round(scaled);
        if (Math.Abs(scaled - whole) < Noise) scaled = whole;
        return scaled is >= 0 and <= Price.UnitsPerDollar;
    }

    private static Price Floor(double scaled) => Price.FromUnits((int)Math.Floor(scaled));

    private static Price Ceiling(double scaled) => Price.FromUnits((int)Math.Ceiling(scaled));
}
