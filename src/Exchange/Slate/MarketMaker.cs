using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Slate;

/// <summary>How a market maker quotes.</summary>
/// <param name="HalfSpreadCents">Distance of the best quotes from the value.</param>
/// <param name="Levels">Quotes a side.</param>
/// <param name="Size">Contracts at the best level; further out grows.</param>
/// <param name="Speed">Its own time constant as a multiple of the slate's lag.</param>
/// <param name="RequoteSeconds">Mean time between looks.</param>
internal readonly record struct MakerStyle(double HalfSpreadCents, int Levels, int Size, double Speed, double RequoteSeconds);

/// <summary>
/// A market maker in one market. It follows what the bookmakers know with an exponential lag, leans against its position, and
/// quotes several levels post-only. At lag zero it is as fresh as they are.
/// </summary>
internal sealed class MarketMaker(SlateMarket market, AccountId account, MakerStyle style, TimeSpan lag, Chance chance)
{
    private readonly (OrderNumber Order, int Cents)[] _bids = new (OrderNumber, int)[style.Levels];
    private readonly (OrderNumber Order, int Cents)[] _asks = new (OrderNumber, int)[style.Levels];
    private double _value = -1;
    private Instant _last;

    private const double ClosingSlowness = 8.0;

    public SlateMarket Market => market;

    /// <summary>What it thinks a YES is worth.</summary>
    public double Value => _value;

    public TimeSpan NextLook() => TimeSpan.FromSeconds(Math.Round(style.RequoteSeconds * chance.Between(0.5, 1.5), 3));

    /// <summary>Looks at the market: takes away what stands wrong, quotes anew; a regular look also renews a quote.</summary>
    public void Requote(Venue venue, Instant now, bool regular)
    {
        if (!Withdraw(venue, now)) return;
        if (regular) Refresh(venue, now);
        var (bid, ask) = Touch(venue);
        Place(venue, _bids, OrderSide.Bid, bid, -1, now);
        Place(venue, _asks, OrderSide.Ask, ask, 1, now);
    }

    /// <summary>Takes away what stands wrong; false when there is nothing to quote.</summary>
    public bool Withdraw(Venue venue, Instant now)
    {
        Follow(now);
        if (venue.Status(market.Index) != MarketStatus.Active) return false;
        var leaves = market.Game.IsOver || market.Game.IsAtEnd;
        var (bid, ask) = leaves ? (-1_000, -1_000) : Touch(venue);
        Cancel(venue, _bids, bid, -1, now);
        Cancel(venue, _asks, ask, 1, now);
        return !leaves;
    }

    /// <summary>Its best bid and ask in cents: the value, leaning against its position.</summary>
    private (int Bid, int Ask) Touch(Venue venue)
    {
        var lean = -venue.Position(account, market.Index).Position.Hundredths / (100.0 * style.Size) * 0.15; // cents
        var cents = _value * 100 + Math.Clamp(lean, -1.0, 1.0);
        return ((int)Math.Floor(cents - style.HalfSpreadCents), (int)Math.Ceiling(cents + style.HalfSpreadCents));
    }

    private void Follow(Instant now)
    {
        var reference = market.ValueOf(market.Game.Consensus);
        // Near the end every play moves the value far: quotes, made for calmer minutes, fall further behind.
        var constant = lag.TotalSeconds * style.Speed * (market.Game.IsClosing ? ClosingSlowness : 1.0);
        if (_value < 0 || constant <= 0) _value = reference;
        else _value += (reference - _value) * (1.0 - Math.Exp(-(now - _last).TotalSeconds / constant));
        _last = now;
    }

    /// <summary>Takes away quotes that no longer stand where they should; those that do stay, with their place in the queue.</summary>
    private void Cancel(Venue venue, (OrderNumber Order, int Cents)[] quotes, int best, int step, Instant now)
    {
        var worst = best + step * (style.Levels - 1);
        for (var i = 0; i < quotes.Length; i++)
        {
            ref var quote = ref quotes[i];
            if (quote.Order.Value == 0) continue;
            var isWanted = quote.Cents >= Math.Min(best, worst) && quote.Cents <= Math.Max(best, worst);
            if (isWanted && venue.OpenRemaining(quote.Order) is { } left && left.Hundredths >= style.Size * 40L) continue;
            venue.Cancel(account, quote.Order, now);
            quote = default;
        }
    }

    /// <summary>Now and then a quote is taken away to be made anew with another size, as makers' machines do.</summary>
    private void Refresh(Venue venue, Instant now)
    {
        var quotes = chance.Is(0.5) ? _bids : _asks;
        ref var quote = ref quotes[chance.Int(0, quotes.Length - 1)];
        if (quote.Order.Value == 0) return;
        venue.Cancel(account, quote.Order, now);
        quote = default;
    }

    private void Place(Venue venue, (OrderNumber Order, int Cents)[] quotes, OrderSide side, int best, int step, Instant now)
    {
        for (var level = 0; level < style.Levels; level++)
        {
            var cents = best + step * level;
            if (cents is < 1 or > 99 || Has(quotes, cents)) continue;
            var size = Quantity.FromHundredths((long)(style.Size * (1.0 + 0.6 * level) * chance.Between(0.7, 1.3)) * 100);
            var order = new NewOrder(
                account, market.Index, side, Price.FromCents(cents), size, TimeInForce.GoodTillCanceled, SelfTradePrevention.TakerAtCross, PostOnly: true);
            var result = venue.Submit(order, now);
            if (result.Refusal is null) Keep(quotes, result.Order, cents);
        }
    }

    private static bool Has((OrderNumber Order, int Cents)[] quotes, int cents)
    {
        foreach (var quote in quotes)
        {
            if (quote.Order.Value != 0 && quote.Cents == cents) return true;
        }

        return false;
    }

    private static void Keep((OrderNumber Order, int Cents)[] quotes, OrderNumber order, int cents)
    {
        for (var i = 0; i < quotes.Length; i++)
        {
            if (quotes[i].Order.Value != 0) continue;
            quotes[i] = (order, cents);
            return;
        }
    }
}
