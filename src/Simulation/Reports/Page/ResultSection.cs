using System.Text;
using static KalshiArb.Simulation.Reports.Page.PageText;

namespace KalshiArb.Simulation.Reports.Page;

/// <summary>What was made or lost: over time, by strategy, by market.</summary>
internal static class ResultSection
{
    private const int ShownMarkets = 30;

    public static void Write(StringBuilder page, ReplayReport report)
    {
        page.Append("<h2 id=\"result\">Result</h2>");
        if (report.Totals.Fills == 0)
        {
            page.Append("<p class=\"soft\">Nothing was filled on these tapes.</p>");
            return;
        }

        page.Append("<p class=\"soft\">After fees; open positions at the price at which they could have been left. Below it, how far the result stood under its highest value before.</p>");
        page.Append("<div class=\"panel\"><figure>").Append(Equity(report)).Append(Drawdown(report)).Append("</figure></div>");
        Strategies(page, report);
        Markets(page, report);
    }

    private static string Equity(ReplayReport report)
    {
        var rows = report.Equity;
        var plot = new Plot("Result over time", 1040, 240, 0, rows[^1].Hours, Math.Min(0, Low(rows)), Math.Max(0, High(rows)));
        plot.YTicks(5, value => Signed(value));
        plot.XTicks(Hours(rows[^1].Hours));
        for (var i = 1; i < rows.Length; i++)
            if (rows[i].Tape != rows[i - 1].Tape) plot.Rule("cut", rows[i - 1].Hours, Math.Min(0, Low(rows)), rows[i - 1].Hours, Math.Max(0, High(rows)));
        plot.Rule("zero", 0, 0, rows[^1].Hours, 0);
        plot.Path("equity", rows.Select(row => (row.Hours, (double?)(row.PnlMicros / 1e6))), stepped: true);
        return plot.Svg();
    }

    private static string Drawdown(ReplayReport report)
    {
        var (rows, high) = (report.Equity, 0L);
        var falls = rows.Select(row =>
        {
            high = Math.Max(high, row.PnlMicros);
            return (row.Hours, Fall: (row.PnlMicros - high) / 1e6);
        }).ToArray();
        var plot = new Plot("Drawdown over time", 1040, 110, 0, rows[^1].Hours, Math.Min(-0.01, falls.Min(row => row.Fall)), 0);
        plot.YTicks(2, value => Signed(value));
        plot.XTicks(Hours(rows[^1].Hours));
        plot.Path("fall", falls.Select(row => (row.Hours, (double?)row.Fall)), stepped: true);
        return "<figcaption><small>drawdown</small></figcaption>" + plot.Svg();
    }

    private static double Low(System.Collections.Immutable.ImmutableArray<EquityRow> rows) => rows.Min(row => row.PnlMicros) / 1e6;

    private static double High(System.Collections.Immutable.ImmutableArray<EquityRow> rows) => rows.Max(row => row.PnlMicros) / 1e6;

    private static string Signed(double dollars) => Math.Abs(dollars) < 1e-9 ? "$0" : Money((long)Math.Round(dollars * 1e6)).Replace(".00", "", StringComparison.Ordinal);

    private static IEnumerable<(double At, string Text)> Hours(double to) => Plot.Round(0, to, 8).Select(hour => (hour, FormattableString.Invariant($"{hour:0.##} h")));

    private static void Strategies(StringBuilder page, ReplayReport report)
    {
        page.Append("<h3>By strategy</h3><div class=\"panel scroll\"><table><thead><tr><th>strategy</th><th>result</th><th>fees</th><th>positions</th><th>games</th><th>contracts</th><th>result a contract, cents<br>[95 % by game]</th><th>median time held</th><th>exit against holding,<br>cents a contract</th></tr></thead><tbody>");
        foreach (var row in report.Strategies)
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"<tr><td>{Escape(row.Strategy)}</td><td class=\"{Tone(row.PnlMicros)}\">{Money(row.PnlMicros)}</td><td>{Plain(row.FeesMicros)}</td><td>{Count(row.Positions)}</td><td>{Count(row.Games)}</td>");
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"<td>{Count(row.Contracts)}</td><td>{Estimated(row.PnlPerContract)}</td><td>{Held(row.MedianSecondsHeld)}</td><td>{Estimated(row.ExitAgainstHolding)}</td></tr>");
        }

        page.Append("</tbody></table></div><p class=\"soft\">Exit against holding: the exit's price less what the contract paid in the end, less the exit's fee. Below zero, holding to settlement would have paid more.</p>");
    }

    private static string Held(double? seconds) => seconds switch
    {
        null => None,
        < 120 => FormattableString.Invariant($"{seconds:0} s"),
        < 7_200 => FormattableString.Invariant($"{seconds / 60:0.0} min"),
        _ => FormattableString.Invariant($"{seconds / 3_600:0.0} h"),
    };

    private static void Markets(StringBuilder page, ReplayReport report)
    {
        var traded = report.Markets.Where(row => row.Fills > 0).OrderByDescending(row => Math.Abs(row.PnlMicros)).ToArray();
        if (traded.Length == 0) return;
        double most = Math.Max(1, traded.Max(row => Math.Abs(row.PnlMicros)));
        page.Append("<h3>By market</h3><div class=\"panel scroll\"><table><thead><tr><th>market</th><th>result</th><th class=\"l\"></th><th>signals</th><th>fills</th><th>closing line</th><th>paid</th></tr></thead><tbody>");
        foreach (var row in traded.Take(ShownMarkets))
        {
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"<tr><td><a href=\"#{MarketSection.Anchor(row)}\">{Escape(row.Ticker)}</a></td><td class=\"{Tone(row.PnlMicros)}\">{Money(row.PnlMicros)}</td>");
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"<td class=\"l\"><span class=\"bar {Tone(row.PnlMicros)}\" style=\"width:{N(Math.Max(1, 120 * Math.Abs(row.PnlMicros) / most))}px\"></span></td>");
            page.Append(System.Globalization.CultureInfo.InvariantCulture, $"<td>{Count(row.Signals)}</td><td>{Count(row.Fills)}</td><td>{Price(row.Close)}</td><td>{Price(row.Result)}</td></tr>");
        }

        page.Append("</tbody></table></div>");
        if (traded.Length > ShownMarkets) page.Append(System.Globalization.CultureInfo.InvariantCulture, $"<p class=\"soft\">The {ShownMarkets} of {traded.Length} traded markets with the largest results either way; the others are below.</p>");
    }
}
