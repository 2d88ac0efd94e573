using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using KalshiArb.Actors.Sequencing;

namespace KalshiArb.Simulation.Seeds;

/// <summary>
/// The actor system of one thread, which serves all its runs. Messages that nobody handled, and letters to the dead, are counted as
/// they happen. Must be made and used on one thread.
/// </summary>
public sealed class SimulationSystem : IDisposable
{
    private readonly Probe _probe;

    /// <summary>Makes the system; the calling thread becomes the core thread.</summary>
    /// <param name="configuration">What a journal needs besides; null for none.</param>
    /// <param name="setups">Its set-ups.</param>
    public SimulationSystem(Config? configuration = null, params ReadOnlySpan<Setup> setups)
    {
        var quiet = ConfigurationFactory.ParseString(
            "akka { loglevel = OFF, stdout-loglevel = OFF, log-dead-letters = off, log-dead-letters-during-shutdown = off, coordinated-shutdown.run-by-clr-shutdown-hook = off }");
        Core = CoreSystem.Create(configuration is null ? quiet : quiet.WithFallback(configuration), setups);
        _probe = new Probe((ExtendedActorSystem)Core.System);
        Core.System.EventStream.Subscribe(_probe, typeof(UnhandledMessage));
        Core.System.EventStream.Subscribe(_probe, typeof(DeadLetter));
    }

    /// <summary>What cores are made in.</summary>
    public CoreSystem Core { get; }

    /// <summary>The first message that nobody handled since the last call, with how many there were; null when there was none.</summary>
    /// <param name="failed">Whether a tree of actors was taken down after a failure: what its actors still told each other is then lost by design.</param>
    public string? TakeLost(bool failed) => _probe.Take(failed);

    /// <inheritdoc/>
    public void Dispose() => Core.Dispose();

    private sealed class Probe(ExtendedActorSystem system) : MinimalActorRef
    {
        private readonly Lock _lock = new();
        private (string? First, int Count) _unhandled;
        private (string? First, int Count) _dead;

        public override ActorPath Path { get; } = new RootActorPath(system.Provider.DefaultAddress) / "simulation-probe";

        public override IActorRefProvider Provider { get; } = system.Provider;

        public string? Take(bool failed)
        {
            lock (_lock)
            {
                var taken = _unhandled.First is not null ? $"{_unhandled.Count} messages were not handled, first {_unhandled.First}"
                    : _dead.First is not null && !failed ? $"{_dead.Count} messages were lost, first {_dead.First}"
                    : null;
                (_unhandled, _dead) = (default, default);
                return taken;
            }
        }

        protected override void TellInternal(object message, IActorRef sender)
        {
            // What concerns core actors alone: the rest is Akka's own.
            var (subject, recipient) = message switch
            {
                UnhandledMessage unhandled => (unhandled.Message, unhandled.Recipient),
                DeadLetter letter => (letter.Message, letter.Recipient),
                _ => (message, ActorRefs.Nobody),
            };
            if (!recipient.Path.ToString().Contains("/user/core", StringComparison.Ordinal)) return;
            lock (_lock)
            {
                ref var kind = ref (message is UnhandledMessage ? ref _unhandled : ref _dead);
                kind = (kind.First ?? $"{subject} for {recipient.Path}", kind.Count + 1);
            }
        }
    }
}
