using Akka.Actor;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Reconciliation;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Actors.Reconciliation;

/// <summary>
/// Asks the venue for the account on a schedule and compares it with ours. Its questions are effects and the answers inputs, so
/// reconciling replays. It repairs nothing: what differs is frozen and shown with both sides' numbers.
/// </summary>
internal sealed class ReconciliationActor : CoreActor, IWithTimers
{
    private const string DeadlineTimer = "deadline";

    private readonly ExecutionSettings _settings;
    private OrderRegistry _orders;
    private bool _fillWaits;
    private ReconcileState _state;
    private Instant? _armedFor;
    private bool? _told;
    private ImmutableSortedDictionary<Domain.Markets.Ticker, long> _awaited = ImmutableSortedDictionary<Domain.Markets.Ticker, long>.Empty;

    public ReconciliationActor(ICoreTurn turn, CoreSeed seed, DecisionSettings settings) : base(turn)
    {
        _settings = settings.Execution;
        (_orders, _state) = (seed.State.Orders, seed.State.Reconciliation);
        if (seed.Start == CoreStart.AfterFailure) Self.Tell(ReconcileNow.Instance);
        foreach (var reference in seed.References)
            if (reference is SessionStarted) _state = _state.Begin();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor from the facts so far.</summary>
    public static Props Props(ICoreTurn turn, CoreSeed seed, DecisionSettings settings) =>
        Akka.Actor.Props.Create(() => new ReconciliationActor(turn, seed, settings));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SessionStarted:
                _state = _state.Begin();
                break;
            case StreamConnected:
                _state = _state.Reconnected();
                break;
            case ReconcileNow:
                _state = _state.Want();
                break;
            case CoreMessage.ListingOwed { IsOwed: true } owed:
                _state = _state.Await(owed.Ticker);
                break;
            case DeadlineDue:
                _armedFor = null;
                break;
            case AccountListingFailed failed:
                Carry(_state.OnListingFailed(failed, Now));
                break;
            case CoreMessage.PositionsListed listed:
                _orders = listed.Orders;
                _fillWaits = !listed.Ledger.HasBooked(listed.Listing.Fills, _orders.OpenedAt);
                Carry(_state.OnListing(_orders, ViewOf(listed.Ledger), listed.Listing, Now));
                break;
            case CoreMessage.AdoptionAsked asked:
                Adopt(asked);
                break;
            case CoreMessage.PostPositionCompared compared:
                Carry(_state.OnPostPosition(compared.Fill, compared.Ours));
                break;
            case CoreFact fact:
                Apply(fact.Fact);
                break;
            case ReconciliationQuery:
                Sender.Tell(new ReconciliationReply(_state));
                return;
            default:
                Unhandled(message);
                return;
        }

        Ask();
        TellOutcome();
        TellListed();
    }

    protected override void Apply(IJournaled fact)
    {
        _orders = _orders.Apply(fact);
        _state = _state.Apply(fact);
    }

    /// <summary>Whatever happened may have made a listing due, or moved the next one.</summary>
    private void Ask()
    {
        if (_state.NextDeadline(_orders, _settings) is { } due && due <= Now) Carry(_state.OnTime(_orders, Now, _settings));
        var next = _state.NextDeadline(_orders, _settings);
        if (next == _armedFor) return;
        _armedFor = next;
        if (next is not { } at) Timers.Cancel(DeadlineTimer);
        else Timers.StartSingleTimer(DeadlineTimer, DeadlineDue.Instance, at > Now ? at - Now : TimeSpan.Zero);
    }

    private void Carry(ReconcileDecision decision)
    {
        _state = decision.State;
        foreach (var fact in decision.Facts) Publish(fact);
        foreach (var effect in decision.Effects) Turn.ReleaseAtOnce(effect);
        foreach (var notice in decision.Notices) Context.Parent.Tell(new CoreMessage.Noticed(notice));
    }

    private void Adopt(CoreMessage.AdoptionAsked asked)
    {
        var request = asked.Request;
        switch (AdoptionRules.Decide(_state, _orders, asked.Ledger, request.Ticker, request.By, request.Reason, Now))
        {
            case AdoptionDecision.Adopted adopted:
                Log(DecisionKind.Booked, request.Ticker, "ADOPTED", $"by={request.By} position={adopted.Position} {adopted.Text}");
                foreach (var fact in adopted.Facts) Emit(fact);
                _state = _state.Want();
                break;
            case AdoptionDecision.Refused refused:
                Log(DecisionKind.Brake, request.Ticker, "NOT_ADOPTED", $"by={request.By} {refused.Text}");
                break;
            default:
                break;
        }
    }

    private void TellOutcome()
    {
        // A fill that waits may be a stranger's, whose exposure nothing counts yet: no entry until it is known.
        var clean = _state.IsClean && !_fillWaits;
        if (_told == clean) return;
        _told = clean;
        Log(DecisionKind.Brake, null, clean ? "RECONCILED" : "NOT_RECONCILED", $"pass={_state.Pass} differences={_state.Differences.Count}{(_fillWaits ? " a fill waits" : "")}");
        Context.Parent.Tell(new CoreMessage.ReconcileOutcome(clean));
    }

    /// <summary>Tells which markets are owed no listing any more.</summary>
    private void TellListed()
    {
        if (ReferenceEquals(_awaited, _state.Awaited)) return;
        foreach (var (ticker, _) in _awaited)
        {
            if (_state.Awaited.ContainsKey(ticker)) continue;
            Log(DecisionKind.Brake, ticker, "LISTED_AGAIN", $"pass={_state.Pass}");
            Context.Parent.Tell(new CoreMessage.ListingOwed(ticker, false));
        }

        _awaited = _state.Awaited;
    }

    private static LedgerView ViewOf(PositionLedger ledger)
    {
        var positions = ImmutableSortedDictionary.CreateBuilder<Domain.Markets.Ticker, Quantity>();
        foreach (var (ticker, position) in ledger.Positions)
            if (!position.IsFlat) positions.Add(ticker, position.Quantity);
        return new LedgerView(positions.ToImmutable(), ledger.Cash);
    }

    private sealed record DeadlineDue : INotInfluenceReceiveTimeout
    {
        public static DeadlineDue Instance { get; } = new();
    }
}

/// <summary>Asks how the last comparison with the venue went.</summary>
public sealed record ReconciliationQuery : ICoreQuery<ReconciliationReply>;

/// <summary>How the last comparison went, and every difference.</summary>
public sealed record ReconciliationReply(ReconcileState State);
