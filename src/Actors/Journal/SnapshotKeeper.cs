using Akka.Actor;
using Akka.Persistence;
using KalshiArb.Domain.Journal;

namespace KalshiArb.Actors.Journal;

/// <summary>
/// Keeps the last two snapshots, each under the number of facts that it holds: a start reads on from there, so a larger number
/// would hide facts. It is said by the state itself, not taken from what the journal has written meanwhile.
/// </summary>
internal sealed class SnapshotKeeper(IActorRef store, IActorRef self, JournalStream stream)
{
    private long _saving;
    private long _newest;
    private bool _deleting;

    /// <summary>Whether the store owes an answer.</summary>
    public bool IsBusy => _saving > 0 || _deleting;

    /// <summary>Recovery begins with a snapshot of so many facts.</summary>
    public void Found(long facts) => _newest = facts;

    /// <summary>Hands a state to the store, whose batch is durable. One at a time: a slow store is not flooded.</summary>
    public void Keep(CoreState state)
    {
        if (_saving > 0)
        {
            stream.Report($"the snapshot of {state.Facts} facts is left out: the one of {_saving} is still being written");
            return;
        }

        _saving = state.Facts;
        store.Tell(new SaveSnapshot(new SnapshotMetadata(JournalStream.Name, state.Facts, DateTime.UnixEpoch), new StateToKeep(state, stream.Build)), self);
    }

    /// <summary>Takes the store's answer. A snapshot that was not kept is told; nothing else depends on it.</summary>
    public void Answered(object answer)
    {
        switch (answer)
        {
            case SaveSnapshotSuccess:
                (var kept, _saving) = (_saving, 0);
                if (_newest > 1)
                {
                    _deleting = true;
                    store.Tell(new DeleteSnapshots(JournalStream.Name, new SnapshotSelectionCriteria(_newest - 1)), self);
                }

                _newest = kept;
                break;
            case SaveSnapshotFailure failure:
                stream.Report($"the snapshot of {_saving} facts was not kept: {failure.Cause.Message}; the facts are all there");
                _saving = 0;
                break;
            case DeleteSnapshotsFailure failure:
                _deleting = false;
                stream.Report("old snapshots were not deleted: " + failure.Cause.Message);
                break;
            default:
                _deleting = false;
                break;
        }
    }
}
