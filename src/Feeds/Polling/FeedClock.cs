using KalshiArb.Domain.Numbers;

namespace KalshiArb.Feeds.Polling;

/// <summary>A feed's time and chance, given from outside so that tests drive both.</summary>
/// <param name="Now">The session's clock, from any thread.</param>
/// <param name="DelayAsync">Waits for a time of that clock.</param>
/// <param name="Chance">Draws from 0 up to but not including 1; called by one thread at a time.</param>
public sealed record FeedClock(Func<Instant> Now, Func<TimeSpan, CancellationToken, Task> DelayAsync, Func<double> Chance);
