using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Canary;

/// <summary>An order that is to rest and never to trade: one contract, post-only, at the far end of the book.</summary>
/// <param name="Market">The market.</param>
/// <param name="Side">A bid at 1 cent, or an ask at 99.</param>
/// <param name="Limit">The price.</param>
internal sealed record CanaryOrder(MarketInfo Market, OrderSide Side, Price Limit)
{
    // Nearer than this to the best price of the other side it might be met.
    private static readonly Price _lowestAsk = Price.FromCents(10);
    private static readonly Price _highestBid = Price.FromCents(90);
    private static readonly TimeSpan _leastOpen = TimeSpan.FromMinutes(10);

    /// <summary>Chooses the most traded market of a shard where such an order stands far from the market; null when there is none.</summary>
    public static CanaryOrder? Choose(IEnumerable<MarketInfo> markets, Shard shard, Instant now) =>
        markets
            .Where(m => m.Shard == shard && m.Status == MarketStatus.Active && !m.IsScalar && m.CloseTime - now > _leastOpen)
            .OrderByDescending(m => m.Volume).ThenBy(m => m.Ticker)
            .Select(Of)
            .FirstOrDefault(o => o is not null);

    private static CanaryOrder? Of(MarketInfo market)
    {
        var (low, high) = (Price.FromCents(1), Price.FromCents(99));
        if (market.Grid.IsValid(low) && (market.Ask is not { } ask || ask.Price >= _lowestAsk)) return new CanaryOrder(market, OrderSide.Bid, low);
        return market.Grid.IsValid(high) && (market.Bid is not { } bid || bid.Price <= _highestBid) ? new CanaryOrder(market, OrderSide.Ask, high) : null;
    }
}
