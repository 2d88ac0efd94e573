using KalshiArb.Domain.Books;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Tests.Books;

/// <summary>The order book as one would write it on paper: two sorted dictionaries, every question a walk.</summary>
internal sealed class NaiveBook
{
    private readonly SortedDictionary<int, long> _yes = [];
    private readonly SortedDictionary<int, long> _no = [];

    internal BookTop Top => TopWithout(OwnQuotes.None);

    internal bool Apply(Outcome ladder, int units, long delta)
    {
        var levels = Levels(ladder);
        var size = levels.GetValueOrDefault(units) + delta;
        if (size < 0) return false;
        if (size == 0) levels.Remove(units);
        else levels[units] = size;
        return true;
    }

    internal void Replace(IEnumerable<BookLevel> yes, IEnumerable<BookLevel> no)
    {
        _yes.Clear();
        _no.Clear();
        foreach (var level in yes) Apply(Outcome.Yes, level.Price.Units, level.Size.Hundredths);
        foreach (var level in no) Apply(Outcome.No, level.Price.Units, level.Size.Hundredths);
    }

    internal BookTop TopWithout(OwnQuotes own)
    {
        var bids = BidsWithout(own);
        var asks = AsksWithout(own);
        return new BookTop(bids.Count == 0 ? null : bids[0], asks.Count == 0 ? null : asks[0]);
    }

    internal Quantity DepthWithin(OrderSide side, PriceOffset band, OwnQuotes own)
    {
        var levels = side == OrderSide.Bid ? BidsWithout(own) : AsksWithout(own);
        return Sum(levels.Where(level => Math.Abs(level.Price.Units - levels[0].Price.Units) <= band.Units));
    }

    internal Quantity DepthAtOrBetter(OrderSide side, Price limit, OwnQuotes own) =>
        side == OrderSide.Bid ? Sum(BidsWithout(own).Where(level => level.Price >= limit)) : Sum(AsksWithout(own).Where(level => level.Price <= limit));

    internal IEnumerable<BookLevel> BestFirst(Outcome ladder) =>
        Levels(ladder).Reverse().Select(level => new BookLevel(Price.FromUnits(level.Key), Quantity.FromHundredths(level.Value)));

    private List<BookLevel> BidsWithout(OwnQuotes own) => Less(BestFirst(Outcome.Yes), own.BidPrice, own.BidSize);

    private List<BookLevel> AsksWithout(OwnQuotes own) =>
        Less(BestFirst(Outcome.No).Select(level => level with { Price = level.Price.Complement }), own.AskPrice, own.AskSize);

    private static List<BookLevel> Less(IEnumerable<BookLevel> levels, Price price, Quantity size) =>
        [.. levels.Select(level => level.Price == price ? level with { Size = level.Size - size } : level).Where(level => level.Size.Sign > 0)];

    private static Quantity Sum(IEnumerable<BookLevel> levels) => levels.Aggregate(Quantity.Zero, (sum, level) => sum + level.Size);

    private SortedDictionary<int, long> Levels(Outcome ladder) => ladder == Outcome.Yes ? _yes : _no;
}
