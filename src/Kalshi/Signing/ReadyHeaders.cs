using System.Collections.Concurrent;

namespace KalshiArb.Kalshi.Signing;

/// <summary>
/// Signs ahead of need. For each (method, path) that was prepared, a signature at most <see cref="MaxAge"/> old lies ready: a
/// thread of its own renews them, and the caller of a prepared request reads one. The signed text has no body, so one
/// signature serves any number of requests. What was not prepared, or is not fresh, is signed at once and counted.
/// </summary>
public sealed class ReadyHeaders : IRequestSigner, IDisposable
{
    /// <summary>At most this many requests are kept ready; a 2,048 bit RSA signature takes about 0.7 ms.</summary>
    public const int Capacity = 64;

    private readonly IRequestSigner _signer;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<(string Method, string Path), Slot> _slots = new();
    private readonly Lock _lock = new();
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread? _thread;
    private long _served;
    private long _late;
    private long _unprepared;

    /// <summary>Begins to keep signatures ready.</summary>
    /// <param name="signer">Signs.</param>
    public ReadyHeaders(IRequestSigner signer) : this(signer, TimeProvider.System, background: true)
    {
    }

    internal ReadyHeaders(IRequestSigner signer, TimeProvider time, bool background)
    {
        (_signer, _time) = (signer, time);
        if (!background) return;
        _thread = new Thread(KeepReady) { IsBackground = true, Name = "ready headers", Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    /// <summary>A signature older than this is not used.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromSeconds(1);

    /// <summary>How often signatures are renewed.</summary>
    public static TimeSpan RenewEvery { get; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How often a ready signature was used.</summary>
    public long Served => Interlocked.Read(ref _served);

    /// <summary>How often a prepared request found no fresh signature and was signed at once.</summary>
    public long Late => Interlocked.Read(ref _late);

    /// <summary>How often a request that was not prepared was signed at once.</summary>
    public long Unprepared => Interlocked.Read(ref _unprepared);

    /// <summary>Keeps a request ready from now on; false when <see cref="Capacity"/> is reached. Returns with the first signature made.</summary>
    public bool Prepare(string method, string path)
    {
        lock (_lock)
        {
            if (_slots.ContainsKey((method, path))) return true;
            if (_slots.Count >= Capacity) return false;
            _slots[(method, path)] = new Slot { Ready = Make(method, path) };
            return true;
        }
    }

    /// <summary>No longer keeps a request ready.</summary>
    public void Forget(string method, string path) => _slots.TryRemove((method, path), out _);

    /// <inheritdoc/>
    public SignedHeaders Sign(string method, string path)
    {
        if (!_slots.TryGetValue((method, path), out var slot))
        {
            Interlocked.Increment(ref _unprepared);
            return _signer.Sign(method, path);
        }

        var ready = slot.Ready;
        if (_time.GetElapsedTime(ready.MadeAt) <= MaxAge)
        {
            Interlocked.Increment(ref _served);
            return ready.Headers;
        }

        Interlocked.Increment(ref _late);
        ready = Make(method, path);
        slot.Ready = ready;
        return ready.Headers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Set();
        _thread?.Join();
        _stop.Dispose();
    }

    internal void Renew()
    {
        foreach (var ((method, path), slot) in _slots) slot.Ready = Make(method, path);
    }

    private void KeepReady()
    {
        while (!_stop.Wait(RenewEvery)) Renew();
    }

    private Ready Make(string method, string path)
    {
        // The age counts from before signing, so that it is never younger than its timestamp.
        var at = _time.GetTimestamp();
        return new Ready(_signer.Sign(method, path), at);
    }

    private sealed record Ready(SignedHeaders Headers, long MadeAt);

    private sealed class Slot
    {
        private volatile Ready _ready = null!;

        public Ready Ready
        {
            get => _ready;
            set => _ready = value;
        }
    }
}
