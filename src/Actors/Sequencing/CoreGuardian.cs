using Akka.Actor;

namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// The parent of the core's root. A failing actor directly under <c>/user</c> would be restarted on another thread, after
/// later inputs; under this one everything happens on the core thread. It restarts nothing: the core rebuilds the tree.
/// </summary>
internal sealed class CoreGuardian : UntypedActor
{
    /// <summary>The root's name under the guardian.</summary>
    internal const string RootName = "trading";

    private readonly RootSlot _slot;

    /// <summary>Puts new roots into the slot.</summary>
    public CoreGuardian(RootSlot slot) => _slot = slot;

    /// <summary>Makes a root.</summary>
    internal sealed record StartRoot(Props Props);

    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    /// <inheritdoc/>
    protected override void PreStart() => _slot.GuardianIsUp = true;

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case StartRoot start:
                _slot.Root = Context.ActorOf(start.Props, RootName);
                Context.Watch(_slot.Root);
                break;
            case Terminated terminated when terminated.ActorRef.Equals(_slot.Root):
                _slot.Root = null;
                break;
        }
    }
}

/// <summary>Where the guardian and the core share the root; touched on the core thread only.</summary>
internal sealed class RootSlot
{
    /// <summary>The root actor; null while there is none.</summary>
    internal IActorRef? Root { get; set; }

    /// <summary>Whether the guardian has started.</summary>
    internal bool GuardianIsUp { get; set; }
}
