using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Fees;

/// <summary>How an entry stands to the price that would give its cost back.</summary>
public enum BreakEvenResult
{
    /// <summary>The price exists and is not above the ceiling.</summary>
    Reachable,
    /// <summary>No valid price below $1 covers the cost and the exit's fee.</summary>
    NoPrice,
    /// <summary>The price exists and is above the ceiling.</summary>
    AboveCeiling,
}

/// <summary>The verdict on an entry.</summary>
/// <param name="Result">The result.</param>
/// <param name="SellPrice">The break-even sell price on the own side's scale, where there is one.</param>
public readonly record struct BreakEvenVerdict(BreakEvenResult Result, Price? SellPrice);

/// <summary>
/// The lowest price at which a position can be sold without a loss. Prices and the grid are those of the position's own
/// side: for NO, NO prices and <see cref="PriceGrid.Mirror"/>; the fee is the same from both sides.
/// </summary>
public static class BreakEven
{
    /// <summary>What an entry costs in all: price and fee of one fill of a new order.</summary>
    public static Money EntryCost(Price price, Quantity count, Liquidity liquidity, FeeSchedule schedule, MemberPrecision precision) =>
        price * count + FeeCalculator.Fill(schedule, precision, liquidity, OrderSide.Bid, price, count, default).Net;

    /// <summary>What a sale brings after its fee: one fill of a new order. Can be negative at the lowest prices.</summary>
    public static Money SaleProceeds(Price price, Quantity count, Liquidity liquidity, FeeSchedule schedule, MemberPrecision precision) =>
        price * count - FeeCalculator.Fill(schedule, precision, liquidity, OrderSide.Ask, price, count, default).Net;

    /// <summary>The lowest valid price whose proceeds cover the cost; null when none up to the last tick below $1 does.</summary>
    /// <param name="entryCost">What the whole position cost, fees included; not negative.</param>
    /// <param name="count">How much is sold, positive: the whole position.</param>
    /// <param name="exit">How it would be sold; a taker exit is the cautious assumption.</param>
    /// <param name="schedule">Fee type and multiplier.</param>
    /// <param name="precision">The member's precision.</param>
    /// <param name="ownGrid">The valid prices on the position's own side.</param>
    public static Price? SellPrice(Money entryCost, Quantity count, Liquidity exit, FeeSchedule schedule, MemberPrecision precision, PriceGrid ownGrid)
    {
        InvariantViolation.Unless(entryCost >= Money.Zero, "break-even: a position has no negative cost");
        bool Covers(int index) => SaleProceeds(ownGrid.PriceAt(index), count, exit, schedule, precision) >= entryCost;

        // Proceeds before rounding, p - a·p·(1 - p), are convex and zero at p = 0: from the first price that covers a cost on,
        // every higher one does. Rounding down keeps that.
        var (low, high) = (0, ownGrid.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Covers(middle)) high = middle;
            else low = middle + 1;
        }

        return low < ownGrid.Count ? ownGrid.PriceAt(low) : null;
    }

    /// <summary>
    /// Judges an entry at <paramref name="price"/>: its cost with fee must come back from a taker exit at a price not above
    /// <paramref name="ceiling"/>.
    /// </summary>
    public static BreakEvenVerdict CheckEntry(
        Price price,
        Quantity count,
        Liquidity entry,
        FeeSchedule schedule,
        MemberPrecision precision,
        PriceGrid ownGrid,
        Price ceiling)
    {
        var cost = EntryCost(price, count, entry, schedule, precision);
        var sell = SellPrice(cost, count, Liquidity.Taker, schedule, precision, ownGrid);
        if (sell is not { } found) return new BreakEvenVerdict(BreakEvenResult.NoPrice, null);
        return new BreakEvenVerdict(found <= ceiling ? BreakEvenResult.Reachable : BreakEvenResult.AboveCeiling, found);
    }
}
