using Akka.Actor;
using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Markets;
using KalshiArb.Actors.Positions;
using KalshiArb.Actors.Reconciliation;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Reconciliation;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Actors.Supervision;

/// <summary>
/// The root of the core. It hands every input to the actor that owns its subject, passes facts between them, and holds the
/// trading state. It never restarts a child by itself: an exception anywhere fails the input, and the core is rebuilt from facts.
/// </summary>
internal sealed class TradingSupervisor : UntypedActor
{
    private readonly ICoreTurn _turn;
    private readonly DecisionSettings _settings;
    private readonly IActorRef _execution;
    private readonly IActorRef _positions;
    private readonly IActorRef _risk;
    private readonly IActorRef _reconciliation;
    private readonly IActorRef _markets;
    private TradingState _state;
    private string _by;
    private string _reason;
    private bool _broken;
    private MarketChanges _changes = MarketChanges.None;
    private StartHistory _starts;

    public TradingSupervisor(ICoreTurn turn, CoreSeed seed, CoreTerms terms)
    {
        var (settings, precision, strategies, limits) = terms;
        _turn = turn;
        _settings = settings;
        (_state, _by, _reason, _starts) = (seed.State.Risk.Trading, seed.State.TradingBy, seed.State.TradingReason, seed.State.Starts);
        // Nothing is owed from before: a core that was rebuilt lists everything first.
        foreach (var reference in seed.References) (_changes, _) = _changes.Take(reference);

        _execution = Context.ActorOf(ExecutionActor.Props(turn, seed, settings), "execution");
        _positions = Context.ActorOf(PositionActor.Props(turn, seed), "positions");
        _risk = Context.ActorOf(RiskActor.Props(turn, seed, settings, _execution, limits), "risk");
        _reconciliation = Context.ActorOf(ReconciliationActor.Props(turn, seed, settings), "reconciliation");
        _markets = Context.ActorOf(MarketsActor.Props(new MarketContext(turn, settings, _risk, _execution, precision, strategies), seed), "markets");
        if (seed.KillReason is { } reason) Self.Tell(new MustKill(reason));
    }

    /// <summary>Makes the root of a core.</summary>
    public static Props Props(ICoreTurn turn, CoreSeed seed, CoreTerms terms) =>
        Akka.Actor.Props.Create(() => new TradingSupervisor(turn, seed, terms));

