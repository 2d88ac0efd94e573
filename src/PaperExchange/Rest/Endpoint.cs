using System.Text.RegularExpressions;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>Who may call a route, and what its call is.</summary>
internal enum Access
{
    /// <summary>Anybody reads.</summary>
    Public,
    /// <summary>The account reads.</summary>
    Read,
    /// <summary>The account writes.</summary>
    Write,
}

/// <summary>A route.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Route">Its path as the endpoint costs write it, with :names.</param>
/// <param name="Operation">The operation's name in the specification.</param>
/// <param name="Access">Who may call it.</param>
/// <param name="Handle">What it does.</param>
internal sealed partial record Endpoint(string Method, string Route, string Operation, Access Access, Func<RestRequest, RestReply> Handle)
{
    /// <summary>What a request costs where nothing else is said.</summary>
    public const int DefaultCost = 10;

    private const int CancelCost = 2;

    public const string Prefix = "/trade-api/v2";

    /// <summary>Tokens of one request, or of one item of a batch.</summary>
    public int Cost { get; init; } = DefaultCost;

    /// <summary>How many items a request has.</summary>
    public Func<RestRequest, int>? Items { get; init; }

    /// <summary>Which shard's write budget it draws; null draws every shard's.</summary>
    public Func<RestRequest, int?> Scope { get; init; } = static _ => 0;

    /// <summary>The route in the notation of the server.</summary>
    public string Pattern => Names().Replace(Route, "{$1}");

    /// <summary>Every route of the venue.</summary>
    public static ImmutableArray<Endpoint> All(ExchangeEngine engine, ServerOptions options, string userId)
    {
        var shards = engine.Read(static view => view.Rules.Shards);
        ImmutableArray<Endpoint> all = [];
        var window = new LiveWindow(options.LiveWindow);
        var exchange = new ExchangeRoutes(engine, options.Tier, options.Keys, window, () => all);
        all =
        [
            .. Public(exchange, new MarketRoutes(engine, window), new CandleRoutes(engine, window), new LiveRoutes(engine), new HistoricalRoutes(engine, window)),
            .. Reads(exchange, new PortfolioRoutes(engine, userId), new GroupRoutes(engine, shards)),
            .. Writes(new OrderRoutes(engine, shards), new GroupRoutes(engine, shards)),
            .. Legacy(),
        ];
        return all;
    }

    private static IEnumerable<Endpoint> Public(ExchangeRoutes exchange, MarketRoutes market, CandleRoutes candles, LiveRoutes live, HistoricalRoutes historical) =>
    [
        Get("/exchange/status", "GetExchangeStatus", Access.Public, exchange.Status),
        Get("/exchange/schedule", "GetExchangeSchedule", Access.Public, exchange.Schedule),
        Get("/series/fee_changes", "GetSeriesFeeChanges", Access.Public, MarketRoutes.SeriesFeeChanges),
        Get("/series", "GetSeriesList", Access.Public, market.SeriesList),
        Get("/series/:series_ticker", "GetSeries", Access.Public, market.Series),
        Get("/events/fee_changes", "GetEventFeeChanges", Access.Public, MarketRoutes.EventFeeChanges),
        Get("/events", "GetEvents", Access.Public, market.Events),
        Get("/events/:event_ticker", "GetEvent", Access.Public, market.Event),
        Get("/markets", "GetMarkets", Access.Public, market.Markets),
        Get("/markets/trades", "GetTrades", Access.Public, market.Trades),
        Get("/markets/orderbooks", "GetMarketOrderbooks", Access.Public, market.OrderBooks),
        Get("/markets/:ticker", "GetMarket", Access.Public, market.Market),
        Get("/markets/:ticker/orderbook", "GetMarketOrderbook", Access.Public, market.OrderBook),
        Get("/markets/candlesticks", "BatchGetMarketCandlesticks", Access.Public, candles.Batch),
        Get("/series/:series_ticker/markets/:ticker/candlesticks", "GetMarketCandlesticks", Access.Public, candles.Market),
        Get("/series/:series_ticker/events/:ticker/candlesticks", "GetMarketCandlesticksByEvent", Access.Public, candles.Event),
        Get("/historical/markets", "GetHistoricalMarkets", Access.Public, historical.Markets),
        Get("/historical/markets/:ticker", "GetHistoricalMarket", Access.Public, historical.Market),
        Get("/historical/markets/:ticker/candlesticks", "GetMarketCandlesticksHistorical", Access.Public, candles.Historical),
        Get("/historical/trades", "GetTradesHistorical", Access.Public, historical.Trades),
        Get("/milestones", "GetMilestones", Access.Public, live.Milestones),
        Get("/milestones/:milestone_id", "GetMilestone", Access.Public, live.Milestone),
        Get("/live_data/milestone/:milestone_id", "GetLiveDataByMilestone", Access.Public, live.LiveData),
        Get("/live_data/:type/milestone/:milestone_id", "GetLiveData", Access.Public, live.LiveData),
        Get("/live_data/events/:event_ticker", "GetLiveDataByEvent", Access.Public, live.LiveDataOfEvent),
        Get("/live_data/batch", "GetLiveDatas", Access.Public, live.LiveDataBatch),
        Get("/historical/cutoff", "GetHistoricalCutoff", Access.Public, exchange.HistoricalCutoff),
        Get("/account/endpoint_costs", "GetAccountEndpointCosts", Access.Public, exchange.EndpointCosts),
    ];

