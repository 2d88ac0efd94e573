using System.Diagnostics;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Simulation.Seeds;

/// <summary>What is soaked.</summary>
/// <param name="Seed">What all chance follows from.</param>
/// <param name="Length">Simulated time: 2 to 1,000 hours.</param>
/// <param name="Directory">Where journal and tape are made; it must hold neither.</param>
/// <param name="SnapshotEvery">Facts between two snapshots.</param>
public sealed record SoakTerms(ulong Seed, TimeSpan Length, string Directory, int SnapshotEvery);

/// <summary>What the process was after a simulated hour; everything is counted from the beginning.</summary>
/// <param name="Hour">The hour, from 1.</param>
/// <param name="Inputs">Inputs taken.</param>
/// <param name="Orders">Orders that the venue accepted.</param>
/// <param name="Fills">Fills shown to the core.</param>
/// <param name="Failures">Actors that were made to fail, each time with the whole tree made anew.</param>
/// <param name="ResidentBytes">Resident memory after a full collection.</param>
/// <param name="ManagedBytes">Managed memory after it.</param>
/// <param name="Handles">Open file descriptors.</param>
/// <param name="JournalBytes">The journal with its log.</param>
/// <param name="TapeBytes">The tape.</param>
/// <param name="Facts">Facts in the journal.</param>
/// <param name="Foreign">Messages that reached core actors from another thread.</param>
/// <param name="Lost">Letters to the dead and messages that nobody handled, those of a tree that was made to fail excepted.</param>
public sealed record SoakHour(
    int Hour, long Inputs, long Orders, long Fills, long Failures, long ResidentBytes, long ManagedBytes, int Handles, long JournalBytes, long TapeBytes, long Facts, long Foreign, int Lost);

/// <summary>
/// One core for many simulated hours on a real journal with a tape, while the network, the venue and now and then an actor go
/// wrong. Games of an hour and a half follow each other. It begins with every bounded memory of the core full, and its venue forgets
/// what is an hour old, so that what grows is the core's. It shows memory, handles and files. The promises are the seeds' to
/// check, which remember everything and so could not tell a leak of ours from their own.
/// </summary>
public sealed class SoakRun : IDisposable
{
    private const string AccountTag = "ka";
    private static readonly TimeSpan GameLength = TimeSpan.FromMinutes(90);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SoakTerms _terms;
    private readonly SimulationSystem _system;
    private readonly SqlJournal _journal;
    private readonly string _journalPath;
    private readonly string _tapePath;
    private readonly TapeWriter _tape;
    private readonly SeedWorld _world;
    private readonly FaultyNetwork _network;
    private readonly TradingCore _core;
    private readonly FailurePoint _failures = new();
    private readonly Watch _watch = new();
    private readonly Dice _dice;
    private readonly List<Input> _frames = [];
    private readonly List<Input> _arriving = [];
    private readonly List<Input> _answers = [];
    private Instant _now;
    private Instant _troubleAt;
    private long _fills;
    private long _inputs;
    private int _lost;
    private long _failuresTold;

    /// <summary>Makes everything; the calling thread becomes the core's.</summary>
    public SoakRun(SoakTerms terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentOutOfRangeException.ThrowIfLessThan(terms.Length, TimeSpan.FromHours(2));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(terms.Length, TimeSpan.FromHours(1_000));
        _terms = terms;
        _dice = new Dice(terms.Seed, 40);
        (_journalPath, _tapePath) = (Path.Combine(terms.Directory, "journal.db"), Path.Combine(terms.Directory, "soak.tape"));
        var (configuration, setups) = SqlJournal.OnSqlite(_journalPath);
        _system = new SimulationSystem(configuration, [.. setups]);
        _journal = SqlJournal.Open(_system.Core.System, "soak", null);
        var settings = Settings(terms.Seed);
        _world = new SeedWorld(terms.Seed, Faults, GameLength);
        _now = _world.Now;
        _network = new FaultyNetwork(new FaultyNetworkTerms(terms.Seed, Faults, 20, 200), _world, _world.Introduce, static () => true, new Power(), _watch, new FaultCounts());
        var begun = new BegunLog(_journal, FullMemory.Before(_now, AccountTag));
        _tape = TapeWriter.Create(
            _tapePath, new TapeHeader("soak", "simulation", FullMemory.Run + 1, (long)(terms.Seed >> 1), _now, SettingsJson.Write(settings), null, 0, Decided: true), [], begun.Snapshot);
        var root = CoreRoot.For(settings, MemberPrecision.Direct);
        _core = TradingCore.Create(
            _system.Core,
            new CoreOptions { Codec = JournalFormat.Instance, Commits = begun, Gateway = _network, OpensAt = _now, Tape = _tape, SnapshotEvery = terms.SnapshotEvery },
            (turn, seed) => root(new FaultyTurn(turn, _failures), seed));
        PlanTrouble();
    }

    /// <summary>What goes wrong: everything but what ends the process or stops its trading for good.</summary>
    public static FaultSet Faults { get; } = FaultSet.All
        .Without(Fault.Crash).Without(Fault.DiskFailed).Without(Fault.SlowDisk).Without(Fault.Kill).Without(Fault.Stranger).Without(Fault.SettlementCorrection);

    /// <summary>Why it cannot go on; null while it can.</summary>
    public string? Ended { get; private set; }

