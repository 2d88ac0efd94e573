namespace KalshiArb.Feeds.Polling;

/// <summary>How patiently a source is asked. The bounds hold for every source alike.</summary>
/// <param name="Timeout">Longest time of one request, from the connection to the last byte.</param>
/// <param name="MaxBodyBytes">Longer answers are refused, before and after decompression.</param>
/// <param name="FirstBackoff">Wait after the first failure; doubled with each further one.</param>
/// <param name="LongestBackoff">Longest wait after failures, before jitter; a source that asks for more (Retry-After) is given it up to <see cref="LongestRetryAfter"/>.</param>
/// <param name="Jitter">Most that chance adds to a wait, as a share of it, 0 to 1: many processes shall not ask in step. Never subtracted.</param>
public sealed record PollTerms(TimeSpan Timeout, int MaxBodyBytes, TimeSpan FirstBackoff, TimeSpan LongestBackoff, double Jitter)
{
    /// <summary>The longest Retry-After that is obeyed; a source that names a longer one is asked again after this.</summary>
    public static TimeSpan LongestRetryAfter { get; } = TimeSpan.FromHours(1);
}
