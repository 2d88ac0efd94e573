using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Strategies.Sets;

namespace KalshiArb.Domain.Risk;

public sealed partial record RiskState
{
    /// <summary>Takes an approval into the state, before anything else is decided: its money is gone from now on.</summary>
    public RiskState Reserve(EntryRequest request, Approved approved, Instant now) => Reserve(new OrderAtRisk(
        null, request.Market.Ticker, request.Market.Shard, OrderRole.Entry, request.Side, request.Limit, approved.Count,
        approved.Reservation, Money.Zero, Quantity.Zero, Quantity.Zero, false, false) { Strategy = request.Strategy }).Learn(request.Market).Noted(now);

    /// <summary>Takes an approved exit into the state, so that a second exit cannot have the same contracts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="approved">Its approval.</param>
    /// <param name="shard">The market's shard.</param>
    /// <param name="now">The time of the input in hand.</param>
    public RiskState Reserve(ExitRequest request, Approved approved, Shard shard, Instant now) => Reserve(new OrderAtRisk(
        null, request.Ticker, shard, OrderRole.Exit, request.Side, request.Limit, approved.Count,
        approved.Reservation, Money.Zero, Quantity.Zero, Quantity.Zero, false, false)).Noted(now);

    /// <summary>Gives back an approval that did not become an order (the registry refused it). Nothing when there is none.</summary>
    public RiskState Release(Ticker ticker, OrderRole role)
    {
        var index = ReservationOf(ticker, role);
        return index < 0 ? this : (this with { Reservations = Reservations.RemoveAt(index) }).Refresh(ticker);
    }

    /// <summary>Takes a market's facts as far as sums need them.</summary>
    public RiskState Learn(MarketFacts facts)
    {
        var identity = MarketIdentity.Of(facts);
        if (Markets.TryGetValue(facts.Ticker, out var known) && known == identity) return this;
        var markets = Markets.Count < MarketCapacity ? Markets : ExposedMarkets();
        return this with { Markets = markets.SetItem(facts.Ticker, identity), Ledger = Ledger.Learn(facts.Ticker, facts.Shard) };
    }

    /// <summary>
    /// Takes the executable prices of a market. A whole book that is empty says nothing (books empty when a result is near),
    /// so the last mark stays; one empty side of a book is worth nothing to the position that needs it. Ignored for a market
    /// that is not held.
    /// </summary>
    public RiskState WithMark(Ticker ticker, Mark mark) =>
        Ledger.Of(ticker).IsFlat || mark is { Bid: null, Ask: null } || (Marks.TryGetValue(ticker, out var known) && known == mark)
            ? this
            : this with { Marks = Marks.SetItem(ticker, mark) };

    /// <summary>Takes the outcome of a reconciliation.</summary>
    public RiskState WithReconciliation(bool clean) => clean == Reconciled ? this : this with { Reconciled = clean };

    /// <summary>A listing of a market is owed, or no more.</summary>
    public RiskState WithAwaited(Ticker ticker, bool awaited) => this with { Awaited = awaited ? Awaited.Add(ticker) : Awaited.Remove(ticker) };

    /// <summary>Takes what a shard of the venue takes.</summary>
    public RiskState With(ShardTradingChanged changed) => this with
    {
        StoppedShards = changed.Trading == ShardTrading.Open ? StoppedShards.Remove(changed.Shard) : StoppedShards.SetItem(changed.Shard, changed.Reason),
    };

    /// <summary>The state after a fact.</summary>
    public RiskState Apply(IJournaled fact)
    {
        var next = Fold(fact);
        var (acks, markOuts) = (next.Acks.Apply(fact), next.MarkOuts.Apply(fact));
        if (!ReferenceEquals(acks, next.Acks)) next = next with { Acks = acks };
        return ReferenceEquals(markOuts, next.MarkOuts) ? next : next with { MarkOuts = markOuts };
    }

    private RiskState Fold(IJournaled fact) => fact switch
    {
        OrderIntended intended => Intend(intended),
        OrderAcknowledged acknowledged => Change(acknowledged.Order, order => order with { Doubted = false }).Noted(acknowledged.At),
        OrderDoubted doubted => Change(doubted.Order, order => order with { Doubted = true }).Noted(doubted.At),
        FillCountSeen seen => Change(seen.Order, order => order with { Seen = Quantity.Max(order.Seen, seen.Cumulative) }).Noted(seen.At),
        OrderEnded ended => End(ended),
        FillBooked fill => Book(fill),
        SettlementBooked settlement => BookSettlement(settlement),
        PositionAdopted adopted => Adopt(adopted),
        CashOpened opened => OpenCash(opened),
        TradingStateChanged changed => (this with { Trading = changed.State, TradingReason = $"{changed.By}: {changed.Reason}" }).Noted(changed.At),
        CoolDownStarted coolDown => CoolDown(coolDown),
        TickerFrozen frozen => (this with { Frozen = Frozen.SetItem(frozen.Ticker, frozen.Reason) }).Noted(frozen.At),
        TickerThawed thawed => (this with { Frozen = Frozen.Remove(thawed.Ticker) }).Noted(thawed.At),
        HighWaterMarkRaised raised => (this with { HighWaterMark = raised.Equity }).Noted(raised.At),
        SwitchChanged changed => Switch(changed),
        _ => this,
    };

