using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Books;

/// <summary>
/// A market's resting orders by price: the bid ladders of YES and NO, of which a YES ask is a NO bid seen from the other
/// side. Mutable, owned by one actor; applying a delta and asking for tops and depths allocates nothing. Levels need not
/// lie on the market's present grid: when the grid changes, resting orders stand (Kalshi, fixed-point migration page, 2026-08-20).
/// </summary>
public sealed class OrderBook
{
    /// <summary>The largest size a level may have, in hundredths of a contract (10 billion contracts): beyond it the input is corrupt, and sums cannot overflow.</summary>
    public const long MaxLevelHundredths = 1_000_000_000_000;

    private readonly BidLadder _yes;
    private readonly BidLadder _no;

    /// <summary>Makes an empty book whose arrays fit a market's grid; prices between its ticks are taken too, at the cost of a one-time allocation.</summary>
    public OrderBook(PriceGrid grid)
    {
        _yes = new BidLadder(grid.CommonStep.Units);
        _no = new BidLadder(grid.CommonStep.Units);
    }

    /// <summary>How many levels both ladders have together.</summary>
    public int LevelCount => _yes.Levels + _no.Levels;

    /// <summary>Best bid and ask on the YES scale.</summary>
    public BookTop Top => new(BestBid, BestAsk);

    /// <summary>The highest YES bid with its size; null when there is none.</summary>
    public BookLevel? BestBid => BestOf(_yes);

    /// <summary>The lowest YES ask with its size; null when there is none.</summary>
    public BookLevel? BestAsk => OnYesScale(BestOf(_no));

    /// <summary>Whether bid and ask meet or pass, which a book that is whole never shows.</summary>
    public bool IsCrossed => _yes.Best >= 0 && _no.Best >= 0 && _yes.Best + _no.Best >= Price.UnitsPerDollar;

    /// <summary>
    /// Adds a signed change to a level. On anything but <see cref="BookChange.Applied"/> the book is as before and must not be
    /// trusted further.
    /// </summary>
    public BookChange Apply(Outcome ladder, Price price, Quantity delta)
    {
        if (price <= Price.Zero || price >= Price.One) return BookChange.PriceOutOfRange;
        if (delta.Hundredths is > MaxLevelHundredths or < -MaxLevelHundredths) return BookChange.SizeOutOfRange;
        var side = Ladder(ladder);
        var size = side[price.Units] + delta.Hundredths;
        if (size < 0) return BookChange.NegativeLevel;
        if (size > MaxLevelHundredths) return BookChange.SizeOutOfRange;
        side.Set(price.Units, size);
        return BookChange.Applied;
    }

    /// <summary>
    /// Replaces everything by a snapshot: YES bids in YES prices, NO bids in NO prices, in any order. A level of size zero is
    /// no level. On anything but <see cref="BookChange.Applied"/> the book is left empty.
    /// </summary>
    public BookChange Replace(ReadOnlySpan<BookLevel> yes, ReadOnlySpan<BookLevel> no)
    {
        Clear();
        var change = Load(_yes, yes);
        if (change == BookChange.Applied) change = Load(_no, no);
        if (change != BookChange.Applied) Clear();
        return change;
    }

    /// <summary>Removes every level.</summary>
    public void Clear()
    {
        _yes.Clear();
        _no.Clear();
    }

    /// <summary>The size at a price of a ladder, on that ladder's own scale.</summary>
    public Quantity SizeAt(Outcome ladder, Price price) => Quantity.FromHundredths(Ladder(ladder)[price.Units]);

    /// <summary>
    /// Best bid and ask without our own size. A level that is ours alone is passed over; where the book shows less than our
    /// size (our order is not in it yet, or the fill is not known yet), nothing of the level is anyone else's.
    /// </summary>
    public BookTop TopWithout(OwnQuotes own) => new(
        Without(_yes, own.BidPrice, own.BidSize),
        OnYesScale(Without(_no, own.AskPrice.Complement, own.AskSize)));

    /// <summary>
    /// The size within <paramref name="band"/> of the best price of a side, that price included; zero for an empty side.
    /// A bid band reaches down, an ask band up, both inclusive.
    /// </summary>
    public Quantity DepthWithin(OrderSide side, PriceOffset band) => DepthWithin(side, band, OwnQuotes.None);

    /// <summary>As <see cref="DepthWithin(OrderSide, PriceOffset)"/>, without our own size, from the best price that is not ours.</summary>
    public Quantity DepthWithin(OrderSide side, PriceOffset band, OwnQuotes own)
    {
        var (ladder, ownUnits, ownSize) = SideWithOwn(side, own);
        if (Without(ladder, Price.FromUnits(ownUnits), ownSize) is not { } best) return Quantity.Zero;
        return SumWithout(ladder, best.Price.Units - band.Units, ownUnits, ownSize);
    }

