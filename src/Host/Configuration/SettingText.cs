using System.Globalization;

namespace KalshiArb.Host.Configuration;

/// <summary>Reads the spellings of settings: money as "0.05" dollars, time as "5s", shares as "0.5". Exact: nothing is rounded.</summary>
internal static class SettingText
{
    private static readonly (string Unit, long Ticks)[] _units =
    [
        ("us", TimeSpan.TicksPerMicrosecond), ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond),
        ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour), ("d", TimeSpan.TicksPerDay),
    ];

    /// <summary>A duration with its unit (us, ms, s, m, h, d); "0" needs none. False for anything else, above all for a bare number.</summary>
    public static bool TryDuration(string text, out TimeSpan value)
    {
        value = default;
        text = text.Trim();
        if (text == "0") return true;
        var digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        var unit = text[digits..].Trim();
        if (digits == 0 || !decimal.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        foreach (var (name, ticks) in _units)
        {
            if (name != unit) continue;
            if (number > 366m * TimeSpan.TicksPerDay / ticks || number * ticks != decimal.Truncate(number * ticks)) return false;
            value = TimeSpan.FromTicks((long)(number * ticks));
            return true;
        }
        return false;
    }

    /// <summary>A decimal that is a whole number of units, for instance dollars in ten-thousandths.</summary>
    public static bool TryUnits(string text, int unitsPerOne, out long units)
    {
        units = 0;
        if (!decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return false;
        if (Math.Abs(value) > 1_000_000_000m || value * unitsPerOne != decimal.Truncate(value * unitsPerOne)) return false;
        units = (long)(value * unitsPerOne);
        return true;
    }

    /// <summary>A finite number.</summary>
    public static bool TryNumber(string text, out double value) =>
        double.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>on, off, true, false, yes, no.</summary>
    public static bool TrySwitch(string text, out bool value)
    {
        value = text.Trim() is "on" or "true" or "yes";
        return value || text.Trim() is "off" or "false" or "no";
    }

    /// <summary>The shortest spelling of a duration that reads back the same.</summary>
    public static string Write(TimeSpan value)
    {
        if (value == TimeSpan.Zero) return "0s";
        foreach (var (unit, ticks) in _units.Where(u => u.Unit is not ("m" or "h" or "d")).Reverse())
            if (value.Ticks % ticks == 0) return (value.Ticks / ticks).ToString(CultureInfo.InvariantCulture) + unit;
        return (value.Ticks / (decimal)TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture) + "us";
    }

    /// <summary>Units as a decimal.</summary>
    public static string Write(long units, int unitsPerOne) => (units / (decimal)unitsPerOne).ToString("0.######", CultureInfo.InvariantCulture);
}
