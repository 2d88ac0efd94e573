using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Scores.Kalshi;

/// <summary>A game whose live data are asked for.</summary>
/// <param name="Game">The game.</param>
/// <param name="Milestone">Its milestone.</param>
public sealed record KalshiAsked(VenueGame Game, KalshiMilestone Milestone);

/// <summary>A game of an answer.</summary>
/// <param name="Asked">Which one.</param>
/// <param name="Score">Its score.</param>
/// <param name="Stamp">When the exchange says that it was updated last; null where it does not.</param>
public sealed record KalshiScore(KalshiAsked Asked, ScoreGame Score, Instant? Stamp);

/// <summary>
/// Reads the exchange's live data (GET /live_data/batch). The reference leaves the fields of an answer open; those that are read here were
/// seen in a recording (basketball) or are used alike by several programs that read them. What is not there, or is not known, puts the
/// game into quarantine.
/// </summary>
public static partial class KalshiLive
{
    /// <summary>Most milestones of one question.</summary>
    public const int MaxBatch = 100;

    // Stamps in milliseconds, or of no clock at all, are none.
    private const long FirstSecond = 1_577_836_800;
    private const long LastSecond = 4_102_444_800;

    /// <summary>Whether a league is read at all.</summary>
    public static bool Reads(Sport sport) => sport is Sport.Nba or Sport.CollegeBasketballMen or Sport.CollegeBasketballWomen or Sport.Nfl or Sport.Mlb or Sport.Nhl or Sport.Epl;

    /// <summary>Whether live data of a type are read as those of a league.</summary>
    public static bool Reads(Sport sport, string type) => sport switch
    {
        Sport.Nba or Sport.CollegeBasketballMen or Sport.CollegeBasketballWomen => type == "basketball_game",
        Sport.Nfl => type == "football_game",
        Sport.Mlb => type == "baseball_game",
        Sport.Nhl => type is "hockey_match" or "hockey_tournament",
        Sport.Epl => type == "soccer_tournament_multi_leg",
        _ => false,
    };

    /// <summary>Reads an answer. A game that does not read is left out and noted; one that was not asked for too.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="asked">What was asked for.</param>
    /// <param name="where">Names the answer in faults.</param>
    /// <param name="faults">Where games that do not read are noted.</param>
    /// <param name="scores">The games, in the order in which they were asked for.</param>
    /// <param name="reason">Why the answer cannot be used.</param>
    public static bool TryDecode(
        ReadOnlyMemory<byte> json, ImmutableArray<KalshiAsked> asked, string where, FaultLog faults, out ImmutableArray<KalshiScore> scores, out string reason)
    {
        var read = new Dictionary<string, KalshiScore>(StringComparer.Ordinal);
        var whole = BoardJson.TryRead(json, root => Read(root, asked, where, faults, read), out reason);
        scores = whole ? [.. asked.Select(one => read.GetValueOrDefault(one.Milestone.Id)).OfType<KalshiScore>()] : [];
        return whole;
    }

    private static string? Read(JsonElement root, ImmutableArray<KalshiAsked> asked, string where, FaultLog faults, Dictionary<string, KalshiScore> read)
    {
        if (BoardJson.Array(root, "live_datas") is not { } list) return "no live_datas";
        if (list.GetArrayLength() > MaxBatch) return $"more than {MaxBatch} games";
        var (seen, number) = (new HashSet<string>(StringComparer.Ordinal), 0);
        foreach (var item in list.EnumerateArray())
        {
            number++;
            var id = BoardJson.Text(item, "milestone_id");
            var one = asked.FirstOrDefault(game => game.Milestone.Id == id);
            if (id is null || one is null)
            {
                faults.Add($"{where} game #{number}", id is null ? "no milestone_id" : "was not asked for");
                continue;
            }

            var at = $"{where} {one.Game.Ticker.Event}";
            if (!seen.Add(id))
            {
                // Nobody can say which of the two is the game's.
                read.Remove(id);
                faults.Add(at, "stands twice");
            }
            else if (ReadGame(item, one, out var fault) is { } score) read.Add(id, score);
            else faults.Add(at, fault);
        }

        foreach (var one in asked)
            if (!seen.Contains(one.Milestone.Id)) faults.Add($"{where} {one.Game.Ticker.Event}", "no live data");
        return null;
    }

