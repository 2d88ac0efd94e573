using System.Globalization;
using KalshiArb.Domain.Games;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Host.History;

/// <summary>A span of history: from an instant on, up to and including another.</summary>
/// <param name="From">Where it begins.</param>
/// <param name="To">Where it ends.</param>
internal readonly record struct HistorySpan(Instant From, Instant To)
{
    /// <summary>The longest span of one tape.</summary>
    public const int MaxDays = 31;

    /// <summary>
    /// Reads two ends, each a US Eastern date (the whole day, in --to as in --from) or an RFC 3339 time with its offset; false with the
    /// reason for anything else, for an end before its beginning, and for more than <see cref="MaxDays"/> days.
    /// </summary>
    public static bool TryParse(string from, string to, out HistorySpan span, out string reason)
    {
        span = default;
        if (!TryEnd(from, 0, out var begin)) reason = $"--from {from}: expected a US Eastern date like 2026-07-05, or a time like 2026-07-05T17:00:00Z (from 2007)";
        else if (!TryEnd(to, 1, out var end)) reason = $"--to {to}: expected a US Eastern date like 2026-07-06, or a time like 2026-07-06T04:00:00Z (from 2007)";
        else if (end <= begin) reason = $"--to {to} is not after --from {from}";
        // A day on which the clocks go back has 25 hours.
        else if (end - begin > TimeSpan.FromDays(MaxDays) + TimeSpan.FromHours(1)) reason = $"--from {from} --to {to}: more than {MaxDays} days; make several tapes, replay takes them in order";
        else
        {
            span = new HistorySpan(begin, end);
            reason = "";
        }

        return reason.Length == 0;
    }

    private static bool TryEnd(string text, int daysMore, out Instant at)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            at = default;
            if (date.Year is < 2007 or > 2100) return false;
            at = UsEastern.StartOf(date.AddDays(daysMore));
            return true;
        }

        return Rfc3339.TryParse(text, out at) && at.ToDateTimeOffset().Year is >= 2007 and <= 2100;
    }
}
