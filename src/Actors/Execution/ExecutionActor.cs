using Akka.Actor;
using KalshiArb.Actors.Markets;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Actors.Execution;

/// <summary>
/// Owns the pending-order registry. It turns permissions into orders, and messages of the venue into facts; what they mean is
/// decided by <see cref="OrderRegistry"/>. It tells each market what of it works.
/// </summary>
internal sealed partial class ExecutionActor : CoreActor, IWithTimers
{
    private const string DeadlineTimer = "deadline";

    private readonly ExecutionSettings _settings;
    private readonly SortedSet<Shard> _shards = [];
    private OrderRegistry _orders;
    private OrderPolicy? _policy;
    private Instant? _armedFor;

    public ExecutionActor(ICoreTurn turn, CoreSeed seed, DecisionSettings settings) : base(turn)
    {
        _settings = settings.Execution;
        _orders = seed.State.Orders;
        foreach (var reference in seed.References)
        {
            if (reference is SessionStarted started) _policy = new OrderPolicy(started.Account, _settings);
            else if (reference is MarketListed listed) _shards.Add(listed.Facts.Shard);
        }

        if (_policy is not null) Self.Tell(Rebuilt.Instance);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private OrderPolicy Policy => _policy ?? throw new InvariantViolation("an order message before the session has started");

    /// <summary>Makes the actor from the facts so far.</summary>
    public static Props Props(ICoreTurn turn, CoreSeed seed, DecisionSettings settings) =>
        Akka.Actor.Props.Create(() => new ExecutionActor(turn, seed, settings));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ExecutionProtocol.PlaceEntry place:
                Place(TicketFactory.Entry(place, NextId(OrderRole.Entry), GroupOf(OrderRole.Entry, place.Request.Market.Shard), _settings, Now), place.Request.Strategy, place.Reserved);
                break;
            case ExecutionProtocol.PlaceSet set:
                Place(set);
                break;
            case ExecutionProtocol.PlaceExit place:
                Place(TicketFactory.Exit(place, NextId(OrderRole.Exit), GroupOf(OrderRole.Exit, place.Market.Shard), _settings, Now), new StrategyId("exit"), Money.Zero);
                break;
            case ExecutionProtocol.CancelWorking cancel:
                Carry(_orders.DecideCancel(cancel.Order, cancel.Reason, Now, Policy));
                break;
            case SessionStarted started:
                _policy = new OrderPolicy(started.Account, _settings);
                Carry(_orders.OnRestart(Now, Policy));
                break;
            case Rebuilt:
                Carry(_orders.OnRestart(Now, Policy));
                // The answer to an earlier request may be what failed; a group that comes twice replaces itself.
                foreach (var shard in _shards) AskForMissingGroups(shard);
                break;
            case MarketListed listed:
                OpenGroups(listed.Facts.Shard);
                break;
            case CoreMessage.MarketOpened opened:
                TellMarket(opened.Ticker);
                break;
            case StopRequested:
                CancelAll("stopping");
                break;
            case DeadlineDue:
                _armedFor = null;
                Carry(_orders.OnTime(Now, Policy));
                break;
            case CoreFact fact:
                Apply(fact.Fact);
                // What may not be entered any more must not go on working either.
                if (fact.Fact is TradingStateChanged { State: not TradingState.Running } changed) CancelEntries(SnakeCase.Of(changed.State));
                else if (fact.Fact is MarkOutStopped stopped) CancelEntries("MARK_OUT", order => IsOf(order, stopped));
                else if (fact.Fact is PositionAdopted adopted) TellMarket(adopted.Ticker);
                break;
            case OrderQuery:
                Sender.Tell(new OrderReply(_orders));
                break;
            case AccountListed or SettlementReported:
                Carry(_orders.Decide((Input)message, Now, Policy));
                Context.Parent.Tell(new CoreMessage.OrdersListed((Input)message, _orders));
                break;
            case Input input:
                Carry(_orders.Decide(input, Now, Policy));
                if (input is FillReported { PostPosition: not null } fill) Context.Parent.Tell(new CoreMessage.PostPositionSeen(fill));
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void Apply(IJournaled fact) => _orders = _orders.Apply(fact);

    private ClientOrderId NextId(OrderRole role) => _orders.NextId(Policy.Account, role);

    private OrderGroupId? GroupOf(OrderRole role, Shard shard) =>
        _orders.Groups.TryGetValue(new GroupKey(role, shard), out var group) ? group : null;

    /// <summary>Every order belongs to a group of this run, which bounds a runaway: without the group there is no order.</summary>
    private void OpenGroups(Shard shard)
    {
        if (_shards.Add(shard)) AskForMissingGroups(shard);
    }

    private void AskForMissingGroups(Shard shard)
    {
        foreach (var role in (ReadOnlySpan<OrderRole>)[OrderRole.Entry, OrderRole.Exit])
            if (GroupOf(role, shard) is null) Turn.Release(new CreateOrderGroup(role, shard));
    }

    private void Place(OrderTicket ticket, StrategyId strategy, Money reserved)
    {
        if (ticket.Group is null)
        {
            Refuse(ticket, "NO_ORDER_GROUP");
            return;
        }

        var registration = _orders.Register(ticket, strategy, reserved, Now, Policy);
        if (registration.Refusal is { } refusal) Refuse(ticket, SnakeCase.Of(refusal));
        else Carry(registration.Decision);
    }

    private void Refuse(OrderTicket ticket, string reason)
    {
        Log(DecisionKind.Refused, ticket.Ticker, reason, $"role={ticket.Role} the registry holds the ticker's orders");
        Context.Parent.Tell(new CoreMessage.ForRisk(new RiskProtocol.NotRegistered(ticket.Ticker, ticket.Role, reason)));
        TellMarket(ticket.Ticker);
    }

    private void CancelAll(string reason)
    {
        foreach (var (id, order) in _orders.Orders)
            if (!order.IsTerminal) Carry(_orders.DecideCancel(id, reason, Now, Policy));
    }

    private static bool IsOf(RegisteredOrder order, MarkOutStopped stopped) =>
        (stopped.Scope == SwitchScope.Strategy ? order.Strategy.Value : MarkOuts.SeriesOf(order.Ticket.Ticker).Value) == stopped.Name;

    private void CancelEntries(string reason, Func<RegisteredOrder, bool>? which = null)
    {
        foreach (var (id, order) in _orders.Orders)
            if (!order.IsTerminal && order.Ticket.Role == OrderRole.Entry && which?.Invoke(order) != false) Carry(_orders.DecideCancel(id, reason, Now, Policy));
    }

    /// <summary>Facts hold at once, effects leave when they may, and whoever is concerned is told.</summary>
    private void Carry(OrderDecision decision)
    {
        var before = _orders;
        _orders = decision.State;
        var changed = new SortedDictionary<Ticker, Quantity?>();
        foreach (var fact in decision.Facts)
        {
            if (OrderLog.Line(fact, before, _orders) is { } line) Turn.Log(line);
            if (OrderLog.OrderOf(fact) is { } id && (_orders.Find(id, null) ?? before.Find(id, null)) is { } order)
            {
                var ticker = order.Ticket.Ticker;
                var filled = order.Ticket.Role == OrderRole.Exit ? _orders.FindGone(id, null)?.Cumulative : null;
                changed[ticker] = filled ?? changed.GetValueOrDefault(ticker);
            }

            Publish(fact);
        }

        foreach (var effect in decision.Effects)
        {
            if (effect is CreateOrder or ListAccount) Turn.Release(effect);
            else Turn.ReleaseAtOnce(effect);
        }

        foreach (var notice in decision.Notices) Context.Parent.Tell(new CoreMessage.Noticed(notice));
        if (decision.ListingWanted) Context.Parent.Tell(ReconcileNow.Instance);
        foreach (var (ticker, filled) in changed) TellMarket(ticker, filled);
        ArmDeadline();
    }

    private void TellMarket(Ticker ticker, Quantity? exitFilled = null) => Context.Parent.Tell(new CoreMessage.ForMarket(
        ticker, new MarketProtocol.WorkingTold(ToWorking(_orders.EntryOf(ticker)), ToWorking(_orders.ExitOf(ticker)), exitFilled)));

    private static WorkingOrder? ToWorking(RegisteredOrder? order) => order is null ? null : new WorkingOrder(
        order.Id,
        order.Strategy,
        order.Ticket.Side,
        order.Ticket.Limit,
        order.Remaining,
        order.Ticket.TimeInForce == TimeInForce.GoodTillCanceled ? Liquidity.Maker : Liquidity.Taker,
        order.Phase is OrderPhase.Working or OrderPhase.CancelPending,
        order.CancelDecidedAt is not null || order.IsTerminal,
        order.IntendedAt);

    private void ArmDeadline()
    {
        var next = _orders.NextDeadline(_settings);
        if (next == _armedFor) return;
        _armedFor = next;
        if (next is not { } due) Timers.Cancel(DeadlineTimer);
        else Timers.StartSingleTimer(DeadlineTimer, DeadlineDue.Instance, due > Now ? due - Now : TimeSpan.Zero);
    }

    private sealed record DeadlineDue : INotInfluenceReceiveTimeout
    {
        public static DeadlineDue Instance { get; } = new();
    }

    private sealed record Rebuilt : INotInfluenceReceiveTimeout
    {
        public static Rebuilt Instance { get; } = new();
    }
}

/// <summary>Asks for the registry.</summary>
public sealed record OrderQuery : ICoreQuery<OrderReply>;

/// <summary>The registry.</summary>
public sealed record OrderReply(OrderRegistry Orders);
