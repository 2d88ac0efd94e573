using System.Globalization;
using System.Text;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Reference;

namespace KalshiArb.Simulation.Import;

/// <summary>
/// Imports minute closes of baseball markets with the live state of their games. A row becomes known at its
/// <c>period_end_time</c> and gives the score, the volume so far (a sum over the recording, so at most the true one) and
/// top of book with an assumed size. Only the difference of the scores is recorded: the side in front is given it, the other 0.
/// A market without a row for a minute is stale, its last minute included. <c>home_win</c> and <c>last_pitch_time</c> are the
/// future and serve the result alone, which comes 120 s after the last pitch. No sign of life is made up between rows.
/// </summary>
public static class KalshiMinutes
{
    /// <summary>When the result comes after the last pitch.</summary>
    public static TimeSpan ResultAfterLastPitch { get; } = TimeSpan.FromSeconds(120);

    private static readonly string[] Columns =
        ["market_ticker", "period_end_time", "yes_bid_close", "yes_ask_close", "volume", "last_pitch_time", "inning", "score_diff", "state_age_seconds", "home_win"];

    private static readonly string[] StateColumns = ["inning_topbot", "outs_when_up", "runner_on_first", "runner_on_second", "runner_on_third"];

    private readonly record struct Row(
        Ticker Ticker, Instant PeriodEnd, Price Bid, Price Ask, Quantity Volume, Instant LastPitch, int Inning, int ScoreDifference, Instant StateStamp, bool HomeWin)
    {
        public InningProgress? State { get; init; }
    }

    private sealed class Ending
    {
        public required Instant LastPitch { get; init; }
        public required bool HomeWin { get; init; }
        public Quantity Volume { get; set; }
        public bool Doubtful { get; set; }
    }

    /// <summary>Imports a file with odds beside it; false with the reason when a file is not usable at all.</summary>
    /// <param name="path">The minutes, gzipped or not.</param>
    /// <param name="oddsPaths">Snapshots or change rows of an odds feed, in any order.</param>
    /// <param name="reference">Clubs and series facts.</param>
    /// <param name="assumedSize">The size shown at both sides of every top: the recording holds none.</param>
    /// <param name="day">The inputs in order, and the report.</param>
    /// <param name="reason">Why there are none.</param>
    public static bool TryImport(string path, IReadOnlyList<string> oddsPaths, ReferenceData reference, Quantity assumedSize, out ImportedDay day, out string reason)
    {
        day = null!;
        var timeline = new ImportTimeline(reference);
        var endings = new SortedDictionary<string, Ending>(StringComparer.Ordinal);
        try
        {
            if (!ReadRows(path, timeline, endings, assumedSize, out reason)) return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or DecoderFallbackException)
        {
            reason = $"{path}: {e.Message}";
            return false;
        }
        if (!OddsFiles.TryRead(oddsPaths, timeline.Faults, out var polls, out reason)) return false;
        var settled = AddResults(timeline, endings);
        day = timeline.Finish(polls, settled, assumedSize, "minutes", TimeSpan.FromMinutes(1));
        return true;
    }

    private static bool ReadRows(string path, ImportTimeline timeline, SortedDictionary<string, Ending> endings, Quantity assumedSize, out string reason)
    {
        var name = Path.GetFileName(path);
        CsvHeader? header = null;
        var number = 0;
        foreach (var line in RecordedFile.ReadLines(path))
        {
            number++;
            if (header is null)
            {
                if (CsvHeader.TryRead(line, Columns, out header, out reason)) continue;
                reason = $"{path}: {reason}";
                return false;
            }
            if (line.Length == 0) continue;
            var where = $"{name}:{number}";
            if (!TryRow(line, header, out var row, out var fault)) timeline.Faults.Add(where, fault);
            else if (timeline.Row(row.Ticker, row.PeriodEnd, where) is { } market) AddRow(row, market, timeline, Remember(row, endings, timeline, where), assumedSize);
        }
        reason = header is null ? $"{path}: empty" : "";
        return header is not null;
    }

    private static Ending Remember(in Row row, SortedDictionary<string, Ending> endings, ImportTimeline timeline, string where)
    {
        if (!endings.TryGetValue(row.Ticker.Value, out var ending))
        {
            endings[row.Ticker.Value] = ending = new Ending { LastPitch = row.LastPitch, HomeWin = row.HomeWin };
        }
        else if ((ending.HomeWin != row.HomeWin || ending.LastPitch != row.LastPitch) && !ending.Doubtful)
        {
            ending.Doubtful = true;
            timeline.Faults.Add(where, $"{row.Ticker}: its rows disagree about the result; it is not settled");
        }
        ending.Volume += row.Volume;
        return ending;
    }

