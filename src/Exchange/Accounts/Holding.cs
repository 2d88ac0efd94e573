using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Accounts;

/// <summary>
/// What one account has in one market: a signed position, its open orders in priority order, and the cash that these need.
/// An account's own orders of a side can only fill best price first, so the part of them that merely closes the position
/// is the part filled first.
/// </summary>
internal sealed class Holding
{
    public readonly List<OrderNode> Bids = [];
    public readonly List<OrderNode> Asks = [];
    public long Position;
    public long CostMicros;
    public long RealizedMicros;
    public long FeesMicros;
    public long TradedMicros;
    public long TradedHundredths;
    public Instant UpdatedAt;
    public long Reserved;
    public int ReduceOnlyOrders;
    private long _fullBids;
    private long _fullAsks;

    public void Add(OrderNode order)
    {
        var orders = order.Side == OrderSide.Bid ? Bids : Asks;
        var index = orders.Count;
        while (index > 0 && IsBetter(order, orders[index - 1])) index--;
        orders.Insert(index, order);
        AddFull(order, order.FullReserve);
        if (order.ReduceOnly) ReduceOnlyOrders++;
    }

    public void Remove(OrderNode order)
    {
        (order.Side == OrderSide.Bid ? Bids : Asks).Remove(order);
        AddFull(order, -order.FullReserve);
        if (order.ReduceOnly) ReduceOnlyOrders--;
    }

    public void ChangeFull(OrderNode order, long newFull)
    {
        AddFull(order, newFull - order.FullReserve);
        order.FullReserve = newFull;
    }

    /// <summary>Cash that all open orders may need, in micro-dollars: what closes the position needs none.</summary>
    public long Needed(MarketState market, long precision)
    {
        var needed = _fullBids + _fullAsks;
        if (Position < 0) needed -= Saved(Bids, -Position, market, precision);
        else if (Position > 0) needed -= Saved(Asks, Position, market, precision);
        return needed;
    }

    /// <summary>Full cost of opening with an order: price on its own side, taker fee, rounded up to the precision and one step more.</summary>
    public static long ReserveMicros(MarketState market, OrderSide side, int priceUnits, long hundredths, long precision)
    {
        if (hundredths == 0) return 0;
        var own = side == OrderSide.Bid ? priceUnits : Price.UnitsPerDollar - priceUnits;
        var cost = own * hundredths + FillFee.TradeFeeMicros(market.Fees, Liquidity.Taker, priceUnits, hundredths);
        return (cost + precision - 1) / precision * precision + precision;
    }

    /// <summary>Books a trade: average cost for the part that opens, realized gain for the part that closes. Returns the change of short contracts.</summary>
    public long Trade(OrderSide side, int priceUnits, long hundredths)
    {
        var shortBefore = Math.Max(0, -Position);
        var signed = side == OrderSide.Bid ? hundredths : -hundredths;
        var closing = Math.Sign(Position) == -Math.Sign(signed) ? Math.Min(Math.Abs(Position), hundredths) : 0;
        if (closing > 0)
        {
            var cost = closing == Math.Abs(Position) ? CostMicros : (long)((Int128)CostMicros * closing / Math.Abs(Position));
            var proceeds = closing * (Position > 0 ? priceUnits : Price.UnitsPerDollar - priceUnits);
            RealizedMicros += proceeds - cost;
            CostMicros -= cost;
        }

        CostMicros += (hundredths - closing) * (side == OrderSide.Bid ? priceUnits : Price.UnitsPerDollar - priceUnits);
        Position += signed;
        return Math.Max(0, -Position) - shortBefore;
    }

    private static bool IsBetter(OrderNode left, OrderNode right) =>
        left.Side == OrderSide.Bid ? left.PriceUnits > right.PriceUnits : left.PriceUnits < right.PriceUnits;

    private static long Saved(List<OrderNode> orders, long closing, MarketState market, long precision)
    {
        var saved = 0L;
        for (var i = 0; i < orders.Count && closing > 0; i++)
        {
            var order = orders[i];
            if (order.Remaining <= closing)
            {
                saved += order.FullReserve;
                closing -= order.Remaining;
                continue;
            }

            saved += order.FullReserve - ReserveMicros(market, order.Side, order.PriceUnits, order.Remaining - closing, precision);
            break;
        }

        return saved;
    }

    private void AddFull(OrderNode order, long micros)
    {
        if (order.Side == OrderSide.Bid) _fullBids += micros;
        else _fullAsks += micros;
    }
}
