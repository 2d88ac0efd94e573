using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Feeds.Polling;

/// <summary>
/// One question that a source is asked again and again (one league's board). It decides what to ask and reads the answer; when, how
/// and what follows from a failure is the source's. Called by one thread at a time, never while its own question is under way.
/// </summary>
public interface IPollLane
{
    /// <summary>Names the lane in messages and in the status.</summary>
    string Name { get; }

    /// <summary>What to ask now; null for nothing, and then how long until that is looked at again.</summary>
    FeedRequest? Ask(Instant now, out TimeSpan rest);

    /// <summary>Reads what came.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="reply">What came of it.</param>
    /// <param name="receivedAt">When it was complete.</param>
    /// <param name="quarantine">Where items that do not read are put.</param>
    LaneResult Take(FeedRequest request, FeedReply reply, Instant receivedAt, Quarantine quarantine);
}

/// <summary>What a lane made of an answer.</summary>
public abstract record LaneResult
{
    private LaneResult()
    {
    }

    /// <summary>It could be used.</summary>
    /// <param name="Inputs">What the core is told, received at the time of the answer.</param>
    /// <param name="Next">When to ask again.</param>
    public sealed record Used(ImmutableArray<Input> Inputs, TimeSpan Next) : LaneResult;

    /// <summary>It could not: nothing follows from it but the wait.</summary>
    /// <param name="Reason">Why, without secrets.</param>
    /// <param name="Wait">The least wait before the next question; null for the back-off alone.</param>
    public sealed record Useless(string Reason, TimeSpan? Wait = null) : LaneResult;
}

/// <summary>A lane that must tell schedules again after the core took no input from it.</summary>
public interface IRetellingLane
{
    /// <summary>Inputs of the last answer were lost: what is told only once is told again with the next.</summary>
    void TellAgain();
}
