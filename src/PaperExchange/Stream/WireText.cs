using System.Globalization;
using System.Text.Json;

namespace KalshiArb.PaperExchange.Stream;

/// <summary>Numbers and times as the venue writes them on the stream.</summary>
internal static class WireText
{
    /// <summary>Four decimals: 0.4700.</summary>
    public static void WritePrice(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, Price price) => WriteScaled(writer, name, price.Units, 4);

    /// <summary>Two decimals, signed: -3.00.</summary>
    public static void WriteCount(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, Quantity count) => WriteScaled(writer, name, count.Hundredths, 2);

    /// <summary>Six decimals, signed: 0.017500.</summary>
    public static void WriteMoney(this Utf8JsonWriter writer, ReadOnlySpan<byte> name, Money money) => WriteScaled(writer, name, money.Micros, 6);

    /// <summary>A [price, count] pair.</summary>
    public static void WriteLevel(this Utf8JsonWriter writer, Price price, Quantity size)
    {
        Span<byte> text = stackalloc byte[32];
        writer.WriteStartArray();
        writer.WriteStringValue(text[..Format(text, price.Units, 4)]);
        writer.WriteStringValue(text[..Format(text, size.Hundredths, 2)]);
        writer.WriteEndArray();
    }

    /// <summary>RFC 3339 in UTC, microseconds with trailing zeros trimmed: 2026-06-11T06:29:47.42784Z.</summary>
    public static string Time(Instant at) => at.ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Unix seconds, cut off.</summary>
    public static long Seconds(Instant at) => Math.DivRem(at.UnixMicros, 1_000_000).Quotient;

    private static void WriteScaled(Utf8JsonWriter writer, ReadOnlySpan<byte> name, long value, int decimals)
    {
        Span<byte> text = stackalloc byte[32];
        writer.WriteString(name, text[..Format(text, value, decimals)]);
    }

    private static int Format(Span<byte> into, long value, int decimals)
    {
        var length = 0;
        if (value < 0) into[length++] = (byte)'-';
        var scale = decimals == 2 ? 100UL : decimals == 4 ? 10_000UL : 1_000_000UL;
        var (whole, part) = Math.DivRem((ulong)Math.Abs(value), scale);
        whole.TryFormat(into[length..], out var written, default, CultureInfo.InvariantCulture);
        length += written;
        into[length++] = (byte)'.';
        for (var i = decimals - 1; i >= 0; i--)
        {
            (part, var digit) = Math.DivRem(part, 10UL);
            into[length + i] = (byte)('0' + (int)digit);
        }

        return length + decimals;
    }
}
