using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using KalshiArb.Domain.Journal;

namespace KalshiArb.Actors.Journal;

/// <summary>
/// How facts are written: one table of frozen manifests, JSON in UTF-8. A property name, an enum name and a manifest never
/// change; what must change gets the next version ("order-intended/2") beside the old one. Numbers are integers:
/// <see cref="Money"/> in micro-dollars, <see cref="Price"/> in 1/10,000 dollar, <see cref="Quantity"/> in 1/100 contract,
/// <see cref="Instant"/> in microseconds since the Unix epoch, a shard by its index; ids are strings. Reading is strict:
/// a missing, unknown or repeated property, a null where none may be and a value out of range are refused.
/// </summary>
public sealed class JournalFormat : IFactCodec
{
    private static readonly Entry[] Table =
    [
        Of("run-started/1", JournalJson.Default.RunStarted),
        Of("order-intended/1", JournalJson.Default.OrderIntended),
        Of("order-written/1", JournalJson.Default.OrderWritten),
        Of("order-acknowledged/1", JournalJson.Default.OrderAcknowledged),
        Of("fill-count-seen/1", JournalJson.Default.FillCountSeen),
        Of("order-doubted/1", JournalJson.Default.OrderDoubted),
        Of("order-not-listed/1", JournalJson.Default.OrderNotListed),
        Of("order-overdue/1", JournalJson.Default.OrderOverdue),
        Of("cancel-decided/1", JournalJson.Default.CancelDecided),
        Of("order-ended/1", JournalJson.Default.OrderEnded),
        Of("fill-booked/1", JournalJson.Default.FillBooked),
        Of("settlement-booked/1", JournalJson.Default.SettlementBooked),
        Of("order-group-opened/1", JournalJson.Default.OrderGroupOpened),
        Of("trading-state-changed/1", JournalJson.Default.TradingStateChanged),
        Of("cool-down-started/1", JournalJson.Default.CoolDownStarted),
        Of("ticker-frozen/1", JournalJson.Default.TickerFrozen),
        Of("ticker-thawed/1", JournalJson.Default.TickerThawed),
        Of("high-water-mark-raised/1", JournalJson.Default.HighWaterMarkRaised),
        Of("switch-changed/1", JournalJson.Default.SwitchChanged),
        Of("cash-opened/1", JournalJson.Default.CashOpened),
        Of("run-ended/1", JournalJson.Default.RunEnded),
        Of("ceilings-raised/1", JournalJson.Default.CeilingsRaised),
        Of("mark-out-measured/1", JournalJson.Default.MarkOutMeasured),
        Of("mark-out-stopped/1", JournalJson.Default.MarkOutStopped),
        Of("position-adopted/1", JournalJson.Default.PositionAdopted),
    ];

    private static readonly FrozenDictionary<string, Entry> ByManifest = Table.ToFrozenDictionary(entry => entry.Manifest, StringComparer.Ordinal);
    private static readonly FrozenDictionary<Type, Entry> ByType = Table.ToFrozenDictionary(entry => entry.Type);

    private JournalFormat()
    {
    }

    /// <summary>The one format.</summary>
    public static JournalFormat Instance { get; } = new();

    /// <summary>Every manifest with its type, in the order of the table.</summary>
    public static ImmutableArray<(string Manifest, Type Type)> Manifests { get; } = [.. Table.Select(entry => (entry.Manifest, entry.Type))];

    /// <summary>The manifest of a fact; a type without one is a broken program and throws <see cref="InvariantViolation"/>.</summary>
    public static string ManifestOf(IJournaled fact) => EntryOf(fact.GetType()).Manifest;

    /// <summary>Writes a fact.</summary>
    public static byte[] Serialize(IJournaled fact)
    {
        var entry = EntryOf(fact.GetType());
        return JsonSerializer.SerializeToUtf8Bytes(fact, entry.Json);
    }

    /// <summary>
    /// Reads a fact. Throws <see cref="FormatException"/> that names the manifest when the manifest is not known or the bytes
    /// are not such a fact.
    /// </summary>
    public static IJournaled Deserialize(string manifest, ReadOnlySpan<byte> bytes)
    {
        if (!ByManifest.TryGetValue(manifest, out var entry))
            throw new FormatException($"journal: manifest '{manifest}' is not known; the journal was written by another version");
        try
        {
            return (IJournaled?)JsonSerializer.Deserialize(bytes, entry.Json)
                ?? throw new FormatException($"journal: a fact of manifest '{manifest}' is null");
        }
        catch (JsonException unreadable)
        {
            throw new FormatException($"journal: a fact of manifest '{manifest}' cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <inheritdoc/>
    public StoredFact Encode(IJournaled fact) => new(ManifestOf(fact), ImmutableCollectionsMarshal.AsImmutableArray(Serialize(fact)));

    /// <inheritdoc/>
    public IJournaled Decode(StoredFact stored) => Deserialize(stored.Manifest, stored.Bytes.AsSpan());

    private static Entry EntryOf(Type type) =>
        ByType.TryGetValue(type, out var entry) ? entry : throw new InvariantViolation($"the fact type {type.FullName} has no manifest");

    private static Entry Of<T>(string manifest, JsonTypeInfo<T> json)
        where T : IJournaled => new(manifest, typeof(T), json);

    private sealed record Entry(string Manifest, Type Type, JsonTypeInfo Json);
}
