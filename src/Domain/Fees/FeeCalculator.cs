using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Fees;

/// <summary>The precision of a member's balance: fills are rounded so that it stays aligned to it.</summary>
public enum MemberPrecision
{
    /// <summary>$0.0001: a direct member.</summary>
    Direct,
    /// <summary>$0.01: a member through a broker (FCM).</summary>
    Cent,
}

/// <summary>
/// What rounding has taken from one order and not yet given back. It spans the order's taker and later maker fills.
/// The default value is that of a new order.
/// </summary>
/// <param name="Carried">The amount, never negative.</param>
public readonly record struct FeeAccumulator(Money Carried);

/// <summary>The fee of one fill, in the parts of the venue's rule.</summary>
/// <param name="TradeFee">The formula's fee, rounded up to a micro-dollar.</param>
/// <param name="RoundingFee">What aligns the balance to the member's precision; less than one unit of it.</param>
/// <param name="Rebate">What the accumulator gives back, in whole units of the precision.</param>
/// <param name="After">The order's accumulator after this fill.</param>
public readonly record struct FeeBreakdown(Money TradeFee, Money RoundingFee, Money Rebate, FeeAccumulator After)
{
    /// <summary>What the fill costs, and what the venue reports as fee_cost. Never negative.</summary>
    public Money Net => TradeFee + RoundingFee - Rebate;
}

/// <summary>
/// Kalshi's fee rule as documented on "Fee rounding" (API 3.29.0, about 2026-08-27) with the schedule of 2026-07-07:
/// taker M · 0.07 · C · P · (1 − P), maker the share of it that the fee type names, per-fill rounding with a per-order
/// accumulator. Integers only. The ledger books what the venue reports; this is the check, and the estimate before.
/// </summary>
public static class FeeCalculator
{
    // M in thousandths, 0.07 in hundredths, C in hundredths, P and 1 - P in ten-thousandths, the maker share in quarters:
    // 10^3 · 10^2 · 10^2 · 10^8 · 4 to the dollar, and 10^6 micro-dollars to the dollar.
    private const long Denominator = 4_000_000_000;

    /// <summary>The fee of one fill of an order.</summary>
    /// <param name="schedule">Fee type and multiplier of the market.</param>
    /// <param name="precision">The member's precision.</param>
    /// <param name="liquidity">Whether this fill took or made.</param>
    /// <param name="side">The order's side. Only the sign of the revenue depends on it: whether an ask closes YES or opens NO differs by whole cents.</param>
    /// <param name="price">The price of the fill, strictly between $0 and $1.</param>
    /// <param name="count">The count of the fill, positive.</param>
    /// <param name="before">The order's accumulator before this fill.</param>
    public static FeeBreakdown Fill(
        FeeSchedule schedule,
        MemberPrecision precision,
        Liquidity liquidity,
        OrderSide side,
        Price price,
        Quantity count,
        FeeAccumulator before)
    {
        var unit = Unit(precision);
        var trade = TradeFee(schedule, liquidity, price, count).Micros;
        var value = (price * count).Micros;
        var change = (side == OrderSide.Bid ? -value : value) - trade;
        var rounding = FloorRemainder(change, unit);
        var carried = before.Carried.Micros + rounding;
        var rebate = unit * Math.Min(carried / unit, (trade + rounding) / unit);
        return new FeeBreakdown(
            Money.FromMicros(trade),
            Money.FromMicros(rounding),
            Money.FromMicros(rebate),
            new FeeAccumulator(Money.FromMicros(carried - rebate)));
    }

    /// <summary>The formula's fee, rounded up to a micro-dollar, before the alignment of the balance.</summary>
    public static Money TradeFee(FeeSchedule schedule, Liquidity liquidity, Price price, Quantity count)
    {
        InvariantViolation.Unless(price > Price.Zero && price < Price.One && count.Sign > 0, "fee: a fill has a price between $0 and $1 and a positive count");
        InvariantViolation.Unless(schedule.MultiplierMillis >= 0, "fee: negative multiplier");
        var quarters = liquidity == Liquidity.Taker ? 4 : MakerQuarters(schedule.Type);
        var coefficient = 7L * schedule.MultiplierMillis * quarters * price.Units * price.Complement.Units;
        if (coefficient == 0) return Money.Zero;
        if (count.Hundredths <= (long.MaxValue - Denominator) / coefficient)
            return Money.FromMicros((coefficient * count.Hundredths + Denominator - 1) / Denominator);
        return Money.FromMicros((long)(((Int128)coefficient * count.Hundredths + Denominator - 1) / Denominator));
    }

    /// <summary>
    /// The most that an order can cost in fees when all of <paramref name="count"/> fills at <paramref name="price"/>, however
    /// the venue cuts it into fills: what a reservation must hold. Each fill can add a micro-dollar, and one unit of the
    /// precision stays in the accumulator; where the grid lets fills come out at less than whole units, each can add one.
    /// Price times count plus this also covers fills of a bid at better prices: cost falls faster than the fee rises.
    /// </summary>
    public static Money UpperBound(FeeSchedule schedule, MemberPrecision precision, Liquidity liquidity, Price price, Quantity count, PriceGrid grid)
    {
        var unit = Unit(precision);
        var trade = TradeFee(schedule, liquidity, price, count).Micros;
        var fills = count.Hundredths;
        var aligned = price.Units % unit == 0 && grid.CommonStep.Units % unit == 0;
        if (aligned && trade == 0) return Money.Zero;
        return Money.FromMicros(trade + fills + (aligned ? unit : fills * unit));
    }

    /// <summary>The unit of a precision in micro-dollars.</summary>
    internal static long Unit(MemberPrecision precision) => precision switch
    {
        MemberPrecision.Direct => 100,
        MemberPrecision.Cent => 10_000,
        _ => throw new InvariantViolation($"fee: unknown precision {precision}"),
    };

    private static int MakerQuarters(FeeType type) => type switch
    {
        FeeType.Quadratic => 0,
        FeeType.QuadraticWithMakerFees => 1,
        FeeType.QuadraticWithComboMakerFees => 2,
        _ => throw new InvariantViolation($"fee: unknown type {type}"),
    };

    private static long FloorRemainder(long value, long unit)
    {
        var rest = value % unit;
        return rest < 0 ? rest + unit : rest;
    }
}
