using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Limits;

namespace KalshiArb.Kalshi.Rest;

public sealed partial class KalshiRestClient
{
    private const string AccountPage = "1000";

    /// <summary>One page of our subaccount's orders: GET /portfolio/orders. Lags the private stream by up to a second.</summary>
    public Task<ReadOutcome<Page<ListedOrder>>> ListOrdersAsync(OrderFilter filter, string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/portfolio/orders", "/portfolio/orders", Query(
                ("ticker", filter.Ticker?.Value), ("min_ts", Seconds(filter.MinTime)), ("status", StatusText(filter.Status)),
                ("subaccount", Subaccount), ("limit", AccountPage), ("cursor", cursor))),
            Spending.AccountRead, new Listing<ListedOrder>("order", "orders", "order_id", OrderRows.Order, Strict: true, Own: true), cancellation);

    /// <summary>All pages of our orders.</summary>
    public async Task<ReadOutcome<ImmutableArray<ListedOrder>>> ListAllOrdersAsync(OrderFilter filter, CancellationToken cancellation = default) =>
        WholeList(await ReadAllAsync(cursor => ListOrdersAsync(filter, cursor, cancellation)).ConfigureAwait(false));

    /// <summary>One order: GET /portfolio/orders/{id}.</summary>
    public async Task<ReadOutcome<ListedOrder>> GetOrderAsync(VenueOrderId order, CancellationToken cancellation = default) =>
        (await ReadAsync(
            Get("/portfolio/orders/:", "/portfolio/orders/" + Uri.EscapeDataString(order.Value), ""), Spending.AccountRead,
            Inside<ListedOrder>("order", OrderRows.Order), cancellation).ConfigureAwait(false)).Outcome;

    /// <summary>One page of our fills: GET /portfolio/fills. They carry no client order id.</summary>
    /// <param name="minTime">Only those since, cut to whole seconds; null for all.</param>
    /// <param name="cursor">Where the page begins; null for the first.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ReadOutcome<Page<FillReported>>> ListFillsAsync(Instant? minTime, string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/portfolio/fills", "/portfolio/fills", Query(("min_ts", Seconds(minTime)), ("subaccount", Subaccount), ("limit", AccountPage), ("cursor", cursor))),
            Spending.AccountRead, new Listing<FillReported>("fill", "fills", "fill_id", AccountRows.Fill, Strict: true, Own: true), cancellation);

    /// <summary>All pages of our fills.</summary>
    public async Task<ReadOutcome<ImmutableArray<FillReported>>> ListAllFillsAsync(Instant? minTime, CancellationToken cancellation = default) =>
        WholeList(await ReadAllAsync(cursor => ListFillsAsync(minTime, cursor, cancellation)).ConfigureAwait(false));

    /// <summary>One page of our positions that are not zero: GET /portfolio/positions?count_filter=position.</summary>
    public Task<ReadOutcome<Page<VenuePosition>>> ListPositionsAsync(string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/portfolio/positions", "/portfolio/positions", Query(
                ("count_filter", "position"), ("subaccount", Subaccount), ("limit", AccountPage), ("cursor", cursor))),
            Spending.AccountRead, new Listing<VenuePosition>("position", "market_positions", "ticker", AccountRows.Position, Strict: true, Own: true, HasCursor: false), cancellation);

    /// <summary>All pages of our positions.</summary>
    public async Task<ReadOutcome<ImmutableArray<VenuePosition>>> ListAllPositionsAsync(CancellationToken cancellation = default) =>
        WholeList(await ReadAllAsync(cursor => ListPositionsAsync(cursor, cancellation)).ConfigureAwait(false));

    /// <summary>One page of our settlements: GET /portfolio/settlements.</summary>
    /// <param name="minTime">Only those since, cut to whole seconds; null for all.</param>
    /// <param name="cursor">Where the page begins; null for the first.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ReadOutcome<Page<SettlementRow>>> ListSettlementsAsync(Instant? minTime, string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/portfolio/settlements", "/portfolio/settlements", Query(("min_ts", Seconds(minTime)), ("subaccount", Subaccount), ("limit", AccountPage), ("cursor", cursor))),
            Spending.AccountRead, new Listing<SettlementRow>("settlement", "settlements", "ticker", AccountRows.Settlement, Strict: true, Own: true, HasCursor: false), cancellation);

    /// <summary>All pages of our settlements.</summary>
    public async Task<ReadOutcome<ImmutableArray<SettlementRow>>> ListAllSettlementsAsync(Instant? minTime, CancellationToken cancellation = default) =>
        WholeList(await ReadAllAsync(cursor => ListSettlementsAsync(minTime, cursor, cancellation)).ConfigureAwait(false));

    /// <summary>Cash of our subaccount by shard: GET /portfolio/balance. An answer without balance_breakdown fails: cash lives on shards.</summary>
    public async Task<ReadOutcome<AccountBalance>> GetBalanceAsync(CancellationToken cancellation = default) =>
        (await ReadAsync<AccountBalance>(
            Get("/portfolio/balance", "/portfolio/balance", Query(("subaccount", Subaccount))), Spending.AccountRead, AccountRows.Balance, cancellation)
            .ConfigureAwait(false)).Outcome;

    /// <summary>How current listings of the account are: GET /exchange/user_data_timestamp. Signed, so that no cache answers.</summary>
    public async Task<ReadOutcome<Instant>> GetUserDataTimestampAsync(CancellationToken cancellation = default)
    {
        var (outcome, reply) = await ReadAsync<AsOf>(
            Get("/exchange/user_data_timestamp", "/exchange/user_data_timestamp", ""), Spending.AccountRead, ReadAsOf, cancellation).ConfigureAwait(false);
        if (outcome is not ReadOutcome<AsOf>.Ok { Value: var asOf }) return new ReadOutcome<Instant>.Failed(((ReadOutcome<AsOf>.Failed)outcome).Reason);
        _options.Observer.VenueTime(reply.SentAt, reply.ReceivedAt, asOf.Time, exact: false);
        return new ReadOutcome<Instant>.Ok(asOf.Time);
    }

    /// <summary>The account's rate limits: GET /account/limits.</summary>
    public async Task<ReadOutcome<AccountLimits>> GetLimitsAsync(CancellationToken cancellation = default) =>
        (await ReadAsync<AccountLimits>(Get("/account/limits", "/account/limits", ""), Spending.AccountRead, AccountRows.Limits, cancellation).ConfigureAwait(false)).Outcome;

    /// <summary>What routes cost: GET /account/endpoint_costs.</summary>
    public async Task<ReadOutcome<EndpointCosts>> GetEndpointCostsAsync(CancellationToken cancellation = default) =>
        (await ReadAsync<EndpointCosts>(Get("/account/endpoint_costs", "/account/endpoint_costs", ""), Spending.AccountRead, AccountRows.Costs, cancellation)
            .ConfigureAwait(false)).Outcome;

    /// <summary>The account's keys with their scopes: GET /api_keys.</summary>
    public async Task<ReadOutcome<KeyListing>> GetKeysAsync(CancellationToken cancellation = default) =>
        (await ReadAsync<KeyListing>(Get("/api_keys", "/api_keys", ""), Spending.AccountRead, AccountRows.Keys, cancellation).ConfigureAwait(false)).Outcome;

    /// <summary>Netting by subaccount: GET /portfolio/subaccounts/netting.</summary>
    public async Task<ReadOutcome<ImmutableArray<NettingSetting>>> GetNettingAsync(CancellationToken cancellation = default) =>
        WholeList(await ReadPageAsync(
            Get("/portfolio/subaccounts/netting", "/portfolio/subaccounts/netting", ""), Spending.AccountRead,
            new Listing<NettingSetting>("netting", "netting_configs", "subaccount_number", AccountRows.Netting, Strict: true, HasCursor: false), cancellation).ConfigureAwait(false));

    private static AsOf? ReadAsOf(JsonElement root, FieldWatch watch, out string? fault)
    {
        _ = watch;
        var row = new JsonRow(root, "user_data_timestamp");
        var time = row.Time("as_of_time");
        fault = row.Fault;
        return fault is null ? new AsOf(time) : null;
    }

    private static string? StatusText(VenueOrderStatus? status) => status switch
    {
        null => null,
        VenueOrderStatus.Resting => "resting",
        VenueOrderStatus.Canceled => "canceled",
        VenueOrderStatus.Executed => "executed",
        _ => throw new InvariantViolation($"unknown order status {status}"),
    };

    private sealed record AsOf(Instant Time);
}
