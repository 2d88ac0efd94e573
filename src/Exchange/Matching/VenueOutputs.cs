using KalshiArb.Domain.Ports;

namespace KalshiArb.Exchange.Matching;

/// <summary>Kalshi's last_update_reason (AsyncAPI of 2026-10-01); <see cref="None"/> where the venue names none, as for a cancel on request.</summary>
public enum UpdateReason
{
    /// <summary>No reason given.</summary>
    None,
    /// <summary>A fill.</summary>
    Trade,
    /// <summary>Made smaller on request.</summary>
    Decrease,
    /// <summary>Cancelled by self-trade prevention.</summary>
    SelfTradeCancel,
    /// <summary>Its expiration_time came.</summary>
    ExpiryCancel,
    /// <summary>Swept after the market's close.</summary>
    CloseCancel,
    /// <summary>Cancelled by a pause, or by the market's return from one.</summary>
    HaltCancel,
    /// <summary>Capped by the position.</summary>
    ReduceOnlyCancel,
    /// <summary>A post-only order that would have crossed.</summary>
    PostOnlyCrossCancel,
    /// <summary>Price or size changed on request.</summary>
    Amend,
}

/// <summary>One party's side of a match.</summary>
/// <param name="Match">The match; the other party's fill carries the same number.</param>
/// <param name="Order">The order.</param>
/// <param name="Account">Whose.</param>
/// <param name="Market">The market.</param>
/// <param name="Side">The order's side.</param>
/// <param name="Price">The YES price, the maker's limit.</param>
/// <param name="Count">How many contracts.</param>
/// <param name="Fee">What this party paid for it, rebate taken off.</param>
/// <param name="Liquidity">Taker or maker.</param>
/// <param name="PostPosition">Signed position of the account in the market after it.</param>
/// <param name="At">When.</param>
public readonly record struct VenueFill(
    MatchNumber Match,
    OrderNumber Order,
    AccountId Account,
    MarketIndex Market,
    OrderSide Side,
    Price Price,
    Quantity Count,
    Money Fee,
    Liquidity Liquidity,
    Quantity PostPosition,
    Instant At);

/// <summary>An order as it stands after a change, or in a listing.</summary>
/// <param name="Order">The order.</param>
/// <param name="ClientId">The client's identity, if it gave one.</param>
/// <param name="Account">Whose.</param>
/// <param name="Market">The market.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Limit">Its limit (YES).</param>
/// <param name="Status">Resting, canceled or executed.</param>
/// <param name="Filled">Filled so far.</param>
/// <param name="Remaining">Still open; zero once cancelled.</param>
/// <param name="Initial">What it was created with.</param>
/// <param name="Fees">Fees so far.</param>
/// <param name="Group">Its order group.</param>
/// <param name="Expiration">When it expires by itself.</param>
/// <param name="Reason">Why it changed last.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it changed last.</param>
public readonly record struct OrderState(
    OrderNumber Order,
    ClientOrderId? ClientId,
    AccountId Account,
    MarketIndex Market,
    OrderSide Side,
    Price Limit,
    VenueOrderStatus Status,
    Quantity Filled,
    Quantity Remaining,
    Quantity Initial,
    Money Fees,
    GroupNumber? Group,
    Instant? Expiration,
    UpdateReason Reason,
    Instant CreatedAt,
    Instant UpdatedAt)
{
    /// <summary>The part of <see cref="Fees"/> that maker fills cost; the rest is the taker's.</summary>
    public Money MakerFees { get; init; }

    /// <summary>What taker fills cost on the side taken: a NO costs $1 less the YES price.</summary>
    public Money TakerCost { get; init; }

    /// <summary>What maker fills cost on the side taken.</summary>
    public Money MakerCost { get; init; }

    /// <summary>What was to happen on meeting an order of the same account.</summary>
    public SelfTradePrevention SelfTradePrevention { get; init; }

    /// <summary>Whether it asked to be cancelled when a pause starts.</summary>
    public bool CancelOnPause { get; init; }
}

/// <summary>A signed change of one public level.</summary>
/// <param name="Market">The market.</param>
/// <param name="Ladder">Which bid ladder: YES bids, or NO bids (asks seen from the other outcome).</param>
/// <param name="Price">The level on that ladder's own scale.</param>
/// <param name="Delta">The change.</param>
public readonly record struct LevelChange(MarketIndex Market, Outcome Ladder, Price Price, Quantity Delta)
{
    /// <summary>Whose order caused it: the taker of an execution, else the order that was placed, changed or ended (AsyncAPI: "you caused this change").</summary>
    public AccountId Account { get; init; }

    /// <summary>The client's identity of that order; the venue shows it to its owner alone.</summary>
    public ClientOrderId? ClientId { get; init; }
}

/// <summary>A market's status changed; the value is what a YES pays, once it is determined.</summary>
public readonly record struct MarketChange(MarketIndex Market, MarketStatus Status, Price? SettlementValue, Instant At);

/// <summary>A position was settled.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Market">The market.</param>
/// <param name="Value">What a YES paid.</param>
/// <param name="Position">The signed position that ended.</param>
/// <param name="Revenue">What was paid out.</param>
/// <param name="At">When.</param>
public readonly record struct SettlementPaid(AccountId Account, MarketIndex Market, Price Value, Quantity Position, Money Revenue, Instant At)
{
    /// <summary>What the position had cost on its own side, fees not included.</summary>
    public Money Cost { get; init; }

    /// <summary>Fees of all fills in the market; settlement itself costs nothing.</summary>
    public Money Fees { get; init; }
}

/// <summary>An order group as it stands.</summary>
/// <param name="Group">The group.</param>
/// <param name="Shard">Where it is.</param>
/// <param name="Limit">Contracts that may match in the rolling window.</param>
/// <param name="Triggered">Whether it takes no orders until it is reset.</param>
public readonly record struct GroupState(GroupNumber Group, Shard Shard, Quantity Limit, bool Triggered);

/// <summary>An order group was triggered, by its limit or on request.</summary>
public readonly record struct GroupTriggered(AccountId Account, GroupNumber Group, Instant At);

/// <summary>
/// What happened at the venue since the reader cleared it, each list in the order of happening. The venue only appends; a
/// caller reads and clears after each call, so that no list grows without end.
/// </summary>
public sealed class VenueOutputs
{
    /// <summary>Fills, two for each match: taker first.</summary>
    public List<VenueFill> Fills { get; } = [];

    /// <summary>Changes of orders.</summary>
    public List<OrderState> Orders { get; } = [];

    /// <summary>Changes of public levels.</summary>
    public List<LevelChange> Levels { get; } = [];

    /// <summary>Changes of market status.</summary>
    public List<MarketChange> Markets { get; } = [];

    /// <summary>Settlements.</summary>
    public List<SettlementPaid> Settlements { get; } = [];

    /// <summary>Triggered groups.</summary>
    public List<GroupTriggered> Groups { get; } = [];

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Fills.Clear();
        Orders.Clear();
        Levels.Clear();
        Markets.Clear();
        Settlements.Clear();
        Groups.Clear();
    }
}
