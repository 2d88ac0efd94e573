using System.Globalization;
using KalshiArb.Host.Rendering;

namespace KalshiArb.Host.History;

/// <summary>What a download came to, in lines for a person.</summary>
internal static class HistoryText
{
    private const int Shown = 20;

    public static IEnumerable<string> Lines(HistoryEnd end)
    {
        var (history, report) = (end.History, end.History.Day.Report);
        yield return Figure("markets found", history.Found, $"{end.Read.Archived} from the historical lists, {report.Games} games on the tape");
        yield return Figure("with candles", report.Markets, $"{Text.Count(report.Rows)} minutes, {Text.Count(report.StaleMarks)} stale marks{(history.Empty > 0 ? $"; {history.Empty} markets without one are left out" : "")}{(history.AfterClose > 0 ? $"; {history.AfterClose} minutes ended after the close" : "")}");
        yield return Figure("with trades", history.WithTrades, $"{Text.Count(history.Trades)} trades{(history.Blocks > 0 ? $", {Text.Count(history.Blocks)} of them blocks" : "")}");
        yield return Figure("settled", report.Settled, history.Unsettled > 0 ? $"{history.Unsettled} not yet" : "");
        yield return Figure("quarantined", history.Quarantined.Length + end.Read.Unread.Length + report.Faults.Count, "");
        if (report.OddsPolls > 0) yield return Figure("odds polls", report.OddsPolls, $"{report.OddsJoins.Length} games: matched {report.Matched}, unmatched {report.Unmatched}, ambiguous {report.Ambiguous}");
        yield return Figure("requests", end.Requests.Requests, $"{end.Requests.Busy} answered busy, {end.Requests.Failed} failed");
        yield return Line($"span             {Text.DateTime(end.Request.Span.From)} to {Text.DateTime(end.Request.Span.To)}, bars of a minute");
        foreach (var note in Notes(end)) yield return note;
        yield return Line($"tape             {end.Request.Out}, {Text.Count(end.Inputs)} inputs      replay it: ./kalshiarb replay {end.Request.Out} --report DIR");
    }

    /// <summary>What is not on the tape, each with its reason.</summary>
    public static IEnumerable<string> Quarantined(HistoryEnd end)
    {
        var rows = end.History.Quarantined.Select(one => $"{one.Ticker}: {one.Reason}")
            .Concat(end.Read.Unread.Select(row => row.ToString()))
            .Concat(end.History.Day.Report.Faults.First.Select(fault => fault.ToString())).ToArray();
        var all = end.History.Quarantined.Length + end.Read.Unread.Length + end.History.Day.Report.Faults.Count;
        foreach (var row in rows.Take(Shown)) yield return "quarantined: " + Text.OneLine(row);
        if (all > Shown) yield return Line($"quarantined: and {all - Math.Min(rows.Length, Shown)} more");
    }

    private static IEnumerable<string> Notes(HistoryEnd end)
    {
        var (history, report) = (end.History, end.History.Day.Report);
        var fees = end.Read.Series.Fees;
        yield return Line($"assumed: {report.AssumedDisplayedSize} contracts at both sides of every top of book; candles hold no sizes");
        yield return Line($"fees: the series' present ones, {Domain.Ports.SnakeCase.Of(fees.Type).ToLowerInvariant()} x{fees.MultiplierMillis / 1_000m}; what they were then, and what single events overrode, was not asked");
        foreach (var fact in report.AssumedFacts) yield return $"assumed, not observed: {fact}";
        if (report.OddsPolls == 0) yield return "no odds: a replay of this tape sees prices and trades, and has no fair value to trade on; lay odds beside it with --odds";
        if (history.Uneven.Length > 0) yield return Line($"in {history.Uneven.Length} markets the trades do not add up to the volume of the minutes, first in {history.Uneven[0]}: one of the two may not be whole at the venue");
    }

    private static string Figure(string name, long count, string more) => Line($"{name,-16} {Text.Count(count),9}{(more.Length > 0 ? "      " + more : "")}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
