using KalshiArb.Domain.Books;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Recorded;

/// <summary>
/// The recorded book of one market, less what our paper orders have taken from it: liquidity once taken is gone until its level
/// has been empty.
/// </summary>
internal sealed class RecordedBook(MarketFacts facts)
{
    private readonly Dictionary<(Outcome Ladder, Price Price), Quantity> _taken = [];

    public MarketFacts Facts { get; set; } = facts;

    public MarketBook Book { get; } = new(facts.Grid);

    public void Apply(BookSnapshot snapshot)
    {
        Book.Apply(snapshot);
        ForgetEmptied();
    }

    public void Apply(BookDelta delta)
    {
        Book.Apply(delta);
        if (Book.Book.SizeAt(delta.Ladder, delta.Price).IsZero) _taken.Remove((delta.Ladder, delta.Price));
    }

    public void Apply(TopQuoted quoted) => Apply(new BookSnapshot(
        0, 0, quoted.Ticker,
        quoted.Bid is { } bid ? [bid] : [],
        quoted.Ask is { } ask ? [new BookLevel(ask.Price.Complement, ask.Size)] : []));

    /// <summary>The best level that an order of a side would meet, on the YES scale, with what is left of it; null without one.</summary>
    public BookLevel? Opposite(OrderSide side)
    {
        if (!Book.IsTradable) return null;
        var ladder = side == OrderSide.Bid ? Outcome.No : Outcome.Yes;
        foreach (var level in Book.Book.Levels(ladder))
        {
            var left = level.Size - _taken.GetValueOrDefault((ladder, level.Price));
            if (left.Sign <= 0) continue;
            return new BookLevel(ladder == Outcome.No ? level.Price.Complement : level.Price, left);
        }

        return null;
    }

    /// <summary>Takes liquidity that <see cref="Opposite"/> has shown.</summary>
    public void Take(OrderSide side, Price price, Quantity count)
    {
        var key = side == OrderSide.Bid ? (Outcome.No, price.Complement) : (Outcome.Yes, price);
        _taken[key] = _taken.GetValueOrDefault(key) + count;
    }

    private void ForgetEmptied()
    {
        foreach (var key in _taken.Keys.ToArray())
            if (Book.Book.SizeAt(key.Ladder, key.Price).IsZero) _taken.Remove(key);
    }
}
