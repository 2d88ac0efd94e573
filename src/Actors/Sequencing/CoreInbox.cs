using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>Something that waits for the core: an input with its stamp, or a call to make between inputs.</summary>
internal readonly record struct Posted(Instant At, Input? Input, Action<TradingCore>? Call);

/// <summary>
/// The bounded queue in front of the core. What edges post is refused when it is full; what the core's own release gate
/// answers is never refused (there is at most one answer for each effect that the core itself released).
/// </summary>
internal sealed class CoreInbox : IInputSink
{
    private readonly object _lock = new();
    private readonly int _capacity;
    private List<Posted> _filling = [];
    private List<Posted> _draining = [];
    private int _waiting;
    private bool _woken;

    /// <summary>Makes an inbox for so many inputs.</summary>
    internal CoreInbox(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, 1 << 24);
        _capacity = capacity;
    }

    /// <summary>Whether nothing waits.</summary>
    internal bool IsEmpty => Volatile.Read(ref _waiting) == 0;

    /// <inheritdoc/>
    public bool TryPost(Input input, Instant receivedAt) => Add(new Posted(receivedAt, input, null), bounded: true);

    /// <summary>Posts a call; false when the inbox is full.</summary>
    internal bool TryPostCall(Action<TradingCore> call) => Add(new Posted(Instant.Never, null, call), bounded: true);

    /// <summary>Posts an answer of the core's own release gate; it takes the core's time.</summary>
    internal void PostOwn(Input input) => Add(new Posted(Instant.Never, input, null), bounded: false);

    /// <summary>Takes everything that waits; the list is valid until the next call.</summary>
    internal List<Posted> TakeAll()
    {
        _draining.Clear();
        if (IsEmpty) return _draining;
        lock (_lock)
        {
            (_filling, _draining) = (_draining, _filling);
            Volatile.Write(ref _waiting, 0);
        }

        return _draining;
    }

    /// <summary>Waits until something is posted, <see cref="Wake"/> is called, or the time is up.</summary>
    internal void Wait(TimeSpan timeout)
    {
        lock (_lock)
        {
            if (_filling.Count == 0 && !_woken) Monitor.Wait(_lock, timeout);
            _woken = false;
        }
    }

    /// <summary>Wakes the one that waits.</summary>
    internal void Wake()
    {
        lock (_lock)
        {
            _woken = true;
            Monitor.Pulse(_lock);
        }
    }

    private bool Add(Posted posted, bool bounded)
    {
        lock (_lock)
        {
            if (bounded && _filling.Count >= _capacity) return false;
            _filling.Add(posted);
            Volatile.Write(ref _waiting, _filling.Count);
            if (_filling.Count == 1) Monitor.Pulse(_lock);
            return true;
        }
    }
}
