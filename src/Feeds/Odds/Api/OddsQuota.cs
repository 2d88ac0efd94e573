using System.Collections.Immutable;
using System.Globalization;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Odds.Api;

/// <summary>
/// What is left of an account's credits, from the headers x-requests-remaining, -used and -last of every answer, and how fast they
/// go. What no header has said is unknown, and nothing is spent from an unknown account.
/// </summary>
/// <param name="Remaining">Credits left; null while unknown.</param>
/// <param name="Used">Credits used in the account's period; null while unknown.</param>
/// <param name="LastCost">What the last question cost; null when its answer did not say.</param>
/// <param name="Samples">Credits used over the last <see cref="Window"/>, oldest first.</param>
public sealed record OddsQuota(long? Remaining, long? Used, long? LastCost, ImmutableQueue<OddsQuota.Sample> Samples)
{
    private const int MaxSamples = 512;
    private const long Most = 1_000_000_000_000;
    private static readonly TimeSpan LeastWindow = TimeSpan.FromMinutes(5);

    /// <summary>The time over which the rate is taken.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromHours(1);

    /// <summary>Nothing is known.</summary>
    public static OddsQuota Unknown { get; } = new(null, null, null, []);

    /// <summary>Credits used as of a time.</summary>
    public readonly record struct Sample(Instant At, long Used);

    /// <summary>Reads the headers of an answer; one that is not there changes nothing, one that is no number is a fault.</summary>
    public OddsQuota Observe(ReplyHeaders headers, Instant now, out string? fault)
    {
        fault = null;
        var remaining = Read(headers, "x-requests-remaining", ref fault);
        var used = Read(headers, "x-requests-used", ref fault);
        var last = Read(headers, "x-requests-last", ref fault);
        if (fault is not null || (remaining is null && used is null)) return this;
        return this with { Remaining = remaining ?? Remaining, Used = used ?? Used, LastCost = last, Samples = used is { } at ? Add(now, at) : Samples };
    }

    /// <summary>After a question that may have been charged and whose answer did not say: it is taken as charged.</summary>
    public OddsQuota Charged(int cost) => Remaining is { } left ? this with { Remaining = Math.Max(0, left - cost) } : this;

    /// <summary>Whether a question may be asked so that the reserve stays.</summary>
    public bool MaySpend(int cost, long reserve) => Remaining is { } left && left - cost >= reserve;

    /// <summary>Credits an hour over the window; null when less than five minutes are known or nothing was used.</summary>
    public double? BurnPerHour(Instant now)
    {
        if (Samples.IsEmpty || Used is not { } used) return null;
        var oldest = Samples.Peek();
        var span = now - oldest.At;
        return span >= LeastWindow && used > oldest.Used ? (used - oldest.Used) / span.TotalHours : null;
    }

    /// <summary>Hours until only the reserve is left at the present rate; null when the rate or what is left is unknown.</summary>
    public double? HoursLeft(Instant now, long reserve) => Remaining is { } left && BurnPerHour(now) is { } burn ? Math.Max(0, left - reserve) / burn : null;

    private ImmutableQueue<Sample> Add(Instant now, long used)
    {
        // A new period of the account begins at nothing; a clock that went back makes the old times meaningless.
        var samples = Samples.Any(sample => sample.Used > used || sample.At > now) ? [] : Samples;
        samples = samples.Enqueue(new Sample(now, used));
        while (now - samples.Peek().At > Window || samples.Count() > MaxSamples) samples = samples.Dequeue();
        return samples;
    }

    private static long? Read(ReplyHeaders headers, string name, ref string? fault)
    {
        if (headers.Find(name) is not { } text) return null;
        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value <= Most) return (long)decimal.Floor(value);
        fault = $"{name} is no number";
        return null;
    }
}
