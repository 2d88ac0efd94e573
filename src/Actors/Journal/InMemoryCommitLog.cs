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

    /// <summary>A log that recovered these facts.</summary>
    public InMemoryCommitLog(IReadOnlyList<StoredFact> recovered)
    {
        Recovered = [.. recovered];
        _facts = [.. recovered];
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredFact> Recovered { get; }

    /// <summary>Every fact so far, oldest first.</summary>
    public IReadOnlyList<StoredFact> Facts => _facts;

    /// <inheritdoc/>
    public void Append(CommitBatch batch, ICommitListener listener)
    {
        _facts.AddRange(batch.Facts);
        listener.Durable(batch);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
