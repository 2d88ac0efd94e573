using System.Collections.Concurrent;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Doctor;

/// <summary>
/// The venue's answers, each asked for once and shared by the checks. A failed answer is kept too: the retries were the
/// client's.
/// </summary>
/// <param name="client">Asks.</param>
/// <param name="signer">Signs what the client does not offer.</param>
/// <param name="baseUri">The REST base.</param>
/// <param name="streamUri">The WebSocket.</param>
public sealed class VenueAnswers(KalshiRestClient client, IRequestSigner signer, Uri baseUri, Uri streamUri)
{
    private const int MaxSeries = 100;

    private readonly ConcurrentDictionary<string, object> _answers = new(StringComparer.Ordinal);

    /// <summary>The client, for the canary's orders.</summary>
    public KalshiRestClient Client { get; } = client;

    /// <summary>Signs.</summary>
    public IRequestSigner Signer { get; } = signer;

    /// <summary>The REST base.</summary>
    public Uri BaseUri { get; } = baseUri;

    /// <summary>The WebSocket.</summary>
    public Uri StreamUri { get; } = streamUri;

    /// <summary>Whether the exchange takes orders.</summary>
    public Task<ReadOutcome<ExchangeStatus>> StatusAsync(CancellationToken cancellation) => Once("status", () => Client.GetExchangeStatusAsync(cancellation));

    /// <summary>When it does.</summary>
    public Task<ReadOutcome<ExchangeSchedule>> ScheduleAsync(CancellationToken cancellation) => Once("schedule", () => Client.GetScheduleAsync(cancellation));

    /// <summary>Our keys.</summary>
    public Task<ReadOutcome<KeyListing>> KeysAsync(CancellationToken cancellation) => Once("keys", () => Client.GetKeysAsync(cancellation));

    /// <summary>Rate limits.</summary>
    public Task<ReadOutcome<AccountLimits>> LimitsAsync(CancellationToken cancellation) => Once("limits", () => Client.GetLimitsAsync(cancellation));

    /// <summary>Token costs.</summary>
    public Task<ReadOutcome<EndpointCosts>> CostsAsync(CancellationToken cancellation) => Once("costs", () => Client.GetEndpointCostsAsync(cancellation));

    /// <summary>Cash by shard.</summary>
    public Task<ReadOutcome<AccountBalance>> BalanceAsync(CancellationToken cancellation) => Once("balance", () => Client.GetBalanceAsync(cancellation));

    /// <summary>Netting.</summary>
    public Task<ReadOutcome<ImmutableArray<NettingSetting>>> NettingAsync(CancellationToken cancellation) => Once("netting", () => Client.GetNettingAsync(cancellation));

    /// <summary>Positions that are not zero.</summary>
    public Task<ReadOutcome<ImmutableArray<VenuePosition>>> PositionsAsync(CancellationToken cancellation) => Once("positions", () => Client.ListAllPositionsAsync(cancellation));

    /// <summary>Resting orders.</summary>
    public Task<ReadOutcome<ImmutableArray<ListedOrder>>> RestingOrdersAsync(CancellationToken cancellation) =>
        Once("orders", () => Client.ListAllOrdersAsync(new OrderFilter(Status: VenueOrderStatus.Resting), cancellation));

    /// <summary>One series.</summary>
    public Task<ReadOutcome<SeriesInfo>> SeriesAsync(SeriesTicker series, CancellationToken cancellation) => Once($"series {series}", () => Client.GetSeriesAsync(series, cancellation));

    /// <summary>The first page of a series' open markets.</summary>
    public Task<ReadOutcome<Page<MarketInfo>>> OpenMarketsAsync(SeriesTicker series, CancellationToken cancellation) =>
        Once($"markets {series}", () => Client.GetMarketsAsync(new MarketFilter(Series: series, Status: "open"), cursor: null, cancellation));

    /// <summary>
    /// The shards that trading the given series would use, each with why: where their open markets live, else where the venue
    /// puts new events, else what is known of the series. A series of which nothing is known is left out; its fee check fails.
    /// </summary>
    public async Task<ImmutableSortedDictionary<Shard, string>> ShardsInUseAsync(DoctorContext context, CancellationToken cancellation)
    {
        var shards = ImmutableSortedDictionary.CreateBuilder<Shard, string>();
        foreach (var series in context.TradedSeries.Take(MaxSeries))
        {
            var markets = await OpenMarketsAsync(series, cancellation).ConfigureAwait(false) is ReadOutcome<Page<MarketInfo>>.Ok { Value.Items: var items } ? items : [];
            var found = markets.Select(m => m.Shard).OfType<Shard>().Distinct().ToArray();
            if (found.Length == 0 && await SeriesAsync(series, cancellation).ConfigureAwait(false) is ReadOutcome<SeriesInfo>.Ok { Value.Shard: { } next }) found = [next];
            if (found.Length == 0 && context.Series.Find(series) is { } known) found = [known.Shard];
            foreach (var shard in found) shards[shard] = shards.TryGetValue(shard, out var others) ? $"{others}, {series}" : series.Value;
        }
        return shards.ToImmutable();
    }

    private Task<T> Once<T>(string what, Func<Task<T>> ask) => (Task<T>)_answers.GetOrAdd(what, _ => ask());
}
