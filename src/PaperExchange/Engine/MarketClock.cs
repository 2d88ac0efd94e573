namespace KalshiArb.PaperExchange.Engine;

/// <summary>Market time: a start plus the wall time that has passed, times the speed. It reads a monotonic clock and never runs backwards.</summary>
/// <param name="start">Market time at the making of the clock.</param>
/// <param name="speed">Market seconds a second, above zero.</param>
/// <param name="time">The monotonic clock.</param>
public sealed class MarketClock(Instant start, double speed, TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();

    /// <summary>Market seconds a second.</summary>
    public double Speed => speed;

    /// <summary>Market time.</summary>
    public Instant Now => start + TimeSpan.FromTicks((long)(time.GetElapsedTime(_begun).Ticks * speed));

    /// <summary>How long on the wall until a market time; never negative.</summary>
    public TimeSpan WallUntil(Instant at)
    {
        var market = at - Now;
        return market <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromTicks((long)Math.Min(market.Ticks / speed, TimeSpan.TicksPerDay));
    }
}
