namespace KalshiArb.Domain.Strategies;

/// <summary>
/// Notices a book that moves without news of ours: somebody knows more. The mid is compared with what it was when odds or
/// score last changed; further than the limit is an unexplained move, from which on the new mid is the measure. Changed in
/// place; keep one a market as a field.
/// </summary>
public struct MoveWatch
{
    private int _referenceTwiceMid;
    private int _lastTwiceMid;

    /// <summary>When the last unexplained move was seen; <see cref="Instant.Never"/> before the first.</summary>
    public Instant LastMoveAt { get; private set; }

    /// <summary>Odds or score changed: whatever the book does from here on is measured from here. A repeated value is no update and must not be told.</summary>
    public void OnNews() => _referenceTwiceMid = _lastTwiceMid;

    /// <summary>The book is not whole any more: the first mid after it is the new measure.</summary>
    public void ForgetBook() => (_referenceTwiceMid, _lastTwiceMid) = (0, 0);

    /// <summary>Takes the top of the book after a change; a book with an empty side has no mid and is passed over.</summary>
    /// <param name="now">The instant of the change.</param>
    /// <param name="bid">Best YES bid that is not ours.</param>
    /// <param name="ask">Best YES ask that is not ours.</param>
    /// <param name="grid">The grid in force: its step at the bid is the tick.</param>
    /// <param name="maximumTicks">Moves up to this many ticks are nothing.</param>
    /// <returns>Whether this change is an unexplained move.</returns>
    public bool OnBook(Instant now, Price? bid, Price? ask, PriceGrid grid, int maximumTicks)
    {
        if (bid is not { } bestBid || ask is not { } bestAsk) return false;
        // Twice the mid is a whole number of units and never zero, which stands for 'none yet'.
        _lastTwiceMid = bestBid.Units + bestAsk.Units;
        if (_referenceTwiceMid == 0) _referenceTwiceMid = _lastTwiceMid;
        if (Math.Abs(_lastTwiceMid - _referenceTwiceMid) <= 2 * maximumTicks * grid.TickAt(bestBid).Units) return false;
        _referenceTwiceMid = _lastTwiceMid;
        LastMoveAt = now;
        return true;
    }
}
