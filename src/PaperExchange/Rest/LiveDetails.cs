using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Ports;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>The details of a game's live data, in the words and fields of its league.</summary>
internal static class LiveDetails
{
    /// <summary>What kind of milestone a game of a league is.</summary>
    public static string TypeOf(Sport sport) => sport switch
    {
        Sport.Nba or Sport.CollegeBasketballMen or Sport.CollegeBasketballWomen => "basketball_game",
        Sport.Nfl => "football_game",
        Sport.Mlb => "baseball_game",
        Sport.Nhl => "hockey_match",
        Sport.Epl => "soccer_tournament_multi_leg",
        _ => "game",
    };

    /// <summary>Writes the score.</summary>
    public static void Write(Utf8JsonWriter writer, Sport sport, ScoreReported score)
    {
        writer.WriteString("status", StatusOf(score.Phase));
        writer.WriteString("widget_status", score.Phase switch { GamePhase.InPlay or GamePhase.Suspended => "live", GamePhase.Final => "finished", _ => "none" });
        writer.WriteString("winner", "");
        writer.WriteNumber("last_updated_ts", score.SourceStamp.UnixMillis / 1_000);
        if (sport == Sport.Epl)
        {
            writer.WriteNumber("home_same_game_score", score.HomeScore);
            writer.WriteNumber("away_same_game_score", score.AwayScore);
            WriteHalf(writer, score);
            return;
        }

        writer.WriteNumber("home_points", score.HomeScore);
        writer.WriteNumber("away_points", score.AwayScore);
        writer.WriteNumber(sport switch { Sport.Nfl => "quarter", Sport.Mlb => "inning", _ => "period" }, score.Period);
        if (sport is Sport.Nba or Sport.CollegeBasketballMen or Sport.CollegeBasketballWomen) writer.WriteString("period_type", sport == Sport.CollegeBasketballMen ? "half" : "quarter");
        if (sport != Sport.Mlb) writer.WriteString(sport == Sport.Nfl ? "clock" : "period_remaining_time", Remaining(sport, score));
    }

    private static string StatusOf(GamePhase phase) => phase switch
    {
        GamePhase.Scheduled => "scheduled",
        GamePhase.InPlay => "inprogress",
        GamePhase.Suspended => "suspended",
        GamePhase.Final => "closed",
        _ => "postponed",
    };

    private static void WriteHalf(Utf8JsonWriter writer, ScoreReported score)
    {
        writer.WriteString("half", score.Phase switch { GamePhase.Final => "FT", GamePhase.Scheduled or GamePhase.Postponed => "", _ => score.Period == 1 ? "1st" : "2nd" });
        var shown = score.Phase is GamePhase.InPlay or GamePhase.Suspended && score.Elapsed is { } elapsed ? string.Create(CultureInfo.InvariantCulture, $"{(int)elapsed.TotalMinutes}'") : "";
        writer.WriteString("time", shown);
    }

    /// <summary>What the clock of the period shows; empty where there is none.</summary>
    private static string Remaining(Sport sport, ScoreReported score)
    {
        if (score.Phase is not (GamePhase.InPlay or GamePhase.Suspended) || score.Elapsed is not { } elapsed || score.Period < 1) return "";
        var (periods, minutes, extra) = sport switch
        {
            Sport.Nba => (4, 12, 5),
            Sport.CollegeBasketballMen => (2, 20, 5),
            Sport.CollegeBasketballWomen => (4, 10, 5),
            Sport.Nfl => (4, 15, 10),
            _ => (3, 20, 5),
        };
        var end = score.Period <= periods ? TimeSpan.FromMinutes(minutes * score.Period) : TimeSpan.FromMinutes(minutes * periods + extra * (score.Period - periods));
        var left = end - elapsed;
        return left < TimeSpan.Zero ? "" : string.Create(CultureInfo.InvariantCulture, $"{(int)left.TotalMinutes}:{left.Seconds:00}");
    }
}
