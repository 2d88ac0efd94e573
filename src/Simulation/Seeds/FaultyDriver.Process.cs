using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Simulation.Seeds;

/// <content>The life of the process, and what befalls it.</content>
public sealed partial class FaultyDriver
{
    /// <summary>Often, so that most processes of a seed begin with a snapshot.</summary>
    private const int SnapshotEvery = 20;

    private void StartProcess()
    {
        var disk = _openDisk();
        _journal = new FaultyJournal(disk, _power, _healed ? FaultSet.None : _faults, Counts.Strikes, _diskDice, () => Now) { Handed = Handed };
        _power.Restore();
        _gate = new ReleaseGate();
        _log.Clear();
        var recovered = RecoveredState.Of(disk.Snapshot, disk.Recovered, JournalFormat.Instance);
        _run = recovered.Orders.Run + 1;
        _tape = Taped(disk);
        Checks.Restarted();
        _core = TradingCore.Create(
            _system,
            new CoreOptions
            {
                Codec = JournalFormat.Instance, Commits = _journal, Gateway = _terms.Edges.Gateway?.Invoke(_network) ?? _network, OpensAt = Now, Gate = _gate, Tape = _tape, Decisions = [_log], Observer = _log,
                SnapshotEvery = SnapshotEvery,
            },
            Root(CoreRoot.For(_terms.Edges.Settings?.Invoke(_terms.Settings) ?? _terms.Settings, MemberPrecision.Direct)));
        Trace?.Invoke($"{Now} process {_run} with {recovered.Facts} facts");
        if (!_kill.IsOpen) _gate.Close("killed before");
        Give(new SessionStarted(_run, _terms.AccountTag, "simulation"));
        if (!_kill.IsOpen) _arriving.Add(new KillBegun(_kill.By ?? "operator", "killed before"));
        _network.Connect(_arriving);
    }

    private Func<ICoreTurn, CoreSeed, Akka.Actor.Props> Root(Func<ICoreTurn, CoreSeed, Akka.Actor.Props> root) =>
        _terms.Faults.Has(Fault.ActorException) ? (turn, seed) => root(new FaultyTurn(turn, _failures), seed) : root;

    private TapeWriter? Taped(ICommitLog disk)
    {
        if (!_terms.Taped) return null;
        var stream = new MemoryStream();
        _tapes.Add(stream);
        return new TapeWriter(
            stream, new TapeHeader("simulation", "simulation", _run, (long)(_terms.Seed >> 1), Now, SettingsJson.Write(_terms.Settings), null, 0, Decided: true),
            disk.Recovered, disk.Snapshot, leaveOpen: true);
    }

    private void Crash(string where)
    {
        if (_core is not { } core) return;
        Trace?.Invoke($"{Now} the process ends {where}");
        Counts.Crashes++;
        _power.Cut(where);
        _failures.Disarm();
        End(core);
        Checks.Restarted();
        _network.Forget(Now);
        _heldBack.Clear();
        _arriving.Clear();
        _answers.Clear();
        _frozenUntil = Instant.Never;
        _startsAt = Now + _crashDice.Milliseconds(100, 4_000);
    }

    private void End(TradingCore core)
    {
        Counts.Decisions += core.DecisionCount;
        if (core.ForeignDeliveries > 0) Defect ??= $"{core.ForeignDeliveries} messages reached core actors from another thread";
        Hashes.Add(core.DecisionHash);
        core.Dispose();
        _core = null;
        _journal!.Crash();
        _journal.Await(DiskPatience);
        _journal.Dispose();
        _journal = null;
        _tape?.Dispose();
        _tape = null;
    }

    private void Unfreeze()
    {
        var held = _heldBack.ToArray();
        _heldBack.Clear();
        _frozenUntil = Instant.Never;
        Give(new ClockJumped(Now - _frozenAt));
        foreach (var input in held) Give(input);
    }

    /// <summary>Every order that the core decides stands in a batch that it hands to the journal.</summary>
    private void Handed(CommitBatch batch)
    {
        var at = _core?.Now ?? Now;
        foreach (var fact in batch.Facts)
            if (JournalFormat.Instance.Decode(fact) is OrderIntended intended) Checks.Intended(intended.Ticket.Id, intended.Strategy);
        foreach (var effect in batch.Effects)
            if (effect is CreateOrder create) Checks.Decided(create.Ticket, at);
    }

