using Akka.Actor;
using Akka.Serialization;
using KalshiArb.Domain.Journal;

namespace KalshiArb.Actors.Journal;

/// <summary>
/// The format of facts (<see cref="JournalFormat"/>) for Akka.Persistence. Bind it to <see cref="IJournaled"/>:
/// <c>akka.actor { serializers.journal = "KalshiArb.Actors.Journal.JournalSerializer, KalshiArb.Actors",
/// serialization-bindings { "KalshiArb.Domain.Journal.IJournaled, KalshiArb.Domain" = journal } }</c>.
/// </summary>
public sealed class JournalSerializer : SerializerWithStringManifest
{
    /// <summary>Stands in every stored row; it never changes.</summary>
    public const int FixedIdentifier = 7001;

    /// <summary>Called by Akka.</summary>
    public JournalSerializer(ExtendedActorSystem system) : base(system)
    {
    }

    /// <inheritdoc/>
    public override int Identifier => FixedIdentifier;

    /// <inheritdoc/>
    public override string Manifest(object o) => JournalFormat.ManifestOf(Fact(o));

    /// <inheritdoc/>
    public override byte[] ToBinary(object obj) => JournalFormat.Serialize(Fact(obj));

    /// <summary>Reads a fact; throws <see cref="FormatException"/> for a manifest that is not known.</summary>
    public override object FromBinary(byte[] bytes, string manifest) => JournalFormat.Deserialize(manifest, bytes);

    private static IJournaled Fact(object value) =>
        value as IJournaled ?? throw new InvariantViolation($"{value.GetType().FullName} is not a fact and cannot be journaled");
}
