using System.Text.Json.Serialization;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Settings;

/// <summary>
/// Every setting that can change a decision, and nothing else. Bound once from <c>kalshiarb { … }</c>, validated as a whole,
/// written to the head of each tape. There are no defaults in code: they stand in <c>hocon.conf</c>.
/// </summary>
/// <param name="Default">What applies where a series has no override.</param>
/// <param name="BySeries">Complete settings for series that override any.</param>
/// <param name="Account">Limits that are not kept by series.</param>
/// <param name="Execution">How orders are sent and watched.</param>
/// <param name="Consensus">How fair value is made from odds.</param>
public sealed record DecisionSettings(
    SeriesSettings Default,
    ImmutableSortedDictionary<string, SeriesSettings> BySeries,
    AccountLimits Account,
    ExecutionSettings Execution,
    ConsensusSettings Consensus)
{
    /// <summary>Ceilings that were raised by hand at the start; null when none was.</summary>
    public HardCeilings? Raised { get; init; }

    /// <summary>Breakers; null on tapes from before there were any, which then break nothing.</summary>
    public BreakerSettings? Breakers { get; init; }

    /// <summary>When mark-outs stop a strategy or a sport; null on tapes from before they did.</summary>
    public MarkOutSettings? MarkOut { get; init; }

    /// <summary>Win-probability models; null on tapes from before they were settings.</summary>
    public WinModelSettings? Models { get; init; }

    /// <summary>When sets of exclusive markets are bought; null where they are not, and on tapes from before they were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SetSettings? Sets { get; init; }

    /// <summary>Limits of strategies by their names, beside those of markets and account; null on tapes from before there were any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, StrategyLimits>? ByStrategy { get; init; }

    /// <summary>The limits of a strategy by itself; null where it has none.</summary>
    public StrategyLimits? For(StrategyId strategy) => ByStrategy?.GetValueOrDefault(strategy.Value);

    /// <summary>The models in force.</summary>
    [JsonIgnore]
    public WinModelSettings ModelsInForce => Models ?? WinModelSettings.BeforeSettings;

    /// <summary>The ceilings in force.</summary>
    [JsonIgnore]
    public HardCeilings Ceilings => Raised ?? HardCeilings.CompiledIn;

    /// <summary>The settings of a series.</summary>
    public SeriesSettings For(SeriesTicker series) => BySeries.GetValueOrDefault(series.Value) ?? Default;
}

/// <summary>Settings that a series can override.</summary>
public sealed record SeriesSettings(EntrySettings Entry, MomentumSettings Momentum, ExitSettings Exit, FreshnessSettings Freshness, MarketLimits Limits);

/// <summary>When an entry is worth making. Prices are per contract.</summary>
/// <param name="TakerThreshold">Least edge after slippage for taking the ask.</param>
/// <param name="MakerThreshold">Least edge after slippage for resting a bid.</param>
/// <param name="MinimumNetProfit">Least profit after entry and exit fees.</param>
/// <param name="SlippageBuffer">Taken off every edge.</param>
/// <param name="MaximumEdge">Above this an edge is quarantined with its evidence.</param>
/// <param name="KellyFraction">Share of the Kelly stake, 0..1 (0.25 is quarter Kelly).</param>
/// <param name="BreakEvenCeiling">No entry when its break-even sell price is above this.</param>
/// <param name="PreGame">Whether entries before the start are allowed.</param>
/// <param name="TakerShareOfDisplayed">Most of the displayed size that a taker entry may ask for, 0..1.</param>
public sealed record EntrySettings(
    PriceOffset TakerThreshold,
    PriceOffset MakerThreshold,
    PriceOffset MinimumNetProfit,
    PriceOffset SlippageBuffer,
    PriceOffset MaximumEdge,
    double KellyFraction,
    Price BreakEvenCeiling,
    bool PreGame,
    double TakerShareOfDisplayed)
{
    /// <summary>
    /// Price of age: taken off the fair value for each minute since the oldest stamp behind it; above 0. Null for none, and on
    /// tapes from before it had one.
    /// </summary>
    public PriceOffset? AgeCostPerMinute { get; init; }
}

/// <summary>Momentum scores run from 0 to 100. A threshold of 0 switches that rule off.</summary>
/// <param name="Skip">Below this there is no entry.</param>
/// <param name="TakerAtLeast">Below this a taker entry becomes a maker entry.</param>
/// <param name="CancelBelow">A working maker entry is cancelled below this.</param>
public sealed record MomentumSettings(double Skip, double TakerAtLeast, double CancelBelow);

/// <summary>How positions are left.</summary>
/// <param name="MaximumHold">After this an exit is made, or the position is held by value.</param>
/// <param name="HoldToSettlementWhenWorthMore">At the maximum hold, hold when settlement is worth more than the bid less fees.</param>
/// <param name="RepriceFairMove">Least move of fair value before a resting exit is repriced (it must also move a tick).</param>
/// <param name="StopLoss">Loss per contract at which a position is exited.</param>
public sealed record ExitSettings(TimeSpan MaximumHold, bool HoldToSettlementWhenWorthMore, PriceOffset RepriceFairMove, PriceOffset StopLoss);

