using System.Globalization;
using KalshiArb.Domain.Games;

namespace KalshiArb.Host.Rendering;

/// <summary>Numbers and times as a person reads them.</summary>
internal static class Text
{
    /// <summary>Market time of day, in New York, where the tickers' dates live.</summary>
    public static string Time(Instant at) => UsEastern.ToLocal(at).ToString("HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>Market date and time, in New York.</summary>
    public static string DateTime(Instant at) => UsEastern.ToLocal(at).ToString("ddd d MMM HH:mm:ss", CultureInfo.InvariantCulture) + " ET";

    /// <summary>At least two decimals: 0.47, 0.4725.</summary>
    public static string Of(Price price) => (price.Units / (decimal)Price.UnitsPerDollar).ToString("0.00##", CultureInfo.InvariantCulture);

    public static string Of(Quantity quantity) => (quantity.Hundredths / 100m).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>With its sign, to the cent where that is exact.</summary>
    public static string Signed(Money money) => (money >= Money.Zero ? "+" : "") + Cents(money);

    /// <summary>Rounded to the cent, for people; the ledger line is exact.</summary>
    public static string Cents(Money money)
    {
        var cents = Math.Round(money.Micros / 1_000_000m, 2, MidpointRounding.AwayFromZero);
        return (cents < 0 ? "-$" : "$") + Math.Abs(cents).ToString("#,##0.00", CultureInfo.InvariantCulture);
    }

    /// <summary>To the micro-dollar.</summary>
    public static string Exact(Money money) => (money < Money.Zero ? "-$" : "$") + Math.Abs(money.Micros / 1_000_000m).ToString("0.000000", CultureInfo.InvariantCulture);

    public static string Count(long number) => number.ToString("#,##0", CultureInfo.InvariantCulture);

    public static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + "s";

    public static string Fair(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>A reason code: MaxMarkets is MAX_MARKETS.</summary>
    public static string Code(string pascal) => string.Concat(pascal.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : char.ToUpperInvariant(c).ToString()));

    public static string Counts(IEnumerable<Sessions.NamedCount> counts) => string.Join(", ", counts.Select(c => $"{c.Name} {Count(c.Count)}"));

    /// <summary>Newlines and control characters would let a foreign text forge console lines.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
}
