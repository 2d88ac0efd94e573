using System.Collections.Immutable;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Paper;
using KalshiArb.Simulation.Seeds.Checks;

namespace KalshiArb.Simulation.Seeds;

/// <summary>
/// Drives the real core against a world in one simulated time, on one thread, while everything goes wrong that the faults name:
/// on the way, at the disk, in the actors, to the process, by people. When the process dies, a new core is made from what the
/// disk holds. Must be made and used on the thread that made the actor system.
/// </summary>
public sealed partial class FaultyDriver : IDisposable
{
    private static readonly TimeSpan LookSoon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DiskPatience = TimeSpan.FromSeconds(30);

    private readonly CoreSystem _system;
    private readonly RunTerms _terms;
    private readonly IMarketWorld _world;
    private readonly Func<ICommitLog> _openDisk;
    private readonly Power _power = new();
    private readonly FaultyNetwork _network;
    private readonly KillEdge _kill;
    private readonly FailurePoint _failures = new();
    private readonly Log _log;
    private readonly Dice _diskDice;
    private readonly Dice _actorDice;
    private readonly Dice _peopleDice;
    private readonly Dice _crashDice;
    private readonly PriorityQueue<Fault, (long Micros, long Number)> _troubles = new();
    private readonly List<Input> _frames = [];
    private readonly List<Input> _arriving = [];
    private readonly List<Input> _answers = [];
    private readonly List<Input> _heldBack = [];
    private readonly List<MemoryStream> _tapes = [];
    private FaultSet _faults;
    private FaultyJournal? _journal;
    private TradingCore? _core;
    private TapeWriter? _tape;
    private ReleaseGate _gate = new();
    private Instant _startsAt;
    private Instant _frozenUntil;
    private Instant _frozenAt;
    private Instant _tellsAgainAt;
    private long _troubleNumber;
    private int _run;
    private bool _healed;
    private bool _startedAgain;