    /// <summary>Failures belong to the input, not to the child: they go up to the guardian, which drops the input and rebuilds.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BookDelta or BookSnapshot or TopQuoted or SequenceConsumed or StreamAlive:
            case OddsPolled or ScoreReported or GameListed:
            case MarketCloseTimeChanged or MarketVolumeReported:
            case FrameQuarantined or StreamLost or ClockJumped:
                _markets.Tell(message);
                break;
            case PublicTradeReported:
                // Other members' trades are on the tape for what-ifs and reports; nothing is decided by them.
                break;
            case MarketStatusChanged or PriceGridChanged:
                Watch((Input)message);
                _markets.Tell(message);
                break;
            case ShardTradingChanged changed:
                Watch(changed);
                Log("SHARD_" + SnakeCase.Of(changed.Trading), changed.Reason.Length > 0 ? $"shard={changed.Shard} reason={changed.Reason}" : $"shard={changed.Shard}");
                _risk.Tell(message);
                _markets.Tell(message);
                break;
            case MarketListed listed:
                Watch(listed);
                _risk.Tell(message);
                _execution.Tell(message);
                _markets.Tell(message);
                _positions.Tell(message);
                break;
            case MarketDetermined:
                _risk.Tell(message);
                _markets.Tell(message);
                break;
            case StreamConnected:
                _markets.Tell(message);
                _reconciliation.Tell(message);
                break;
            case OrderSent or OrderAccepted or OrderRejected or OrderOutcomeUnknown or OrderExpiredBeforeSend or OrderWithheld:
            case CancelAccepted or CancelNotFound or CancelOutcomeUnknown or FillReported or OrderReported:
            case OrderGroupCreated or OrderGroupTriggered:
                _execution.Tell(message);
                break;
            case AccountListed or SettlementReported:
                // Orders first, then positions, then the comparison: each passes it on when its own facts are on their way.
                _execution.Tell(message);
                break;
            case AdoptRequested:
                _positions.Tell(message);
                break;
            case CloseRequested:
                _markets.Tell(message);
                break;
            case AccountListingFailed:
                _reconciliation.Tell(message);
                break;
            case AccountInDoubt doubt:
                _turn.Log(new DecisionEntry(DecisionKind.Brake, null, "ACCOUNT_IN_DOUBT", doubt.Reason));
                _reconciliation.Tell(ReconcileNow.Instance);
                break;
            case CoreFact fact:
                Pass(fact);
                break;
            case MustKill kill:
                Break(kill.Reason);
                break;
            case CoreMessage core:
                PassInside(core);
                break;
            case ReconcileNow:
                _reconciliation.Tell(message);
                break;
            case SessionStarted started:
                Start(started);
                break;
            case Input input:
                Operate(input);
                break;
            case TradingStateQuery:
                Sender.Tell(new TradingStateReply(_state, _by, _reason));
                break;
            case Risk.RiskQuery:
                _risk.Forward(message);
                break;
            case PositionQuery:
                _positions.Forward(message);
                break;
            case OrderQuery:
                _execution.Forward(message);
                break;
            case ReconciliationQuery:
                _reconciliation.Forward(message);
                break;
            case MarketsQuery or MarketQuery:
                _markets.Forward(message);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>Risk is told before the market is: no signal of the same input may come first.</summary>
    private void Watch(Input input)
    {
        (_changes, var owed) = _changes.Take(input);
        foreach (var ticker in owed)
        {
            _turn.Log(new DecisionEntry(DecisionKind.Brake, ticker, "LISTING_OWED", input.GetType().Name));
            _risk.Tell(new RiskProtocol.Awaited(ticker, true));
            _reconciliation.Tell(new CoreMessage.ListingOwed(ticker, true));
        }
    }

    private void Start(SessionStarted started)
    {
        Emit(new RunStarted(started.Run, _turn.Now, started.Build));
        if (_settings.Raised is { } raised)
        {
            Emit(new CeilingsRaised(started.Run, raised.OrderCost, raised.Exposure, _turn.Now));
            _turn.Log(new DecisionEntry(DecisionKind.Alert, null, "CEILINGS_RAISED", $"order={raised.OrderCost} exposure={raised.Exposure}"));
        }

        _execution.Tell(started);
        _reconciliation.Tell(started);
        if (_starts.WhyKilled(_settings.Breakers, _turn.Now) is { } reason) Break(reason);
    }

    private void Operate(Input input)
    {
        switch (input)
        {
            case ClockTicked:
                break;
            case JournalFailed failed:
                Break($"journal failed: {failed.Reason}");
                break;
            case StopRequested:
                _markets.Tell(input);
                _execution.Tell(input);
                break;
            case SessionEnded ended when _starts.OpenRun is { } run:
                Emit(new RunEnded(run, ended.Reason, _turn.Now));
                break;
            case SessionEnded:
                break;
            case SwitchRequested wanted:
                Emit(new SwitchChanged(wanted.Scope, wanted.Name, wanted.Enabled, wanted.By, _turn.Now));
                Log(wanted.Enabled ? "ENABLED" : "DISABLED", $"{wanted.Scope}={wanted.Name} by={wanted.By}");
                break;
            case KillFinished finished:
                _turn.Log(new DecisionEntry(DecisionKind.Alert, null, finished.Verified ? "KILL_VERIFIED" : "KILL_NOT_VERIFIED", finished.Summary));
                break;
            default:
                Change(TradingStateRules.Decide(_state, input));
                break;
        }
    }

    private void Change(TradingStateDecision decision)
    {
        switch (decision)
        {
            case TradingStateDecision.Changed changed:
                Emit(new TradingStateChanged(changed.State, changed.By, changed.Reason, _turn.Now));
                Log(SnakeCase.Of(changed.State), $"by={changed.By} reason={changed.Reason}");
                if (changed.State == TradingState.Running) _reconciliation.Tell(ReconcileNow.Instance);
                break;
            case TradingStateDecision.Refused refused:
                Log("NOT_CHANGED", refused.Reason);
                break;
            default:
                throw new Domain.Numbers.InvariantViolation($"no rule for {decision}");
        }
    }

