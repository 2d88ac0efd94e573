using KalshiArb.Feeds.Odds.Api;
using KalshiArb.Feeds.Polling;
using KalshiArb.Feeds.Scores;
using KalshiArb.Feeds.Scores.Kalshi;

namespace KalshiArb.Host.Configuration;

/// <summary>How feeds are read.</summary>
/// <param name="OddsPoll">Time between polls of the slate's odds.</param>
/// <param name="ScorePoll">Time between polls of scoreboards with a game in play.</param>
/// <param name="PrefersLines">Whether odds of our own lines come before those of The Odds API where both tell a game.</param>
/// <param name="Claim">How long a game that the preferred source has told is not taken from the other.</param>
/// <param name="Patience">Bounds of every source alike.</param>
/// <param name="OddsApi">The Odds API; null while it is off.</param>
/// <param name="Lines">Odds as JSON lines; null while they are off.</param>
/// <param name="Scores">Scoreboards; null while they are off.</param>
public sealed record FeedSettings(
    TimeSpan OddsPoll, TimeSpan ScorePoll, bool PrefersLines, TimeSpan Claim, PollTerms Patience, OddsApiSettings? OddsApi, LinesSettings? Lines, ScoreFeedSettings? Scores)
{
    /// <summary>Whether any source outside this process is on.</summary>
    public bool Any => OddsApi is not null || Lines is not null || Scores is not null;

    /// <summary>Whether odds come from outside this process.</summary>
    public bool HasOdds => OddsApi is not null || Lines is not null;
}

/// <summary>The Odds API.</summary>
/// <param name="Terms">How it is asked.</param>
/// <param name="KeyFile">Where its key is; empty when it is in the environment. The key itself never stands in settings.</param>
public sealed record OddsApiSettings(OddsApiTerms Terms, string KeyFile);

/// <summary>Odds as JSON lines: one of the two places.</summary>
/// <param name="Url">An address; null for none.</param>
/// <param name="File">A file; null for none.</param>
/// <param name="Poll">Time between looks.</param>
public sealed record LinesSettings(Uri? Url, string? File, TimeSpan Poll);

/// <summary>Scoreboards.</summary>
/// <param name="NbaCdn">The NBA's own board.</param>
/// <param name="Espn">The root of ESPN's boards.</param>
/// <param name="Terms">How often they are asked for.</param>
/// <param name="Routes">Enabled leagues and their sources.</param>
/// <param name="Kalshi">How the exchange that is traded on is asked for its live data, where a route names it.</param>
public sealed record ScoreFeedSettings(Uri NbaCdn, Uri Espn, ScoreTerms Terms, ImmutableArray<ScoreRoute> Routes, KalshiLiveSettings Kalshi);

/// <summary>The exchange's live data. Their address is the exchange's own.</summary>
/// <param name="Batch">Most games of one question.</param>
/// <param name="Pause">Least time between two questions.</param>
/// <param name="OldestStamp">A game in play that the exchange has not updated for longer than this is not told.</param>
public sealed record KalshiLiveSettings(int Batch, TimeSpan Pause, TimeSpan OldestStamp)
{
    /// <summary>With the exchange's address.</summary>
    public KalshiTerms At(Uri root) => new(root, Batch, Pause, OldestStamp);
}
