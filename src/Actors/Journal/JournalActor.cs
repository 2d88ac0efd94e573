using Akka.Persistence;
using KalshiArb.Domain.Journal;

namespace KalshiArb.Actors.Journal;

/// <summary>
/// Writes batches, each at once or not at all, in the order in which they were decided, without waiting for one before it
/// takes the next. Any failure ends it: a stream with a hole would be worse than none.
/// </summary>
internal sealed class JournalActor : UntypedPersistentActor
{
    private readonly JournalStream _stream;
    private readonly SnapshotSelectionCriteria _from;
    private readonly SnapshotKeeper _keeper;
    private bool _closing;

    /// <summary>Serves a stream.</summary>
    /// <param name="stream">What it shares with the core's thread.</param>
    /// <param name="from">Which snapshot to begin with; none for facts alone.</param>
    public JournalActor(JournalStream stream, SnapshotSelectionCriteria from)
    {
        _stream = stream;
        _from = from;
        _keeper = new SnapshotKeeper(Persistence.Instance.Apply(Context.System).SnapshotStoreFor(null), Self, stream);
    }

    /// <summary>Ends the actor after what was told before.</summary>
    internal sealed class Close
    {
        /// <summary>The one value.</summary>
        internal static Close Instance { get; } = new();
    }

    /// <inheritdoc/>
    public override string PersistenceId => JournalStream.Name;

    /// <summary>A snapshot and the facts after it.</summary>
    public override Recovery Recovery => new(_from);

    /// <inheritdoc/>
    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case SnapshotOffer { Snapshot: StoredSnapshot stored } offer:
                _stream.Begin(stored with { Facts = offer.Metadata.SequenceNr });
                _keeper.Found(offer.Metadata.SequenceNr);
                break;
            case StoredFact fact:
                _stream.Take(fact, LastSequenceNr);
                break;
            case RecoveryCompleted:
                _stream.Complete(LastSequenceNr);
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
            case CoreState state:
                // After the batch that it follows, and before any later one is settled.
                DeferAsync(state, _keeper.Keep);
                break;
            case SaveSnapshotSuccess or SaveSnapshotFailure or DeleteSnapshotsSuccess or DeleteSnapshotsFailure:
                _keeper.Answered(message);
                if (_closing && !_keeper.IsBusy) Context.Stop(Self);
                break;
            case Close:
                DeferAsync(message, _ => EndWhenQuiet());
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

    private void EndWhenQuiet()
    {
        _closing = true;
        if (!_keeper.IsBusy) Context.Stop(Self);
    }
}
