using System.Runtime.ExceptionServices;
using System.Text;
using Akka.Actor;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Tape;

/// <summary>The first decision in which a replay differs from its tape.</summary>
/// <param name="Input">The number of the input that it belongs to; 0 for the opening.</param>
/// <param name="InputText">That input, for a person; null for the opening.</param>
/// <param name="OnTape">The line on the tape; null when the tape has none there.</param>
/// <param name="Replayed">The line that the replay decided; null when it decided none there.</param>
public sealed record ReplayDifference(long Input, string? InputText, string? OnTape, string? Replayed);

/// <summary>What a verification found.</summary>
/// <param name="Inputs">How many inputs ran.</param>
/// <param name="Decisions">How many decisions the replay made.</param>
/// <param name="DecisionHash">The replay's decision hash.</param>
/// <param name="Expected">The hash in the tape's footer; null without a footer.</param>
/// <param name="Difference">The first difference; null when the replay is equal.</param>
/// <param name="Torn">What was cut off the end of the tape; null when nothing was.</param>
/// <param name="ForeignDeliveries">Messages that reached core actors from another thread; must be 0.</param>
/// <param name="FactCount">How many facts the core had at the end.</param>
public sealed record ReplayResult(
    long Inputs,
    long Decisions,
    string DecisionHash,
    string? Expected,
    ReplayDifference? Difference,
    string? Torn,
    long ForeignDeliveries,
    int FactCount)
{
    /// <summary>Whether every decision was equal and the hash is the footer's, where there is one.</summary>
    public bool IsEqual => Difference is null && (Expected is null || Expected == DecisionHash);
}

/// <summary>How a tape is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>Reads and writes facts.</summary>
    public required IFactCodec Codec { get; init; }

    /// <summary>Makes the root, as for <see cref="TradingCore.Create"/>; settings and run come from the header.</summary>
    public required Func<TapeHeader, Func<ICoreTurn, CoreSeed, Props>> Root { get; init; }

    /// <summary>Where decisions are shown or kept.</summary>
    public ImmutableArray<IDecisionSink> Decisions { get; init; } = [];

    /// <summary>Called after each input with its number and the core's time, for progress; null for none.</summary>
    public Action<long, Instant>? Progress { get; init; }

    /// <summary>
    /// Called between two inputs with the core, the time of the next one and that input, before it runs: for whoever looks at the
    /// core by questions. Null for nobody.
    /// </summary>
    public Action<TradingCore, Instant, Input>? Between { get; init; }

    /// <summary>Called with the core before it is taken down, for questions; null for none.</summary>
    public Action<TradingCore>? AtEnd { get; init; }
}

/// <summary>
/// Replays a tape through the actors and verifies, decision by decision, that they decide what they decided then. Effects go
/// nowhere: the answers stand on the tape. A run that failed then is not run but dropped as it was then. It stops at the
/// first difference.
/// </summary>
public static class TapeReplay
{
    private const int MaxDecisionsPerInput = 1_000_000;

    /// <summary>Verifies a tape; throws <see cref="TapeException"/> where the tape cannot be read.</summary>
    public static ReplayResult Verify(CoreSystem system, TapeReader tape, ReplayOptions options)
    {
        var made = new Made();
        var group = new TapeGroup();
        using var core = TradingCore.Create(
            system,
            new CoreOptions
            {
                Codec = options.Codec,
                Commits = new InMemoryCommitLog(tape.Recovered, tape.Snapshot),
                Gateway = Nowhere.Instance,
                OpensAt = tape.Header.OpensAt,
                Decisions = [made, .. options.Decisions],
                Observer = made,
            },
            options.Root(tape.Header));
        var item = group.ReadRest(tape);
        var difference = made.Compare(group, tape, item, 0, null);
        while (difference is null && item == TapeItem.Input)
        {
            var (at, input) = (tape.At, tape.Input!);
            item = group.ReadRest(tape);
            options.Between?.Invoke(core, at, input);
            var asOnTape = core.Take(at, input, group.Failures);
            difference = made.Compare(group, tape, item, core.InputCount, input);
            if (!asOnTape) difference ??= new ReplayDifference(core.InputCount, input.ToString(), "failed: " + group.Failures[^1].Reason, null);
            options.Progress?.Invoke(core.InputCount, core.Now);
        }

        options.AtEnd?.Invoke(core);
        return new ReplayResult(
            core.InputCount, core.DecisionCount, core.DecisionHash, tape.Footer?.DecisionHash, difference, tape.Torn, core.ForeignDeliveries, core.FactCount);
    }

    /// <summary>Effects of a replay: nobody is there.</summary>
    private sealed class Nowhere : IOrderGateway
    {
        internal static Nowhere Instance { get; } = new();

        public void Dispatch(Effect effect)
        {
        }
    }

    /// <summary>What stands on the tape between two inputs.</summary>
    private sealed class TapeGroup
    {
        private readonly List<CoreFailure> _failures = [];

        internal List<byte[]> Lines { get; } = [];

        internal ReadOnlySpan<CoreFailure> Failures => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_failures);

        internal TapeItem ReadRest(TapeReader tape)
        {
            if (Lines.Count > 0) Lines.Clear();
            if (_failures.Count > 0) _failures.Clear();
            while (true)
            {
                var item = tape.Read();
                if (item == TapeItem.Decision) Lines.Add(tape.Line.ToArray());
                else if (item == TapeItem.Quarantined) _failures.Add(tape.Failure!);
                else return item;
                InvariantViolation.Unless(Lines.Count <= MaxDecisionsPerInput, "More than 1,000,000 decisions of one input on the tape.");
            }
        }
    }

    /// <summary>What the replay decided in its last input, and where it failed.</summary>
    private sealed class Made : IDecisionSink, ICoreObserver
    {
        private readonly List<byte[]> _lines = [];
        private readonly List<CoreFailure> _failures = [];

        public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line) => _lines.Add(line.ToArray());

        public void Failed(CoreFailure failure) => _failures.Add(failure);

        public void MustKill(string reason)
        {
        }

        // Nobody trades here: a list of decisions that cannot be written ends the replay.
        public void NotShown(Instant at, Exception thrown) => ExceptionDispatchInfo.Throw(thrown);

        /// <summary>
        /// The first difference. After a crash the tape may lack the last decisions of its last input, which then are not
        /// missed.
        /// </summary>
        internal ReplayDifference? Compare(TapeGroup group, TapeReader tape, TapeItem next, long number, Input? input)
        {
            ReplayDifference? difference = null;
            if (tape.Header.Decided)
            {
                var cutOff = next == TapeItem.End && tape.Footer is null;
                if (!cutOff && _failures.Count > group.Failures.Length)
                    difference = new ReplayDifference(number, input?.ToString(), null, "failed: " + _failures[^1].Reason);
                var count = cutOff ? group.Lines.Count : Math.Max(_lines.Count, group.Lines.Count);
                for (var i = 0; difference is null && i < count; i++)
                {
                    var onTape = i < group.Lines.Count ? group.Lines[i] : null;
                    var replayed = i < _lines.Count ? _lines[i] : null;
                    if (onTape is null || replayed is null || !onTape.AsSpan().SequenceEqual(replayed))
                        difference = new ReplayDifference(number, input?.ToString(), Text(onTape), Text(replayed));
                }
            }

            if (_lines.Count > 0) _lines.Clear();
            if (_failures.Count > 0) _failures.Clear();
            return difference;
        }

        private static string? Text(byte[]? line) => line is null ? null : Encoding.UTF8.GetString(line);
    }
}
