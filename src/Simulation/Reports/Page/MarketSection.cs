using System.Globalization;
using System.Text;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using static KalshiArb.Simulation.Reports.Page.PageText;

namespace KalshiArb.Simulation.Reports.Page;

/// <summary>A market each: price, fair value, signals, orders and fills over time.</summary>
internal static class MarketSection
{
    private const int OpenAtFirst = 6;
    private const int MostSignals = 200;
    private const int MostRows = 40;

    private static readonly int[] _steps = [1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1_440, 2_880];

    public static string Anchor(MarketRow row) => FormattableString.Invariant($"m{row.Tape}-{Escape(row.Ticker)}");

    public static void Write(StringBuilder page, ReplayReport report)
    {
        page.Append("<h2 id=\"markets\">Markets</h2>");
        page.Append("<p class=\"soft\">YES in dollars over the time in New York. ").Append(report.Tapes.Any(tape => tape.BarSeconds is not null) ? "A bar's price is drawn until the next one; it was traded on for as long as a book may be silent. " : "").Append(report.MarketsLeftOut > 0 ? FormattableString.Invariant($"{report.MarketsLeftOut} markets without a signal are left out.") : "").Append("</p>");
        page.Append("<div class=\"legend\">").Append(Key("<rect class=\"band\" x=\"0\" y=\"3\" width=\"20\" height=\"6\"/>", "bid to ask")).Append(report.Markets.Any(row => row.Trades is not null) ? Key("<circle class=\"trade\" cx=\"10\" cy=\"6\" r=\"2.2\"/>", "trades of others") : "").Append(Key("<line class=\"odds\" x1=\"0\" y1=\"6\" x2=\"20\" y2=\"6\"/>", "sportsbook consensus, while fresh"))
            .Append(Key("<line class=\"score\" x1=\"0\" y1=\"6\" x2=\"20\" y2=\"6\"/>", "win model")).Append(Key("<path class=\"signal\" d=\"M5 10L15 10L10 2Z\"/>", "signal (up: YES, down: NO)")).Append(Key("<line class=\"order-entry\" x1=\"0\" y1=\"6\" x2=\"20\" y2=\"6\"/>", "entry order"))
            .Append(Key("<line class=\"order-exit\" x1=\"0\" y1=\"6\" x2=\"20\" y2=\"6\"/>", "exit order")).Append(Key("<path class=\"fill-entry\" d=\"M5 10L15 10L10 2Z\"/>", "entry fill")).Append(Key("<path class=\"fill-exit\" d=\"M5 10L15 10L10 2Z\"/>", "exit fill")).Append("</div>");
        var signals = report.Signals.ToLookup(row => (row.Tape, row.Ticker));
        var fills = report.Fills.ToLookup(row => (row.Tape, row.Ticker));
        for (var i = 0; i < report.Markets.Length; i++)
        {
            var row = report.Markets[i];
            Market(page, report, row, [.. signals[(row.Tape, row.Ticker)]], [.. fills[(row.Tape, row.Ticker)]], i < OpenAtFirst && row.Fills > 0);
        }
    }

    private static string Key(string mark, string text) => $"<span><svg viewBox=\"0 0 20 12\" aria-hidden=\"true\">{mark}</svg>{text}</span>";

