using Akka.Actor;
using KalshiArb.Actors.Journal;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <content>One run as a transaction: taken as a whole or dropped and the tree rebuilt.</content>
public sealed partial class TradingCore
{
    private const int MaxRunsPerInput = 4_000_000;
    private const int MaxReasonLength = 500;
    private CoreFailure? _forced;

    private void OpenFirstTree()
    {
        _state = RecoveredState.Of(_options.Commits.Snapshot, _options.Commits.Recovered, _options.Codec);
        _snapshotAt = _options.Commits.Snapshot?.Facts ?? 0;
        _thread.Deadlines.Clear();
        _thread.Failure = null;
        _thread.Deadlines.Now = _options.OpensAt;
        var start = _state.Facts == 0 ? CoreStart.Fresh : CoreStart.Recovered;
        StartTree(new CoreSeed(start, _state, [], null));
        RunDeadlines(_options.OpensAt);
        SnapshotWhenDue();
        _foreignAtOpening = _thread.ForeignCount;
    }

    /// <summary>
    /// Queues a snapshot behind the batch that it follows, between two inputs. The state is immutable, so the core hands over
    /// a reference and goes on; whoever keeps it writes it out on another thread. After a failed one the next is tried when
    /// as many facts have come again: until then recovery reads more facts, no more.
    /// </summary>
    private void SnapshotWhenDue()
    {
        if (_options.SnapshotEvery <= 0 || _state.Facts - _snapshotAt < _options.SnapshotEvery || _release.Failure is not null) return;
        _snapshotAt = _state.Facts;
        _options.Commits.Save(_state);
    }

    private void RunDeadlines(Instant at)
    {
        ReadOnlySpan<CoreFailure> none = [];
        RunDeadlines(at, ref none);
    }

    private void BeginRun(Instant at)
    {
        _thread.Deadlines.Now = at;
        _forced = null;
        _turn.Open();
    }

    /// <summary>Pumps the run to its end and takes it; returns false when it was dropped.</summary>
    private bool EndRun()
    {
        if (_forced is null)
        {
            _thread.PumpUntilFailure();
            if (_thread.Failure is null && _turn.Broken is null && TryEncode(out var stored))
            {
                _turn.Close();
                Accept(stored);
                _run++;
                return true;
            }
        }

        Drop(_forced ?? (_turn.Broken is { } broken
            ? new CoreFailure(InputCount, _run, Now, OneLine(broken), Broken: true)
            : Failure(_thread.Failure!, InputCount, _run)));
        _run++;
        return false;
    }

