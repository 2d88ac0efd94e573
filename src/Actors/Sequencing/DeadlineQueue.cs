using Akka.Actor;
using Akka.Dispatch;

namespace KalshiArb.Actors.Sequencing;

/// <summary>What happens at a deadline: a message, an action or a task, once or again and again.</summary>
internal sealed record Deadline(Instant Due, TimeSpan? Interval, ICanTell? Receiver, object? Message, IActorRef? Sender, Action? Action, IRunnable? Run, ICancelable? Cancelable)
{
    /// <summary>Whether it no longer counts.</summary>
    internal bool IsCancelled => Cancelable is { IsCancellationRequested: true };

    /// <summary>Does what was asked for.</summary>
    internal void Fire()
    {
        if (Receiver is { } receiver) receiver.Tell(Message!, Sender!);
        else if (Action is { } action) action();
        else Run!.Run();
    }
}

/// <summary>
/// The core's timers in core time, in the order (due, number), the number being the order in which they were armed.
/// Cancelled ones are skipped, and swept out when they could outnumber the rest.
/// </summary>
internal sealed class DeadlineQueue
{
    private const int MaxDeadlines = 4_000_000;
    private const int LeastSweep = 4_096;

    private readonly PriorityQueue<Deadline, (long Due, long Number)> _queue = new();
    private long _number;
    private int _sweepAt = LeastSweep;

    /// <summary>Core time; the queue owns it, since a deadline is armed relative to it.</summary>
    internal Instant Now { get; set; }

    /// <summary>When the next deadline that counts is due.</summary>
    internal Instant? NextDue
    {
        get
        {
            while (_queue.TryPeek(out var deadline, out _))
            {
                if (!deadline.IsCancelled) return deadline.Due;
                _queue.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Arms a deadline; a delay finer than a microsecond is rounded up, so that nothing comes early.</summary>
    internal void Arm(TimeSpan delay, TimeSpan? interval, ICanTell? receiver, object? message, IActorRef? sender, Action? action, IRunnable? run, ICancelable? cancelable)
    {
        if (cancelable is { IsCancellationRequested: true }) return;
        Add(new Deadline(Now + RoundUp(delay), interval is { } every ? RoundUp(every) : null, receiver, message, sender, action, run, cancelable));
    }

    /// <summary>Takes the next deadline due by <paramref name="now"/>; one that repeats is armed again for its next due time.</summary>
    internal bool TryTakeDue(Instant now, out Deadline deadline)
    {
        while (_queue.TryPeek(out deadline!, out _) && (deadline.IsCancelled || deadline.Due <= now))
        {
            _queue.Dequeue();
            if (deadline.IsCancelled) continue;
            if (deadline.Interval is { } interval) Add(deadline with { Due = deadline.Due + interval });
            return true;
        }

        return false;
    }

    /// <summary>Forgets every deadline: their actors are gone.</summary>
    internal void Clear()
    {
        _queue.Clear();
        _sweepAt = LeastSweep;
    }

    private static TimeSpan RoundUp(TimeSpan delay) =>
        delay <= TimeSpan.Zero ? TimeSpan.Zero : TimeSpan.FromTicks((delay.Ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond * TimeSpan.TicksPerMicrosecond);

    private void Add(Deadline deadline)
    {
        if (_queue.Count >= _sweepAt) Sweep();
        InvariantViolation.Unless(_queue.Count < MaxDeadlines, "More than 4,000,000 deadlines are armed.");
        _queue.Enqueue(deadline, (deadline.Due.UnixMicros, _number++));
    }

    private void Sweep()
    {
        // The order in which the heap lists its items cannot matter: each keeps its own (due, number).
        var kept = _queue.UnorderedItems.Where(static item => !item.Element.IsCancelled).ToArray();
        _queue.Clear();
        _queue.EnqueueRange(kept);
        _sweepAt = Math.Max(LeastSweep, kept.Length * 2);
    }
}
