using System.Globalization;

namespace KalshiArb.Domain.Numbers;

/// <summary>
/// A point in time, in microseconds since the Unix epoch (UTC). In the core it is only ever the timestamp of an input
/// or something computed from it. The default value is the epoch itself, which stands for 'never'.
/// </summary>
public readonly record struct Instant : IComparable<Instant>
{
    private readonly long _micros;

    private Instant(long micros) => _micros = micros;

    /// <summary>Microseconds since the Unix epoch.</summary>
    public long UnixMicros => _micros;

    /// <summary>Milliseconds since the Unix epoch, rounded towards the past.</summary>
    public long UnixMillis => Math.DivRem(_micros, 1000, out var rest) - (rest < 0 ? 1 : 0);

    /// <summary>Before every input.</summary>
    public static Instant Never => default;

    /// <summary>Makes an instant from microseconds since the Unix epoch.</summary>
    public static Instant FromUnixMicros(long micros) => new(micros);

    /// <summary>Makes an instant from milliseconds since the Unix epoch.</summary>
    public static Instant FromUnixMillis(long millis) => new(millis * 1000);

    /// <summary>Makes an instant from seconds since the Unix epoch.</summary>
    public static Instant FromUnixSeconds(long seconds) => new(seconds * 1_000_000);

    /// <summary>Makes an instant from a date and time with its offset; anything finer than a microsecond is cut off.</summary>
    public static Instant From(DateTimeOffset time) => new((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond);

    /// <summary>The same point as a UTC date and time.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.UnixEpoch.AddTicks(_micros * TimeSpan.TicksPerMicrosecond);

    /// <summary>The later of two.</summary>
    public static Instant Max(Instant left, Instant right) => left._micros >= right._micros ? left : right;

    /// <summary>The earlier of two.</summary>
    public static Instant Min(Instant left, Instant right) => left._micros <= right._micros ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Instant other) => _micros.CompareTo(other._micros);

    /// <summary>A later instant; the duration is cut to microseconds.</summary>
    public static Instant operator +(Instant instant, TimeSpan duration) => new(instant._micros + duration.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>An earlier instant; the duration is cut to microseconds.</summary>
    public static Instant operator -(Instant instant, TimeSpan duration) => new(instant._micros - duration.Ticks / TimeSpan.TicksPerMicrosecond);

    /// <summary>The time between two instants.</summary>
    public static TimeSpan operator -(Instant left, Instant right) => TimeSpan.FromTicks((left._micros - right._micros) * TimeSpan.TicksPerMicrosecond);

    /// <summary>Orders instants.</summary>
    public static bool operator <(Instant left, Instant right) => left._micros < right._micros;

    /// <summary>Orders instants.</summary>
    public static bool operator >(Instant left, Instant right) => left._micros > right._micros;

    /// <summary>Orders instants.</summary>
    public static bool operator <=(Instant left, Instant right) => left._micros <= right._micros;

    /// <summary>Orders instants.</summary>
    public static bool operator >=(Instant left, Instant right) => left._micros >= right._micros;

    /// <summary>RFC 3339 in UTC with microseconds.</summary>
    public override string ToString() => ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
