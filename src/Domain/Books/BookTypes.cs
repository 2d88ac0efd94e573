using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Books;

/// <summary>Whether a book can be traded on.</summary>
public enum BookStatus
{
    /// <summary>Not known to be whole: no snapshot yet, a gap, a lost stream, a frame that could not be read.</summary>
    Stale,
    /// <summary>Stale, and a new snapshot has been asked for.</summary>
    Resyncing,
    /// <summary>Whole and in sequence.</summary>
    Live,
}

/// <summary>What became of a snapshot or a delta.</summary>
public enum BookChange
{
    /// <summary>The book holds it.</summary>
    Applied,
    /// <summary>The book is not live: the delta changed nothing.</summary>
    IgnoredUntilSnapshot,
    /// <summary>A level would have become negative: the book does not show what the venue has.</summary>
    NegativeLevel,
    /// <summary>A level at $0 or $1, where nothing can rest.</summary>
    PriceOutOfRange,
    /// <summary>A size beyond <see cref="OrderBook.MaxLevelHundredths"/>.</summary>
    SizeOutOfRange,
    /// <summary>A snapshot that lists a level twice.</summary>
    LevelTwice,
}

/// <summary>The best prices of a book on the YES scale. A side without an order is null.</summary>
/// <param name="Bid">Best YES bid and its size.</param>
/// <param name="Ask">Best YES ask and its size: $1 less the best NO bid.</param>
public readonly record struct BookTop(BookLevel? Bid, BookLevel? Ask)
{
    /// <summary>Ask less bid; null when a side is empty.</summary>
    public PriceOffset? Spread => Bid is { } bid && Ask is { } ask ? ask.Price - bid.Price : null;

    /// <summary>Twice the middle of bid and ask, in ten-thousandths of a dollar (the middle itself can fall between two); null when a side is empty.</summary>
    public int? TwiceMidUnits => Bid is { } bid && Ask is { } ask ? bid.Price.Units + ask.Price.Units : null;

    /// <summary>Whether bid and ask meet or pass: never so in a book that is whole.</summary>
    public bool IsCrossed => Bid is { } bid && Ask is { } ask && bid.Price >= ask.Price;

    /// <summary>The same book in the prices of <paramref name="outcome"/>: for NO, bid and ask change places and become complements.</summary>
    public BookTop For(Outcome outcome) => outcome == Outcome.Yes ? this : new BookTop(Mirror(Ask), Mirror(Bid));

    private static BookLevel? Mirror(BookLevel? level) => level is { } known ? new BookLevel(known.Price.Complement, known.Size) : null;
}

/// <summary>
/// Our own working orders in a market, on the YES scale, to be taken out of what signals see. A size of zero means no order.
/// </summary>
/// <param name="BidPrice">Limit of our bid.</param>
/// <param name="BidSize">What of it is still open.</param>
/// <param name="AskPrice">Limit of our ask.</param>
/// <param name="AskSize">What of it is still open.</param>
public readonly record struct OwnQuotes(Price BidPrice, Quantity BidSize, Price AskPrice, Quantity AskSize)
{
    /// <summary>No order of ours.</summary>
    public static OwnQuotes None => default;
}
