using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Sequencing;

/// <summary>Why a tree of core actors is being made.</summary>
public enum CoreStart
{
    /// <summary>No fact was ever committed.</summary>
    Fresh,
    /// <summary>The facts of earlier runs were read from the journal, or from the head of a tape.</summary>
    Recovered,
    /// <summary>An actor failed in the input in hand; what that input had decided is gone.</summary>
    AfterFailure,
}

/// <summary>
/// What a new tree of core actors makes its state from. Making it is a run of its own: facts, effects and decisions of it
/// count. After a failure it belongs to the input that failed, so there is no input for which the core is down.
/// </summary>
/// <param name="Start">Why.</param>
/// <param name="State">What all facts so far amount to. Every actor takes its part of it.</param>
/// <param name="References">
/// The latest input of each <see cref="IReferenceInput.ReferenceKey"/> that ran, in the order in which the keys first came;
/// empty at the start of a run. To be taken as known again: no facts are emitted for them a second time.
/// </param>
/// <param name="KillReason">
/// Set when the failure must end in Killed: a broken invariant, or the third failure within a minute. The new tree states
/// that as a fact, begins the kill and trades no more.
/// </param>
public sealed record CoreSeed(
    CoreStart Start,
    CoreState State,
    IReadOnlyList<Input> References,
    string? KillReason);
