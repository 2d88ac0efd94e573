namespace KalshiArb.Domain.Positions;

/// <summary>
/// The day of the loss limit: it begins at 00:00 America/New_York. The rule of US daylight saving time is written out
/// (Energy Policy Act of 2005: from 2:00 on the second Sunday of March to 2:00 on the first Sunday of November), so that a
/// replay does not depend on a machine's time-zone data.
/// </summary>
public static class TradingDay
{
    private static readonly TimeSpan Standard = TimeSpan.FromHours(-5);
    private static readonly TimeSpan Daylight = TimeSpan.FromHours(-4);

    /// <summary>The beginning of the trading day that an instant lies in.</summary>
    public static Instant StartOf(Instant instant)
    {
        var local = (instant + OffsetAt(instant)).ToDateTimeOffset().UtcDateTime.Date;
        // Both changes happen at 2:00, so midnight of a change day still has the offset of the day before.
        var midnightAsUtc = Instant.From(new DateTimeOffset(local, TimeSpan.Zero));
        var guess = midnightAsUtc - Standard;
        return midnightAsUtc - OffsetAt(guess - TimeSpan.FromHours(1));
    }

    /// <summary>New York's offset from UTC at an instant.</summary>
    public static TimeSpan OffsetAt(Instant instant)
    {
        var year = instant.ToDateTimeOffset().Year;
        var begins = Sunday(year, 3, 2) + TimeSpan.FromHours(2) - Standard;
        var ends = Sunday(year, 11, 1) + TimeSpan.FromHours(2) - Daylight;
        return instant >= begins && instant < ends ? Daylight : Standard;
    }

    private static Instant Sunday(int year, int month, int number)
    {
        var first = new DateTime(year, month, 1, 0, 0, 0, DateTimeKind.Utc);
        var days = (7 - (int)first.DayOfWeek) % 7 + (number - 1) * 7;
        return Instant.From(new DateTimeOffset(first.AddDays(days), TimeSpan.Zero));
    }
}
