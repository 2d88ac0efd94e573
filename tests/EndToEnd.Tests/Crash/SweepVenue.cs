using System.Net;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;
using KalshiArb.Kalshi.Signing;
using KalshiArb.PaperExchange.Auth;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Faults;
using KalshiArb.PaperExchange.Feeds;
using KalshiArb.PaperExchange.Rest;
using KalshiArb.PaperExchange.Stream;

namespace KalshiArb.EndToEnd.Tests.Crash;

/// <summary>
/// The exchange, hosted by the test: it goes on while the program is dead, and says the moment at which it takes an order. Its REST
/// connections pass a tap; what the account has is read from the engine and from the exchange's own file.
/// </summary>
internal sealed class SweepVenue : IAsyncDisposable
{
    private readonly ExchangeEngine _engine;
    private readonly ExchangeServer _server;
    private readonly StreamHub _hub;
    private readonly KeyRing _ring;
    private readonly string _directory;
    private readonly string _keyId;
    private readonly string _keyFile;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private long _changes;

    private SweepVenue(ExchangeEngine engine, ExchangeServer server, StreamHub hub, KeyRing ring, string directory, string keyId, string keyFile)
    {
        (_engine, _server, _hub, _ring, _directory, _keyId, _keyFile) = (engine, server, hub, ring, directory, keyId, keyFile);
        Tap = new WireTap(server.Address);
        engine.Changed += Seen;
    }

    public WireTap Tap { get; }

    /// <summary>Told under the engine's lock when it has taken an order that it did not have.</summary>
    public Action<string>? Accepted { get; set; }

    /// <summary>Grows with everything that happens to the account.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    /// <summary>How the program finds it.</summary>
    public IEnumerable<string> Settings =>
    [
        "--set", $"exchange.hosts.paper.rest=http://127.0.0.1:{Tap.Port}/trade-api/v2",
        "--set", $"exchange.hosts.paper.stream=ws://127.0.0.1:{_server.Address.Port}{ExchangeServer.StreamPath}",
        "--set", $"exchange.key-id={_keyId}", "--set", $"exchange.key-file={_keyFile}",
    ];

    public static async Task<SweepVenue> StartAsync(string directory, ulong seed, double speed)
    {
        var pair = KeyPairs.TryWrite(Path.Combine(directory, "keys"), KeyKind.Ed25519, out var why) ?? throw new InvalidOperationException(why);
        var ring = new KeyRing();
        Assert.True(ring.TryAdd(pair.Id, await File.ReadAllTextAsync(pair.PublicPath), out var reason), reason);
        var now = DateTimeOffset.UtcNow;
        var engine = ExchangeEngine.Open(
            new EngineSettings(
                seed, 12, TimeSpan.FromSeconds(60), Instant.FromUnixSeconds(now.ToUnixTimeSeconds() / 60 * 60),
                [new ShardCash(new Shard(0), Money.FromDollars(5_000)), new ShardCash(new Shard(3), Money.FromDollars(5_000))],
                VenueRules.Kalshi2026, speed, directory),
            TimeProvider.System);
        var faults = new FaultBoard(seed, () => engine.Now);
        var hub = new StreamHub(engine, ExchangeServer.UserId, faults, new StreamLimits());
        var server = await ExchangeServer.StartAsync(
            engine, new ServerOptions(IPAddress.Loopback, 0, ring, UsageTier.Advanced, TimeProvider.System, error => Console.Error.WriteLine(error)) { Stream = hub.AcceptAsync, Feeds = context => FeedEndpoint.ServeAsync(context, engine) });
        return new SweepVenue(engine, server, hub, ring, directory, pair.Id, pair.PrivatePath);
    }

    /// <summary>What the account has at one moment.</summary>
    public Account Read() => _engine.Read(view => new Account(
        Changes,
        [.. view.Orders().Where(order => order.Status == VenueOrderStatus.Resting).Select(order => order.ClientId?.Value ?? "-").Order(StringComparer.Ordinal)],
        view.Orders().Select(order => order.ClientId?.Value ?? "-").ToHashSet(StringComparer.Ordinal),
        view.Positions().Where(one => !one.Position.IsZero).ToDictionary(one => view.Market(one.Market).Ticker.Value, one => one.Position.Hundredths),
        Enumerable.Range(0, view.Rules.Shards).Sum(shard => view.Cash(new Shard(shard)).Micros)));

    /// <summary>Client ids that the exchange's own file shows as accepted, in its order.</summary>
    public IReadOnlyList<string> AcceptedIds() => [.. VenueFile.Read(_directory).Where(line => line.Kind == "accepted").Select(line => line.Client!)];

    /// <summary>Fills in the exchange's own file: order, fill, side, price, count and fee.</summary>
    public IReadOnlyList<string> Fills()
    {
        var fills = new List<string>();
        foreach (var line in File.ReadAllLines(VenueFile.PathOf(_directory)).Skip(1))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.GetProperty("kind").GetString() != "fill") continue;
            fills.Add($"{root.GetProperty("order").GetString()} {root.GetProperty("fill").GetString()} {root.GetProperty("side").GetString()} {root.GetProperty("limit_units").GetInt64()} {root.GetProperty("count_hundredths").GetInt64()} {root.GetProperty("fee_micros").GetInt64()}");
        }

        return fills;
    }

    public async ValueTask DisposeAsync()
    {
        _engine.Changed -= Seen;
        await Tap.DisposeAsync();
        await _server.DisposeAsync();
        _hub.Dispose();
        _engine.Dispose();
        _ring.Dispose();
    }

    private void Seen(EngineChanges changes)
    {
        if (changes.Orders.Count + changes.Fills.Count + changes.Settlements.Count > 0) Interlocked.Increment(ref _changes);
        foreach (var order in changes.Orders)
            if (order.ClientId is { } id && _known.Add(id.Value)) Accepted?.Invoke(id.Value);
    }
}

/// <summary>An account as the exchange has it.</summary>
internal sealed record Account(long Changes, IReadOnlyList<string> Resting, IReadOnlySet<string> Ids, IReadOnlyDictionary<string, long> Positions, long CashMicros);
