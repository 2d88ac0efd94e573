using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// An actor system whose core dispatcher and scheduler are driven by the thread that made it. Creating one costs some
/// milliseconds, so that a thread that runs many cores one after another keeps it. Actors below <c>/user/core</c> are core
/// actors, by configuration and whatever their Props say; everything else in the system runs on Akka's own dispatchers.
/// </summary>
public sealed class CoreSystem : IDisposable
{
    /// <summary>The dispatcher of core actors in the configuration.</summary>
    public const string DispatcherId = "kalshiarb.core-dispatcher";

    private const string GuardianName = "core";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private CoreSystem(ActorSystem system, CoreThread thread)
    {
        System = system;
        Thread = thread;
        Guardian = system.ActorOf(Props.Create(() => new CoreGuardian(Slot)).WithDispatcher(DispatcherId), GuardianName);
        // Akka makes a top-level actor on a thread of its own, which lets its reference point to it only after the actor is up. What
        // is told in between is passed on by that thread, later: a core made then would find no root.
        var reference = (IRepointableRef)Guardian;
        thread.PumpUntil(() => Slot.GuardianIsUp && reference.IsStarted, StartTimeout);
    }

    /// <summary>The system, for edges that live in it outside the core.</summary>
    public ActorSystem System { get; }

    /// <summary>The core thread's queues.</summary>
    internal CoreThread Thread { get; }

    /// <summary>The parent of the root.</summary>
    internal IActorRef Guardian { get; }

    /// <summary>Where the root is.</summary>
    internal RootSlot Slot { get; } = new();

    /// <summary>Whether a core uses the system.</summary>
    internal bool IsTaken { get; set; }

    /// <summary>The name of every core's actor system.</summary>
    public const string SystemName = "kalshiarb";

    /// <summary>Makes the system; the calling thread becomes the core thread.</summary>
    /// <param name="configuration">The <c>akka</c> part of the configuration, and what the journal needs; null for neither.</param>
    /// <param name="setups">Further set-ups of the system, for instance the journal's.</param>
    public static CoreSystem Create(Config? configuration = null, params ReadOnlySpan<Setup> setups) => Create(
        (config, all) => ActorSystem.Create(SystemName, ActorSystemSetup.Create([BootstrapSetup.Create().WithConfig(config), .. all])), configuration, setups);

    /// <summary>Makes the system by way of a host that configures and logs in its own manner; the calling thread becomes the core thread.</summary>
    /// <param name="start">Starts an actor system named <see cref="SystemName"/> with the whole configuration and every set-up given.</param>
    /// <param name="configuration">As above.</param>
    /// <param name="setups">As above.</param>
    public static CoreSystem Create(Func<Config, ImmutableArray<Setup>, ActorSystem> start, Config? configuration, params ReadOnlySpan<Setup> setups)
    {
        var thread = new CoreThread();
        var config = ConfigurationFactory.ParseString(CoreConfiguration);
        if (configuration is not null) config = config.WithFallback(configuration);
        var system = start(config, [new CoreThreadSetup(thread), .. setups]);
        ((SplitScheduler)system.Scheduler).Bind(thread);
        return new CoreSystem(system, thread);
    }

    /// <summary>Ends the system and waits for it.</summary>
    public void Dispose()
    {
        ((SplitScheduler)System.Scheduler).Bind(null);
        var ended = System.Terminate();
        Thread.PumpUntil(() => ended.IsCompleted, StartTimeout);
        System.Dispose();
        Thread.Dispose();
    }

    private const string CoreConfiguration =
        """
        akka.scheduler.implementation = "KalshiArb.Actors.Sequencing.SplitScheduler, KalshiArb.Actors"
        akka.actor.deployment {
          "/core/*" { dispatcher = kalshiarb.core-dispatcher }
          "/core/**" { dispatcher = kalshiarb.core-dispatcher }
        }
        kalshiarb.core-dispatcher {
          type = "KalshiArb.Actors.Sequencing.GatedDispatcherConfigurator, KalshiArb.Actors"
          throughput = 1000
          throughput-deadline-time = 0ms
          shutdown-timeout = 1s
        }
        """;
}
