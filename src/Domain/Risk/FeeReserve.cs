using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Risk;

/// <summary>
/// The most that an order can cost, for the reservation. The fee part is the taker's (a maker never pays more), rounded for
/// the worst split into fills: each fill's fee is rounded up to a micro-dollar, and the venue's rounding to a member's
/// precision is given back within an order but for what its accumulator still holds (kalshi-api.md §7, rule of 2026-08-27).
/// </summary>
internal static class FeeReserve
{
    /// <summary>Room for the accumulator: two steps of the coarser precision ($0.01).</summary>
    internal static Money Accumulator { get; } = Money.FromCents(2);

    /// <summary>Price of the side bought: YES for a bid, $1 less it for an ask.</summary>
    internal static Price BoughtPrice(OrderSide side, Price limit) => side == OrderSide.Bid ? limit : limit.Complement;

    /// <summary>
    /// Cost of opening with a whole order at its limit. A better price costs less in sum: cost plus fee rises with the price
    /// for every multiplier up to 14.
    /// </summary>
    internal static Money CostOf(FeeSchedule fees, OrderSide side, Price limit, Quantity count) =>
        BoughtPrice(side, limit) * count + TakerFee(fees, limit, count) + Money.FromMicros(count.Hundredths) + Accumulator;

    /// <summary>0.07 · M · C · P · (1 − P), rounded up to a micro-dollar.</summary>
    internal static Money TakerFee(FeeSchedule fees, Price price, Quantity count)
    {
        const long scale = 1_000_000_000;
        var numerator = (Int128)7 * fees.MultiplierMillis * count.Hundredths * price.Units * price.Complement.Units;
        return Money.FromMicros((long)((numerator + scale - 1) / scale));
    }
}
