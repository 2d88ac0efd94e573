using System.Text.Json.Serialization;

namespace KalshiArb.PaperExchange.Engine;

/// <summary>The first line of the state file: what the world is made of. A file made of something else is refused.</summary>
/// <param name="Version">Of the file's form.</param>
/// <param name="World">slate or quiet.</param>
/// <param name="Seed">Everything random follows from it.</param>
/// <param name="StartMicros">Market time at the beginning; a restart takes it from the file.</param>
/// <param name="Games">How many games.</param>
/// <param name="LagMicros">How far the other traders lag.</param>
/// <param name="CashMicros">What the account begins with, over all shards.</param>
public sealed record EngineHead(int Version, string World, ulong Seed, long StartMicros, int Games, long LagMicros, long CashMicros);

/// <summary>
/// One line of the state file. Commands are written before they are carried out and repeated when the venue starts again; the
/// other lines (accepted, rejected, fill, ended) are for people and for checks that trust nobody, and mark is a time.
/// </summary>
internal sealed record EngineLine(string Kind, long At)
{
    public string? Party { get; init; }

    public string? Client { get; init; }

    public string? NewClient { get; init; }

    public string? Order { get; init; }

    public string? Ticker { get; init; }

    public string? Side { get; init; }

    public int? LimitUnits { get; init; }

    public long? CountHundredths { get; init; }

    public long? ToHundredths { get; init; }

    public string? TimeInForce { get; init; }

    public string? SelfTradePrevention { get; init; }

    public bool? PostOnly { get; init; }

    public bool? ReduceOnly { get; init; }

    public bool? CancelOnPause { get; init; }

    public long? ExpirationMicros { get; init; }

    public string? Group { get; init; }

    public int? Shard { get; init; }

    public long? ContractsLimit { get; init; }

    public bool? Paused { get; init; }

    public bool? RefuseRestingReduceOnly { get; init; }

    public bool? PastExpirationIsImmediate { get; init; }

    public bool? ClientIdsFreeOnceClosed { get; init; }

    public bool? PostOnlyCrossCancels { get; init; }

    public long? CancelAllLingersMicros { get; init; }

    public string? Detail { get; init; }

    public long? FeeMicros { get; init; }

    public string? Fill { get; init; }

    public static EngineLine From(ExchangeCommand command, Instant at)
    {
        return command switch
        {
            SubmitOrder c => FromSubmit(c, at),
            CancelById c => Line("cancel") with { Order = c.Order.Value, Shard = c.Shard?.Index, Ticker = c.Market?.Value },
            CancelAllOrders => Line("cancel-all"),
            DecreaseOrder c => Line("decrease") with
            {
                Order = c.Order.Value, Shard = c.Shard?.Index, Ticker = c.Market?.Value, CountHundredths = c.ReduceBy?.Hundredths, ToHundredths = c.ReduceTo?.Hundredths,
            },
            AmendOrder c => Line("amend") with
            {
                Order = c.Order.Value, Shard = c.Shard?.Index, Ticker = c.Market.Value, Side = c.Side.ToString(), LimitUnits = c.Limit.Units,
                CountHundredths = c.Count.Hundredths, Client = c.ClientId?.Value, NewClient = c.NewClientId?.Value,
            },
            CreateGroup c => Line("group") with { Shard = c.Shard.Index, ContractsLimit = c.ContractsLimit },
            TriggerGroup c => Line("trigger") with { Group = c.Group.Value },
            ResetGroup c => Line("reset") with { Group = c.Group.Value },
            SetGroupLimit c => Line("group-limit") with { Group = c.Group.Value, ContractsLimit = c.ContractsLimit },
            DeleteGroup c => Line("group-delete") with { Group = c.Group.Value },
            PauseTrading c => Line("pause-trading") with { Shard = c.Shard.Index, Paused = c.Paused },
            PauseExchange c => Line("pause-exchange") with { Shard = c.Shard.Index, Paused = c.Paused },
            ChangeRules c => Line("rules") with
            {
                RefuseRestingReduceOnly = c.RefuseRestingReduceOnly, PastExpirationIsImmediate = c.PastExpirationIsImmediate,
                ClientIdsFreeOnceClosed = c.ClientIdsFreeOnceClosed, PostOnlyCrossCancels = c.PostOnlyCrossCancels,
                CancelAllLingersMicros = c.CancelAllLingers is { } lingers ? lingers.Ticks / TimeSpan.TicksPerMicrosecond : null,
            },
            SetPositionLimit c => Line("position-limit") with { CountHundredths = c.Limit?.Hundredths },
            SetMarketStatus c => Line("market-status") with { Ticker = c.Market.Value, Paused = !c.Active },
            SetCloseTime c => Line("close-time") with { Ticker = c.Market.Value, ExpirationMicros = c.CloseTime.UnixMicros },
            DetermineMarket c => Line("determine") with { Ticker = c.Market.Value, LimitUnits = c.Value.Units },
            _ => throw new InvariantViolation($"No line is known for {command.GetType().Name}."),
        };

        EngineLine Line(string kind) => new(kind, at.UnixMicros) { Party = command.Party == Engine.Party.House ? "house" : null };
    }

