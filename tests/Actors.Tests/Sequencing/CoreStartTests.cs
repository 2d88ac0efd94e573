using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using static KalshiArb.Actors.Tests.Sequencing.ToyRoot;

namespace KalshiArb.Actors.Tests.Sequencing;

public sealed class CoreStartTests
{
    // Akka makes a top-level actor on a thread of its own: the actor may be up before its reference points to it. What is told in
    // between comes later and from that other thread, so that the core would find no root.
    [Fact]
    public void A_core_can_be_made_the_instant_its_system_is_there()
    {
        using var made = new ManualResetEventSlim();
        LateDispatcher.Until = made;

        using var system = CoreSystem.Create(
            (config, setups) => ActorSystem.Create(CoreSystem.SystemName, Akka.Actor.Setup.ActorSystemSetup.Create(
                [BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Late).WithFallback(config)), .. setups])),
            Quiet.Configuration);
        using var core = TradingCore.Create(system, Options(), ToyRoot.Props);
        made.Set();

        Assert.Equal(0, core.ForeignDeliveries);
    }

    private const string Late =
        """kalshiarb.core-dispatcher.type = "KalshiArb.Actors.Tests.Sequencing.CoreStartTests+LateConfigurator, KalshiArb.Actors.Tests" """;

    private static CoreOptions Options() => new()
    {
        Codec = new ToyCodec(),
        Commits = new InMemoryCommitLog(),
        Gateway = new RecordingGateway(),
        OpensAt = Second(0),
        Decisions = [],
    };

    internal sealed class LateConfigurator : MessageDispatcherConfigurator
    {
        private readonly LateDispatcher _dispatcher;

        public LateConfigurator(Config config, IDispatcherPrerequisites prerequisites) : base(config, prerequisites) =>
            _dispatcher = new LateDispatcher(this, prerequisites.Settings.Setup.Get<CoreThreadSetup>().Value.Thread);

        public override MessageDispatcher Dispatcher() => _dispatcher;
    }

    /// <summary>Holds the thread that makes the guardian between its first message and its reference, half a second at most.</summary>
    internal sealed class LateDispatcher(MessageDispatcherConfigurator configurator, CoreThread core) : GatedDispatcher(configurator, core)
    {
        private readonly CoreThread _core = core;

        [ThreadStatic]
        private static bool _held;

        internal static ManualResetEventSlim? Until { get; set; }

        public override void Attach(ActorCell cell)
        {
            base.Attach(cell);
            if (_core.IsCurrent || _held) return;
            _held = true;
            Until?.Wait(TimeSpan.FromMilliseconds(500));
        }

    }
}
