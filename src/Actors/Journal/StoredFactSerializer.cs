using System.Runtime.InteropServices;
using Akka.Actor;
using Akka.Serialization;

namespace KalshiArb.Actors.Journal;

/// <summary>
/// Puts facts into the journal that were serialized in the core, byte for byte. It has the identifier of
/// <see cref="JournalSerializer"/>, since what it stores is that format: a row can be read through either.
/// </summary>
public sealed class StoredFactSerializer : SerializerWithStringManifest
{
    /// <summary>Called by Akka.</summary>
    public StoredFactSerializer(ExtendedActorSystem system) : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => JournalSerializer.FixedIdentifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => Fact(o).Manifest;

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => [.. Fact(obj).Bytes];

    /// <inheritdoc/>
    public override object FromBinary(byte[] bytes, string manifest) => new StoredFact(manifest, ImmutableCollectionsMarshal.AsImmutableArray(bytes));

    private static StoredFact Fact(object value) =>
        value as StoredFact ?? throw new InvariantViolation(value.GetType().Name + " is not a stored fact.");
}
