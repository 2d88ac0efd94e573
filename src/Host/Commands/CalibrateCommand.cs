using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using KalshiArb.Host.Rendering;
using KalshiArb.Host.Sessions;
using KalshiArb.Simulation.RecordedGames;
using Spectre.Console;
using Text = KalshiArb.Host.Rendering.Text;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb calibrate</c>: what the win-probability models and the ways of taking out the margin are worth on recorded games.</summary>
internal static class CalibrateCommand
{
    public static Command Create(CommandConsole console)
    {
        var minutes = One("--mlb-minutes", "Minutes of baseball markets with game state, the market's mid and the result");
        var plays = new Option<string[]>("--nba-plays") { Description = "Play by play of NBA games, one file a game", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        var tips = One("--nba-tips", "Books, market and result of NBA games at the tip-off");
        var closing = One("--nfl-closing", "NFL closing lines and results");
        var (json, config, profile, set) = (CommonOptions.Json(), CommonOptions.Config(), CommonOptions.Profile(), CommonOptions.Set());
        var command = new Command("calibrate", "Print Brier score, log-loss and reliability of the models on recorded games, beside the market's own")
        {
            minutes, plays, tips, closing, json, config, profile, set,
        };
        command.SetAction(parse =>
        {
            var result = CommonOptions.Load(parse, config, profile, set, []);
            CommonOptions.Print(result, console.Error);
            if (result.Settings is not { } settings) return (int)ExitCode.Usage;
            var models = settings.Decision.ModelsInForce;
            var reports = ImmutableArray.CreateBuilder<CalibrationReport>();
            var reason = "";
            CalibrationReport report = null!;
            if (parse.GetValue(minutes) is { } mlb) Add(BaseballCalibration.TryJudge(mlb, models, out report, out reason));
            if (parse.GetValue(plays) is { Length: > 0 } nba) Add(BasketballCalibration.TryJudgePlay(nba, models, out report, out reason));
            if (parse.GetValue(tips) is { } before) Add(BasketballCalibration.TryJudgeTip(before, models, out report, out reason));
            if (parse.GetValue(closing) is { } lines) Add(FootballCalibration.TryJudge(lines, models, out report, out reason));
            if (reports.Count == 0) throw new SessionRefusedException(ExitCode.Usage, "nothing to judge: name recordings with --mlb-minutes, --nba-plays, --nba-tips or --nfl-closing");
            if (parse.GetValue(json)) console.Out.WriteLine(JsonSerializer.Serialize(reports.ToImmutable(), CalibrationJson.Default.ImmutableArrayCalibrationReport));
            else
                foreach (var one in reports) Write(ViewTables.Console(console.Out, console.Color), one);
            return (int)ExitCode.Done;

            void Add(bool judged) => reports.Add(judged ? report : throw new SessionRefusedException(ExitCode.Usage, reason));
        });
        return command;
    }

    private static Option<string?> One(string name, string description) => new(name) { Description = description, HelpName = "FILE" };

    private static void Write(IAnsiConsole console, CalibrationReport report)
    {
        console.WriteLine(Text.OneLine(report.Title));
        var scores = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["games", "source", "moments", "of games", "Brier", "log-loss", "Brier against the market's, 95 % by game"]) scores.AddColumn(new TableColumn(Markup.Escape(column)));
        foreach (var row in report.Rows)
            Line(scores, row.Part, row.Source, Text.Count(row.Score.Count), Text.Count(row.Score.Games), Four(row.Score.Brier), Four(row.Score.LogLoss), row.AgainstMarket is { } gap ? Difference(gap) : "-");
        console.Write(scores);
        var reliability = new Table().Border(TableBorder.Simple).Title("reliability: said / came (moments)");
        reliability.AddColumn("source");
        for (var i = 0; i < 10; i++) reliability.AddColumn(string.Create(CultureInfo.InvariantCulture, $"{i * 10}-{i * 10 + 10} %"));
        var whole = report.Rows[0].Part;
        foreach (var row in report.Rows.Where(r => r.Part == whole))
            Line(reliability, [row.Source, .. row.Score.Bins.Select(b => b.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{b.Said * 100:0.0}/{b.Came * 100:0.0} ({b.Count})"))]);
        console.Write(reliability);
        foreach (var note in report.Notes) console.WriteLine(Text.OneLine(note));
        console.WriteLine();
    }

    private static void Line(Table table, params string[] cells) => table.AddRow([.. cells.Select(c => new Markup(Markup.Escape(Text.OneLine(c))))]);

    private static string Difference(Interval gap) => double.IsFinite(gap.Low)
        ? $"{Sign(gap.Value)} [{Sign(gap.Low)}, {Sign(gap.High)}]{(gap.HasZero ? ", 0 is inside" : "")}"
        : $"{Sign(gap.Value)}, too few games for an interval";

    private static string Four(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Sign(double value) => value.ToString("+0.0000;-0.0000", CultureInfo.InvariantCulture);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ImmutableArray<CalibrationReport>))]
internal sealed partial class CalibrationJson : JsonSerializerContext;
