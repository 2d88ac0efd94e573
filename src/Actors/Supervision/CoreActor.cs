using Akka.Actor;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Supervision;

/// <summary>
/// What the actors directly under the supervisor share: a state that is a fold of facts, and the way a new fact takes: applied
/// here, put into the batch of the input, passed on to the others.
/// </summary>
internal abstract class CoreActor : UntypedActor
{
    protected CoreActor(ICoreTurn turn) => Turn = turn;

    /// <summary>The input in hand.</summary>
    protected ICoreTurn Turn { get; }

    /// <summary>The time of the input in hand.</summary>
    protected Instant Now => Turn.Now;

    /// <summary>Takes a fact into this actor's state.</summary>
    protected abstract void Apply(IJournaled fact);

    /// <summary>Decides a fact: it holds from here on, and is durable before anything that rests on it leaves.</summary>
    protected void Emit(IJournaled fact)
    {
        Apply(fact);
        Publish(fact);
    }

    /// <summary>Passes on a fact that this actor's state holds already.</summary>
    protected void Publish(IJournaled fact)
    {
        Turn.Emit(fact);
        Context.Parent.Tell(new CoreFact(fact));
    }

    /// <summary>Writes one line of the decision log.</summary>
    protected void Log(DecisionKind kind, Ticker? ticker, string code, string text) => Turn.Log(new DecisionEntry(kind, ticker, code, text));
}
