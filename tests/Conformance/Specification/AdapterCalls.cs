using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Conformance.Tests.Specification;

/// <summary>Every request method of the adapter with arguments as the service gives them.</summary>
internal static class AdapterCalls
{
    private static readonly Ticker _ticker = new("KXNBAGAME-26OCT17BOSNYK-BOS");
    private static readonly EventTicker _event = new("KXNBAGAME-26OCT17BOSNYK");
    private static readonly SeriesTicker _series = new("KXNBAGAME");
    private static readonly Shard _shard = new(3);
    private static readonly VenueOrderId _order = new("97ec1b6a-6c5d-4a0e-9a55-0d3c1f7f4f10");
    private static readonly OrderGroupId _group = new("2f1c9c1e-3d0f-4b7d-8f59-6a1d9f2f8a11");
    private static readonly Instant _now = Instant.From(new DateTimeOffset(2026, 10, 17, 23, 0, 0, TimeSpan.Zero));
    private const string Cursor = "p0AAAAAAAABk";
    private const string Milestone = "9b2f6a40-6c1e-4d8a-8d53-3f2f0a6b7c12";

    /// <summary>The calls by method.</summary>
    public static IReadOnlyDictionary<string, Func<KalshiRestClient, Task>> All { get; } = new Dictionary<string, Func<KalshiRestClient, Task>>
    {
        [nameof(KalshiRestClient.WarmUpAsync)] = client => client.WarmUpAsync(1),
        [nameof(KalshiRestClient.CreateOrderAsync)] = CreateOrdersAsync,
        [nameof(KalshiRestClient.CancelOrderAsync)] = client => client.CancelOrderAsync(_order, _ticker, _shard),
        [nameof(KalshiRestClient.CancelAllAsync)] = client => client.CancelAllAsync(),
        [nameof(KalshiRestClient.CancelBatchAsync)] = client => client.CancelBatchAsync([new CancelTarget(_order, _ticker, _shard), new CancelTarget(_order, _ticker, new Shard(0))]),
        [nameof(KalshiRestClient.DecreaseAsync)] = client => client.DecreaseAsync(_order, _ticker, _shard, Quantity.FromHundredths(125)),
        [nameof(KalshiRestClient.CreateOrderGroupAsync)] = client => client.CreateOrderGroupAsync(10, _shard),
        [nameof(KalshiRestClient.TriggerOrderGroupAsync)] = client => client.TriggerOrderGroupAsync(_group, _shard),
        [nameof(KalshiRestClient.ResetOrderGroupAsync)] = client => client.ResetOrderGroupAsync(_group, _shard),
        [nameof(KalshiRestClient.SetOrderGroupLimitAsync)] = client => client.SetOrderGroupLimitAsync(_group, _shard, 20),
        [nameof(KalshiRestClient.DeleteOrderGroupAsync)] = client => client.DeleteOrderGroupAsync(_group, _shard),
        [nameof(KalshiRestClient.GetOrderGroupAsync)] = client => client.GetOrderGroupAsync(_group, _shard),
        [nameof(KalshiRestClient.ListOrderGroupsAsync)] = client => client.ListOrderGroupsAsync(),
        [nameof(KalshiRestClient.ListOrdersAsync)] = async client =>
        {
            await client.ListOrdersAsync(new OrderFilter(), null);
            await client.ListOrdersAsync(new OrderFilter(_ticker, VenueOrderStatus.Resting, _now), Cursor);
            await client.ListOrdersAsync(new OrderFilter(Status: VenueOrderStatus.Canceled), null);
            await client.ListOrdersAsync(new OrderFilter(Status: VenueOrderStatus.Executed), null);
        },
        [nameof(KalshiRestClient.ListAllOrdersAsync)] = client => client.ListAllOrdersAsync(new OrderFilter(Status: VenueOrderStatus.Resting)),
        [nameof(KalshiRestClient.GetOrderAsync)] = client => client.GetOrderAsync(_order),
        [nameof(KalshiRestClient.ListFillsAsync)] = async client =>
        {
            await client.ListFillsAsync(null, null);
            await client.ListFillsAsync(_now, Cursor);
        },
        [nameof(KalshiRestClient.ListAllFillsAsync)] = client => client.ListAllFillsAsync(_now),
        [nameof(KalshiRestClient.ListPositionsAsync)] = async client =>
        {
            await client.ListPositionsAsync(null);
            await client.ListPositionsAsync(Cursor);
        },
        [nameof(KalshiRestClient.ListAllPositionsAsync)] = client => client.ListAllPositionsAsync(),
        [nameof(KalshiRestClient.ListSettlementsAsync)] = async client =>
        {
            await client.ListSettlementsAsync(null, null);
            await client.ListSettlementsAsync(_now, Cursor);
        },
        [nameof(KalshiRestClient.ListAllSettlementsAsync)] = client => client.ListAllSettlementsAsync(_now),
        [nameof(KalshiRestClient.GetBalanceAsync)] = client => client.GetBalanceAsync(),
        [nameof(KalshiRestClient.GetUserDataTimestampAsync)] = client => client.GetUserDataTimestampAsync(),
        [nameof(KalshiRestClient.GetLimitsAsync)] = client => client.GetLimitsAsync(),
        [nameof(KalshiRestClient.GetEndpointCostsAsync)] = client => client.GetEndpointCostsAsync(),
        [nameof(KalshiRestClient.GetKeysAsync)] = client => client.GetKeysAsync(),
        [nameof(KalshiRestClient.GetNettingAsync)] = client => client.GetNettingAsync(),
        [nameof(KalshiRestClient.GetExchangeStatusAsync)] = client => client.GetExchangeStatusAsync(),
        [nameof(KalshiRestClient.GetScheduleAsync)] = client => client.GetScheduleAsync(),
        [nameof(KalshiRestClient.GetSeriesAsync)] = client => client.GetSeriesAsync(_series),
        [nameof(KalshiRestClient.GetEventsAsync)] = async client =>
        {
            await client.GetEventsAsync(new EventFilter(), null);
            await client.GetEventsAsync(new EventFilter(_series, "open", WithMarkets: true), Cursor);
        },
        [nameof(KalshiRestClient.GetAllEventsAsync)] = client => client.GetAllEventsAsync(new EventFilter(_series)),
        [nameof(KalshiRestClient.GetMarketsAsync)] = async client =>
        {
            foreach (var status in (string?[])[null, "unopened", "open", "paused", "closed", "settled"]) await client.GetMarketsAsync(new MarketFilter(_series, Status: status), null);
            await client.GetMarketsAsync(new MarketFilter(null, _event), Cursor);
            await client.GetMarketsAsync(new MarketFilter(Tickers: [_ticker, new Ticker("KXNBAGAME-26OCT17BOSNYK-NYK")]), null);
        },
        [nameof(KalshiRestClient.GetAllMarketsAsync)] = client => client.GetAllMarketsAsync(new MarketFilter(_series)),
        [nameof(KalshiRestClient.GetMarketAsync)] = client => client.GetMarketAsync(_ticker),
        [nameof(KalshiRestClient.GetOrderBookAsync)] = client => client.GetOrderBookAsync(_ticker),
        [nameof(KalshiRestClient.GetFeeChangesAsync)] = client => client.GetFeeChangesAsync(_series),
        [nameof(KalshiRestClient.GetEventFeeChangesAsync)] = async client =>
        {
            await client.GetEventFeeChangesAsync(null);
            await client.GetEventFeeChangesAsync(Cursor);
        },
        [nameof(KalshiRestClient.GetAllEventFeeChangesAsync)] = client => client.GetAllEventFeeChangesAsync(),
        [nameof(KalshiRestClient.GetTradesAsync)] = async client =>
        {
            await client.GetTradesAsync(new TradeFilter(_ticker), Cursor);
            await client.GetTradesAsync(new TradeFilter(_ticker, _now - TimeSpan.FromDays(1), _now), null);
        },
        [nameof(KalshiRestClient.GetCandlesAsync)] = async client =>
        {
            foreach (var period in Enum.GetValues<CandlePeriod>()) await client.GetCandlesAsync(_series, _ticker, new CandleRange(_now - TimeSpan.FromDays(1), _now, period));
        },
        [nameof(KalshiRestClient.GetEventCandlesAsync)] = client => client.GetEventCandlesAsync(_series, _event, new CandleRange(_now - TimeSpan.FromHours(1), _now, CandlePeriod.Minute)),
        [nameof(KalshiRestClient.GetCandleBatchAsync)] = client => client.GetCandleBatchAsync([_ticker, new Ticker("KXNBAGAME-26OCT17BOSNYK-NYK")], new CandleRange(_now - TimeSpan.FromHours(1), _now, CandlePeriod.Hour)),
        [nameof(KalshiRestClient.GetHistoricalCutoffAsync)] = client => client.GetHistoricalCutoffAsync(),
        [nameof(KalshiRestClient.GetHistoricalMarketsAsync)] = async client =>
        {
            await client.GetHistoricalMarketsAsync(null, Cursor);
            await client.GetHistoricalMarketsAsync(_event, null);
            await client.GetHistoricalMarketsAsync(_series, Cursor);
        },
        [nameof(KalshiRestClient.GetHistoricalTradesAsync)] = async client =>
        {
            await client.GetHistoricalTradesAsync(new TradeFilter(_ticker), Cursor);
            await client.GetHistoricalTradesAsync(new TradeFilter(_ticker, _now - TimeSpan.FromDays(1), _now), null);
        },
        [nameof(KalshiRestClient.GetHistoricalCandlesAsync)] = async client =>
        {
            foreach (var period in Enum.GetValues<CandlePeriod>()) await client.GetHistoricalCandlesAsync(_ticker, new CandleRange(_now - TimeSpan.FromDays(1), _now, period));
        },
        [nameof(KalshiRestClient.ListHistoricalFillsAsync)] = async client =>
        {
            await client.ListHistoricalFillsAsync(null, null, null);
            await client.ListHistoricalFillsAsync(_ticker, _now, Cursor);
        },
        [nameof(KalshiRestClient.ListHistoricalOrdersAsync)] = async client =>
        {
            await client.ListHistoricalOrdersAsync(null, null, null);
            await client.ListHistoricalOrdersAsync(_ticker, _now, Cursor);
        },
        [nameof(KalshiRestClient.ListQueuePositionsAsync)] = async client =>
        {
            await client.ListQueuePositionsAsync([]);
            await client.ListQueuePositionsAsync([_ticker]);
        },
        [nameof(KalshiRestClient.GetQueuePositionAsync)] = client => client.GetQueuePositionAsync(_order, _ticker),
        [nameof(KalshiRestClient.AmendAsync)] = async client =>
        {
            var terms = new AmendTerms(_ticker, _shard, OrderSide.Ask, Price.FromCents(52), Quantity.FromHundredths(125));
            await client.AmendAsync(_order, terms, OrderRole.Entry);
            await client.AmendAsync(_order, terms with { Side = OrderSide.Bid, Id = ClientOrderIds.Make("main", 12, OrderRole.Exit, 1), NewId = ClientOrderIds.Make("main", 12, OrderRole.Exit, 2) }, OrderRole.Exit);
        },
        [nameof(KalshiRestClient.CreateBatchAsync)] = client => client.CreateBatchAsync([.. Tickets().Take(KalshiRestClient.MaxBatch)], null),
        [nameof(KalshiRestClient.GetMilestonesAsync)] = client => client.GetMilestonesAsync(_event, Cursor),
        [nameof(KalshiRestClient.GetLiveDataAsync)] = client => client.GetLiveDataAsync(Milestone),
    };

