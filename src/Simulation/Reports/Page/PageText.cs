using System.Globalization;
using System.Net;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Measurement;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Simulation.Reports.Page;

/// <summary>Figures and texts as the page shows them.</summary>
internal static class PageText
{
    /// <summary>What is shown where there is no figure.</summary>
    public const string None = "–";

    private const string Minus = "\u2212";

    public static string Escape(string text) => WebUtility.HtmlEncode(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)));

    /// <summary>Invariant, for attributes of drawings.</summary>
    public static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Money(long micros) => Signed(micros / 1e6, "$", "0.00");

    public static string Plain(long micros) => "$" + (micros / 1e6).ToString("#,##0.00", CultureInfo.InvariantCulture);

    public static string Cents(double dollars) => Signed(dollars * 100, "", "0.0");

    public static string Count(double value) => value.ToString("#,##0.##", CultureInfo.InvariantCulture);

    public static string Share(double? share) => share is { } known ? (known * 100).ToString("0.0", CultureInfo.InvariantCulture) + "%" : None;

    public static string Price(double? value) => value?.ToString("0.00##", CultureInfo.InvariantCulture) ?? None;

    public static string Score(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture).Replace("-", Minus, StringComparison.Ordinal);

    public static string Time(long micros) => UsEastern.ToLocal(Instant.FromUnixMicros(micros)).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Date(long micros) => UsEastern.ToLocal(Instant.FromUnixMicros(micros)).ToString("ddd d MMM yyyy HH:mm", CultureInfo.InvariantCulture);

    /// <summary>A mean in cents with its interval: +1.2 [−0.3, 2.7].</summary>
    public static string Estimated(Estimate? estimate)
    {
        if (estimate is not { } known) return $"<span class=\"none\">{None}</span>";
        var mean = Cents(known.Mean);
        return known is { Low: { } low, High: { } high }
            ? $"<span{(known.ExcludesZero ? " class=\"sure\"" : "")}>{mean}</span> <span class=\"ci\">{Cents(low)} to {Cents(high)}</span>"
            : $"<span>{mean}</span> <span class=\"ci\">no interval</span>";
    }

    public static string Tone(double value) => value > 0 ? "up" : value < 0 ? "down" : "flat";

    private static string Signed(double value, string unit, string format)
    {
        var text = Math.Abs(value).ToString(format.Replace("0.", "#,##0.", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        var zero = text.All(c => c is '0' or '.');
        return (zero ? "" : value < 0 ? Minus : "+") + unit + text;
    }
}
