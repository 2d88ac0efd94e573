using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;

namespace KalshiArb.Domain.Risk;

/// <summary>Contracts of one order that may still fill, and their cost with fees if they open a position.</summary>
public readonly record struct OrderLeg(OrderSide Side, Quantity Open, Money Cost);

/// <summary>
/// What could be lost in one market: the larger of the loss if it settles at $0 and the loss if it settles at $1. At $0 the
/// cost of a long position is lost, and of every open bid beyond a short position (those first close it); at $1 the mirror.
/// Which bids would close is not known, so the cheapest are taken to. Open orders of the other side never lower it: they
/// may not fill. Markets are added up without any offset between them.
/// </summary>
public static class Exposure
{
    /// <summary>The exposure of a market.</summary>
    /// <param name="position">What is held.</param>
    /// <param name="orders">Every order that may still fill: working, unknown, reserved and owed.</param>
    public static Money Of(Position position, ReadOnlySpan<OrderLeg> orders)
    {
        var yes = Loss(position, orders, OrderSide.Bid);
        var no = Loss(position, orders, OrderSide.Ask);
        return Money.Max(yes, no);
    }

    /// <summary>The loss when the outcome that <paramref name="side"/> buys does not happen.</summary>
    public static Money Loss(Position position, ReadOnlySpan<OrderLeg> orders, OrderSide side)
    {
        var signed = side == OrderSide.Bid ? position.Quantity : -position.Quantity;
        var held = signed.Sign > 0 ? position.CostWithFees : Money.Zero;
        var closing = signed.Sign < 0 ? -signed : Quantity.Zero;
        return held + CostBeyond(orders, side, closing);
    }

    /// <summary>The cost of a side's open contracts beyond the first <paramref name="closing"/>, the cheapest of which close.</summary>
    private static Money CostBeyond(ReadOnlySpan<OrderLeg> orders, OrderSide side, Quantity closing)
    {
        var total = Quantity.Zero;
        var cost = Money.Zero;
        foreach (var order in orders)
        {
            if (order.Side != side) continue;
            total += order.Open;
            cost += order.Cost;
        }

        if (closing.IsZero) return cost;
        var beyond = total - closing;
        if (beyond.Sign <= 0) return Money.Zero;
        Span<bool> taken = orders.Length <= 64 ? stackalloc bool[orders.Length] : new bool[orders.Length];
        var sum = Money.Zero;
        while (beyond.Sign > 0)
        {
            var dearest = Dearest(orders, side, taken);
            taken[dearest] = true;
            var order = orders[dearest];
            var part = Quantity.Min(beyond, order.Open);
            sum += Money.FromMicros((long)(((Int128)order.Cost.Micros * part.Hundredths + order.Open.Hundredths - 1) / order.Open.Hundredths));
            beyond -= part;
        }

        return sum;
    }

    private static int Dearest(ReadOnlySpan<OrderLeg> orders, OrderSide side, ReadOnlySpan<bool> taken)
    {
        var best = -1;
        for (var i = 0; i < orders.Length; i++)
        {
            if (taken[i] || orders[i].Side != side || orders[i].Open.Sign <= 0) continue;
            if (best < 0 || IsDearer(orders[i], orders[best])) best = i;
        }

        InvariantViolation.Unless(best >= 0, "open orders of one side hold fewer contracts than their sum");
        return best;
    }

    /// <summary>Cost per contract, compared without division.</summary>
    private static bool IsDearer(OrderLeg left, OrderLeg right) =>
        (Int128)left.Cost.Micros * right.Open.Hundredths > (Int128)right.Cost.Micros * left.Open.Hundredths;
}
