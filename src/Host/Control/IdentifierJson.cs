using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KalshiArb.Host.Control;

/// <summary>Identifiers as plain strings in JSON.</summary>
internal abstract class StringConverter<T>(Func<string, T> read, Func<T, string> write) : JsonConverter<T>
{
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String) throw new JsonException($"{typeof(T).Name} is a string.");
        try
        {
            return read(reader.GetString()!);
        }
        catch (FormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(write(value));
}

internal sealed class TickerJsonConverter() : StringConverter<Ticker>(s => new Ticker(s), t => t.Value);

internal sealed class ClientOrderIdJsonConverter() : StringConverter<ClientOrderId>(s => new ClientOrderId(s), t => t.Value);

internal sealed class VenueOrderIdJsonConverter() : StringConverter<VenueOrderId>(s => new VenueOrderId(s), t => t.Value);

internal sealed class ShardJsonConverter() : StringConverter<Shard>(s => new Shard(int.Parse(s, CultureInfo.InvariantCulture)), s => s.ToString());

internal sealed class InstantJsonConverter() : StringConverter<Instant>(
    s => Instant.From(DateTimeOffset.Parse(s, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)), i => i.ToString());
