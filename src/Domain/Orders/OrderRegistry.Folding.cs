using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Positions;

namespace KalshiArb.Domain.Orders;

public sealed partial record OrderRegistry
{
    /// <summary>
    /// The registry after a fact. Total: a fact about an order that is not here, or one that says nothing new, changes
    /// nothing. An order leaves when it is terminal and every fill that was seen is booked.
    /// </summary>
    public OrderRegistry Apply(IJournaled fact) => fact switch
    {
        RunStarted run => Begin(run),
        OrderIntended intended => Add(intended),
        OrderWritten written => Change(written.Order, static order => order.Phase == OrderPhase.Intended ? order with { Phase = OrderPhase.Sent } : order),
        OrderAcknowledged acknowledged => Acknowledge(acknowledged),
        FillCountSeen seen => Change(seen.Order, order => order with { Cumulative = Quantity.Max(order.Cumulative, seen.Cumulative) }),
        CancelDecided cancel => Change(cancel.Order, order => order.IsTerminal ? order : order with
        {
            CancelDecidedAt = cancel.At,
            Phase = order.Phase == OrderPhase.Working ? OrderPhase.CancelPending : order.Phase,
        }),
        OrderDoubted doubted => Change(doubted.Order, order => order.IsTerminal || order.Phase == OrderPhase.Unknown ? order : order with
        {
            Phase = OrderPhase.Unknown,
            DoubtedAt = doubted.At,
            DoubtReason = doubted.Reason,
            NotListedAsOf = null,
            OverdueTold = false,
        }),
        OrderNotListed absent => Change(absent.Order, order => order with { NotListedAsOf = absent.AsOf }),
        OrderOverdue overdue => Change(overdue.Order, static order => order with { OverdueTold = true }),
        OrderEnded ended => Change(ended.Order, order => order.IsTerminal
            ? order with { Cumulative = Quantity.Max(order.Cumulative, ended.Cumulative) }
            : order with
            {
                Phase = OrderPhase.Terminal,
                End = ended.End,
                EndedAt = ended.At,
                Cumulative = Quantity.Max(order.Cumulative, ended.Cumulative),
                DoubtedAt = null,
                DoubtReason = null,
                NotListedAsOf = null,
                OverdueTold = false,
            }),
        FillBooked fill => Book(fill),
        PositionAdopted adopted => Adopt(adopted),
        OrderGroupOpened opened => Open(opened),
        _ => this,
    };

    private OrderRegistry Begin(RunStarted run)
    {
        var counters = LastCounters.ContainsKey(run.Run) ? LastCounters : LastCounters.Add(run.Run, 0);
        if (counters.Count > RunCapacity) counters = counters.Remove(counters.Keys.First());
        var earlier = EarlierGroups;
        foreach (var (key, group) in Groups) earlier = earlier.Add(new OpenedGroup(key, group));
        return this with
        {
            Run = run.Run,
            OpenedAt = Run == 0 ? run.At : OpenedAt,
            LastCounters = counters,
            Groups = ImmutableSortedDictionary<GroupKey, OrderGroupId>.Empty,
            EarlierGroups = Bounded(earlier),
        };
    }

    private OrderRegistry Open(OrderGroupOpened opened)
    {
        var key = new GroupKey(opened.Role, opened.Shard);
        var earlier = Groups.TryGetValue(key, out var before) && before != opened.Group ? EarlierGroups.Add(new OpenedGroup(key, before)) : EarlierGroups;
        return this with { Groups = Groups.SetItem(key, opened.Group), EarlierGroups = Bounded(earlier) };
    }

    private static ImmutableList<OpenedGroup> Bounded(ImmutableList<OpenedGroup> groups) =>
        groups.Count > EarlierGroupCapacity ? groups.RemoveRange(0, groups.Count - EarlierGroupCapacity) : groups;

    private OrderRegistry Add(OrderIntended intended)
    {
        var ticket = intended.Ticket;
        if (Orders.ContainsKey(ticket.Id) || Gone.ContainsKey(ticket.Id)) return this;
        var counters = LastCounters;
        if (ClientOrderIds.TryParse(ticket.Id, out var origin) && origin.Counter > counters.GetValueOrDefault(origin.Run))
            counters = counters.SetItem(origin.Run, origin.Counter);
        return this with
        {
            Orders = Orders.Add(ticket.Id, new RegisteredOrder(ticket, intended.Strategy, intended.Reserved, intended.At)),
            LastCounters = counters,
        };
    }

    private OrderRegistry Acknowledge(OrderAcknowledged acknowledged)
    {
        if (!Orders.TryGetValue(acknowledged.Order, out var order)) return this;
        if (order.VenueOrder is { } known && known != acknowledged.VenueOrder) return this;
        var next = this with { ByVenueOrder = ByVenueOrder.SetItem(acknowledged.VenueOrder, acknowledged.Order) };
        var attached = order with { VenueOrder = acknowledged.VenueOrder };
        return next.Put(order.IsTerminal ? attached : attached with
        {
            Phase = order.CancelDecidedAt is null ? OrderPhase.Working : OrderPhase.CancelPending,
            AcknowledgedAt = acknowledged.At,
            DoubtedAt = null,
            DoubtReason = null,
            NotListedAsOf = null,
            OverdueTold = false,
        });
    }

    private OrderRegistry Book(FillBooked fill)
    {
        var key = new FillKey(fill.VenueOrder, fill.Fill);
        if (Fills.Check(key, fill.TradedAt) != Familiarity.New) return this;
        var next = this with { Fills = Fills.Add(key, fill.TradedAt) };
        if (fill.Order is not { } id) return next with { ForeignFills = ForeignFills + 1 };
        return next.Change(id, order =>
        {
            var booked = order.Booked + fill.Count;
            return order with { Booked = booked, Cumulative = Quantity.Max(order.Cumulative, booked) };
        });
    }

    /// <summary>What ended orders of the market are owed is in the position that was adopted.</summary>
    private OrderRegistry Adopt(PositionAdopted adopted)
    {
        var next = this;
        foreach (var (_, order) in Orders)
            if (order.IsTerminal && order.Ticket.Ticker == adopted.Ticker) next = next.Leave(order);
        return next;
    }

    private OrderRegistry Change(ClientOrderId id, Func<RegisteredOrder, RegisteredOrder> change) =>
        Orders.TryGetValue(id, out var order) ? Put(change(order)) : this;

    private OrderRegistry Put(RegisteredOrder order) =>
        order is { IsTerminal: true, OwesFills: false } ? Leave(order) : this with { Orders = Orders.SetItem(order.Id, order) };

    private OrderRegistry Leave(RegisteredOrder order)
    {
        var gone = new GoneOrder(
            order.Id, order.VenueOrder, order.Ticket.Ticker, order.Ticket.Shard, order.End ?? OrderEnd.Canceled, order.Cumulative, order.EndedAt ?? order.IntendedAt);
        var next = this with
        {
            Orders = Orders.Remove(order.Id),
            Gone = Gone.SetItem(order.Id, gone),
            GoneInOrder = GoneInOrder.Enqueue(order.Id),
        };
        return next.Gone.Count > GoneCapacity ? next.Forget() : next;
    }

    private OrderRegistry Forget()
    {
        var queue = GoneInOrder.Dequeue(out var oldest);
        var gone = Gone[oldest];
        return this with
        {
            Gone = Gone.Remove(oldest),
            GoneInOrder = queue,
            ByVenueOrder = gone.VenueOrder is { } venueOrder ? ByVenueOrder.Remove(venueOrder) : ByVenueOrder,
        };
    }
}