    private static void Market(StringBuilder page, ReplayReport report, MarketRow row, SignalRow[] signals, FillRow[] fills, bool open)
    {
        page.Append(CultureInfo.InvariantCulture, $"<details class=\"market\" id=\"{Anchor(row)}\"{(open ? " open" : "")}><summary><b>{Escape(row.Ticker)}</b><span class=\"{Tone(row.PnlMicros)}\">{(row.Fills > 0 ? Money(row.PnlMicros) : "")}</span>");
        page.Append(CultureInfo.InvariantCulture, $"<span class=\"soft\">{row.Signals} signals, {row.Orders.Length} orders, {row.Fills} fills</span>{(row.Trades is { } trades ? FormattableString.Invariant($"<span class=\"soft\">{trades.Count} trades of others, {trades.Contracts:0} contracts</span>") : "")}<span class=\"soft\">odds fresh {Share(row.OddsFresh)}, model {Share(row.ScoreFresh)}</span><span class=\"soft\">close {Price(row.Close)}, paid {Price(row.Result)}</span>{(report.Tapes.Length > 1 ? FormattableString.Invariant($"<span class=\"soft\">tape {row.Tape + 1}</span>") : "")}</summary>");
        page.Append(row.Points.Length < 2 ? "<p class=\"soft\">No book was seen.</p>" : Chart(row, report.Tapes[row.Tape].BarSeconds, signals, fills));
        Fills(page, fills);
        page.Append("</details>");
    }

    private static string Chart(MarketRow row, int? barSeconds, SignalRow[] signals, FillRow[] fills)
    {
        double from = row.Points[0].AtMicros, to = Math.Max(row.Points[^1].AtMicros, row.Orders.Select(order => order.EndedMicros ?? order.AtMicros).DefaultIfEmpty(0).Max());
        var values = row.Points.SelectMany(point => new[] { point.Bid, point.Ask, point.Odds, point.Score }).OfType<double>().Concat(fills.Select(Yes)).Concat((row.Trades?.Shown ?? []).Select(trade => trade.Price)).ToArray();
        if (values.Length == 0) return "<p class=\"soft\">No price was seen.</p>";
        var (low, high) = (Math.Max(0, values.Min() - 0.03), Math.Min(1, values.Max() + 0.03));
        var plot = new Plot($"{row.Ticker} over time", 1040, 260, from, to, low, high);
        plot.YTicks(5, value => value.ToString("0.00", CultureInfo.InvariantCulture));
        plot.XTicks(Times(from, to));
        plot.Band("band", [.. BarPrices.Carried(row.Points, barSeconds).Select(point => ((double)point.AtMicros, point.Bid, point.Ask)), (to, null, null)]);
        plot.Path("score", row.Points.Select(point => ((double)point.AtMicros, point.Score)), stepped: true);
        plot.Path("odds", row.Points.Select(point => ((double)point.AtMicros, point.Odds)), stepped: true);
        foreach (var trade in row.Trades?.Shown ?? [])
            plot.Dot("trade", trade.AtMicros, trade.Price, 1.6, FormattableString.Invariant($"{Time(trade.AtMicros)} {trade.Contracts:0.##} at {trade.Price:0.00##}, taker {trade.Taker}"));
        foreach (var order in row.Orders)
            plot.Rule("order-" + order.Role, order.AtMicros, order.Limit, Math.Min(order.EndedMicros ?? to, to), order.Limit);
        foreach (var signal in signals.Take(MostSignals))
            plot.Arrow("signal", signal.AtMicros, signal.Outcome == "YES" ? signal.Price : 1 - signal.Price, signal.Outcome == "YES", 3.5, FormattableString.Invariant($"{Time(signal.AtMicros)} {signal.Strategy} {signal.Outcome} at {signal.Price:0.00##}, edge {signal.Edge * 100:0.0}c, {signal.Answer}"));
        foreach (var fill in fills)
            plot.Arrow(fill.Role == "exit" ? "fill-exit" : "fill-entry", fill.AtMicros, Yes(fill), Bought(fill), 5, FormattableString.Invariant($"{Time(fill.AtMicros)} {fill.Role} {fill.Outcome} {fill.Contracts:0.##} at {fill.Price:0.00##}, {fill.Liquidity}"));
        return plot.Svg();
    }

    private static double Yes(FillRow fill) => fill.Outcome == "YES" ? fill.Price : 1 - fill.Price;

    /// <summary>Whether YES was bought: to hold it, or to be rid of NO.</summary>
    private static bool Bought(FillRow fill) => fill.Outcome == "YES" == (fill.Role != "exit");

    private static IEnumerable<(double At, string Text)> Times(double from, double to)
    {
        const double Minute = 60e6;
        var minutes = (to - from) / Minute;
        var step = _steps.FirstOrDefault(step => minutes / step <= 10, 10_080);
        var format = step >= 720 ? "d MMM HH:mm" : "HH:mm";
        for (var at = Math.Ceiling(from / Minute / step) * step * Minute; at <= to; at += step * Minute)
            yield return (at, UsEastern.ToLocal(Instant.FromUnixMicros((long)at)).ToString(format, CultureInfo.InvariantCulture));
    }

    private static void Fills(StringBuilder page, FillRow[] fills)
    {
        if (fills.Length == 0) return;
        page.Append("<div class=\"scroll\"><table><thead><tr><th>time</th><th class=\"l\">fill</th><th>contracts</th><th>price</th><th>fee</th><th>slippage, c</th><th>mid after 60 s, c</th><th>closing line, c</th><th>held to result, c</th></tr></thead><tbody>");
        foreach (var fill in fills.Take(MostRows))
            page.Append(CultureInfo.InvariantCulture, $"<tr><td>{Time(fill.AtMicros)}</td><td class=\"l\">{fill.Role} {fill.Outcome}, {fill.Liquidity}{(fill.Strategy.Length > 0 && fill.Role == "entry" ? ", " + Escape(fill.Strategy) : "")}</td><td>{Count(fill.Contracts)}</td><td>{Price(fill.Price)}</td><td>{Plain(fill.FeeMicros)}</td><td>{C(fill.Slippage)}</td><td>{C(fill.After60)}</td><td>{C(fill.ClosingLine)}</td><td>{C(fill.Settled)}</td></tr>");
        page.Append("</tbody></table></div>");
        if (fills.Length > MostRows) page.Append(CultureInfo.InvariantCulture, $"<p class=\"soft\">The first {MostRows} of {fills.Length} fills; all stand in {ReportFiles.Json}.</p>");
    }

    private static string C(double? dollars) => dollars is { } known ? Cents(known) : None;
}
