using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>How a live core runs.</summary>
public sealed record LiveCoreOptions
{
    /// <summary>Makes the actor system; called on the core thread.</summary>
    public required Func<CoreSystem> System { get; init; }

    /// <summary>Makes what the core is wired to; called on the core thread.</summary>
    public required Func<CoreSystem, CoreOptions> Core { get; init; }

    /// <summary>Makes the root, as for <see cref="TradingCore.Create"/>.</summary>
    public required Func<ICoreTurn, CoreSeed, Props> Root { get; init; }

    /// <summary>Wall time from a monotonic source; stamps clock ticks.</summary>
    public required Func<Instant> Clock { get; init; }

    /// <summary>Called on the core thread when it ends by an exception: the process must end.</summary>
    public required Action<Exception> Died { get; init; }

    /// <summary>Called on the core thread when nothing is left to do, before it waits; for flushing a tape.</summary>
    public Action? Idle { get; init; }

    /// <summary>Seconds of <see cref="Clock"/> in a second of real time, above 0: 1 live, more on a simulated exchange that runs fast.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Spin instead of parking when idle: about 2 µs to a verdict instead of 55 µs, for a whole processor.</summary>
    public bool Spin { get; init; }
}

/// <summary>
/// A core on a thread of its own: it takes inputs from its inbox as they come and, when none does, wakes for its next
/// deadline. An exception outside an actor ends the thread and is handed to the host.
/// </summary>
public sealed class LiveCore : IInputSink, IDisposable
{
    private const int StackBytes = 16 * 1024 * 1024;
    private static readonly TimeSpan LongestPark = TimeSpan.FromSeconds(1);

    private readonly LiveCoreOptions _options;
    private readonly Thread _thread;
    private readonly TaskCompletionSource<TradingCore> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CoreInbox? _inbox;
    private volatile bool _stopping;

    private LiveCore(LiveCoreOptions options)
    {
        _options = options;
        _thread = new Thread(Run, StackBytes) { Name = "core", IsBackground = true };
    }

    /// <summary>The core, for the members that other threads may use.</summary>
    public TradingCore Core => _opened.Task.GetAwaiter().GetResult();

    /// <summary>Starts the thread and waits for the core to open; throws what kept it from opening.</summary>
    public static LiveCore Start(LiveCoreOptions options)
    {
        var live = new LiveCore(options);
        live._thread.Start();
        live._inbox = (CoreInbox)live.Core.Inbox;
        return live;
    }

    /// <inheritdoc/>
    public bool TryPost(Input input, Instant receivedAt) => !_stopping && _inbox!.TryPost(input, receivedAt);

    /// <summary>Asks the core between two inputs and waits for the answer; false when it took longer or the core failed.</summary>
    public bool TryQuery<T>(ICoreQuery<T> query, TimeSpan timeout, [NotNullWhen(true)] out T? reply)
        where T : class
    {
        var answer = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Ask(TradingCore core)
        {
            try
            {
                answer.SetResult(core.Query(query));
            }
            catch (InvalidOperationException)
            {
                // The core has already reported the failure; the asker learns that there is no answer.
                answer.SetResult(null);
            }
        }

        reply = null;
        if (_stopping || !_inbox!.TryPostCall(Ask) || !answer.Task.Wait(timeout)) return false;
        reply = answer.Task.Result;
        return reply is not null;
    }

    /// <summary>
    /// Runs something on the core's thread between two inputs; false when the inbox is full or the core is stopping. What it
    /// throws ends the core.
    /// </summary>
    public bool TryCall(Action<TradingCore> call) => !_stopping && _inbox!.TryPostCall(call);

    /// <summary>Takes what is in the inbox, then stops the thread, takes the core down and waits for its batches.</summary>
    public void Dispose()
    {
        _stopping = true;
        _inbox?.Wake();
        if (Environment.CurrentManagedThreadId != _thread.ManagedThreadId) _thread.Join();
    }

#pragma warning disable CA1031 // Whatever ends the core thread must reach the host, which ends the process.
    private void Run()
    {
        try
        {
            using var system = _options.System();
            var wiring = _options.Core(system);
            using var core = TradingCore.Create(system, wiring, _options.Root);
            _inbox = (CoreInbox)core.Inbox;
            _opened.SetResult(core);
            Loop(core, _inbox);
            core.AwaitCommits(TimeSpan.FromSeconds(10));
            core.ProcessPosted();
            core.Dispose();
            wiring.Commits.Dispose();
        }
        catch (Exception thrown)
        {
            if (!_opened.TrySetException(thrown)) _options.Died(thrown);
        }
    }
#pragma warning restore CA1031

    private void Loop(TradingCore core, CoreInbox inbox)
    {
        while (true)
        {
            if (core.ProcessPosted() > 0) continue;
            if (core.NextDeadline is { } due && _options.Clock() is var now && due <= now)
            {
                core.Process(now, ClockTicked.Instance);
                continue;
            }

            if (_stopping && inbox.IsEmpty) return;
            _options.Idle?.Invoke();
            if (_options.Spin) Thread.SpinWait(20);
            else inbox.Wait(UntilNext(core));
        }
    }

    private TimeSpan UntilNext(TradingCore core)
    {
        if (core.NextDeadline is not { } due) return LongestPark;
        var left = due - _options.Clock();
        if (left <= TimeSpan.Zero) return TimeSpan.Zero;
        left /= _options.Speed;
        // Waits have a resolution of a millisecond: rounded up, since a deadline never runs early.
        left = TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds));
        return left < LongestPark ? left : LongestPark;
    }
}
