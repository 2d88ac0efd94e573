using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>
/// Writes bodies as the venue does: numbers as strings with prices of four decimals, money of six, counts of two; times in
/// RFC 3339 with microseconds whose trailing zeros are dropped.
/// </summary>
internal static class WireWriter
{
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = false };

    public static RestReply Reply(int status, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, _options)) write(writer);
        return new RestReply(status, RestReply.Json, buffer.WrittenMemory);
    }

    public static RestReply Object(Action<Utf8JsonWriter> write, int status = 200) => Reply(status, writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    });

    public static string Text(Price price) => price.ToString();

    public static string Text(Quantity count) => Scaled(count.Hundredths, 100, 2);

    public static string Money6(Money money) => Scaled(money.Micros, 1_000_000, 6);

    /// <summary>Four decimals, rounded towards zero.</summary>
    public static string Money4(Money money) => Scaled(money.Micros / 100, 10_000, 4);

    public static string Text(Instant time)
    {
        var text = time.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture);
        return text + "Z";
    }

    public static long Seconds(Instant time) => time.UnixMillis / 1000;

    public static void Price(this Utf8JsonWriter writer, string name, Price price) => writer.WriteString(name, Text(price));

    public static void Count(this Utf8JsonWriter writer, string name, Quantity count) => writer.WriteString(name, Text(count));

    public static void Money(this Utf8JsonWriter writer, string name, Money money) => writer.WriteString(name, Money6(money));

    public static void Time(this Utf8JsonWriter writer, string name, Instant time) => writer.WriteString(name, Text(time));

    public static void Array<T>(this Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items) write(writer, item);
        writer.WriteEndArray();
    }

    public static void EmptyArray(this Utf8JsonWriter writer, string name)
    {
        writer.WriteStartArray(name);
        writer.WriteEndArray();
    }

    private static string Scaled(long value, long unit, int decimals)
    {
        var sign = value < 0 ? "-" : "";
        var (whole, rest) = Math.DivRem(Math.Abs(value), unit);
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{whole}.{rest.ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0')}");
    }
}
