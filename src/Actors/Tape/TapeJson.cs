using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Tape;

/// <summary>The generated reader and writer of the inputs whose form on tape is JSON; numbers as in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    IgnoreReadOnlyProperties = true,
    Converters =
    [
        typeof(MoneyJson), typeof(PriceJson), typeof(OffsetJson), typeof(QuantityJson), typeof(InstantJson), typeof(ShardJson),
        typeof(TickerJson), typeof(EventTickerJson), typeof(SeriesTickerJson), typeof(GameIdJson), typeof(AnyOrderIdJson),
        typeof(VenueOrderIdJson), typeof(FillIdJson), typeof(OrderGroupIdJson), typeof(BytesJson),
        typeof(NameJson<OrderSide>), typeof(NameJson<OrderRole>), typeof(NameJson<Liquidity>), typeof(NameJson<SwitchScope>),
        typeof(NameJson<Sport>), typeof(NameJson<MarketStatus>), typeof(NameJson<GameOutcome>), typeof(NameJson<FeeType>),
        typeof(NameJson<VenueOrderStatus>), typeof(NameJson<ShardTrading>), typeof(NameJson<CollateralReturn>),
    ])]
[JsonSerializable(typeof(TapeHeader))]
[JsonSerializable(typeof(TapeFooter))]
[JsonSerializable(typeof(CoreFailure))]
[JsonSerializable(typeof(SessionStarted))]
[JsonSerializable(typeof(JournalFailed))]
[JsonSerializable(typeof(ClockJumped))]
[JsonSerializable(typeof(PauseRequested))]
[JsonSerializable(typeof(ReduceRequested))]
[JsonSerializable(typeof(ResumeRequested))]
[JsonSerializable(typeof(ResetRequested))]
[JsonSerializable(typeof(KillBegun))]
[JsonSerializable(typeof(KillFinished))]
[JsonSerializable(typeof(StopRequested))]
[JsonSerializable(typeof(SwitchRequested))]
[JsonSerializable(typeof(SessionEnded))]
[JsonSerializable(typeof(AdoptRequested))]
[JsonSerializable(typeof(CloseRequested))]
[JsonSerializable(typeof(SettlementReported))]
[JsonSerializable(typeof(AccountListed))]
[JsonSerializable(typeof(AccountListingFailed))]
[JsonSerializable(typeof(AccountInDoubt))]
[JsonSerializable(typeof(GameListed))]
[JsonSerializable(typeof(MarketListed))]
[JsonSerializable(typeof(MarketStatusChanged))]
[JsonSerializable(typeof(MarketCloseTimeChanged))]
[JsonSerializable(typeof(PriceGridChanged))]
[JsonSerializable(typeof(MarketVolumeReported))]
[JsonSerializable(typeof(SequenceConsumed))]
[JsonSerializable(typeof(StreamLost))]
[JsonSerializable(typeof(StreamConnected))]
[JsonSerializable(typeof(FrameQuarantined))]
[JsonSerializable(typeof(MarketDetermined))]
[JsonSerializable(typeof(ShardTradingChanged))]
[JsonSerializable(typeof(OrderSent))]
[JsonSerializable(typeof(OrderAccepted))]
[JsonSerializable(typeof(OrderRejected))]
[JsonSerializable(typeof(OrderOutcomeUnknown))]
[JsonSerializable(typeof(OrderExpiredBeforeSend))]
[JsonSerializable(typeof(OrderWithheld))]
[JsonSerializable(typeof(CancelAccepted))]
[JsonSerializable(typeof(CancelNotFound))]
[JsonSerializable(typeof(CancelOutcomeUnknown))]
[JsonSerializable(typeof(FillReported))]
[JsonSerializable(typeof(OrderReported))]
[JsonSerializable(typeof(OrderGroupTriggered))]
[JsonSerializable(typeof(OrderGroupCreated))]
internal sealed partial class TapeJson : JsonSerializerContext;

/// <summary>The kinds whose payload is JSON. A number, once in a file, keeps its type for ever.</summary>
internal static class TapeJsonInputs
{
    private static readonly JsonTypeInfo?[] ByKind = new JsonTypeInfo?[256];
    private static readonly Dictionary<Type, byte> ByType = [];

