using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>What a core is wired to.</summary>
public sealed record CoreOptions
{
    /// <summary>Serializes facts inside the input that emits them.</summary>
    public required IFactCodec Codec { get; init; }

    /// <summary>Where facts become durable, and where those of earlier runs come from.</summary>
    public required ICommitLog Commits { get; init; }

    /// <summary>Where effects leave: called on the core thread for effects that wait for nothing, on the commit log's thread for the others.</summary>
    public required IOrderGateway Gateway { get; init; }

    /// <summary>Core time at which the core opens; no input is earlier.</summary>
    public required Instant OpensAt { get; init; }

    /// <summary>Facts between two snapshots of the core's state; 0 takes none.</summary>
    public int SnapshotEvery { get; init; }

    /// <summary>The gate that holds creates back once closed.</summary>
    public ReleaseGate Gate { get; init; } = new();

    /// <summary>The tape; null when nothing is recorded.</summary>
    public ICoreTape? Tape { get; init; }

    /// <summary>Where decisions are shown or kept, in this order.</summary>
    public ImmutableArray<IDecisionSink> Decisions { get; init; } = [];

    /// <summary>Who is told of failures.</summary>
    public ICoreObserver? Observer { get; init; }

    /// <summary>Inputs that may wait in the inbox; above that posts are refused. 1..16,777,216.</summary>
    public int InboxCapacity { get; init; } = 65_536;
}
