using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Measurement;
using KalshiArb.Host.Rendering;
using KalshiArb.Host.Sessions;
using KalshiArb.Simulation.Reports;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb compare</c>: two reports side by side.</summary>
internal static class CompareCommand
{
    public static Command Create(CommandConsole console)
    {
        var first = new Argument<string>("A") { Description = "A report's directory, or its report.json" };
        var second = new Argument<string>("B") { Description = "What it is held against" };
        var json = CommonOptions.Json();
        var command = new Command("compare", "Two reports side by side: settings, result, closing-line value, with the interval of each gap") { first, second, json };
        command.SetAction(parse =>
        {
            var comparison = ReportComparison.Of(Read(parse.GetRequiredValue(first)), Read(parse.GetRequiredValue(second)));
            if (parse.GetValue(json)) console.Out.WriteLine(JsonSerializer.Serialize(comparison, ReportJson.Default.ReportComparison));
            else foreach (var line in Lines(comparison)) console.Out.WriteLine(line);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static ReplayReport Read(string path) =>
        ReportFiles.TryRead(Path.GetFullPath(path), out var report, out var reason) ? report : throw new SessionRefusedException(ExitCode.Usage, reason);

    private static IEnumerable<string> Lines(ReportComparison comparison)
    {
        yield return $"A  {Text.OneLine(comparison.TitleA)}";
        yield return $"B  {Text.OneLine(comparison.TitleB)}";
        foreach (var warning in comparison.Warnings) yield return $"warning: {warning}";
        yield return "";
        foreach (var setting in comparison.Settings) yield return $"differs  {setting.Path}: A {Text.OneLine(setting.A ?? "(none)")}, B {Text.OneLine(setting.B ?? "(none)")}";
        yield return "";
        foreach (var figure in comparison.Figures) yield return $"{figure.Name,-24} A {Figure(figure.A, figure.Unit),12}   B {Figure(figure.B, figure.Unit),12}   A - B {Figure(figure.A - figure.B, figure.Unit),12}";
        yield return "";
        yield return "cents a contract, plus is good for us, with 95 % intervals clustered by game ('games' are those of the gap)";
        foreach (var gap in comparison.Gaps)
        {
            yield return $"{gap.Of,-8} {gap.Strategy,-16} {gap.Measure,-20} A {Cents(gap.A)}   B {Cents(gap.B)}   A - B {Cents(gap.Gap)}{(gap.Gap is { ExcludesZero: true } ? "  excludes 0" : "")}";
        }
    }

    private static string Figure(double value, string unit) =>
        (value < 0 ? "-" : "") + unit + Math.Abs(value).ToString(unit.Length > 0 ? "#,##0.00" : "#,##0", CultureInfo.InvariantCulture);

    private static string Cents(Estimate? estimate) => estimate is not { } known ? "none"
        : known is { Low: { } low, High: { } high } ? string.Create(CultureInfo.InvariantCulture, $"{known.Mean * 100:+0.00;-0.00;0.00} [{low * 100:+0.00;-0.00;0.00}, {high * 100:+0.00;-0.00;0.00}] n={known.Count} games={known.Clusters}")
        : string.Create(CultureInfo.InvariantCulture, $"{known.Mean * 100:+0.00;-0.00;0.00} (no interval) n={known.Count} games={known.Clusters}");
}
