using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Orders;

/// <summary>Books fills, each once. Only a fill with an id moves a position; none is ever inferred from a count.</summary>
internal static class FillRules
{
    public static void Reported(OrderTurn turn, FillReported fill, string account)
    {
        switch (turn.State.Fills.Check(new FillKey(fill.VenueOrder, fill.Fill), fill.TradedAt))
        {
            case Familiarity.Known:
                return;
            case Familiarity.BeyondMemory:
                turn.Note(Gravity.Alert, fill.Ticker, "FILL_BEYOND_MEMORY", $"fill {fill.Fill} of order {fill.VenueOrder} is older than the fills remembered; it is not booked");
                return;
        }

        if (turn.State.Find(fill.Order, fill.VenueOrder) is { } order) OfOrder(turn, fill, order);
        else if (turn.State.FindGone(fill.Order, fill.VenueOrder) is { } gone) OfGone(turn, fill, gone.Id);
        else OfStranger(turn, fill, account);
    }

    private static void OfOrder(OrderTurn turn, FillReported fill, RegisteredOrder order)
    {
        var ticket = order.Ticket;
        if (fill.Ticker != ticket.Ticker || fill.Side != ticket.Side || (fill.Order is { } named && named != order.Id))
        {
            turn.Note(Gravity.Kill, fill.Ticker, "FILL_MISMATCH", $"fill {fill.Fill} ({fill.Order}, {fill.Ticker}, {fill.Side}) does not belong to order {order.Id} ({ticket.Ticker}, {ticket.Side}); it is not booked");
            return;
        }

        if (order.VenueOrder is { } known && known != fill.VenueOrder)
        {
            turn.Note(Gravity.Kill, fill.Ticker, "ORDER_MISMATCH", $"order {order.Id} is {known} at the exchange and has a fill as {fill.VenueOrder}; it is not booked");
            return;
        }

        OrderRules.Attach(turn, order, fill.VenueOrder);
        Book(turn, fill, order.Id);
        if (order.Booked + fill.Count > ticket.Count)
            turn.Note(Gravity.Pause, fill.Ticker, "OVERFILLED", $"order {order.Id} for {ticket.Count} has fills of {order.Booked + fill.Count}");
        OrderRules.Settle(turn, order.Id);
    }

    /// <summary>The order had left with all fills that any message showed: the venue said less than was true.</summary>
    private static void OfGone(OrderTurn turn, FillReported fill, ClientOrderId id)
    {
        Book(turn, fill, id);
        turn.Note(Gravity.Alert, fill.Ticker, "LATE_FILL", $"fill {fill.Fill} of {fill.Count} came after order {id} had left; it is booked");
    }

    private static void OfStranger(OrderTurn turn, FillReported fill, string account)
    {
        if (fill.Order is { } named && ClientOrderIds.TryParse(named, out var origin) && origin.Account == account)
        {
            if (turn.State.WasJournaled(named, origin))
            {
                OfGone(turn, fill, named);
                return;
            }

            turn.Note(Gravity.Kill, fill.Ticker, "ANOTHER_INSTANCE", $"fill {fill.Fill} of order {named}, which has our tag and is not in our journal");
        }
        else if (fill.Order is null && MayBeOurs(turn.State, fill))
        {
            // A listing row or an answer will tell whose it is, and the fill is listed again with it.
            turn.Note(Gravity.Note, fill.Ticker, "FILL_WAITS", $"fill {fill.Fill} of order {fill.VenueOrder} waits until the ids of our orders there are known");
            turn.ListingWanted = true;
            return;
        }

        // The ledger was opened with the cash and positions of its first listing; what came before is in them.
        if (fill.TradedAt < turn.State.OpenedAt) return;
        Book(turn, fill, null);
        turn.Note(Gravity.Alert, fill.Ticker, "FOREIGN_FILL", $"fill {fill.Fill}: {fill.Side} {fill.Count} at {fill.Price} by order {fill.VenueOrder}, which is not ours; it is booked");
    }

    private static bool MayBeOurs(OrderRegistry state, FillReported fill)
    {
        foreach (var (_, order) in state.Orders)
            if (order.VenueOrder is null && order.Ticket.Ticker == fill.Ticker && order.Ticket.Side == fill.Side) return true;
        return false;
    }

    private static void Book(OrderTurn turn, FillReported fill, ClientOrderId? order) => turn.Emit(new FillBooked(
        fill.Fill, fill.VenueOrder, order, fill.Ticker, fill.Side, fill.Price, fill.Count, fill.Fee, fill.Liquidity, fill.TradedAt, turn.Now));
}