    private static KalshiScore? ReadGame(JsonElement item, KalshiAsked asked, out string fault)
    {
        var sport = asked.Game.Sport;
        if (BoardJson.Text(item, "type") is not { } type || type != asked.Milestone.Type) return No("another type than its milestone", out fault);
        if (BoardJson.Object(item, "details") is not { } details) return No("no details", out fault);
        if (BoardJson.Text(details, "status") is not { } status) return No("no status", out fault);
        if (KalshiStatus.PhaseOf(status) is not { } phase) return No($"status '{status}'", out fault);
        if (BoardJson.Text(details, "widget_status") is { } widget && KalshiStatus.Contradicts(phase, widget)) return No($"status '{status}' beside '{widget}'", out fault);
        if (!TryStamp(details, out var stamp)) return No("last_updated_ts is no time in seconds", out fault);
        var start = asked.Milestone.Start;
        var (home, away) = (asked.Game.Home.FeedName, asked.Game.Away.FeedName);
        var listing = new GameListing(asked.Milestone.Id, sport, TeamNaming.FullName, home, away, start);
        if (phase is GamePhase.Scheduled or GamePhase.Postponed)
        {
            fault = "";
            return new KalshiScore(asked, new ScoreGame(listing, home, away, phase, 0, 0, 0, null, null), stamp);
        }

        var points = sport == Sport.Epl ? ("home_same_game_score", "away_same_game_score") : ("home_points", "away_points");
        if (BoardJson.Score(details, points.Item1) is not { } homeScore || BoardJson.Score(details, points.Item2) is not { } awayScore) return No("no score", out fault);
        if (!TryClock(details, sport, phase, out var period, out var elapsed, out fault)) return null;
        return new KalshiScore(asked, new ScoreGame(listing, home, away, phase, homeScore, awayScore, period, elapsed, null), stamp);
    }

    /// <summary>A stamp that is there must be one.</summary>
    private static bool TryStamp(JsonElement details, out Instant? stamp)
    {
        stamp = null;
        if (!details.TryGetProperty("last_updated_ts", out var value) || value.ValueKind == JsonValueKind.Null) return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var seconds) || seconds is < FirstSecond or > LastSecond) return false;
        stamp = Instant.FromUnixSeconds(seconds);
        return true;
    }

    private static bool TryClock(JsonElement details, Sport sport, GamePhase phase, out int period, out TimeSpan? elapsed, out string fault)
    {
        (period, elapsed, fault) = (0, null, "");
        if (sport == Sport.Epl) return TryHalf(details, phase, out period, out elapsed, out fault);
        var name = sport switch { Sport.Nfl => "quarter", Sport.Mlb => "inning", _ => "period" };
        if (BoardJson.Whole(details, name) is not { } number || number is < 1 or > 60)
        {
            fault = $"no {name}";
            return false;
        }

        period = number;
        // Half and outs are told as well, but not the runners as far as is known, without which no model can take them.
        if (phase == GamePhase.Final || sport == Sport.Mlb) return true;
        if (PeriodKind(sport) is { } kind && number <= kind.Count && BoardJson.Text(details, "period_type") is var said && said != kind.Name)
        {
            fault = $"period_type '{said}' where {kind.Name}s are played";
            return false;
        }

        if (!TryRemaining(details, sport == Sport.Nfl ? "clock" : "period_remaining_time", out var left))
        {
            fault = "a clock that is none";
            return false;
        }

        elapsed = left is { } shown ? PlayingTime.FromRemaining(sport, number, shown, SeasonPart.Unknown) : null;
        return true;
    }

    /// <summary>In basketball one type of milestone has quarters and halves: the answer must say which, as the league plays.</summary>
    private static (string Name, int Count)? PeriodKind(Sport sport) => sport switch
    {
        Sport.Nba or Sport.CollegeBasketballWomen => ("quarter", 4),
        Sport.CollegeBasketballMen => ("half", 2),
        _ => null,
    };

    /// <summary>Minutes and seconds that are left of a period; a clock that is not there is unknown, one of another form is none.</summary>
    private static bool TryRemaining(JsonElement details, string name, out TimeSpan? left)
    {
        left = null;
        if (!details.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return true;
        if (value.ValueKind != JsonValueKind.String) return false;
        var text = value.GetString()!.Trim();
        if (text.Length == 0) return true;
        if (!RemainingPattern().IsMatch(text)) return false;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        left = new TimeSpan(0, int.Parse(text.AsSpan(0, colon), CultureInfo.InvariantCulture), int.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture));
        return true;
    }

    /// <summary>In association football: the half by its name, and the minute that is shown, to which the elapsed time is exact.</summary>
    private static bool TryHalf(JsonElement details, GamePhase phase, out int half, out TimeSpan? elapsed, out string fault)
    {
        (half, elapsed, fault) = (2, null, "");
        if (phase == GamePhase.Final) return true;
        switch (BoardJson.Text(details, "half"))
        {
            case "1st": half = 1; break;
            case "2nd": break;
            case "HT":
                (half, elapsed) = (1, PlayingTime.Half);
                return true;
            case var said:
                fault = said is null ? "no half" : $"half '{said}'";
                return false;
        }

        if (!details.TryGetProperty("time", out var value) || value.ValueKind == JsonValueKind.Null) return true;
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : null;
        if (text is { Length: 0 }) return true;
        if (text is null || MinutePattern().Match(text) is not { Success: true } match)
        {
            fault = "a clock that is none";
            return false;
        }

        elapsed = PlayingTime.FromMatchClock(half, TimeSpan.FromMinutes(int.Parse(match.Groups["minute"].ValueSpan, CultureInfo.InvariantCulture)));
        return true;
    }

    [GeneratedRegex(@"\A[0-9]{1,2}:[0-5][0-9]\z", RegexOptions.CultureInvariant)]
    private static partial Regex RemainingPattern();

    [GeneratedRegex(@"\A(?<minute>[0-9]{1,3})(?:\+[0-9]{1,2})?'\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex MinutePattern();

    private static KalshiScore? No(string why, out string fault)
    {
        fault = why;
        return null;
    }
}
