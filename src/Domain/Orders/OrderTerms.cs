namespace KalshiArb.Domain.Orders;

/// <summary>Kalshi's order side on the YES leg: a bid buys YES; an ask sells YES, which is the same as buying NO at $1 less the price.</summary>
public enum OrderSide
{
    /// <summary>Buys YES.</summary>
    Bid,
    /// <summary>Sells YES, or buys NO.</summary>
    Ask,
}

/// <summary>The two outcomes a contract can pay on.</summary>
public enum Outcome
{
    /// <summary>The contract's statement holds.</summary>
    Yes,
    /// <summary>It does not.</summary>
    No,
}

/// <summary>Kalshi's time_in_force. Fill-or-kill exists at the venue; we never send it.</summary>
public enum TimeInForce
{
    /// <summary>Rests until cancelled or expired.</summary>
    GoodTillCanceled,
    /// <summary>Takes what is there and cancels the rest.</summary>
    ImmediateOrCancel,
    /// <summary>All or nothing at once.</summary>
    FillOrKill,
}

/// <summary>Kalshi's self_trade_prevention_type.</summary>
public enum SelfTradePrevention
{
    /// <summary>The incoming order stops where it would meet our own.</summary>
    TakerAtCross,
    /// <summary>Our resting order is cancelled and matching goes on.</summary>
    Maker,
}

/// <summary>What an order is for. At most one entry and one exit of a ticker work at a time.</summary>
public enum OrderRole
{
    /// <summary>Opens or adds to a position.</summary>
    Entry,
    /// <summary>Closes a position; its count never exceeds it.</summary>
    Exit,
}

/// <summary>Whether an order takes liquidity or makes it.</summary>
public enum Liquidity
{
    /// <summary>Meets a resting order.</summary>
    Taker,
    /// <summary>Rests and is met.</summary>
    Maker,
}

/// <summary>Our own identity of an order (client_order_id): at most 36 characters of [A-Za-z0-9_-], never reused.</summary>
public readonly record struct ClientOrderId(string Value) : IComparable<ClientOrderId>
{
    /// <inheritdoc/>
    public int CompareTo(ClientOrderId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The venue's identity of an order (order_id).</summary>
public readonly record struct VenueOrderId(string Value) : IComparable<VenueOrderId>
{
    /// <inheritdoc/>
    public int CompareTo(VenueOrderId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The venue's identity of a match (fill_id = trade_id). Both parties see the same one: a fill of ours is (fill id, order id).</summary>
public readonly record struct FillId(string Value) : IComparable<FillId>
{
    /// <inheritdoc/>
    public int CompareTo(FillId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>The venue's identity of an order group.</summary>
public readonly record struct OrderGroupId(string Value) : IComparable<OrderGroupId>
{
    /// <inheritdoc/>
    public int CompareTo(OrderGroupId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Names a strategy in signals, limits and P&amp;L.</summary>
public readonly record struct StrategyId(string Value) : IComparable<StrategyId>
{
    /// <inheritdoc/>
    public int CompareTo(StrategyId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>Everything the venue is told about one order. Prices are on the YES scale.</summary>
/// <param name="Id">Our identity of it.</param>
/// <param name="Ticker">The market.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Limit">The limit price (YES).</param>
/// <param name="Count">How many contracts.</param>
/// <param name="TimeInForce">How long.</param>
/// <param name="Role">Entry or exit.</param>
/// <param name="PostOnly">Refused rather than taking liquidity.</param>
/// <param name="ReduceOnly">Capped at the position by the venue.</param>
/// <param name="Expiration">When the venue cancels it by itself; whole seconds, good-till-cancelled only.</param>
/// <param name="SelfTradePrevention">What happens on meeting ourselves.</param>
/// <param name="CancelOnPause">Cancelled when a trading pause starts.</param>
/// <param name="Group">Its order group; none only where the venue has none for us.</param>
/// <param name="Shard">Where it is sent.</param>
public sealed record OrderTicket(
    ClientOrderId Id,
    Ticker Ticker,
    OrderSide Side,
    Price Limit,
    Quantity Count,
    TimeInForce TimeInForce,
    OrderRole Role,
    bool PostOnly,
    bool ReduceOnly,
    Instant? Expiration,
    SelfTradePrevention SelfTradePrevention,
    bool CancelOnPause,
    OrderGroupId? Group,
    Shard Shard);
