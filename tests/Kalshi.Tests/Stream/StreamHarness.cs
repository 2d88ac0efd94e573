using System.Diagnostics;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Signing;
using KalshiArb.Kalshi.Stream;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Kalshi.Tests.Stream;

/// <summary>A stream, the fake venue that it speaks to, and what came out.</summary>
internal sealed class StreamHarness : IInputSink, IStreamListener, IRequestSigner, IAsyncDisposable
{
    private readonly List<Input> _inputs = [];
    private readonly List<string> _reports = [];
    private readonly List<StreamNotice> _notices = [];

    public FakeVenue Venue { get; private init; } = null!;

    public KalshiStream Stream { get; private set; } = null!;

    /// <summary>The core's queue is full.</summary>
    public bool Full { get; set; }

    public int Confirmed { get; private set; }

    public List<string> Doubts { get; } = [];

    public List<string> RefusedMarkets { get; } = [];

    public Input[] Inputs
    {
        get
        {
            lock (_inputs) return [.. _inputs];
        }
    }

    public string[] Reports
    {
        get
        {
            lock (_reports) return [.. _reports];
        }
    }

    public StreamNotice[] Notices
    {
        get
        {
            lock (_reports) return [.. _notices];
        }
    }

    public static async Task<StreamHarness> StartAsync(Func<StreamOptions, StreamOptions>? change = null, Action<FakeVenue>? prepare = null, params string[] markets)
    {
        var harness = new StreamHarness { Venue = await FakeVenue.StartAsync() };
        prepare?.Invoke(harness.Venue);
        var options = new StreamOptions
        {
            Uri = harness.Venue.Uri,
            Signer = harness,
            Sink = harness,
            Listener = harness,
            Clock = () => Instant.FromUnixMicros(1_800_000_000_000_000 + (Stopwatch.GetTimestamp() / (Stopwatch.Frequency / 1_000_000))),
            BackOffFirst = TimeSpan.FromMilliseconds(20),
            TendEvery = TimeSpan.FromMilliseconds(5),
        };
        harness.Stream = new KalshiStream(change?.Invoke(options) ?? options);
        harness.Stream.AddMarkets(markets.Select(market => new Ticker(market)));
        harness.Stream.Start();
        return harness;
    }

    public static async Task Until(Func<bool> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), "not seen in time: " + what);
            await Task.Delay(2);
        }
    }

    public Task UntilInput<T>(Func<T, bool> condition, int times = 1) where T : Input =>
        Until(() => Inputs.OfType<T>().Count(condition) >= times, $"{times} {typeof(T).Name}");

    public Task UntilBook(string ticker, int times = 1) => UntilInput<BookSnapshot>(snapshot => snapshot.Ticker.Value == ticker, times);

    public Task UntilCommand(Func<FakeCommand, bool> condition, int times = 1) =>
        Until(() => Venue.Connections.SelectMany(connection => connection.Commands).Count(condition) >= times, $"{times} commands");

    public bool TryPost(Input input, Instant receivedAt)
    {
        if (Full) return false;
        lock (_inputs) _inputs.Add(input);
        return true;
    }

    public SignedHeaders Sign(string method, string path) => new("key-1", "1234", $"signed {method} {path}");

    public void PrivateChannelsConfirmed() => Confirmed++;

    public void AccountDoubted(string reason) => Doubts.Add(reason);

    public void MarketRefused(Ticker ticker, string reason) => RefusedMarkets.Add(ticker.Value);

    public void Noticed(StreamNotice notice)
    {
        lock (_reports) _notices.Add(notice);
    }

    public void Reported(string text)
    {
        lock (_reports) _reports.Add(text);
    }

    public async ValueTask DisposeAsync()
    {
        Full = false;
        await Stream.DisposeAsync();
        await Venue.DisposeAsync();
    }
}
