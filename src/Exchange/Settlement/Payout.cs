namespace KalshiArb.Exchange.Settlement;

/// <summary>What a position is paid when its market has a result.</summary>
internal static class Payout
{
    /// <summary>In micro-dollars: a long gets the value, a short the rest of the dollar that was put up for it. Exact, so that long and short add up to $1 a contract.</summary>
    public static long RevenueMicros(long position, int valueUnits) =>
        position >= 0 ? position * valueUnits : -position * (Price.UnitsPerDollar - valueUnits);
}
