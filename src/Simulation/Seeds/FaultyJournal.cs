using KalshiArb.Actors.Journal;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Simulation.Seeds;

/// <summary>
/// A journal whose disk is slow, fails, or is there when the process dies: a batch that was under way is then written or not,
/// and with it every one before it. For the driver's thread; the log behind it may answer on another.
/// </summary>
public sealed class FaultyJournal : ICommitLog
{
    /// <summary>A disk that fails at once would leave a ledger that was never opened: what was held before it is an operator's to adopt.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ICommitLog _disk;
    private readonly Power _power;
    private readonly FaultSet _faults;
    private readonly FaultCounts _strikes;
    private readonly Dice _dice;
    private readonly Func<Instant> _now;
    private readonly Queue<(CommitBatch Batch, ICommitListener Listener, Instant Due)> _waiting = new();
    private readonly Queue<(long Behind, CoreState State)> _states = new();
    private readonly object _lock = new();
    private int _underWay;
    private Instant _slowUntil;
    private bool _healed;

    /// <summary>Puts faults before a log.</summary>
    /// <param name="disk">Where batches go; disposed with this.</param>
    /// <param name="power">The process.</param>
    /// <param name="faults">What may happen.</param>
    /// <param name="strikes">Counts what did.</param>
    /// <param name="dice">Chance.</param>
    /// <param name="now">Simulated time.</param>
    public FaultyJournal(ICommitLog disk, Power power, FaultSet faults, FaultCounts strikes, Dice dice, Func<Instant> now) =>
        (_disk, _power, _faults, _strikes, _dice, _now) = (disk, power, faults, strikes, dice, now);

    /// <summary>Told of each batch the moment the core hands it over; null for nobody.</summary>
    public Action<CommitBatch>? Handed { get; set; }

    /// <summary>Why nothing can be written any more; null while it can.</summary>
    public string? Failure { get; private set; }

    /// <summary>When the next batch that waits will be written; null when none does.</summary>
    public Instant? NextTime => _waiting.TryPeek(out var first) ? first.Due : null;

    /// <inheritdoc/>
    public StoredSnapshot? Snapshot => _disk.Snapshot;

    /// <inheritdoc/>
    public IReadOnlyList<StoredFact> Recovered => _disk.Recovered;

    /// <inheritdoc/>
    public void Append(CommitBatch batch, ICommitListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        if (_power.IsOff) return;
        Handed?.Invoke(batch);
        if (Failure is not null)
        {
            listener.Failed(batch, Failure);
            return;
        }

        if (_healed)
        {
            Write(batch, listener);
            return;
        }

        if (_faults.Has(Fault.Crash) && _dice.Is(4))
        {
            _strikes.Add(Fault.Crash);
            var written = _waiting.Count == 0 && _dice.Is(500);
            if (written) Write(batch, Nobody.Instance);
            else _waiting.Enqueue((batch, Nobody.Instance, _now()));
            _power.Cut(written ? "after a write of the journal" : "before a write of the journal");
            return;
        }

        if (_faults.Has(Fault.DiskFailed) && _now() > SeedWorld.Start + Grace && _dice.Is(2))
        {
            _strikes.Add(Fault.DiskFailed);
            Failure = "simulated: no space left on device";
            if (_waiting.Count == 0 && _dice.Is(300)) Write(batch, Nobody.Instance);
            foreach (var (earlier, told, _) in _waiting) told.Failed(earlier, Failure);
            _waiting.Clear();
            _states.Clear();
            listener.Failed(batch, Failure);
            return;
        }

        Delay(batch, listener);
    }

    /// <summary>A snapshot waits for the batches before it, as they do for each other; what those become, it becomes.</summary>
    public void Save(CoreState state)
    {
        if (_power.IsOff || Failure is not null) return;
        if (_waiting.Count == 0) _disk.Save(state);
        else _states.Enqueue((_waiting.Last().Batch.Number, state));
    }

    /// <summary>Writes what is due.</summary>
    public void WriteDue(Instant now)
    {
        while (_waiting.TryPeek(out var first) && first.Due <= now)
        {
            _waiting.Dequeue();
            Write(first.Batch, first.Listener);
        }
    }

    /// <summary>From here on the disk works, and what waits is written at once.</summary>
    public void Heal(Instant now)
    {
        _healed = true;
        while (_waiting.TryDequeue(out var first)) Write(first.Batch, first.Listener);
        WriteDue(now);
    }

    /// <summary>The process has died: of what was under way some of the first batches are on the disk, the rest is not.</summary>
    public void Crash()
    {
        var written = _dice.Below(_waiting.Count + 1);
        while (written-- > 0) Write(_waiting.Dequeue().Batch, Nobody.Instance);
        _waiting.Clear();
        _states.Clear();
    }

    /// <summary>Waits for the log behind this to have answered all it was given; false when that takes longer than <paramref name="patience"/>.</summary>
    public bool Await(TimeSpan patience)
    {
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        lock (_lock)
        {
            while (_underWay > 0)
            {
                var left = patience - System.Diagnostics.Stopwatch.GetElapsedTime(begun);
                if (left <= TimeSpan.Zero) return false;
                Monitor.Wait(_lock, left);
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _disk.Dispose();

    private void Delay(CommitBatch batch, ICommitListener listener)
    {
        var now = _now();
        if (_faults.Has(Fault.SlowDisk) && now >= _slowUntil && _dice.Is(15))
        {
            _strikes.Add(Fault.SlowDisk);
            _slowUntil = now + _dice.Milliseconds(200, 6_000);
        }

        if (now >= _slowUntil && _waiting.Count == 0) Write(batch, listener);
        else _waiting.Enqueue((batch, listener, Instant.Max(now, _slowUntil) + _dice.Milliseconds(1, 400)));
    }

    private void Write(CommitBatch batch, ICommitListener listener)
    {
        lock (_lock) _underWay++;
        _disk.Append(batch, new Counted(this, listener));
        while (_states.TryPeek(out var next) && next.Behind <= batch.Number) _disk.Save(_states.Dequeue().State);
    }

    private sealed class Counted(FaultyJournal journal, ICommitListener listener) : ICommitListener
    {
        public void Durable(CommitBatch batch)
        {
            listener.Durable(batch);
            Settle();
        }

        public void Failed(CommitBatch batch, string reason)
        {
            listener.Failed(batch, reason);
            Settle();
        }

        private void Settle()
        {
            lock (journal._lock)
            {
                journal._underWay--;
                Monitor.PulseAll(journal._lock);
            }
        }
    }

    private sealed class Nobody : ICommitListener
    {
        public static Nobody Instance { get; } = new();

        public void Durable(CommitBatch batch)
        {
        }

        public void Failed(CommitBatch batch, string reason)
        {
        }
    }
}

/// <summary>A disk that outlives the simulated process: what was written is there when the next one opens it.</summary>
public sealed class MemoryDisk
{
    private InMemoryCommitLog? _last;

    /// <summary>Opens the journal of a new process: with the last snapshot, written out and read back, and the facts after it.</summary>
    public ICommitLog Open() => _last = _last?.Reopen("simulation") ?? new InMemoryCommitLog();
}
