using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using KalshiArb.Domain.Journal;

namespace KalshiArb.Actors.Journal;

/// <summary>
/// How the state of the core is written: one frozen manifest, JSON in UTF-8, numbers and ids as in <see cref="JournalFormat"/>,
/// lists in a fixed order, so that equal states have equal bytes. Reading is as strict. State that is added makes the next
/// manifest: a snapshot of another manifest, or of another build, is not taken up by a journal (which folds the facts
/// instead, as they are all there), and a tape that begins with one says which build can replay it.
/// </summary>
public static class SnapshotFormat
{
    /// <summary>The manifest of a state that says which strategy entered what is held, or made what.</summary>
    public const string Manifest = "core-state/2";

    /// <summary>The manifest of every other state, and of all from before there were owners.</summary>
    public const string ManifestWithoutOwners = "core-state/1";

    /// <summary>Longest snapshot that is written or read, in bytes; the bounds of the state keep it far below.</summary>
    public const int MaxBytes = 48 * 1024 * 1024;

    private static int _lastLength;

    /// <summary>Writes a state; throws <see cref="InvariantViolation"/> when it is longer than any snapshot may be.</summary>
    public static StoredSnapshot Encode(CoreState state, string build)
    {
        // Into a buffer of its own: the serializer's come from the shared pool, which keeps some of each size for each thread.
        var buffer = new ArrayBufferWriter<byte>(Volatile.Read(ref _lastLength) is > 0 and var last ? last + last / 8 : 64 * 1024);
        using (var writer = new Utf8JsonWriter(buffer))
            JsonSerializer.Serialize(writer, CoreSnapshot.Of(state, build), SnapshotJson.Default.CoreSnapshot);
        InvariantViolation.Unless(buffer.WrittenCount <= MaxBytes, $"a snapshot of {buffer.WrittenCount} bytes");
        Volatile.Write(ref _lastLength, buffer.WrittenCount);
        return new StoredSnapshot(state.Risk.Owners.IsEmpty && state.Risk.Results.IsEmpty ? ManifestWithoutOwners : Manifest, state.Facts, ImmutableCollectionsMarshal.AsImmutableArray(buffer.WrittenSpan.ToArray()));
    }

    /// <summary>Reads a snapshot; throws <see cref="FormatException"/> that names the manifest when it cannot, or when it holds other facts than it should.</summary>
    public static CoreSnapshot Decode(StoredSnapshot stored)
    {
        if (stored.Manifest is not (Manifest or ManifestWithoutOwners))
            throw new FormatException($"snapshot: manifest '{stored.Manifest}' is neither '{Manifest}' nor '{ManifestWithoutOwners}'; another version wrote it");
        try
        {
            var snapshot = JsonSerializer.Deserialize(stored.Bytes.AsSpan(), SnapshotJson.Default.CoreSnapshot)
                ?? throw new FormatException($"snapshot: one of manifest '{stored.Manifest}' is null");
            if (snapshot.Facts != stored.Facts) throw new FormatException($"snapshot: it holds {snapshot.Facts} facts and stands for {stored.Facts}");
            return snapshot;
        }
        catch (JsonException unreadable)
        {
            throw new FormatException($"snapshot: one of manifest '{stored.Manifest}' cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>The state of a snapshot; throws <see cref="FormatException"/> when it cannot be read or contradicts itself.</summary>
    public static CoreState Restore(StoredSnapshot stored)
    {
        try
        {
            return Decode(stored).Restore();
        }
        catch (Exception contradiction) when (contradiction is InvariantViolation or ArgumentException or NullReferenceException or InvalidOperationException)
        {
            throw new FormatException("snapshot: it contradicts itself: " + contradiction.Message, contradiction);
        }
    }
}
