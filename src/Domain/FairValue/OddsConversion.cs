namespace KalshiArb.Domain.FairValue;

/// <summary>
/// The ways bookmakers write a price. Decimal odds are what one unit staked returns, stake included; American odds are the
/// profit on 100 staked (positive) or the stake for 100 profit (negative). Nonsense is refused, never bent into range.
/// </summary>
public static class OddsConversion
{
    /// <summary>Above this a decimal price is a typing error, not a price.</summary>
    public const double MaxDecimal = 10_000;

    /// <summary>Whether a number can be decimal odds: above 1, finite, at most <see cref="MaxDecimal"/>.</summary>
    public static bool IsDecimal(double odds) => odds is > 1 and <= MaxDecimal;

    /// <summary>Whether a number can be American odds: at least 100 away from zero, finite, and within <see cref="MaxDecimal"/> as decimal odds.</summary>
    public static bool IsAmerican(double odds) =>
        odds is >= 100 and <= (MaxDecimal - 1) * 100 or <= -100 and >= -(MaxDecimal - 1) * 100_000;

    /// <summary>American to decimal odds; false, and 0, for anything between −100 and 100 or not finite.</summary>
    public static bool TryDecimalFromAmerican(double american, out double decimalOdds)
    {
        decimalOdds = IsAmerican(american) ? (american > 0 ? 1 + american / 100 : 1 + 100 / -american) : 0;
        return decimalOdds > 1;
    }

    /// <summary>Decimal to American odds, not rounded; evens are +100. False, and 0, for what is no decimal price.</summary>
    public static bool TryAmericanFromDecimal(double decimalOdds, out double american)
    {
        american = !IsDecimal(decimalOdds) ? 0 : decimalOdds >= 2 ? (decimalOdds - 1) * 100 : -100 / (decimalOdds - 1);
        return american != 0;
    }

    /// <summary>The probability at which a price would be fair, the bookmaker's margin still in it: 1 over decimal odds. The caller has checked the odds.</summary>
    public static double ImpliedProbability(double decimalOdds) => 1 / decimalOdds;
}
