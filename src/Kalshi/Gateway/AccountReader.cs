using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Gateway;

/// <summary>
/// One complete look at the account, of which every part was read to its last page, or a failure. How current it is is asked
/// before anything is read, so that the answer is at least as current as it says.
/// </summary>
public sealed class AccountReader(KalshiRestClient client)
{
    /// <summary>
    /// Whether min_ts of orders means their making or their last change is not documented. None of ours lives longer than this,
    /// so that those that ended since are listed either way.
    /// </summary>
    private static readonly TimeSpan LongestOrder = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Lists orders, fills and settlements since then (everything for <see cref="Instant.Never"/>), positions and cash. The
    /// parts are read one after the other: a fill between two of them shows in one and not in the other, which is why the
    /// core believes a difference only when two passes show it.
    /// </summary>
    public async Task<Input> ListAsync(long pass, Instant since, CancellationToken cancellation)
    {
        Instant? from = since == Instant.Never ? null : since;
        var asOf = await client.GetUserDataTimestampAsync(cancellation).ConfigureAwait(false);
        if (asOf is not ReadOutcome<Instant>.Ok { Value: var current }) return Failed(pass, "user_data_timestamp", asOf);
        // What rests may be older than the overlap; what ended since is in the second listing. An order that ends between the
        // two shows as ended, which is later.
        var resting = await client.ListAllOrdersAsync(new OrderFilter(Status: VenueOrderStatus.Resting), cancellation).ConfigureAwait(false);
        if (resting is not ReadOutcome<ImmutableArray<ListedOrder>>.Ok { Value: var open }) return Failed(pass, "resting orders", resting);
        var changed = await client.ListAllOrdersAsync(new OrderFilter(MinTime: from - LongestOrder), cancellation).ConfigureAwait(false);
        if (changed is not ReadOutcome<ImmutableArray<ListedOrder>>.Ok { Value: var recent }) return Failed(pass, "orders", changed);
        var fills = await client.ListAllFillsAsync(from, cancellation).ConfigureAwait(false);
        if (fills is not ReadOutcome<ImmutableArray<FillReported>>.Ok { Value: var filled }) return Failed(pass, "fills", fills);
        var positions = await client.ListAllPositionsAsync(cancellation).ConfigureAwait(false);
        if (positions is not ReadOutcome<ImmutableArray<VenuePosition>>.Ok { Value: var held }) return Failed(pass, "positions", positions);
        var settlements = await client.ListAllSettlementsAsync(from, cancellation).ConfigureAwait(false);
        if (settlements is not ReadOutcome<ImmutableArray<SettlementRow>>.Ok { Value: var settled }) return Failed(pass, "settlements", settlements);
        var balance = await client.GetBalanceAsync(cancellation).ConfigureAwait(false);
        if (balance is not ReadOutcome<AccountBalance>.Ok { Value: var cash }) return Failed(pass, "balance", balance);
        return new AccountListed(pass, Merge(open, recent), [.. filled.OrderBy(fill => fill.TradedAt)], held, [.. settled.OrderBy(row => row.SettledAt)], cash.Cash, current);
    }

    private static ImmutableArray<VenueOrder> Merge(ImmutableArray<ListedOrder> open, ImmutableArray<ListedOrder> recent)
    {
        var orders = new SortedDictionary<string, VenueOrder>(StringComparer.Ordinal);
        foreach (var listed in open) orders[listed.Order.VenueOrderId.Value] = listed.Order;
        foreach (var listed in recent) orders[listed.Order.VenueOrderId.Value] = listed.Order;
        return [.. orders.Values];
    }

    private static AccountListingFailed Failed<T>(long pass, string part, ReadOutcome<T> outcome) =>
        new(pass, $"{part}: {(outcome is ReadOutcome<T>.Failed failed ? failed.Reason : "no answer")}");
}
