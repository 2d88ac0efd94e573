using System.Globalization;
using System.Text;
using KalshiArb.Domain.Measurement;
using static KalshiArb.Simulation.Reports.Page.PageText;

namespace KalshiArb.Simulation.Reports.Page;

/// <summary>How good the fair values were.</summary>
internal static class SourceSection
{
    public static void Write(StringBuilder page, ReplayReport report)
    {
        page.Append("<h2 id=\"calibration\">Fair values beside Kalshi's own mid</h2>");
        page.Append("<p class=\"soft\">At every whole minute at which the source was fresh and the market showed both sides: what was thought of YES, and whether it came. On the diagonal is well calibrated. Grey is Kalshi's mid at the same moments.</p>");
        var shown = report.Sources.Where(row => row.Own is not null).ToArray();
        if (shown.Length == 0)
        {
            page.Append("<p class=\"soft\">No market with a result showed both sides at a whole minute: there is nothing to judge.</p>");
        }
        else
        {
            page.Append("<div class=\"row\">");
            var sport = report.Sources[0].Sport;
            foreach (var row in shown.Where(row => row.Sport == sport)) page.Append("<div class=\"panel\"><figure><figcaption>").Append(Escape(Title(row.Source))).Append(CultureInfo.InvariantCulture, $" <small>{Count(row.Moments)} minutes, {row.Games} games</small></figcaption>").Append(Diagram(row)).Append("</figure></div>");
            page.Append("</div>");
        }

        Table(page, report);
    }

    private static string Title(string source) => source switch { "kalshi" => "Kalshi's mid", "consensus" => "Sportsbook consensus", _ => "Win-probability model" };

    private static string Type(string source) => source switch { "kalshi" => "kalshi", "consensus" => "odds", _ => "score" };

    private static string Diagram(SourceRow row)
    {
        var plot = new Plot($"Reliability of {row.Source}", 340, 300, 0, 1, 0, 1);
        plot.YTicks(5, value => value.ToString("0.0", CultureInfo.InvariantCulture));
        plot.XTicks(Plot.Round(0, 1, 5).Select(value => (value, value.ToString("0.0", CultureInfo.InvariantCulture))));
        plot.Rule("dash", 0, 0, 1, 1);
        if (row.Market is { } market) Draw(plot, market, "kalshi", whiskers: false);
        Draw(plot, row.Own!, Type(row.Source), whiskers: true);
        return plot.Svg();
    }

    private static void Draw(Plot plot, Calibration calibration, string type, bool whiskers)
    {
        plot.Path(type, calibration.Bins.Select(bin => (bin.Forecast, (double?)bin.Happened.Mean)), stepped: false);
        foreach (var bin in calibration.Bins)
        {
            if (whiskers && bin.Happened is { Low: { } low, High: { } high }) plot.Rule("whisker-soft", bin.Forecast, Math.Max(0, low), bin.Forecast, Math.Min(1, high));
            plot.Dot("dot-" + type, bin.Forecast, bin.Happened.Mean, 3.2, FormattableString.Invariant($"thought {bin.Forecast:0.000}, came {bin.Happened.Mean:0.000}; {bin.Happened.Count} minutes, {bin.Happened.Clusters} games"));
        }
    }

    private static void Table(StringBuilder page, ReplayReport report)
    {
        page.Append("<div class=\"panel scroll\"><table><thead><tr><th>source</th><th class=\"l\">sport</th><th>minutes</th><th>games</th><th>fresh, share<br>of the time</th><th>Brier [95 % by game]</th><th>Kalshi's Brier,<br>same minutes</th><th>Brier less Kalshi's<br>[95 %]</th><th>log loss</th><th>Kalshi's<br>log loss</th></tr></thead><tbody>");
        foreach (var row in report.Sources.Where(row => row.Moments > 0 || row.FreshShare > 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Escape(Title(row.Source))}</td><td class=\"l\">{Escape(row.Sport)}</td><td>{Count(row.Moments)}</td><td>{Count(row.Games)}</td><td>{Share(row.FreshShare)}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{Of(row.Own?.Brier, Score)}</td><td>{(row.Market is { } market ? Score(market.Brier.Mean) : None)}</td><td>{Of(row.BrierGap, Signed)}</td>");
            page.Append(CultureInfo.InvariantCulture, $"<td>{(row.Own is { } own ? Score(own.LogLoss.Mean) : None)}</td><td>{(row.Market is { } other ? Score(other.LogLoss.Mean) : None)}</td></tr>");
        }

        page.Append("</tbody></table></div><p class=\"soft\">Lower is better; ‘one half’ always gets 0.25 and 0.6931. A difference above zero says that Kalshi's own price was the better forecast. The two markets of a game are one piece of evidence. The logarithm is floored at a probability of ").Append(Calibration.LogLossFloor.ToString(CultureInfo.InvariantCulture)).Append(".</p>");
    }

    private static string Signed(double value) => (value < 0 ? "\u2212" : "+") + Score(Math.Abs(value));

    private static string Of(Estimate? estimate, Func<double, string> text) => estimate is not { } known ? None
        : known is { Low: { } low, High: { } high } ? $"<span{(known.ExcludesZero && text == Signed ? " class=\"sure\"" : "")}>{text(known.Mean)}</span> <span class=\"ci\">[{text(low)}, {text(high)}]</span>"
        : $"{text(known.Mean)} <span class=\"ci\">no interval</span>";
}
