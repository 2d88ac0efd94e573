using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Kalshi.Limits;

namespace KalshiArb.Kalshi.Rest;

public sealed partial class KalshiRestClient
{
    /// <summary>
    /// Whether the exchange takes orders, by shard: GET /exchange/status. Statuses 500, 503 and 504 carry the same body, which is then
    /// the answer.
    /// </summary>
    public async Task<ReadOutcome<ExchangeStatus>> GetExchangeStatusAsync(CancellationToken cancellation = default)
    {
        var (outcome, reply) = await ReadAsync<ExchangeStatus>(
            Get("/exchange/status", "/exchange/status", "", signed: false), Spending.AccountRead, ExchangeRows.Status, cancellation).ConfigureAwait(false);
        if (outcome is ReadOutcome<ExchangeStatus>.Failed && reply is { Kind: ReplyKind.Replied, Status: 500 or 503 or 504 }
            && TryDecode<ExchangeStatus>(reply.Body, ExchangeRows.Status, out var status, out _))
            return new ReadOutcome<ExchangeStatus>.Ok(status!);
        return outcome;
    }

    /// <summary>When the exchange trades, and announced maintenance: GET /exchange/schedule.</summary>
    public async Task<ReadOutcome<ExchangeSchedule>> GetScheduleAsync(CancellationToken cancellation = default) =>
        (await ReadAsync(
            Get("/exchange/schedule", "/exchange/schedule", "", signed: false), Spending.MarketRead,
            (JsonElement root, FieldWatch _, out string? fault) => ExchangeRows.Schedule(root, out fault), cancellation).ConfigureAwait(false)).Outcome;

    /// <summary>One series: GET /series/{t}. One with a fee type that cannot be computed fails: its markets are not quoted.</summary>
    public async Task<ReadOutcome<SeriesInfo>> GetSeriesAsync(SeriesTicker series, CancellationToken cancellation = default) =>
        (await ReadAsync(
            Get("/series/:", "/series/" + Uri.EscapeDataString(series.Value), "", signed: false), Spending.MarketRead,
            Inside<SeriesInfo>("series", MarketRows.Series), cancellation).ConfigureAwait(false)).Outcome;

    /// <summary>One page of events: GET /events. Combos are never among them.</summary>
    public async Task<ReadOutcome<Page<EventInfo>>> GetEventsAsync(EventFilter filter, string? cursor, CancellationToken cancellation = default)
    {
        var inner = new List<QuarantinedRow>();
        var outcome = await ReadPageAsync(
            Get("/events", "/events", Query(
                ("series_ticker", filter.Series?.Value), ("status", filter.Status), ("with_nested_markets", filter.WithMarkets ? "true" : null),
                ("limit", "200"), ("cursor", cursor)), signed: false),
            Spending.MarketRead,
            new Listing<EventInfo>(
                "event", "events", "event_ticker",
                (JsonElement row, FieldWatch watch, out string? fault) => MarketRows.Event(row, watch, inner, out fault), Strict: false),
            cancellation).ConfigureAwait(false);
        return outcome is ReadOutcome<Page<EventInfo>>.Ok { Value: var page }
            ? new ReadOutcome<Page<EventInfo>>.Ok(page with { Quarantined = [.. page.Quarantined, .. inner] })
            : outcome;
    }

    /// <summary>All pages of events in one.</summary>
    public Task<ReadOutcome<Page<EventInfo>>> GetAllEventsAsync(EventFilter filter, CancellationToken cancellation = default) =>
        ReadAllAsync(cursor => GetEventsAsync(filter, cursor, cancellation));

