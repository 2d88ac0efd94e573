using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Feeds.Odds.Api;

/// <summary>What to ask about a league next.</summary>
public enum OddsQuestion
{
    /// <summary>Its schedule, which is free.</summary>
    Schedule,
    /// <summary>Its odds, which cost.</summary>
    Odds,
}

/// <summary>
/// The pure rule of what is asked about a league and when: odds while a game is in play or near, otherwise only the schedule, in time
/// for the next game.
/// </summary>
public static class OddsPlan
{
    /// <summary>A game that began longer ago than this is not in play, even if the feed still lists it.</summary>
    public static TimeSpan LongestGame { get; } = TimeSpan.FromHours(8);

    /// <summary>What comes next, and when.</summary>
    /// <param name="now">The time.</param>
    /// <param name="games">The league's games as last heard; default when they were never.</param>
    /// <param name="scheduleAt">When the schedule was heard.</param>
    /// <param name="oddsAt">When odds were last asked for; never for not yet.</param>
    /// <param name="terms">Intervals.</param>
    public static (OddsQuestion Ask, Instant At) Next(Instant now, ImmutableArray<ScheduledGame> games, Instant scheduleAt, Instant oddsAt, OddsApiTerms terms)
    {
        if (games.IsDefault || now - scheduleAt >= terms.SchedulePoll) return (OddsQuestion.Schedule, now);
        var schedule = (Ask: OddsQuestion.Schedule, At: scheduleAt + terms.SchedulePoll);
        TimeSpan? interval = null;
        var first = Instant.Never;
        foreach (var game in games)
        {
            var until = game.CommenceTime - now;
            if (until <= TimeSpan.Zero)
            {
                if (until > -LongestGame) interval = terms.LivePoll;
            }
            else if (until <= terms.PreGameWindow)
            {
                interval ??= terms.PreGamePoll;
                // A game that begins before the next question would come is asked about from its start.
                first = first == Instant.Never ? game.CommenceTime : Instant.Min(first, game.CommenceTime);
            }
            else
            {
                var wake = game.CommenceTime - terms.PreGameWindow;
                if (wake < schedule.At) schedule = (OddsQuestion.Odds, wake);
            }
        }

        if (interval is not { } every) return schedule;
        var due = oddsAt == Instant.Never ? now : Instant.Max(now, oddsAt + every);
        if (first != Instant.Never && first < due) due = Instant.Max(now, first);
        return due <= schedule.At ? (OddsQuestion.Odds, due) : schedule;
    }
}
