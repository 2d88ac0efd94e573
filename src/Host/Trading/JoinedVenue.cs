using System.Diagnostics;
using System.Globalization;
using KalshiArb.Domain.Ports;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Control;
using KalshiArb.Host.Doctor;
using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Discovery;
using KalshiArb.Kalshi.Signing;
using KalshiArb.PaperExchange.Feeds;
using KalshiArb.PaperExchange.Rest;

namespace KalshiArb.Host.Trading;

/// <summary>
/// A simulated exchange in a process of its own (<c>kalshiarb exchange</c>, named in exchange.hosts.paper): it goes on when this
/// process is stopped or ends, as Kalshi does. Its odds and scores come over a connection beside the protocol, and with them its clock.
/// </summary>
internal sealed class JoinedVenue : IWireVenue
{
    // Sockets and timers of the client run in real time.
    private const double MaxSpeed = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ISessionObserver _observer;
    private readonly VenueHosts _hosts;
    private readonly ApiKey _key;
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly CancellationTokenSource _end = new();
    private readonly long _begun;
    private readonly Instant _start;
    private StreamReader _lines;
    private Task _reading = Task.CompletedTask;

    private JoinedVenue(VenueHosts hosts, ApiKey key, KeyPlace place, ISessionObserver observer)
    {
        (_hosts, _key, _observer, KeyPlace) = (hosts, key, observer, place);
        Signer = new RequestSigner(key, static () => Instant.From(DateTimeOffset.UtcNow));
        try
        {
            using var limit = new CancellationTokenSource(Patience);
            (_lines, var clock) = OpenAsync(limit.Token).GetAwaiter().GetResult();
            (_begun, _start, Speed) = (Stopwatch.GetTimestamp(), Instant.FromUnixMicros(clock.At), clock.Speed!.Value);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or OperationCanceledException)
        {
            key.Dispose();
            throw new SessionRefusedException(ExitCode.Unreachable, $"no simulated exchange answers at {hosts.Rest.Authority}: {e.Message}", e);
        }

        if (Speed > MaxSpeed) throw new SessionRefusedException(ExitCode.Usage, $"the exchange at {hosts.Rest.Authority} runs {Speed:0.##} times as fast as real time: over the wire at most {MaxSpeed:0}");
    }

    public string Mode => "paper";

    public string Description => string.Create(CultureInfo.InvariantCulture, $"the simulated exchange at {_hosts.Rest.Authority}, a process of its own, over the wire; {Speed:0.##} market seconds a second");

    public Uri RestUri => _hosts.Rest;

    public Uri StreamUri => _hosts.Stream;

    public IRequestSigner Signer { get; }

    public KeyPlace? KeyPlace { get; }

    public Instant Now => _start + Stopwatch.GetElapsedTime(_begun) * Speed;

    public double Speed { get; }

    public bool HasFeeds => true;

    public bool TakesOrders => true;

    public ImmutableArray<NamedCount> Faults => [];

    /// <summary>Reads the key and asks the exchange for its clock. Throws <see cref="SessionRefusedException"/> without either.</summary>
    public static JoinedVenue Open(RunRequest request, VenueHosts hosts, ISessionObserver observer)
    {
        var exchange = request.Settings.Exchange;
        return VenueKey.Read(exchange, Environment.GetEnvironmentVariable) switch
        {
            KeyReading.Loaded { Key: var key } => new JoinedVenue(hosts, key, Control.KeyPlace.Of(exchange, key), observer),
            KeyReading.Refused { Reason: var reason } => throw new SessionRefusedException(ExitCode.Usage, $"the exchange at {hosts.Rest.Authority} needs an API key: {reason}"),
            _ => throw new InvariantViolation("a key that was neither loaded nor refused"),
        };
    }

    public void StartFeeds(IInputSink sink, ImmutableArray<DiscoveredMarket> markets)
    {
        var known = markets.DistinctBy(market => market.Facts.Event).ToDictionary(market => market.Facts.Event.Value, market => market.Facts.Game);
        _reading = Task.Run(() => ReadAsync(sink, known));
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _reading.ConfigureAwait(false);
        _lines.Dispose();
        _http.Dispose();
        _end.Dispose();
        _key.Dispose();
    }

    /// <summary>What the core has no room for is lost, and grows stale by its age. A connection that ends is made anew.</summary>
    private async Task ReadAsync(IInputSink sink, Dictionary<string, GameId> known)
    {
        var games = new Dictionary<string, GameId>();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                while (await _lines.ReadLineAsync(_end.Token).ConfigureAwait(false) is { } text)
                {
                    if (FeedLine.TryRead(text) is not { Game: { } name } line) continue;
                    if (line.Event is { } listed && known.TryGetValue(listed, out var found)) games[name] = found;
                    if (games.TryGetValue(name, out var game) && line.ToInput(game) is { } input) sink.TryPost(input, Now);
                }

                _observer.Report(new SessionLine.Alert(Now, "FEEDS", "the exchange ended its feeds of odds and scores; they are asked for again"));
                await Task.Delay(Pause, _end.Token).ConfigureAwait(false);
                _lines.Dispose();
                (_lines, _) = await OpenAsync(_end.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or HttpRequestException or InvalidDataException)
            {
                await Task.WhenAny(Task.Delay(Pause, _end.Token)).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                // The run ends.
            }
        }
    }

    private async Task<(StreamReader Lines, FeedLine Clock)> OpenAsync(CancellationToken cancellation)
    {
        var lines = new StreamReader(await _http.GetStreamAsync(new Uri(_hosts.Rest, ExchangeServer.FeedPath), cancellation).ConfigureAwait(false));
        return await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } text && FeedLine.TryRead(text) is { Speed: > 0 } clock
            ? (lines, clock)
            : throw new InvalidDataException("its feeds do not begin with a clock");
    }
}