    /// <summary>Runs it and tells of each hour.</summary>
    public void Run(Action<SoakHour> hour, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(hour);
        Give(new SessionStarted(FullMemory.Run + 1, AccountTag, "soak"));
        _network.Connect(_arriving);
        GiveArrived();
        for (var number = 1; number <= _terms.Length.TotalHours && Ended is null; number++)
        {
            var end = SeedWorld.Start + TimeSpan.FromHours(number);
            while (Step(end) && Ended is null) cancellation.ThrowIfCancellationRequested();
            _tape.Flush();
            hour(Measure(number));
        }

        _tape.Finish(_core.DecisionHash, _core.FactCount);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _core.Dispose();
        _tape.Dispose();
        _journal.Dispose();
        _system.Dispose();
    }

    /// <summary>As wide as an operator may set them, so that no limit stops the trading of a long evening.</summary>
    private static DecisionSettings Settings(ulong seed)
    {
        var drawn = SeedSettings.Draw(seed);
        return drawn with { Account = drawn.Account with { MaxDailyLoss = Money.FromDollars(100_000), MaxDrawdown = Money.FromDollars(100_000), MaxRejects = 100 } };
    }

    private bool Step(Instant until)
    {
        if (NextTime() is not { } next || next > until)
        {
            _now = Instant.Max(_now, until);
            return false;
        }

        _now = Instant.Max(_now, next);
        if (_troubleAt <= _now)
        {
            Strike();
        }
        else if (_world.NextTime <= _now)
        {
            _world.Step(_frames);
            _network.Show(_frames, _now, _arriving);
            _frames.Clear();
        }
        else if (_network.NextTime <= _now)
        {
            _network.Arrive(_now, _arriving);
        }
        else
        {
            Give(ClockTicked.Instance);
        }

        GiveArrived();
        return true;
    }

    private Instant? NextTime()
    {
        var next = Instant.Min(_troubleAt, _world.NextTime ?? _troubleAt);
        if (_network.NextTime is { } passage) next = Instant.Min(next, passage);
        return _core.NextDeadline is { } due ? Instant.Min(next, due) : next;
    }

    private void PlanTrouble() => _troubleAt = _now + _dice.Milliseconds(60_000, 600_000);

    private void Strike()
    {
        PlanTrouble();
        switch (_dice.Below(5))
        {
            case 0:
                _network.Disconnect(_now);
                break;
            case 1:
                _network.Lag(_now, _arriving);
                break;
            case 2:
                _arriving.Add(new ClockJumped(_dice.Milliseconds(1_100, 15_000)));
                break;
            case 3:
                _failures.Arm(_dice.Below(6));
                break;
            default:
                if (_core.Query(new TradingStateQuery()).State == TradingState.Paused) _arriving.Add(new ResumeRequested("operator"));
                break;
        }
    }

    private void GiveArrived()
    {
        for (var i = 0; i < _arriving.Count; i++) Give(_arriving[i]);
        _arriving.Clear();
    }

    private void Give(Input input)
    {
        Process(input);
        while (true)
        {
            if (_core.CommitsOutstanding && !_core.AwaitCommits(Patience)) throw new JournalException("the journal does not answer", null);
            _core.ProcessPosted();
            _network.Leave(_core.Now, _answers);
            if (_answers.Count == 0) break;
            var answers = _answers.ToArray();
            _answers.Clear();
            foreach (var answer in answers) Process(answer);
        }

        if (_network.KillsWanted.TryDequeue(out var reason)) Ended ??= "the core asked for a kill: " + reason;
        if (_core.CommitFailure is { } failure) Ended ??= failure;
    }

    private void Process(Input input)
    {
        _core.Process(Instant.Max(_now, _core.Now), input);
        _inputs++;
        if (input is FillReported) _fills++;
    }

    private SoakHour Measure(int number)
    {
        var failed = _core.FailureCount > _failuresTold;
        _failuresTold = _core.FailureCount;
        if (_system.TakeLost(failed) is { } lost)
        {
            _lost++;
            Ended ??= lost;
        }

        // What is free is given back first, so that what stays is what is held.
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var process = Here();
        return new SoakHour(
            number, _inputs, _watch.Accepts, _fills, _core.FailureCount, process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: false), HandlesOf(process),
            SizeOf(_journalPath) + SizeOf(_journalPath + "-wal"), SizeOf(_tapePath), _core.FactCount, _core.ForeignDeliveries, _lost);
    }

    private static Process Here() => System.Diagnostics.Process.GetCurrentProcess();

    private static int HandlesOf(Process process) => Directory.Exists("/proc/self/fd") ? Directory.GetFileSystemEntries("/proc/self/fd").Length : process.HandleCount;

    private static long SizeOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private sealed class Watch : INetworkWatch
    {
        public long Accepts { get; private set; }

        public void Written(Domain.Orders.OrderTicket ticket, Instant at)
        {
        }

        public void Gone(Domain.Orders.ClientOrderId order)
        {
        }

        public void Accepted(Domain.Orders.OrderTicket ticket, OrderAccepted answer, Instant at) => Accepts++;

        public void TriggerLeft(Domain.Orders.OrderGroupId group)
        {
        }

        public void CancelLeft(Domain.Orders.ClientOrderId order)
        {
        }
    }
}
