using Akka.Actor;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Actors.Reconciliation;

internal sealed class ReconciliationActor : CoreActor, IWithTimers
{
    private const string PassTimer = "pass";
    private readonly ExecutionSettings _settings;
    private long _pass;
    private bool _clean;
    private Instant? _comparedAt;

    public ReconciliationActor(ICoreTurn turn, CoreSeed seed, DecisionSettings settings) : base(turn) => _settings = settings.Execution;

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ICoreTurn turn, CoreSeed seed, DecisionSettings settings) =>
        Akka.Actor.Props.Create(() => new ReconciliationActor(turn, seed, settings));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SessionStarted or StreamConnected or ReconcileNow or PassDue:
                Turn.Release(new ListAccount(++_pass, Instant.Never));
                break;
            case CoreMessage.PositionsListed listed:
                _clean = true;
                _comparedAt = Now;
                Context.Parent.Tell(new CoreMessage.ReconcileOutcome(_clean));
                Timers.StartSingleTimer(PassTimer, PassDue.Instance, listed.Orders.HasOrders ? _settings.ReconcileWorking : _settings.ReconcileIdle);
                break;
            case ReconciliationQuery:
                Sender.Tell(new ReconciliationReply(_clean, _comparedAt));
                break;
            case CoreFact or CoreMessage:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void Apply(IJournaled fact)
    {
    }

    private sealed record PassDue : INotInfluenceReceiveTimeout
    {
        public static PassDue Instance { get; } = new();
    }
}

/// <summary>Asks how the last comparison with the venue went.</summary>
public sealed record ReconciliationQuery : ICoreQuery<ReconciliationReply>;

/// <summary>How the last comparison went.</summary>
public sealed record ReconciliationReply(bool Clean, Instant? LastComparedAt);