    private void PlanTrouble(Fault fault)
    {
        var after = fault switch
        {
            Fault.Crash => _crashDice.Milliseconds(10_000, 120_000),
            Fault.ClockJump => _crashDice.Milliseconds(10_000, 90_000),
            Fault.Disconnect => _crashDice.Milliseconds(5_000, 60_000),
            Fault.StaleListing => _crashDice.Milliseconds(5_000, 40_000),
            Fault.Kill => _peopleDice.Milliseconds(20_000, 200_000),
            Fault.Pause => _peopleDice.Milliseconds(5_000, 50_000),
            _ => TimeSpan.Zero,
        };
        if (after > TimeSpan.Zero && _faults.Has(fault)) _troubles.Enqueue(fault, ((Now + after).UnixMicros, ++_troubleNumber));
    }

    private void Strike(Fault fault)
    {
        PlanTrouble(fault);
        if (_core is null) return;
        switch (fault)
        {
            case Fault.Crash:
                Counts.Strikes.Add(fault);
                Crash("between two things");
                break;
            case Fault.ClockJump when _frozenUntil == Instant.Never:
                Counts.Strikes.Add(fault);
                (_frozenAt, _frozenUntil) = (Now, Now + _crashDice.Milliseconds(1_100, 15_000));
                break;
            case Fault.Disconnect:
                _network.Disconnect(Now);
                break;
            case Fault.StaleListing:
                _network.Lag(Now, _arriving);
                break;
            case Fault.Kill:
                Counts.Strikes.Add(fault);
                BeginKill("operator", "simulated");
                break;
            case Fault.Pause:
                Counts.Strikes.Add(fault);
                _arriving.Add(_peopleDice.Below(8) switch
                {
                    0 => new PauseRequested("operator", "simulated"),
                    1 => new ReduceRequested("operator", "simulated"),
                    2 => new SwitchRequested(SwitchScope.Ticker, "KXNBAGAME-G1-HOME", false, "operator"),
                    3 => new SwitchRequested(SwitchScope.Ticker, "KXNBAGAME-G1-HOME", true, "operator"),
                    _ => new ResumeRequested("operator"),
                });
                break;
            default:
                break;
        }
    }

    /// <summary>What the core says of itself: failures, doubts, a refused start.</summary>
    private sealed class Log(FaultyDriver driver) : IDecisionSink, ICoreObserver
    {
        private readonly HashSet<string> _doubted = [];

        public bool StartRefused { get; private set; }

        public void Clear()
        {
            StartRefused = false;
            _doubted.Clear();
        }

        public void Decided(long input, Instant at, DecisionEntry entry, ReadOnlySpan<byte> line)
        {
            driver.Trace?.Invoke($"  {entry.Kind} {entry.Ticker} {entry.Code} {entry.Text}");
            if (entry.Code == "START_NOT_RECONCILED") StartRefused = true;
            else if (entry.Code == "IN_DOUBT")
            {
                driver.Counts.Doubts++;
                _doubted.Add(OrderIn(entry.Text));
            }
            else if (entry.Code == "SET_LEG") driver.Counts.SetLegs++;
            else if (entry.Code == "SET_HELD" && !entry.Text.StartsWith("matched=0", StringComparison.Ordinal)) driver.Counts.SetsHeld++;
            else if (entry.Kind == DecisionKind.Ended)
            {
                if (_doubted.Remove(OrderIn(entry.Text))) driver.Counts.DoubtsResolved++;
                if (entry.Code == "ABSENT") driver.Counts.ProvedAbsent++;
            }
        }

        public void Failed(CoreFailure failure)
        {
            driver.Counts.ActorFailures++;
            driver.Counts.Strikes.Add(Fault.ActorException);
            driver.Trace?.Invoke($"  failed: {failure.Reason}");
            if (failure.Broken || !driver._failures.HasThrown) driver.Defect ??= $"an actor failed by itself: {failure.Reason}";
            driver.Checks.Rebuilt(failure.At);
        }

        public void NotShown(Instant at, Exception thrown) => driver.Defect ??= $"decisions were not taken: {thrown.Message}";

        public void MustKill(string reason)
        {
        }

        private static string OrderIn(string text)
        {
            var end = text.IndexOf(' ', StringComparison.Ordinal);
            return end < 0 ? text : text[..end];
        }
    }
}
