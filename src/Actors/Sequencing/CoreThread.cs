using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace KalshiArb.Actors.Sequencing;

/// <summary>Something that another thread tried to hand to a core actor. It waits until the input in hand is done.</summary>
internal readonly record struct ForeignWork(ActorCell? Cell, Envelope Envelope, SystemMessage? System, IRunnable? Run);

/// <summary>
/// The thread that owns the core: its one first-in first-out queue of mailboxes to run, what foreign threads handed in, and
/// the first failure seen. Only the owning thread touches anything but <see cref="AddForeign"/>.
/// </summary>
internal sealed class CoreThread : IDisposable
{
    /// <summary>Mailbox runs that one run may cause. More means that it does not end.</summary>
    private const long MaxStepsPerRun = 50_000_000;

    private readonly int _threadId = Environment.CurrentManagedThreadId;
    private readonly ConcurrentQueue<ForeignWork> _foreign = new();
    private readonly SemaphoreSlim _foreignArrived = new(0);
    private IRunnable[] _ring = new IRunnable[1024];
    private int _head;
    private int _count;
    private long _foreignCount;

    /// <summary>Deadlines of the core in core time.</summary>
    internal DeadlineQueue Deadlines { get; } = new();

    /// <summary>Whether the caller is on the core thread.</summary>
    internal bool IsCurrent => Environment.CurrentManagedThreadId == _threadId;

    /// <summary>While set, messages between core actors are dropped: a failed tree is being taken down.</summary>
    internal bool DropsMessages { get; set; }

    /// <summary>The first failure of an actor since it was last cleared; it stops the pump.</summary>
    internal Exception? Failure { get; set; }

    /// <summary>How many deliveries came from other threads.</summary>
    internal long ForeignCount => Interlocked.Read(ref _foreignCount);

    /// <summary>Whether foreign deliveries wait.</summary>
    internal bool HasForeign => !_foreign.IsEmpty;

    /// <summary>Puts a mailbox at the end of the queue.</summary>
    internal void Enqueue(IRunnable run)
    {
        if (_count == _ring.Length) Grow();
        _ring[(_head + _count) & (_ring.Length - 1)] = run;
        _count++;
    }

    /// <summary>Takes what another thread handed in; the only member for other threads.</summary>
    internal void AddForeign(ForeignWork work)
    {
        Interlocked.Increment(ref _foreignCount);
        _foreign.Enqueue(work);
        _foreignArrived.Release();
    }

    /// <summary>Notes that an actor failed; the first one counts.</summary>
    internal void ReportFailure(Exception cause) => Failure ??= cause;

    /// <summary>Runs mailboxes until nothing is left to do, or until an actor fails.</summary>
    internal void PumpUntilFailure()
    {
        long steps = 0;
        while (_count > 0 && Failure is null) Step(ref steps);
    }

    /// <summary>Runs mailboxes until nothing is left to do, whatever fails.</summary>
    internal void PumpToTheEnd()
    {
        long steps = 0;
        while (_count > 0) Step(ref steps);
    }

    /// <summary>Lets foreign deliveries into their mailboxes; called between inputs only.</summary>
    internal void AdmitForeign()
    {
        while (_foreign.TryDequeue(out var work))
        {
            if (work.Run is { } run) Enqueue(run);
            else if (work.System is { } system) work.Cell!.Dispatcher.SystemDispatch(work.Cell, system);
            else work.Cell!.Dispatcher.Dispatch(work.Cell, work.Envelope);
        }
    }

    /// <summary>Pumps and waits for other threads until <paramref name="done"/>, while a system starts or ends.</summary>
    internal void PumpUntil(Func<bool> done, TimeSpan timeout)
    {
        var deadline = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        while (true)
        {
            AdmitForeign();
            PumpToTheEnd();
            if (done()) return;
            var left = deadline - Environment.TickCount64;
            if (left <= 0) throw new TimeoutException("The actor system did not start or stop the core in " + timeout + ".");
            _foreignArrived.Wait((int)Math.Min(left, 50));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _foreignArrived.Dispose();

    private void Step(ref long steps)
    {
        var run = _ring[_head];
        _ring[_head] = null!;
        _head = (_head + 1) & (_ring.Length - 1);
        _count--;
        run.Run();
        InvariantViolation.Unless(++steps <= MaxStepsPerRun, "An input does not end: its actors keep telling each other.");
    }

    private void Grow()
    {
        InvariantViolation.Unless(_ring.Length < 1 << 24, "More than 16,777,216 core actors wait to run.");
        var larger = new IRunnable[_ring.Length * 2];
        for (var i = 0; i < _count; i++) larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        _ring = larger;
        _head = 0;
    }
}