    /// <summary>The command of a line; null for marks and notes.</summary>
    public ExchangeCommand? ToCommand()
    {
        ExchangeCommand? command = Kind switch
        {
            "create" => ToSubmit(),
            "cancel" => new CancelById(NeedOrder(), ToShard(), ToTicker()),
            "cancel-all" => new CancelAllOrders(),
            "decrease" => new DecreaseOrder(NeedOrder(), ToShard(), ToTicker(), ToQuantity(CountHundredths), ToQuantity(ToHundredths)),
            "amend" => new AmendOrder(
                NeedOrder(), ToShard(), new Ticker(Need(Ticker)), Enum.Parse<OrderSide>(Need(Side)), Price.FromUnits(Need(LimitUnits)),
                Quantity.FromHundredths(Need(CountHundredths)), ToClient(Client), ToClient(NewClient)),
            "group" => new CreateGroup(new Shard(Need(Shard)), Need(ContractsLimit)),
            "trigger" => new TriggerGroup(NeedGroup()),
            "reset" => new ResetGroup(NeedGroup()),
            "group-limit" => new SetGroupLimit(NeedGroup(), Need(ContractsLimit)),
            "group-delete" => new DeleteGroup(NeedGroup()),
            "pause-trading" => new PauseTrading(new Shard(Need(Shard)), Need(Paused)),
            "pause-exchange" => new PauseExchange(new Shard(Need(Shard)), Need(Paused)),
            "rules" => new ChangeRules(
                RefuseRestingReduceOnly, PastExpirationIsImmediate, ClientIdsFreeOnceClosed, PostOnlyCrossCancels,
                CancelAllLingersMicros is { } micros ? TimeSpan.FromMicroseconds(micros) : null),
            "position-limit" => new SetPositionLimit(ToQuantity(CountHundredths)),
            "market-status" => new SetMarketStatus(new Ticker(Need(Ticker)), !Need(Paused)),
            "close-time" => new SetCloseTime(new Ticker(Need(Ticker)), Instant.FromUnixMicros(Need(ExpirationMicros))),
            "determine" => new DetermineMarket(new Ticker(Need(Ticker)), Price.FromUnits(Need(LimitUnits))),
            _ => null,
        };
        return command is null ? null : command with { Party = Party == "house" ? Engine.Party.House : Engine.Party.Account };
    }

    private static EngineLine FromSubmit(SubmitOrder c, Instant at) => new("create", at.UnixMicros)
    {
        Party = c.Party == Engine.Party.House ? "house" : null,
        Client = c.ClientId?.Value,
        Ticker = c.Ticker.Value,
        Side = c.Side.ToString(),
        LimitUnits = c.Limit.Units,
        CountHundredths = c.Count.Hundredths,
        TimeInForce = c.TimeInForce.ToString(),
        SelfTradePrevention = c.SelfTradePrevention.ToString(),
        PostOnly = c.PostOnly,
        ReduceOnly = c.ReduceOnly,
        CancelOnPause = c.CancelOnPause,
        ExpirationMicros = c.Expiration?.UnixMicros,
        Group = c.Group?.Value,
        Shard = c.Shard?.Index,
    };

    private SubmitOrder ToSubmit() => new(
        new Ticker(Need(Ticker)), Enum.Parse<OrderSide>(Need(Side)), Price.FromUnits(Need(LimitUnits)), Quantity.FromHundredths(Need(CountHundredths)),
        Enum.Parse<TimeInForce>(Need(TimeInForce)), Enum.Parse<SelfTradePrevention>(Need(SelfTradePrevention)), Need(PostOnly), Need(ReduceOnly),
        Need(CancelOnPause), ExpirationMicros is { } expiration ? Instant.FromUnixMicros(expiration) : null,
        Group is { } group ? new OrderGroupId(group) : null, ToShard(), ToClient(Client));

    private VenueOrderId NeedOrder() => new(Need(Order));

    private OrderGroupId NeedGroup() => new(Need(Group));

    private Shard? ToShard() => Shard is { } shard ? new Shard(shard) : null;

    private Ticker? ToTicker() => Ticker is { } ticker ? new Ticker(ticker) : null;

    private static Quantity? ToQuantity(long? hundredths) => hundredths is { } value ? Quantity.FromHundredths(value) : null;

    private static ClientOrderId? ToClient(string? id) => id is null ? null : new ClientOrderId(id);

    private string Need(string? value) => value ?? throw new InvalidDataException($"a {Kind} line of the venue's file lacks a value");

    private T Need<T>(T? value) where T : struct => value ?? throw new InvalidDataException($"a {Kind} line of the venue's file lacks a value");
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EngineLine))]
[JsonSerializable(typeof(EngineHead))]
internal sealed partial class EngineJson : JsonSerializerContext;
