using KalshiArb.Domain.Numbers;

namespace KalshiArb.Feeds.Polling;

/// <summary>How a source is.</summary>
public enum FeedHealth
{
    /// <summary>Not asked yet.</summary>
    Starting,
    /// <summary>The last answer of every lane could be used.</summary>
    Well,
    /// <summary>The last answer of at least one lane could not.</summary>
    Failing,
    /// <summary>It is not asked, for a reason that is said: a quota, a refused key.</summary>
    Held,
}

/// <summary>A source at a glance. Counts are of this run.</summary>
/// <param name="Name">The source.</param>
/// <param name="Health">How it is.</param>
/// <param name="LastSuccess">When an answer could last be used; null for never.</param>
/// <param name="NextDue">When it is asked next.</param>
/// <param name="Polls">Questions asked.</param>
/// <param name="Unchanged">Of these answered with 'not modified'.</param>
/// <param name="Failures">Of these without an answer that could be used.</param>
/// <param name="FailuresInRow">The most failures in a row that a lane has now.</param>
/// <param name="Quarantined">Items that did not read.</param>
/// <param name="Dropped">Inputs that the core had no room for.</param>
/// <param name="Restarts">Times that the source's loop failed and was started again.</param>
/// <param name="LastFault">The last failure, with its lane; empty for none.</param>
/// <param name="Note">What the source says of itself (quota, fail-over); empty for nothing.</param>
public sealed record FeedStatus(
    string Name,
    FeedHealth Health,
    Instant? LastSuccess,
    Instant NextDue,
    long Polls,
    long Unchanged,
    long Failures,
    int FailuresInRow,
    long Quarantined,
    long Dropped,
    long Restarts,
    string LastFault,
    string Note);

/// <summary>What of a feed an operator must know.</summary>
public interface IFeedObserver
{
    /// <summary>A source fails, is well again, is held back, was changed over to another.</summary>
    void Alert(string text);

    /// <summary>Worth a line in the log and no more.</summary>
    void Note(string text);
}
