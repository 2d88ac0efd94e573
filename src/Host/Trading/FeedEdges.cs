using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Odds.Api;
using KalshiArb.Feeds.Odds.Lines;
using KalshiArb.Feeds.Polling;
using KalshiArb.Feeds.Reference;
using KalshiArb.Feeds.Scores;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Discovery;

namespace KalshiArb.Host.Trading;

/// <summary>The feeds of a session from outside this process: made from its settings, started and ended with it.</summary>
internal sealed class FeedEdges : IAsyncDisposable
{
    private readonly FeedSettings _settings;
    private readonly FeedSecret? _key;
    private readonly ReferenceData _tables;
    private ImmutableArray<FeedSource> _sources = [];
    private OddsPrecedence? _odds;

    private FeedEdges(FeedSettings settings, FeedSecret? key, ReferenceData tables) => (_settings, _key, _tables) = (settings, key, tables);

    /// <summary>How each is now. From any thread.</summary>
    public ImmutableArray<FeedRow> Rows => [.. _sources.Select(Row)];

    /// <summary>How we name ourselves to sources.</summary>
    public static string UserAgent => "kalshiarb/" + Build.Version.Split('+')[0];

    /// <summary>What is on, for a person.</summary>
    public static string Describe(FeedSettings settings)
    {
        if (!settings.Any) return "no feed of odds or scores is on, so nothing is entered";
        string[] on = [settings.OddsApi is null ? "" : "odds of The Odds API", settings.Lines is null ? "" : "odds as lines", settings.Scores is null ? "" : $"scores of {settings.Scores.Routes.Length} leagues"];
        var lonely = settings is { Scores: not null, OddsApi: null, Lines: null } ? "; WITHOUT ODDS the score edge prices games by league averages alone, which were worse than the market where that was measured (kalshiarb calibrate)" : "";
        return string.Join(", ", on.Where(text => text.Length > 0)) + lonely;
    }

    /// <summary>
    /// Reads what the feeds that are on need before a session begins; null when none is on. Throws <see cref="SessionRefusedException"/>
    /// when a key is missing or the tables cannot be read.
    /// </summary>
    public static FeedEdges? Prepare(FeedSettings settings)
    {
        if (!settings.Any) return null;
        if (!ReferenceData.TryLoad(ProgramFiles.Find("data"), out var tables, out var errors)) throw new SessionRefusedException(ExitCode.Usage, "data: " + string.Join("; ", errors));
        if (settings.OddsApi is not { } api) return new FeedEdges(settings, null, tables);
        var reading = FeedKey.Read(api.KeyFile, Environment.GetEnvironmentVariable);
        return new FeedEdges(settings, reading.Key ?? throw new SessionRefusedException(ExitCode.Usage, "feeds.odds-api: " + reading.Problem), tables);
    }

    /// <summary>Begins to ask, once.</summary>
    /// <param name="sink">The core.</param>
    /// <param name="now">The session's clock.</param>
    /// <param name="observer">The console.</param>
    /// <param name="markets">The markets known now; another instance when they changed.</param>
    /// <param name="exchange">The REST address of the exchange that is traded on, whose own live data may be a source.</param>
    /// <param name="seed">Draws the jitter.</param>
    public void Start(IInputSink sink, Func<Instant> now, ISessionObserver observer, Func<ImmutableSortedDictionary<Ticker, DiscoveredMarket>> markets, Uri exchange, int seed)
    {
        var words = new Words(now, observer);
        var games = new VenueGameList(markets, _tables, words.Note);
        _odds = new OddsPrecedence(sink, _settings.PrefersLines ? [LinesLane.Source, OddsApiSports.Source] : [OddsApiSports.Source, LinesLane.Source], _settings.Claim);
        var sources = ImmutableArray.CreateBuilder<FeedSource>();
        if (_settings.OddsApi is { } api) sources.Add(OddsApiSource.Create(api.Terms, _key!, Context(_odds), Http(), _tables.Teams, games.Now));
        if (_settings.Lines is { } lines) sources.Add(Lines(lines, Context(_odds), games));
        if (_settings.Scores is { } scores)
            sources.AddRange(ScoreSources.Create(scores.Routes, (scores.NbaCdn, scores.Espn), scores.Terms, () => Context(sink), Http, _tables.Teams, games.Now, scores.Kalshi.At(exchange)));
        _sources = sources.ToImmutable();
        foreach (var source in _sources) source.Start();

        // A generator of its own for each source: one thread at a time draws from it.
        FeedContext Context(IInputSink to)
        {
#pragma warning disable CA5394 // Jitter is no secret.
            var random = new Random(seed = unchecked(seed + 1));
            return new FeedContext(_settings.Patience, new FeedClock(now, Task.Delay, random.NextDouble), to, words);
#pragma warning restore CA5394
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources) await source.DisposeAsync().ConfigureAwait(false);
    }

    private HttpFetcher Http() => new(_settings.Patience, UserAgent);

    private FeedSource Lines(LinesSettings lines, FeedContext context, VenueGameList games)
    {
        var uri = lines.Url ?? new Uri(lines.File!);
        IFeedFetcher fetcher = lines.Url is not null ? Http() : new LineTail(lines.File!);
        return new FeedSource(LinesLane.Source, context, fetcher, [new LinesLane(uri, lines.Url is not null, lines.Poll, _tables.Teams, games.Now)]);
    }

    private FeedRow Row(FeedSource source)
    {
        var status = source.Status;
        var isSecond = _settings is { OddsApi: not null, Lines: not null } && source.Name == (_settings.PrefersLines ? OddsApiSource.Name : LinesLane.Source);
        var passed = isSecond ? $"{_odds!.PassedOver} polls of games that the preferred source tells" : "";
        return new FeedRow(
            status.Name, status.Health.ToString().ToLowerInvariant(), status.LastSuccess, status.NextDue, status.Polls, status.Failures, status.FailuresInRow, status.Quarantined, status.Dropped, status.Restarts,
            status.LastFault, string.Join("; ", new[] { status.Note, passed }.Where(text => text.Length > 0)));
    }

    /// <summary>Alerts on the console and in the log, notes in the log.</summary>
    private sealed class Words(Func<Instant> now, ISessionObserver observer) : IFeedObserver
    {
        public void Alert(string text)
        {
            Serilog.Log.Warning("Feed {Text}", text);
            observer.Report(new SessionLine.Alert(now(), "FEEDS", text));
        }

        public void Note(string text) => Serilog.Log.Information("Feed {Text}", text);
    }
}
