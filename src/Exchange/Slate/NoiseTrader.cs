using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Slate;

/// <summary>
/// The crowd of one market: most take a few contracts for reasons of their own, some take what looks cheap to a slow eye, some
/// rest a small order near the touch for a while.
/// </summary>
internal sealed class NoiseTrader(SlateMarket market, AccountId account, MarketMaker eye, double meanGapSeconds, Chance chance)
{
    private readonly List<(OrderNumber Order, OrderSide Side, int Cents)> _resting = [];

    public TimeSpan NextAction() => TimeSpan.FromSeconds(Math.Round(Math.Max(0.05, chance.Exponential(meanGapSeconds)), 3));

    public void Act(Venue venue, Instant now)
    {
        if (venue.Status(market.Index) != MarketStatus.Active || market.Game.IsOver || market.Game.IsClosing) return;
        if (venue.BestBid(market.Index) is not { } bid || venue.BestAsk(market.Index) is not { } ask) return;
        Tidy(venue, now);
        var kind = chance.Next();
        var side = chance.Is(0.5) ? OrderSide.Bid : OrderSide.Ask;
        if (kind < 0.55) Take(venue, side, side == OrderSide.Bid ? ask.Price : bid.Price, Size(14), now);
        else if (kind < 0.75) TakeCheap(venue, bid.Price, ask.Price, now);
        else RestNear(venue, side, bid.Price, ask.Price, now);
    }

    /// <summary>Takes away resting orders that its slow eye sees as given away.</summary>
    public void Tidy(Venue venue, Instant now)
    {
        for (var i = _resting.Count - 1; i >= 0; i--)
        {
            var (order, side, cents) = _resting[i];
            if (venue.OpenRemaining(order) is null)
            {
                _resting.RemoveAt(i);
                continue;
            }

            var given = side == OrderSide.Bid ? cents - eye.Value * 100 : eye.Value * 100 - cents;
            if (given < 0.5) continue;
            venue.Cancel(account, order, now);
            _resting.RemoveAt(i);
        }
    }

    private Quantity Size(int most) =>
        chance.Is(0.25) ? Quantity.FromHundredths(chance.Int(20, most * 100)) : Quantity.FromContracts(chance.Int(1, most));

    private void Take(Venue venue, OrderSide side, Price touch, Quantity size, Instant now)
    {
        var cents = Math.Clamp(touch.Units / 100 + (side == OrderSide.Bid ? 1 : -1) * chance.Int(0, 1), 1, 99);
        venue.Submit(
            new NewOrder(account, market.Index, side, Price.FromCents(cents), size, TimeInForce.ImmediateOrCancel, SelfTradePrevention.Maker), now);
    }

    private void TakeCheap(Venue venue, Price bid, Price ask, Instant now)
    {
        var value = eye.Value * 10_000;
        if (value - ask.Units >= 200) Take(venue, OrderSide.Bid, ask, Size(25), now);
        else if (bid.Units - value >= 200) Take(venue, OrderSide.Ask, bid, Size(25), now);
    }

    private void RestNear(Venue venue, OrderSide side, Price bid, Price ask, Instant now)
    {
        var cents = side == OrderSide.Bid ? bid.Units / 100 - chance.Int(0, 2) : ask.Units / 100 + chance.Int(0, 2);
        if (cents is < 1 or > 99) return;
        var expires = Instant.FromUnixSeconds(now.UnixMicros / 1_000_000 + chance.Int(15, 60));
        var result = venue.Submit(
            new NewOrder(
                account, market.Index, side, Price.FromCents(cents), Size(40), TimeInForce.GoodTillCanceled, SelfTradePrevention.Maker,
                PostOnly: true, Expiration: expires),
            now);
        if (result.Refusal is null) _resting.Add((result.Order, side, cents));
    }
}
