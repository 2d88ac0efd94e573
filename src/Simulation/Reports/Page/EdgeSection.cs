using System.Globalization;
using System.Text;
using KalshiArb.Domain.Measurement;
using static KalshiArb.Simulation.Reports.Page.PageText;

namespace KalshiArb.Simulation.Reports.Page;

/// <summary>What the edge was worth against Kalshi's own prices.</summary>
internal static class EdgeSection
{
    private static readonly string[] _populations = ["signals", "entries", "fills"];

    public static void Write(StringBuilder page, ReplayReport report)
    {
        page.Append("<h2 id=\"edge\">What the edge was worth</h2>");
        page.Append("<p class=\"soft\">Closing-line value: Kalshi's last two-sided mid while the market was active, less the price paid, in cents a contract on the bought side. An edge that is one shows here, after enough games. Whiskers are 95 % intervals clustered by game; without two games there is none.</p>");
        if (report.Signals.Length == 0)
        {
            page.Append("<p class=\"soft\">No strategy signalled anything on these tapes.</p>");
            return;
        }

        page.Append("<div class=\"row\">");
        foreach (var of in _populations) page.Append("<div class=\"panel\"><figure><figcaption>").Append(Caption(of)).Append("</figcaption>").Append(ByEdge(report, of)).Append("</figure></div>");
        page.Append("</div>");
        foreach (var of in _populations) Table(page, report, of);
    }

    private static string Caption(string of) => of switch
    {
        "signals" => "Signals <small>each once, let through or not</small>",
        "entries" => "Entries <small>signals that risk let through</small>",
        _ => "Fills of entries <small>by contracts</small>",
    };

    private static string ByEdge(ReplayReport report, string of)
    {
        var rows = Buckets.Edges.Select(edge => report.Groups.FirstOrDefault(row => row.Of == of && row.By == "edge" && row.Group == edge)).ToArray();
        if (rows.All(row => row?.ClosingLine is null)) return "<p class=\"soft\">No closing line is known for any of them.</p>";
        // An interval from two or three games can be wider than any price: what leaves ±100 cents is cut at the edge.
        var ends = rows.Where(row => row?.ClosingLine is not null).SelectMany(row => new[] { row!.ClosingLine!.Value.Mean, row.ClosingLine.Value.Low ?? 0, row.ClosingLine.Value.High ?? 0 }).Select(v => Math.Clamp(v * 100, -100, 100)).ToArray();
        var (low, high) = (Math.Min(-1, ends.Min() * 1.08), Math.Max(1, ends.Max() * 1.08));
        var plot = new Plot($"Closing-line value of {of} by edge", 340, 220, -0.6, rows.Length - 0.4, low, high);
        plot.YTicks(5, value => FormattableString.Invariant($"{value:0.#}").Replace("-", "\u2212", StringComparison.Ordinal));
        plot.XTicks(rows.Select((_, i) => ((double)i, Buckets.Edges[i].Replace("below ", "<", StringComparison.Ordinal).Replace("10c and more", "10c+", StringComparison.Ordinal))));
        plot.Rule("zero", -0.6, 0, rows.Length - 0.4, 0);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i]?.ClosingLine is not { } value) continue;
            var mean = Math.Clamp(value.Mean * 100, low, high);
            if (value is { Low: { } from, High: { } to }) plot.Rule("whisker", i, Math.Clamp(from * 100, low, high), i, Math.Clamp(to * 100, low, high));
            plot.Dot("dot", i, mean, 4, $"{rows[i]!.Group}: {rows[i]!.Count} in {rows[i]!.Games} games, {Cents(value.Mean)}c{(value.HasInterval ? $" [{Cents(value.Low!.Value)}, {Cents(value.High!.Value)}]" : ", no interval")}");
            plot.Note("tick", i + 0.12, mean, $"{rows[i]!.Games}g");
        }

        return plot.Svg();
    }

    private static void Table(StringBuilder page, ReplayReport report, string of)
    {
        var fills = of == "fills";
        var rows = report.Groups.Where(row => row.Of == of).ToArray();
        if (rows.Length == 0) return;
        page.Append(CultureInfo.InvariantCulture, $"<details{(of == "fills" ? " open" : "")}><summary><b>{Caption(of)}</b>: every figure by sport, strategy, age and edge</summary><div class=\"panel scroll\"><table><thead><tr><th>cents a contract [95 %]</th><th>{(fills ? "fills" : of)}</th><th>games</th>");
        page.Append("<th>mid after 1 s</th><th>after 10 s</th><th>after 60 s</th><th>after 300 s</th><th>closing line</th><th>held to result</th><th>fair value's<br>error</th>").Append(fills ? "<th>slippage</th><th>fee</th>" : "").Append("</tr></thead><tbody>");
        var by = "";
        // Where everything is of one sport or kind, its row would only repeat the first.
        var ways = rows.GroupBy(row => row.By).Where(way => way.Key == "all" || way.Count() > 1).Select(way => way.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows.Where(row => ways.Contains(row.By)))
        {
            if (row.By != by && row.By != "all") page.Append(CultureInfo.InvariantCulture, $"<tr class=\"head\"><td colspan=\"{(fills ? 12 : 10)}\">{Way(row.By)}</td></tr>");
            by = row.By;
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Escape(row.Group)}</td><td>{Count(row.Count)}</td><td>{Count(row.Games)}</td>");
            foreach (var figure in new[] { row.After1, row.After10, row.After60, row.After300, row.ClosingLine, row.Settled, row.FairError }) page.Append("<td>").Append(Estimated(figure)).Append("</td>");
            if (fills) page.Append("<td>").Append(Estimated(row.Slippage)).Append("</td><td>").Append(Estimated(row.Fee)).Append("</td>");
            page.Append("</tr>");
        }

        page.Append("</tbody></table></div><p class=\"soft\">Plus is good for us, but for the fair value's error (above zero is optimism), slippage and fees. A mid after 60 s below zero is adverse selection. Bold: the interval leaves zero out.</p></details>");
    }

    private static string Way(string by) => by switch { "age" => "by age of the odds or score, by its own stamp", "edge" => "by edge after the slippage buffer", _ => "by " + by };
}
