using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Rest;

public sealed partial class KalshiRestClient
{
    /// <summary>One page of our subaccount's orders.</summary>
    public Task<ReadOutcome<Page<ListedOrder>>> ListOrdersAsync(OrderFilter filter, string? cursor, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>All pages of our orders.</summary>
    public Task<ReadOutcome<ImmutableArray<ListedOrder>>> ListAllOrdersAsync(OrderFilter filter, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>One order.</summary>
    public Task<ReadOutcome<ListedOrder>> GetOrderAsync(VenueOrderId order, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>One page of our fills.</summary>
    public Task<ReadOutcome<Page<FillReported>>> ListFillsAsync(Instant? minTime, string? cursor, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>All pages of our fills.</summary>
    public Task<ReadOutcome<ImmutableArray<FillReported>>> ListAllFillsAsync(Instant? minTime, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>One page of our positions that are not zero.</summary>
    public Task<ReadOutcome<Page<VenuePosition>>> ListPositionsAsync(string? cursor, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>All pages of our positions.</summary>
    public Task<ReadOutcome<ImmutableArray<VenuePosition>>> ListAllPositionsAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>One page of our settlements.</summary>
    public Task<ReadOutcome<Page<SettlementRow>>> ListSettlementsAsync(Instant? minTime, string? cursor, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>All pages of our settlements.</summary>
    public Task<ReadOutcome<ImmutableArray<SettlementRow>>> ListAllSettlementsAsync(Instant? minTime, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Cash of our subaccount by shard.</summary>
    public Task<ReadOutcome<AccountBalance>> GetBalanceAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>How current listings of the account are.</summary>
    public Task<ReadOutcome<Instant>> GetUserDataTimestampAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>The account's rate limits.</summary>
    public Task<ReadOutcome<AccountLimits>> GetLimitsAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>What routes cost.</summary>
    public Task<ReadOutcome<EndpointCosts>> GetEndpointCostsAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>The account's keys with their scopes.</summary>
    public Task<ReadOutcome<KeyListing>> GetKeysAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Netting by subaccount.</summary>
    public Task<ReadOutcome<ImmutableArray<NettingSetting>>> GetNettingAsync(CancellationToken cancellation = default) => throw new NotSupportedException();
}
