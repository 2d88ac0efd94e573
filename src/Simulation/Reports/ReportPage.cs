using System.Globalization;
using System.Text;
using KalshiArb.Simulation.Reports.Page;
using static KalshiArb.Simulation.Reports.Page.PageText;

namespace KalshiArb.Simulation.Reports;

/// <summary>A report as one page that needs nothing else: style and drawings stand in it, nothing is fetched, no script runs.</summary>
public static class ReportPage
{
    private const int MostTapes = 100;

    /// <summary>The page.</summary>
    public static string Of(ReplayReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var page = new StringBuilder(1 << 20);
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        // Whatever a recording may have smuggled in, a browser that heeds this loads and runs none of it.
        page.Append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
        page.Append("<title>kalshiarb: ").Append(Escape(report.Title)).Append("</title><style>").Append(PageStyle.Css).Append("</style></head><body><main>");
        Head(page, report);
        ResultSection.Write(page, report);
        EdgeSection.Write(page, report);
        SourceSection.Write(page, report);
        MarketSection.Write(page, report);
        Origin(page, report);
        page.Append("</main></body></html>\n");
        return page.ToString();
    }

    private static void Head(StringBuilder page, ReplayReport report)
    {
        var totals = report.Totals;
        page.Append("<h1>").Append(Escape(report.Title)).Append("</h1>");
        page.Append("<p class=\"soft\">").Append(Escape(report.Rules.Text)).Append(report.Rules.OddsDelaySeconds > 0 ? FormattableString.Invariant($" <b>Odds delayed by {report.Rules.OddsDelaySeconds / 60:0.##} minutes.</b>") : "").Append("</p>");
        page.Append("<nav><a href=\"#result\">Result</a><a href=\"#edge\">Edge</a><a href=\"#calibration\">Fair values</a><a href=\"#markets\">Markets</a><a href=\"#origin\">Settings and hashes</a></nav>");
        page.Append("<div class=\"tiles\">");
        Tile(page, $"<span class=\"{Tone(totals.PnlMicros)}\" style=\"font-size:inherit;color:inherit\">{Money(totals.PnlMicros)}</span>", $"result after {Plain(totals.FeesMicros)} fees");
        Tile(page, Plain(totals.DrawdownMicros), "largest drawdown");
        Tile(page, Count(totals.Signals), $"signals, {Count(totals.Approved)} let through");
        Tile(page, Count(totals.Fills), $"fills of {Count(totals.Entries)} entries and their exits");
        Tile(page, $"{totals.GamesTraded} <small>of {totals.Games}</small>", "games traded");
        var line = report.Groups.FirstOrDefault(row => row is { Of: "fills", By: "all" })?.ClosingLine;
        Tile(page, line is { } value ? Cents(value.Mean) + "c" : None, line is { Low: { } low, High: { } high } ? $"closing-line value a contract, {Cents(low)} to {Cents(high)}" : "closing-line value a contract: no interval");
        page.Append("</div>");
        if (report.Warnings.IsEmpty) return;
        page.Append("<section class=\"warn\"><h2>Read this first</h2><ul>");
        foreach (var warning in report.Warnings) page.Append("<li>").Append(Escape(warning)).Append("</li>");
        page.Append("</ul></section>");
    }

    private static void Tile(StringBuilder page, string figure, string text) => page.Append("<div class=\"tile\"><b>").Append(figure).Append("</b><span>").Append(text).Append("</span></div>");

    private static void Origin(StringBuilder page, ReplayReport report)
    {
        page.Append("<h2 id=\"origin\">Settings and hashes</h2>");
        page.Append("<div class=\"panel scroll\"><table><thead><tr><th>tape</th><th class=\"l\">mode</th><th class=\"l\">from</th><th>inputs</th><th class=\"l\">replay</th><th class=\"l\">decision hash</th></tr></thead><tbody>");
        foreach (var tape in report.Tapes.Take(MostTapes))
        {
            var agrees = tape.Agrees switch { true => "verify: agrees with its run", false => "verify: DIFFERS from its run", _ => "what-if" };
            page.Append(CultureInfo.InvariantCulture, $"<tr><td class=\"wrap\"><code>{Escape(tape.File)}</code></td><td class=\"l\">{Escape(tape.Mode)}{(tape.Seed is { } seed ? FormattableString.Invariant($", seed {seed}") : "")}</td><td class=\"l\">{Date(tape.FromMicros)} ET</td><td>{Count(tape.Inputs)}</td><td class=\"l\">{agrees}</td><td class=\"wrap l\"><code>{Escape(tape.DecisionHash)}</code></td></tr>");
        }

        page.Append("</tbody></table></div>");
        if (report.Tapes.Length > MostTapes) page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">The first {MostTapes} of {report.Tapes.Length} tapes.</p>");
        var differing = report.Tapes.SelectMany(tape => tape.Differing).Distinct(StringComparer.Ordinal).ToArray();
        if (differing.Length > 0)
        {
            page.Append("<h3>Settings that differ from those on the tapes</h3><div class=\"panel\">");
            foreach (var line in differing) page.Append("<div><code>").Append(Escape(line)).Append("</code></div>");
            page.Append("</div>");
        }

        page.Append(CultureInfo.InvariantCulture, $"<details><summary>Every decision setting ({report.Settings.Length})</summary><div class=\"panel scroll\"><table><tbody>");
        foreach (var setting in report.Settings) page.Append(CultureInfo.InvariantCulture, $"<tr><td><code>{Escape(setting.Name)}</code></td><td class=\"wrap l\"><code>{Escape(setting.Value)}</code></td></tr>");
        page.Append("</tbody></table></div></details>");
        page.Append("<p class=\"soft\">Made by kalshiarb ").Append(Escape(report.Build)).Append(". The same content, every signal and every fill included, stands in <code>").Append(ReportFiles.Json).Append("</code>; <code>kalshiarb compare A B</code> sets two side by side.</p>");
    }
}
