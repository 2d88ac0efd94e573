using KalshiArb.Domain.Numbers;

namespace KalshiArb.Kalshi.Limits;

/// <summary>How far the venue's clock is ahead of ours.</summary>
/// <param name="Offset">Venue time less ours; negative when the venue is behind.</param>
/// <param name="Bound">How wrong <paramref name="Offset"/> can be, either way.</param>
/// <param name="Samples">From how many replies.</param>
public readonly record struct SkewEstimate(TimeSpan Offset, TimeSpan Bound, int Samples)
{
    /// <summary>The largest skew that is possible.</summary>
    public TimeSpan Worst => Offset.Duration() + Bound;

    /// <summary>Whether the skew may be above a limit. Entries stop above <see cref="ClockSkew.EntryLimit"/>.</summary>
    public bool MayExceed(TimeSpan limit) => Worst > limit;
}

/// <summary>
/// Measures the skew from the venue's own stamps in uncached signed replies: ts_ms of acks, made while the request was handled,
/// and as_of_time, made up to <see cref="AsOfLag"/> before. Neither the Date header (a grain of a second) nor public replies
/// (cached for up to 15 s) are used. Each reply confines the offset to an interval as wide as its round trip; the estimate is
/// the median of the narrowest quarter of the last <see cref="Window"/> replies. Safe for several threads.
/// </summary>
public sealed class ClockSkew
{
    /// <summary>How many replies are remembered.</summary>
    public const int Window = 64;

    private readonly Lock _lock = new();
    private readonly List<Sample> _samples = new(Window);
    private int _next;

    /// <summary>Above this, entries stop: the venue was seen to refuse 10 to 60 s, and stamps serve as evidence.</summary>
    public static TimeSpan EntryLimit { get; } = TimeSpan.FromSeconds(2);

    /// <summary>How old an as_of_time may be when it is sent: reads were seen to lag by 0.4 to 1 s.</summary>
    public static TimeSpan AsOfLag { get; } = TimeSpan.FromSeconds(1);

    /// <summary>A reply older than this says nothing about now.</summary>
    public static TimeSpan MaxAge { get; } = TimeSpan.FromMinutes(10);

    /// <summary>A slower reply says too little.</summary>
    public static TimeSpan MaxRoundTrip { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Takes a reply; false when it is not used: slower than <see cref="MaxRoundTrip"/>, or received before it was sent.</summary>
    /// <param name="sentAt">Our time when the request left.</param>
    /// <param name="receivedAt">Our time when the reply was there.</param>
    /// <param name="venueTime">The venue's stamp.</param>
    /// <param name="exact">Whether the stamp was made while the request was handled.</param>
    public bool Add(Instant sentAt, Instant receivedAt, Instant venueTime, bool exact)
    {
        if (receivedAt < sentAt || receivedAt - sentAt > MaxRoundTrip) return false;
        // Stamps of acks are cut to milliseconds: the true time lies up to one later.
        var late = exact ? TimeSpan.FromMilliseconds(1) : AsOfLag;
        var sample = new Sample(receivedAt, venueTime - receivedAt, venueTime - sentAt + late);
        lock (_lock)
        {
            if (_samples.Count < Window) _samples.Add(sample);
            else _samples[_next] = sample;
            _next = (_next + 1) % Window;
        }

        return true;
    }

    /// <summary>The estimate; null while there is no reply of the last <see cref="MaxAge"/>: then nobody knows, and entries wait.</summary>
    public SkewEstimate? Estimate(Instant now)
    {
        Sample[] fresh;
        lock (_lock) fresh = [.. _samples.Where(sample => now - sample.At <= MaxAge)];
        if (fresh.Length == 0) return null;
        Array.Sort(fresh, static (left, right) => left.Width.CompareTo(right.Width));
        var best = fresh[..((fresh.Length + 3) / 4)];
        Array.Sort(best, static (left, right) => left.Middle.CompareTo(right.Middle));
        var median = best[best.Length / 2];
        return new SkewEstimate(median.Middle, median.Width / 2, fresh.Length);
    }

    private readonly record struct Sample(Instant At, TimeSpan Low, TimeSpan High)
    {
        public TimeSpan Width => High - Low;

        public TimeSpan Middle => Low + Width / 2;
    }
}
