using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Reference;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Discovery;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Trading;

/// <summary>
/// The markets that a run over the wire knows: found at the start, looked for again when the venue says that something
/// changed and every few minutes. What is new or different becomes inputs of the core.
/// </summary>
internal sealed class MarketDirectory
{
    private readonly MarketDiscovery _discovery;
    private readonly ImmutableArray<SeriesTicker> _series;
    private readonly Func<Instant> _now;
    private readonly ISessionObserver _observer;
    private volatile ImmutableSortedDictionary<Ticker, DiscoveredMarket> _markets = ImmutableSortedDictionary<Ticker, DiscoveredMarket>.Empty;
    private bool _tellAll;
    private readonly SortedSet<string> _told = new(StringComparer.Ordinal);

    private MarketDirectory(MarketDiscovery discovery, ImmutableArray<SeriesTicker> series, Func<Instant> now, ISessionObserver observer) =>
        (_discovery, _series, _now, _observer) = (discovery, series, now, observer);

    /// <summary>A directory of the enabled sports' series. Throws <see cref="SessionRefusedException"/> when the tables cannot be read.</summary>
    public static MarketDirectory Of(KalshiRestClient client, EffectiveSettings settings, Func<Instant> now, ISessionObserver observer)
    {
        if (!ReferenceData.TryLoad(ProgramFiles.Find("data"), out var tables, out var errors))
            throw new SessionRefusedException(ExitCode.Usage, "data: " + string.Join("; ", errors));
        return new MarketDirectory(
            new MarketDiscovery(client, tables.Series, tables.Teams), [.. settings.Sports.Where(sport => sport.Enabled).Select(sport => sport.Series)], now, observer);
    }

    /// <summary>Every market known, by ticker. From any thread; looks are made by one at a time.</summary>
    public IEnumerable<DiscoveredMarket> Markets => _markets.Values;

    /// <summary>The same as one value, which is another instance when something was found. From any thread.</summary>
    public ImmutableSortedDictionary<Ticker, DiscoveredMarket> Known => _markets;

    /// <summary>When the next scheduled fee change is due; null when none is known.</summary>
    public Instant? NextFeeChange { get; private set; }

    /// <summary>The next look tells every market, whether it was told before or not. From any thread.</summary>
    public void TellAll() => Volatile.Write(ref _tellAll, true);

    /// <summary>
    /// Looks, and returns the inputs that tell the core what is new, in the order of tickers. A series that cannot be read
    /// leaves its markets as they were, and is reported.
    /// </summary>
    public async Task<ImmutableArray<Input>> LookAsync(CancellationToken cancellation)
    {
        var now = _now();
        var round = await _discovery.FindAsync(_series, "open", now, cancellation).ConfigureAwait(false);
        foreach (var (series, reason) in round.FailedSeries) Tell($"series {series} cannot be read: {reason}");
        foreach (var row in round.Quarantined) Tell($"quarantined {row}");
        NextFeeChange = round.FeesAhead.IsEmpty ? null : round.FeesAhead[0].At;
        // Once a look has been made: one that fails throws, and everything is still to be told. So it is where a series was not read.
        var all = Interlocked.Exchange(ref _tellAll, false);
        if (all && !round.FailedSeries.IsEmpty) TellAll();
        var inputs = ImmutableArray.CreateBuilder<Input>();
        var markets = _markets.ToBuilder();
        foreach (var found in round.Markets)
        {
            var known = markets.GetValueOrDefault(found.Facts.Ticker);
            markets[found.Facts.Ticker] = found;
            if (all || known is null || Differs(known.Facts, found.Facts)) inputs.Add(new MarketListed(found.Facts));
            if (all || known?.Listed.Volume != found.Listed.Volume) inputs.Add(new MarketVolumeReported(found.Facts.Ticker, found.Listed.Volume));
        }

        _markets = markets.ToImmutable();
        return inputs.ToImmutable();
    }

    private static bool Differs(MarketFacts left, MarketFacts right) =>
        !left.Grid.Ranges.SequenceEqual(right.Grid.Ranges) || left with { Grid = right.Grid } != right;

    private void Tell(string what)
    {
        if (_told.Add(what)) _observer.Report(new SessionLine.Alert(_now(), "MARKETS", what));
    }
}
