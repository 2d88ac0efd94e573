namespace KalshiArb.PaperExchange.Engine;

/// <summary>Who gives a command.</summary>
public enum Party
{
    /// <summary>The trading account, to which every registered key belongs.</summary>
    Account,
    /// <summary>An account of somebody else, with cash on every shard: a counterparty for tests and faults.</summary>
    House,
}

/// <summary>Something that changes the venue. It is in the state file before it is carried out.</summary>
public abstract record ExchangeCommand
{
    /// <summary>Who gives it.</summary>
    public Party Party { get; init; }
}

/// <summary>A create.</summary>
/// <param name="Ticker">The market; one that is not listed is refused.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Limit">The limit price (YES).</param>
/// <param name="Count">How many contracts.</param>
/// <param name="TimeInForce">How long.</param>
/// <param name="SelfTradePrevention">What happens on meeting an order of the same account.</param>
/// <param name="PostOnly">Never takes liquidity.</param>
/// <param name="ReduceOnly">Capped at the position that it closes.</param>
/// <param name="CancelOnPause">Cancelled when a trading pause starts.</param>
/// <param name="Expiration">When the venue cancels it by itself.</param>
/// <param name="Group">Its order group.</param>
/// <param name="Shard">The shard named in the request; null routes by the market.</param>
/// <param name="ClientId">The client's identity of it; single-use.</param>
public sealed record SubmitOrder(
    Ticker Ticker,
    OrderSide Side,
    Price Limit,
    Quantity Count,
    TimeInForce TimeInForce,
    SelfTradePrevention SelfTradePrevention,
    bool PostOnly = false,
    bool ReduceOnly = false,
    bool CancelOnPause = false,
    Instant? Expiration = null,
    OrderGroupId? Group = null,
    Shard? Shard = null,
    ClientOrderId? ClientId = null) : ExchangeCommand;

/// <summary>A cancel. With neither shard nor market it goes to shard 0 and finds nothing elsewhere.</summary>
public sealed record CancelById(VenueOrderId Order, Shard? Shard, Ticker? Market) : ExchangeCommand;

/// <summary>A cancel-all on every shard.</summary>
public sealed record CancelAllOrders : ExchangeCommand;

/// <summary>A decrease by or to a count; exactly one is given. Routed like a cancel.</summary>
public sealed record DecreaseOrder(VenueOrderId Order, Shard? Shard, Ticker? Market, Quantity? ReduceBy, Quantity? ReduceTo) : ExchangeCommand;

/// <summary>An amend; <paramref name="Count"/> is what is filled already and what shall be open, together.</summary>
public sealed record AmendOrder(
    VenueOrderId Order, Shard? Shard, Ticker Market, OrderSide Side, Price Limit, Quantity Count, ClientOrderId? ClientId, ClientOrderId? NewClientId) : ExchangeCommand;

/// <summary>Makes an order group with a limit in whole contracts.</summary>
public sealed record CreateGroup(Shard Shard, long ContractsLimit) : ExchangeCommand;

/// <summary>Triggers an order group.</summary>
public sealed record TriggerGroup(OrderGroupId Group) : ExchangeCommand;

/// <summary>Lets a triggered order group take orders again.</summary>
public sealed record ResetGroup(OrderGroupId Group) : ExchangeCommand;

/// <summary>Changes the limit of an order group, in whole contracts.</summary>
public sealed record SetGroupLimit(OrderGroupId Group, long ContractsLimit) : ExchangeCommand;

/// <summary>Deletes an order group with its orders.</summary>
public sealed record DeleteGroup(OrderGroupId Group) : ExchangeCommand;

/// <summary>Starts or ends a trading pause of a shard: no creates, cancels work.</summary>
public sealed record PauseTrading(Shard Shard, bool Paused) : ExchangeCommand;

/// <summary>Starts or ends an exchange pause of a shard: nothing works.</summary>
public sealed record PauseExchange(Shard Shard, bool Paused) : ExchangeCommand;

/// <summary>Changes how the venue behaves where its documentation leaves a choice; what is null stays as it is.</summary>
/// <param name="RefuseRestingReduceOnly">Refuse reduce_only on orders that may rest.</param>
/// <param name="PastExpirationIsImmediate">A past expiration_time makes the order immediate.</param>
/// <param name="ClientIdsFreeOnceClosed">A client id is free again once its order has ended.</param>
/// <param name="PostOnlyCrossCancels">A crossing post-only order is made and cancelled instead of refused.</param>
/// <param name="CancelAllLingers">How long after a cancel-all new orders of the account are cancelled as well.</param>
public sealed record ChangeRules(
    bool? RefuseRestingReduceOnly = null,
    bool? PastExpirationIsImmediate = null,
    bool? ClientIdsFreeOnceClosed = null,
    bool? PostOnlyCrossCancels = null,
    TimeSpan? CancelAllLingers = null) : ExchangeCommand;

/// <summary>Opens a market or pauses it alone (deactivated, activated).</summary>
public sealed record SetMarketStatus(Ticker Market, bool Active) : ExchangeCommand;

/// <summary>Limits the position of a member in each market; null lifts the limit.</summary>
public sealed record SetPositionLimit(Quantity? Limit) : ExchangeCommand;

/// <summary>Moves a market's close time.</summary>
public sealed record SetCloseTime(Ticker Market, Instant CloseTime) : ExchangeCommand;

/// <summary>Gives a market its result: what a YES pays.</summary>
public sealed record DetermineMarket(Ticker Market, Price Value) : ExchangeCommand;

/// <summary>What became of a command.</summary>
/// <param name="At">Market time at which it was carried out.</param>
/// <param name="Refusal">Why not; null when it was done.</param>
public sealed record ExchangeReply(Instant At, VenueRefusal? Refusal)
{
    /// <summary>The order concerned, as it stands afterwards.</summary>
    public OrderState? Order { get; init; }

    /// <summary>What was filled of it by this command.</summary>
    public Quantity Filled { get; init; }

    /// <summary>What is open of it.</summary>
    public Quantity Remaining { get; init; }

    /// <summary>What a cancel or a decrease took off.</summary>
    public Quantity ReducedBy { get; init; }

    /// <summary>Its fills by this command, in order.</summary>
    public ImmutableArray<VenueFill> Fills { get; init; } = [];

    /// <summary>The group that was made.</summary>
    public OrderGroupId? Group { get; init; }

    /// <summary>How many orders a cancel-all took.</summary>
    public int Count { get; init; }
}
