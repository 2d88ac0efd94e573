using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Seeds.Checks;

/// <summary>
/// P2: an id is written to a socket once, for the terms that were decided under it, and accepted once; at the venue no ticker ever
/// has two open entries or two open exits of ours.
/// </summary>
/// <param name="tag">What our client order ids begin with.</param>
public sealed class SingleOrderCheck(string tag) : Check("P2")
{
    private readonly SortedDictionary<ClientOrderId, OrderTicket> _decided = [];
    private readonly HashSet<ClientOrderId> _written = [];
    private readonly HashSet<ClientOrderId> _accepted = [];
    private readonly SortedDictionary<VenueOrderId, (Ticker Ticker, string Role)> _open = [];
    private bool _changed;

    /// <inheritdoc/>
    public override void Decided(OrderTicket ticket, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        Judge(!_written.Contains(ticket.Id), () => $"id {ticket.Id} was decided again after it had been sent");
        _decided[ticket.Id] = ticket;
    }

    /// <inheritdoc/>
    public override void Written(OrderTicket ticket, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        Judge(_written.Add(ticket.Id), () => $"order {ticket.Id} was written to a socket twice");
        Judge(_decided.TryGetValue(ticket.Id, out var decided) && decided == ticket, () => $"order {ticket.Id} was sent with other terms than were decided");
    }

    /// <inheritdoc/>
    public override void Accepted(OrderTicket ticket, OrderAccepted answer, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(answer);
        Judge(_accepted.Add(ticket.Id), () => $"order {ticket.Id} was accepted twice");
        if (!answer.Remaining.IsZero) Put(answer.VenueOrder, ticket.Id, ticket.Ticker);
    }

    /// <inheritdoc/>
    public override void VenueChanged(VenueOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (order.Status == VenueOrderStatus.Resting) Put(order.VenueOrderId, order.Order, order.Ticker);
        else _changed |= _open.Remove(order.VenueOrderId);
    }

    /// <inheritdoc/>
    public override void StepEnded(Instant at)
    {
        if (!_changed) return;
        _changed = false;
        Judge();
        foreach (var group in _open.GroupBy(open => open.Value))
            if (group.Count() > 1) Fail($"{group.Key.Ticker} has {group.Count()} open orders of role {group.Key.Role}: {string.Join(", ", group.Select(open => open.Key))}");
    }

    private void Put(VenueOrderId venueOrder, ClientOrderId id, Ticker ticker)
    {
        var parts = id.Value.Split('-');
        if (parts.Length != 4 || parts[0] != tag) return;
        _open[venueOrder] = (ticker, parts[2]);
        _changed = true;
    }
}
