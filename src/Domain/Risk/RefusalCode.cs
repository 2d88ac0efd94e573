namespace KalshiArb.Domain.Risk;

/// <summary>Why an entry was not made. Every limit has one; the decision log and `kalshiarb risk` show them in SNAKE_CASE.</summary>
public enum RefusalCode
{
    /// <summary>Trading state is not Running.</summary>
    TradingState,
    /// <summary>The last reconciliation is not clean, or none has been made; or the market was paused or changed since it began.</summary>
    NotReconciled,
    /// <summary>The ticker is frozen by doubt or difference.</summary>
    TickerFrozen,
    /// <summary>The market is not active, or its shard takes no entries.</summary>
    MarketNotActive,
    /// <summary>Too close to the market's close.</summary>
    NearClose,
    /// <summary>The game is not in play.</summary>
    NotLive,
    /// <summary>The book is stale or resyncing.</summary>
    BookStale,
    /// <summary>Odds or scores are stale, or fewer than the needed books are fresh.</summary>
    FeedStale,
    /// <summary>Two fair-value sources are too far apart.</summary>
    SourcesDisagree,
    /// <summary>The edge is too good to be true.</summary>
    EdgeTooLarge,
    /// <summary>The spread is too wide.</summary>
    Spread,
    /// <summary>The market has traded too little.</summary>
    Volume,
    /// <summary>The limit price is too far from the mid.</summary>
    PriceBand,
    /// <summary>The book moved without the odds or the score.</summary>
    UnexplainedMove,
    /// <summary>No price up to the last tick would cover cost and fees, or the ceiling is passed.</summary>
    BreakEven,
    /// <summary>Cooling down after a loss, a stop or a reject.</summary>
    CoolDown,
    /// <summary>An entry works on this ticker already.</summary>
    DuplicateEntry,
    /// <summary>The same entry was made moments ago.</summary>
    RepeatedEntry,
    /// <summary>The opposite outcome of this market is held.</summary>
    OpposingPosition,
    /// <summary>The same outcome is held through another market of the event.</summary>
    HeldOutcome,
    /// <summary>Contracts in one market.</summary>
    MaxContracts,
    /// <summary>Contracts in one order.</summary>
    OrderSize,
    /// <summary>Cost of one order.</summary>
    OrderCost,
    /// <summary>Exposure in one market.</summary>
    ExposureMarket,
    /// <summary>Exposure in one event.</summary>
    ExposureEvent,
    /// <summary>Exposure in one sport.</summary>
    ExposureSport,
    /// <summary>Exposure of the account.</summary>
    ExposureAccount,
    /// <summary>Markets with a position or a working entry.</summary>
    MaxMarkets,
    /// <summary>Positions in one sport.</summary>
    MaxPositionsSport,
    /// <summary>Cash of the market's shard.</summary>
    AvailableMoney,
    /// <summary>Loss of the day.</summary>
    DailyLoss,
    /// <summary>Fall from the high-water mark.</summary>
    Drawdown,
    /// <summary>Orders in the rolling window.</summary>
    OrderRate,
    /// <summary>Rejects in the rolling window.</summary>
    RejectRate,
    /// <summary>A limit that is compiled in.</summary>
    HardCeiling,
    /// <summary>An operator disabled the series, strategy or market.</summary>
    Disabled,
    /// <summary>An exit for which nothing is left to reduce, or on the side that would add.</summary>
    NotReducing,
    /// <summary>The exchange acknowledges orders too slowly.</summary>
    AckLatency,
    /// <summary>The strategy's or the sport's fills were worth less soon afterwards.</summary>
    MarkOut,
    /// <summary>Markets of the strategy with a position or a working entry.</summary>
    StrategyMarkets,
    /// <summary>Exposure of the strategy, or the cost of one of its orders.</summary>
    StrategyExposure,
}
