using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Execution;

/// <summary>Sets: every leg an order, in one batch of facts that is committed whole, or none.</summary>
internal sealed partial class ExecutionActor
{
    private void Place(ExecutionProtocol.PlaceSet set)
    {
        var orders = _orders;
        var decisions = new List<OrderDecision>(set.Legs.Length);
        string? refused = null;
        var tickets = new List<OrderTicket>(set.Legs.Length);
        foreach (var leg in set.Legs)
        {
            var ticket = TicketFactory.Entry(leg, orders.NextId(Policy.Account, OrderRole.Entry), GroupOf(OrderRole.Entry, leg.Request.Market.Shard), _settings, Now);
            tickets.Add(ticket);
            refused ??= ticket.Group is null ? "NO_ORDER_GROUP" : null;
            if (refused is not null) continue;
            var registration = orders.Register(ticket, leg.Request.Strategy, leg.Reserved, Now, Policy);
            refused = registration.Refusal is { } refusal ? SnakeCase.Of(refusal) : null;
            if (refused is not null) continue;
            orders = registration.Decision.State;
            decisions.Add(registration.Decision);
        }

        if (refused is not null) foreach (var ticket in tickets) Refuse(ticket, refused);
        else foreach (var decision in decisions) Carry(decision);
    }
}
