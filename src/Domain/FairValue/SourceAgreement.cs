namespace KalshiArb.Domain.FairValue;

/// <summary>Whether two sources of fair value tell the same story. When they do not, there is no entry and one alert.</summary>
public static class SourceAgreement
{
    /// <summary>Binary fractions of a cent do not decide: exactly <c>maximum</c> apart still agrees.</summary>
    private const double Slack = 1e-9;

    /// <summary>Whether two values of YES are further apart than allowed (6 cents by default).</summary>
    public static bool Disagree(in FairEstimate left, in FairEstimate right, PriceOffset maximum) =>
        Math.Abs(left.Yes - right.Yes) > maximum.Units / (double)Price.UnitsPerDollar + Slack;
}
