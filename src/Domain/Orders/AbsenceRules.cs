using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Orders;

/// <summary>
/// What it means that a complete listing does not show an order. Time alone, errors and failed listings mean nothing. An
/// order in doubt is absent only past its fence: no create decided at its time can still arrive, since the venue refuses
/// signatures older than about a minute; and then only when two listings, two seconds of the venue's time apart, lack it.
/// </summary>
internal static class AbsenceRules
{
    public static void Judge(OrderTurn turn, AccountListed listing, ExecutionSettings settings)
    {
        var listed = new SortedSet<ClientOrderId>();
        foreach (var row in listing.Orders) listed.Add(row.Order);
        foreach (var (id, order) in turn.State.Orders)
        {
            if (order.IsTerminal || listed.Contains(id)) continue;
            if (Fence(order, settings) is not { } fence || listing.AsOf <= fence) continue;
            if (order.NotListedAsOf is not { } first)
                turn.Emit(new OrderNotListed(id, listing.AsOf, turn.Now));
            else if (listing.AsOf >= first + OrderRules.ReadLag)
                Conclude(turn, order);
        }
    }

    /// <summary>From when on a listing had to show the order were it open; null while nothing can be concluded.</summary>
    private static Instant? Fence(RegisteredOrder order, ExecutionSettings settings) => order.Phase switch
    {
        OrderPhase.Unknown => Instant.Max(
            order.IntendedAt + settings.FenceDelay + OrderRules.FenceMargin,
            (order.DoubtedAt ?? order.IntendedAt) + OrderRules.ReadLag),
        OrderPhase.Working or OrderPhase.CancelPending => Instant.Max(
            order.AcknowledgedAt ?? order.IntendedAt,
            order.CancelDecidedAt ?? order.IntendedAt) + OrderRules.ReadLag,
        _ => null,
    };

    private static void Conclude(OrderTurn turn, RegisteredOrder order)
    {
        if (order.Phase != OrderPhase.Unknown)
        {
            OrderRules.Doubt(turn, order, "missing in two complete listings");
            return;
        }

        if (order.VenueOrder is { } venueOrder)
            turn.Note(Gravity.Alert, order.Ticket.Ticker, "ACCEPTED_YET_ABSENT", $"order {order.Id} was accepted as {venueOrder} and is in no listing; filled {order.Cumulative}, booked {order.Booked}");
        OrderRules.End(turn, order.Id, OrderEnd.Absent, "in no complete listing past its fence");
    }
}
