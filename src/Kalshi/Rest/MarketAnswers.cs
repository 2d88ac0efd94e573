using System.Collections.Immutable;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Rest;

/// <summary>Whether one shard takes orders.</summary>
/// <param name="Shard">The shard.</param>
/// <param name="Description">Its name.</param>
/// <param name="ExchangeActive">False: nothing changes, cancels included.</param>
/// <param name="TradingActive">False: cancels only.</param>
public sealed record ShardStatus(Shard Shard, string Description, bool ExchangeActive, bool TradingActive);

/// <summary>Whether the exchange takes orders.</summary>
/// <param name="ExchangeActive">Shard 0: false when nothing changes, cancels included.</param>
/// <param name="TradingActive">Shard 0: false when cancels only.</param>
/// <param name="EstimatedResume">When it may go on; no promise.</param>
/// <param name="Shards">Each shard; empty where the answer has none (before 2026-07-02), and then the above holds for all.</param>
public sealed record ExchangeStatus(bool ExchangeActive, bool TradingActive, Instant? EstimatedResume, ImmutableArray<ShardStatus> Shards);

/// <summary>A span of time in which the exchange may be away.</summary>
public readonly record struct MaintenanceWindow(Instant Start, Instant End);

/// <summary>One trading session of a day, US Eastern wall time. An end of 00:00 is the end of the day.</summary>
public readonly record struct DailySession(TimeOnly Open, TimeOnly Close);

/// <summary>A weekly schedule.</summary>
/// <param name="Start">From when it holds.</param>
/// <param name="End">Until when.</param>
/// <param name="Days">Sessions by day of week, Sunday first.</param>
public sealed record WeeklyHours(Instant Start, Instant End, ImmutableArray<ImmutableArray<DailySession>> Days);

/// <summary>When the exchange trades.</summary>
/// <param name="Hours">Weekly schedules.</param>
/// <param name="Maintenance">Announced maintenance windows.</param>
public sealed record ExchangeSchedule(ImmutableArray<WeeklyHours> Hours, ImmutableArray<MaintenanceWindow> Maintenance);

/// <summary>A series.</summary>
/// <param name="Ticker">Its ticker.</param>
/// <param name="Title">Its title.</param>
/// <param name="Category">Its category.</param>
/// <param name="Fees">Fee type and multiplier in force.</param>
/// <param name="Shard">Where new events go; null where not given.</param>
public sealed record SeriesInfo(SeriesTicker Ticker, string Title, string Category, FeeSchedule Fees, Shard? Shard);

/// <summary>What an event changes of its series' fees; null parts do not.</summary>
public readonly record struct FeeOverride(FeeType? Type, int? MultiplierMillis);

/// <summary>An event.</summary>
/// <param name="Ticker">Its ticker.</param>
/// <param name="Series">Its series.</param>
/// <param name="Title">Its title.</param>
/// <param name="MutuallyExclusive">Whether at most one of its markets pays.</param>
/// <param name="CollateralReturn">collateral_return_type (MECNET, DIRECNET or empty).</param>
/// <param name="Fees">Its override of the series' fees.</param>
/// <param name="Shard">Its shard; null where not given.</param>
/// <param name="Markets">Its markets, when asked for.</param>
public sealed record EventInfo(
    EventTicker Ticker,
    SeriesTicker Series,
    string Title,
    bool MutuallyExclusive,
    string CollateralReturn,
    FeeOverride Fees,
    Shard? Shard,
    ImmutableArray<MarketInfo> Markets);

