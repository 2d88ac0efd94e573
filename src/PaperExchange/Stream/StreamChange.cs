namespace KalshiArb.PaperExchange.Stream;

/// <summary>What the stream shows of something that happened. Prices are on the scale that each case names.</summary>
/// <param name="At">When, in market time.</param>
internal abstract record StreamChange(Instant At)
{
    /// <summary>A level of a book changed; the price is on the ladder's own scale.</summary>
    /// <param name="Market">The market.</param>
    /// <param name="Ladder">Which bid ladder.</param>
    /// <param name="Price">The level.</param>
    /// <param name="Delta">The signed change.</param>
    /// <param name="Cause">The client id of the order of our account that caused it; null when somebody else did or it has none.</param>
    /// <param name="At">When.</param>
    internal sealed record Level(Ticker Market, Outcome Ladder, Price Price, Quantity Delta, ClientOrderId? Cause, Instant At) : StreamChange(At);

    /// <summary>A trade happened, at a YES price.</summary>
    internal sealed record Trade(FillId Id, Ticker Market, Price Price, Quantity Count, OrderSide TakerSide, Instant At) : StreamChange(At);

    /// <summary>Our account's fill.</summary>
    internal sealed record Fill(StreamFill State) : StreamChange(State.At);

    /// <summary>Our account's order, new or changed.</summary>
    internal sealed record Order(StreamOrder State) : StreamChange(State.UpdatedAt);

    /// <summary>Our account's position in a market after a change of it.</summary>
    internal sealed record Position(StreamPosition State, Instant At) : StreamChange(At);

    /// <summary>A market's life went on.</summary>
    internal sealed record Lifecycle(MarketLifecycle State, Instant At) : StreamChange(At);

    /// <summary>An event was listed.</summary>
    internal sealed record EventListed(StreamEvent State, Instant At) : StreamChange(At);

    /// <summary>An event's fee override was set, or cleared where both are null.</summary>
    internal sealed record EventFees(EventTicker Event, string? TypeOverride, int? MultiplierOverrideMillis, Instant At) : StreamChange(At);

    /// <summary>An order group changed: created, triggered, reset, deleted or limit_updated.</summary>
    internal sealed record Group(string EventType, OrderGroupId Id, Quantity? Limit, Instant At) : StreamChange(At);
}

/// <summary>A fill as the fill channel shows it.</summary>
internal sealed record StreamFill(
    FillId Trade,
    OrderNumber Order,
    ClientOrderId? ClientId,
    Ticker Market,
    Shard Shard,
    OrderSide Side,
    Liquidity Liquidity,
    Price Price,
    Quantity Count,
    Money Fee,
    Quantity PostPosition,
    Instant At);

/// <summary>An order as the user_orders channel shows it. Costs are on the side taken: a NO costs a dollar less the YES price.</summary>
internal sealed record StreamOrder(
    OrderNumber Number,
    ClientOrderId? ClientId,
    Ticker Market,
    Shard Shard,
    OrderSide Side,
    Price Limit,
    string Status,
    Quantity Filled,
    Quantity Remaining,
    Quantity Initial,
    Money TakerCost,
    Money MakerCost,
    Money TakerFees,
    Money MakerFees,
    GroupNumber? Group,
    SelfTradePrevention? Prevention,
    Instant CreatedAt,
    Instant UpdatedAt,
    Instant? Expiration,
    string? Reason);

/// <summary>A position as the market_positions channel shows it.</summary>
internal sealed record StreamPosition(Ticker Market, Quantity Position, Money Cost, Money Realized, Money Fees, Quantity Traded);

/// <summary>An event as event_lifecycle shows it.</summary>
internal sealed record StreamEvent(EventTicker Event, SeriesTicker Series, Shard Shard, string Title, string Subtitle, string CollateralReturn);

/// <summary>What became of a market. Each case carries only the keys that the venue sends with it.</summary>
/// <param name="Market">The market.</param>
/// <param name="Shard">Its shard.</param>
internal abstract record MarketLifecycle(Ticker Market, Shard Shard)
{
    /// <summary>Trading was allowed again, or for the first time by hand. The opening at open_time says nothing.</summary>
    internal sealed record Activated(Ticker Market, Shard Shard) : MarketLifecycle(Market, Shard);

    /// <summary>Trading was paused.</summary>
    internal sealed record Deactivated(Ticker Market, Shard Shard) : MarketLifecycle(Market, Shard);

    /// <summary>The close time moved. The close itself says nothing.</summary>
    internal sealed record CloseDateUpdated(Ticker Market, Shard Shard, Instant CloseTime) : MarketLifecycle(Market, Shard);

    /// <summary>It has a result: what a YES pays.</summary>
    internal sealed record Determined(Ticker Market, Shard Shard, Price Value) : MarketLifecycle(Market, Shard);

    /// <summary>Money was paid.</summary>
    internal sealed record Settled(Ticker Market, Shard Shard) : MarketLifecycle(Market, Shard);
}
