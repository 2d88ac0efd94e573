using Akka.Actor;
using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Markets;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Actors.Risk;

/// <summary>
/// The only giver of permission. It judges requests with <see cref="RiskPolicy"/>, holds the money of what it approved from that
/// moment on, and turns what happens into brakes. It never sends an order: it tells execution what may be sent.
/// </summary>
internal sealed partial class RiskActor : CoreActor, IWithTimers
{
    private const string MarkOutTimer = "mark-out";

    private readonly DecisionSettings _settings;
    private readonly IActorRef _execution;
    private readonly LimitReport _report;
    private RiskState _state;
    private Instant? _markOutAt;

    public RiskActor(ICoreTurn turn, CoreSeed seed, DecisionSettings settings, IActorRef execution, LimitReport report) : base(turn)
    {
        _report = report;
        _settings = settings;
        _execution = execution;
        _state = seed.State.Risk;
        foreach (var reference in seed.References)
        {
            if (reference is MarketListed listed) _state = _state.Learn(listed.Facts);
            else if (reference is ShardTradingChanged changed) _state = _state.With(changed);
        }

        if (_state.MarkOuts.NextDue(MarkOut) is not null) Self.Tell(MarkOutDue.Instance);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor from the facts so far.</summary>
    public static Props Props(ICoreTurn turn, CoreSeed seed, DecisionSettings settings, IActorRef execution, LimitReport report) =>
        Akka.Actor.Props.Create(() => new RiskActor(turn, seed, settings, execution, report));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RiskProtocol.AskEntry ask:
                Decide(ask);
                break;
            case RiskProtocol.AskExit ask:
                Decide(ask);
                break;
            case RiskProtocol.AskSet ask:
                Decide(ask);
                break;
            case RiskProtocol.Marked marked:
                _state = _state.WithMark(marked.Ticker, marked.Mark);
                EmitAll(RiskBrakes.AfterMarks(_state, _settings, Now));
                break;
            case RiskProtocol.Screened screened:
                var code = default(RuleSet).With(screened.Code);
                _report.Note(new Refused(screened.Code, "", code, code), screened.Ticker, Now);
                break;
            case RiskProtocol.NotRegistered refused:
                _state = _state.Release(refused.Ticker, refused.Role);
                break;
            case RiskProtocol.Reconciled reconciled:
                _state = _state.WithReconciliation(reconciled.Clean);
                break;
            case RiskProtocol.Awaited awaited:
                _state = _state.WithAwaited(awaited.Ticker, awaited.IsAwaited);
                break;
            case ShardTradingChanged changed:
                _state = _state.With(changed);
                break;
            case MarketListed listed:
                _state = _state.Learn(listed.Facts);
                break;
            case MarketDetermined determined:
                _state = _state.WithMark(determined.Ticker, Domain.Positions.Mark.Determined(determined.SettlementValue));
                break;
            case CoreFact fact:
                Apply(fact.Fact);
                break;
            case MarkOutDue:
                _markOutAt = null;
                AskForMids();
                break;
            case RiskProtocol.MidTold told:
                Emit(MarkOuts.Measure(told.Fill, told.Book, MarkOut, Now));
                break;
            case RiskQuery query:
                Sender.Tell(new RiskReply(_state, _report.Lines(_settings)));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <summary>A fact changes the state, and may pull a brake, which is a fact in turn.</summary>
    protected override void Apply(IJournaled fact)
    {
        var before = _state;
        _state = _state.Apply(fact);
        if (ReferenceEquals(before, _state)) return;
        if (!ReferenceEquals(before.MarkOuts, _state.MarkOuts)) ArmMarkOut();
        EmitAll(RiskBrakes.After(before, fact, _state, _settings, Now));
        if (fact is FillBooked or SettlementBooked) EmitAll(RiskBrakes.AfterMarks(_state, _settings, Now));
    }

    /// <summary>Each market whose fill is due tells its book in the same input; one that is not there any more is not measured.</summary>
    private void AskForMids()
    {
        foreach (var fill in _state.MarkOuts.Waiting)
        {
            if (fill.FilledAt + MarkOut.Horizon > Now) break;
            if (_state.Markets.ContainsKey(fill.Ticker) && Now - fill.FilledAt - MarkOut.Horizon <= MarkOuts.MostLate)
                Context.Parent.Tell(new CoreMessage.ForMarket(fill.Ticker, new MarketProtocol.TellMid(fill)));
            else Emit(MarkOuts.Measure(fill, null, MarkOut, Now));
        }

        ArmMarkOut();
    }

    private void ArmMarkOut()
    {
        if (_state.MarkOuts.NextDue(MarkOut) is not { } due || due == _markOutAt) return;
        // One that was asked for and not answered is looked at again when it is too late to be measured.
        if (due <= Now) due = Now + MarkOuts.MostLate;
        if (due == _markOutAt) return;
        _markOutAt = due;
        Timers.StartSingleTimer(MarkOutTimer, MarkOutDue.Instance, due - Now);
    }

    private MarkOutSettings MarkOut => _settings.MarkOut ?? Never;

    /// <summary>Of a tape from before mark-outs: nothing is ever due.</summary>
    private static MarkOutSettings Never { get; } = new(TimeSpan.FromDays(3_650), MarkOuts.SampleCapacity, PriceOffset.FromCents(100));

    private void Decide(RiskProtocol.AskEntry ask)
    {
        var request = ask.Request;
        var ticker = request.Market.Ticker;
        var permission = RiskPolicy.Decide(_state, request, _settings, Now);
        _report.Note(permission, ticker, Now);
        Log(DecisionKind.Signal, ticker, request.Strategy.Value, ask.SignalText);
        switch (permission)
        {
            case Approved approved:
                _state = _state.Reserve(request, approved, Now);
                Log(DecisionKind.Approved, ticker, "APPROVED", $"count={approved.Count} reserved={approved.Reservation} {approved.Evidence}");
                _execution.Tell(new ExecutionProtocol.PlaceEntry(request, approved.Count, approved.Reservation));
                Sender.Tell(new MarketProtocol.EntryAnswered(true, null));
                break;
            case Refused refused:
                Log(DecisionKind.Refused, ticker, SnakeCase.Of(refused.Code), refused.Text);
                Sender.Tell(new MarketProtocol.EntryAnswered(false, refused.Code));
                break;
            default:
                throw new InvariantViolation($"risk answered with {permission.GetType().Name}");
        }
    }

    private void Decide(RiskProtocol.AskExit ask)
    {
        var request = ask.Request;
        var permission = RiskPolicy.DecideExit(_state, request);
        _report.Note(permission, request.Ticker, Now);
        switch (permission)
        {
            case Approved approved:
                _state = _state.Reserve(request, approved, ask.Market.Shard, Now);
                if (request.Reason == ExitReason.Stop && RiskBrakes.AfterStop(_state, request.Ticker, _settings, Now) is { } coolDown) Emit(coolDown);
                Log(DecisionKind.Approved, request.Ticker, "EXIT", approved.Evidence);
                _execution.Tell(new ExecutionProtocol.PlaceExit(request, ask.Market, approved.Count));
                Sender.Tell(new MarketProtocol.ExitAnswered(true, request.Liquidity, null, ""));
                break;
            case Refused refused:
                Log(DecisionKind.Refused, request.Ticker, SnakeCase.Of(refused.Code), $"exit {request.Reason}: {refused.Text}");
                Sender.Tell(new MarketProtocol.ExitAnswered(false, request.Liquidity, refused.Code, refused.Text));
                break;
            default:
                throw new InvariantViolation($"risk answered with {permission.GetType().Name}");
        }
    }

    private sealed record MarkOutDue : INotInfluenceReceiveTimeout
    {
        public static MarkOutDue Instance { get; } = new();
    }

    private void EmitAll(System.Collections.Immutable.ImmutableArray<IJournaled> facts)
    {
        foreach (var fact in facts)
        {
            Log(DecisionKind.Brake, null, fact.GetType().Name, fact.ToString() ?? "");
            Emit(fact);
        }
    }
}
