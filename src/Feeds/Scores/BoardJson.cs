using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Scores;

/// <summary>Strict reading of a board: what is not there or of another kind is null, and a name that stands twice makes the board unreadable.</summary>
internal static class BoardJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Parses a body and reads it; false with the reason when it is no board.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> json, Func<JsonElement, string?> read, out string reason)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            reason = read(document.RootElement) ?? "";
        }
        catch (JsonException e)
        {
            reason = $"not JSON: {e.Message}";
        }
        catch (InvalidOperationException e)
        {
            // A string of bytes that are no UTF-8.
            reason = $"not text: {e.Message}";
        }

        return reason.Length == 0;
    }

    public static JsonElement? Get(JsonElement element, string name, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;

    public static JsonElement? Object(JsonElement element, string name) => Get(element, name, JsonValueKind.Object);

    public static JsonElement? Array(JsonElement element, string name) => Get(element, name, JsonValueKind.Array);

    /// <summary>A text that is not empty and of a sane length; null otherwise.</summary>
    public static string? Text(JsonElement element, string name) =>
        Get(element, name, JsonValueKind.String)?.GetString() is { Length: > 0 and <= 256 } text ? text : null;

    /// <summary>A whole number; null for anything else.</summary>
    public static int? Whole(JsonElement element, string name) =>
        Get(element, name, JsonValueKind.Number) is { } value && value.TryGetInt32(out var number) ? number : null;

    /// <summary>Seconds, finite and from 0 to a day; null for anything else.</summary>
    public static TimeSpan? Seconds(JsonElement element, string name) =>
        Get(element, name, JsonValueKind.Number) is { } value && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds) : null;

    public static bool? Flag(JsonElement element, string name) =>
        Get(element, name, JsonValueKind.True) is not null ? true : Get(element, name, JsonValueKind.False) is not null ? false : null;

    /// <summary>A score as a number or as digits, 0 to <see cref="ScoreBoard.MaxScore"/>.</summary>
    public static int? Score(JsonElement element, string name)
    {
        var number = Whole(element, name) ?? (int.TryParse(Text(element, name), NumberStyles.None, CultureInfo.InvariantCulture, out var digits) ? digits : null);
        return number is >= 0 and <= ScoreBoard.MaxScore ? number : null;
    }

    /// <summary>A time with seconds or, as ESPN writes them, without, in UTC.</summary>
    public static bool TryTime(string? text, out Instant instant)
    {
        if (text is { Length: 17 } && DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            instant = Instant.From(time);
            return true;
        }

        return Rfc3339.TryParse(text, out instant);
    }
}
