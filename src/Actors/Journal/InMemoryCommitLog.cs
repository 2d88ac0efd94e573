using KalshiArb.Domain.Journal;

namespace KalshiArb.Actors.Journal;

/// <summary>
/// A log in memory for replay and simulation: a batch is durable the moment it is appended, so effects leave at the end of
/// their input. What was committed can seed the next core, as a crash and a restart would.
/// </summary>
public sealed class InMemoryCommitLog : ICommitLog
{
    private readonly List<StoredFact> _facts;

    /// <summary>An empty log.</summary>
    public InMemoryCommitLog() : this([])
    {
    }

    /// <summary>A log that recovered these facts, after a snapshot when there is one.</summary>
    public InMemoryCommitLog(IReadOnlyList<StoredFact> recovered, StoredSnapshot? snapshot = null)
    {
        Snapshot = snapshot;
        Recovered = [.. recovered];
        _facts = [.. recovered];
    }

    /// <inheritdoc/>
    public StoredSnapshot? Snapshot { get; }

    /// <inheritdoc/>
    public IReadOnlyList<StoredFact> Recovered { get; }

    /// <summary>Every fact so far after <see cref="Snapshot"/>, oldest first.</summary>
    public IReadOnlyList<StoredFact> Facts => _facts;

    /// <summary>The last state that was to be kept; null when none was.</summary>
    public CoreState? Saved { get; private set; }

    /// <inheritdoc/>
    public void Append(CommitBatch batch, ICommitListener listener)
    {
        _facts.AddRange(batch.Facts);
        listener.Durable(batch);
    }

    /// <summary>What a new process would find: the last state kept, as a snapshot, and the facts after it.</summary>
    public InMemoryCommitLog Reopen(string build)
    {
        if (Saved is not { } state) return new InMemoryCommitLog(_facts, Snapshot);
        var held = checked((int)(state.Facts - (Snapshot?.Facts ?? 0)));
        return new InMemoryCommitLog(_facts.GetRange(held, _facts.Count - held), SnapshotFormat.Encode(state, build));
    }

    /// <inheritdoc/>
    public void Save(CoreState state) => Saved = state;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
