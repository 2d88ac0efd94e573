using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Books;

/// <summary>Why a book is not live.</summary>
public enum StaleReason
{
    /// <summary>It is live.</summary>
    None,
    /// <summary>No snapshot has come yet.</summary>
    NoSnapshot,
    /// <summary>Numbers of its subscription are missing.</summary>
    Gap,
    /// <summary>The stream broke.</summary>
    StreamLost,
    /// <summary>Nothing was heard for too long.</summary>
    Silence,
    /// <summary>A snapshot or delta did not fit: a negative level, an impossible price or size.</summary>
    Corrupt,
    /// <summary>A frame that may concern it could not be read.</summary>
    Quarantined,
    /// <summary>Inputs were lost because a queue was full.</summary>
    Overflow,
    /// <summary>The core was rebuilt or the clocks moved apart: what it shows may be old.</summary>
    Rebuilt,
}

/// <summary>
/// A market's book with its status: <c>Stale → Resyncing → Live</c>. Deltas are ignored until a snapshot has come; a snapshot
/// makes the book live; a gap, a lost stream, silence or corruption makes it stale. Mutable, owned by one actor. The caller
/// judges numbers with <see cref="StreamSequences"/> first: on a gap it invalidates every book of the subscription and then
/// still hands over a snapshot; duplicates are not handed over.
/// </summary>
public sealed class MarketBook
{
    /// <summary>Makes a stale, empty book.</summary>
    public MarketBook(PriceGrid grid) => Book = new OrderBook(grid);

    /// <summary>The levels. Meaningful only while <see cref="IsTradable"/>; to be changed only through this class.</summary>
    public OrderBook Book { get; }

    /// <summary>Whether the book can be trusted.</summary>
    public BookStatus Status { get; private set; } = BookStatus.Stale;

    /// <summary>Why it is not live.</summary>
    public StaleReason StaleReason { get; private set; } = StaleReason.NoSnapshot;

    /// <summary>The subscription of the last snapshot; null before the first.</summary>
    public long? Sid { get; private set; }

    /// <summary>Live and not crossed: what signals may look at.</summary>
    public bool IsTradable => Status == BookStatus.Live && !Book.IsCrossed;

    /// <summary>Takes a snapshot: live when it fits, else empty and stale as corrupt.</summary>
    public BookChange Apply(BookSnapshot snapshot)
    {
        Sid = snapshot.Sid;
        var change = Book.Replace(snapshot.Yes.AsSpan(), snapshot.No.AsSpan());
        if (change == BookChange.Applied) (Status, StaleReason) = (BookStatus.Live, StaleReason.None);
        else Invalidate(StaleReason.Corrupt);
        return change;
    }

    /// <summary>Takes a delta: ignored unless live on the same subscription; stale as corrupt when it does not fit.</summary>
    public BookChange Apply(BookDelta delta)
    {
        if (Status != BookStatus.Live || delta.Sid != Sid) return BookChange.IgnoredUntilSnapshot;
        var change = Book.Apply(delta.Ladder, delta.Price, delta.Delta);
        if (change != BookChange.Applied) Invalidate(StaleReason.Corrupt);
        return change;
    }

    /// <summary>Makes the book stale; true when it was live until now. A resync under way counts no more and is to be asked for again.</summary>
    public bool Invalidate(StaleReason reason)
    {
        InvariantViolation.Unless(reason != StaleReason.None, "book: invalidated without a reason");
        var wasLive = Status == BookStatus.Live;
        (Status, StaleReason) = (BookStatus.Stale, reason);
        return wasLive;
    }

    /// <summary>Notes that a snapshot was asked for. Changes nothing on a live book: the answer to an earlier request has come.</summary>
    public void ResyncRequested()
    {
        if (Status == BookStatus.Stale) Status = BookStatus.Resyncing;
    }
}
