namespace KalshiArb.Actors.Journal;

/// <summary>
/// What the journal's actor and the core's thread share: batches on their way, in order, and the failure that ended the
/// stream. Each batch is settled exactly once, in order, whatever becomes of the actor.
/// </summary>
internal sealed class JournalStream
{
    private const int MaxWaiting = 1_000_000;

    private readonly object _lock = new();
    private readonly Queue<(CommitBatch Batch, ICommitListener Listener)> _waiting = new();
    private string? _failure;

    /// <summary>Set once every fact of earlier sessions was read, or could not be.</summary>
    internal TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Facts of earlier sessions; complete once opened.</summary>
    internal List<StoredFact> Recovered { get; } = [];

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
}
