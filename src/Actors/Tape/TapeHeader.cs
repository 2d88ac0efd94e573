using System.Text.Json.Serialization;

namespace KalshiArb.Actors.Tape;

/// <summary>What stands at the head of a tape.</summary>
/// <param name="Build">Version and commit of the program that wrote it.</param>
/// <param name="Mode">Trading mode of the run (paper, live, …), or <c>import</c>.</param>
/// <param name="Run">Run number; 0 for an import.</param>
/// <param name="Seed">Seed of the simulated slate; null where there is none.</param>
/// <param name="OpensAt">Core time at which the core opened. No record is earlier.</param>
/// <param name="Settings">Effective decision settings, as the JSON text of the host.</param>
/// <param name="MarketFacts">Where market facts come from a file: its JSON text; null otherwise.</param>
/// <param name="RecoveredFacts">How many facts of earlier runs follow the header, or the snapshot where there is one.</param>
/// <param name="Decided">
/// Whether a core ran while this was recorded, so that its decisions can be verified. An import holds inputs alone.
/// </param>
public sealed record TapeHeader(
    string Build,
    string Mode,
    int Run,
    long? Seed,
    Instant OpensAt,
    string Settings,
    string? MarketFacts,
    int RecoveredFacts,
    bool Decided)
{
    /// <summary>
    /// How many facts of earlier runs are folded in the snapshot that follows the header, before the recovered facts; null when
    /// none does, as on every tape of before there were snapshots.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SnapshotFacts { get; init; }

    /// <summary>
    /// How long a bar is, in seconds, whose end each recorded price is: a what-if then knows nothing of the bar in which an order
    /// arrives. Null where prices stand as they came.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? BarSeconds { get; init; }
}

/// <summary>What stands at the end of a tape that was closed in good order.</summary>
/// <param name="Inputs">How many inputs it holds.</param>
/// <param name="Decisions">How many decisions it holds.</param>
/// <param name="DecisionHash">The decision hash of the run; null for an import.</param>
/// <param name="Facts">How many facts there were at the end, recovered ones included.</param>
public sealed record TapeFooter(long Inputs, long Decisions, string? DecisionHash, int Facts);
