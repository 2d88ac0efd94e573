using Akka.Persistence;

namespace KalshiArb.Actors.Journal;

/// <summary>
/// Writes batches, each at once or not at all, in the order in which they were decided, without waiting for one before it
/// takes the next. Any failure ends it: a stream with a hole would be worse than none.
/// </summary>
internal sealed class JournalActor : UntypedPersistentActor
{
    private readonly JournalStream _stream;

    /// <summary>Serves a stream.</summary>
    public JournalActor(JournalStream stream) => _stream = stream;

    /// <summary>Ends the actor after what was told before.</summary>
    internal sealed class Close
    {
        /// <summary>The one value.</summary>
        internal static Close Instance { get; } = new();
    }

    /// <inheritdoc/>
    public override string PersistenceId => "core";

    /// <summary>All facts; there are no snapshots of this stream.</summary>
    public override Recovery Recovery => new(SnapshotSelectionCriteria.None);

    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case StoredFact fact:
                _stream.Recovered.Add(fact);
                break;
            case RecoveryCompleted:
                _stream.Opened.TrySetResult();
                break;
            default:
                throw new InvariantViolation("The journal holds a " + message.GetType().Name + ".");
        }
    }

    /// <inheritdoc/>
    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case CommitBatch { Facts.IsEmpty: true } effectsOnly:
                DeferAsync(effectsOnly, _stream.Settle);
                break;
            case CommitBatch batch:
                var left = batch.Facts.Length;
                PersistAllAsync(batch.Facts, _ =>
                {
                    if (--left == 0) _stream.Settle(batch);
                });
                break;
            case Close:
                DeferAsync(message, _ => Context.Stop(Self));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr)
    {
        _stream.Fail("write of fact " + sequenceNr + " failed: " + cause.Message);
        base.OnPersistFailure(cause, @event, sequenceNr);
    }

    /// <inheritdoc/>
    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        _stream.Fail("write of fact " + sequenceNr + " was rejected: " + cause.Message);
        Context.Stop(Self);
    }

    /// <inheritdoc/>
    protected override void OnRecoveryFailure(Exception reason, object? message = null)
    {
        _stream.Opened.TrySetException(reason);
        _stream.Fail("recovery failed: " + reason.Message);
    }

    /// <inheritdoc/>
    protected override void PreRestart(Exception reason, object message)
    {
        _stream.Fail("the journal's actor failed: " + reason.Message);
        base.PreRestart(reason, message);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stream.Opened.TrySetException(new JournalException("the journal ended before it was read", null));
        _stream.Fail("the journal ended");
        base.PostStop();
    }
}