    private RiskState Reserve(OrderAtRisk order)
    {
        InvariantViolation.Unless(
            ReservationOf(order.Ticker, order.Role) < 0, $"two approvals of {order.Role} on {order.Ticker} before the first became an order");
        return (this with { Reservations = Reservations.Add(order) }).Refresh(order.Ticker);
    }

    private RiskState Intend(OrderIntended intended)
    {
        var ticket = intended.Ticket;
        if (Orders.ContainsKey(ticket.Id)) return this;
        var order = new OrderAtRisk(
            ticket.Id, ticket.Ticker, ticket.Shard, ticket.Role, ticket.Side, ticket.Limit, ticket.Count,
            intended.Reserved, Money.Zero, Quantity.Zero, Quantity.Zero, false, false) { Strategy = intended.Strategy };
        var recent = RecentOrders.Add(new RecentOrder(intended.At, ticket.Ticker, ticket.Role, ticket.Side, ticket.Limit));
        var next = this with
        {
            Orders = Orders.Add(ticket.Id, order),
            Ledger = Ledger.Apply(intended),
            RecentOrders = recent.Count > RecentOrderCapacity ? recent.RemoveAt(0) : recent,
        };
        var reservation = ReservationOf(ticket.Ticker, ticket.Role);
        if (reservation >= 0) next = next with { Reservations = Reservations.RemoveAt(reservation) };
        return next.Refresh(ticket.Ticker).Noted(intended.At);
    }

    private RiskState End(OrderEnded ended)
    {
        var next = Change(ended.Order, order => order with { Ended = true, Doubted = false, Seen = Quantity.Max(order.Seen, ended.Cumulative) });
        if (ended.End == OrderEnd.Rejected && Orders.ContainsKey(ended.Order))
        {
            var rejects = RecentRejects.Add(ended.At);
            next = next with { RecentRejects = rejects.Count > RecentRejectCapacity ? rejects.RemoveAt(0) : rejects };
        }

        return next.Noted(ended.At);
    }

    private RiskState Book(FillBooked fill)
    {
        if (Ledger.Check(fill.Fill, fill.VenueOrder, fill.TradedAt) != Familiarity.New) return this;
        var next = this with { Ledger = Ledger.Apply(fill) };
        if (fill.Order is { } id)
        {
            if (Orders.TryGetValue(id, out var order) && order is { Role: OrderRole.Entry, Strategy: { } by }) next = next.EnteredBy(by, fill.Ticker);
            // A leg of a set is bought for the whole, not for where its own mid goes.
            if (Orders.TryGetValue(id, out var entry) && entry is { Role: OrderRole.Entry, Strategy: { } strategy } && strategy != SetRule.Strategy)
                next = next with { MarkOuts = next.MarkOuts.Add(new UnmeasuredFill(fill.Fill, fill.VenueOrder, fill.Ticker, strategy, fill.Side, fill.Price, fill.Count, fill.At)) };
            var spent = Money.Max(Ledger.TotalCash - next.Ledger.TotalCash, Money.Zero);
            next = next.Change(id, order => order with
            {
                Booked = order.Booked + fill.Count,
                Seen = Quantity.Max(order.Seen, order.Booked + fill.Count),
                Spent = Money.Min(order.Spent + spent, order.Reserved),
            });
        }

        return next.Credit(fill.Ticker, next.Ledger.RealizedPnl - Ledger.RealizedPnl).ForgetWhenFlat(fill.Ticker).Refresh(fill.Ticker).Noted(fill.At);
    }

    private RiskState EnteredBy(StrategyId strategy, Ticker ticker)
    {
        var owners = Owners.GetValueOrDefault(ticker, []);
        return owners.Contains(strategy) ? this : this with { Owners = Owners.SetItem(ticker, owners.Add(strategy)) };
    }

    /// <summary>A result counts for the strategy that opened the position; asked before a flat one is forgotten.</summary>
    private RiskState Credit(Ticker ticker, Money result) =>
        result != Money.Zero && Owners.TryGetValue(ticker, out var owners)
            ? this with { Results = Results.SetItem(owners[0], Results.GetValueOrDefault(owners[0]) + result) }
            : this;

    /// <summary>Ended orders of the market are owed nothing more: their fills are in the position.</summary>
    private RiskState Adopt(PositionAdopted adopted)
    {
        var orders = Orders;
        foreach (var (id, order) in Orders)
            if (order.Ended && order.Ticker == adopted.Ticker) orders = orders.Remove(id);
        return (this with { Orders = orders, Ledger = Ledger.Apply(adopted) }).ForgetWhenFlat(adopted.Ticker).Refresh(adopted.Ticker).Noted(adopted.At);
    }