    /// <summary>One page of markets: GET /markets?mve_filter=exclude. The default listing would be nearly all combos.</summary>
    public Task<ReadOutcome<Page<MarketInfo>>> GetMarketsAsync(MarketFilter filter, string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/markets", "/markets", Query(
                ("series_ticker", filter.Series?.Value), ("event_ticker", filter.Event?.Value),
                ("tickers", filter.Tickers is { Length: > 0 } tickers ? string.Join(',', tickers.Select(ticker => ticker.Value)) : null),
                ("status", filter.Status), ("min_close_ts", Seconds(filter.MinClose)), ("mve_filter", "exclude"), ("limit", "1000"), ("cursor", cursor)), signed: false),
            Spending.MarketRead, new Listing<MarketInfo>("market", "markets", "ticker", MarketRows.Market, Strict: false), cancellation);

    /// <summary>All pages of markets in one.</summary>
    public Task<ReadOutcome<Page<MarketInfo>>> GetAllMarketsAsync(MarketFilter filter, CancellationToken cancellation = default) =>
        ReadAllAsync(cursor => GetMarketsAsync(filter, cursor, cancellation));

    /// <summary>One market: GET /markets/{t}.</summary>
    public async Task<ReadOutcome<MarketInfo>> GetMarketAsync(Ticker ticker, CancellationToken cancellation = default) =>
        (await ReadAsync(
            Get("/markets/:", "/markets/" + Uri.EscapeDataString(ticker.Value), "", signed: false), Spending.MarketRead,
            Inside<MarketInfo>("market", MarketRows.Market), cancellation).ConfigureAwait(false)).Outcome;

    /// <summary>A whole book: GET /markets/{t}/orderbook. It may come from a cache and be some seconds old: no base for an order.</summary>
    public async Task<ReadOutcome<OrderBookInfo>> GetOrderBookAsync(Ticker ticker, CancellationToken cancellation = default) =>
        (await ReadAsync(
            Get("/markets/:/orderbook", "/markets/" + Uri.EscapeDataString(ticker.Value) + "/orderbook", ""), Spending.MarketRead,
            (JsonElement root, FieldWatch _, out string? fault) => MarketRows.Book(ticker, root, out fault), cancellation).ConfigureAwait(false)).Outcome;

    /// <summary>Scheduled fee changes of a series: GET /series/fee_changes. One that cannot be read makes the answer fail.</summary>
    public async Task<ReadOutcome<ImmutableArray<SeriesFeeChange>>> GetFeeChangesAsync(SeriesTicker series, CancellationToken cancellation = default)
    {
        var outcome = await ReadPageAsync(
            Get("/series/fee_changes", "/series/fee_changes", Query(("series_ticker", series.Value), ("show_historical", "false")), signed: false),
            Spending.MarketRead,
            new Listing<SeriesFeeChange>("series_fee_change", "series_fee_change_arr", "series_ticker", MarketRows.SeriesChange, Strict: true, HasCursor: false),
            cancellation).ConfigureAwait(false);
        return WholeList(outcome);
    }

    /// <summary>One page of scheduled fee changes of events: GET /events/fee_changes.</summary>
    public Task<ReadOutcome<Page<EventFeeChange>>> GetEventFeeChangesAsync(string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/events/fee_changes", "/events/fee_changes", Query(("limit", "200"), ("cursor", cursor)), signed: false), Spending.MarketRead,
            new Listing<EventFeeChange>("event_fee_change", "event_fee_changes", "event_ticker", MarketRows.EventChange, Strict: false), cancellation);

    /// <summary>All pages of scheduled fee changes of events in one.</summary>
    public Task<ReadOutcome<Page<EventFeeChange>>> GetAllEventFeeChangesAsync(CancellationToken cancellation = default) =>
        ReadAllAsync(cursor => GetEventFeeChangesAsync(cursor, cancellation));

    /// <summary>One page of trades of a market, newest first: GET /markets/trades.</summary>
    public Task<ReadOutcome<Page<PublicTrade>>> GetTradesAsync(TradeFilter filter, string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/markets/trades", "/markets/trades", OfTrades(filter, cursor), signed: false), Spending.MarketRead,
            new Listing<PublicTrade>("trade", "trades", "trade_id", MarketRows.Trade, Strict: false), cancellation);

    /// <summary>One page of milestones about an event: GET /milestones.</summary>
    public Task<ReadOutcome<Page<Milestone>>> GetMilestonesAsync(EventTicker relatedEvent, string? cursor, CancellationToken cancellation = default) =>
        ReadPageAsync(
            Get("/milestones", "/milestones", Query(("limit", "500"), ("related_event_ticker", relatedEvent.Value), ("cursor", cursor)), signed: false), Spending.MarketRead,
            new Listing<Milestone>("milestone", "milestones", "id", ExchangeRows.Milestone, Strict: false, HasCursor: false), cancellation);

    /// <summary>The live state of a milestone: GET /live_data/milestone/{id}.</summary>
    public async Task<ReadOutcome<LiveData>> GetLiveDataAsync(string milestone, CancellationToken cancellation = default) =>
        (await ReadAsync(
            Get("/live_data/milestone/:", "/live_data/milestone/" + Uri.EscapeDataString(milestone), "", signed: false), Spending.MarketRead,
            (JsonElement root, FieldWatch _, out string? fault) => ExchangeRows.Live(root, out fault), cancellation).ConfigureAwait(false)).Outcome;
}
