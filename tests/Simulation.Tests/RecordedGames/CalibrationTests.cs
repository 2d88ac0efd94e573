using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Settings;
using KalshiArb.Simulation.RecordedGames;
using KalshiArb.Simulation.Tests.Import;
using Xunit.Abstractions;

namespace KalshiArb.Simulation.Tests.RecordedGames;

public sealed class CalibrationTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kalshiarb-calibration").FullName;

    /// <summary>The models as hocon.conf has them.</summary>
    private static readonly WinModelSettings Models = WinModelSettings.BeforeSettings with
    {
        Nfl = new MarginModel(false, TimeSpan.FromMinutes(60), 1.9, 13.5, 0.51),
        Mlb = new InningsModel(
            false, 9, 0.035, 0.52,
            [0.481, 0.254, 0.098, 0.859, 0.509, 0.224, 1.100, 0.664, 0.319, 1.437, 0.884, 0.429, 1.350, 0.950, 0.353, 1.784, 1.130, 0.478, 1.964, 1.376, 0.580, 2.292, 1.541, 0.752],
            [0.268, 0.155, 0.067, 0.416, 0.265, 0.127, 0.614, 0.397, 0.216, 0.610, 0.406, 0.222, 0.843, 0.660, 0.257, 0.860, 0.634, 0.270, 0.852, 0.674, 0.260, 0.861, 0.659, 0.316]),
    };

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static string Recorded(string relative)
    {
        var path = RecordedData.Find(relative);
        Skip.If(path is null, $"missing: {relative}");
        return path!;
    }

    private CalibrationScore Print(CalibrationReport report, string part, string source)
    {
        var row = report.Rows.Single(r => r.Part == part && r.Source == source);
        output.WriteLine($"{part}, {source}: Brier {row.Score.Brier:0.0000}, log-loss {row.Score.LogLoss:0.0000}, {row.Score.Count} moments of {row.Score.Games} games, against the market {row.AgainstMarket}");
        return row.Score;
    }

    [Fact]
    public void Brier_log_loss_and_reliability_are_the_known_ones()
    {
        var score = CalibrationScore.Of([new("a", 0.8, true), new("a", 0.85, false), new("b", 0.3, false), new("b", 1, true)]);
        Assert.Equal((0.04 + 0.7225 + 0.09 + 0) / 4, score.Brier, 12);
        Assert.Equal(-(Math.Log(0.8) + Math.Log(0.15) + Math.Log(0.7)) / 4, score.LogLoss, 12);
        Assert.Equal((4, 2), (score.Count, score.Games));
        Assert.Equal((2, 0.825, 0.5), (score.Bins[8].Count, Math.Round(score.Bins[8].Said, 12), score.Bins[8].Came));
        Assert.Equal(new ReliabilityBin(1, 1, 1), score.Bins[9]);
        Assert.Equal(default, score.Bins[0]);
    }

    [Fact]
    public void A_certainty_that_was_wrong_is_counted_and_finite() =>
        Assert.Equal(-Math.Log(CalibrationScore.LeastProbability), CalibrationScore.Of([new("a", 0, true)]).LogLoss, 12);

    [Fact]
    public void Moments_of_one_game_are_one_draw_for_the_interval()
    {
        Statement[] Said(params double[] errors) => [.. errors.Select((e, i) => new Statement(i < errors.Length / 2 ? "a" : "b", 1 - e, true))];
        // Game a: 0.01 too much throughout; game b: 0.03. Between games the error is 0.01, however many moments each has.
        var few = CalibrationScore.Difference(Said(0.1, Math.Sqrt(0.03)), Said(0, 0));
        var many = CalibrationScore.Difference(
            Said([.. Enumerable.Repeat(0.1, 50), .. Enumerable.Repeat(Math.Sqrt(0.03), 50)]), Said(new double[100]));
        Assert.Equal(0.02, few.Value, 12);
        Assert.Equal(few.Value, many.Value, 12);
        Assert.Equal(few.Low, many.Low, 12);
        Assert.Equal(0.02 - 1.96 * 0.01, few.Low, 12);
        Assert.False(double.IsFinite(CalibrationScore.Difference([new("a", 0.5, true)], [new("a", 0.4, true)]).Low));
        Assert.Throws<ArgumentException>(() => CalibrationScore.Difference([new("a", 0.5, true)], [new("b", 0.5, true)]));
    }

    [SkippableFact]
    public void The_innings_model_on_every_recorded_minute_of_117_games_beside_the_markets_mid()
    {
        Assert.True(BaseballCalibration.TryJudge(Recorded("mlb-2026-07/kalshi_minutes.csv.gz"), Models, out var report, out var reason), reason);
        foreach (var row in report.Rows) Print(report, row.Part, row.Source);
        var model = Print(report, "all games", "innings model");
        Assert.Equal((18_463, 117), (model.Count, model.Games));
        Assert.Equal(0.1566, model.Brier, 4);
        Assert.Equal(0.1519, Print(report, "all games", "Kalshi mid").Brier, 4);
        // A public model on the same states: ours must not be far from it.
        Assert.InRange(model.Brier - Print(report, "all games", "recorded home_win_exp").Brier, -0.003, 0.003);
        Assert.Equal(18_463, report.Rows.Where(r => r.Source == "innings model" && r.Part != "all games").Sum(r => r.Score.Count));
    }

    [SkippableFact]
    public void The_nba_model_on_five_games_of_play_and_at_the_tip_off()
    {
        string[] games = ["0022400061", "0022400062", "0022400067", "0022400068", "0022400071"];
        Assert.True(BasketballCalibration.TryJudgePlay([.. games.Select(g => Recorded($"nba-market-map/nba_game_states_2024_25/game_{g}.csv.gz"))], Models, out var plays, out var reason), reason);
        var play = Print(plays, "all games", "logistic model");
        Assert.Equal((2_867, 5), (play.Count, play.Games));
        Assert.Equal(0.2307, play.Brier, 4);

        Assert.True(BasketballCalibration.TryJudgeTip(Recorded("nba-candles-2025-11/books_and_results.csv"), Models, out var tips, out reason), reason);
        Assert.Equal(0.1843, Print(tips, "all games", "Kalshi at tip-off").Brier, 4);
        Assert.Equal(0.2442, Print(tips, "all games", "logistic model").Brier, 4);
    }

    [SkippableFact]
    public void The_ways_of_taking_out_the_margin_on_1338_closing_lines()
    {
        Assert.True(FootballCalibration.TryJudge(Recorded("nfl-closing-2020-2024/nfl_unified_data_enhanced.csv"), Models, out var report, out var reason), reason);
        foreach (var method in Enum.GetValues<DevigMethod>())
        {
            var score = Print(report, "all seasons", $"closing line, {method}");
            Assert.Equal(1_338, score.Count);
            Assert.InRange(score.Brier, 0.2095, 0.2098);
        }
    }

    [Fact]
    public void A_file_that_is_none_of_these_is_refused_with_the_reason()
    {
        var path = Path.Combine(_directory, "x.csv");
        File.WriteAllLines(path, ["a,b", "1,2"]);
        Assert.False(BaseballCalibration.TryJudge(path, Models, out _, out var reason));
        Assert.Contains("no column 'market_ticker'", reason, StringComparison.Ordinal);
        Assert.False(FootballCalibration.TryJudge(path, Models, out _, out _));
        Assert.False(BasketballCalibration.TryJudgeTip(path, Models, out _, out _));
        Assert.False(BasketballCalibration.TryJudgePlay([path], Models, out _, out _));
        Assert.False(BaseballCalibration.TryJudge(path, WinModelSettings.BeforeSettings, out _, out reason));
        Assert.Equal("no baseball model", reason);
    }
}
