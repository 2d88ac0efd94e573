using System.Globalization;
using System.Net;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;
using KalshiArb.Host.Control;
using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Discovery;
using KalshiArb.Kalshi.Signing;
using KalshiArb.PaperExchange.Auth;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Faults;
using KalshiArb.PaperExchange.Rest;
using KalshiArb.PaperExchange.Stream;

namespace KalshiArb.Host.Trading;

/// <summary>
/// The simulated exchange, served on loopback by this process for its own run: the client knows of it what a client knows,
/// an address and a key. Odds and scores are no part of Kalshi's protocol and come straight. Its time begins with the wall
/// clock's minute, so that nothing on the wire lies in the past.
/// </summary>
internal sealed class EmbeddedVenue : IWireVenue
{
    /// <summary>Beside the key: the id under which the venue knows it, for a second program on the same account.</summary>
    private const string KeyIdFile = "kalshi-key-id";

    private readonly ExchangeEngine _engine;
    private readonly ExchangeServer _server;
    private readonly StreamHub _hub;
    private readonly FaultBoard _faults;
    private readonly KeyRing _ring;
    private readonly ApiKey _key;
    private readonly long _seed;
    private readonly FaultInterceptor _interceptor;
    private readonly Stranger _stranger;
    private Action<EngineChanges>? _feeds;

    private EmbeddedVenue(ExchangeEngine engine, ExchangeServer server, StreamHub hub, FaultBoard faults, FaultInterceptor interceptor, KeyRing ring, ApiKey key, KeyPlace place, long seed)
    {
        KeyPlace = place;
        (_engine, _server, _hub, _faults, _interceptor, _ring, _key, _seed) = (engine, server, hub, faults, interceptor, ring, key, seed);
        _stranger = new Stranger(faults, engine);
        RestUri = new Uri(server.Address, "/trade-api/v2");
        StreamUri = new UriBuilder(server.Address) { Scheme = "ws", Path = ExchangeServer.StreamPath }.Uri;
        Signer = new RequestSigner(key, () => Instant.From(DateTimeOffset.UtcNow));
    }

    public string Mode => "paper";

    public string Description => _engine.Read(view => string.Create(
        CultureInfo.InvariantCulture,
        $"seed {_seed}: {view.Events.Length} simulated games, {view.Markets.Length} markets, over the wire at {_server.Address.Authority}; {_engine.Speed:0.##} market seconds a second"));

    public Uri RestUri { get; }

    public Uri StreamUri { get; }

    public IRequestSigner Signer { get; }

    public KeyPlace? KeyPlace { get; }

    public bool IsEmbedded => true;

    public Instant Now => _engine.Now;

    public double Speed => _engine.Speed;

    public bool HasFeeds => true;

    public bool TakesOrders => true;

    public ImmutableArray<NamedCount> Faults =>
        [.. Enum.GetValues<FaultKind>().Where(kind => _faults.Struck(kind) > 0).Select(kind => new NamedCount(FaultSpec.NameOf(kind), checked((int)_faults.Struck(kind))))];

    /// <summary>Opens the venue of a run. Throws <see cref="SessionRefusedException"/> for a state of another venue or a fault that there is none of.</summary>
    public static async Task<EmbeddedVenue> StartAsync(RunRequest request, CancellationToken cancellation)
    {
        var paper = request.Settings.Paper;
        var specs = request.Faults.Select(Parse).ToArray();
        var (place, key, publicPem) = KeyOf(Path.Combine(request.StateDirectory, "venue"));
        var engine = Open(new EngineSettings(
            (ulong)paper.Seed, paper.Slate.Games, paper.Slate.Lag, StartOfMinute(), PaperCash.Split(paper.Cash), VenueRules.Kalshi2026, request.Speed, request.StateDirectory));
        var faults = new FaultBoard((ulong)paper.Seed, () => engine.Now);
        var hub = new StreamHub(engine, ExchangeServer.UserId, faults, new StreamLimits());
        var interceptor = new FaultInterceptor(faults, engine);
        var ring = new KeyRing();
        if (!ring.TryAdd(place.Id, publicPem, out var reason)) throw new InvariantViolation("the venue does not take its own key: " + reason);
        var server = await ExchangeServer.StartAsync(
            engine,
            new ServerOptions(IPAddress.Loopback, 0, ring, UsageTier.Advanced, TimeProvider.System, error => Serilog.Log.Error(error, "The embedded exchange failed in a request"))
            {
                Stream = hub.AcceptAsync, Interceptor = interceptor, Faults = context => FaultEndpoint.ServeAsync(context, faults),
            },
            cancellation).ConfigureAwait(false);
        foreach (var spec in specs) faults.Arm(spec);
        return new EmbeddedVenue(engine, server, hub, faults, interceptor, ring, key, place, paper.Seed);
    }