    private RiskState BookSettlement(SettlementBooked settlement)
    {
        var next = this with { Ledger = Ledger.Apply(settlement) };
        return next.Credit(settlement.Ticker, next.Ledger.RealizedPnl - Ledger.RealizedPnl).ForgetWhenFlat(settlement.Ticker).Refresh(settlement.Ticker).Noted(settlement.At);
    }

    /// <summary>A shard whose cash is stated anew had money moved in or out; that is neither profit nor loss, so the mark moves with it.</summary>
    private RiskState OpenCash(CashOpened opened)
    {
        var moved = Ledger.Cash.TryGetValue(opened.Shard, out var before) ? opened.Cash - before : opened.Cash;
        return (this with { Ledger = Ledger.Apply(opened), HighWaterMark = HighWaterMark is { } mark ? mark + moved : null }).Noted(opened.At);
    }

    private RiskState CoolDown(CoolDownStarted coolDown) => this with
    {
        TickerCoolDowns = TickerCoolDowns.SetItem(coolDown.Ticker, Instant.Max(coolDown.Until, TickerCoolDowns.GetValueOrDefault(coolDown.Ticker))),
        EventCoolDowns = EventCoolDowns.SetItem(coolDown.Event, Instant.Max(coolDown.Until, EventCoolDowns.GetValueOrDefault(coolDown.Event))),
    };

    private RiskState Switch(SwitchChanged changed) => (changed.Scope switch
    {
        SwitchScope.Series => this with { DisabledSeries = Toggle(DisabledSeries, new SeriesTicker(changed.Name), changed.Enabled) },
        SwitchScope.Strategy => this with { DisabledStrategies = Toggle(DisabledStrategies, new StrategyId(changed.Name), changed.Enabled) },
        SwitchScope.Ticker => this with { DisabledTickers = Toggle(DisabledTickers, new Ticker(changed.Name), changed.Enabled) },
        _ => throw new InvariantViolation($"switch scope {changed.Scope} is not one of ours"),
    }).Noted(changed.At);

    private static ImmutableSortedSet<T> Toggle<T>(ImmutableSortedSet<T> disabled, T name, bool enabled) =>
        enabled ? disabled.Remove(name) : disabled.Add(name);

    /// <summary>Changes an order and lets it leave once nothing more can come of it. An order that is not there is left alone.</summary>
    private RiskState Change(ClientOrderId id, Func<OrderAtRisk, OrderAtRisk> change)
    {
        if (!Orders.TryGetValue(id, out var order)) return this;
        var changed = change(order);
        return (this with { Orders = changed.IsGone ? Orders.Remove(id) : Orders.SetItem(id, changed) }).Refresh(order.Ticker);
    }

    /// <summary>Computes a market's exposure anew.</summary>
    private RiskState Refresh(Ticker ticker)
    {
        var legs = LegsOf(ticker);
        var position = Ledger.Of(ticker);
        if (position.IsFlat && legs.Length == 0) return this with { Exposures = Exposures.Remove(ticker) };
        return this with { Exposures = Exposures.SetItem(ticker, Exposure.Of(position, legs)) };
    }

    /// <summary>Every order and reservation of a market that may still fill.</summary>
    internal OrderLeg[] LegsOf(Ticker ticker)
    {
        var legs = new List<OrderLeg>();
        foreach (var (_, order) in Orders)
            if (order.Ticker == ticker) legs.Add(order.Leg);
        foreach (var order in Reservations)
            if (order.Ticker == ticker) legs.Add(order.Leg);
        return [.. legs];
    }

    private RiskState ForgetWhenFlat(Ticker ticker) => Ledger.Of(ticker).IsFlat ? this with { Marks = Marks.Remove(ticker), Owners = Owners.Remove(ticker) } : this;

    private int ReservationOf(Ticker ticker, OrderRole role) =>
        Reservations.FindIndex(order => order.Ticker == ticker && order.Role == role);

    private ImmutableSortedDictionary<Ticker, MarketIdentity> ExposedMarkets()
    {
        var kept = ImmutableSortedDictionary.CreateBuilder<Ticker, MarketIdentity>();
        foreach (var (ticker, identity) in Markets)
            if (Exposures.ContainsKey(ticker)) kept.Add(ticker, identity);
        return kept.ToImmutable();
    }

    /// <summary>Moves the time of the last fact and forgets cool-downs that are over.</summary>
    private RiskState Noted(Instant at)
    {
        if (at <= LastFactAt) return this;
        var next = this with { LastFactAt = at };
        foreach (var (ticker, until) in TickerCoolDowns)
            if (until <= at) next = next with { TickerCoolDowns = next.TickerCoolDowns.Remove(ticker) };
        foreach (var (name, until) in EventCoolDowns)
            if (until <= at) next = next with { EventCoolDowns = next.EventCoolDowns.Remove(name) };
        return next;
    }
}
