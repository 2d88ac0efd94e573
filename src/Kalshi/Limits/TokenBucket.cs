using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Limits;

/// <summary>
/// One token bucket as the venue keeps it: it refills continuously up to its capacity (docs page "Rate limits"). Counts in
/// millionths of a token, so that nothing is lost between two looks. Reads no clock; not for several threads at once.
/// A time before the last one refills nothing.
/// </summary>
public sealed class TokenBucket
{
    private const long Micro = 1_000_000;

    private BucketLimits _limits;
    private long _microTokens;
    private Instant _at;

    /// <summary>Makes a full bucket.</summary>
    public TokenBucket(BucketLimits limits, Instant now)
    {
        Check(limits);
        (_limits, _microTokens, _at) = (limits, limits.Capacity * Micro, now);
    }

    /// <summary>The limits in force.</summary>
    public BucketLimits Limits => _limits;

    /// <summary>Whole tokens there at a time.</summary>
    public long Available(Instant now)
    {
        Refill(now);
        return _microTokens / Micro;
    }

    /// <summary>Whether that many could be spent and leave at least <paramref name="floor"/>.</summary>
    public bool Holds(int tokens, int floor, Instant now)
    {
        Refill(now);
        return _microTokens >= ((long)tokens + floor) * Micro;
    }

    /// <summary>Spends tokens when at least <paramref name="floor"/> remain; spends nothing otherwise.</summary>
    public bool TrySpend(int tokens, int floor, Instant now)
    {
        InvariantViolation.Unless(tokens >= 0 && floor >= 0, "token bucket: negative tokens");
        if (!Holds(tokens, floor, now)) return false;
        _microTokens -= tokens * Micro;
        return true;
    }

    /// <summary>The venue said 429: it counts fewer tokens than we do, so nothing is taken to be there.</summary>
    public void Drain(Instant now)
    {
        Refill(now);
        _microTokens = 0;
    }

    /// <summary>Takes other limits; what is there stays, as far as it fits.</summary>
    public void Resize(BucketLimits limits, Instant now)
    {
        Check(limits);
        Refill(now);
        _limits = limits;
        _microTokens = Math.Min(_microTokens, limits.Capacity * Micro);
    }

    private void Refill(Instant now)
    {
        if (now <= _at) return;
        var elapsed = now.UnixMicros - _at.UnixMicros;
        var missing = _limits.Capacity * Micro - _microTokens;
        // Micro-seconds times tokens a second are micro-tokens.
        _microTokens = elapsed > missing / _limits.RefillPerSecond ? _limits.Capacity * Micro : _microTokens + elapsed * _limits.RefillPerSecond;
        _at = now;
    }

    private static void Check(BucketLimits limits) =>
        InvariantViolation.Unless(limits is { RefillPerSecond: > 0 and <= 1_000_000, Capacity: > 0 and <= 10_000_000 }, "token bucket: limits out of range");
}
