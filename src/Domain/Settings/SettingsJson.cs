using System.Text.Json;
using System.Text.Json.Serialization;

namespace KalshiArb.Domain.Settings;

/// <summary>
/// Decision settings as one canonical JSON text, for the head of a tape: equal settings give equal bytes. A text that lacks
/// a setting, or has one that this build does not know, is refused: a tape is never read with a default.
/// </summary>
public static class SettingsJson
{
    /// <summary>Writes settings.</summary>
    public static string Write(DecisionSettings settings) => JsonSerializer.Serialize(settings, SettingsJsonContext.Default.DecisionSettings);

    /// <summary>Reads settings; false with the reason when the text is not what this build writes.</summary>
    public static bool TryRead(string json, out DecisionSettings? settings, out string? problem)
    {
        (settings, problem) = (null, null);
        try
        {
            settings = JsonSerializer.Deserialize(json, SettingsJsonContext.Default.DecisionSettings);
        }
        catch (JsonException e)
        {
            problem = e.Message;
            return false;
        }
        if (settings is null)
        {
            problem = "The text is null.";
            return false;
        }
        settings = settings with
        {
            BySeries = settings.BySeries.ToImmutableSortedDictionary(StringComparer.Ordinal),
            ByStrategy = settings.ByStrategy?.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Consensus = settings.Consensus with { Weights = settings.Consensus.Weights?.ToImmutableSortedDictionary(StringComparer.Ordinal) },
        };
        return true;
    }

    /// <summary>Which settings differ, in the order of the left text and then of what only the right has. Empty when equal.</summary>
    public static ImmutableArray<SettingDifference> Differences(DecisionSettings left, DecisionSettings right)
    {
        using var leftDocument = JsonDocument.Parse(Write(left));
        using var rightDocument = JsonDocument.Parse(Write(right));
        var leftValues = Flatten(leftDocument.RootElement);
        var rightValues = Flatten(rightDocument.RootElement);
        var differences = ImmutableArray.CreateBuilder<SettingDifference>();
        foreach (var (path, value) in leftValues)
        {
            var other = rightValues.GetValueOrDefault(path);
            if (other != value) differences.Add(new SettingDifference(path, value, other));
        }
        foreach (var (path, value) in rightValues)
            if (!leftValues.ContainsKey(path)) differences.Add(new SettingDifference(path, null, value));
        return differences.ToImmutable();
    }

    /// <summary>Every setting by its path, as the text holds it.</summary>
    public static ImmutableSortedDictionary<string, string> Leaves(DecisionSettings settings)
    {
        using var document = JsonDocument.Parse(Write(settings));
        return Flatten(document.RootElement).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static SortedDictionary<string, string> Flatten(JsonElement root)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add("", root);
        return values;

        void Add(string path, JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
                foreach (var property in element.EnumerateObject()) Add(path.Length == 0 ? property.Name : $"{path}.{property.Name}", property.Value);
            else
                values[path] = element.ToString();
        }
    }
}

/// <summary>The generated reader and writer.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(PriceJsonConverter), typeof(PriceOffsetJsonConverter), typeof(MoneyJsonConverter), typeof(QuantityJsonConverter)])]
[JsonSerializable(typeof(DecisionSettings))]
internal sealed partial class SettingsJsonContext : JsonSerializerContext;
