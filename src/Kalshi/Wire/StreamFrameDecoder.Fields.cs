using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Kalshi.Wire;

// Readers of single fields. Each stands on the field's name, reads its value and returns why not, or null. A JSON null leaves
// the value absent: whether the frame can do without it is judged when all of it has been read.
public sealed partial class StreamFrameDecoder
{
    private const int MaxTextBytes = 256;

    // Beyond the year 9999 a number of milliseconds is no time.
    private const long MaxUnixMillis = 253_402_300_799_999;

    private string? ReadTicker(ref Utf8JsonReader reader, bool keep)
    {
        reader.Read();
        if (_header.Ticker is not null) return "the ticker stands there twice";
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || !_tickers.TryGet(reader.ValueSpan, keep, out var ticker)) return "market_ticker is not a ticker";
        _header.Ticker = ticker;
        return null;
    }

    private static string? ReadPrice(ref Utf8JsonReader reader, ref Price? value, string name)
    {
        if (!Next(ref reader, value is not null, name, out var fault)) return fault;
        if (!TryText(in reader, out var text) || !WireDecimal.TryParsePrice(text, out var price)) return name + " is not a price";
        value = price;
        return null;
    }

    private static string? ReadQuantity(ref Utf8JsonReader reader, ref Quantity? value, string name, bool signed = false)
    {
        if (!Next(ref reader, value is not null, name, out var fault)) return fault;
        var quantity = Quantity.Zero;
        var read = TryText(in reader, out var text)
            && (signed ? WireDecimal.TryParseSignedQuantity(text, out quantity) : WireDecimal.TryParseQuantity(text, out quantity));
        if (!read) return name + " is not a count in hundredths";
        value = quantity;
        return null;
    }

    private static string? ReadMoney(ref Utf8JsonReader reader, ref Money? value, string name)
    {
        if (!Next(ref reader, value is not null, name, out var fault)) return fault;
        if (!TryText(in reader, out var text) || !WireDecimal.TryParseMoney(text, out var money)) return name + " is not an amount";
        value = money;
        return null;
    }

    private static string? ReadFlag(ref Utf8JsonReader reader, ref bool? value, string name)
    {
        if (!Next(ref reader, value is not null, name, out var fault)) return fault;
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False)) return name + " is neither true nor false";
        value = reader.TokenType == JsonTokenType.True;
        return null;
    }

    private static string? ReadInteger(ref Utf8JsonReader reader, ref long? value, string name)
    {
        if (!Next(ref reader, value is not null, name, out var fault)) return fault;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number)) return name + " is not a whole number";
        value = number;
        return null;
    }

    private static string? ReadMillis(ref Utf8JsonReader reader, ref Instant? value, string name)
    {
        long? number = null;
        if (ReadInteger(ref reader, ref number, name) is { } fault) return fault;
        if (number is null) return null;
        if (number is <= 0 or > MaxUnixMillis) return name + " is not a time";
        if (value is not null) return name + " stands there twice";
        value = Instant.FromUnixMillis(number.Value);
        return null;
    }

    private static string? ReadSeconds(ref Utf8JsonReader reader, ref Instant? value, string name)
    {
        long? number = null;
        if (ReadInteger(ref reader, ref number, name) is { } fault) return fault;
        if (number is null) return null;
        if (number is <= 0 or > MaxUnixMillis / 1000) return name + " is not a time";
        if (value is not null) return name + " stands there twice";
        value = Instant.FromUnixSeconds(number.Value);
        return null;
    }

    // The venue's identities: printable, not empty.
    private static string? ReadId(ref Utf8JsonReader reader, ref string? value, string name)
    {
        if (!Next(ref reader, value is not null, name, out var fault)) return fault;
        var readable = reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && reader.ValueSpan.Length is > 0 and <= 128
            && reader.ValueSpan.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;
        if (!readable) return name + " is not an identity";
        value = Encoding.ASCII.GetString(reader.ValueSpan);
        return null;
    }

    // Texts of others, as they stand on the wire: escapes are kept, so that nothing can fail to be read.
    private static string? ReadText(ref Utf8JsonReader reader, ref string? value, string name)
    {
        if (!Next(ref reader, value is not null, name, out var fault)) return fault;
        if (reader.TokenType != JsonTokenType.String) return name + " is not a string";
        if (reader.ValueSpan.Length > MaxTextBytes) return name + " is too long";
        value = Encoding.UTF8.GetString(reader.ValueSpan);
        return null;
    }

    // bid or ask, or its synonym yes or no of outcome_side.
    private static string? ReadSide(ref Utf8JsonReader reader, ref OrderSide? value, ReadOnlySpan<byte> bid, ReadOnlySpan<byte> ask, string name)
    {
        if (!Next(ref reader, value is not null, name, out var fault)) return fault;
        if (reader.TokenType != JsonTokenType.String) return name + " is not a string";
        if (reader.ValueTextEquals(bid)) value = OrderSide.Bid;
        else if (reader.ValueTextEquals(ask)) value = OrderSide.Ask;
        else return name + " is not a side";
        return null;
    }

    // To the value: false when there is nothing to read, with the reason where that is a fault.
    private static bool Next(ref Utf8JsonReader reader, bool twice, string name, out string? fault)
    {
        reader.Read();
        fault = twice ? name + " stands there twice" : null;
        return !twice && reader.TokenType != JsonTokenType.Null;
    }

    private void SkipOther(ref Utf8JsonReader reader, string frameType, bool known)
    {
        if (!known) Statistics.CountUnknown(frameType, reader.ValueSpan);
        reader.Skip();
    }

    private static bool IsOneOf(in Utf8JsonReader reader, byte[][] names)
    {
        foreach (var name in names)
            if (reader.ValueTextEquals(name)) return true;
        return false;
    }

    private static byte[][] Names(params string[] names) => [.. names.Select(Encoding.UTF8.GetBytes)];

    // Decimals are strings; old frames had some as numbers, whose text is read in the same exact way.
    private static bool TryText(in Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        var readable = reader.TokenType is JsonTokenType.String or JsonTokenType.Number && !reader.ValueIsEscaped;
        text = readable ? reader.ValueSpan : default;
        return readable;
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, ref long? value)
    {
        reader.Read();
        if (value is not null || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number)) return false;
        value = number;
        return true;
    }

    private static string Excerpt(in Utf8JsonReader reader) =>
        "'" + Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, 64)]) + "'";
}