    private static void AddRow(in Row row, RecordedMarket market, ImportTimeline timeline, Ending ending, Quantity size)
    {
        var (home, away) = (Math.Max(row.ScoreDifference, 0), Math.Max(-row.ScoreDifference, 0));
        timeline.Add(row.PeriodEnd, ImportRank.Row, new ScoreReported(market.Facts.Game, GamePhase.InPlay, home, away, null, row.Inning, row.StateStamp) { Innings = row.State });
        timeline.Add(row.PeriodEnd, ImportRank.Row, new MarketVolumeReported(row.Ticker, ending.Volume));
        timeline.Add(row.PeriodEnd, ImportRank.Row, RecordedTop.Quote(row.Ticker, row.Bid, row.Ask, size));
    }

    private static int AddResults(ImportTimeline timeline, SortedDictionary<string, Ending> endings)
    {
        var settled = 0;
        foreach (var market in timeline.Markets)
        {
            var ending = endings[market.Facts.Ticker.Value];
            if (ending.Doubtful) continue;
            var at = ending.LastPitch + ResultAfterLastPitch;
            var yes = ending.HomeWin == (market.Facts.YesOutcome == GameOutcome.Home);
            timeline.Add(at, ImportRank.Result, new MarketStatusChanged(market.Facts.Ticker, MarketStatus.Closed));
            timeline.Add(at, ImportRank.Result, new MarketDetermined(market.Facts.Ticker, yes ? Price.One : Price.Zero));
            settled++;
        }
        return settled;
    }

    private static bool TryRow(string line, CsvHeader header, out Row row, out string reason)
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
        if (At("market_ticker").Length == 0) reason = "no market_ticker";
        else if (!Rfc3339.TryParse(At("period_end_time"), out var end)) reason = "no period_end_time";
        else if (!WireDecimal.TryParsePrice(Utf8(At("yes_bid_close")), out var bid) || !WireDecimal.TryParsePrice(Utf8(At("yes_ask_close")), out var ask)) reason = "no bid and ask";
        else if (bid >= ask) reason = "the bid is not below the ask";
        else if (!WireDecimal.TryParseQuantity(Utf8(At("volume")), out var volume)) reason = "no volume";
        else if (!Rfc3339.TryParse(At("last_pitch_time"), out var lastPitch)) reason = "no last_pitch_time";
        else if (lastPitch + ResultAfterLastPitch <= end) reason = "its row lies after its result";
        else if (!int.TryParse(At("inning"), NumberStyles.None, CultureInfo.InvariantCulture, out var inning) || inning is < 1 or > 99) reason = "no inning";
        else if (!int.TryParse(At("score_diff"), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var difference) || difference is < -99 or > 99) reason = "no score_diff";
        else if (!WireDecimal.TryParse(Utf8(At("state_age_seconds")), 6, allowMinus: false, out var age)) reason = "no state_age_seconds";
        else if (At("home_win") is not ("0" or "1")) reason = "home_win is neither 0 nor 1";
        else row = new Row(new Ticker(At("market_ticker")), end, bid, ask, volume, lastPitch, inning, difference, Instant.FromUnixMicros(end.UnixMicros - age), At("home_win") == "1");
        if (reason.Length > 0 || !TryState(fields, header, out var state, out reason)) return false;
        row = row with { State = state };
        return true;
    }

    /// <summary>Half, outs and runners, where the recording has all five columns; a value in them that cannot be is a fault.</summary>
    private static bool TryState(string[] fields, CsvHeader header, out InningProgress? state, out string reason)
    {
        (state, reason) = (null, "");
        if (StateColumns.Any(c => header[c] < 0)) return true;
        Span<int> values = stackalloc int[StateColumns.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (int.TryParse(fields[header[StateColumns[i]]], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]) && values[i] <= (i == 1 ? 3 : 1)) continue;
            reason = $"no {StateColumns[i]}";
            return false;
        }
        state = new InningProgress(values[0] == 1, values[1], values[2] + 2 * values[3] + 4 * values[4]);
        return true;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}

/// <summary>Top of book from recordings that hold prices alone.</summary>
internal static class RecordedTop
{
    /// <summary>A side at $0 or $1 is an empty side: nothing can rest there.</summary>
    public static TopQuoted Quote(Ticker ticker, Price bid, Price ask, Quantity size) =>
        new(ticker, bid == Price.Zero ? null : new BookLevel(bid, size), ask == Price.One ? null : new BookLevel(ask, size));
}
