using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Risk;

/// <summary>The most that an order can cost, for the reservation: a taker's fee throughout, since a maker never pays more.</summary>
internal static class FeeReserve
{
    /// <summary>An account of our own at the venue is a direct member's (kalshi-api.md §7: real fills of 2026 align to $0.0001).</summary>
    internal const MemberPrecision Precision = MemberPrecision.Direct;

    /// <summary>Price of the side bought: YES for a bid, $1 less it for an ask.</summary>
    internal static Price BoughtPrice(OrderSide side, Price limit) => side == OrderSide.Bid ? limit : limit.Complement;

    /// <summary>Cost of opening with a whole order at its limit. Fills at better prices cost less in sum.</summary>
    internal static Money CostOf(MarketFacts market, OrderSide side, Price limit, Quantity count) =>
        BoughtPrice(side, limit) * count + FeeCalculator.UpperBound(market.Fees, Precision, Liquidity.Taker, limit, count, market.Grid);
}
