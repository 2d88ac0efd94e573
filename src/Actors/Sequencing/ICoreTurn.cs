using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// What core actors see of the input in hand, and where they put what they decided. One per core, handed to the actors
/// through their Props, and only ever used on the core thread while a message is being handled. What is put in here leaves
/// when the input has run to completion, or is dropped as a whole when an actor fails in it.
/// Calling a method that changes something outside an input (in a query, while the core is taken down) is refused with
/// <see cref="InvariantViolation"/>, except while a failed tree is being taken down, where it is ignored.
/// </summary>
public interface ICoreTurn
{
    /// <summary>The core's time: the stamp of the input in hand, or the due time of the deadline in hand.</summary>
    Instant Now { get; }

    /// <summary>
    /// The number of the input in hand, from 1. Deadlines that run before input n carry n as well; the opening of the core
    /// carries 0.
    /// </summary>
    long InputNumber { get; }

    /// <summary>Puts a fact into the batch of this input. The actor changes its own state itself, at once.</summary>
    void Emit(IJournaled fact);

    /// <summary>Puts an effect behind the batch of this input: it leaves after that and every earlier batch is durable.</summary>
    void Release(Effect effect);

    /// <summary>
    /// Puts an effect at the end of this input: it waits for no disk. For cancels, triggers and whatever else makes us safer;
    /// a <see cref="CreateOrder"/> is refused here.
    /// </summary>
    void ReleaseAtOnce(Effect effect);

    /// <summary>Adds a line to the decision log and its hash chain.</summary>
    void Log(DecisionEntry entry);

    /// <summary>
    /// Reports a broken invariant: what this input decided is dropped, and the core is rebuilt with
    /// <see cref="CoreSeed.KillReason"/> set. Throwing <see cref="InvariantViolation"/> does the same.
    /// </summary>
    void Break(string invariant);
}