/// <summary>A market as the venue lists it.</summary>
/// <param name="Ticker">Its ticker.</param>
/// <param name="Event">Its event.</param>
/// <param name="Status">Trading status.</param>
/// <param name="Grid">The valid limit prices (price_ranges).</param>
/// <param name="OpenTime">When it opens.</param>
/// <param name="CloseTime">When it stops taking orders at the latest.</param>
/// <param name="ExpectedExpiration">When the result is expected; null where not given.</param>
/// <param name="SettlementTimer">How long after determination money moves.</param>
/// <param name="Shard">Where its orders and cash live; null where not given (before sharding).</param>
/// <param name="YesTitle">What YES pays on, for people.</param>
/// <param name="IsScalar">Whether market_type is scalar.</param>
/// <param name="CanCloseEarly">Whether the close is pulled in once the result is known.</param>
/// <param name="Result">yes, no, scalar or empty.</param>
/// <param name="SettlementValue">What YES pays, once known.</param>
/// <param name="Volume">Contracts traded over its life.</param>
/// <param name="Bid">Best YES bid; null when that side is empty.</param>
/// <param name="Ask">Best YES ask; null when that side is empty.</param>
/// <param name="CustomStrike">custom_strike: the identities of teams or players by kind.</param>
/// <param name="Rules">rules_primary.</param>
public sealed record MarketInfo(
    Ticker Ticker,
    EventTicker Event,
    MarketStatus Status,
    PriceGrid Grid,
    Instant OpenTime,
    Instant CloseTime,
    Instant? ExpectedExpiration,
    TimeSpan SettlementTimer,
    Shard? Shard,
    string YesTitle,
    bool IsScalar,
    bool CanCloseEarly,
    string Result,
    Price? SettlementValue,
    Quantity Volume,
    BookLevel? Bid,
    BookLevel? Ask,
    ImmutableSortedDictionary<string, string> CustomStrike,
    string Rules)
{
    /// <summary>When money moved; null before, and where it is not given.</summary>
    public Instant? SettledAt { get; init; }
}

/// <summary>Which events to list; null fields do not narrow.</summary>
/// <param name="Series">One series.</param>
/// <param name="Status">unopened, open, closed or settled.</param>
/// <param name="WithMarkets">Whether to list their markets as well.</param>
public sealed record EventFilter(SeriesTicker? Series = null, string? Status = null, bool WithMarkets = false);

/// <summary>Which markets to list; null fields do not narrow. Combos are always excluded (mve_filter=exclude).</summary>
/// <param name="Series">One series.</param>
/// <param name="Event">One event.</param>
/// <param name="Tickers">These markets.</param>
/// <param name="Status">unopened, open, paused, closed or settled.</param>
public sealed record MarketFilter(
    SeriesTicker? Series = null, EventTicker? Event = null, ImmutableArray<Ticker>? Tickers = null, string? Status = null)
{
    /// <summary>Only markets that close after it, cut to whole seconds. The venue takes it without a status, or with closed.</summary>
    public Instant? MinClose { get; init; }
}

/// <summary>Which trades of a market to list, by whole seconds; null bounds do not narrow. Whether a bound is included is the venue's: ask a second wider.</summary>
public sealed record TradeFilter(Ticker Ticker, Instant? From = null, Instant? To = null);

/// <summary>A whole book: bids of both sides on their own scales, in any order. Public answers are cached for up to about 15 s.</summary>
public sealed record OrderBookInfo(Ticker Ticker, ImmutableArray<BookLevel> Yes, ImmutableArray<BookLevel> No);

/// <summary>A scheduled change of a series' fees.</summary>
public sealed record SeriesFeeChange(SeriesTicker Series, FeeSchedule Fees, Instant At);

/// <summary>A scheduled change of an event's override; null parts clear it.</summary>
public sealed record EventFeeChange(EventTicker Event, SeriesTicker Series, FeeOverride Fees, Instant At);

/// <summary>A trade between any two members.</summary>
public sealed record PublicTrade(FillId Trade, Ticker Ticker, Price Price, Quantity Count, Outcome TakerOutcome, bool IsBlock, Instant At);

/// <summary>A milestone: a game in the venue's own calendar.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">basketball_game, baseball_game, …</param>
/// <param name="Title">For people.</param>
/// <param name="StartDate">Scheduled start.</param>
/// <param name="Events">Events that are about it.</param>
/// <param name="Details">The object as given (league, team ids, …), JSON.</param>
public sealed record Milestone(string Id, string Type, string Title, Instant StartDate, ImmutableArray<EventTicker> Events, string Details);

/// <summary>The live state of a milestone.</summary>
/// <param name="Milestone">Its id.</param>
/// <param name="Type">basketball_game, baseball_game, …</param>
/// <param name="Details">The object as given (points, period, clock, …), JSON; it differs by type.</param>
public sealed record LiveData(string Milestone, string Type, string Details);
