using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Recorded;

/// <summary>An order of ours at the venue that fills against a recording.</summary>
internal sealed class RecordedOrder(OrderTicket ticket, VenueOrderId id)
{
    public OrderTicket Ticket => ticket;

    public VenueOrderId Id => id;

    public Quantity Filled { get; private set; }

    public VenueOrderStatus Status { get; private set; } = VenueOrderStatus.Resting;

    public string? Reason { get; private set; }

    public Instant ChangedAt { get; private set; }

    public FeeAccumulator Fees { get; set; }

    public Quantity Remaining => Status == VenueOrderStatus.Resting ? ticket.Count - Filled : Quantity.Zero;

    public void Fill(Quantity count, Instant at)
    {
        Filled += count;
        ChangedAt = at;
        if (Filled != ticket.Count) return;
        Status = VenueOrderStatus.Executed;
        Reason = "Trade";
    }

    public void Cancel(string? reason, Instant at)
    {
        Status = VenueOrderStatus.Canceled;
        Reason = reason;
        ChangedAt = at;
    }

    public VenueOrder ToVenueOrder() =>
        new(id, ticket.Id, ticket.Ticker, ticket.Side, ticket.Limit, Status, Filled, Remaining, ticket.Count, Reason);
}
