using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Limits;

namespace KalshiArb.Kalshi.Rest;

public sealed partial class KalshiRestClient
{
    /// <summary>The most markets of one request for candles; the venue also stops at 10,000 candles.</summary>
    public const int MaxCandleMarkets = 100;

    /// <summary>Candles of a market: GET /series/{s}/markets/{t}/candlesticks. One that cannot be read makes the answer fail.</summary>
    public async Task<ReadOutcome<MarketCandles>> GetCandlesAsync(SeriesTicker series, Ticker ticker, CandleRange range, CancellationToken cancellation = default) =>
        (await ReadAsync(
            Get("/series/:/markets/:/candlesticks", $"/series/{Uri.EscapeDataString(series.Value)}/markets/{Uri.EscapeDataString(ticker.Value)}/candlesticks", OfRange(range), signed: false),
            Spending.MarketRead, (JsonElement root, FieldWatch _, out string? fault) => CandleRows.Market(root, "ticker", out fault), cancellation).ConfigureAwait(false)).Outcome;

    /// <summary>Candles of all markets of an event: GET /series/{s}/events/{e}/candlesticks.</summary>
    public async Task<ReadOutcome<EventCandles>> GetEventCandlesAsync(SeriesTicker series, EventTicker ticker, CandleRange range, CancellationToken cancellation = default) =>
        (await ReadAsync(
            Get("/series/:/events/:/candlesticks", $"/series/{Uri.EscapeDataString(series.Value)}/events/{Uri.EscapeDataString(ticker.Value)}/candlesticks", OfRange(range), signed: false),
            Spending.MarketRead, (JsonElement root, FieldWatch _, out string? fault) => CandleRows.Event(root, out fault), cancellation).ConfigureAwait(false)).Outcome;

    /// <summary>Candles of up to <see cref="MaxCandleMarkets"/> markets: GET /markets/candlesticks. Markets that the answer leaves out are not in it.</summary>
    public Task<ReadOutcome<Page<MarketCandles>>> GetCandleBatchAsync(ImmutableArray<Ticker> tickers, CandleRange range, CancellationToken cancellation = default)
    {
        InvariantViolation.Unless(tickers.Length is >= 1 and <= MaxCandleMarkets, $"candles of {tickers.Length} markets are not within 1 to {MaxCandleMarkets}");
        return ReadPageAsync(
            Get("/markets/candlesticks", "/markets/candlesticks", OfRange(range, ("market_tickers", string.Join(',', tickers.Select(ticker => ticker.Value)))), signed: false),
            Spending.MarketRead,
            new Listing<MarketCandles>(
                "market_candlesticks", "markets", "market_ticker",
                static (JsonElement row, FieldWatch _, out string? fault) => CandleRows.Market(row, "market_ticker", out fault), Strict: false, HasCursor: false),
            cancellation);
    }

    /// <summary>Where the live tables begin: GET /historical/cutoff.</summary>
    public async Task<ReadOutcome<HistoricalCutoff>> GetHistoricalCutoffAsync(CancellationToken cancellation = default) =>
        (await ReadAsync(
            Get("/historical/cutoff", "/historical/cutoff", "", signed: false), Spending.MarketRead,
            (JsonElement root, FieldWatch _, out string? fault) => CandleRows.Cutoff(root, out fault), cancellation).ConfigureAwait(false)).Outcome;

