using System.Collections.Concurrent;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Paper;

/// <summary>
/// Drives a world and a core in one market time, on one thread: the next thing due happens, everything that follows from it
/// happens, commits become durable, and only then does time go on. So the same seed and settings give the same decisions at
/// any speed. Requests of operators and questions come in between two inputs.
/// </summary>
public sealed class PaperDriver
{
    private static readonly TimeSpan CommitPatience = TimeSpan.FromSeconds(30);

    private readonly TradingCore _core;
    private readonly IMarketWorld _world;
    private readonly PaperNetwork _network;
    private readonly PaperVenueStore? _store;
    private readonly FillFaults _faults;
    private readonly Lock _worldLock;
    private readonly List<Input> _shown = [];
    private readonly List<Input> _answers = [];
    private readonly ConcurrentQueue<Action> _betweenInputs = new();
    private Instant _marked;

    /// <summary>Makes a driver; the calling thread must be the core's.</summary>
    /// <param name="core">The core.</param>
    /// <param name="world">The venue and its feeds.</param>
    /// <param name="network">The way between them.</param>
    /// <param name="store">The venue's file; null when it keeps none.</param>
    /// <param name="faults">Defects put into what is shown.</param>
    /// <param name="worldLock">Held while the world is touched: a kill touches it from its own thread.</param>
    public PaperDriver(TradingCore core, IMarketWorld world, PaperNetwork network, PaperVenueStore? store, FillFaults faults, Lock worldLock)
    {
        _core = core;
        _world = world;
        _network = network;
        _store = store;
        _faults = faults;
        _worldLock = worldLock;
        Now = world.Now;
    }

    /// <summary>Market time. May be read from any thread.</summary>
    public Instant Now { get; private set; }

    /// <summary>When the next thing is due; null when nothing ever will be.</summary>
    public Instant? NextTime => Earliest(Earliest(_world.NextTime, _network.NextTime), _core.NextDeadline);

    /// <summary>Told of every input that the core is shown by world and network, before it runs; null for nobody.</summary>
    public Action<Input>? Shown { get; set; }

    /// <summary>
    /// Called between two inputs with the core, the time of the next one and that input, before it runs: for whoever looks at the
    /// core by questions. Null for nobody. Requests of operators that are posted into the core do not come by here.
    /// </summary>
    public Action<TradingCore, Instant, Input>? Between { get; set; }

    /// <summary>Whether anything of ours is still on its way to the venue or back.</summary>
    public bool NetworkBusy => _network.NextTime is not null;

    /// <summary>Runs something on the driver's thread between two inputs. From any thread.</summary>
    public void BetweenInputs(Action action) => _betweenInputs.Enqueue(action);

    /// <summary>Whether something waits to be run between two inputs.</summary>
    public bool HasWaiting => !_betweenInputs.IsEmpty;

    /// <summary>Gives an input to the core at the present market time, and lets everything that follows at once happen.</summary>
    public void Take(Input input)
    {
        Process(Instant.Max(Now, _core.Now), input);
        Settle();
    }

    /// <summary>Runs what waits between two inputs.</summary>
    public void RunWaiting()
    {
        while (_betweenInputs.TryDequeue(out var action)) action();
        if (_core.ProcessPosted() > 0) Settle();
    }

    /// <summary>
    /// Lets the next thing happen: the world before what arrives from us at the same time, both before deadlines of the core.
    /// </summary>
    /// <returns>False when nothing is due by <paramref name="until"/>: time is then set to that.</returns>
    public bool Step(Instant until)
    {
        if (NextTime is not { } next || next > until)
        {
            Now = Instant.Max(Now, until);
            return false;
        }

        Now = Instant.Max(Now, next);
        lock (_worldLock)
        {
            if (_world.NextTime is { } own && own <= next) _world.Step(_shown);
            else if (_network.NextTime is { } passage && passage <= next) _network.Arrive(_world, _store, _shown);
            foreach (var input in _shown) Keep(input);
        }

        if (_shown.Count == 0)
        {
            if (_core.NextDeadline is { } due && due <= next) Take(ClockTicked.Instance);
            return true;
        }

        foreach (var input in _shown)
        {
            if (_faults.Show(input) is not { } seen) continue;
            Shown?.Invoke(seen);
            Process(Now, seen);
            Settle();
        }

        _shown.Clear();
        return true;
    }

    private void Process(Instant at, Input input)
    {
        Between?.Invoke(_core, Instant.Max(at, _core.Now), input);
        _core.Process(at, input);
    }

    /// <summary>Whatever our side is shown of its own affairs is in the venue's file first.</summary>
    private void Keep(Input input)
    {
        if (_store is null) return;
        switch (input)
        {
            case FillReported or OrderReported or OrderAccepted or OrderRejected or CancelAccepted or CancelNotFound:
            case SettlementReported or AccountListed or OrderGroupTriggered or OrderGroupCreated:
                _store.Mark(Now);
                _store.Note(input is OrderAccepted or OrderRejected ? ClockTicked.Instance : input, Now);
                _marked = Now;
                break;
            default:
                if (Now - _marked < TimeSpan.FromSeconds(10)) break;
                _store.Mark(Now);
                _marked = Now;
                break;
        }
    }

    /// <summary>Commits become durable, what they release leaves, and answers that come at once are taken, until nothing is left.</summary>
    private void Settle()
    {
        do
        {
            if (_core.CommitsOutstanding && !_core.AwaitCommits(CommitPatience))
                throw new Actors.Journal.JournalException($"the journal has not answered for {CommitPatience.TotalSeconds:0} s", null);
            _core.ProcessPosted();
            _network.Leave(_core.Now, _answers);
            foreach (var answer in _answers) Process(_core.Now, answer);
            if (_answers.Count == 0 && !_core.CommitsOutstanding) return;
            _answers.Clear();
        }
        while (true);
    }

    private static Instant? Earliest(Instant? left, Instant? right) =>
        left is { } one ? right is { } other ? Instant.Min(one, other) : one : right;
}
