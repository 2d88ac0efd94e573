using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Feeds.Scores;

/// <summary>How often scoreboards are asked for.</summary>
/// <param name="LivePoll">While a game of the board is in play.</param>
/// <param name="NearPoll">While one is near its start or should have begun.</param>
/// <param name="NearWindow">How long before its start a game is near.</param>
/// <param name="IdlePoll">Otherwise, and at the longest.</param>
public sealed record ScoreTerms(TimeSpan LivePoll, TimeSpan NearPoll, TimeSpan NearWindow, TimeSpan IdlePoll);

/// <summary>The pure rule of how long a scoreboard may wait.</summary>
public static class ScorePlan
{
    /// <summary>A game that should have begun longer ago than this is not waited for.</summary>
    public static TimeSpan LongestDelay { get; } = TimeSpan.FromHours(8);

    /// <summary>The wait until the board is asked for again.</summary>
    public static TimeSpan Wait(Instant now, ImmutableArray<ScoreGame> games, ScoreTerms terms)
    {
        var wait = terms.IdlePoll;
        foreach (var game in games)
        {
            if (game.Phase is GamePhase.InPlay or GamePhase.Suspended) return terms.LivePoll;
            if (game.Phase != GamePhase.Scheduled) continue;
            var until = game.Listing.StartTime - now;
            if (until < -LongestDelay) continue;
            var candidate = until <= terms.NearWindow ? terms.NearPoll : until - terms.NearWindow;
            if (candidate < wait) wait = candidate;
        }

        return wait;
    }
}