    /// <summary>Makes a driver; nothing runs before <see cref="Start"/>.</summary>
    /// <param name="system">The actor system, made on this thread; it serves one driver at a time.</param>
    /// <param name="terms">What is driven, and what goes wrong.</param>
    /// <param name="world">The venue with its feeds.</param>
    /// <param name="introduce">Appends what the venue shows to somebody who has just connected.</param>
    /// <param name="openDisk">Opens the journal of each new process; the last one's has been disposed.</param>
    public FaultyDriver(CoreSystem system, RunTerms terms, IMarketWorld world, Action<ICollection<Input>> introduce, Func<ICommitLog> openDisk)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(world);
        (_system, _terms, _world, _openDisk, _faults) = (system, terms, world, openDisk, terms.Faults);
        Checks = new CheckList(terms.Settings, terms.AccountTag);
        (_diskDice, _actorDice, _peopleDice, _crashDice) = (new Dice(terms.Seed, 20), new Dice(terms.Seed, 21), new Dice(terms.Seed, 22), new Dice(terms.Seed, 23));
        _network = new FaultyNetwork(
            new FaultyNetworkTerms(terms.Seed, terms.Faults, terms.Rate, terms.ContractsFuse), world, introduce, () => _kill!.IsOpen, _power, Checks, Counts.Strikes);
        _kill = new KillEdge(world, _network, new Dice(terms.Seed, 24), () => !_healed && !_faults.IsEmpty);
        _log = new Log(this);
        Now = world.Now;
        if (world is SeedWorld seeds) (seeds.Filled, seeds.Changed, seeds.Settled) = (Filled, Checks.VenueChanged, VenueSettled);
        foreach (var (fault, _) in FaultSet.Known) PlanTrouble(fault);
    }

    /// <summary>Simulated time.</summary>
    public Instant Now { get; private set; }

    /// <summary>What watches the promises.</summary>
    public CheckList Checks { get; }

    /// <summary>What happened.</summary>
    public RunCounts Counts { get; } = new();

    /// <summary>Orders accepted by the venue without the answer saying so.</summary>
    public long HiddenAccepts => _network.HiddenAccepts;

    /// <summary>Whether nothing of ours is on its way anywhere.</summary>
    public bool IsQuiet => _network.NextTime is null && _journal?.NextTime is null && _kill.NextTime is null;

    /// <summary>The core that runs; null while no process does.</summary>
    public TradingCore? Core => _core;

    /// <summary>The decision hash of every process so far, in order.</summary>
    public List<string> Hashes { get; } = [];

    /// <summary>Something that must never happen, besides the promises: a broken invariant, a message nobody handled; null while there is none.</summary>
    public string? Defect { get; private set; }

    /// <summary>What happened last, for a person; kept only when wanted.</summary>
    public Action<string>? Trace { get; set; }

    /// <summary>The first process begins.</summary>
    public void Start() => StartProcess();

    /// <summary>Lets the next thing happen, whatever it is. False when nothing is due by <paramref name="until"/>, which is then the time.</summary>
    public bool Step(Instant until)
    {
        if (NextTime() is not { } next || next > until)
        {
            Now = Instant.Max(Now, until);
            return false;
        }

        Counts.Steps++;
        Now = Instant.Max(Now, next);
        if (_core is null && _startsAt <= Now) StartProcess();
        else if (_frozenUntil != Instant.Never && _frozenUntil <= Now) Unfreeze();
        else if (_troubles.TryPeek(out var fault, out var due) && due.Micros <= Now.UnixMicros)
        {
            _troubles.Dequeue();
            Strike(fault);
        }
        else if (_tellsAgainAt != Instant.Never && _tellsAgainAt <= Now) TellAgain();
        else if (_world.NextTime is { } own && own <= Now) StepWorld();
        else if (_kill.NextTime is { } killing && killing <= Now) StepKill();
        else if (_network.NextTime is { } passage && passage <= Now) _network.Arrive(Now, _arriving);
        else if (_journal?.NextTime is { } written && written <= Now) WriteDue();
        else if (_core is { } core && core.NextDeadline <= Now) Give(ClockTicked.Instance);
        GiveArrived();
        if (_kill.MayBeLifted(Now) && !_healed) Lift();
        if (_healed && _log.StartRefused && !_startedAgain)
        {
            // A listing that was lost before the healing was the last that may fail at a start. The next process has no such excuse.
            _startedAgain = true;
            RestartByOperator();
        }

        Checks.StepEnded(_core?.Now ?? Now);
        return true;
    }

    /// <summary>From here on nothing goes wrong. A process that is down, or whose journal failed, or that refused to start, is started once more.</summary>
    public void Heal()
    {
        _healed = true;
        _faults = FaultSet.None;
        _troubles.Clear();
        _failures.Disarm();
        if (_frozenUntil != Instant.Never) Unfreeze();
        _network.Heal(Now);
        var mustRestart = _core is null || _journal?.Failure is not null || _log.StartRefused;
        _journal?.Heal(Now);
        Settle();
        if (_world is SeedWorld seeds) seeds.CalmDown(_frames);
        ShowFrames();
        GiveArrived();
        if (mustRestart) RestartByOperator();
    }

    private void RestartByOperator()
    {
        if (_core is not null) Crash("restarted by an operator");
        StartProcess();
        GiveArrived();
    }

    /// <summary>Ends the run: the last process is closed in good order.</summary>
    public void Finish()
    {
        if (_core is not { } core) return;
        _tape?.Finish(core.DecisionHash, core.FactCount);
        End(core);
    }

    /// <summary>The tapes of every process, in order; none unless they were wanted.</summary>
    public ImmutableArray<byte[]> Tapes => [.. _tapes.Select(tape => tape.ToArray())];

    /// <inheritdoc/>
    public void Dispose()
    {
        _core?.Dispose();
        _tape?.Dispose();
        _journal?.Dispose();
        foreach (var tape in _tapes) tape.Dispose();
    }

    private Instant? NextTime()
    {
        var next = Earliest(Earliest(_world.NextTime, _network.NextTime), Earliest(_kill.NextTime, _journal?.NextTime));
        if (_troubles.TryPeek(out _, out var due)) next = Earliest(next, Instant.FromUnixMicros(due.Micros));
        if (_tellsAgainAt != Instant.Never) next = Earliest(next, _tellsAgainAt);
        if (_core is null) return Earliest(next, _startsAt);
        return _frozenUntil != Instant.Never ? Earliest(next, _frozenUntil) : Earliest(next, _core.NextDeadline);
    }

    private void StepWorld()
    {
        _world.Step(_frames);
        ShowFrames();
    }

    private void StepKill()
    {
        var verified = _kill.Step(Now, _frames);
        ShowFrames();
        if (!verified) return;
        Trace?.Invoke("kill verified");
        Counts.KillsVerified++;
        Checks.KillVerified(Now);
        _arriving.Add(new KillFinished(true, "simulated receipt"));
    }

    private void WriteDue()
    {
        _journal!.WriteDue(Now);
        Settle();
    }

    private void ShowFrames()
    {
        _network.Show(_frames, Now, _arriving);
        _frames.Clear();
    }

    /// <summary>Gives the core what has arrived; a process that is down gets nothing, one that stands still gets it later.</summary>
    private void GiveArrived()
    {
        for (var i = 0; i < _arriving.Count; i++)
        {
            if (_core is null) break;
            if (_frozenUntil != Instant.Never) _heldBack.Add(_arriving[i]);
            else Give(_arriving[i]);
        }

        _arriving.Clear();
    }

    private void Give(Input input)
    {
        if (_core is null) return;
        if (input is not SessionStarted && _faults.Has(Fault.Crash) && input is not (BookDelta or StreamAlive or ClockTicked) && _crashDice.Is(2))
        {
            Counts.Strikes.Add(Fault.Crash);
            Crash("before an answer or frame was taken");
            return;
        }

        if (_faults.Has(Fault.ActorException) && input is not SessionStarted && _actorDice.Is(3)) _failures.Arm(_actorDice.Below(6));
        GiveWhole(input);
        _failures.Disarm();
        Settle();
    }

    private void GiveWhole(Input input)
    {
        var core = _core!;
        var at = Instant.Max(Now, core.Now);
        Trace?.Invoke($"{at} {input}");
        var failures = core.FailureCount;
        Checks.Shown(input, at);
        var given = _terms.Edges.Given is { } edge ? edge(input) : input;
        if (given is null) return;
        // Known to be lost before the core decides anything on it.
        if (given is OrderWithheld withheld) Checks.Gone(withheld.Order);
        core.Process(at, given);
        Counts.Inputs++;
        if (core.FailureCount == failures) Checks.Took(input, at);
        else if (_tellsAgainAt == Instant.Never) _tellsAgainAt = Now + LookSoon;
    }

    // As the edges of the program do: the input in which an actor failed is not given again, and may have told of a market.
    private void TellAgain()
    {
        _tellsAgainAt = Instant.Never;
        if (_core is not null && _world is SeedWorld seeds) seeds.TellAgain(_arriving);
    }

    /// <summary>What the disk has done is released and leaves, and answers that come at once are taken, until nothing is left.</summary>
    private void Settle()
    {
        while (_core is { } core)
        {
            if (_journal is { } journal && !journal.Await(DiskPatience)) throw new JournalException("the journal does not answer", null);
            if (_power.IsOff)
            {
                Crash(_power.LostAt!);
                return;
            }

            core.ProcessPosted();
            _network.Leave(core.Now, _answers);
            if (_answers.Count == 0 && !_power.IsOff) break;
            var answers = _answers.ToArray();
            _answers.Clear();
            if (!_power.IsOff) foreach (var answer in answers) GiveWhole(answer);
        }

        while (_network.KillsWanted.TryDequeue(out var reason)) BeginKill("core", reason);
    }

    private void BeginKill(string by, string reason)
    {
        _gate.Close(reason);
        if (!_kill.Begin(by, Now)) return;
        Trace?.Invoke($"{Now} kill by {by}: {reason}");
        Counts.Kills++;
        Checks.GateClosed(Now);
        _arriving.Add(new KillBegun(by, reason));
    }

    private void Lift()
    {
        if (!_peopleDice.Is(_core is null ? 0 : 100)) return;
        Trace?.Invoke($"{Now} kill lifted");
        Give(new ResetRequested("operator", "looked at"));
        if (_core is null) return;
        _kill.Lift();
        Checks.GateOpened();
        // The release gate of a process stays closed for good: only a new one trades again.
        Crash("restarted by an operator");
    }

    private static Instant? Earliest(Instant? left, Instant? right) => left is { } one ? right is { } other ? Instant.Min(one, other) : one : right;

    private void Filled(FillReported fill)
    {
        Counts.Fills++;
        Checks.VenueFilled(fill);
    }

    private void VenueSettled(SettlementRow row)
    {
        Counts.Settlements++;
        Checks.VenueSettled(row);
    }
}
