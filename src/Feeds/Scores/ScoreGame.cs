using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Feeds.Scores;

/// <summary>Which part of an inning is played.</summary>
public enum InningHalf
{
    /// <summary>The visitors bat.</summary>
    Top,
    /// <summary>Between the halves.</summary>
    Middle,
    /// <summary>The hosts bat.</summary>
    Bottom,
    /// <summary>After the inning.</summary>
    End,
}

/// <summary>Where an inning stands.</summary>
/// <param name="Half">Which part.</param>
/// <param name="Outs">Outs of the side that bats, 0 to 3; null where the board does not say.</param>
/// <param name="OnFirst">A runner on first base; null where the board does not say.</param>
/// <param name="OnSecond">On second.</param>
/// <param name="OnThird">On third.</param>
public readonly record struct InningState(InningHalf Half, int? Outs, bool? OnFirst, bool? OnSecond, bool? OnThird)
{
    /// <summary>
    /// How far the inning is, for a model. Between two halves three are out and nobody is on base, whatever the board has left standing;
    /// while a side bats, null unless the board says outs and all three bases.
    /// </summary>
    public InningProgress? Progress => Half switch
    {
        InningHalf.Middle => new InningProgress(Bottom: false, 3, 0),
        InningHalf.End => new InningProgress(Bottom: true, 3, 0),
        _ => (Outs, OnFirst, OnSecond, OnThird) is ({ } outs, { } first, { } second, { } third)
            ? new InningProgress(Half == InningHalf.Bottom, outs, (first ? 1 : 0) + (second ? 2 : 0) + (third ? 4 : 0))
            : null,
    };
}

/// <summary>One game of a scoreboard. What the board does not say is null, never a guess.</summary>
/// <param name="Listing">League, id, both sides and start.</param>
/// <param name="HomeName">The hosts' full name.</param>
/// <param name="AwayName">The visitors' full name.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="HomeScore">Points of the hosts; 0 before the start.</param>
/// <param name="AwayScore">Points of the visitors.</param>
/// <param name="Period">1-based period, inning or half; 0 before the start.</param>
/// <param name="Elapsed">Playing time elapsed; null without a clock or where the clock cannot be told.</param>
/// <param name="Inning">Where the inning stands; null in other sports and where the board does not say.</param>
public sealed record ScoreGame(
    GameListing Listing, string HomeName, string AwayName, GamePhase Phase, int HomeScore, int AwayScore, int Period, TimeSpan? Elapsed, InningState? Inning);

/// <summary>A scoreboard as it was received.</summary>
/// <param name="ReceivedAt">When.</param>
/// <param name="Stamp">The source's own stamp of it.</param>
/// <param name="Games">Its games.</param>
public sealed record ScoreBoard(Instant ReceivedAt, Instant Stamp, ImmutableArray<ScoreGame> Games)
{
    /// <summary>Most games of one board; a Saturday of college basketball has about 170.</summary>
    public const int MaxGames = 1_000;

    /// <summary>The highest score that is one; more is a typing error.</summary>
    public const int MaxScore = 999;
}
