using System.Globalization;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Feeds.Files;

/// <summary>Times as feeds write them: a date, a T, a time with up to seven decimals, and an offset that is never left out.</summary>
public static class Rfc3339
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>Reads a time; false when it has another form or no offset. Cut to microseconds.</summary>
    public static bool TryParse(string? text, out Instant instant)
    {
        instant = default;
        if (text is null || text.Length < 20 || !(text[^1] == 'Z' || text[^6] is '+' or '-' && text[^3] == ':')) return false;
        if (!DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)) return false;
        instant = Instant.From(time);
        return true;
    }
}