    /// <summary>A notice can only make the state stricter.</summary>
    private void Take(Notice notice)
    {
        // A kill triggers the groups itself, whoever asked for it: by then it says nothing about somebody else.
        if (_state == TradingState.Killed && notice.Code == "GROUP_TRIGGERED") return;
        _turn.Log(new DecisionEntry(notice.Gravity == Gravity.Note ? DecisionKind.Brake : DecisionKind.Alert, notice.Ticker, notice.Code, notice.Text));
        switch (notice.Gravity)
        {
            case Gravity.Pause or Gravity.RefuseStart when _state == TradingState.Running:
                Emit(new TradingStateChanged(TradingState.Paused, "core", notice.Code, _turn.Now));
                break;
            case Gravity.Kill when _state != TradingState.Killed:
                Break($"{notice.Code}: {notice.Text}");
                break;
            default:
                break;
        }
    }

    /// <summary>Nothing may rest on a journal that failed: Killed in memory at once, and the kill procedure at the edge.</summary>
    private void Break(string reason)
    {
        if (_broken) return;
        _broken = true;
        _turn.Log(new DecisionEntry(DecisionKind.Alert, null, "KILLED", reason));
        Emit(new TradingStateChanged(TradingState.Killed, "core", reason, _turn.Now));
        _turn.ReleaseAtOnce(new BeginKill(reason));
    }

    private void Emit(IJournaled fact)
    {
        _turn.Emit(fact);
        Pass(new CoreFact(fact));
    }

    private void Pass(CoreFact fact)
    {
        Apply(fact.Fact);
        foreach (var actor in (ReadOnlySpan<IActorRef>)[_execution, _positions, _risk, _reconciliation, _markets])
            if (!actor.Equals(Sender)) actor.Tell(fact);
    }

    private void PassInside(CoreMessage message)
    {
        switch (message)
        {
            case CoreMessage.OrdersListed:
                _positions.Tell(message);
                break;
            case CoreMessage.PositionsListed:
                _reconciliation.Tell(message);
                break;
            case CoreMessage.AdoptionAsked:
                _reconciliation.Tell(message);
                break;
            case CoreMessage.ReconcileOutcome outcome:
                _risk.Tell(new RiskProtocol.Reconciled(outcome.Clean));
                break;
            case CoreMessage.ListingOwed { IsOwed: false } listed:
                _risk.Tell(new RiskProtocol.Awaited(listed.Ticker, false));
                break;
            case CoreMessage.MarketOpened:
                _execution.Tell(message);
                _positions.Tell(message);
                break;
            case CoreMessage.ForMarket toMarket:
                _markets.Tell(toMarket);
                break;
            case CoreMessage.PostPositionSeen seen:
                _positions.Tell(seen);
                break;
            case CoreMessage.PostPositionCompared compared:
                _reconciliation.Tell(compared);
                break;
            case CoreMessage.ForRisk toRisk:
                _risk.Tell(toRisk.Message);
                break;
            case CoreMessage.Noticed noticed:
                Take(noticed.Notice);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Apply(IJournaled fact)
    {
        _starts = _starts.Apply(fact);
        if (fact is not TradingStateChanged changed) return;
        (_state, _by, _reason) = (changed.State, changed.By, changed.Reason);
        // Whoever lifted the kill wants to hear of the next one.
        if (_state != TradingState.Killed) _broken = false;
    }

    private void Log(string code, string text) => _turn.Log(new DecisionEntry(DecisionKind.Brake, null, code, text));

    private sealed record MustKill(string Reason) : INoSerializationVerificationNeeded;
}

/// <summary>Asks for the trading state.</summary>
public sealed record TradingStateQuery : ICoreQuery<TradingStateReply>;

/// <summary>The trading state, who set it and why.</summary>
public sealed record TradingStateReply(TradingState State, string By, string Reason);