    /// <summary>
    /// One page of fills before the cutoff: GET /historical/fills. It cannot be narrowed to a subaccount: a row of another one
    /// makes it fail, so it serves an account that has traded with one subaccount only.
    /// </summary>
    /// <param name="ticker">One market; null for all.</param>
    /// <param name="maxTime">Only those until then, cut to whole seconds; null for all.</param>
    /// <param name="cursor">Where the page begins; null for the first.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ReadOutcome<Page<FillReported>>> ListHistoricalFillsAsync(Ticker? ticker, Instant? maxTime, string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/historical/fills", "/historical/fills", OfHistory(ticker, maxTime, cursor)), Spending.AccountRead,
            new Listing<FillReported>("fill", "fills", "fill_id", AccountRows.Fill, Strict: true, Own: true), cancellation);

    /// <summary>One page of orders that ended before the cutoff: GET /historical/orders. Subaccounts as with fills.</summary>
    /// <param name="ticker">One market; null for all.</param>
    /// <param name="maxTime">Only those until then, cut to whole seconds; null for all.</param>
    /// <param name="cursor">Where the page begins; null for the first.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ReadOutcome<Page<ListedOrder>>> ListHistoricalOrdersAsync(Ticker? ticker, Instant? maxTime, string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/historical/orders", "/historical/orders", OfHistory(ticker, maxTime, cursor)), Spending.AccountRead,
            new Listing<ListedOrder>("order", "orders", "order_id", OrderRows.Order, Strict: true, Own: true), cancellation);

    /// <summary>One page of markets that settled before the cutoff: GET /historical/markets. Its filters exclude each other: one at most.</summary>
    /// <param name="ofEvent">One event; null for all.</param>
    /// <param name="cursor">Where the page begins; null for the first.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ReadOutcome<Page<MarketInfo>>> GetHistoricalMarketsAsync(EventTicker? ofEvent, string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/historical/markets", "/historical/markets", Query(("event_ticker", ofEvent?.Value), ("limit", "1000"), ("cursor", cursor)), signed: false),
            Spending.MarketRead, new Listing<MarketInfo>("market", "markets", "ticker", MarketRows.Market, Strict: false), cancellation);

    /// <summary>One page of a series' markets that settled before the cutoff: GET /historical/markets.</summary>
    /// <param name="ofSeries">The series.</param>
    /// <param name="cursor">Where the page begins; null for the first.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<ReadOutcome<Page<MarketInfo>>> GetHistoricalMarketsAsync(SeriesTicker ofSeries, string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/historical/markets", "/historical/markets", Query(("series_ticker", ofSeries.Value), ("limit", "1000"), ("cursor", cursor)), signed: false),
            Spending.MarketRead, new Listing<MarketInfo>("market", "markets", "ticker", MarketRows.Market, Strict: false), cancellation);

    /// <summary>
    /// Candles of a market that settled before the cutoff: GET /historical/markets/{t}/candlesticks, whose fields have no _dollars and no
    /// _fp at their end. One that cannot be read makes the answer fail.
    /// </summary>
    public async Task<ReadOutcome<MarketCandles>> GetHistoricalCandlesAsync(Ticker ticker, CandleRange range, CancellationToken cancellation = default) =>
        (await ReadAsync(
            Get("/historical/markets/:/candlesticks", $"/historical/markets/{Uri.EscapeDataString(ticker.Value)}/candlesticks", OfRange(range), signed: false),
            Spending.MarketRead, (JsonElement root, FieldWatch _, out string? fault) => CandleRows.Historical(root, out fault), cancellation).ConfigureAwait(false)).Outcome;

    /// <summary>One page of trades before the cutoff: GET /historical/trades.</summary>
    public Task<ReadOutcome<Page<PublicTrade>>> GetHistoricalTradesAsync(TradeFilter filter, string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/historical/trades", "/historical/trades", OfTrades(filter, cursor), signed: false),
            Spending.MarketRead, new Listing<PublicTrade>("trade", "trades", "trade_id", MarketRows.Trade, Strict: false), cancellation);

    /// <summary>What is ahead of each of our resting orders: GET /portfolio/orders/queue_positions.</summary>
    /// <param name="tickers">Their markets; empty for all.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ReadOutcome<ImmutableArray<QueuePosition>>> ListQueuePositionsAsync(ImmutableArray<Ticker> tickers, CancellationToken cancellation = default) =>
        WholeList(await ReadPageAsync(
            Get("/portfolio/orders/queue_positions", "/portfolio/orders/queue_positions", Query(
                ("market_tickers", tickers.IsDefaultOrEmpty ? null : string.Join(',', tickers.Select(ticker => ticker.Value))), ("subaccount", Subaccount))),
            Spending.AccountRead,
            new Listing<QueuePosition>(
                "queue_position", "queue_positions", "order_id", static (JsonElement row, FieldWatch _, out string? fault) => CandleRows.Queued(row, out fault),
                Strict: true, HasCursor: false, MayLackArray: true),
            cancellation).ConfigureAwait(false));

    /// <summary>What is ahead of one resting order: GET /portfolio/orders/{id}/queue_position.</summary>
    public async Task<ReadOutcome<QueuePosition>> GetQueuePositionAsync(VenueOrderId order, Ticker ticker, CancellationToken cancellation = default) =>
        (await ReadAsync(
            Get("/portfolio/orders/:/queue_position", "/portfolio/orders/" + Uri.EscapeDataString(order.Value) + "/queue_position", ""), Spending.AccountRead,
            (JsonElement root, FieldWatch _, out string? fault) => CandleRows.Queued(order, ticker, root, out fault), cancellation).ConfigureAwait(false)).Outcome;

    private static string OfRange(CandleRange range, params ReadOnlySpan<(string Name, string? Value)> more)
    {
        InvariantViolation.Unless(range.From <= range.To, $"candles from {range.From} to {range.To}");
        return Query([.. more, ("start_ts", Seconds(range.From)), ("end_ts", Seconds(range.To)), ("period_interval", ((int)range.Period).ToString(CultureInfo.InvariantCulture))]);
    }

    private static string OfTrades(TradeFilter filter, string? cursor) =>
        Query(("ticker", filter.Ticker.Value), ("min_ts", Seconds(filter.From)), ("max_ts", Seconds(filter.To)), ("limit", "1000"), ("cursor", cursor));

    private static string OfHistory(Ticker? ticker, Instant? maxTime, string? cursor) =>
        Query(("ticker", ticker?.Value), ("max_ts", Seconds(maxTime)), ("limit", "1000"), ("cursor", cursor));
}
