using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;

namespace KalshiArb.Simulation.Seeds.Checks;

/// <summary>
/// P4 and P9, at the end: every fill of the account is booked once, with its fee; signed positions and open orders are the
/// venue's, and cash is to $0.0001.
/// </summary>
/// <param name="tag">What our client order ids begin with.</param>
public sealed class LedgerCheck(string tag) : Check("P4/P9")
{
    private static readonly Money Tolerance = Money.FromMicros(100);

    /// <summary>Compares our ledger and registry with a listing of everything.</summary>
    public void Compare(PositionLedger ledger, OrderRegistry orders, AccountListed theirs)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(theirs);
        var missing = theirs.Fills.Where(fill => ledger.Check(fill.Fill, fill.VenueOrder, fill.TradedAt) != Familiarity.Known).ToArray();
        Judge(missing.Length == 0, () => $"{missing.Length} fills are not booked, first {missing[0]}");
        Judge(ledger.Fills.Count == theirs.Fills.Length, () => $"{ledger.Fills.Count} fills booked, the venue made {theirs.Fills.Length}");
        var fees = theirs.Fills.Aggregate(Money.Zero, (sum, fill) => sum + fill.Fee);
        Judge(ledger.Fees == fees, () => $"fees: ours {ledger.Fees}, the venue's {fees}");
        var positions = theirs.Positions.ToDictionary(position => position.Ticker, position => position.Position);
        foreach (var ticker in positions.Keys.Union(ledger.Positions.Keys).Order())
        {
            var (ours, others) = (ledger.Of(ticker).Quantity, positions.GetValueOrDefault(ticker));
            Judge(ours == others, () => $"position {ticker}: ours {ours}, the venue's {others}");
        }

        foreach (var shard in theirs.Cash)
        {
            var ours = ledger.Cash.TryGetValue(shard.Shard, out var cash) ? cash : (Money?)null;
            Judge(ours is { } known && known - shard.Cash <= Tolerance && shard.Cash - known <= Tolerance, () => $"cash of shard {shard.Shard}: ours {ours}, the venue's {shard.Cash}");
        }

        var resting = theirs.Orders
            .Where(order => order.Status == VenueOrderStatus.Resting && order.Order.Value.StartsWith(tag + "-", StringComparison.Ordinal))
            .Select(order => order.Order).ToHashSet();
        foreach (var (id, order) in orders.Orders)
            Judge(resting.Remove(id) || order.IsTerminal, () => $"order {id} is {order.Phase} and does not rest at the venue");
        Judge(resting.Count == 0, () => $"order {resting.First()} rests at the venue and is not in the registry");
    }
}

/// <summary>P10, at the end: no order from before the venue was well again is still on its way anywhere.</summary>
public sealed class OpenOrderCheck() : Check("P10")
{
    /// <summary>Looks at the registry so long after the venue was well again.</summary>
    public void Look(OrderRegistry orders, Instant healedAt)
    {
        ArgumentNullException.ThrowIfNull(orders);
        foreach (var (id, order) in orders.Orders)
        {
            var stuck = order.Phase is OrderPhase.Intended or OrderPhase.Sent or OrderPhase.CancelPending or OrderPhase.Unknown || order.OwesFills;
            Judge(!stuck || order.IntendedAt > healedAt, () => $"order {id} of {order.IntendedAt} is still {order.Phase} ({order.DoubtReason}; filled {order.Cumulative}, booked {order.Booked})");
        }

        Judge();
    }
}
