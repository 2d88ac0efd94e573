using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;

namespace KalshiArb.Simulation.Reports;

/// <summary>One side's figures.</summary>
public readonly record struct LedgerFigures(Money Cash, int Positions, int Orders, Money Fees, int Fills);

/// <summary>
/// Our ledger held against a complete listing of the venue's: cash by shard to the micro-dollar, signed positions to the
/// hundredth, open orders by id, fees. It trusts neither side and repairs nothing.
/// </summary>
/// <param name="Agrees">Whether nothing differs.</param>
/// <param name="Ours">Our figures.</param>
/// <param name="Theirs">The venue's.</param>
/// <param name="Differences">One line for each difference, with both numbers.</param>
/// <param name="OrdersOfOthers">Resting orders that another program sent for the same account: shown, and no difference.</param>
public sealed record LedgerComparison(bool Agrees, LedgerFigures Ours, LedgerFigures Theirs, ImmutableArray<string> Differences, int OrdersOfOthers)
{
    /// <summary>Compares. The listing must reach back to the beginning of the account.</summary>
    /// <param name="ledger">Our positions and cash.</param>
    /// <param name="orders">Our open orders.</param>
    /// <param name="theirs">The venue's listing.</param>
    /// <param name="accountTag">Begins the client ids of our orders; those of others are told apart by it.</param>
    public static LedgerComparison Compare(PositionLedger ledger, OrderRegistry orders, AccountListed theirs, string accountTag)
    {
        ArgumentNullException.ThrowIfNull(accountTag);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(orders);
        ArgumentNullException.ThrowIfNull(theirs);
        var differences = ImmutableArray.CreateBuilder<string>();
        CompareCash(ledger, theirs, differences);
        ComparePositions(ledger, theirs, differences);
        var others = CompareOrders(orders, theirs, accountTag, differences);
        var theirFees = theirs.Fills.Aggregate(Money.Zero, (sum, fill) => sum + fill.Fee);
        // The fees of trades that an adoption stands for are in its result: which part they were, nobody told.
        if (ledger.Adopted.IsEmpty && ledger.Fees != theirFees) differences.Add($"fees: ours {ledger.Fees}, exchange {theirFees}");

        var cash = theirs.Cash.Aggregate(Money.Zero, (sum, shard) => sum + shard.Cash);
        var resting = theirs.Orders.Count(order => order.Status == VenueOrderStatus.Resting);
        return new LedgerComparison(
            differences.Count == 0,
            new LedgerFigures(ledger.TotalCash, ledger.Positions.Values.Count(position => !position.IsFlat), orders.Orders.Count, ledger.Fees, ledger.Fills.Count),
            new LedgerFigures(cash, theirs.Positions.Count(position => !position.Position.IsZero), resting, theirFees, theirs.Fills.Length),
            differences.ToImmutable(), others);
    }

    private static void CompareCash(PositionLedger ledger, AccountListed theirs, ImmutableArray<string>.Builder differences)
    {
        foreach (var shard in theirs.Cash)
        {
            if (!ledger.Cash.TryGetValue(shard.Shard, out var ours)) differences.Add($"cash of shard {shard.Shard}: ours not known, exchange {shard.Cash}");
            else if (ours != shard.Cash) differences.Add($"cash of shard {shard.Shard}: ours {ours}, exchange {shard.Cash}");
        }
    }

    private static void ComparePositions(PositionLedger ledger, AccountListed theirs, ImmutableArray<string>.Builder differences)
    {
        var listed = new SortedDictionary<Ticker, Quantity>();
        foreach (var position in theirs.Positions) listed[position.Ticker] = position.Position;
        var tickers = new SortedSet<Ticker>(listed.Keys);
        foreach (var ticker in ledger.Positions.Keys) tickers.Add(ticker);
        foreach (var ticker in tickers)
        {
            var (ours, others) = (ledger.Of(ticker).Quantity, listed.GetValueOrDefault(ticker));
            if (ours != others) differences.Add($"position {ticker}: ours {ours}, exchange {others}");
        }
    }

    private static int CompareOrders(OrderRegistry orders, AccountListed theirs, string accountTag, ImmutableArray<string>.Builder differences)
    {
        var others = 0;
        var resting = new SortedSet<ClientOrderId>();
        foreach (var order in theirs.Orders)
        {
            if (order.Status != VenueOrderStatus.Resting) continue;
            if (order.Order.Value is { } id && id.StartsWith(accountTag + "-", StringComparison.Ordinal)) resting.Add(order.Order);
            else others++;
        }

        foreach (var (id, order) in orders.Orders)
        {
            if (order.OwesFills) differences.Add($"order {id}: {order.Cumulative} filled by what was seen, {order.Booked} booked");
            else if (!resting.Remove(id)) differences.Add($"order {id}: ours {order.Phase}, exchange shows none resting");
        }

        foreach (var id in resting) differences.Add($"order {id}: ours none, exchange shows it resting");
        return others;
    }
}
