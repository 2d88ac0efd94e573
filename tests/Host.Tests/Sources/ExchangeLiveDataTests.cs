using System.Collections.Immutable;
using System.Net;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Doctor;
using KalshiArb.Host.Sessions;
using KalshiArb.Host.Tests.Doctor;
using KalshiArb.Host.Trading;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;
using KalshiArb.PaperExchange.Auth;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Rest;

namespace KalshiArb.Host.Tests.Sources;

/// <summary>The exchange's own live data as a source of scores, from the paper exchange over real sockets: found, joined, asked for, read.</summary>
[Collection(AloneCollection.Name)]
public sealed class ExchangeLiveDataTests : IAsyncLifetime, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kalshiarb-live-").FullName;
    private readonly KeyRing _keys = new();
    private NewKeyPair _pair = null!;
    private ExchangeEngine _engine = null!;
    private ExchangeServer _server = null!;

    public async Task InitializeAsync()
    {
        _pair = KeyPairs.TryWrite(_folder, KeyKind.Ed25519, out _)!;
        Assert.True(_keys.TryAdd(_pair.Id, File.ReadAllText(_pair.PublicPath), out _));
        var slate = Exchange.Slate.SlateSettings.Default(7);
        var start = Instant.FromUnixSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds());
        _engine = ExchangeEngine.Open(new EngineSettings(7, slate.Games, slate.Lag, start, slate.ClientCash, VenueRules.Kalshi2026, 1, null), TimeProvider.System);
        _server = await ExchangeServer.StartAsync(_engine, new ServerOptions(IPAddress.Loopback, 0, _keys, UsageTier.Advanced, TimeProvider.System, _ => { }));
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _engine.Dispose();
    }

    public void Dispose()
    {
        _keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Uri Rest => new(_server.Address, "/trade-api/v2");

    private EffectiveSettings Settings() => ConfigurationLoader.Load(
        [Path.Combine(Repository.Root, "hocon.conf")],
        [
            "mode=demo", $"exchange.hosts.demo.rest={Rest}", $"exchange.hosts.demo.stream=ws://{_server.Address.Authority}/trade-api/ws/v2", $"exchange.key-id={_pair.Id}", $"exchange.key-file={_pair.PrivatePath}",
            "feeds.scores.enabled=on", "feeds.scores.kalshi.pause=100ms", "feeds.scores.near-poll=1s",
            .. Feeds.LeagueNames.All.SelectMany(league => new[] { $"feeds.scores.{league.Name}.primary=kalshi", $"feeds.scores.{league.Name}.fallback=none" }),
        ]).Settings!;

    [Fact]
    public async Task Every_game_in_play_of_every_league_is_told_as_the_exchange_has_it()
    {
        var settings = Settings();
        using var key = Assert.IsType<KeyReading.Loaded>(VenueKey.Read(settings.Exchange, _ => null)).Key;
        using var client = new KalshiRestClient(new KalshiRestOptions { BaseUri = Rest, Signer = new RequestSigner(key, () => _engine.Now), Clock = () => _engine.Now, Subaccount = settings.Exchange.Subaccount });
        var quiet = new Quiet();
        var directory = MarketDirectory.Of(client, settings, () => _engine.Now, quiet);
        await directory.LookAsync(default);
        var core = new Kept();
        await using var feeds = FeedEdges.Prepare(settings.Feeds)!;
        feeds.Start(core, () => _engine.Now, quiet, () => directory.Known, Rest, 1);
        var inPlay = _engine.Read(view => view.Events.Where(listed => view.Score(listed.Event) is { Phase: GamePhase.InPlay }).ToArray());
        Assert.Equal(7, inPlay.Select(listed => listed.Sport).Distinct().Count());

        for (var until = Environment.TickCount64 + 30_000; inPlay.Where(listed => !IsAsTheExchangeHasIt(listed, core)).ToArray() is { Length: > 0 } missing; await Task.Delay(50))
            Assert.True(Environment.TickCount64 < until, $"{string.Join(", ", missing.Select(listed => listed.Event.Value))}; {string.Join("; ", feeds.Rows.Select(row => $"{row.Note} {row.LastFault}"))}");
        Assert.All(inPlay, listed => Assert.Contains(core.Of<GameListed>(), told => GameOf(told.Game, listed) && told.Sport == listed.Sport && (told.CommenceTime - listed.Commence).Duration() < TimeSpan.FromSeconds(1)));
        Assert.Equal(0, Assert.Single(feeds.Rows).Quarantined);
    }

    /// <summary>Scores and clocks go on while they are asked for, so the latest told is compared until it agrees.</summary>
    private bool IsAsTheExchangeHasIt(ListedEvent listed, Kept core) => _engine.Read(view =>
    {
        var there = view.Score(listed.Event)!;
        return core.Of<ScoreReported>().LastOrDefault(told => GameOf(told.Game, listed)) is { } here
            && (here.Phase, here.HomeScore, here.AwayScore, here.Period) == (there.Phase, there.HomeScore, there.AwayScore, there.Period)
            && (listed.Sport == Sport.Mlb ? here.Elapsed is null : IsClockTold(listed.Sport, there) ? (here.Elapsed!.Value - there.Elapsed!.Value).Duration() <= TimeSpan.FromSeconds(60) : here.Elapsed is null)
            && (here.SourceStamp - there.SourceStamp).Duration() <= TimeSpan.FromSeconds(10);
    });

    /// <summary>The length of an overtime depends on the part of the season, which live data do not tell.</summary>
    private static bool IsClockTold(Sport sport, ScoreReported score) => (sport, score.Period) is not (Sport.Nfl, > 4) and not (Sport.Nhl, > 3);

    private static bool GameOf(GameId told, ListedEvent listed) => told.Value.Contains(listed.HomeCode, StringComparison.Ordinal) && told.Value.Contains(listed.AwayCode, StringComparison.Ordinal);

    private sealed class Kept : IInputSink
    {
        private readonly List<Input> _inputs = [];

        public ImmutableArray<T> Of<T>()
            where T : Input
        {
            lock (_inputs) return [.. _inputs.OfType<T>()];
        }

        public bool TryPost(Input input, Instant receivedAt)
        {
            lock (_inputs) _inputs.Add(input);
            return true;
        }
    }

    private sealed class Quiet : ISessionObserver
    {
        public void Report(SessionLine line)
        {
            // Nobody looks.
        }
    }
}
