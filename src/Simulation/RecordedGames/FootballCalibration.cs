using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Settings;
using static KalshiArb.Simulation.RecordedGames.CalibrationTable;

namespace KalshiArb.Simulation.RecordedGames;

/// <summary>The four ways of taking out the margin on NFL closing lines, season by season, and the margin model at the kick-off.</summary>
public static class FootballCalibration
{
    private static readonly string[] Columns = ["game_id", "season", "home_score", "away_score", "home_moneyline", "away_moneyline"];

    /// <summary>Judges a file of closing lines; false with the reason when it is none.</summary>
    public static bool TryJudge(string path, WinModelSettings models, out CalibrationReport report, out string reason)
    {
        report = null!;
        if (!TryRead(path, Columns, out var rows, out reason)) return false;
        const string Multiplicative = "closing line, Multiplicative";
        var table = new SourceTable(Multiplicative);
        var seasons = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var (ties, leftOut) = (0, 0);
        foreach (var at in rows)
        {
            if (!TryNumber(at("home_score"), out var home) || !TryNumber(at("away_score"), out var away)
                || !TryLine(at("home_moneyline"), out var homeLine) || !TryLine(at("away_moneyline"), out var awayLine) || !Devig.IsUsable([homeLine, awayLine]))
            {
                leftOut++;
                continue;
            }
            if (home == away)
            {
                ties++;
                continue;
            }
            if (!TryDevig(homeLine, awayLine, out var fair))
            {
                leftOut++;
                continue;
            }
            var (game, won) = (at("game_id"), home > away);
            seasons[game] = at("season");
            foreach (var method in Enum.GetValues<DevigMethod>()) table.Add($"closing line, {method}", game, fair[(int)method], won);
            if (models.Nfl is { } model && ScoreModels.Home(model, 0, 0) is { } chance) table.Add("margin model at kick-off", game, chance, won);
        }
        if (seasons.Count == 0)
        {
            reason = $"{path}: no game that can be judged";
            return false;
        }
        report = new CalibrationReport(
            "NFL: closing lines and results",
            [.. table.Rows("all seasons", _ => true), .. seasons.Values.Distinct().Order(StringComparer.Ordinal).SelectMany(s => table.Rows(s, g => seasons[g] == s))],
            [
                "The differences are against the multiplicative method; no Kalshi price was recorded. No method is chosen by these figures: the consensus takes the middle of the four and the least favourable end.",
                "No game in play was recorded, so the margin model is shown at the kick-off alone, where it knows nothing but the home advantage.",
                $"{ties} ties and {leftOut} rows without line or result are left out.",
            ]);
        return true;
    }

    private static bool TryDevig(double home, double away, out double[] fair)
    {
        fair = new double[Devig.Methods];
        Span<double> both = stackalloc double[2];
        for (var method = 0; method < Devig.Methods; method++)
        {
            if (!Devig.TrySolve((DevigMethod)method, [home, away], both)) return false;
            fair[method] = both[0];
        }
        return true;
    }

    private static bool TryLine(string text, out double implied)
    {
        implied = 0;
        if (!TryNumber(text, out var american) || !OddsConversion.TryDecimalFromAmerican(american, out var odds)) return false;
        implied = OddsConversion.ImpliedProbability(odds);
        return true;
    }
}
