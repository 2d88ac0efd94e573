namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// What the host is told of the core's own health. Called on the core thread between inputs; must not block.
/// </summary>
public interface ICoreObserver
{
    /// <summary>An actor failed in an input: the input is quarantined, the core was rebuilt.</summary>
    void Failed(CoreFailure failure);

    /// <summary>
    /// A failure must end in Killed. The rebuilt core has been told as well (<see cref="CoreSeed.KillReason"/>), so this is
    /// for a host that does not rely on it.
    /// </summary>
    void MustKill(string reason);

    /// <summary>
    /// An <see cref="IDecisionSink"/> threw. It is not called any more; decisions, facts and effects of the input are untouched.
    /// Without an observer what it threw comes out of the core.
    /// </summary>
    void NotShown(Instant at, Exception thrown);
}

/// <summary>A failure of a core actor.</summary>
/// <param name="Input">The number of the input in which it happened.</param>
/// <param name="Run">Which run of that input: deadlines before it count from 0, the input itself comes last.</param>
/// <param name="At">Core time of that run.</param>
/// <param name="Reason">Type and message of the exception, one line.</param>
/// <param name="Broken">Whether an invariant was broken, which is never restarted from.</param>
public sealed record CoreFailure(long Input, int Run, Instant At, string Reason, bool Broken);
