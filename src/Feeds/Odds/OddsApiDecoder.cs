using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Odds;

/// <summary>
/// Reads a response of The Odds API v4 (GET /v4/sports/{sport}/odds): the bare array, or a recording that wraps it as
/// <c>{captured_ms, params, events}</c>. Only the market h2h counts; h2h_lay, spreads and totals are passed over. A book's age
/// is its market's own last_update. What does not read is left out and counted; a response that is no response is refused.
/// </summary>
public static class OddsApiDecoder
{
    private const string DrawName = "Draw";

    /// <summary>Reads one response.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="receivedAt">When it was received; null where the recording says so itself (captured_ms).</param>
    /// <param name="scope">The sport key that was asked for; null to take it from the events, which then must have one and the same.</param>
    /// <param name="format">How prices are written; null to take it from the recording's params or from the prices.</param>
    /// <param name="where">Names the response in faults.</param>
    /// <param name="faults">Where events and books that do not read are noted.</param>
    /// <param name="poll">The response.</param>
    /// <param name="reason">Why there is none.</param>
    public static bool TryDecode(
        ReadOnlyMemory<byte> json, Instant? receivedAt, string? scope, OddsFormat? format, string where, FaultLog faults, out OddsPoll poll, out string reason)
    {
        poll = null!;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (!TryUnwrap(document.RootElement, ref receivedAt, ref format, out var events, out reason)) return false;
            if (receivedAt is not { } received) return No("nothing says when it was received", out reason);
            if (events.GetArrayLength() > OddsPoll.MaxEvents) return No($"more than {OddsPoll.MaxEvents} events", out reason);
            if (scope is null && !TryScope(events, out scope, out reason)) return false;
            if (events.GetArrayLength() > 0 && format is null)
            {
                format = FormatOf(events);
                if (format is null) return No("the prices do not say whether they are American or decimal", out reason);
            }
            var result = ImmutableArray.CreateBuilder<OddsEvent>();
            var number = 0;
            foreach (var item in events.EnumerateArray())
            {
                var at = $"{where} event {++number}";
                if (ReadEvent(item, scope, format!.Value, at, faults) is not { } read) continue;
                if (result.Any(e => e.Id == read.Id)) faults.Add(at, $"event {read.Id} stands twice");
                else result.Add(read);
            }
            poll = new OddsPoll(received, scope, result.ToImmutable());
            return true;
        }
        catch (JsonException e)
        {
            return No($"not JSON: {e.Message}", out reason);
        }
        catch (InvalidOperationException e)
        {
            // A string of bytes that are no UTF-8, or with half a surrogate pair: JSON to the parser, no text to anybody.
            return No($"not text: {e.Message}", out reason);
        }
    }

    private static bool TryUnwrap(JsonElement root, ref Instant? receivedAt, ref OddsFormat? format, out JsonElement events, out string reason)
    {
        events = root;
        reason = "";
        if (root.ValueKind == JsonValueKind.Array) return true;
        // The API's own errors are objects with a message.
        if (Text(root, "message") is { } message) return No($"an error of the feed: {message}", out reason);
        if (!TryGet(root, "events", JsonValueKind.Array, out events)) return No("neither an array of events nor an object that holds one", out reason);
        if (receivedAt is null)
        {
            if (!TryGet(root, "captured_ms", JsonValueKind.Number, out var captured) || !captured.TryGetInt64(out var millis) || millis is < 0 or > 253_402_300_799_000)
                return No("no captured_ms", out reason);
            receivedAt = Instant.FromUnixMillis(millis);
        }
        if (format is not null || !TryGet(root, "params", JsonValueKind.Object, out var parameters)) return true;
        switch (Text(parameters, "oddsFormat"))
        {
            case "decimal": format = OddsFormat.DecimalOdds; break;
            case "american": format = OddsFormat.AmericanOdds; break;
            case null: break;
            case var other: return No($"oddsFormat '{other}'", out reason);
        }
        return true;
    }

    private static bool TryScope(JsonElement events, out string scope, out string reason)
    {
        scope = "";
        reason = "";
        foreach (var item in events.EnumerateArray())
        {
            if (Text(item, "sport_key") is not { Length: > 0 } key) continue;
            if (scope.Length > 0 && scope != key) return No($"events of {scope} and of {key} in one response", out reason);
            scope = key;
        }
        return scope.Length > 0 || No("no event says its sport, and nothing says what was asked for", out reason);
    }

    private static OddsFormat? FormatOf(JsonElement events)
    {
        var evidence = new OddsFormatEvidence();
        foreach (var item in events.EnumerateArray())
            foreach (var book in Items(item, "bookmakers"))
                foreach (var market in Items(book, "markets"))
                    foreach (var outcome in Text(market, "key") == "h2h" ? Items(market, "outcomes") : [])
                        if (TryGet(outcome, "price", JsonValueKind.Number, out var price)) evidence.See(price.GetDouble());
        return evidence.Conclusion;
    }

    private static OddsEvent? ReadEvent(JsonElement item, string scope, OddsFormat format, string where, FaultLog faults)
    {
        string? fault = null;
        var (id, key, home, away) = (Text(item, "id"), Text(item, "sport_key"), Text(item, "home_team"), Text(item, "away_team"));
        if (id is not { Length: > 0 and <= 128 }) fault = "no id";
        else if (key != scope) fault = $"sport_key '{key}' where {scope} was asked for";
        else if (home is not { Length: > 0 } || away is not { Length: > 0 } || home == away) fault = "not two teams";
        else if (home == DrawName || away == DrawName) fault = "a team named like the draw";
        var commence = default(Instant);
        if (fault is null && !Rfc3339.TryParse(Text(item, "commence_time"), out commence)) fault = "no commence_time";
        if (fault is null && !TryGet(item, "bookmakers", JsonValueKind.Array, out _)) fault = "no bookmakers";
        if (fault is not null)
        {
            faults.Add(where, fault);
            return null;
        }
        var quotes = ImmutableArray.CreateBuilder<BookmakerQuote>();
        foreach (var book in Items(item, "bookmakers"))
        {
            if (ReadBook(book, home!, away!, format, $"{where} ({away} at {home})", faults) is not { } quote) continue;
            if (quotes.Any(q => q.Book == quote.Book)) faults.Add(where, $"book {quote.Book} stands twice");
            else if (quotes.Count == OddsConsensus.MaxBooks) faults.Add(where, $"more than {OddsConsensus.MaxBooks} books");
            else quotes.Add(quote);
        }
        return new OddsEvent(id!, OddsApiSports.Find(scope), home!, away!, commence, quotes.ToImmutable());
    }

    private static BookmakerQuote? ReadBook(JsonElement book, string home, string away, OddsFormat format, string where, FaultLog faults)
    {
        if (Text(book, "key") is not { Length: > 0 and <= 64 } key)
        {
            faults.Add(where, "a book without a key");
            return null;
        }
        BookmakerQuote? quote = null;
        foreach (var market in Items(book, "markets"))
        {
            if (Text(market, "key") != "h2h") continue;
            if (quote is not null)
            {
                faults.Add($"{where} {key}", "h2h stands twice");
                return null;
            }
            // The market's stamp is newer in the API than the book's; recordings from before it have the book's alone.
            if (!Rfc3339.TryParse(Text(market, "last_update") ?? Text(book, "last_update"), out var stamp))
            {
                faults.Add($"{where} {key}", "no last_update");
                return null;
            }
            if (!TryPrices(market, home, away, format, out var prices, out var reason))
            {
                faults.Add($"{where} {key}", reason);
                return null;
            }
            quote = new BookmakerQuote(key, stamp, prices.Home, prices.Away, prices.Draw);
        }
        return quote;
    }

    private static bool TryPrices(JsonElement market, string home, string away, OddsFormat format, out (double Home, double Away, double? Draw) prices, out string reason)
    {
        double? homePrice = null, awayPrice = null, draw = null;
        prices = default;
        foreach (var outcome in Items(market, "outcomes"))
        {
            var name = Text(outcome, "name");
            if (!TryGet(outcome, "price", JsonValueKind.Number, out var number) || !OddsFormatEvidence.TryDecimal(number.GetDouble(), format, out var price))
                return No($"no {format} as price for '{name}'", out reason);
            ref var place = ref draw;
            if (name == home) place = ref homePrice;
            else if (name == away) place = ref awayPrice;
            else if (name != DrawName) return No($"outcome '{name}' is neither side nor the draw", out reason);
            if (place is not null) return No($"outcome '{name}' stands twice", out reason);
            place = price;
        }
        if (homePrice is not { } h || awayPrice is not { } a) return No("a side has no price", out reason);
        prices = (h, a, draw);
        reason = "";
        return true;
    }

    private static bool TryGet(JsonElement element, string name, JsonValueKind kind, out JsonElement value)
    {
        value = default;
        return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out value) && value.ValueKind == kind;
    }

    private static string? Text(JsonElement element, string name) => TryGet(element, name, JsonValueKind.String, out var value) ? value.GetString() : null;

    private static JsonElement[] Items(JsonElement element, string name) => TryGet(element, name, JsonValueKind.Array, out var value) ? [.. value.EnumerateArray()] : [];

    private static bool No(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