/// <summary>How old evidence may be.</summary>
/// <param name="OddsSinceReceipt">Age of odds since we received them.</param>
/// <param name="OddsSinceStamp">Age of a book's price since the book's own stamp.</param>
/// <param name="ScoreSinceReceipt">Age of a score since we received it.</param>
/// <param name="BookLiveness">Time without any frame after which books are stale.</param>
/// <param name="NearClose">No entry when the market closes within this; the working entry is cancelled.</param>
/// <param name="UnexplainedMoveTicks">A mid that moves more than this without odds or score…</param>
/// <param name="UnexplainedMovePause">…stops entries this long.</param>
public sealed record FreshnessSettings(
    TimeSpan OddsSinceReceipt,
    TimeSpan OddsSinceStamp,
    TimeSpan ScoreSinceReceipt,
    TimeSpan BookLiveness,
    TimeSpan NearClose,
    int UnexplainedMoveTicks,
    TimeSpan UnexplainedMovePause)
{
    /// <summary>
    /// While only one of odds and score was heard of a game, how long the other is waited for before the first is believed to be
    /// alone. Nobody knows at a start which of them a game has. Null, as on tapes from before it existed, waits for nothing.
    /// </summary>
    public TimeSpan? SecondSourceWait { get; init; }
}

/// <summary>Limits of one market and its surroundings.</summary>
/// <param name="MaxContracts">Contracts held and working in one market.</param>
/// <param name="MaxOrderContracts">Contracts in one order.</param>
/// <param name="MaxOrderCost">Cost of one order with fees.</param>
/// <param name="MaxExposureMarket">Exposure of one market.</param>
/// <param name="MaxExposureEvent">Exposure of one event.</param>
/// <param name="MaxExposureSport">Exposure of one sport.</param>
/// <param name="MaxPositionsSport">Positions in one sport.</param>
/// <param name="MinimumVolume">Least traded volume of a market.</param>
/// <param name="MaximumSpread">Widest spread.</param>
/// <param name="PriceBand">Greatest distance of a limit from the mid.</param>
/// <param name="CoolDown">Time without entries on a ticker and its event after a loss, a stop or a reject.</param>
/// <param name="RepeatedEntryWindow">The same entry (market, side, price) is not made twice within this.</param>
public sealed record MarketLimits(
    Quantity MaxContracts,
    Quantity MaxOrderContracts,
    Money MaxOrderCost,
    Money MaxExposureMarket,
    Money MaxExposureEvent,
    Money MaxExposureSport,
    int MaxPositionsSport,
    Quantity MinimumVolume,
    PriceOffset MaximumSpread,
    PriceOffset PriceBand,
    TimeSpan CoolDown,
    TimeSpan RepeatedEntryWindow);

/// <summary>Limits of the account.</summary>
/// <param name="MaxExposure">Exposure of the account.</param>
/// <param name="MaxMarkets">Markets with a position or a working entry.</param>
/// <param name="MaxDailyLoss">Loss of the day (00:00 America/New_York) that ends entries: Reducing.</param>
/// <param name="MaxDrawdown">Fall from the high-water mark at executable marks that ends entries: Paused.</param>
/// <param name="MaxOrders">Orders within <paramref name="OrderWindow"/>.</param>
/// <param name="OrderWindow">Rolling window of the order rate.</param>
/// <param name="MaxRejects">Rejects within <paramref name="RejectWindow"/> that end entries: Paused.</param>
/// <param name="RejectWindow">Rolling window of the reject rate.</param>
public sealed record AccountLimits(
    Money MaxExposure,
    int MaxMarkets,
    Money MaxDailyLoss,
    Money MaxDrawdown,
    int MaxOrders,
    TimeSpan OrderWindow,
    int MaxRejects,
    TimeSpan RejectWindow);

/// <summary>How orders are sent and watched.</summary>
/// <param name="MakerTimeout">A working maker entry is cancelled after this.</param>
/// <param name="OrderTimeout">An order without an answer is Unknown after this.</param>
/// <param name="EntryExpiry">expiration_time of a maker entry after the decision.</param>
/// <param name="ExitExpiry">expiration_time of a resting exit after the decision.</param>
/// <param name="MaxEntryAge">An entry decided longer ago than this is not written to the socket.</param>
/// <param name="MaxExitAge">An exit decided longer ago than this is not written to the socket.</param>
/// <param name="ReconcileWorking">Time between reconciliations while orders work.</param>
/// <param name="ReconcileIdle">Time between reconciliations otherwise.</param>
/// <param name="FenceDelay">How far the venue's user_data_timestamp must lie past a doubtful send before absence counts.</param>
/// <param name="TakerExitTries">Most tries of a taker exit before alarm and hold.</param>
public sealed record ExecutionSettings(
    TimeSpan MakerTimeout,
    TimeSpan OrderTimeout,
    TimeSpan EntryExpiry,
    TimeSpan ExitExpiry,
    TimeSpan MaxEntryAge,
    TimeSpan MaxExitAge,
    TimeSpan ReconcileWorking,
    TimeSpan ReconcileIdle,
    TimeSpan FenceDelay,
    int TakerExitTries);

/// <summary>How fair value is made.</summary>
/// <param name="MinimumBooks">Fresh books that a consensus needs.</param>
/// <param name="MaximumDisagreement">Two sources further apart than this: no entry, one alert.</param>
public sealed record ConsensusSettings(int MinimumBooks, PriceOffset MaximumDisagreement)
{
    /// <summary>
    /// What a book counts in the median, by its key; 1 where it is not named, and with 0 it does not count at all, not even as a book.
    /// Null where none is named, and on tapes from before there were weights.
    /// </summary>
    public ImmutableSortedDictionary<string, double>? Weights { get; init; }

    /// <summary>What a book counts.</summary>
    public double WeightOf(string book) => Weights is { } weights && weights.TryGetValue(book, out var weight) ? weight : 1;
}
