using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Rendering;

/// <summary>A feed in a line.</summary>
internal static class FeedText
{
    /// <summary>Name, health, ages and counts; what is zero is left out.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="now">Ages are as of this.</param>
    public static string Of(FeedRow feed, Instant now)
    {
        var last = feed.LastSuccess is { } at ? $"last answer {Text.Seconds(now - at)} ago" : "no answer yet";
        string[] parts =
        [
            $"{feed.Name} {(feed.Health == "well" ? "well" : feed.Health.ToUpperInvariant())}",
            last,
            feed.NextDue > now ? $"next in {Text.Seconds(feed.NextDue - now)}" : "",
            $"{Text.Count(feed.Polls)} polls",
            feed.Failures > 0 ? $"{Text.Count(feed.Failures)} failed{(feed.FailuresInRow > 0 ? $", {feed.FailuresInRow} in a row" : "")}" : "",
            feed.Quarantined > 0 ? $"{Text.Count(feed.Quarantined)} quarantined" : "",
            feed.Dropped > 0 ? $"{Text.Count(feed.Dropped)} inputs dropped" : "",
            feed.Restarts > 0 ? $"{Text.Count(feed.Restarts)} restarts" : "",
            feed.Note,
            feed.FailuresInRow > 0 && feed.LastFault.Length > 0 ? feed.LastFault : "",
        ];
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }
}
