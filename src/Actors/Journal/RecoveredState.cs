using KalshiArb.Domain.Journal;

namespace KalshiArb.Actors.Journal;

/// <summary>What a log or the head of a tape amounts to.</summary>
public static class RecoveredState
{
    /// <summary>The state of a snapshot (or none) and the facts after it, oldest first. Throws <see cref="FormatException"/> when one cannot be read.</summary>
    public static CoreState Of(StoredSnapshot? snapshot, IReadOnlyList<StoredFact> facts, IFactCodec codec)
    {
        var state = snapshot is null ? CoreState.Empty : SnapshotFormat.Restore(snapshot);
        foreach (var stored in facts) state = state.Apply(codec.Decode(stored));
        return state;
    }
}
