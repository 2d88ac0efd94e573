using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Orders;

/// <summary>What to make of messages about orders that are not in the registry.</summary>
internal static class StrangerRules
{
    /// <summary>An answer to something we asked. Late repetitions about an order that has left say nothing new.</summary>
    public static void Answered(OrderTurn turn, ClientOrderId id, string what)
    {
        if (turn.State.Orders.ContainsKey(id) || turn.State.Gone.ContainsKey(id)) return;
        turn.Note(Gravity.Note, null, "ANSWER_WITHOUT_ORDER", $"{what} for order {id}, which is not in the registry");
    }

    /// <summary>An order that the venue shows.</summary>
    public static void Shown(OrderTurn turn, VenueOrder shown, Instant? asOf, string account)
    {
        if (turn.State.FindGone(shown.Order, shown.VenueOrderId) is { } gone)
        {
            OfGone(turn, shown, asOf, gone);
            return;
        }

        // Foreign orders are the reconciliation's to compare; here only our own tag matters.
        if (!ClientOrderIds.TryParse(shown.Order, out var origin) || origin.Account != account) return;
        if (turn.State.WasJournaled(shown.Order, origin))
        {
            if (shown.Status == VenueOrderStatus.Resting)
                turn.Note(Gravity.Pause, shown.Ticker, "ENDED_ORDER_RESTS", $"order {shown.Order} had left long ago and rests at the exchange with {shown.Remaining}");
            return;
        }

        turn.Note(Gravity.Kill, shown.Ticker, "ANOTHER_INSTANCE", $"order {shown.Order} ({shown.Status}) has our tag and is not in our journal: another instance trades this account");
    }

    private static void OfGone(OrderTurn turn, VenueOrder shown, Instant? asOf, GoneOrder gone)
    {
        if (shown.Filled > gone.Cumulative)
        {
            turn.Note(Gravity.Alert, shown.Ticker, "MORE_FILLS", $"order {gone.Id} left with fills of {gone.Cumulative}; the exchange shows {shown.Filled}");
            turn.ListingWanted = true;
        }

        // An older row may well show it resting; only one from after its end contradicts.
        if (shown.Status != VenueOrderStatus.Resting || asOf is not { } current || current <= gone.EndedAt + OrderRules.ReadLag) return;
        turn.Note(Gravity.Alert, shown.Ticker, "ENDED_ORDER_RESTS", $"order {gone.Id} ended {gone.End} and rests at the exchange with {shown.Remaining}; it is cancelled");
        turn.Want(new CancelOrder(gone.Id, shown.VenueOrderId, gone.Ticker, gone.Shard));
    }
}
