using KalshiArb.Domain.Settings;
using KalshiArb.Host.Configuration;
using KalshiArb.Kill;

namespace KalshiArb.Host.Sessions;

/// <summary>Makes sessions, replays tapes and imports recordings: all that the program's commands need of the rest.</summary>
public interface ITradingPlatform
{
    /// <summary>Makes a session; nothing runs before it is started. The caller holds the state directory's lock.</summary>
    ITradingSession OpenRun(RunRequest request, ISessionObserver observer);

    /// <summary>Replays tapes through the same actors. Throws <see cref="SessionRefusedException"/> for a tape that cannot be read.</summary>
    Task<ReplayEnd> ReplayAsync(ReplayRequest request, IProgress<ReplayProgress>? progress, CancellationToken cancellation);

    /// <summary>Turns recordings into a tape. Throws <see cref="SessionRefusedException"/> naming file and line for what cannot be read.</summary>
    Task<ImportReport> ImportAsync(ImportRequest request, CancellationToken cancellation);
}

/// <summary>What a run needs.</summary>
/// <param name="Settings">Effective settings.</param>
/// <param name="SettingsJson">The decision settings as they go to the head of the tape.</param>
/// <param name="Build">Version and commit of this build.</param>
/// <param name="StateDirectory">Absolute path; locked, stamped and made by the caller. Tapes go to its folder <c>tape</c>.</param>
/// <param name="Gate">Read before every create is written.</param>
/// <param name="Seed">Of slate, latency and everything else that is drawn.</param>
/// <param name="For">Wall time after which it ends; null for without end.</param>
/// <param name="ForMarket">Market time after which it ends; null for without end.</param>
/// <param name="Speed">Market seconds a second.</param>
/// <param name="KilledBefore">The kill that stands from an earlier run: reconcile read-only, trade nothing until reset.</param>
public sealed record RunRequest(
    EffectiveSettings Settings,
    string SettingsJson,
    string Build,
    string StateDirectory,
    SendGate Gate,
    long Seed,
    TimeSpan? For,
    TimeSpan? ForMarket,
    double Speed,
    KillRecord? KilledBefore)
{
    /// <summary>Paper goes through Kalshi's own protocol, over a socket on loopback.</summary>
    public bool Wire { get; init; }

    /// <summary>Faults that the embedded exchange puts in, as the command line gave them.</summary>
    public ImmutableArray<string> Faults { get; init; } = [];

    /// <summary>Where raw frames of the stream are kept; null for nowhere.</summary>
    public string? CapturePath { get; init; }
}

/// <summary>What a replay needs.</summary>
/// <param name="Settings">Effective settings.</param>
/// <param name="Overridden">Whether settings were given on the command line; otherwise the tape's own are used.</param>
/// <param name="Tapes">Files, in order.</param>
/// <param name="DecisionsFile">Where the decision log is written, one line a decision; null for nowhere.</param>
public sealed record ReplayRequest(EffectiveSettings Settings, bool Overridden, ImmutableArray<string> Tapes, string? DecisionsFile)
{
    /// <summary>Directory to which a report is written, as a page and as JSON; null for none.</summary>
    public string? ReportDirectory { get; init; }

    /// <summary>By how much the odds are received later than on the tape: a what-if, with 0 too. Null for a replay of what was.</summary>
    public TimeSpan? OddsDelay { get; init; }
}

/// <summary>How far a replay is.</summary>
public readonly record struct ReplayProgress(long Inputs, long? TotalInputs, Instant At);

/// <summary>What kind of replay it was.</summary>
public enum ReplayKind
{
    /// <summary>Same decision settings: the hash must be the run's.</summary>
    Verify,
    /// <summary>Other settings or imported history.</summary>
    WhatIf,
}

/// <summary>The result of a replay.</summary>
/// <param name="Kind">Verify or what-if.</param>
/// <param name="SettingsThatDiffer">Against the tape's header.</param>
/// <param name="ExpectedHash">The run's hash; null when the tape has none.</param>
/// <param name="Agrees">Whether the hash is the run's; null when there is nothing to compare with.</param>
/// <param name="FirstDifference">The first differing input and both decisions; null when it agrees.</param>
/// <param name="Summary">The same summary as a run's.</param>
/// <param name="Elapsed">Wall time it took.</param>
/// <param name="Notes">Lines that the user must know, such as tops of books of an import without odds.</param>
public sealed record ReplayEnd(
    ReplayKind Kind,
    ImmutableArray<SettingDifference> SettingsThatDiffer,
    string? ExpectedHash,
    bool? Agrees,
    ReplayDifference? FirstDifference,
    SessionEnd Summary,
    TimeSpan Elapsed,
    ImmutableArray<string> Notes);

/// <summary>Where a replay first left its run.</summary>
/// <param name="Input">The number of the input.</param>
/// <param name="InputText">The input.</param>
/// <param name="Recorded">The run's decision; null when it made none.</param>
/// <param name="Replayed">The replay's decision; null when it made none.</param>
public sealed record ReplayDifference(long Input, string InputText, string? Recorded, string? Replayed);

/// <summary>Which recording is imported.</summary>
public enum ImportKind
{
    /// <summary>Verbatim stream frames of the order book.</summary>
    KalshiFrames,
    /// <summary>Frames of the ticker channel.</summary>
    KalshiTicker,
    /// <summary>Minute closes with game state (CSV).</summary>
    KalshiMinutes,
}

/// <summary>What an import needs.</summary>
/// <param name="Kind">Which recording.</param>
/// <param name="Files">The recording.</param>
/// <param name="OddsFiles">The Odds API snapshots (JSON, gzipped or not) or change rows (CSV).</param>
/// <param name="MarketsFile">Market facts; null to use <c>data/</c>.</param>
/// <param name="Out">The tape to write.</param>
/// <param name="Settings">Effective settings, written to the head of the tape.</param>
public sealed record ImportRequest(
    ImportKind Kind, ImmutableArray<string> Files, ImmutableArray<string> OddsFiles, string? MarketsFile, string Out, EffectiveSettings Settings);

/// <summary>What an import found.</summary>
/// <param name="Tape">The tape, absolute.</param>
/// <param name="Inputs">Inputs written.</param>
/// <param name="Figures">Counts in the order to print them: games, minutes, odds games, matched, unmatched, ambiguous, …</param>
/// <param name="Quarantined">What could not be read, at most 20, each with its place.</param>
/// <param name="Notes">Anything else that the user must know.</param>
public sealed record ImportReport(string Tape, long Inputs, ImmutableArray<NamedCount> Figures, ImmutableArray<string> Quarantined, ImmutableArray<string> Notes);
