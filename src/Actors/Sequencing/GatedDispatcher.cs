using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace KalshiArb.Actors.Sequencing;

/// <summary>Hands the core thread to the dispatcher that the actor system makes from its configuration.</summary>
internal sealed class CoreThreadSetup(CoreThread thread) : Setup
{
    /// <summary>The thread.</summary>
    internal CoreThread Thread { get; } = thread;
}

/// <summary>Makes the <see cref="GatedDispatcher"/>; named in the configuration of the core system.</summary>
internal sealed class GatedDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly GatedDispatcher _dispatcher;

    /// <summary>Called by the actor system.</summary>
    public GatedDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites) : base(config, prerequisites)
    {
        var setup = prerequisites.Settings.Setup.Get<CoreThreadSetup>();
        if (!setup.HasValue) throw new ConfigurationException("The core dispatcher belongs to a core system.");
        _dispatcher = new GatedDispatcher(this, setup.Value.Thread);
    }

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => _dispatcher;
}

/// <summary>
/// Runs core actors on the core thread alone. What another thread sends does not reach a mailbox: a message that lands in a
/// mailbox already scheduled would be handled in the middle of an input. It is also where every failure of a core actor is
/// seen first, whatever the supervisor strategy of its parent.
/// </summary>
internal class GatedDispatcher(MessageDispatcherConfigurator configurator, CoreThread thread) : MessageDispatcher(configurator)
{
    /// <inheritdoc/>
    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        if (!thread.IsCurrent) thread.AddForeign(new ForeignWork(cell, envelope, null, null));
        // The end of the root reaches the guardian as a message of this kind.
        else if (!thread.DropsMessages || envelope.Message is Terminated) base.Dispatch(cell, envelope);
    }

    /// <inheritdoc/>
    public override void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        if (!thread.IsCurrent)
        {
            thread.AddForeign(new ForeignWork(cell, default, message, null));
            return;
        }

        if (message is Failed failed) thread.ReportFailure(failed.Cause);
        base.SystemDispatch(cell, message);
    }

    /// <inheritdoc/>
    protected override void ExecuteTask(IRunnable run)
    {
        if (thread.IsCurrent) thread.Enqueue(run);
        else thread.AddForeign(new ForeignWork(null, default, null, run));
    }

    /// <inheritdoc/>
    protected override void Shutdown()
    {
    }
}
