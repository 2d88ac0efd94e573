using System.Globalization;

namespace KalshiArb.Domain.Ports;

/// <summary>Reads the key=value pairs of decision lines. Values hold no blanks but at the end of a line.</summary>
public static class DecisionText
{
    /// <summary>The value of a key; empty when it is not there.</summary>
    public static string Get(string text, string key)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf(' ', start);
            if (end < 0) end = text.Length;
            var pair = text.AsSpan(start, end - start);
            if (pair.Length > key.Length && pair[key.Length] == '=' && pair.StartsWith(key, StringComparison.Ordinal))
                return pair[(key.Length + 1)..].ToString();
            start = end + 1;
        }

        return "";
    }

    /// <summary>A price as decisions write it: 0.4700.</summary>
    public static Price PriceOf(string text, string key) =>
        Price.FromUnits((int)(decimal.Parse(Get(text, key), CultureInfo.InvariantCulture) * Price.UnitsPerDollar));

    /// <summary>A quantity as decisions write it: 10, 0.37.</summary>
    public static Quantity QuantityOf(string text, string key) =>
        Quantity.FromHundredths((long)(decimal.Parse(Get(text, key), CultureInfo.InvariantCulture) * Quantity.HundredthsPerContract));

    /// <summary>Money as decisions write it: $0.1744, -$1.</summary>
    public static Money MoneyOf(string text, string key)
    {
        var value = Get(text, key);
        var negative = value.StartsWith('-');
        var amount = decimal.Parse(value.TrimStart('-').TrimStart('$'), NumberStyles.Number, CultureInfo.InvariantCulture);
        return Money.FromMicros((long)((negative ? -amount : amount) * Money.MicrosPerDollar));
    }

    /// <summary>A number as decisions write it, without its unit; null when it is not there.</summary>
    public static decimal? NumberOf(string text, string key)
    {
        var value = Get(text, key).TrimEnd('s', 'c');
        return decimal.TryParse(value, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