    /// <summary>Orders of every kind that the service writes.</summary>
    private static IEnumerable<OrderTicket> Tickets()
    {
        var counter = 0;
        foreach (var role in Enum.GetValues<OrderRole>())
        foreach (var side in Enum.GetValues<OrderSide>())
        foreach (var time in Enum.GetValues<TimeInForce>())
        foreach (var prevention in Enum.GetValues<SelfTradePrevention>())
        {
            var rests = time == TimeInForce.GoodTillCanceled;
            var full = new OrderTicket(
                ClientOrderIds.Make("main", 12, role, ++counter), _ticker, side, Price.FromUnits(5_200 + counter), Quantity.FromHundredths(100 + counter), time, role,
                PostOnly: rests, ReduceOnly: role == OrderRole.Exit && !rests, rests ? _now + TimeSpan.FromSeconds(90) : null, prevention, CancelOnPause: true, _group, _shard);
            yield return full;
            // The bare one: without what is optional.
            yield return full with
            {
                Id = ClientOrderIds.Make("main", 12, role, ++counter), PostOnly = false, ReduceOnly = false, Expiration = null, CancelOnPause = false, Group = null, Shard = new Shard(0),
            };
        }
    }

    private static async Task CreateOrdersAsync(KalshiRestClient client)
    {
        foreach (var ticket in Tickets()) await client.CreateOrderAsync(ticket, null);
    }
}
