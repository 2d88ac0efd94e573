using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace KalshiArb.PaperExchange.Faults;

/// <summary>
/// A fault to inject. It strikes with a probability, or at every so many opportunities, or at each; at most a number of times;
/// on one route or all; until a time. One that says none of it strikes at every opportunity.
/// </summary>
public sealed record FaultSpec(FaultKind Kind)
{
    /// <summary>Chance of striking at an opportunity, above 0 and at most 1; null is not by chance.</summary>
    public double? Probability { get; init; }

    /// <summary>It strikes at every so many opportunities (1 is each); null is not by counting.</summary>
    public int? Every { get; init; }

    /// <summary>How often it strikes at most; null is without end.</summary>
    public int? Count { get; init; }

    /// <summary>A duration whose meaning the kind says; null is the kind's own.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The answer's status where the kind is an error: 500 to 599; null is 503.</summary>
    public int? Status { get; init; }

    /// <summary>What it strikes: a method, a path without /trade-api/v2, both with a space between, or a channel, each as a beginning, or with a $ at its end as a whole; null strikes all.</summary>
    public string? Route { get; init; }

    /// <summary>Market time after which it does not strike any more; null is never.</summary>
    public Instant? Until { get; init; }

    /// <summary>The kind's name on the wire.</summary>
    public static string NameOf(FaultKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    /// <summary>Finds a kind by its name on the wire.</summary>
    public static bool TryParseKind(string? name, out FaultKind kind)
    {
        foreach (var one in Enum.GetValues<FaultKind>())
        {
            kind = one;
            if (NameOf(one) == name) return true;
        }

        kind = default;
        return false;
    }

    /// <summary>
    /// Reads <c>{"kind","probability"?,"every"?,"count"?,"delay_ms"?,"status"?,"route"?,"until"?}</c>; anything else in it, and
    /// values out of range, are refused with the reason.
    /// </summary>
    public static bool TryRead(JsonElement json, [NotNullWhen(true)] out FaultSpec? spec, [NotNullWhen(false)] out string? reason)
    {
        spec = null;
        reason = "a fault is not an object with a kind";
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("kind"u8, out var name) || name.ValueKind != JsonValueKind.String) return false;
        reason = $"there is no fault {name.GetString()}";
        if (!TryParseKind(name.GetString(), out var kind)) return false;
        var read = new FaultSpec(kind);
        foreach (var property in json.EnumerateObject())
        {
            var next = Read(read, property);
            reason = $"{property.Name} is unknown, or its value out of range";
            if (next is null) return false;
            read = next;
        }

        reason = read is { Probability: not null, Every: not null } ? "a fault strikes by chance or by counting, not both" : null;
        spec = reason is null ? read : null;
        return spec is not null;
    }

    /// <summary>
    /// Reads a command line's form: the kind, then after a colon settings with commas between, named as in JSON:
    /// <c>error_after_accept:every=10,count=3</c>. The reason says what is wrong.
    /// </summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FaultSpec? spec, [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var json = new Dictionary<string, object> { ["kind"] = colon < 0 ? text : text[..colon] };
        foreach (var part in colon < 0 ? [] : text[(colon + 1)..].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var value = equals < 0 ? "" : part[(equals + 1)..];
            json[equals < 0 ? part : part[..equals]] =
                decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) ? number : value;
        }

        return TryRead(JsonSerializer.SerializeToElement(json), out spec, out reason);
    }

    internal void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("kind"u8, NameOf(Kind));
        if (Probability is { } probability) writer.WriteNumber("probability"u8, probability);
        if (Every is { } every) writer.WriteNumber("every"u8, every);
        if (Count is { } count) writer.WriteNumber("count"u8, count);
        if (Delay is { } delay) writer.WriteNumber("delay_ms"u8, (long)delay.TotalMilliseconds);
        if (Status is { } status) writer.WriteNumber("status"u8, status);
        if (Route is { } route) writer.WriteString("route"u8, route);
        if (Until is { } until) writer.WriteString("until"u8, until.ToString());
    }

    private static FaultSpec? Read(FaultSpec spec, JsonProperty property)
    {
        var value = property.Value;
        switch (property.Name)
        {
            case "kind":
                return spec;
            case "probability":
                return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var chance) && chance is > 0 and <= 1 ? spec with { Probability = chance } : null;
            case "every":
                return Whole(value, 1, 1_000_000) is { } every ? spec with { Every = every } : null;
            case "count":
                return Whole(value, 1, 1_000_000_000) is { } count ? spec with { Count = count } : null;
            case "delay_ms":
                return Whole(value, 0, 3_600_000) is { } millis ? spec with { Delay = TimeSpan.FromMilliseconds(millis) } : null;
            case "status":
                return Whole(value, 500, 599) is { } status ? spec with { Status = status } : null;
            case "route":
                return value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 256 } route ? spec with { Route = route } : null;
            case "until":
                return value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var until) ? spec with { Until = Instant.From(until) } : null;
            default:
                return null;
        }
    }

    private static int? Whole(JsonElement value, int low, int high) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= low && number <= high ? number : null;
}
