using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Accounts;

namespace KalshiArb.PaperExchange.Engine;

/// <summary>A trade as the public sees it.</summary>
/// <param name="Match">Its number; <see cref="MatchNumber.ToFillId"/> is the trade_id.</param>
/// <param name="Market">The market.</param>
/// <param name="Price">The YES price.</param>
/// <param name="Count">How many contracts.</param>
/// <param name="TakerSide">The side of the order that met a resting one.</param>
/// <param name="At">When.</param>
public readonly record struct PublicTrade(MatchNumber Match, MarketIndex Market, Price Price, Quantity Count, OrderSide TakerSide, Instant At);

/// <summary>A fill of the trading account.</summary>
/// <param name="Fill">The fill; its post position is the account's after it.</param>
/// <param name="ClientId">The client's identity of the order.</param>
public readonly record struct AccountFill(VenueFill Fill, ClientOrderId? ClientId);

/// <summary>What happened to an order group.</summary>
public enum GroupChangeKind
{
    /// <summary>Made.</summary>
    Created,
    /// <summary>Triggered, by its limit or on request.</summary>
    Triggered,
    /// <summary>Takes orders again.</summary>
    Reset,
    /// <summary>Gone.</summary>
    Deleted,
    /// <summary>Has another limit.</summary>
    LimitUpdated,
}

/// <summary>An order group of the trading account changed.</summary>
/// <param name="Group">The group.</param>
/// <param name="Kind">How.</param>
/// <param name="Limit">Its limit, when it was made or got another.</param>
/// <param name="At">When.</param>
public readonly record struct GroupChange(OrderGroupId Group, GroupChangeKind Kind, Quantity? Limit, Instant At);

/// <summary>A market's close time moved.</summary>
public readonly record struct CloseTimeChange(MarketIndex Market, Instant CloseTime, Instant At);

/// <summary>
/// Everything that one command or one happening of the world changed, each list in the order of happening. The lists are
/// reused: whoever is told copies what it keeps before it returns.
/// </summary>
public sealed class EngineChanges
{
    internal EngineChanges()
    {
    }

    /// <summary>Market time of the changes.</summary>
    public Instant At { get; internal set; }

    /// <summary>Changes of public levels of all markets, with the owner's client id (show it to the trading account alone: <see cref="LevelChange.Account"/>).</summary>
    public List<LevelChange> Levels { get; } = [];

    /// <summary>Trades of all markets.</summary>
    public List<PublicTrade> Trades { get; } = [];

    /// <summary>Orders of the trading account that changed.</summary>
    public List<OrderState> Orders { get; } = [];

    /// <summary>Fills of the trading account.</summary>
    public List<AccountFill> Fills { get; } = [];

    /// <summary>Positions of the trading account in the markets it traded in or was settled in, as they stand at the end; one a market.</summary>
    public List<AccountPosition> Positions { get; } = [];

    /// <summary>Settlements of the trading account.</summary>
    public List<SettlementPaid> Settlements { get; } = [];

    /// <summary>Order groups of the trading account.</summary>
    public List<GroupChange> Groups { get; } = [];

    /// <summary>Changes of market status.</summary>
    public List<MarketChange> Markets { get; } = [];

    /// <summary>Moved close times.</summary>
    public List<CloseTimeChange> CloseTimes { get; } = [];

    /// <summary>What the odds and score feeds show: GameListed, OddsPolled, ScoreReported.</summary>
    public List<Input> Feeds { get; } = [];

    /// <summary>Whether there is nothing in it.</summary>
    public bool IsEmpty =>
        Levels.Count + Trades.Count + Orders.Count + Fills.Count + Positions.Count + Settlements.Count + Groups.Count + Markets.Count + CloseTimes.Count + Feeds.Count == 0;

    internal bool IsPrivate => Orders.Count + Fills.Count + Settlements.Count + Groups.Count > 0;

    internal void Clear()
    {
        Levels.Clear();
        Trades.Clear();
        Orders.Clear();
        Fills.Clear();
        Positions.Clear();
        Settlements.Clear();
        Groups.Clear();
        Markets.Clear();
        CloseTimes.Clear();
        Feeds.Clear();
    }
}
