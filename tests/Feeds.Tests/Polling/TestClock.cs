using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Tests.Polling;

/// <summary>A session's time in tests: a wait lets it pass at once and is noted, so that no test sleeps.</summary>
public sealed class TestClock
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];
    private Instant _limit = Instant.FromUnixSeconds(100_000_000_000);
    private Instant _now = Instant.FromUnixSeconds(1_796_000_000);

    public Instant Now
    {
        get
        {
            lock (_lock) return _now;
        }
        set
        {
            lock (_lock) _now = value;
        }
    }

    /// <summary>Waits that would end after this do not end.</summary>
    public Instant Limit
    {
        get
        {
            lock (_lock) return _limit;
        }
        set
        {
            lock (_lock) _limit = value;
        }
    }

    /// <summary>Called in each wait with its number from 1, before it is over; may set the time.</summary>
    public Action<int>? InWait { get; set; }

    public TimeSpan[] Waits
    {
        get
        {
            lock (_lock) return [.. _waits];
        }
    }

    public FeedClock Clock => new(() => Now, DelayAsync, () => 0);

    private async Task DelayAsync(TimeSpan wait, CancellationToken cancellation)
    {
        await Task.Yield();
        cancellation.ThrowIfCancellationRequested();
        while (Now + wait > Limit) await Task.Delay(2, cancellation);
        InWait?.Invoke(Waits.Length + 1);
        lock (_lock)
        {
            _now += wait;
            _waits.Add(wait);
        }
    }
}

/// <summary>Keeps what a feed posts; refuses it while it is full.</summary>
public sealed class KeptInputs : IInputSink
{
    private readonly List<(Input Input, Instant At)> _inputs = [];

    public bool Full { get; set; }

    public (Input Input, Instant At)[] All
    {
        get
        {
            lock (_inputs) return [.. _inputs];
        }
    }

    public bool TryPost(Input input, Instant receivedAt)
    {
        if (Full) return false;
        lock (_inputs) _inputs.Add((input, receivedAt));
        return true;
    }

    public async Task UntilAsync(Func<(Input Input, Instant At)[], bool> condition)
    {
        for (var until = Environment.TickCount64 + 60_000; !condition(All); await Task.Delay(2))
            Assert.True(Environment.TickCount64 < until, $"not seen among {All.Length} inputs");
    }
}

/// <summary>Keeps what a feed tells.</summary>
public sealed class KeptWords : IFeedObserver
{
    private readonly List<string> _alerts = [];
    private readonly List<string> _notes = [];

    public string[] Alerts
    {
        get
        {
            lock (_alerts) return [.. _alerts];
        }
    }

    public string[] Notes
    {
        get
        {
            lock (_notes) return [.. _notes];
        }
    }

    public string Everything => string.Join('\n', [.. Alerts, .. Notes]);

    public void Alert(string text)
    {
        lock (_alerts) _alerts.Add(text);
    }

    public void Note(string text)
    {
        lock (_notes) _notes.Add(text);
    }
}
