namespace KalshiArb.Domain.Games;

/// <summary>
/// US Eastern time, in which Kalshi writes the dates and times of its tickers and in which the trading day runs. The rule is
/// written out (Energy Policy Act of 2005: daylight saving from the second Sunday of March 02:00 to the first Sunday of
/// November 02:00), so that it needs no time zone data of the machine. Valid from 2007; earlier years are refused.
/// </summary>
public static class UsEastern
{
    private const int FirstYear = 2007;
    private static readonly TimeSpan Standard = TimeSpan.FromHours(-5);
    private static readonly TimeSpan Daylight = TimeSpan.FromHours(-4);

    /// <summary>The offset from UTC at an instant: −5 h, or −4 h in daylight saving time. Throws before 2007.</summary>
    public static TimeSpan OffsetAt(Instant instant)
    {
        var utc = instant.ToDateTimeOffset().UtcDateTime;
        if (utc.Year < FirstYear) throw new ArgumentOutOfRangeException(nameof(instant), instant, "The rule holds from 2007.");
        // 02:00 standard is 07:00 UTC; 02:00 daylight is 06:00 UTC.
        return utc >= SpringForward(utc.Year).AddHours(7) && utc < FallBack(utc.Year).AddHours(6) ? Daylight : Standard;
    }

    /// <summary>Date and time of day on the wall in New York.</summary>
    public static DateTime ToLocal(Instant instant) => instant.ToDateTimeOffset().UtcDateTime + OffsetAt(instant);

    /// <summary>The date in New York.</summary>
    public static DateOnly DateAt(Instant instant) => DateOnly.FromDateTime(ToLocal(instant));

    /// <summary>
    /// The instant of a wall time in New York. False for the hour that spring skips and before 2007; of the hour that autumn
    /// repeats, the first.
    /// </summary>
    public static bool TryToInstant(DateOnly date, TimeOnly time, out Instant instant)
    {
        instant = default;
        if (date.Year < FirstYear) return false;
        var local = date.ToDateTime(time, DateTimeKind.Utc);
        var spring = SpringForward(date.Year).AddHours(2);
        if (local >= spring && local < spring.AddHours(1)) return false;
        var offset = local >= spring && local < FallBack(date.Year).AddHours(2) ? Daylight : Standard;
        instant = Instant.From(new DateTimeOffset(local - offset, TimeSpan.Zero));
        return true;
    }

    /// <summary>Midnight in New York at the start of a date; it exists on every date. Throws before 2007.</summary>
    public static Instant StartOf(DateOnly date) =>
        TryToInstant(date, TimeOnly.MinValue, out var instant)
            ? instant
            : throw new ArgumentOutOfRangeException(nameof(date), date, "The rule holds from 2007.");

    private static DateTime SpringForward(int year) => FirstSunday(year, 3).AddDays(7);

    private static DateTime FallBack(int year) => FirstSunday(year, 11);

    private static DateTime FirstSunday(int year, int month)
    {
        var first = new DateTime(year, month, 1, 0, 0, 0, DateTimeKind.Utc);
        return first.AddDays((7 - (int)first.DayOfWeek) % 7);
    }
}
