using System.Collections.Immutable;
using KalshiArb.Domain.Markets;

namespace KalshiArb.Kalshi.Rest;

public sealed partial class KalshiRestClient
{
    /// <summary>Whether the exchange takes orders, by shard.</summary>
    public Task<ReadOutcome<ExchangeStatus>> GetExchangeStatusAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>When it does, and maintenance.</summary>
    public Task<ReadOutcome<ExchangeSchedule>> GetScheduleAsync(CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>One series.</summary>
    public Task<ReadOutcome<SeriesInfo>> GetSeriesAsync(SeriesTicker series, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>One page of events.</summary>
    public Task<ReadOutcome<Page<EventInfo>>> GetEventsAsync(EventFilter filter, string? cursor, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>All pages of events in one.</summary>
    public Task<ReadOutcome<Page<EventInfo>>> GetAllEventsAsync(EventFilter filter, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>One page of markets, combos excluded.</summary>
    public Task<ReadOutcome<Page<MarketInfo>>> GetMarketsAsync(MarketFilter filter, string? cursor, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>All pages of markets in one.</summary>
    public Task<ReadOutcome<Page<MarketInfo>>> GetAllMarketsAsync(MarketFilter filter, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>One market.</summary>
    public Task<ReadOutcome<MarketInfo>> GetMarketAsync(Ticker ticker, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>A whole book, perhaps some seconds old.</summary>
    public Task<ReadOutcome<OrderBookInfo>> GetOrderBookAsync(Ticker ticker, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>Scheduled fee changes of a series.</summary>
    public Task<ReadOutcome<ImmutableArray<SeriesFeeChange>>> GetFeeChangesAsync(SeriesTicker series, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>One page of scheduled fee changes of events.</summary>
    public Task<ReadOutcome<Page<EventFeeChange>>> GetEventFeeChangesAsync(string? cursor, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>One page of trades, newest first.</summary>
    public Task<ReadOutcome<Page<PublicTrade>>> GetTradesAsync(Ticker ticker, string? cursor, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>One page of milestones about an event.</summary>
    public Task<ReadOutcome<Page<Milestone>>> GetMilestonesAsync(EventTicker relatedEvent, string? cursor, CancellationToken cancellation = default) => throw new NotSupportedException();

    /// <summary>The live state of a milestone.</summary>
    public Task<ReadOutcome<LiveData>> GetLiveDataAsync(string milestone, CancellationToken cancellation = default) => throw new NotSupportedException();
}
