using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// The scheduler of the core system: what is asked for on the core thread (timers, receive time-outs) becomes a deadline in
/// core time, everything else goes to Akka's own wheel. Named in the configuration of the core system.
/// </summary>
internal sealed class SplitScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider, IDisposable
{
    private readonly HashedWheelTimerScheduler _wheel;
    private CoreThread? _core;

    /// <summary>Called by the actor system.</summary>
    public SplitScheduler(Config config, ILoggingAdapter log) : base(config, log) => _wheel = new HashedWheelTimerScheduler(config, log);

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => OnCore is { } core ? core.Deadlines.Now - Instant.Never : _wheel.MonotonicClock;

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => OnCore is { } core ? core.Deadlines.Now - Instant.Never : _wheel.HighResMonotonicClock;

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => OnCore is { } core ? core.Deadlines.Now.ToDateTimeOffset() : ((ITimeProvider)_wheel).Now;

    private CoreThread? OnCore => Volatile.Read(ref _core) is { IsCurrent: true } core ? core : null;

    /// <inheritdoc/>
    public void Dispose() => _wheel.Dispose();

    /// <summary>From now on the core thread's calls go to its deadlines.</summary>
    internal void Bind(CoreThread? thread) => Volatile.Write(ref _core, thread);

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        if (OnCore is { } core) core.Deadlines.Arm(delay, null, receiver, message, sender, null, null, cancelable);
        else ((ITellScheduler)_wheel).ScheduleTellOnce(delay, receiver, message, sender, cancelable);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable)
    {
        if (OnCore is { } core) core.Deadlines.Arm(initialDelay, interval, receiver, message, sender, null, null, cancelable);
        else ((ITellScheduler)_wheel).ScheduleTellRepeatedly(initialDelay, interval, receiver, message, sender, cancelable);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable)
    {
        if (OnCore is { } core) core.Deadlines.Arm(delay, null, null, null, null, action, null, cancelable);
        else ((IActionScheduler)_wheel).ScheduleOnce(delay, action, cancelable);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable)
    {
        if (OnCore is { } core) core.Deadlines.Arm(delay, null, null, null, null, null, action, cancelable);
        else ((IRunnableScheduler)_wheel).ScheduleOnce(delay, action, cancelable);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable)
    {
        if (OnCore is { } core) core.Deadlines.Arm(initialDelay, interval, null, null, null, action, null, cancelable);
        else ((IActionScheduler)_wheel).ScheduleRepeatedly(initialDelay, interval, action, cancelable);
    }

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable)
    {
        if (OnCore is { } core) core.Deadlines.Arm(initialDelay, interval, null, null, null, null, action, cancelable);
        else ((IRunnableScheduler)_wheel).ScheduleRepeatedly(initialDelay, interval, action, cancelable);
    }
}
