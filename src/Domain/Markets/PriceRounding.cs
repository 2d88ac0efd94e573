namespace KalshiArb.Domain.Markets;

/// <summary>Which way a probability becomes a price. The caller names it, because only the caller knows which way is against us.</summary>
public enum RoundingDirection
{
    /// <summary>To the highest price not above: what a buyer may say something is worth.</summary>
    Down,
    /// <summary>To the lowest price not below: what a seller may say something is worth.</summary>
    Up,
    /// <summary>To the nearest price; half way goes down.</summary>
    NearestTieDown,
    /// <summary>To the nearest price; half way goes up.</summary>
    NearestTieUp,
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
        var (down, up) = (grid.RoundDown(Floor(scaled)), grid.RoundUp(Ceiling(scaled)));
        return direction switch
        {
            RoundingDirection.Down => down,
            RoundingDirection.Up => up,
            _ => Nearest(scaled, down, up, direction),
        };
    }

    /// <summary>Rounds a probability to the finest unit, $0 and $1 included, for comparing values; null when it is not a number or lies outside 0..1.</summary>
    public static Price? ToFinest(double probability, RoundingDirection direction)
    {
        if (!TryScale(probability, out var scaled)) return null;
        var (down, up) = (Floor(scaled), Ceiling(scaled));
        return direction switch
        {
            RoundingDirection.Down => down,
            RoundingDirection.Up => up,
            _ => Nearest(scaled, down, up, direction),
        };
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

    private static Price? Nearest(double scaled, Price? down, Price? up, RoundingDirection direction)
    {
        if (down is not { } below || up is not { } above) return down ?? up;
        var (toBelow, toAbove) = (scaled - below.Units, above.Units - scaled);
        if (toBelow == toAbove) return direction == RoundingDirection.NearestTieUp ? above : below;
        return toBelow < toAbove ? below : above;
    }
}
