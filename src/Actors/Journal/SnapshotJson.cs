using System.Text.Json;
using System.Text.Json.Serialization;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Actors.Tape;

namespace KalshiArb.Actors.Journal;

/// <summary>The generated reader and writer of snapshots; numbers and ids as in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    IgnoreReadOnlyProperties = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    Converters =
    [
        typeof(MoneyJson), typeof(PriceJson), typeof(QuantityJson), typeof(InstantJson), typeof(ShardJson),
        typeof(TickerJson), typeof(EventTickerJson), typeof(SeriesTickerJson), typeof(GameIdJson), typeof(ClientOrderIdJson), typeof(VenueOrderIdJson), typeof(FillIdJson),
        typeof(OrderGroupIdJson), typeof(StrategyIdJson),
        typeof(NameJson<OrderSide>), typeof(NameJson<TimeInForce>), typeof(NameJson<SelfTradePrevention>), typeof(NameJson<OrderRole>),
        typeof(NameJson<OrderPhase>), typeof(NameJson<OrderEnd>), typeof(NameJson<TradingState>), typeof(NameJson<SwitchScope>), typeof(NameJson<Sport>), typeof(NameJson<GameOutcome>), typeof(LengthJson),
    ])]
[JsonSerializable(typeof(CoreSnapshot))]
internal sealed partial class SnapshotJson : JsonSerializerContext;

/// <summary>A length of time in microseconds.</summary>
internal sealed class LengthJson : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => TimeSpan.FromMicroseconds(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Ticks / TimeSpan.TicksPerMicrosecond);
}