    /// <summary>Games are known to the core by the names that its discovery gave them; the slate has its own.</summary>
    public void StartFeeds(IInputSink sink, ImmutableArray<DiscoveredMarket> markets)
    {
        var games = new Dictionary<GameId, GameId>();
        var known = markets.DistinctBy(market => market.Facts.Event).ToDictionary(market => market.Facts.Event, market => market.Facts.Game);
        _engine.Read(view =>
        {
            foreach (var listed in view.Events)
            {
                if (!known.TryGetValue(listed.Event, out var game)) continue;
                games[listed.Game] = game;
                sink.TryPost(new GameListed(game, listed.Sport, listed.HomeName, listed.AwayName, listed.Commence), view.Now);
            }

            return games.Count;
        });
        // Told under the engine's lock: what the core has no room for is lost, and grows stale by its age.
        _feeds = changes =>
        {
            foreach (var input in changes.Feeds)
                if (Renamed(input, games) is { } renamed) sink.TryPost(renamed, changes.At);
        };
        _engine.Changed += _feeds;
    }

    public async ValueTask DisposeAsync()
    {
        if (_feeds is not null) _engine.Changed -= _feeds;
        await _stranger.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _interceptor.Dispose();
        _hub.Dispose();
        _engine.Dispose();
        _ring.Dispose();
        _key.Dispose();
    }

    private static Input? Renamed(Input input, Dictionary<GameId, GameId> games) => input switch
    {
        OddsPolled odds => games.TryGetValue(odds.Game, out var game) ? odds with { Game = game } : null,
        ScoreReported score => games.TryGetValue(score.Game, out var game) ? score with { Game = game } : null,
        GameListed listed => games.TryGetValue(listed.Game, out var game) ? listed with { Game = game } : null,
        _ => null,
    };

    private static FaultSpec Parse(string text) => FaultSpec.TryParse(text, out var spec, out var reason)
        ? spec
        : throw new SessionRefusedException(ExitCode.Usage, $"--fault {text}: {reason}");

    private static ExchangeEngine Open(EngineSettings settings)
    {
        try
        {
            return ExchangeEngine.Open(settings, TimeProvider.System);
        }
        catch (InvalidDataException other)
        {
            throw new SessionRefusedException(ExitCode.Refused, other.Message, other);
        }
    }

    /// <summary>A key for this run alone: who can read the venue's folder could as well edit its file.</summary>
    private static (KeyPlace Place, ApiKey Key, string PublicPem) KeyOf(string directory)
    {
        var folder = Path.Combine(directory, "keys");
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        if (KeyPairs.TryWrite(folder, KeyKind.Rsa, out var why) is not { } pair) throw new SessionRefusedException(ExitCode.StorageFailed, why);
        File.WriteAllText(Path.Combine(folder, KeyIdFile), pair.Id + "\n");
        if (KeyReader.FromFile(pair.Id, pair.PrivatePath) is not KeyReading.Loaded { Key: var key }) throw new InvariantViolation("a key that was just written cannot be read");
        return (new KeyPlace(pair.Id, pair.PrivatePath), key, File.ReadAllText(pair.PublicPath));
    }

    private static Instant StartOfMinute()
    {
        var now = DateTimeOffset.UtcNow;
        return Instant.From(now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMinute)));
    }
}
