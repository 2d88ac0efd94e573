namespace KalshiArb.PaperExchange.Stream;

/// <summary>
/// One channel of one subscribe on one connection. Its numbers run over everything numbered that is sent on it, control
/// acknowledgements included. It belongs to the world's lock, except for the count of waiting frames.
/// </summary>
internal sealed class Subscription(long sid, StreamChannel channel, SubscribeOptions options)
{
    private readonly SortedSet<string> _markets = new(StringComparer.Ordinal);
    private long _seq;
    private int _waiting;

    public long Sid { get; } = sid;

    public StreamChannel Channel { get; } = channel;

    public bool UseYesPrice { get; } = options.UseYesPrice;

    public bool SkipTickerAck { get; } = options.SkipTickerAck;

    /// <summary>Whether it has every market because none was named.</summary>
    public bool HasAll { get; private set; }

    /// <summary>Whether the client named markets by id and is answered in ids.</summary>
    public bool ByIds { get; set; }

    /// <summary>The named markets in ordinal order.</summary>
    public IReadOnlyCollection<string> Markets => _markets;

    /// <summary>Whether nothing may be sent on it any more.</summary>
    public bool HasEnded { get; set; }

    /// <summary>A frame that was held back to be sent after its successor.</summary>
    public byte[]? Held { get; set; }

    public long NextSeq() => ++_seq;

    public void TakeAll() => HasAll = true;

    public bool Add(string market) => _markets.Add(market);

    public void Remove(string market) => _markets.Remove(market);

    public bool Wants(Ticker market) => HasAll || _markets.Contains(market.Value);

    /// <summary>One more frame waits for the client; how many do.</summary>
    public int Queue() => Interlocked.Increment(ref _waiting);

    /// <summary>A frame has left.</summary>
    public void Sent() => Interlocked.Decrement(ref _waiting);
}
