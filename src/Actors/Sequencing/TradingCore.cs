using Akka.Actor;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// The sequenced core: numbers and stamps inputs, tapes them, and runs each to completion over one tree of actors before it
/// takes the next. The thread that made the system is the core thread; every member but <see cref="Inbox"/>,
/// <see cref="CommitsOutstanding"/> and <see cref="AwaitCommits"/> is for that thread alone.
/// An exception that is not an actor's leaves <see cref="Process"/> and must end the process.
/// </summary>
public sealed partial class TradingCore : IDisposable
{
    private readonly HashSet<IDecisionSink> _mute = new(ReferenceEqualityComparer.Instance);
    private readonly CoreSystem _system;
    private readonly CoreOptions _options;
    private readonly CoreThread _thread;
    private readonly CoreTurn _turn;
    private readonly CoreInbox _inbox;
    private readonly EffectRelease _release;
    private readonly Func<ICoreTurn, CoreSeed, Props> _rootProps;
    private readonly ReplyCollector _collector;
    private readonly DecisionChain _chain = new();
    private readonly ReferenceMemory _references = new();
    private readonly FailureWindow _failures = new();
    private CoreState _state = CoreState.Empty;
    private long _snapshotAt;
    private IActorRef _root = ActorRefs.Nobody;
    private long _foreignAtOpening;
    private long _batches;
    private int _run;

    private TradingCore(CoreSystem system, CoreOptions options, Func<ICoreTurn, CoreSeed, Props> root)
    {
        _system = system;
        _options = options;
        _rootProps = root;
        _thread = system.Thread;
        _turn = new CoreTurn(_thread.Deadlines);
        _inbox = new CoreInbox(options.InboxCapacity);
        _release = new EffectRelease(options.Gateway, options.Gate, _inbox);
        _collector = new ReplyCollector(system.Guardian.Path.Root / "core-replies", ((ExtendedActorSystem)system.System).Provider);
    }

    /// <summary>Where edges post in; bounded, safe from any thread.</summary>
    public IInputSink Inbox => _inbox;

    /// <summary>When the next deadline is due, so that a driver can post <see cref="ClockTicked"/>; null when there is none.</summary>
    public Instant? NextDeadline => _thread.Deadlines.NextDue;

    /// <summary>Whether batches are still on their way to the disk.</summary>
    public bool CommitsOutstanding => _release.Outstanding;

    /// <summary>Why facts could not be written; null while they are. May be read from any thread.</summary>
    public string? CommitFailure => _release.Failure;

    /// <summary>Core time: the time of the last input.</summary>
    public Instant Now => _thread.Deadlines.Now;

    /// <summary>How many inputs were taken.</summary>
    public long InputCount { get; private set; }

    /// <summary>How many decisions were logged.</summary>
    public long DecisionCount => _chain.Count;

    /// <summary>How many facts there are, those of earlier runs included.</summary>
    public int FactCount => checked((int)_state.Facts);

    /// <summary>What all facts so far amount to. Immutable.</summary>
    public CoreState State => _state;

    /// <summary>How many inputs were quarantined because an actor failed in them.</summary>
    public long FailureCount { get; private set; }

    /// <summary>The head of the decision hash chain, 64 lower-case hexadecimal digits.</summary>
    public string DecisionHash => _chain.Hash;

    /// <summary>Messages that reached core actors from another thread since the opening. Anything but zero breaks replay.</summary>
    public long ForeignDeliveries => _thread.ForeignCount - _foreignAtOpening;

    /// <summary>
    /// Makes a core and runs its opening: the state of earlier runs is read and decoded, the tree is made from it, and the
    /// root has answered through the reference that inputs use.
    /// </summary>
    /// <param name="system">The actor system, made on this thread; it may serve many cores one after another.</param>
    /// <param name="options">What the core is wired to.</param>
    /// <param name="root">
    /// Makes the Props of the root actor, which receives every <see cref="Input"/> and every <see cref="ICoreQuery{TReply}"/>
    /// as a message. Called once for each tree; its Props must not carry mutable objects other than the turn.
    /// </param>
    public static TradingCore Create(CoreSystem system, CoreOptions options, Func<ICoreTurn, CoreSeed, Props> root)
    {
        InvariantViolation.Unless(system.Thread.IsCurrent, "A core is made on the thread that made its system.");
        InvariantViolation.Unless(!system.IsTaken, "A system serves one core at a time.");
        var core = new TradingCore(system, options, root);
        system.IsTaken = true;
        core.OpenFirstTree();
        return core;
    }

