using Akka.Actor;
using KalshiArb.Domain.Journal;

namespace KalshiArb.Actors.Supervision;

/// <summary>
/// A fact that a core actor has just emitted into the batch of the input in hand. It goes to the supervisor, which passes it to
/// every other core actor: all fold the same facts in the same order, during a run as after a restart.
/// </summary>
internal sealed record CoreFact(IJournaled Fact) : INoSerializationVerificationNeeded;
