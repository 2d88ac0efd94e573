using System.Collections.Immutable;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Paper;

namespace KalshiArb.Simulation.DryRun;

/// <summary>What a dry run's gateway is joined to.</summary>
public sealed record DryRunOptions
{
    /// <summary>Where answers go, and what the account's own streams would show.</summary>
    public required IInputSink Sink { get; init; }

    /// <summary>The core's time. It must not go back.</summary>
    public required Func<Instant> Clock { get; init; }

    /// <summary>How long the way to the paper venue and back takes.</summary>
    public required NetworkTerms Network { get; init; }

    /// <summary>What the paper account begins with, by shard.</summary>
    public required ImmutableArray<ShardCash> Cash { get; init; }

    /// <summary>To what the venue rounds our balance changes.</summary>
    public required MemberPrecision Precision { get; init; }

    /// <summary>The send gate, read before each create leaves.</summary>
    public required Func<bool> MayCreate { get; init; }

    /// <summary>Takes the core's wish for a kill, and the gateway's own when an answer cannot be delivered.</summary>
    public required Action<string> KillWanted { get; init; }

    /// <summary>Takes requests for new snapshots: books come from the real stream.</summary>
    public required Action<RequestSnapshots> Snapshots { get; init; }
}
