using System.Collections.Immutable;
using KalshiArb.Domain.Measurement;

namespace KalshiArb.Simulation.Reports;

/// <summary>Two reports side by side: A is what is judged, B what it is held against.</summary>
/// <param name="TitleA">What A is.</param>
/// <param name="TitleB">What B is.</param>
/// <param name="Settings">Settings and fill rules that differ.</param>
/// <param name="Figures">Sums of both.</param>
/// <param name="Gaps">Measures of both with the gap between them.</param>
/// <param name="Warnings">What to know before believing them.</param>
public sealed record ReportComparison(
    string TitleA, string TitleB, ImmutableArray<DifferentSetting> Settings, ImmutableArray<FigurePair> Figures, ImmutableArray<MeasureGap> Gaps, ImmutableArray<string> Warnings)
{
    private static readonly ImmutableArray<(string Name, Func<SignalRow, double?> Of)> _ofSignals =
        [("mid after 60 s", row => row.After60), ("closing-line value", row => row.ClosingLine), ("held to the result", row => row.Settled)];

    private static readonly ImmutableArray<(string Name, Func<FillRow, double?> Of)> _ofFills =
        [("mid after 60 s", row => row.After60), ("closing-line value", row => row.ClosingLine), ("held to the result", row => row.Settled)];

    /// <summary>Compares.</summary>
    public static ReportComparison Of(ReplayReport a, ReplayReport b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var gaps = ImmutableArray.CreateBuilder<MeasureGap>();
        foreach (var strategy in a.Signals.Concat(b.Signals).Select(row => row.Strategy).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Prepend("all"))
        {
            bool Own(string name) => strategy == "all" || name == strategy;
            foreach (var (name, of) in _ofSignals)
            {
                gaps.Add(Gap("signals", strategy, name, Rows(a.Signals.Where(row => Own(row.Strategy)), of), Rows(b.Signals.Where(row => Own(row.Strategy)), of)));
                gaps.Add(Gap("entries", strategy, name, Rows(a.Signals.Where(row => row.Answer == "APPROVED" && Own(row.Strategy)), of), Rows(b.Signals.Where(row => row.Answer == "APPROVED" && Own(row.Strategy)), of)));
            }

            foreach (var (name, of) in _ofFills)
                gaps.Add(Gap("fills", strategy, name, Rows(a.Fills.Where(row => row.Role == "entry" && Own(row.Strategy)), of), Rows(b.Fills.Where(row => row.Role == "entry" && Own(row.Strategy)), of)));
        }

        return new ReportComparison(
            a.Title, b.Title, SettingsOf(a, b), FiguresOf(a, b), [.. gaps.Where(gap => gap.A is not null || gap.B is not null).OrderBy(gap => Place(gap.Of))], WarningsOf(a, b));
    }

    private static int Place(string of) => of switch { "fills" => 0, "entries" => 1, _ => 2 };

    private static MeasureGap Gap(string of, string strategy, string measure, Observation[] a, Observation[] b) =>
        new(of, strategy, measure, ClusteredMean.Of(a), ClusteredMean.Of(b), ClusteredMean.Gap(a, b));

    private static Observation[] Rows(IEnumerable<SignalRow> rows, Func<SignalRow, double?> of) =>
        [.. from row in rows let value = of(row) where value is not null select new Observation(row.Game, value.Value)];

    private static Observation[] Rows(IEnumerable<FillRow> rows, Func<FillRow, double?> of) =>
        [.. from row in rows let value = of(row) where value is not null select new Observation(row.Game, value.Value, row.Contracts)];

    private static ImmutableArray<DifferentSetting> SettingsOf(ReplayReport a, ReplayReport b)
    {
        var (left, right) = (Named(a), Named(b));
        return [.. left.Keys.Union(right.Keys).Order(StringComparer.Ordinal)
            .Where(path => left.GetValueOrDefault(path) != right.GetValueOrDefault(path))
            .Select(path => new DifferentSetting(path, left.GetValueOrDefault(path), right.GetValueOrDefault(path)))];
    }

    private static SortedDictionary<string, string> Named(ReplayReport report)
    {
        var named = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var setting in report.Settings) named[setting.Name] = setting.Value;
        named["(odds delayed by)"] = FormattableString.Invariant($"{report.Rules.OddsDelaySeconds:0.###} s");
        named["(fills)"] = report.Rules.Text;
        named["(decision hash)"] = string.Join(' ', report.Tapes.Select(tape => tape.DecisionHash[..Math.Min(12, tape.DecisionHash.Length)]).Take(8));
        return named;
    }

    private static ImmutableArray<FigurePair> FiguresOf(ReplayReport a, ReplayReport b)
    {
        FigurePair Dollars(string name, Func<ReportTotals, long> of) => new(name, of(a.Totals) / 1e6, of(b.Totals) / 1e6, "$");
        FigurePair Count(string name, Func<ReportTotals, long> of) => new(name, of(a.Totals), of(b.Totals), "");
        return
        [
            Dollars("result after fees", t => t.PnlMicros), Dollars("of that open", t => t.OpenMicros), Dollars("fees", t => t.FeesMicros), Dollars("largest drawdown", t => t.DrawdownMicros),
            Count("signals", t => t.Signals), Count("approved", t => t.Approved), Count("entry orders", t => t.Entries), Count("fills", t => t.Fills), Count("positions", t => t.Positions),
            Count("games traded", t => t.GamesTraded), Count("games", t => t.Games),
        ];
    }

    private static ImmutableArray<string> WarningsOf(ReplayReport a, ReplayReport b)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        if (!a.Tapes.Select(tape => Path.GetFileName(tape.File) + tape.Seed).SequenceEqual(b.Tapes.Select(tape => Path.GetFileName(tape.File) + tape.Seed)))
            lines.Add("The reports are of different tapes: a gap between them may be one between their games.");
        if (a.Tapes.Select(tape => tape.Kind).Distinct().Concat(b.Tapes.Select(tape => tape.Kind)).Distinct().Count() > 1)
            lines.Add("One report has a run's own fills, the other paper fills after a stated latency: their prices are not alike.");
        return lines.ToImmutable();
    }
}

/// <summary>A setting that differs; null where a report has none of that name.</summary>
public sealed record DifferentSetting(string Path, string? A, string? B);

/// <summary>One figure of both.</summary>
/// <param name="Name">Which.</param>
/// <param name="A">Of A.</param>
/// <param name="B">Of B.</param>
/// <param name="Unit">$ or nothing.</param>
public sealed record FigurePair(string Name, double A, double B, string Unit);

/// <summary>One measure of both, dollars a contract, with intervals clustered by game; null where there is nothing to average.</summary>
/// <param name="Of">fills (of entries, by contracts), entries (signals let through) or signals.</param>
/// <param name="Strategy">Of which strategy; all for all.</param>
/// <param name="Measure">Which.</param>
/// <param name="A">Of A.</param>
/// <param name="B">Of B.</param>
/// <param name="Gap">A less B; a game that is in both counts once.</param>
public sealed record MeasureGap(string Of, string Strategy, string Measure, Estimate? A, Estimate? B, Estimate? Gap);
