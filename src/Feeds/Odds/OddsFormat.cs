using KalshiArb.Domain.FairValue;

namespace KalshiArb.Feeds.Odds;

/// <summary>How a feed writes prices (The Odds API's oddsFormat).</summary>
public enum OddsFormat
{
    /// <summary>1.91.</summary>
    DecimalOdds,
    /// <summary>-110.</summary>
    AmericanOdds,
}

/// <summary>Tells the two formats apart where a recording does not say which it is.</summary>
public struct OddsFormatEvidence
{
    private bool _american;
    private bool _decimal;

    /// <summary>Looks at one price. Below −1 only American, between −100 and 100 or with decimals only decimal; a whole number from 100 on says nothing.</summary>
    public void See(double price)
    {
        if (price <= -100) _american = true;
        else if (price is > 1 and < 100 || price != Math.Truncate(price)) _decimal = true;
    }

    /// <summary>The format, when the prices seen allow one and not the other; a mixture or no evidence gives null.</summary>
    public readonly OddsFormat? Conclusion => _american == _decimal ? null : _american ? OddsFormat.AmericanOdds : OddsFormat.DecimalOdds;

    /// <summary>One price as decimal odds; false when it is none in this format.</summary>
    public static bool TryDecimal(double price, OddsFormat format, out double decimalOdds)
    {
        if (format == OddsFormat.AmericanOdds) return OddsConversion.TryDecimalFromAmerican(price, out decimalOdds);
        decimalOdds = price;
        return OddsConversion.IsDecimal(price);
    }
}