    private bool TryEncode(out ImmutableArray<StoredFact> stored)
    {
        stored = [];
        if (_turn.Facts.Count == 0) return true;
        try
        {
            var builder = ImmutableArray.CreateBuilder<StoredFact>(_turn.Facts.Count);
            foreach (var fact in _turn.Facts) builder.Add(_options.Codec.Encode(fact));
            stored = builder.MoveToImmutable();
            return true;
        }
#pragma warning disable CA1031 // A fact that cannot be serialized is a failure of the input that emitted it, whatever was thrown.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            _thread.ReportFailure(thrown);
            return false;
        }
    }

    private void Accept(ImmutableArray<StoredFact> stored)
    {
        for (var i = 0; i < _turn.DecisionCount; i++)
        {
            _turn.Decision(i, out var line);
            _chain.Add(line);
            _options.Tape?.Decision(line);
        }

        if (_turn.Facts.Count > 0 || _turn.Releases.Count > 0)
        {
            var batch = new CommitBatch(++_batches, stored, [.. _turn.Releases]);
            _release.Appending();
            _options.Commits.Append(batch, _release);
        }

        foreach (var effect in _turn.AtOnce) _options.Gateway.Dispatch(effect);
        // Last, since nothing waits for it: facts are folded here so that a tree can be made anew at any time, in a moment.
        foreach (var fact in _turn.Facts) _state = _state.Apply(fact);
        foreach (var sink in _options.Decisions) Show(sink);
        if (_turn.DecisionCount + _turn.Facts.Count + _turn.Releases.Count + _turn.AtOnce.Count > 0) _turn.Clear();
    }

    // Everything is on its way by now: who shows decisions can spoil none, and is not asked again once he has thrown.
    private void Show(IDecisionSink sink)
    {
        if (_mute.Contains(sink)) return;
        try
        {
            for (var i = 0; i < _turn.DecisionCount; i++) sink.Decided(InputCount, Now, _turn.Decision(i, out var line), line);
        }
#pragma warning disable CA1031 // Whatever a display throws, it is no reason to stop trading, and none to trade otherwise.
        catch (Exception thrown) when (_options.Observer is not null)
#pragma warning restore CA1031
        {
            _mute.Add(sink);
            _options.Observer.NotShown(Now, thrown);
        }
    }

    /// <summary>Drops what the run decided and makes the tree anew from the facts, within the same input.</summary>
    private void Drop(CoreFailure failure)
    {
        FailureCount++;
        _options.Tape?.Quarantined(failure);
        var kill = _failures.Add(failure);
        TakeTreeDown();
        StartTree(new CoreSeed(CoreStart.AfterFailure, _state, _references.ToList(), kill));
        _options.Observer?.Failed(failure);
        if (kill is not null) _options.Observer?.MustKill(kill);
    }

    private void TakeTreeDown()
    {
        _turn.Ignore();
        _thread.DropsMessages = true;
        ((IInternalActorRef)_root).Stop();
        _thread.PumpToTheEnd();
        _thread.DropsMessages = false;
        InvariantViolation.Unless(_system.Slot.Root is null, "The tree of core actors did not end.");
        _root = ActorRefs.Nobody;
        _thread.Deadlines.Clear();
        _thread.Failure = null;
        _turn.Clear();
        _turn.Close();
    }

    private void StartTree(CoreSeed seed)
    {
        _turn.Open();
        _system.Guardian.Tell(new CoreGuardian.StartRoot(_rootProps(_turn, seed)), ActorRefs.NoSender);
        _thread.PumpUntilFailure();
        if (_thread.Failure is null)
        {
            _root = _system.Slot.Root ?? ActorRefs.Nobody;
            _collector.Reply = null;
            _root.Tell(new Identify(null), _collector);
            _thread.PumpUntilFailure();
        }

        ThrowIfNotUp(seed);
        ImmutableArray<StoredFact> stored = [];
        if (!TryEncode(out stored)) ThrowIfNotUp(seed);
        _turn.Close();
        Accept(stored);
    }

    private void ThrowIfNotUp(CoreSeed seed)
    {
        var answered = _collector.Reply is ActorIdentity { Subject: { } subject } && subject.Equals(_root);
        if (_thread.Failure is null && _turn.Broken is null && answered) return;
        var reason = _thread.Failure is { } cause ? Describe(cause) : _turn.Broken ?? "its root did not answer";
        throw new InvariantViolation("The core could not be made (" + seed.Start + "): " + reason);
    }

    private void RunForeign()
    {
        _run = 0;
        BeginRun(Now);
        _thread.AdmitForeign();
        _thread.PumpUntilFailure();
        if (_thread.Failure is { } cause) Take(Now, ClockTicked.Instance, [Failure(cause, InputCount + 1, 0)]);
        else EndRun();
    }

    private CoreFailure Failure(Exception cause, long input, int run)
    {
        var inner = cause;
        while (inner is ActorInitializationException or System.Reflection.TargetInvocationException && inner.InnerException is { } next) inner = next;
        return new CoreFailure(input, run, Now, Describe(inner), inner is InvariantViolation);
    }

    private static string Describe(Exception cause) => OneLine(cause.GetType().Name + ": " + cause.Message);

    private static string OneLine(string text)
    {
        var line = string.Create(Math.Min(text.Length, MaxReasonLength), text, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
        return line;
    }
}
