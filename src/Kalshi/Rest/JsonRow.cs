using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Kalshi.Rest;

/// <summary>
/// Reads the fields of one JSON object. The first field that is missing or malformed is kept as <see cref="Fault"/>, and what
/// was read is then worth nothing. Decimals go from the answer's own UTF-8 to our types, exactly or not at all. A JSON null
/// counts as absent.
/// </summary>
internal sealed class JsonRow
{
    private static readonly Instant _earliest = Instant.From(new DateTimeOffset(2007, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly JsonElement _row;

    public JsonRow(JsonElement row, string type)
    {
        (_row, Type) = (row, type);
        if (row.ValueKind != JsonValueKind.Object) Fault = $"{type}: not an object";
    }

    public string Type { get; }

    public string? Fault { get; private set; }

    public void Fail(string name, string why) => Fault ??= $"{name}: {why}";

    public bool Has(string name) => TryField(name, out _);

    public string Text(string name) => Required(name) is { } field ? TextOf(name, field) ?? "" : "";

    /// <summary>A text that names something: not empty.</summary>
    public string Name(string name)
    {
        var text = Text(name);
        if (Fault is null && text.Length is 0 or > 256) Fail(name, "empty or too long");
        return text;
    }

    public string? OptionalText(string name) => TryField(name, out var field) ? TextOf(name, field) : null;

    public bool Flag(string name) => Required(name) is { } field && FlagOf(name, field);

    public bool? OptionalFlag(string name) => TryField(name, out var field) ? FlagOf(name, field) : null;

    public long Integer(string name) => Required(name) is { } field ? IntegerOf(name, field) : 0;

    public long? OptionalInteger(string name) => TryField(name, out var field) ? IntegerOf(name, field) : null;

    public int? OptionalIndex(string name) => OptionalInteger(name) is { } value ? Index(name, value) : null;

    public int Index(string name) => Index(name, Integer(name));

    public Price Price(string name) => Required(name) is { } field ? PriceOf(name, field) : default;

    public Price? OptionalPrice(string name) => TryField(name, out var field) ? PriceOf(name, field) : null;

    public Quantity Count(string name) => Required(name) is { } field ? CountOf(name, field) : default;

    public Quantity? OptionalCount(string name) => TryField(name, out var field) ? CountOf(name, field) : null;

    public Quantity SignedCount(string name)
    {
        if (Required(name) is not { } field) return default;
        if (!WireDecimal.TryParseSignedQuantity(Utf8(field), out var count)) Fail(name, $"no count in hundredths: {Shown(field)}");
        return count;
    }

    public Money Money(string name) => Required(name) is { } field ? MoneyOf(name, field) : default;

    public Money? OptionalMoney(string name) => TryField(name, out var field) ? MoneyOf(name, field) : null;

    /// <summary>Whole cents as a JSON number.</summary>
    public Money Cents(string name)
    {
        var cents = Integer(name);
        if (cents is < -1_000_000_000_000 or > 1_000_000_000_000) Fail(name, "out of range");
        return Fault is null ? Domain.Numbers.Money.FromCents(cents) : default;
    }

    /// <summary>A decimal as a whole number of 10^-decimals.</summary>
    public long Scaled(string name, int decimals) => Required(name) is { } field ? ScaledOf(name, field, decimals) : 0;

    public long? OptionalScaled(string name, int decimals) => TryField(name, out var field) ? ScaledOf(name, field, decimals) : null;

    /// <summary>A decimal exactly as written; null when absent, and a fault when it is none.</summary>
    public decimal? OptionalDecimal(string name)
    {
        if (!TryField(name, out var field)) return null;
        if (decimal.TryParse(System.Text.Encoding.UTF8.GetString(Utf8(field)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return value;
        Fail(name, $"no decimal: {Shown(field)}");
        return null;
    }

    /// <summary>A time that must be there, from 2007 on: earlier ones are zero values or nonsense, and trading days are not defined for them.</summary>
    public Instant Time(string name)
    {
        if (Required(name) is not { } field) return default;
        var time = TimeOf(name, field);
        if (Fault is null && time < _earliest) Fail(name, $"{time} is before 2007");
        return time;
    }

    public Instant? OptionalTime(string name) => TryField(name, out var field) ? TimeOf(name, field) : null;

    public Instant Seconds(string name) => Required(name) is { } field ? SecondsOf(name, field) : default;

    public Instant? OptionalSeconds(string name) => TryField(name, out var field) ? SecondsOf(name, field) : null;

    public Instant Millis(string name)
    {
        var millis = Integer(name);
        if (Fault is null && millis is < 1 or > 253_402_300_799_999) Fail(name, "no time in milliseconds");
        return Fault is null ? Instant.FromUnixMillis(millis) : default;
    }

    /// <summary>An array; empty with a fault when it is missing or something else.</summary>
    public JsonElement.ArrayEnumerator Array(string name)
    {
        if (Required(name) is not { } field) return default;
        if (field.ValueKind == JsonValueKind.Array) return field.EnumerateArray();
        Fail(name, "not an array");
        return default;
    }

    /// <summary>An array that may be missing.</summary>
    public JsonElement.ArrayEnumerator OptionalArray(string name) => Has(name) ? Array(name) : default;

    public ImmutableArray<string> Texts(string name)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in OptionalArray(name))
        {
            if (item.ValueKind == JsonValueKind.String) texts.Add(item.GetString()!);
            else Fail(name, "an item is no text");
        }

        return texts.ToImmutable();
    }

    public bool TryField(string name, out JsonElement field)
    {
        field = default;
        return _row.ValueKind == JsonValueKind.Object && _row.TryGetProperty(name, out field) && field.ValueKind != JsonValueKind.Null;
    }

    /// <summary>The bytes of a text without its quotes, or of a number. A text with escapes keeps its backslashes, which no decimal has.</summary>
    public static ReadOnlySpan<byte> Utf8(JsonElement field)
    {
        if (field.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) return default;
        var raw = JsonMarshal.GetRawUtf8Value(field);
        return field.ValueKind == JsonValueKind.String ? raw[1..^1] : raw;
    }

    private JsonElement? Required(string name)
    {
        if (TryField(name, out var field)) return field;
        Fail(name, "missing");
        return null;
    }

    private string? TextOf(string name, JsonElement field)
    {
        if (field.ValueKind == JsonValueKind.String) return field.GetString();
        Fail(name, "no text");
        return null;
    }

    private bool FlagOf(string name, JsonElement field)
    {
        if (field.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) Fail(name, "neither true nor false");
        return field.ValueKind == JsonValueKind.True;
    }

    private long IntegerOf(string name, JsonElement field)
    {
        if (field.ValueKind == JsonValueKind.Number && field.TryGetInt64(out var value)) return value;
        Fail(name, "no whole number");
        return 0;
    }

    private int Index(string name, long value)
    {
        if (value is >= 0 and <= 1_000_000) return (int)value;
        Fail(name, "out of range");
        return 0;
    }

    private Price PriceOf(string name, JsonElement field)
    {
        if (!WireDecimal.TryParsePrice(Utf8(field), out var price)) Fail(name, $"no price from $0 to $1 in steps of $0.0001: {Shown(field)}");
        return price;
    }

    private Quantity CountOf(string name, JsonElement field)
    {
        if (!WireDecimal.TryParseQuantity(Utf8(field), out var count)) Fail(name, $"no count in hundredths: {Shown(field)}");
        return count;
    }

    private Money MoneyOf(string name, JsonElement field)
    {
        if (!WireDecimal.TryParseMoney(Utf8(field), out var money)) Fail(name, $"no amount in micro-dollars: {Shown(field)}");
        return money;
    }

    private long ScaledOf(string name, JsonElement field, int decimals)
    {
        if (!WireDecimal.TryParse(Utf8(field), decimals, allowMinus: false, out var value)) Fail(name, $"no decimal with {decimals} places: {Shown(field)}");
        return value;
    }

    private Instant TimeOf(string name, JsonElement field)
    {
        if (field.ValueKind == JsonValueKind.String && WireTime.TryParse(field.GetString()!, out var time)) return time;
        Fail(name, "no RFC 3339 time");
        return default;
    }

    private Instant SecondsOf(string name, JsonElement field)
    {
        var seconds = IntegerOf(name, field);
        if (Fault is null && seconds is < 1 or > 253_402_300_799) Fail(name, "no time in seconds");
        return Fault is null ? Instant.FromUnixSeconds(seconds) : default;
    }

    private static string Shown(JsonElement field)
    {
        var bytes = Utf8(field);
        return bytes.IsEmpty ? field.ValueKind.ToString() : System.Text.Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, 40)]);
    }
}

/// <summary>Times as the venue writes them: RFC 3339 with an offset and up to nine decimals, cut to microseconds.</summary>
internal static class WireTime
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK";

    public static bool TryParse(string text, out Instant instant)
    {
        instant = default;
        if (text.Length is < 20 or > 35 || !(text[^1] == 'Z' || (text[^6] is '+' or '-' && text[^3] == ':'))) return false;
        var point = text.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            var end = point + 1;
            while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
            if (end - point - 1 is 0 or > 9) return false;
            if (end - point - 1 > 6) text = string.Concat(text.AsSpan(0, point + 7), text.AsSpan(end));
        }

        if (!DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)) return false;
        instant = Instant.From(time);
        return true;
    }
}
