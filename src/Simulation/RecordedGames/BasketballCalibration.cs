using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Settings;
using static KalshiArb.Simulation.RecordedGames.CalibrationTable;

namespace KalshiArb.Simulation.RecordedGames;

/// <summary>The NBA model on recorded play, and at the tip-off beside books and market.</summary>
public static class BasketballCalibration
{
    private static readonly string[] PlayColumns = ["game_id", "quarter", "time_remaining_quarter_seconds", "score_home", "score_away"];

    private static readonly string[] TipColumns =
        ["kalshi_ticker", "yes_team", "home", "books_median_devig_prob_yes", "kalshi_trade_c_at_tip", "trueline_close_devig_prob_yes", "yes_won"];

    /// <summary>Judges games by play; the last row of each is its result. No market was recorded beside them.</summary>
    public static bool TryJudgePlay(IReadOnlyList<string> paths, WinModelSettings models, out CalibrationReport report, out string reason)
    {
        report = null!;
        reason = "";
        var table = new SourceTable(null);
        var (games, leftOut) = (0, 0);
        foreach (var path in paths)
        {
            if (!TryRead(path, PlayColumns, out var rows, out reason)) return false;
            var moments = new List<(string Game, int Difference, double Elapsed)>();
            foreach (var at in rows)
            {
                if (TryNumber(at("quarter"), out var quarter) && quarter >= 1 && TryNumber(at("time_remaining_quarter_seconds"), out var left) && left >= 0
                    && TryNumber(at("score_home"), out var home) && TryNumber(at("score_away"), out var away))
                    moments.Add((at("game_id"), (int)(home - away), Elapsed(models.Nba, (int)quarter, left)));
                else leftOut++;
            }
            if (moments.Count == 0 || moments[^1].Difference == 0)
            {
                reason = $"{path}: no result";
                return false;
            }
            games++;
            foreach (var (game, difference, elapsed) in moments)
            {
                var home = ScoreModels.Home(models.Nba, difference, elapsed);
                table.Add("logistic model", game, home, moments[^1].Difference > 0);
            }
        }
        report = new CalibrationReport(
            "NBA: every recorded play",
            [.. table.Rows("all games", _ => true)],
            [
                "No market was recorded beside these games. The model's numbers are the plan's; nothing is fitted.",
                $"{games} games: an interval over so few says nothing. {leftOut} rows without clock or score are left out.",
            ]);
        return true;
    }

    /// <summary>Judges the model before the first play beside the market's last price and the books' consensus.</summary>
    public static bool TryJudgeTip(string path, WinModelSettings models, out CalibrationReport report, out string reason)
    {
        report = null!;
        if (!TryRead(path, TipColumns, out var rows, out reason)) return false;
        const string Market = "Kalshi at tip-off";
        var table = new SourceTable(Market);
        var leftOut = 0;
        foreach (var at in rows)
        {
            if (!TryNumber(at("kalshi_trade_c_at_tip"), out var cents) || cents is < 0 or > 100 || at("yes_won") is not ("0" or "1")
                || !TryNumber(at("books_median_devig_prob_yes"), out var books) || books is < 0 or > 1)
            {
                leftOut++;
                continue;
            }
            var (game, won) = (at("kalshi_ticker"), at("yes_won") == "1");
            var home = ScoreModels.Home(models.Nba, 0, 0);
            table.Add("logistic model", game, at("yes_team") == at("home") ? home : 1 - home, won);
            table.Add(Market, game, cents / 100, won);
            table.Add("books' median", game, books, won);
        }
        if (leftOut == rows.Count)
        {
            reason = $"{path}: no game that can be judged";
            return false;
        }
        report = new CalibrationReport(
            "NBA: at the tip-off",
            [.. table.Rows("all games", _ => true)],
            ["Before the first play the model knows nothing but the home advantage.", $"{leftOut} rows without price, books or result are left out."]);
        return true;
    }

    private static double Elapsed(LogisticModel model, int quarter, double left)
    {
        var period = model.Regulation.TotalSeconds / 4;
        return quarter <= 4
            ? quarter * period - Math.Min(left, period)
            : model.Regulation.TotalSeconds + (quarter - 4) * model.Overtime.TotalSeconds - Math.Min(left, model.Overtime.TotalSeconds);
    }
}
