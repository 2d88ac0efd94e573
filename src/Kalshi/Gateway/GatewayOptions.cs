using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Gateway;

/// <summary>What a gateway is joined to.</summary>
public sealed record GatewayOptions
{
    /// <summary>The venue.</summary>
    public required KalshiRestClient Client { get; init; }

    /// <summary>Where answers go.</summary>
    public required IInputSink Sink { get; init; }

    /// <summary>The core's time.</summary>
    public required Func<Instant> Clock { get; init; }

    /// <summary>The send gate, read when a create is about to be written.</summary>
    public required Func<bool> MayCreate { get; init; }

    /// <summary>Limit of the order groups that are made: contracts in a rolling 15 s, 1 to 1,000,000.</summary>
    public required long ContractsFuse { get; init; }

    /// <summary>Takes the core's wish for a kill, and the gateway's own when an answer cannot be delivered.</summary>
    public required Action<string> KillWanted { get; init; }

    /// <summary>Takes requests for new snapshots.</summary>
    public required Action<RequestSnapshots> Snapshots { get; init; }

    /// <summary>Why entries may not leave now (clock skew, a pause), or null. Exits and cancels do not ask.</summary>
    public Func<string?> WhyNoEntry { get; init; } = static () => null;

    /// <summary>Told of every order group that was made for this run.</summary>
    public Action<OrderGroupCreated> GroupMade { get; init; } = static _ => { };

    /// <summary>Creates that may be on their way at once; more are withheld.</summary>
    public int MaxCreatesInFlight { get; init; } = 64;

    /// <summary>Requests of every kind that may be on their way at once; above that the newest wait.</summary>
    public int MaxRequests { get; init; } = 256;
}
