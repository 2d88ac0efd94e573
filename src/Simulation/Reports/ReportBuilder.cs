using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Simulation.Reports;

/// <summary>Makes a report of what was measured. A function of it: the same tapes give the same report, byte for byte.</summary>
public static class ReportBuilder
{
    /// <summary>Builds the report.</summary>
    /// <param name="build">The program that makes it.</param>
    /// <param name="tapes">What was replayed, at least one.</param>
    /// <param name="rules">How orders filled.</param>
    /// <param name="settings">Decision settings in force.</param>
    /// <param name="remarks">What else the reader must know: an import's assumptions.</param>
    public static ReplayReport Build(string build, ImmutableArray<MeasuredTape> tapes, FillRules rules, ImmutableArray<NamedValue> settings, ImmutableArray<string> remarks)
    {
        if (tapes.IsDefaultOrEmpty) throw new ArgumentException("A report is of at least one tape.", nameof(tapes));
        var equity = ResultTables.Equity(tapes, out var drawdown);
        var markets = ResultTables.Markets(tapes, out var leftOut);
        var totals = Totals(tapes, drawdown);
        var groups = GroupTable.Of(tapes);
        var sources = SourceTable.Of(tapes);
        return new ReplayReport(
            ReplayReport.CurrentFormat, build, Title(tapes), [.. tapes.Select(tape => tape.Tape)], rules, settings, totals, equity,
            ResultTables.Strategies(tapes), groups, sources, RowTables.Signals(tapes), RowTables.Fills(tapes), markets, leftOut,
            ReportWarnings.Of(tapes, totals, groups, remarks));
    }

    private static string Title(ImmutableArray<MeasuredTape> tapes)
    {
        var from = tapes.Min(tape => tape.Run.From).ToDateTimeOffset();
        var to = tapes.Max(tape => tape.Run.To).ToDateTimeOffset();
        var when = FormattableString.Invariant($"{from:yyyy-MM-dd HH:mm} to {to:yyyy-MM-dd HH:mm} UTC");
        var seeds = tapes.Select(tape => tape.Tape.Seed).OfType<long>().Distinct().Count();
        var imported = tapes.All(tape => tape.Tape.Mode == "import");
        var what = imported ? "Imported recording" : seeds > 1 ? $"{seeds} simulated evenings" : seeds == 1 ? "Simulated evening" : $"Run in mode {tapes[0].Tape.Mode}";
        return $"{what}, {when}";
    }

    private static ReportTotals Totals(ImmutableArray<MeasuredTape> tapes, Money drawdown)
    {
        var (pnl, open, fees) = (Money.Zero, Money.Zero, Money.Zero);
        foreach (var tape in tapes)
        {
            foreach (var position in tape.Run.Positions)
            {
                var own = ResultTables.PnlOf(tape, position);
                pnl += own;
                fees += position.Fees;
                if (!position.Held.IsZero) open += own;
            }
        }

        var runs = tapes.Select(tape => tape.Run).ToArray();
        return new ReportTotals(
            pnl.Micros, open.Micros, fees.Micros, drawdown.Micros,
            tapes.SelectMany(tape => tape.Run.Markets.Select(market => tape.ClusterOf(market.Facts.Ticker))).Distinct(StringComparer.Ordinal).Count(),
            runs.Sum(run => run.Markets.Length), runs.Sum(run => run.Signals.Length), runs.Sum(run => run.Signals.Count(signal => signal.Approved)),
            runs.Sum(run => run.Orders.Count(order => order.Role == Domain.Orders.OrderRole.Entry)), runs.Sum(run => run.Fills.Length),
            tapes.SelectMany(tape => tape.Run.Fills.Select(fill => tape.ClusterOf(fill.Ticker))).Distinct(StringComparer.Ordinal).Count(),
            runs.Sum(run => run.Positions.Length));
    }
}
