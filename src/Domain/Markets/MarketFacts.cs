using System.Text.Json.Serialization;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;

namespace KalshiArb.Domain.Markets;

/// <summary>The leagues of the plan. Settings, limits and models are kept by sport.</summary>
public enum Sport
{
    /// <summary>National Basketball Association.</summary>
    Nba,
    /// <summary>College basketball, men.</summary>
    CollegeBasketballMen,
    /// <summary>College basketball, women.</summary>
    CollegeBasketballWomen,
    /// <summary>National Football League.</summary>
    Nfl,
    /// <summary>Major League Baseball.</summary>
    Mlb,
    /// <summary>National Hockey League.</summary>
    Nhl,
    /// <summary>English Premier League; three-way.</summary>
    Epl,
    /// <summary>Anything else; it has no win-probability model.</summary>
    Other,
}

/// <summary>Kalshi's market status (market_lifecycle): only <see cref="Active"/> takes orders.</summary>
public enum MarketStatus
{
    /// <summary>Listed, not yet open.</summary>
    Initialized,
    /// <summary>Open for trading.</summary>
    Active,
    /// <summary>Paused.</summary>
    Inactive,
    /// <summary>Past its close time.</summary>
    Closed,
    /// <summary>A result stands; money has not moved.</summary>
    Determined,
    /// <summary>The result is disputed.</summary>
    Disputed,
    /// <summary>The result was changed.</summary>
    Amended,
    /// <summary>Settled.</summary>
    Finalized,
}

/// <summary>What a market's YES pays on, seen from its game.</summary>
public enum GameOutcome
{
    /// <summary>The home side wins.</summary>
    Home,
    /// <summary>The away side wins.</summary>
    Away,
    /// <summary>Neither wins (three-way markets only).</summary>
    Draw,
}

/// <summary>
/// The facts of a market that trading needs. They come from the venue or from <c>data/</c>, never from a default: a market
/// that lacks one is not quoted.
/// </summary>
/// <param name="Ticker">The market.</param>
/// <param name="Event">Its event; markets of one event are mutually exclusive in game series.</param>
/// <param name="Series">Its series.</param>
/// <param name="Sport">Its sport.</param>
/// <param name="Grid">The valid limit prices.</param>
/// <param name="Fees">Fee type and multiplier in force.</param>
/// <param name="Status">Trading status.</param>
/// <param name="CloseTime">When it stops taking orders at the latest.</param>
/// <param name="Shard">Where its orders and cash live.</param>
/// <param name="Game">The game it pays on.</param>
/// <param name="YesOutcome">What YES pays on.</param>
/// <param name="OutcomesInGame">How many outcomes the game has at the venue: 2, or 3 with a draw.</param>
/// <param name="SettlementTimer">How long after determination money moves.</param>
public sealed record MarketFacts(
    Ticker Ticker,
    EventTicker Event,
    SeriesTicker Series,
    Sport Sport,
    PriceGrid Grid,
    FeeSchedule Fees,
    MarketStatus Status,
    Instant CloseTime,
    Shard Shard,
    GameId Game,
    GameOutcome YesOutcome,
    int OutcomesInGame,
    TimeSpan SettlementTimer)
{
    /// <summary>What is known of the markets of its event together; null where that is not known, which trades no sets.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SetFacts? Sets { get; init; }
}