    /// <summary>
    /// The size that an order of the opposite side with this limit (YES scale) could meet: asks at or below it for
    /// <see cref="OrderSide.Ask"/>, bids at or above it for <see cref="OrderSide.Bid"/>, without our own size.
    /// </summary>
    public Quantity DepthAtOrBetter(OrderSide side, Price limit, OwnQuotes own)
    {
        var (ladder, ownUnits, ownSize) = SideWithOwn(side, own);
        return SumWithout(ladder, (side == OrderSide.Bid ? limit : limit.Complement).Units, ownUnits, ownSize);
    }

    /// <summary>
    /// Copies a ladder, best price first, on its own scale, as far as <paramref name="into"/> reaches; returns how many levels
    /// were written.
    /// </summary>
    public int CopyLevels(Outcome ladder, Span<BookLevel> into)
    {
        var side = Ladder(ladder);
        var count = 0;
        for (var units = side.BestAtOrBelow(Price.UnitsPerDollar); units >= 0 && count < into.Length; units = side.BestAtOrBelow(units - 1))
        {
            into[count++] = new BookLevel(Price.FromUnits(units), Quantity.FromHundredths(side[units]));
        }

        return count;
    }

    /// <summary>All levels of a ladder, best price first, on its own scale. Allocates: not for the hot path.</summary>
    public ImmutableArray<BookLevel> Levels(Outcome ladder)
    {
        var levels = new BookLevel[Ladder(ladder).Levels];
        CopyLevels(ladder, levels);
        return ImmutableArray.Create(levels);
    }

    /// <summary>A fingerprint of every level: equal for equal books, whatever led to them. Walks the book.</summary>
    public ulong StateHash() => Fold(_no, Mix(Fold(_yes, 0x4B616C7368694172) ^ 0x6E6F));

    private static ulong Fold(BidLadder ladder, ulong hash)
    {
        for (var units = ladder.BestAtOrBelow(Price.UnitsPerDollar); units >= 0; units = ladder.BestAtOrBelow(units - 1))
        {
            hash = Mix(hash ^ (uint)units);
            hash = Mix(hash ^ (ulong)ladder[units]);
        }

        return hash;
    }

    // The finalizer of SplitMix64 (Steele, Lea, Flood, 2014) on a moved state.
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }

    private BidLadder Ladder(Outcome ladder) => ladder == Outcome.Yes ? _yes : _no;

    private (BidLadder Ladder, int OwnUnits, Quantity OwnSize) SideWithOwn(OrderSide side, OwnQuotes own) =>
        side == OrderSide.Bid ? (_yes, own.BidPrice.Units, own.BidSize) : (_no, own.AskPrice.Complement.Units, own.AskSize);

    private static BookChange Load(BidLadder ladder, ReadOnlySpan<BookLevel> levels)
    {
        foreach (var (price, size) in levels)
        {
            if (price <= Price.Zero || price >= Price.One) return BookChange.PriceOutOfRange;
            if (size.Sign < 0) return BookChange.NegativeLevel;
            if (size.Hundredths > MaxLevelHundredths) return BookChange.SizeOutOfRange;
            if (ladder[price.Units] != 0) return BookChange.LevelTwice;
            ladder.Set(price.Units, size.Hundredths);
        }

        return BookChange.Applied;
    }

    private static BookLevel? BestOf(BidLadder ladder) =>
        ladder.Best < 0 ? null : new BookLevel(Price.FromUnits(ladder.Best), Quantity.FromHundredths(ladder.BestSize));

    private static BookLevel? LevelAtOrBelow(BidLadder ladder, int units)
    {
        var best = ladder.BestAtOrBelow(units);
        return best < 0 ? null : new BookLevel(Price.FromUnits(best), Quantity.FromHundredths(ladder[best]));
    }

    private static BookLevel? Without(BidLadder ladder, Price ownPrice, Quantity ownSize)
    {
        var best = BestOf(ladder);
        if (best is not { } level || level.Price != ownPrice || ownSize.Sign <= 0) return best;
        return level.Size > ownSize ? level with { Size = level.Size - ownSize } : LevelAtOrBelow(ladder, ownPrice.Units - 1);
    }

    private static Quantity SumWithout(BidLadder ladder, int low, int ownUnits, Quantity ownSize)
    {
        var sum = ladder.Sum(low, Price.UnitsPerDollar);
        if (ownSize.Sign > 0 && ownUnits >= low) sum -= Math.Min(ladder[ownUnits], ownSize.Hundredths);
        return Quantity.FromHundredths(sum);
    }

    private static BookLevel? OnYesScale(BookLevel? level) => level is { } known ? known with { Price = known.Price.Complement } : null;
}
