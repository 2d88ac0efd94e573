using KalshiArb.Domain.Ports;

namespace KalshiArb.Exchange.Matching;

public sealed partial class Venue
{
    /// <summary>
    /// Forgets what an account has behind it: orders that ended, fills and settlements before an instant. They are listed no more,
    /// as Kalshi's listings end at its historical cut-off, and the client ids of these orders may be used again. What is open stays,
    /// however old it is, and so do positions and money.
    /// </summary>
    public void Archive(AccountId account, Instant before)
    {
        var owner = _accounts[account.Value];
        owner.History.RemoveAll(order =>
        {
            if (order.Status == VenueOrderStatus.Resting || order.UpdatedAt >= before) return false;
            if (order.ClientId is { } id) owner.UsedClientIds.Remove(id.Value);
            return true;
        });
        owner.Fills.RemoveAll(fill => fill.At < before);
        owner.Settlements.RemoveAll(paid => paid.At < before);
    }
}
