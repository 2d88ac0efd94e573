using System.Collections.Immutable;
using System.Globalization;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Odds;

/// <summary>
/// Reads change rows: one row whenever a book's moneyline changed, grouped into polls by captured_at. Such rows cannot tell an
/// unchanged price from a suspended one, so a book without a row at a poll is absent from it. That is the safe reading: it
/// loses prices that stood still and never keeps one that was gone.
/// </summary>
public static class OddsChanges
{
    /// <summary>Most rows of one file.</summary>
    public const int MaxRows = 5_000_000;

    private static readonly string[] Columns =
        ["captured_at", "event_id", "commence_time", "home_team", "away_team", "book", "book_last_update", "home_price", "away_price", "draw_price"];

    private readonly record struct Row(Instant CapturedAt, string EventId, Instant Commence, string Home, string Away, string Book, Instant Stamp, double HomePrice, double AwayPrice, double? DrawPrice, string Where);

    /// <summary>Whether a first line is the header of such a file.</summary>
    public static bool IsHeader(string line) => CsvHeader.TryRead(line, Columns, out _, out _);

    /// <summary>Reads a file's lines into polls in time order; false when the table itself is not usable. Rows that do not read are left out and counted.</summary>
    public static bool TryRead(IEnumerable<string> lines, string where, FaultLog faults, out ImmutableArray<OddsPoll> polls, out string reason)
    {
        polls = [];
        reason = "";
        CsvHeader? header = null;
        var rows = new List<Row>();
        var evidence = new OddsFormatEvidence();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            if (header is null)
            {
                if (!CsvHeader.TryRead(line, Columns, out header, out reason)) return false;
                continue;
            }
            if (line.Length == 0) continue;
            if (rows.Count == MaxRows)
            {
                reason = $"more than {MaxRows} rows";
                return false;
            }
            var at = $"{where}:{number}";
            if (!TryRow(line, header, at, out var row, out var fault)) faults.Add(at, fault);
            else if (rows.Count > 0 && row.CapturedAt < rows[^1].CapturedAt) faults.Add(at, "captured earlier than the row before it");
            else
            {
                rows.Add(row);
                evidence.See(row.HomePrice);
                evidence.See(row.AwayPrice);
            }
        }
        if (header is null) reason = "empty";
        else if (rows.Count == 0) return true;
        else if (evidence.Conclusion is { } format) polls = Group(rows, format, faults);
        else reason = "the prices do not say whether they are American or decimal";
        return reason.Length == 0;
    }

    private static bool TryRow(string line, CsvHeader header, string where, out Row row, out string reason)
    {
        row = default;
        reason = "";
        var fields = Csv.Split(line);
        if (fields is null || fields.Length != header.Count)
        {
            reason = $"not {header.Count} fields";
            return false;
        }
        string At(string name) => fields[header[name]];
        var (id, home, away, book) = (At("event_id"), At("home_team"), At("away_team"), At("book"));
        double? draw = null;
        if (!Rfc3339.TryParse(At("captured_at"), out var captured)) reason = "no captured_at";
        else if (id.Length is 0 or > 128) reason = "no event_id";
        else if (!Rfc3339.TryParse(At("commence_time"), out var commence)) reason = "no commence_time";
        else if (home.Length == 0 || away.Length == 0 || home == away) reason = "not two teams";
        else if (book.Length is 0 or > 64) reason = "no book";
        else if (!Rfc3339.TryParse(At("book_last_update"), out var stamp)) reason = "no book_last_update";
        else if (!TryNumber(At("home_price"), out var homePrice) || !TryNumber(At("away_price"), out var awayPrice)) reason = "a side has no price";
        else if (At("draw_price").Length > 0 && !TryDraw(At("draw_price"), out draw)) reason = "draw_price is no number";
        else row = new Row(captured, id, commence, home, away, book, stamp, homePrice, awayPrice, draw, where);
        return reason.Length == 0;
    }

    private static bool TryDraw(string text, out double? price)
    {
        var read = TryNumber(text, out var number);
        price = number;
        return read;
    }

    private static bool TryNumber(string text, out double number) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static ImmutableArray<OddsPoll> Group(List<Row> rows, OddsFormat format, FaultLog faults)
    {
        var polls = ImmutableArray.CreateBuilder<OddsPoll>();
        for (var from = 0; from < rows.Count;)
        {
            var to = from;
            while (to < rows.Count && rows[to].CapturedAt == rows[from].CapturedAt) to++;
            var events = new List<(Row First, ImmutableArray<BookmakerQuote>.Builder Quotes)>();
            for (var i = from; i < to; i++)
            {
                var row = rows[i];
                var at = events.FindIndex(e => e.First.EventId == row.EventId);
                if (at < 0)
                {
                    at = events.Count;
                    events.Add((row, ImmutableArray.CreateBuilder<BookmakerQuote>()));
                }
                AddQuote(row, format, events[at], faults);
            }
            polls.Add(new OddsPoll(rows[from].CapturedAt, "changes", [.. events.Select(e => new OddsEvent(e.First.EventId, null, e.First.Home, e.First.Away, e.First.Commence, e.Quotes.ToImmutable()))]));
            from = to;
        }
        return polls.ToImmutable();
    }

    private static void AddQuote(in Row row, OddsFormat format, (Row First, ImmutableArray<BookmakerQuote>.Builder Quotes) game, FaultLog faults)
    {
        double? draw = null;
        if (!OddsFormatEvidence.TryDecimal(row.HomePrice, format, out var home) || !OddsFormatEvidence.TryDecimal(row.AwayPrice, format, out var away))
        {
            faults.Add(row.Where, $"no {format} as price");
            return;
        }
        if (row.DrawPrice is { } price)
        {
            if (!OddsFormatEvidence.TryDecimal(price, format, out var drawn))
            {
                faults.Add(row.Where, $"no {format} as price of the draw");
                return;
            }
            draw = drawn;
        }
        var (book, first) = (row.Book, game.First);
        if (row.Home != first.Home || row.Away != first.Away || row.Commence != first.Commence) faults.Add(row.Where, "teams or start differ from the poll's other rows of the event");
        else if (game.Quotes.Any(q => q.Book == book)) faults.Add(row.Where, $"book {book} stands twice in one poll");
        else if (game.Quotes.Count == OddsConsensus.MaxBooks) faults.Add(row.Where, $"more than {OddsConsensus.MaxBooks} books");
        else game.Quotes.Add(new BookmakerQuote(book, row.Stamp, home, away, draw));
    }
}
