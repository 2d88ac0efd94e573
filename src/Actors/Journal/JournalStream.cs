using KalshiArb.Domain.Journal;

namespace KalshiArb.Actors.Journal;

/// <summary>
/// What the journal's actor and the core's thread share: what was recovered, batches on their way, in order, and the failure
/// that ended the stream. Each batch is settled exactly once, in order, whatever becomes of the actor.
/// </summary>
internal sealed class JournalStream(string build, Action<string> report)
{
    /// <summary>The one stream's name in the store.</summary>
    internal const string Name = "core";

    /// <summary>Facts after the snapshot that are kept one by one; beyond it they are folded as they are read.</summary>
    internal const int MaxRecovered = 4_096;

    private const int MaxWaiting = 1_000_000;

    private readonly object _lock = new();
    private readonly Queue<(CommitBatch Batch, ICommitListener Listener)> _waiting = new();
    private readonly List<StoredFact> _recovered = [];
    private CoreState _base = CoreState.Empty;
    private long _read;
    private bool _folded;
    private string? _failure;

    /// <summary>Set once everything of earlier sessions was read, or could not be.</summary>
    internal TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The program that runs.</summary>
    internal string Build => build;

    /// <summary>What the recovered facts follow; complete once opened.</summary>
    internal StoredSnapshot? Snapshot { get; private set; }

    /// <summary>Facts of earlier sessions after the snapshot; complete once opened.</summary>
    internal IReadOnlyList<StoredFact> Recovered => _recovered;

    /// <summary>The state of <see cref="Snapshot"/> when it was made while reading and is not in the store yet.</summary>
    internal CoreState? Unsaved => _folded ? _base : null;

    /// <summary>The snapshot that reading began with and that could not be taken up; null when there was none such.</summary>
    internal long? Refused { get; private set; }

    /// <summary>Tells an operator something that stops nothing.</summary>
    internal void Report(string what) => report(what);

    /// <summary>Begins with a snapshot; throws when it cannot be read, or when another build folded it.</summary>
    internal void Begin(StoredSnapshot stored)
    {
        Refused = stored.Facts;
        var snapshot = SnapshotFormat.Decode(stored);
        if (snapshot.Build != build) throw new FormatException($"snapshot: build '{snapshot.Build}' took it, this is '{build}'");
        _base = SnapshotFormat.Restore(stored);
        (Snapshot, Refused, _read) = (stored, null, stored.Facts);
    }

    /// <summary>Takes the next fact; one that is not the next ends the reading, since something is missing.</summary>
    internal void Take(StoredFact fact, long number)
    {
        if (number != ++_read) throw new JournalException($"fact {_read} is missing before fact {number}", null);
        _recovered.Add(fact);
        if (_recovered.Count >= MaxRecovered) Fold();
    }

    /// <summary>Everything was read.</summary>
    internal void Complete(long last)
    {
        if (last != _read) throw new JournalException($"the journal ends with fact {last}, and {_read} were read", null);
        if (_folded)
        {
            Fold();
            Snapshot = SnapshotFormat.Encode(_base, build);
        }

        Opened.TrySetResult();
    }

    /// <summary>Adds a batch; false when the stream has failed, and then the batch has been settled as failed.</summary>
    internal bool TryAdd(CommitBatch batch, ICommitListener listener)
    {
        lock (_lock)
        {
            if (_failure is null)
            {
                InvariantViolation.Unless(_waiting.Count < MaxWaiting, "More than 1,000,000 batches wait for the disk.");
                _waiting.Enqueue((batch, listener));
                return true;
            }

            listener.Failed(batch, _failure);
            return false;
        }
    }

    /// <summary>The oldest batch is durable.</summary>
    internal void Settle(CommitBatch batch)
    {
        lock (_lock)
        {
            if (_failure is not null) return;
            var (oldest, listener) = _waiting.Dequeue();
            InvariantViolation.Unless(ReferenceEquals(oldest, batch), "The journal wrote batch " + batch.Number + " before batch " + oldest.Number + ".");
            listener.Durable(batch);
        }
    }

    /// <summary>Nothing more becomes durable: every batch on its way has failed, in order. The first reason stands.</summary>
    internal void Fail(string reason)
    {
        lock (_lock)
        {
            if (_failure is not null) return;
            _failure = reason;
            while (_waiting.TryDequeue(out var next)) next.Listener.Failed(next.Batch, reason);
        }
    }

    private void Fold()
    {
        foreach (var fact in _recovered) _base = _base.Apply(JournalFormat.Instance.Decode(fact));
        _recovered.Clear();
        _folded = true;
    }
}
