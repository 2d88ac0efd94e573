using System.Text.Json;
using System.Text.Json.Serialization;
using KalshiArb.Host.Configuration;
using Spectre.Console;

namespace KalshiArb.Host.Doctor;

/// <summary>Prints a report for a person, or as JSON.</summary>
internal static class DoctorTable
{
    /// <summary>The table, and one line that sums it up.</summary>
    public static void Write(IAnsiConsole console, DoctorReport report)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in (string[])["check", "result", "measured", "what to do"]) table.AddColumn(new TableColumn(column));
        foreach (var row in report.Rows)
            table.AddRow(Cell(row.Check), new Markup(Markup.Escape(Word(row.Result)), StyleOf(row.Result)), Cell(row.Measured), Cell(row.Advice));
        console.Write(table);
        console.WriteLine(Rendering.Text.OneLine(Summary(report)));

        static Markup Cell(string text) => new(Markup.Escape(Rendering.Text.OneLine(text)));
    }

    /// <summary>One line: how many failed, and what that means.</summary>
    public static string Summary(DoctorReport report)
    {
        var (failed, warned) = (report.Rows.Count(r => r.Result == CheckResult.Fail), report.Rows.Count(r => r.Result == CheckResult.Warn));
        var counts = $"{SettingsBinder.NameOf(report.Mode)}: {report.Rows.Length} rows, {failed} failed, {warned} warnings";
        return report.Passed ? counts : $"{counts}: {string.Join(", ", report.Failures)}";
    }

    /// <summary>The report as one JSON object.</summary>
    public static string Json(DoctorReport report) => JsonSerializer.Serialize(
        new ReportJson(SettingsBinder.NameOf(report.Mode), report.At.ToString(), report.Passed, report.Reachable, [.. report.Rows.Select(r => new RowJson(r.Check, Word(r.Result), r.Measured, r.Advice))]),
        DoctorJson.Default.ReportJson);

    private static string Word(CheckResult result) => result == CheckResult.Fail ? "FAIL" : result.ToString().ToLowerInvariant();

    private static Style StyleOf(CheckResult result) => result switch
    {
        CheckResult.Ok => new Style(Color.Green),
        CheckResult.Warn => new Style(Color.Yellow),
        CheckResult.Fail => new Style(Color.Red, decoration: Decoration.Bold),
        _ => Style.Plain,
    };
}

internal sealed record RowJson(string Check, string Result, string Measured, string Advice);

internal sealed record ReportJson(string Mode, string At, bool Passed, bool Reachable, ImmutableArray<RowJson> Rows);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReportJson))]
internal sealed partial class DoctorJson : JsonSerializerContext;
