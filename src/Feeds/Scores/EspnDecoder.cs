using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Scores;

/// <summary>
/// Reads ESPN's scoreboards (site.api.espn.com …/scoreboard). The board must be of the league that was asked for: men's and women's
/// clubs have the same names. A game that does not read is left out and noted; a board that is none is refused.
/// </summary>
public static partial class EspnDecoder
{
    /// <summary>ESPN's path of a league; null for one that it is not asked about.</summary>
    public static string? PathOf(Sport sport) => sport switch
    {
        Sport.Nba => "basketball/nba",
        Sport.CollegeBasketballMen => "basketball/mens-college-basketball",
        Sport.CollegeBasketballWomen => "basketball/womens-college-basketball",
        Sport.Nfl => "football/nfl",
        Sport.Mlb => "baseball/mlb",
        Sport.Nhl => "hockey/nhl",
        Sport.Epl => "soccer/eng.1",
        _ => null,
    };

    /// <summary>Reads a board.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> json, Sport sport, string where, FaultLog faults, out ImmutableArray<ScoreGame> games, out string reason)
    {
        var read = ImmutableArray.CreateBuilder<ScoreGame>();
        var whole = BoardJson.TryRead(json, root => Read(root, sport, where, faults, read), out reason);
        games = whole ? read.ToImmutable() : [];
        return whole;
    }

    private static string? Read(JsonElement root, Sport sport, string where, FaultLog faults, ImmutableArray<ScoreGame>.Builder games)
    {
        if (BoardJson.Array(root, "leagues") is not { } leagues || leagues.GetArrayLength() != 1) return "not of one league";
        var slug = PathOf(sport)?.Split('/')[1];
        if (BoardJson.Text(leagues[0], "slug") is not { } said || said != slug) return $"not the board of {slug}";
        if (BoardJson.Array(root, "events") is not { } list) return "no events";
        if (list.GetArrayLength() > ScoreBoard.MaxGames) return $"more than {ScoreBoard.MaxGames} games";
        var number = 0;
        foreach (var item in list.EnumerateArray())
        {
            var at = $"{where} game {BoardJson.Text(item, "id") ?? $"#{++number}"}";
            if (ReadGame(item, sport, out var fault) is not { } game) faults.Add(at, fault);
            else if (games.Any(other => other.Listing.Id == game.Listing.Id)) faults.Add(at, "stands twice");
            else games.Add(game);
        }

        return null;
    }

    private static ScoreGame? ReadGame(JsonElement item, Sport sport, out string fault)
    {
        fault = "";
        if (BoardJson.Text(item, "id") is not { } id) return No("no id", out fault);
        if (BoardJson.Array(item, "competitions") is not { } competitions || competitions.GetArrayLength() != 1) return No("not one competition", out fault);
        var competition = competitions[0];
        if (!TrySides(competition, out var home, out var away)) return No("not one host and one visitor", out fault);
        if (NameOf(home) is not { } homeName || NameOf(away) is not { } awayName || homeName == awayName) return No("not two names", out fault);
        if (!BoardJson.TryTime(BoardJson.Text(competition, "date"), out var start)) return No("no date", out fault);
        if (BoardJson.Object(competition, "status") is not { } status || BoardJson.Object(status, "type") is not { } type) return No("no status", out fault);
        var (name, state) = (BoardJson.Text(type, "name"), BoardJson.Text(type, "state"));
        if (name is null || state is null || EspnStatus.PhaseOf(name, state) is not { } phase) return No($"status {name} in state {state}", out fault);

        // Where it does not say that the time is settled, only the date is used.
        var listing = new GameListing(id, sport, TeamNaming.FullName, homeName, awayName, start, BoardJson.Flag(competition, "timeValid") is true);
        if (phase is GamePhase.Scheduled or GamePhase.Postponed) return new ScoreGame(listing, homeName, awayName, phase, 0, 0, 0, null, null);
        if (BoardJson.Score(home, "score") is not { } homeScore || BoardJson.Score(away, "score") is not { } awayScore) return No("no score", out fault);
        if (BoardJson.Whole(status, "period") is not ({ } period and >= 1 and <= 60)) return No("no period", out fault);
        var elapsed = phase == GamePhase.Final ? null : Elapsed(status, sport, period, SeasonOf(item));
        var inning = sport == Sport.Mlb && phase != GamePhase.Final ? InningOf(type, competition, period) : null;
        return new ScoreGame(listing, homeName, awayName, phase, homeScore, awayScore, period, elapsed, inning);
    }

    private static bool TrySides(JsonElement competition, out JsonElement home, out JsonElement away)
    {
        (home, away) = (default, default);
        if (BoardJson.Array(competition, "competitors") is not { } sides || sides.GetArrayLength() != 2) return false;
        foreach (var side in sides.EnumerateArray())
        {
            var role = BoardJson.Text(side, "homeAway");
            if (role == "home") home = side;
            else if (role == "away") away = side;
        }

        return home.ValueKind == JsonValueKind.Object && away.ValueKind == JsonValueKind.Object;
    }

    private static string? NameOf(JsonElement side) => BoardJson.Object(side, "team") is { } team ? BoardJson.Text(team, "displayName") : null;

    /// <summary>A clock that contradicts its period is unknown.</summary>
    private static TimeSpan? Elapsed(JsonElement status, Sport sport, int period, SeasonPart season) =>
        BoardJson.Seconds(status, "clock") is not { } clock ? null
        : sport == Sport.Epl ? PlayingTime.FromMatchClock(period, clock)
        : PlayingTime.FromRemaining(sport, period, clock, season);

    private static SeasonPart SeasonOf(JsonElement item) => BoardJson.Object(item, "season") is { } season
        ? BoardJson.Whole(season, "type") switch { 1 or 2 => SeasonPart.Regular, 3 => SeasonPart.PlayOffs, _ => SeasonPart.Unknown }
        : SeasonPart.Unknown;

    /// <summary>'Top 5th', 'Mid 5th', 'Bot 5th', 'End 5th', within other words in a delay; the number must be the period's.</summary>
    private static InningState? InningOf(JsonElement type, JsonElement competition, int period)
    {
        var match = InningPattern().Match(BoardJson.Text(type, "shortDetail") ?? BoardJson.Text(type, "detail") ?? "");
        if (!match.Success || match.Groups["number"].Value != period.ToString(CultureInfo.InvariantCulture)) return null;
        var half = match.Groups["half"].Value switch { "Top" => InningHalf.Top, "Bot" or "Bottom" => InningHalf.Bottom, "End" => InningHalf.End, _ => InningHalf.Middle };
        if (BoardJson.Object(competition, "situation") is not { } situation) return new InningState(half, null, null, null, null);
        var outs = BoardJson.Whole(situation, "outs") is { } said and >= 0 and <= 3 ? said : (int?)null;
        return new InningState(half, outs, BoardJson.Flag(situation, "onFirst"), BoardJson.Flag(situation, "onSecond"), BoardJson.Flag(situation, "onThird"));
    }

    [GeneratedRegex("(?<half>Top|Mid|Middle|Bot|Bottom|End) (?:of )?(?<number>[0-9]{1,2})(?:st|nd|rd|th)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex InningPattern();

    private static ScoreGame? No(string why, out string fault)
    {
        fault = why;
        return null;
    }
}
