using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Odds.Api;

/// <summary>A game that the feed lists, in play or to come.</summary>
/// <param name="Id">The feed's id.</param>
/// <param name="HomeTeam">The hosts as the feed writes them.</param>
/// <param name="AwayTeam">The visitors.</param>
/// <param name="CommenceTime">Its start as the feed sees it now.</param>
public readonly record struct ScheduledGame(string Id, string HomeTeam, string AwayTeam, Instant CommenceTime);

/// <summary>Reads what is free at The Odds API: the sports in season (GET /v4/sports) and a league's games (GET /v4/sports/{sport}/events).</summary>
public static class OddsApiSchedule
{
    /// <summary>Most entries of either answer.</summary>
    public const int MaxEntries = 2_000;

    /// <summary>A league's games; what does not read is left out and noted. False when the answer is none.</summary>
    public static bool TryEvents(ReadOnlyMemory<byte> json, string scope, string where, FaultLog faults, out ImmutableArray<ScheduledGame> games, out string reason)
    {
        var read = ImmutableArray.CreateBuilder<ScheduledGame>();
        var whole = TryArray(json, out reason, (item, number) =>
        {
            var (id, key, home, away) = (Text(item, "id"), Text(item, "sport_key"), Text(item, "home_team"), Text(item, "away_team"));
            if (id is not { Length: > 0 and <= 128 }) faults.Add($"{where} game {number}", "no id");
            else if (key != scope) faults.Add($"{where} game {number}", $"sport_key '{key}' where {scope} was asked for");
            else if (home is not { Length: > 0 } || away is not { Length: > 0 } || home == away) faults.Add($"{where} game {number}", "not two teams");
            else if (!Rfc3339.TryParse(Text(item, "commence_time"), out var start)) faults.Add($"{where} game {number}", "no commence_time");
            else if (read.Any(game => game.Id == id)) faults.Add($"{where} game {number}", $"game {id} stands twice");
            else read.Add(new ScheduledGame(id, home, away, start));
        });
        games = read.ToImmutable();
        return whole;
    }

    /// <summary>The keys of the sports in season. False when the answer is none.</summary>
    public static bool TrySports(ReadOnlyMemory<byte> json, string where, FaultLog faults, out ImmutableHashSet<string> keys, out string reason)
    {
        var read = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var whole = TryArray(json, out reason, (item, number) =>
        {
            if (Text(item, "key") is not { Length: > 0 and <= 128 } key) faults.Add($"{where} sport {number}", "no key");
            else if (item.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.False) return;
            else read.Add(key);
        });
        keys = read.ToImmutable();
        return whole;
    }

    /// <summary>The error_code of an error's body; null when it has none.</summary>
    public static string? ErrorCode(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && Text(document.RootElement, "error_code") is { Length: <= 64 } code && code.All(c => char.IsAsciiLetterUpper(c) || c == '_') ? code : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryArray(ReadOnlyMemory<byte> json, out string reason, Action<JsonElement, int> read)
    {
        reason = "";
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Array) reason = "not an array";
            else if (document.RootElement.GetArrayLength() > MaxEntries) reason = $"more than {MaxEntries} entries";
            if (reason.Length > 0) return false;
            var number = 0;
            foreach (var item in document.RootElement.EnumerateArray()) read(item, ++number);
            return true;
        }
        catch (JsonException e)
        {
            reason = $"not JSON: {e.Message}";
            return false;
        }
        catch (InvalidOperationException e)
        {
            // A string of bytes that are no UTF-8, or an element that is no object.
            reason = $"not as documented: {e.Message}";
            return false;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
