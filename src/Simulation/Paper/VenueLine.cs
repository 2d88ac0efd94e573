using System.Text.Json.Serialization;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Simulation.Paper;

/// <summary>
/// One line of the venue's own file. Calls are written before they are carried out and repeated when the venue starts again;
/// the other lines are for people and for independent checks.
/// </summary>
/// <param name="Kind">create, cancel, cancel-all, group, trigger, list; mark for a time; accepted, rejected, fill, ended for what became of orders.</param>
/// <param name="At">Market time in microseconds since the Unix epoch.</param>
internal sealed record VenueLine(string Kind, long At)
{
    public string? Client { get; init; }

    public string? Order { get; init; }

    public string? Ticker { get; init; }

    public string? Side { get; init; }

    public int? LimitUnits { get; init; }

    public long? CountHundredths { get; init; }

    public string? TimeInForce { get; init; }

    public string? Role { get; init; }

    public bool? PostOnly { get; init; }

    public bool? ReduceOnly { get; init; }

    public long? ExpirationMicros { get; init; }

    public string? SelfTradePrevention { get; init; }

    public bool? CancelOnPause { get; init; }

    public string? Group { get; init; }

    public int? Shard { get; init; }

    public long? ContractsLimit { get; init; }

    public long? SinceMicros { get; init; }

    public long? Pass { get; init; }

    public string? Detail { get; init; }

    public long? FeeMicros { get; init; }

    public string? Fill { get; init; }

    public static VenueLine Create(OrderTicket ticket, Instant at) => new("create", at.UnixMicros)
    {
        Client = ticket.Id.Value,
        Ticker = ticket.Ticker.Value,
        Side = ticket.Side.ToString(),
        LimitUnits = ticket.Limit.Units,
        CountHundredths = ticket.Count.Hundredths,
        TimeInForce = ticket.TimeInForce.ToString(),
        Role = ticket.Role.ToString(),
        PostOnly = ticket.PostOnly,
        ReduceOnly = ticket.ReduceOnly,
        ExpirationMicros = ticket.Expiration?.UnixMicros,
        SelfTradePrevention = ticket.SelfTradePrevention.ToString(),
        CancelOnPause = ticket.CancelOnPause,
        Group = ticket.Group?.Value,
        Shard = ticket.Shard.Index,
    };

    public OrderTicket ToTicket() => new(
        new ClientOrderId(Need(Client)),
        new Ticker(Need(Ticker)),
        Enum.Parse<OrderSide>(Need(Side)),
        Price.FromUnits(Need(LimitUnits)),
        Quantity.FromHundredths(Need(CountHundredths)),
        Enum.Parse<TimeInForce>(Need(TimeInForce)),
        Enum.Parse<OrderRole>(Need(Role)),
        Need(PostOnly),
        Need(ReduceOnly),
        ExpirationMicros is { } expiration ? Instant.FromUnixMicros(expiration) : null,
        Enum.Parse<SelfTradePrevention>(Need(SelfTradePrevention)),
        Need(CancelOnPause),
        Group is { } group ? new OrderGroupId(group) : null,
        new Shard(Need(Shard)));

    public string Need(string? value) => value ?? throw new InvalidDataException($"a {Kind} line of the venue's file lacks a value");

    public T Need<T>(T? value) where T : struct => value ?? throw new InvalidDataException($"a {Kind} line of the venue's file lacks a value");
}

/// <summary>The first line of the venue's file: what the evening is made from.</summary>
/// <param name="Version">Of the file's form.</param>
/// <param name="Seed">Everything random follows from it.</param>
/// <param name="StartMicros">Market time at the beginning.</param>
/// <param name="Games">How many games.</param>
/// <param name="LagMicros">How far the other traders lag.</param>
/// <param name="CashMicros">What our account begins with.</param>
public sealed record VenueHead(int Version, ulong Seed, long StartMicros, int Games, long LagMicros, long CashMicros);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VenueLine))]
[JsonSerializable(typeof(VenueHead))]
internal sealed partial class VenueJson : JsonSerializerContext;