    /// <summary>
    /// Takes one input: all deadlines due by its time run first, each as its own run, then the input, to completion.
    /// Its time is the later of <paramref name="stamp"/> and the time of the input before.
    /// </summary>
    public void Process(Instant stamp, Input input) => Take(stamp, input, []);

    /// <summary>Takes everything that waits in the inbox; returns how many that were.</summary>
    public int ProcessPosted()
    {
        var posted = _inbox.TakeAll();
        foreach (var (at, input, call) in posted)
        {
            if (input is not null) Process(at, input);
            else call!(this);
        }

        return posted.Count;
    }

    /// <summary>
    /// Waits until every batch so far is durable and its effects are released, or has failed. Returns false when that took
    /// longer than <paramref name="timeout"/>.
    /// </summary>
    public bool AwaitCommits(TimeSpan timeout) => _release.Await(timeout);

    /// <summary>
    /// Asks the root between inputs, untaped; throws <see cref="InvalidOperationException"/> when nothing answered by the time
    /// the core was quiet again. An actor that fails in a query is treated as if it had failed in a clock tick.
    /// </summary>
    public T Query<T>(ICoreQuery<T> query)
        where T : class
    {
        InvariantViolation.Unless(_thread.IsCurrent, "The core is asked on its own thread.");
        _collector.Reply = null;
        _root.Tell(query, _collector);
        _thread.PumpUntilFailure();
        if (_thread.Failure is { } cause)
        {
            var failure = Failure(cause, InputCount + 1, 0);
            Take(Now, ClockTicked.Instance, [failure]);
            throw new InvalidOperationException("The core failed in a query: " + failure.Reason);
        }

        return _collector.Reply as T ?? throw new InvalidOperationException("The core did not answer " + query.GetType().Name + ".");
    }

    /// <summary>Takes the tree down. What waits in the inbox is not taken; batches under way are not waited for.</summary>
    public void Dispose()
    {
        if (!_system.IsTaken || _root.IsNobody()) return;
        TakeTreeDown();
        _system.IsTaken = false;
    }

    /// <summary>
    /// As <see cref="Process"/>; runs named in <paramref name="quarantined"/> (in order) are not run but fail as the tape says.
    /// False when a run named there did not come.
    /// </summary>
    internal bool Take(Instant stamp, Input input, ReadOnlySpan<CoreFailure> quarantined)
    {
        InvariantViolation.Unless(_thread.IsCurrent, "The core takes inputs on its own thread.");
        if (_thread.HasForeign) RunForeign();
        var at = Instant.Max(stamp, Now);
        _turn.InputNumber = ++InputCount;
        _run = 0;
        _options.Tape?.Input(at, input);
        RunDeadlines(at, ref quarantined);
        BeginRun(at);
        if (!IsQuarantined(ref quarantined)) _root.Tell(input, ActorRefs.NoSender);
        if (EndRun()) _references.Keep(input);
        // Deadlines armed with no delay belong to this input, so that none is due between inputs.
        RunDeadlines(at, ref quarantined);
        SnapshotWhenDue();
        return quarantined.IsEmpty;
    }

    private void RunDeadlines(Instant at, ref ReadOnlySpan<CoreFailure> quarantined)
    {
        while (_thread.Deadlines.TryTakeDue(at, out var deadline))
        {
            InvariantViolation.Unless(_run < MaxRunsPerInput, "The deadlines before an input do not end.");
            BeginRun(Instant.Max(deadline.Due, Now));
            if (!IsQuarantined(ref quarantined)) deadline.Fire();
            EndRun();
        }
    }

    private bool IsQuarantined(ref ReadOnlySpan<CoreFailure> quarantined)
    {
        if (quarantined.IsEmpty || quarantined[0].Run != _run) return false;
        _forced = quarantined[0];
        quarantined = quarantined[1..];
        return true;
    }
}
