using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Reference;

namespace KalshiArb.Simulation.Import;

/// <summary>
/// Imports recordings of the ticker channel, one JSON object a line with <c>kalshi_ts</c> (seconds), <c>market_ticker</c>,
/// <c>yes_bid_prob</c>, <c>yes_ask_prob</c> and <c>volume</c>: top of book without sizes, and no result. A market without a record
/// for a minute is stale.
/// </summary>
public static class KalshiTicker
{
    /// <summary>Imports files together; false with the reason when one is not usable at all.</summary>
    /// <param name="paths">The recordings, gzipped or not.</param>
    /// <param name="oddsPaths">Snapshots or change rows of an odds feed.</param>
    /// <param name="reference">Clubs and series facts.</param>
    /// <param name="assumedSize">The size shown at both sides of every top.</param>
    /// <param name="day">The inputs in order, and the report.</param>
    /// <param name="reason">Why there are none.</param>
    public static bool TryImport(IReadOnlyList<string> paths, IReadOnlyList<string> oddsPaths, ReferenceData reference, Quantity assumedSize, out ImportedDay day, out string reason)
    {
        day = null!;
        reason = "";
        var timeline = new ImportTimeline(reference);
        foreach (var path in paths)
        {
            try
            {
                var number = 0;
                foreach (var line in RecordedFile.ReadLines(path))
                {
                    number++;
                    if (line.Length > 0) ReadRecord(line, $"{Path.GetFileName(path)}:{number}", timeline, assumedSize);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or DecoderFallbackException)
            {
                reason = $"{path}: {e.Message}";
                return false;
            }
        }
        if (!OddsFiles.TryRead(oddsPaths, timeline.Faults, out var polls, out reason)) return false;
        day = timeline.Finish(polls, 0, assumedSize, "records", bar: null);
        return true;
    }

    private static void ReadRecord(string line, string where, ImportTimeline timeline, Quantity size)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("market_ticker", out var name) || name.ValueKind != JsonValueKind.String || name.GetString() is not { Length: > 0 } ticker)
            {
                timeline.Faults.Add(where, "no market_ticker");
                return;
            }
            if (!TryNumber(root, "kalshi_ts", 0, out var seconds) || seconds is < 1 or > 253_402_300_799) timeline.Faults.Add(where, "no kalshi_ts");
            else if (!TryNumber(root, "yes_bid_prob", 4, out var bid) || !TryNumber(root, "yes_ask_prob", 4, out var ask) || bid >= ask || ask > Price.UnitsPerDollar) timeline.Faults.Add(where, "no bid below an ask");
            else if (!TryNumber(root, "volume", 2, out var volume)) timeline.Faults.Add(where, "no volume");
            else if (timeline.Row(new Ticker(ticker), Instant.FromUnixSeconds(seconds), where) is { } market)
            {
                timeline.Add(market.LastRow, ImportRank.Row, new MarketVolumeReported(market.Facts.Ticker, Quantity.FromHundredths(volume)));
                timeline.Add(market.LastRow, ImportRank.Row, RecordedTop.Quote(market.Facts.Ticker, Price.FromUnits((int)bid), Price.FromUnits((int)ask), size));
            }
        }
        catch (JsonException)
        {
            timeline.Faults.Add(where, "not JSON");
        }
    }

    /// <summary>A JSON number as a whole number of 10^-decimals, exactly as it is written.</summary>
    private static bool TryNumber(JsonElement root, string name, int decimals, out long value)
    {
        value = 0;
        return root.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number
            && WireDecimal.TryParse(Encoding.UTF8.GetBytes(number.GetRawText()), decimals, allowMinus: false, out value);
    }
}
