using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Matching;

/// <summary>
/// Which markets or events of the venue a recording is about: the venue's own JSON (events with nested markets, or markets), or a
/// table with a column market_ticker, ticker or event_ticker. Nothing but tickers, custom_strike and yes_sub_title is read.
/// </summary>
public static class VenueFile
{
    /// <summary>Most markets of one file.</summary>
    public const int MaxMarkets = 1_000_000;

    /// <summary>Adds a file's markets and events; false with the reason when the file is none of these or cannot be read.</summary>
    public static bool TryRead(string path, List<VenueMarket> markets, List<EventTicker> events, out string reason)
    {
        reason = "";
        try
        {
            var first = RecordedFile.ReadLines(path).FirstOrDefault(l => !string.IsNullOrWhiteSpace(l))?.TrimStart();
            if (first is null) reason = "empty";
            else if (first[0] is '{' or '[') ReadJson(path, markets, events, ref reason);
            else ReadTable(path, markets, events, ref reason);
            if (reason.Length == 0 && markets.Count + events.Count > MaxMarkets) reason = $"more than {MaxMarkets} markets";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or DecoderFallbackException or JsonException)
        {
            reason = e.Message;
        }
        if (reason.Length > 0) reason = $"{path}: {reason}";
        return reason.Length == 0;
    }

    private static void ReadTable(string path, List<VenueMarket> markets, List<EventTicker> events, ref string reason)
    {
        string[]? header = null;
        int market = -1, ticker = -1, name = -1, number = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in RecordedFile.ReadLines(path))
        {
            number++;
            if (line.Length == 0) continue;
            if (Csv.Split(line) is not { } fields || (header is not null && fields.Length != header.Length))
            {
                reason = $"line {number} has other fields than its header";
                return;
            }
            if (header is null)
            {
                header = fields;
                market = Math.Max(Array.IndexOf(header, "market_ticker"), Array.IndexOf(header, "ticker"));
                ticker = Array.IndexOf(header, "event_ticker");
                name = Array.IndexOf(header, "yes_sub_title");
                if (market < 0 && ticker < 0)
                {
                    reason = "no column market_ticker, ticker or event_ticker";
                    return;
                }
                continue;
            }
            var value = fields[market >= 0 ? market : ticker];
            if (value.Length == 0 || !seen.Add(value)) continue;
            if (market >= 0) markets.Add(new VenueMarket(new Ticker(value), null, name >= 0 && fields[name].Length > 0 ? fields[name] : null));
            else events.Add(new EventTicker(value));
        }
    }

    private static void ReadJson(string path, List<VenueMarket> markets, List<EventTicker> events, ref string reason)
    {
        using var document = JsonDocument.Parse(RecordedFile.ReadAllBytes(path));
        var root = document.RootElement;
        var before = markets.Count + events.Count;
        foreach (var row in Rows(root))
        {
            if (row.ValueKind != JsonValueKind.Object) continue;
            if (Text(row, "ticker") is { } ticker) markets.Add(Market(row, ticker));
            else if (row.TryGetProperty("markets", out var nested) && nested.ValueKind == JsonValueKind.Array)
                foreach (var market in nested.EnumerateArray().Where(m => m.ValueKind == JsonValueKind.Object))
                    if (Text(market, "ticker") is { } of) markets.Add(Market(market, of));
            if (Text(row, "ticker") is null && Text(row, "event_ticker") is { } eventTicker && !row.TryGetProperty("markets", out _)) events.Add(new EventTicker(eventTicker));
        }
        if (markets.Count + events.Count == before) reason = "no markets and no events";
    }

    private static ImmutableArray<JsonElement> Rows(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array) return [.. root.EnumerateArray()];
        if (root.ValueKind != JsonValueKind.Object) return [];
        foreach (var name in (string[])["events", "markets"])
            if (root.TryGetProperty(name, out var rows) && rows.ValueKind == JsonValueKind.Array) return [.. rows.EnumerateArray()];
        return root.TryGetProperty("market", out var one) ? [one] : [root];
    }

    private static VenueMarket Market(JsonElement row, string ticker)
    {
        string? id = null;
        if (row.TryGetProperty("custom_strike", out var strike) && strike.ValueKind == JsonValueKind.Object)
            foreach (var property in strike.EnumerateObject())
                if (property.Name.EndsWith("_team", StringComparison.Ordinal) && property.Value.ValueKind == JsonValueKind.String) id = property.Value.GetString();
        return new VenueMarket(new Ticker(ticker), id, Text(row, "yes_sub_title") is { Length: > 0 } name ? name : null);
    }

    private static string? Text(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
