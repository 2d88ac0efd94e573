using System.Text.Json;
using System.Text.Json.Serialization;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Actors.Journal;

/// <summary>The generated reader and writer of every fact type.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters =
    [
        typeof(MoneyJson), typeof(PriceJson), typeof(QuantityJson), typeof(InstantJson), typeof(ShardJson),
        typeof(TickerJson), typeof(EventTickerJson), typeof(ClientOrderIdJson), typeof(VenueOrderIdJson), typeof(FillIdJson),
        typeof(OrderGroupIdJson), typeof(StrategyIdJson),
        typeof(NameJson<OrderSide>), typeof(NameJson<TimeInForce>), typeof(NameJson<SelfTradePrevention>), typeof(NameJson<OrderRole>),
        typeof(NameJson<Liquidity>), typeof(NameJson<OrderEnd>), typeof(NameJson<TradingState>), typeof(NameJson<SwitchScope>),
    ])]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(OrderIntended))]
[JsonSerializable(typeof(OrderWritten))]
[JsonSerializable(typeof(OrderAcknowledged))]
[JsonSerializable(typeof(FillCountSeen))]
[JsonSerializable(typeof(OrderDoubted))]
[JsonSerializable(typeof(OrderNotListed))]
[JsonSerializable(typeof(OrderOverdue))]
[JsonSerializable(typeof(CancelDecided))]
[JsonSerializable(typeof(OrderEnded))]
[JsonSerializable(typeof(FillBooked))]
[JsonSerializable(typeof(SettlementBooked))]
[JsonSerializable(typeof(OrderGroupOpened))]
[JsonSerializable(typeof(TradingStateChanged))]
[JsonSerializable(typeof(CoolDownStarted))]
[JsonSerializable(typeof(TickerFrozen))]
[JsonSerializable(typeof(TickerThawed))]
[JsonSerializable(typeof(HighWaterMarkRaised))]
[JsonSerializable(typeof(SwitchChanged))]
[JsonSerializable(typeof(CashOpened))]
[JsonSerializable(typeof(RunEnded))]
[JsonSerializable(typeof(CeilingsRaised))]
[JsonSerializable(typeof(MarkOutMeasured))]
[JsonSerializable(typeof(MarkOutStopped))]
[JsonSerializable(typeof(PositionAdopted))]
internal sealed partial class JournalJson : JsonSerializerContext;

/// <summary>Micro-dollars.</summary>
internal sealed class MoneyJson : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Money.FromMicros(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Micros);
}

/// <summary>Ten-thousandths of a dollar, 0 to 10,000.</summary>
internal sealed class PriceJson : JsonConverter<Price>
{
    public override Price Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var units = reader.GetInt32();
        return Price.IsInRange(units) ? Price.FromUnits(units) : throw new JsonException($"{units} ten-thousandths of a dollar is no price");
    }

    public override void Write(Utf8JsonWriter writer, Price value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Units);
}

/// <summary>Hundredths of a contract.</summary>
internal sealed class QuantityJson : JsonConverter<Quantity>
{
    public override Quantity Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Quantity.FromHundredths(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Quantity value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Hundredths);
}

/// <summary>Microseconds since the Unix epoch.</summary>
internal sealed class InstantJson : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Instant.FromUnixMicros(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteNumberValue(value.UnixMicros);
}

/// <summary>The index.</summary>
internal sealed class ShardJson : JsonConverter<Shard>
{
    public override Shard Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, Shard value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Index);
}

/// <summary>An identifier, as its text. Empty is refused: no id is empty.</summary>
internal abstract class TextJson<T> : JsonConverter<T>
    where T : struct
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is { Length: > 0 } text ? Parse(text) : throw new JsonException($"an empty {typeof(T).Name}");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Text(value) is { Length: > 0 } text ? text : throw new InvariantViolation($"an empty {typeof(T).Name} was to be journaled"));

    protected abstract T Parse(string text);

    protected abstract string Text(T value);
}

internal sealed class TickerJson : TextJson<Ticker>
{
    protected override Ticker Parse(string text) => new(text);

    protected override string Text(Ticker value) => value.Value;
}

internal sealed class EventTickerJson : TextJson<EventTicker>
{
    protected override EventTicker Parse(string text) => new(text);

    protected override string Text(EventTicker value) => value.Value;
}

internal sealed class ClientOrderIdJson : TextJson<ClientOrderId>
{
    protected override ClientOrderId Parse(string text) => new(text);

    protected override string Text(ClientOrderId value) => value.Value;
}

internal sealed class VenueOrderIdJson : TextJson<VenueOrderId>
{
    protected override VenueOrderId Parse(string text) => new(text);

    protected override string Text(VenueOrderId value) => value.Value;
}

internal sealed class FillIdJson : TextJson<FillId>
{
    protected override FillId Parse(string text) => new(text);

    protected override string Text(FillId value) => value.Value;
}

internal sealed class OrderGroupIdJson : TextJson<OrderGroupId>
{
    protected override OrderGroupId Parse(string text) => new(text);

    protected override string Text(OrderGroupId value) => value.Value;
}

internal sealed class StrategyIdJson : TextJson<StrategyId>
{
    protected override StrategyId Parse(string text) => new(text);

    protected override string Text(StrategyId value) => value.Value;
}

/// <summary>An enum by the exact name of its member; numbers and other spellings are refused.</summary>
internal sealed class NameJson<T> : JsonConverter<T>
    where T : struct, Enum
{
    private static readonly string[] Names = Enum.GetNames<T>();
    private static readonly T[] Values = Enum.GetValues<T>();

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var name = reader.GetString();
        var index = Array.IndexOf(Names, name);
        return index >= 0 ? Values[index] : throw new JsonException($"'{name}' is no {typeof(T).Name}");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var index = Array.IndexOf(Values, value);
        writer.WriteStringValue(index >= 0 ? Names[index] : throw new InvariantViolation($"{value} is no {typeof(T).Name}"));
    }
}
