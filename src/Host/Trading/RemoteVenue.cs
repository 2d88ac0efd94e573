using System.Diagnostics;
using KalshiArb.Domain.Ports;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Control;
using KalshiArb.Host.Doctor;
using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Discovery;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Trading;

/// <summary>
/// Kalshi's demo exchange or the one with real money, at the addresses of exchange.hosts. Its time is the wall clock's at the
/// start, carried on by the monotonic clock: it never goes back, whatever is done to the wall clock.
/// </summary>
internal sealed class RemoteVenue : IWireVenue
{
    private static readonly TimeSpan LookAtClocksEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan JumpLimit = TimeSpan.FromSeconds(1);

    private readonly ISessionObserver _observer;
    private readonly VenueHosts _hosts;
    private readonly ApiKey _key;
    private readonly string _feeds;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly Instant _start = WallNow();
    private long _aheadMicros;
    private TimeSpan _lag;
    private Timer? _clocks;

    private RemoteVenue(EffectiveSettings settings, VenueHosts hosts, ApiKey key, KeyPlace place, ISessionObserver observer)
    {
        (_hosts, _key, _observer, _feeds) = (hosts, key, observer, FeedEdges.Describe(settings.Feeds));
        Mode = SettingsBinder.NameOf(settings.Mode);
        TakesOrders = settings.Mode != TradingMode.DryRun;
        KeyPlace = TakesOrders ? place : null;
        // What is signed is the wall clock's time: it is what the venue holds its own against.
        Signer = new RequestSigner(key, WallNow);
    }

    public string Mode { get; }

    public string Description =>
        $"{Mode} at {_hosts.Rest.Authority}; {_feeds}{(TakesOrders ? "" : "; orders stay in this process")}";

    public Uri RestUri => _hosts.Rest;

    public Uri StreamUri => _hosts.Stream;

    public IRequestSigner Signer { get; }

    public KeyPlace? KeyPlace { get; }

    public Instant Now => _start + Stopwatch.GetElapsedTime(_begun) + TimeSpan.FromMicroseconds(Interlocked.Read(ref _aheadMicros));

    public double Speed => 1;

    public bool HasFeeds => false;

    public bool TakesOrders { get; }

    public ImmutableArray<NamedCount> Faults => [];

    /// <summary>Reads the key; asks nothing yet. Throws <see cref="SessionRefusedException"/> without one.</summary>
    public static RemoteVenue Open(RunRequest request, ISessionObserver observer)
    {
        var settings = request.Settings;
        var hosts = settings.Exchange.Hosts.Of(settings.Mode) ?? throw new InvariantViolation($"mode {settings.Mode} has no venue");
        return VenueKey.Read(settings.Exchange, Environment.GetEnvironmentVariable) switch
        {
            KeyReading.Loaded { Key: var key } => new RemoteVenue(settings, hosts, key, Control.KeyPlace.Of(settings.Exchange, key), observer),
            KeyReading.Refused { Reason: var reason } => throw new SessionRefusedException(
                ExitCode.Usage, $"mode {SettingsBinder.NameOf(settings.Mode)} needs an API key: {reason}; see kalshiarb doctor --mode {SettingsBinder.NameOf(settings.Mode)}"),
            _ => throw new InvariantViolation("a key that was neither loaded nor refused"),
        };
    }

    public void StartFeeds(IInputSink sink, ImmutableArray<DiscoveredMarket> markets)
    {
        _clocks ??= new Timer(_ => LookAtClocks(sink), null, LookAtClocksEvery, LookAtClocksEvery);
    }

    public async ValueTask DisposeAsync()
    {
        if (_clocks is not null) await _clocks.DisposeAsync().ConfigureAwait(false);
        _key.Dispose();
    }

    /// <summary>
    /// A wall clock that was put ahead, or a machine that slept, takes our time with it. One that was put back does not: we go
    /// on, and the measured skew stops entries when the venue does not agree.
    /// </summary>
    private void LookAtClocks(IInputSink sink)
    {
        var difference = WallNow() - Now;
        var jump = difference - _lag;
        if (jump.Duration() <= JumpLimit) return;
        if (!sink.TryPost(new ClockJumped(jump), Now)) return;
        if (difference > TimeSpan.Zero)
        {
            Interlocked.Add(ref _aheadMicros, (long)difference.TotalMicroseconds);
            difference = TimeSpan.Zero;
        }

        _lag = difference;
        _observer.Report(new SessionLine.Alert(Now, "CLOCK", $"the wall clock moved by {jump.TotalSeconds:0.0} s: books are asked for anew"));
    }

    private static Instant WallNow() => Instant.From(DateTimeOffset.UtcNow);
}
