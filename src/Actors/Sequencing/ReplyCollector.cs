using Akka.Actor;

namespace KalshiArb.Actors.Sequencing;

/// <summary>The sender of the core's own questions; keeps the last answer. Used on the core thread only.</summary>
internal sealed class ReplyCollector(ActorPath path, IActorRefProvider provider) : MinimalActorRef
{
    /// <summary>What was answered.</summary>
    internal object? Reply { get; set; }

    /// <inheritdoc/>
    public override ActorPath Path => path;

    /// <inheritdoc/>
    public override IActorRefProvider Provider => provider;

    /// <inheritdoc/>
    protected override void TellInternal(object message, IActorRef sender) => Reply = message;
}
