using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace KalshiArb.Kalshi.Rest;

/// <summary>
/// Counts fields that the client does not know, by (type, field), and reports each once: so a change of the protocol shows
/// without stopping anything. Bounded; safe for several threads.
/// </summary>
internal sealed class FieldWatch(IRestObserver observer)
{
    /// <summary>At most this many different unknown fields are told apart.</summary>
    public const int Capacity = 1_024;

    private readonly ConcurrentDictionary<(string Type, string Field), long> _unknown = new();
    private long _total;

    public long Total => Interlocked.Read(ref _total);

    public IReadOnlyDictionary<(string Type, string Field), long> Unknown => _unknown;

    /// <summary>Looks over the fields of an object.</summary>
    public void Look(JsonElement row, string type, FrozenSet<string> known)
    {
        if (row.ValueKind != JsonValueKind.Object) return;
        foreach (var field in row.EnumerateObject())
            if (!known.Contains(field.Name)) Note(type, field.Name.Length <= 64 ? field.Name : field.Name[..64]);
    }

    /// <summary>Keeps a row that could not be read, and tells of it.</summary>
    public QuarantinedRow Quarantine(string type, JsonElement row, string keyField, string reason)
    {
        string? key = null;
        if (row.ValueKind == JsonValueKind.Object && row.TryGetProperty(keyField, out var name) && name.ValueKind == JsonValueKind.String)
        {
            // As written, without undoing escapes: this row is here because something in it is no proper text.
            var written = JsonRow.Utf8(name);
            key = System.Text.Encoding.UTF8.GetString(written[..Math.Min(written.Length, 128)]);
        }

        var raw = JsonMarshal.GetRawUtf8Value(row);
        var kept = new QuarantinedRow(type, key, reason, [.. raw[..Math.Min(raw.Length, QuarantinedRow.MaxBytes)]]);
        observer.Quarantined(kept);
        return kept;
    }

    /// <summary>Keeps a body that could not be read.</summary>
    public void Quarantine(string type, ReadOnlySpan<byte> body, string reason) =>
        observer.Quarantined(new QuarantinedRow(type, null, reason, ImmutableArray.Create(body[..Math.Min(body.Length, QuarantinedRow.MaxBytes)])));

    public static FrozenSet<string> Known(string names) => names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    private void Note(string type, string field)
    {
        Interlocked.Increment(ref _total);
        if (_unknown.Count >= Capacity && !_unknown.ContainsKey((type, field))) return;
        if (_unknown.AddOrUpdate((type, field), 1, static (_, count) => count + 1) == 1) observer.UnknownField(type, field);
    }
}
