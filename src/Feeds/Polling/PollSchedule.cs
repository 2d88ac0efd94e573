using KalshiArb.Domain.Numbers;

namespace KalshiArb.Feeds.Polling;

/// <summary>When a lane of a source is asked next, and how it has answered lately.</summary>
/// <param name="DueAt">Not asked before this.</param>
/// <param name="Planned">The wait that led to <paramref name="DueAt"/>.</param>
/// <param name="AskedAt">When it was asked last; never for not yet.</param>
/// <param name="FailuresInRow">Failures since the last success.</param>
public readonly record struct PollState(Instant DueAt, TimeSpan Planned, Instant AskedAt, int FailuresInRow)
{
    /// <summary>A lane that may be asked at once.</summary>
    public static PollState Starting(Instant now) => new(now, TimeSpan.Zero, Instant.Never, 0);
}

/// <summary>
/// The pure rules of polling: the interval after a success, a doubling wait after failures, jitter from a number that the caller
/// draws, and which of several lanes comes next. No lane starves: the one that has been due for longest is asked.
/// </summary>
public static class PollSchedule
{
    /// <summary>After an answer that could be used: due after an interval.</summary>
    /// <param name="state">Before it.</param>
    /// <param name="now">When it was complete.</param>
    /// <param name="interval">The wait wanted.</param>
    /// <param name="jitter">Most that is added, as a share of the interval.</param>
    /// <param name="chance">Drawn by the caller, from 0 up to but not including 1.</param>
    public static PollState Succeeded(PollState state, Instant now, TimeSpan interval, double jitter, double chance) =>
        After(state, now, interval + interval * (jitter * chance), failures: 0);

    /// <summary>After a request that failed: due after the back-off, or after what the source asked for when that is longer.</summary>
    /// <param name="state">Before it.</param>
    /// <param name="now">When it had failed.</param>
    /// <param name="terms">The back-off.</param>
    /// <param name="retryAfter">The source's own wish; null for none.</param>
    /// <param name="chance">Drawn by the caller, from 0 up to but not including 1.</param>
    public static PollState Failed(PollState state, Instant now, PollTerms terms, TimeSpan? retryAfter, double chance)
    {
        var failures = Math.Min(state.FailuresInRow, int.MaxValue - 1) + 1;
        var wait = terms.FirstBackoff;
        for (var i = 1; i < failures && wait < terms.LongestBackoff; i++) wait += wait;
        if (wait > terms.LongestBackoff) wait = terms.LongestBackoff;
        if (retryAfter is { } wish && wish > wait) wait = wish < PollTerms.LongestRetryAfter ? wish : PollTerms.LongestRetryAfter;
        return After(state, now, wait + wait * (terms.Jitter * chance), failures);
    }

    /// <summary>After a turn in which nothing had to be asked: due again after a time, failures as before.</summary>
    public static PollState Rested(PollState state, Instant now, TimeSpan wait) => After(state, now, wait, state.FailuresInRow);

    /// <summary>
    /// The state under a clock that was put back: no wait becomes longer than it was planned. A clock put ahead makes lanes due, which
    /// costs a request each.
    /// </summary>
    public static PollState Anchored(PollState state, Instant now) =>
        state.DueAt - now > state.Planned ? state with { DueAt = now + state.Planned } : state;

    /// <summary>Which lane comes next: the earliest due, among equals the one that was asked longest ago, then the first.</summary>
    /// <param name="lanes">At least one.</param>
    public static int Next(ReadOnlySpan<PollState> lanes)
    {
        if (lanes.IsEmpty) throw new ArgumentException("A source has at least one lane.", nameof(lanes));
        var best = 0;
        for (var i = 1; i < lanes.Length; i++)
            if (lanes[i].DueAt < lanes[best].DueAt || (lanes[i].DueAt == lanes[best].DueAt && lanes[i].AskedAt < lanes[best].AskedAt)) best = i;
        return best;
    }

    private static PollState After(PollState state, Instant now, TimeSpan wait, int failures)
    {
        if (wait < TimeSpan.Zero) wait = TimeSpan.Zero;
        return state with { DueAt = now + wait, Planned = wait, FailuresInRow = failures };
    }
}
