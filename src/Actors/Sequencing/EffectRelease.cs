using KalshiArb.Actors.Journal;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// Releases effects once their batch is durable, in order, on the commit log's thread. A create meets the release gate here:
/// when it is closed the create goes back to the core as withheld. A failed write closes the gate on the spot, tells the core
/// once, and lets pass what is no create, since questions and cancels must not depend on a disk.
/// </summary>
internal sealed class EffectRelease(IOrderGateway gateway, ReleaseGate gate, CoreInbox answers) : ICommitListener
{
    private readonly object _lock = new();
    private long _appended;
    private long _settled;
    private bool _failed;

    /// <summary>Why the log could not write; null while it does.</summary>
    internal string? Failure { get; private set; }

    /// <summary>Whether batches are on their way.</summary>
    internal bool Outstanding => Interlocked.Read(ref _settled) < Interlocked.Read(ref _appended);

    /// <inheritdoc/>
    public void Durable(CommitBatch batch)
    {
        try
        {
            foreach (var effect in batch.Effects) Leave(effect);
        }
        finally
        {
            Settle(batch);
        }
    }

    /// <inheritdoc/>
    public void Failed(CommitBatch batch, string reason)
    {
        Failure ??= reason;
        Fail(reason);
        Durable(batch);
    }

    /// <summary>Counts a batch before it is handed to the log.</summary>
    internal void Appending()
    {
        lock (_lock) _appended++;
    }

    /// <summary>Waits until every batch so far is settled.</summary>
    internal bool Await(TimeSpan timeout)
    {
        var end = Environment.TickCount64 + (long)timeout.TotalMilliseconds;
        lock (_lock)
        {
            while (_settled < _appended)
            {
                var left = end - Environment.TickCount64;
                if (left <= 0) return false;
                Monitor.Wait(_lock, (int)Math.Min(left, int.MaxValue));
            }

            return true;
        }
    }

    private void Leave(Effect effect)
    {
        if (effect is CreateOrder create && !gate.IsOpen)
        {
            answers.PostOwn(new OrderWithheld(create.Ticket.Id));
            return;
        }

        try
        {
            gateway.Dispatch(effect);
        }
#pragma warning disable CA1031 // Whatever a gateway throws, the order is in doubt and nothing more may leave through it.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            var reason = "the order gateway threw " + thrown.GetType().Name + ": " + thrown.Message;
            if (effect is CreateOrder doubtful) answers.PostOwn(new OrderOutcomeUnknown(doubtful.Ticket.Id, reason));
            Fail(reason);
        }
    }

    private void Fail(string reason)
    {
        gate.Close(reason);
        lock (_lock)
        {
            if (_failed) return;
            _failed = true;
        }

        answers.PostOwn(new JournalFailed(reason));
    }

    private void Settle(CommitBatch batch)
    {
        lock (_lock)
        {
            InvariantViolation.Unless(batch.Number == _settled + 1, "Batch " + batch.Number + " was settled after batch " + _settled + ".");
            _settled++;
            if (_settled == _appended) Monitor.PulseAll(_lock);
        }
    }
}
