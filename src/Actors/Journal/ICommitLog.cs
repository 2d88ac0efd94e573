using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Journal;

/// <summary>A fact as it is stored: the bytes never change once written.</summary>
/// <param name="Manifest">Frozen name and version of its type.</param>
/// <param name="Bytes">Its serialized form.</param>
public sealed record StoredFact(string Manifest, ImmutableArray<byte> Bytes);

/// <summary>Turns facts into what is stored, and back.</summary>
public interface IFactCodec
{
    /// <summary>Serializes a fact; throws for a type without a manifest, which is a broken program.</summary>
    StoredFact Encode(IJournaled fact);

    /// <summary>Reads a fact back; throws <see cref="FormatException"/> naming the manifest when it cannot.</summary>
    IJournaled Decode(StoredFact stored);
}

/// <summary>Everything that one run decided which must be durable, and what waits for it.</summary>
/// <param name="Number">Consecutive from 1 within a session.</param>
/// <param name="Facts">Written as one, or not at all. May be empty: then the effects wait for the batches before it.</param>
/// <param name="Effects">Released in order once this and every earlier batch is durable.</param>
public sealed record CommitBatch(long Number, ImmutableArray<StoredFact> Facts, ImmutableArray<Effect> Effects);

/// <summary>Is told what became of batches, strictly in order, on whatever thread the log runs.</summary>
public interface ICommitListener
{
    /// <summary>The batch and all before it are durable.</summary>
    void Durable(CommitBatch batch);

    /// <summary>The batch was not written, or nobody knows. No later batch becomes durable.</summary>
    void Failed(CommitBatch batch, string reason);
}

/// <summary>The one stream of facts, behind a port.</summary>
public interface ICommitLog : IDisposable
{
    /// <summary>The snapshot that <see cref="Recovered"/> follows; it can be read. Null when those are all facts there are.</summary>
    StoredSnapshot? Snapshot { get; }

    /// <summary>
    /// The facts of earlier sessions after <see cref="Snapshot"/>, oldest first; read completely before the log is handed out.
    /// </summary>
    IReadOnlyList<StoredFact> Recovered { get; }

    /// <summary>Takes a batch; called on the core thread, does not wait for a disk.</summary>
    void Append(CommitBatch batch, ICommitListener listener);

    /// <summary>
    /// Keeps a state once every batch appended so far is durable; called on the core thread, waits for nothing. A snapshot
    /// that cannot be kept costs nothing but the time to read more facts at the next start: facts are never deleted for one.
    /// </summary>
    void Save(CoreState state);
}
