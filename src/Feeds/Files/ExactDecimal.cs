using System.Globalization;

namespace KalshiArb.Feeds.Files;

/// <summary>Reads decimals of recordings into scaled integers. What does not fit exactly is refused, never rounded.</summary>
public static class ExactDecimal
{
    /// <summary>Reads digits with at most one point as a multiple of 1/<paramref name="scale"/>; false for anything else, or outside the range.</summary>
    public static bool TryParse(string text, int scale, int low, int high, out int value)
    {
        var read = TryParse(text, scale, (long)high, out var wide) && wide >= low;
        value = read ? (int)wide : 0;
        return read;
    }

    /// <summary>As above, from 0 to <paramref name="high"/>.</summary>
    public static bool TryParse(string text, int scale, long high, out long value)
    {
        value = 0;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        if (number > high / (decimal)scale) return false;
        var scaled = number * scale;
        if (scaled != decimal.Truncate(scaled)) return false;
        value = (long)scaled;
        return true;
    }
}
