using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Serialization;
using KalshiArb.Domain.Journal;

namespace KalshiArb.Actors.Journal;

/// <summary>A state on its way to the snapshot store, and the build that folded it.</summary>
internal sealed record StateToKeep(CoreState State, string Build);

/// <summary>
/// Puts the core's state into the snapshot store, written out on the store's thread, and takes it out as bytes: whether they
/// can be read is for the journal to see, which knows what to do then.
/// </summary>
public sealed class SnapshotSerializer : SerializerWithStringManifest
{
    /// <summary>Stands in every stored row; it never changes.</summary>
    public const int FixedIdentifier = 7002;

    /// <summary>Called by Akka.</summary>
    public SnapshotSerializer(ExtendedActorSystem system) : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => FixedIdentifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => SnapshotFormat.Manifest;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => obj is StateToKeep kept
        ? ImmutableCollectionsMarshal.AsArray(SnapshotFormat.Encode(kept.State, kept.Build).Bytes)!
        : throw new InvariantViolation(obj.GetType().Name + " is no state of the core.");

    /// <summary>The snapshot as it is stored; the store knows how many facts it stands for.</summary>
    public override object FromBinary(byte[] bytes, string manifest) => new StoredSnapshot(manifest, 0, ImmutableCollectionsMarshal.AsImmutableArray(bytes));
}
