using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Wire;

/// <summary>What the venue tells over its stream that is no input of the core: it is for discovery and supervision.</summary>
public abstract record StreamNotice;

/// <summary>A market was listed (market_lifecycle_v2, created). It may not be readable over REST for a moment.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="Event">Its event, where told.</param>
/// <param name="OpenTime">When it opens, where told.</param>
/// <param name="CloseTime">When it closes at the latest, where told.</param>
/// <param name="Shard">Its shard, where told.</param>
public sealed record MarketCreatedNotice(Ticker Ticker, EventTicker? Event, Instant? OpenTime, Instant? CloseTime, Shard? Shard) : StreamNotice;

/// <summary>Something about a market changed that the frame does not tell in full: read the market again.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="What">The venue's event_type (metadata_updated, or one that is not known).</param>
public sealed record MarketDetailsNotice(Ticker Ticker, string What) : StreamNotice;

/// <summary>A frame about a market's life could not be read. Its book is stale until a snapshot is asked for, which is to follow a new reading of its facts.</summary>
/// <param name="Ticker">The market; null when that could not be read either.</param>
/// <param name="Reason">What was wrong.</param>
public sealed record MarketUnreadableNotice(Ticker? Ticker, string Reason) : StreamNotice;

/// <summary>An event was listed (event_lifecycle).</summary>
public sealed record EventCreatedNotice(EventTicker Event, SeriesTicker Series) : StreamNotice;

/// <summary>An event's fee override was set or cleared; each part stands on its own (event_fee_update).</summary>
/// <param name="Event">The event.</param>
/// <param name="FeeTypeOverride">The venue's fee_type, which may be one that we do not know; null when cleared.</param>
/// <param name="MultiplierMillisOverride">fee_multiplier in thousandths; null when cleared.</param>
public sealed record EventFeeNotice(EventTicker Event, string? FeeTypeOverride, int? MultiplierMillisOverride) : StreamNotice;

/// <summary>A position of ours changed (market_position). Evidence to compare with, not to book.</summary>
public sealed record PositionNotice(VenuePosition Position) : StreamNotice;

/// <summary>What happened to an order group, other than being triggered, which is an input.</summary>
public enum OrderGroupChange
{
    /// <summary>It was made.</summary>
    Created,
    /// <summary>It takes orders again.</summary>
    Reset,
    /// <summary>It is gone.</summary>
    Deleted,
    /// <summary>It has another limit.</summary>
    LimitUpdated,
}

/// <summary>An order group of ours changed (order_group_updates).</summary>
/// <param name="Group">The group.</param>
/// <param name="Change">What happened.</param>
/// <param name="Limit">Its limit, where told.</param>
public sealed record OrderGroupNotice(OrderGroupId Group, OrderGroupChange Change, Quantity? Limit) : StreamNotice;
