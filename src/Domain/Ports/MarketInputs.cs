using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Ports;

/// <summary>A price level as the venue lists it: on the ladder's own scale (NO levels in NO prices).</summary>
public readonly record struct BookLevel(Price Price, Quantity Size);

/// <summary>The facts of a market became known or changed as a whole.</summary>
public sealed record MarketListed(MarketFacts Facts) : Input, IReferenceInput
{
    /// <inheritdoc/>
    public string ReferenceKey => "market/" + Facts.Ticker.Value;
}

/// <summary>A market's status changed.</summary>
public sealed record MarketStatusChanged(Ticker Ticker, MarketStatus Status) : Input, IReferenceInput
{
    /// <inheritdoc/>
    public string ReferenceKey => "status/" + Ticker.Value;
}

/// <summary>What a shard of the venue takes.</summary>
public enum ShardTrading
{
    /// <summary>Everything.</summary>
    Open,
    /// <summary>No entries of ours: an hour in which the venue does not trade is nearer than an entry may live, or it is not known whether it trades.</summary>
    NoEntries,
    /// <summary>Cancels only: the venue paused it.</summary>
    CancelsOnly,
}

/// <summary>What a shard takes changed. A shard of which nothing was told is open.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Trading">What it takes from now on.</param>
/// <param name="Reason">Why, for people; empty when it is open.</param>
public sealed record ShardTradingChanged(Shard Shard, ShardTrading Trading, string Reason) : Input, IReferenceInput
{
    /// <inheritdoc/>
    public string ReferenceKey => "shard/" + Shard;
}

/// <summary>A market's close time was moved (Kalshi pulls it in once the result is near).</summary>
public sealed record MarketCloseTimeChanged(Ticker Ticker, Instant CloseTime) : Input, IReferenceInput
{
    /// <inheritdoc/>
    public string ReferenceKey => "close/" + Ticker.Value;
}

/// <summary>A market's grid changed; null when the new one could not be read, which stops the ticker.</summary>
public sealed record PriceGridChanged(Ticker Ticker, PriceGrid? Grid) : Input, IReferenceInput
{
    /// <inheritdoc/>
    public string ReferenceKey => "grid/" + Ticker.Value;
}

/// <summary>A market's traded volume, in contracts over its life.</summary>
public sealed record MarketVolumeReported(Ticker Ticker, Quantity Volume) : Input, IReferenceInput
{
    /// <inheritdoc/>
    public string ReferenceKey => "volume/" + Ticker.Value;
}

/// <summary>A whole book. Consumes a number of its subscription.</summary>
/// <param name="Sid">The subscription.</param>
/// <param name="Seq">The number on that subscription.</param>
/// <param name="Ticker">The market.</param>
/// <param name="Yes">YES bids, in YES prices, in any order.</param>
/// <param name="No">NO bids, in NO prices, in any order.</param>
public sealed record BookSnapshot(long Sid, long Seq, Ticker Ticker, ImmutableArray<BookLevel> Yes, ImmutableArray<BookLevel> No) : Input;

/// <summary>A signed change of one level (delta_fp is additive). Consumes a number of its subscription.</summary>
/// <param name="Sid">The subscription.</param>
/// <param name="Seq">The number on that subscription.</param>
/// <param name="Ticker">The market.</param>
/// <param name="Ladder">Which bid ladder.</param>
/// <param name="Price">The level, on that ladder's own scale.</param>
/// <param name="Delta">The change.</param>
public sealed record BookDelta(long Sid, long Seq, Ticker Ticker, Outcome Ladder, Price Price, Quantity Delta) : Input;

/// <summary>An acknowledgement that consumed a number of a subscription without carrying market data.</summary>
public sealed record SequenceConsumed(long Sid, long Seq) : Input;

/// <summary>Top of book without a sequence, from recordings that hold no more. A side without a price is empty.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="Bid">Best YES bid, with its size as recorded or as the import's stated assumption.</param>
/// <param name="Ask">Best YES ask.</param>
public sealed record TopQuoted(Ticker Ticker, BookLevel? Bid, BookLevel? Ask) : Input;

/// <summary>
/// A trade between any two members. It says what was paid and by whom, and no rule decides by it; a what-if takes it as proof that a
/// resting order of ours would have been reached.
/// </summary>
/// <param name="Ticker">The market.</param>
/// <param name="Price">What was paid for a YES.</param>
/// <param name="Count">Contracts.</param>
/// <param name="Taker">What the taker bought: a YES met an ask, a NO a bid.</param>
/// <param name="IsBlock">Whether it was agreed off the book: it proves nothing about the book.</param>
public sealed record PublicTradeReported(Ticker Ticker, Price Price, Quantity Count, Outcome Taker, bool IsBlock) : Input;

/// <summary>The stream is alive: a pong or a frame that carries nothing else. Any market frame counts as well.</summary>
public sealed record StreamAlive : Input
{
    /// <summary>The one value.</summary>
    public static StreamAlive Instance { get; } = new();
}

/// <summary>The stream broke: every book is stale until its next snapshot.</summary>
public sealed record StreamLost(string Reason) : Input;

/// <summary>The stream is up again: subscriptions start anew, and the account is reconciled.</summary>
public sealed record StreamConnected : Input
{
    /// <summary>The one value.</summary>
    public static StreamConnected Instance { get; } = new();
}

/// <summary>Something could not be read. It is kept with its bytes, and the books it may concern become stale.</summary>
/// <param name="Source">Which edge.</param>
/// <param name="Ticker">The market concerned, when that much could be read.</param>
/// <param name="Sid">The subscription concerned, when that much could be read.</param>
/// <param name="Reason">What was wrong.</param>
/// <param name="Bytes">The first bytes of it, at most 4,096.</param>
public sealed record FrameQuarantined(string Source, Ticker? Ticker, long? Sid, string Reason, ImmutableArray<byte> Bytes) : Input;

/// <summary>A market has a result; money moves after the settlement timer.</summary>
public sealed record MarketDetermined(Ticker Ticker, Price SettlementValue) : Input;
