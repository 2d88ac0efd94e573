using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Scores;

/// <summary>
/// Reads the scoreboard of the NBA's own feed (todaysScoreboard_00.json). Its meta.time has neither zone nor half of the day, and gameEt
/// is Eastern time marked as UTC: neither is read. A game that does not read is left out and noted; a board that is none is refused.
/// </summary>
public static class NbaCdnDecoder
{
    private const string League = "00";

    /// <summary>Reads a board.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> json, string where, FaultLog faults, out ImmutableArray<ScoreGame> games, out string reason)
    {
        var read = ImmutableArray.CreateBuilder<ScoreGame>();
        var whole = BoardJson.TryRead(json, root => Read(root, where, faults, read), out reason);
        games = whole ? read.ToImmutable() : [];
        return whole;
    }

    private static string? Read(JsonElement root, string where, FaultLog faults, ImmutableArray<ScoreGame>.Builder games)
    {
        if (BoardJson.Object(root, "scoreboard") is not { } board) return "no scoreboard";
        if (BoardJson.Text(board, "leagueId") is not League) return "not the board of the NBA";
        if (BoardJson.Array(board, "games") is not { } list) return "no games";
        if (list.GetArrayLength() > ScoreBoard.MaxGames) return $"more than {ScoreBoard.MaxGames} games";
        var number = 0;
        foreach (var item in list.EnumerateArray())
        {
            var at = $"{where} game {BoardJson.Text(item, "gameId") ?? $"#{++number}"}";
            if (ReadGame(item, out var fault) is not { } game) faults.Add(at, fault);
            else if (games.Any(other => other.Listing.Id == game.Listing.Id)) faults.Add(at, "stands twice");
            else games.Add(game);
        }

        return null;
    }

    private static ScoreGame? ReadGame(JsonElement item, out string fault)
    {
        fault = "";
        if (BoardJson.Text(item, "gameId") is not { } id) return No("no gameId", out fault);
        if (BoardJson.Object(item, "homeTeam") is not { } home || BoardJson.Object(item, "awayTeam") is not { } away) return No("not two teams", out fault);
        if (BoardJson.Text(home, "teamTricode") is not { } homeCode || BoardJson.Text(away, "teamTricode") is not { } awayCode || homeCode == awayCode) return No("not two codes of teams", out fault);
        if (!BoardJson.TryTime(BoardJson.Text(item, "gameTimeUTC"), out var start)) return No("no gameTimeUTC", out fault);
        if (BoardJson.Whole(item, "gameStatus") is not { } status || BoardJson.Text(item, "gameStatusText")?.Trim() is not { } text) return No("no status", out fault);
        if (BoardJson.Whole(item, "period") is not ({ } period and >= 0 and <= 20)) return No("no period", out fault);
        GamePhase phase;
        switch (status)
        {
            // A game that is put off keeps the status of one that has not begun.
            case 1: phase = text is "PPD" or "Postponed" ? GamePhase.Postponed : GamePhase.Scheduled; break;
            case 2: phase = GamePhase.InPlay; break;
            case 3: phase = GamePhase.Final; break;
            default: return No($"gameStatus {status}", out fault);
        }

        var listing = new GameListing(id, Sport.Nba, TeamNaming.NbaTricode, homeCode, awayCode, start, TimeKnown: phase != GamePhase.Scheduled || text != "TBD");
        var (homeName, awayName) = (NameOf(home, homeCode), NameOf(away, awayCode));
        if (phase is GamePhase.Scheduled or GamePhase.Postponed) return new ScoreGame(listing, homeName, awayName, phase, 0, 0, 0, null, null);
        if (BoardJson.Score(home, "score") is not { } homeScore || BoardJson.Score(away, "score") is not { } awayScore) return No("no score", out fault);
        if (period == 0) return No("in play in no period", out fault);
        if (!TryElapsed(BoardJson.Get(item, "gameClock", JsonValueKind.String)?.GetString(), phase, period, out var elapsed)) return No("a gameClock that is none", out fault);
        return new ScoreGame(listing, homeName, awayName, phase, homeScore, awayScore, period, elapsed, null);
    }

    /// <summary>An empty clock is unknown: between periods and after the end there is none.</summary>
    private static bool TryElapsed(string? clock, GamePhase phase, int period, out TimeSpan? elapsed)
    {
        elapsed = null;
        clock = clock?.Trim();
        if (clock is null) return false;
        if (clock.Length == 0 || phase == GamePhase.Final) return true;
        if (!TimeSpan.TryParseExact(clock, @"'PT'mm'M'ss'.'ff'S'", CultureInfo.InvariantCulture, out var left)) return false;
        elapsed = PlayingTime.FromRemaining(Sport.Nba, period, left, SeasonPart.Unknown);
        return elapsed is not null;
    }

    private static string NameOf(JsonElement team, string code) => $"{BoardJson.Text(team, "teamCity")} {BoardJson.Text(team, "teamName")}".Trim() is { Length: > 0 } name ? name : code;

    private static ScoreGame? No(string why, out string fault)
    {
        fault = why;
        return null;
    }
}
