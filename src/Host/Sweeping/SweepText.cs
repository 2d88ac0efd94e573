using System.Globalization;
using KalshiArb.Domain.Measurement;
using KalshiArb.Host.Rendering;
using KalshiArb.Simulation.Sweeps;
using Spectre.Console;
using Text = KalshiArb.Host.Rendering.Text;

namespace KalshiArb.Host.Sweeping;

/// <summary>What a sweep prints for a person.</summary>
internal static class SweepText
{
    private const int ShownRows = 25;
    private const int ShownInvalid = 3;

    /// <summary>What will be done and what it costs, before the first replay.</summary>
    public static IEnumerable<string> Plan(SweepPlan plan, SweepTapes tapes, int replays, int jobs)
    {
        yield return $"tapes      {tapes.Paths.Length}, {Text.Count(tapes.Scans.Sum(scan => scan.Inputs))} inputs";
        foreach (var setting in plan.Grid.Settings) yield return $"varied     {setting.Path}: {Text.OneLine(string.Join(", ", setting.Values))}";
        yield return $"tried      {plan.Tries.Length} combinations, {(plan.Seed is { } seed ? $"drawn from {Text.Count(plan.Grid.Count)} with seed {seed}" : "the whole grid")}";
        if (!plan.Invalid.IsEmpty) yield return $"left out   {plan.Invalid.Length} combinations that are no valid settings:";
        foreach (var invalid in plan.Invalid.Take(ShownInvalid)) yield return $"             {Text.OneLine(invalid)}";
        if (plan.Invalid.Length > ShownInvalid) yield return $"             and {plan.Invalid.Length - ShownInvalid} more";
        yield return $"in-sample  {Side(SweepSide.Of(tapes.Split.In))}";
        yield return $"out        {Side(SweepSide.Of(tapes.Split.Out))}; parted {Way(tapes.Split.Way)}";
        yield return $"cost       {Text.Count(replays)} replays, {jobs} at a time";
    }

    /// <summary>The table and the warnings.</summary>
    public static void Write(IAnsiConsole console, SweepReport report, TimeSpan took)
    {
        console.WriteLine();
        console.WriteLine($"ranked by {report.RankedBy}. P&L in dollars for the whole side, CLV (closing-line value of entry fills) in cents a contract; [95 % intervals, clustered by game]");
        var shown = report.Rows.Take(ShownRows).ToArray();
        ViewTables.Print(
            console, ["place", .. report.Grid.Select(setting => Short(setting.Path)), "P&L in-sample", "entries", "games", "CLV", "place out", "P&L out-of-sample", "entries", "games", "CLV"],
            shown.Select(row => (string[])
            [
                $"{row.RankIn}", .. row.Row.Values.Select(value => value.Value), .. Half(row.Row.In), $"{row.RankOut}", .. Half(row.Row.Out),
            ]));
        if (report.Rows.Length > shown.Length) console.WriteLine($"and {report.Rows.Length - shown.Length} more; --out FILE has all");
        console.WriteLine($"fills    {report.Fills}");
        foreach (var warning in report.Warnings) console.WriteLine($"warning: {Text.OneLine(warning)}");
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"took     {took.TotalSeconds:0.0} s, {took.TotalSeconds / report.Rows.Length:0.00} s a combination"));
    }

    private static string Side(SweepSide side) =>
        $"{side.Games.Length} games, {Text.DateTime(Instant.FromUnixMicros(side.FromMicros))} to {Text.DateTime(Instant.FromUnixMicros(side.ToMicros))}, {side.WithOdds} with odds, {side.WithScores} with scores";

    private static string Way(SplitWay way) => way switch
    {
        SplitWay.Tapes => "tape by tape, since each holds one day",
        SplitWay.Date => "at the given date",
        _ => "game by game in order of their start",
    };

    private static string[] Half(HalfFigures half) =>
    [
        half.PnlInterval is { } interval ? $"{Signed(half.PnlMicros / 1e6)} [{Signed(interval.Low)}, {Signed(interval.High)}]" : Signed(half.PnlMicros / 1e6),
        Text.Count(half.Entries), $"{half.GamesTraded}", Cents(half.ClosingLine),
    ];

    private static string Cents(Estimate? estimate) => estimate is not { } known ? "-"
        : known is { Low: { } low, High: { } high } ? $"{Tenths(known.Mean)} [{Tenths(low)}, {Tenths(high)}]" : $"{Tenths(known.Mean)} (no interval)";

    private static string Tenths(double dollars) => (dollars * 100).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture);

    private static string Signed(double dollars) => dollars.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>The last two names of a path: enough to tell it by, and narrow enough for a table.</summary>
    private static string Short(string path) => string.Join('.', path.Split('.')[^Math.Min(2, path.Split('.').Length)..]);
}