    static TapeJsonInputs()
    {
        var json = TapeJson.Default;
        Add(32, json.SessionStarted);
        Add(33, json.JournalFailed);
        Add(34, json.ClockJumped);
        Add(35, json.PauseRequested);
        Add(36, json.ReduceRequested);
        Add(37, json.ResumeRequested);
        Add(38, json.ResetRequested);
        Add(39, json.KillBegun);
        Add(40, json.KillFinished);
        Add(41, json.StopRequested);
        Add(42, json.SwitchRequested);
        Add(43, json.SessionEnded);
        Add(44, json.AdoptRequested);
        Add(45, json.CloseRequested);
        Add(48, json.SettlementReported);
        Add(49, json.AccountListed);
        Add(50, json.AccountListingFailed);
        Add(51, json.AccountInDoubt);
        Add(64, json.GameListed);
        Add(65, json.MarketListed);
        Add(66, json.MarketStatusChanged);
        Add(67, json.MarketCloseTimeChanged);
        Add(68, json.PriceGridChanged);
        Add(69, json.MarketVolumeReported);
        Add(70, json.SequenceConsumed);
        Add(71, json.StreamLost);
        Add(72, json.StreamConnected);
        Add(73, json.FrameQuarantined);
        Add(74, json.MarketDetermined);
        Add(75, json.ShardTradingChanged);
        Add(96, json.OrderSent);
        Add(97, json.OrderAccepted);
        Add(98, json.OrderRejected);
        Add(99, json.OrderOutcomeUnknown);
        Add(100, json.OrderExpiredBeforeSend);
        Add(101, json.OrderWithheld);
        Add(102, json.CancelAccepted);
        Add(103, json.CancelNotFound);
        Add(104, json.CancelOutcomeUnknown);
        Add(105, json.FillReported);
        Add(106, json.OrderReported);
        Add(107, json.OrderGroupTriggered);
        Add(108, json.OrderGroupCreated);
    }

    /// <summary>The kind of an input; an input without one is a broken program.</summary>
    internal static TapeKind KindOf(Input input) => ByType.TryGetValue(input.GetType(), out var kind)
        ? (TapeKind)kind
        : throw new InvariantViolation("The input " + input.GetType().Name + " has no form on tape.");

    /// <summary>Writes an input.</summary>
    internal static void Write(TapeBuffer to, TapeKind kind, Input input)
    {
        using var writer = new Utf8JsonWriter(to);
        JsonSerializer.Serialize(writer, input, ByKind[(byte)kind]!);
    }

    /// <summary>Reads an input; throws <see cref="FormatException"/> or <see cref="JsonException"/>.</summary>
    internal static Input Read(TapeKind kind, ReadOnlySpan<byte> json)
    {
        var type = ByKind[(byte)kind] ?? throw new FormatException("kind " + (byte)kind + " is not known");
        return (Input?)JsonSerializer.Deserialize(json, type) ?? throw new FormatException("the input is null");
    }

    private static void Add<T>(byte kind, JsonTypeInfo<T> type)
        where T : Input
    {
        InvariantViolation.Unless(ByKind[kind] is null, "Tape kind " + kind + " stands twice.");
        ByKind[kind] = type;
        ByType.Add(typeof(T), kind);
    }
}

/// <summary>Ten-thousandths of a dollar, signed.</summary>
internal sealed class OffsetJson : JsonConverter<PriceOffset>
{
    public override PriceOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => PriceOffset.FromUnits(reader.GetInt32());

    public override void Write(Utf8JsonWriter writer, PriceOffset value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Units);
}

internal sealed class SeriesTickerJson : TextJson<SeriesTicker>
{
    protected override SeriesTicker Parse(string text) => new(text);

    protected override string Text(SeriesTicker value) => value.Value;
}

internal sealed class GameIdJson : TextJson<GameId>
{
    protected override GameId Parse(string text) => new(text);

    protected override string Text(GameId value) => value.Value;
}

/// <summary>A client order id as the venue shows it: an order that is not ours has none, or any text at all.</summary>
internal sealed class AnyOrderIdJson : JsonConverter<ClientOrderId>
{
    public override bool HandleNull => true;

    public override ClientOrderId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, ClientOrderId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

/// <summary>Bytes in base 64.</summary>
internal sealed class BytesJson : JsonConverter<ImmutableArray<byte>>
{
    public override ImmutableArray<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ImmutableCollectionsMarshal.AsImmutableArray(reader.GetBytesFromBase64());

    public override void Write(Utf8JsonWriter writer, ImmutableArray<byte> value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.AsSpan());
}
