namespace KalshiArb.Domain.Books;

/// <summary>What a number says about its subscription.</summary>
public enum SequenceVerdict
{
    /// <summary>The next number: take the frame.</summary>
    InOrder,
    /// <summary>Frames are missing, or the subscription began anew: every book of the subscription is stale. A snapshot that carries this number still counts.</summary>
    Gap,
    /// <summary>A number that was seen or passed over before: ignore the frame.</summary>
    Duplicate,
}

/// <summary>
/// The numbering of one subscription (sid): starts at 1 and grows by 1 over everything the venue sequences on it,
/// snapshots, deltas, trades and acknowledgements alike (Kalshi AsyncAPI, corrected 2026-09-10). The venue documents no
/// recovery; after a gap counting goes on from the number that showed it. The default value has seen nothing.
/// </summary>
public readonly record struct SubscriptionSequence
{
    private readonly long _last;
    private readonly long _behind;

    private SubscriptionSequence(long last, long behind) => (_last, _behind) = (last, behind);

    /// <summary>The last number taken; 0 before the first.</summary>
    public long Last => _last;

    /// <summary>
    /// Judges a number. One at or below the last is a duplicate; but two that follow each other there are no repetition, the
    /// venue counts anew, and that is a gap. So is a first number other than 1, and any number below 1.
    /// </summary>
    /// <param name="seq">The number on the frame.</param>
    /// <param name="next">The state after it.</param>
    public SequenceVerdict Observe(long seq, out SubscriptionSequence next)
    {
        if (seq == _last + 1)
        {
            next = new SubscriptionSequence(seq, 0);
            return SequenceVerdict.InOrder;
        }

        if (seq < 1)
        {
            next = this;
            return SequenceVerdict.Gap;
        }

        if (seq > _last || (_behind != 0 && seq == _behind + 1))
        {
            next = new SubscriptionSequence(seq, 0);
            return SequenceVerdict.Gap;
        }

        next = new SubscriptionSequence(_last, seq);
        return SequenceVerdict.Duplicate;
    }
}

/// <summary>
/// The sequences of one connection's subscriptions, and when anything was last heard. Mutable, owned by one actor;
/// observing a known subscription allocates nothing.
/// </summary>
public sealed class StreamSequences
{
    /// <summary>More subscriptions than this on one connection are not followed: each of their frames counts as a gap.</summary>
    public const int MaxSubscriptions = 4_096;

    private readonly SortedList<long, SubscriptionSequence> _bySid = [];

    /// <summary>When a frame was last received; <see cref="Instant.Never"/> before the first of a connection.</summary>
    public Instant LastFrameAt { get; private set; }

    /// <summary>How many gaps there were on this connection.</summary>
    public long Gaps { get; private set; }

    /// <summary>Judges the number of a frame and notes that the stream is alive.</summary>
    public SequenceVerdict Observe(long sid, long seq, Instant at)
    {
        Heard(at);
        var verdict = Judge(sid, seq);
        if (verdict == SequenceVerdict.Gap) Gaps++;
        return verdict;
    }

    /// <summary>Any frame or pong shows that the stream is alive; a busy stream sends no pings (observed 2026-06-12).</summary>
    public void Heard(Instant at) => LastFrameAt = Instant.Max(LastFrameAt, at);

    /// <summary>Whether anything was heard within <paramref name="limit"/> before <paramref name="now"/>.</summary>
    public bool IsAlive(Instant now, TimeSpan limit) => LastFrameAt != Instant.Never && now - LastFrameAt <= limit;

    /// <summary>A new connection: new subscriptions, new numbers, nothing is repeated.</summary>
    public void Reset()
    {
        _bySid.Clear();
        LastFrameAt = Instant.Never;
        Gaps = 0;
    }

    private SequenceVerdict Judge(long sid, long seq)
    {
        var index = _bySid.IndexOfKey(sid);
        var before = index < 0 ? default : _bySid.GetValueAtIndex(index);
        var verdict = before.Observe(seq, out var next);
        if (index >= 0) _bySid.SetValueAtIndex(index, next);
        else if (_bySid.Count < MaxSubscriptions) _bySid.Add(sid, next);
        else return SequenceVerdict.Gap;
        return verdict;
    }
}
