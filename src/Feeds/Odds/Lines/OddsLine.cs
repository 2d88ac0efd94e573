using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Odds.Lines;

/// <summary>
/// Reads a line of the odds format of our own (docs/feeds.md): one game with every book that prices it now. Strict: every field is
/// named, none stands twice, none is unknown, no price is bent into range.
/// </summary>
public static class OddsLine
{
    /// <summary>Longer lines are refused.</summary>
    public const int MaxBytes = 65_536;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private static readonly string[] Fields = ["league", "id", "home", "away", "start", "at", "prices", "books"];
    private static readonly string[] BookFields = ["book", "home", "away", "draw", "at"];

    private enum PriceForm
    {
        Decimal,
        American,
        Probability,
    }

    /// <summary>Reads a line; false with the reason when it is none.</summary>
    /// <param name="line">UTF-8, without its end.</param>
    /// <param name="game">The game with its books.</param>
    /// <param name="reason">Why there is none.</param>
    public static bool TryRead(ReadOnlyMemory<byte> line, out OddsEvent game, out string reason)
    {
        game = null!;
        if (line.Length > MaxBytes) return No($"longer than {MaxBytes} bytes", out reason);
        try
        {
            using var document = JsonDocument.Parse(line, Options);
            return TryGame(document.RootElement, out game, out reason);
        }
        catch (JsonException e)
        {
            return No($"not JSON: {e.Message}", out reason);
        }
        catch (InvalidOperationException e)
        {
            // A string of bytes that are no UTF-8.
            return No($"not text: {e.Message}", out reason);
        }
    }

    private static bool TryGame(JsonElement root, out OddsEvent game, out string reason)
    {
        game = null!;
        if (root.ValueKind != JsonValueKind.Object) return No("not an object", out reason);
        if (Unknown(root, Fields) is { } field) return No($"unknown field '{field}'", out reason);
        if (Text(root, "league", 32) is not { } league || LeagueNames.Find(league) is not { } sport) return No($"league: one of {string.Join(", ", LeagueNames.All.Select(one => one.Name))}", out reason);
        if (Text(root, "id", 128) is not { } id) return No("id: a text of 1 to 128 characters", out reason);
        if (Text(root, "home", 128) is not { } home || Text(root, "away", 128) is not { } away || home == away) return No("home and away: two different names", out reason);
        if (!Rfc3339.TryParse(Text(root, "start", 64), out var start)) return No("start: a time with its offset", out reason);
        if (!Rfc3339.TryParse(Text(root, "at", 64), out var stamp)) return No("at: a time with its offset", out reason);
        PriceForm? form = Text(root, "prices", 32) switch { "decimal" => PriceForm.Decimal, "american" => PriceForm.American, "probability" => PriceForm.Probability, _ => null };
        if (form is null) return No("prices: decimal, american or probability", out reason);
        if (!root.TryGetProperty("books", out var books) || books.ValueKind != JsonValueKind.Array) return No("books: a list, empty when all are suspended", out reason);
        if (books.GetArrayLength() > OddsConsensus.MaxBooks) return No($"books: more than {OddsConsensus.MaxBooks}", out reason);
        var quotes = ImmutableArray.CreateBuilder<BookmakerQuote>(books.GetArrayLength());
        foreach (var item in books.EnumerateArray())
        {
            if (!TryBook(item, form.Value, stamp, out var quote, out reason)) return false;
            if (quotes.Any(other => other.Book == quote.Book)) return No($"book '{quote.Book}' stands twice", out reason);
            quotes.Add(quote);
        }

        game = new OddsEvent(id, sport, home, away, start, quotes.MoveToImmutable());
        reason = "";
        return true;
    }

    private static bool TryBook(JsonElement item, PriceForm form, Instant lineStamp, out BookmakerQuote quote, out string reason)
    {
        quote = default;
        if (item.ValueKind != JsonValueKind.Object) return No("a book that is no object", out reason);
        if (Unknown(item, BookFields) is { } field) return No($"unknown field '{field}' of a book", out reason);
        if (Text(item, "book", 64) is not { } name) return No("book: a text of 1 to 64 characters", out reason);
        var stamp = lineStamp;
        if (item.TryGetProperty("at", out _) && !Rfc3339.TryParse(Text(item, "at", 64), out stamp)) return No($"{name}: at: a time with its offset", out reason);
        if (!TryPrice(item, "home", form, out var home) || !TryPrice(item, "away", form, out var away)) return No($"{name}: home and away: no {form} price", out reason);
        double? draw = null;
        if (item.TryGetProperty("draw", out var drawn) && drawn.ValueKind != JsonValueKind.Null)
        {
            if (!TryPrice(item, "draw", form, out var price)) return No($"{name}: draw: no {form} price", out reason);
            draw = price;
        }

        quote = new BookmakerQuote(name, stamp, home, away, draw);
        reason = "";
        return true;
    }

    private static bool TryPrice(JsonElement item, string name, PriceForm form, out double decimalOdds)
    {
        decimalOdds = 0;
        if (!item.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number)) return false;
        if (form == PriceForm.American) return OddsConversion.TryDecimalFromAmerican(number, out decimalOdds);
        decimalOdds = form == PriceForm.Probability ? 1 / number : number;
        return OddsConversion.IsDecimal(decimalOdds);
    }

    private static string? Unknown(JsonElement element, string[] known)
    {
        foreach (var property in element.EnumerateObject())
            if (!known.Contains(property.Name, StringComparer.Ordinal)) return property.Name.Length <= 64 ? property.Name : property.Name[..64];
        return null;
    }

    private static string? Text(JsonElement element, string name, int longest) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= longest ? text : null;

    private static bool No(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