    private static IEnumerable<Endpoint> Reads(ExchangeRoutes exchange, PortfolioRoutes portfolio, GroupRoutes groups) =>
    [
        Get("/exchange/user_data_timestamp", "GetUserDataTimestamp", Access.Read, exchange.UserDataTimestamp),
        Get("/portfolio/balance", "GetBalance", Access.Read, portfolio.Balance),
        Get("/portfolio/positions", "GetPositions", Access.Read, portfolio.Positions),
        Get("/portfolio/fills", "GetFills", Access.Read, portfolio.Fills),
        Get("/historical/fills", "GetFillsHistorical", Access.Read, HistoricalRoutes.Fills),
        Get("/historical/orders", "GetHistoricalOrders", Access.Read, HistoricalRoutes.Orders),
        Get("/portfolio/settlements", "GetSettlements", Access.Read, portfolio.Settlements),
        Get("/portfolio/orders", "GetOrders", Access.Read, portfolio.Orders),
        Get("/portfolio/orders/queue_positions", "GetOrderQueuePositions", Access.Read, portfolio.QueuePositions),
        Get("/portfolio/orders/:order_id", "GetOrder", Access.Read, portfolio.Order) with { Cost = CancelCost },
        Get("/portfolio/orders/:order_id/queue_position", "GetOrderQueuePosition", Access.Read, portfolio.QueuePosition),
        Get("/portfolio/summary/total_resting_order_value", "GetPortfolioRestingOrderTotalValue", Access.Read, portfolio.RestingValue),
        Get("/portfolio/subaccounts/balances", "GetSubaccountBalances", Access.Read, portfolio.SubaccountBalances),
        Get("/portfolio/subaccounts/netting", "GetSubaccountNetting", Access.Read, portfolio.Netting),
        Get("/portfolio/order_groups", "GetOrderGroups", Access.Read, groups.List),
        Get("/portfolio/order_groups/:order_group_id", "GetOrderGroup", Access.Read, groups.Get),
        Get("/account/limits", "GetAccountApiLimits", Access.Read, exchange.Limits),
        Get("/api_keys", "GetApiKeys", Access.Read, exchange.ApiKeys),
    ];

    private static IEnumerable<Endpoint> Writes(OrderRoutes orders, GroupRoutes groups) =>
    [
        Write("POST", "/portfolio/events/orders", "CreateOrderV2", orders.Create) with { Scope = OrderRoutes.ScopeOfBody },
        Write("DELETE", "/portfolio/events/orders", "CancelAllOrdersV2", orders.CancelAll) with { Cost = CancelCost, Scope = static _ => null },
        Write("POST", "/portfolio/events/orders/batched", "BatchCreateOrdersV2", orders.BatchCreate) with { Items = OrderRoutes.CountItems },
        Write("DELETE", "/portfolio/events/orders/batched", "BatchCancelOrdersV2", orders.BatchCancel) with { Cost = CancelCost, Items = OrderRoutes.CountItems },
        Write("DELETE", "/portfolio/events/orders/:order_id", "CancelOrderV2", orders.Cancel) with { Cost = CancelCost, Scope = OrderRoutes.ScopeOfQuery },
        Write("POST", "/portfolio/events/orders/:order_id/amend", "AmendOrderV2", orders.Amend) with { Scope = OrderRoutes.ScopeOfBody },
        Write("POST", "/portfolio/events/orders/:order_id/decrease", "DecreaseOrderV2", orders.Decrease) with { Scope = OrderRoutes.ScopeOfBody },
        Write("POST", "/portfolio/order_groups/create", "CreateOrderGroup", groups.Create) with { Scope = GroupRoutes.ScopeOfCreate },
        Write("PUT", "/portfolio/order_groups/:order_group_id/reset", "ResetOrderGroup", groups.Reset) with { Scope = GroupRoutes.Scope },
        Write("PUT", "/portfolio/order_groups/:order_group_id/trigger", "TriggerOrderGroup", groups.Trigger) with { Scope = GroupRoutes.Scope },
        Write("PUT", "/portfolio/order_groups/:order_group_id/limit", "UpdateOrderGroupLimit", groups.SetLimit) with { Scope = GroupRoutes.Scope },
        Write("DELETE", "/portfolio/order_groups/:order_group_id", "DeleteOrderGroup", groups.Delete) with { Scope = GroupRoutes.Scope },
    ];

    private static IEnumerable<Endpoint> Legacy() =>
    [
        Write("POST", "/portfolio/orders", "CreateOrder", OrderRoutes.Gone),
        Write("DELETE", "/portfolio/orders/:order_id", "CancelOrder", OrderRoutes.Gone),
        Write("POST", "/portfolio/orders/batched", "BatchCreateOrders", OrderRoutes.Gone),
        Write("DELETE", "/portfolio/orders/batched", "BatchCancelOrders", OrderRoutes.Gone),
        Write("POST", "/portfolio/orders/:order_id/amend", "AmendOrder", OrderRoutes.Gone),
        Write("POST", "/portfolio/orders/:order_id/decrease", "DecreaseOrder", OrderRoutes.Gone),
    ];

    private static Endpoint Get(string path, string operation, Access access, Func<RestRequest, RestReply> handle) => new("GET", Prefix + path, operation, access, handle);

    private static Endpoint Write(string method, string path, string operation, Func<RestRequest, RestReply> handle) =>
        new(method, Prefix + path, operation, Access.Write, handle);

    [GeneratedRegex(":([a-z_]+)")]
    private static partial Regex Names();
}
