using System.Text.Json.Serialization;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;
using KalshiArb.Host.Sessions;
using KalshiArb.Kill;

namespace KalshiArb.Host.Control;

/// <summary>What the socket understands. The names are the command line's.</summary>
public enum ControlCommand
{
    /// <summary>The whole at a glance.</summary>
    Status,
    /// <summary>The registry.</summary>
    Orders,
    /// <summary>Positions.</summary>
    Positions,
    /// <summary>Limits and brakes.</summary>
    Risk,
    /// <summary>Why a market is or is not traded.</summary>
    Why,
    /// <summary>No further entries.</summary>
    Pause,
    /// <summary>Exits only.</summary>
    Reduce,
    /// <summary>Trade on.</summary>
    Resume,
    /// <summary>Switch on.</summary>
    Enable,
    /// <summary>Switch off.</summary>
    Disable,
    /// <summary>Lift Killed.</summary>
    Reset,
    /// <summary>Take over the exchange's position.</summary>
    Adopt,
    /// <summary>Close a position by hand.</summary>
    Close,
    /// <summary>Begin a kill; answered at once.</summary>
    Kill,
    /// <summary>The receipt of the kill, finished or not.</summary>
    KillReceipt,
}

/// <summary>One request: a line of JSON of at most 64 KiB.</summary>
/// <param name="Command">What is asked.</param>
/// <param name="By">Who asks, for the record.</param>
/// <param name="Reason">Why; needed for a reset.</param>
/// <param name="Ticker">For <c>why</c>, <c>adopt</c> and <c>close</c>.</param>
/// <param name="Scope">For <c>enable</c> and <c>disable</c>.</param>
/// <param name="Name">For <c>enable</c> and <c>disable</c>.</param>
/// <param name="Flatten">For <c>kill</c>: sell what is held once it is verified.</param>
/// <param name="Floor">For <c>kill</c> with flatten: nothing is sold below this, in the position's own price; a cent without it.</param>
/// <param name="Limit">For <c>close</c>: least price, on the scale of the side that is held.</param>
/// <param name="Count">For <c>close</c>: contracts; all when null.</param>
public sealed record ControlRequest(
    ControlCommand Command, string By = "", string? Reason = null, string? Ticker = null, SwitchScope? Scope = null, string? Name = null, bool Flatten = false, Price? Floor = null,
    Price? Limit = null, Quantity? Count = null);

/// <summary>One answer: a line of JSON.</summary>
/// <param name="Ok">Whether it was done.</param>
/// <param name="ExitCode">What the command line ends with.</param>
/// <param name="Message">One line for a person.</param>
/// <param name="Status">For <c>status</c>.</param>
/// <param name="Orders">For <c>orders</c>.</param>
/// <param name="Positions">For <c>positions</c>.</param>
/// <param name="Risk">For <c>risk</c>.</param>
/// <param name="Why">For <c>why</c>.</param>
/// <param name="Receipt">For <c>kill</c>.</param>
public sealed record ControlResponse(
    bool Ok,
    ExitCode ExitCode,
    string Message,
    StatusView? Status = null,
    OrdersView? Orders = null,
    PositionsView? Positions = null,
    RiskView? Risk = null,
    WhyView? Why = null,
    KillReceipt? Receipt = null)
{
    /// <summary>A refusal.</summary>
    public static ControlResponse Failed(ExitCode code, string message) => new(false, code, message);
}

/// <summary>The generated reader and writer of everything on the socket and of the files of a state directory.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters =
    [
        typeof(PriceJsonConverter), typeof(PriceOffsetJsonConverter), typeof(MoneyJsonConverter), typeof(QuantityJsonConverter), typeof(InstantJsonConverter),
        typeof(TickerJsonConverter), typeof(ClientOrderIdJsonConverter), typeof(VenueOrderIdJsonConverter), typeof(ShardJsonConverter),
    ])]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlResponse))]
[JsonSerializable(typeof(SessionEnd))]
[JsonSerializable(typeof(ReplayEnd))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(StateStamp))]
[JsonSerializable(typeof(KillRecord))]
[JsonSerializable(typeof(KillSheet))]
internal sealed partial class ControlJson : JsonSerializerContext;
