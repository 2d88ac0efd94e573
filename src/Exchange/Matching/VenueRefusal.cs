namespace KalshiArb.Exchange.Matching;

/// <summary>
/// A request that the venue refuses, as it would say so: status, code and details (observed bodies in the order table of the
/// API reference; codes in capitals are the venue's FIX and REST vocabulary where no body was captured).
/// </summary>
/// <param name="HttpStatus">400, 404 or 409.</param>
/// <param name="Code">error.code.</param>
/// <param name="Details">error.details, where the venue sends any.</param>
public sealed record VenueRefusal(int HttpStatus, string Code, string? Details)
{
    /// <summary>The client id was used before, whatever became of that order.</summary>
    public static VenueRefusal OrderAlreadyExists { get; } = new(409, "order_already_exists", null);

    /// <summary>Not enough available cash on the market's shard.</summary>
    public static VenueRefusal InsufficientBalance { get; } = new(400, "insufficient_balance", null);

    /// <summary>Off the grid, or not between $0 and $1.</summary>
    public static VenueRefusal InvalidPrice { get; } = new(400, "invalid_price", null);

    /// <summary>The count is not above zero or too large.</summary>
    public static VenueRefusal InvalidOrderSize { get; } = new(400, "invalid_order_size", null);

    /// <summary>A post-only order that would take liquidity.</summary>
    public static VenueRefusal PostOnlyCross { get; } = new(400, "invalid_order", "post only cross");

    /// <summary>post_only on an order that cannot rest.</summary>
    public static VenueRefusal PostOnlyNeedsResting { get; } = new(400, "invalid_order", "post only requires good_till_canceled");

    /// <summary>expiration_time on an immediate order, or not in the future.</summary>
    public static VenueRefusal InvalidExpiration { get; } = new(400, "invalid_order", "invalid expiration_time");

    /// <summary>reduce_only on an order that may rest, where the rules refuse it.</summary>
    public static VenueRefusal ReduceOnlyNeedsImmediate { get; } = new(400, "invalid_order", "reduce only requires immediate time in force");

    /// <summary>A decrease that names neither or both amounts, or not a smaller one.</summary>
    public static VenueRefusal InvalidDecrease { get; } = new(400, "invalid_order", "invalid decrease");

    /// <summary>An amend that names the other side (changelog 2026-01-26).</summary>
    public static VenueRefusal OrderSideMismatch { get; } = new(400, "order_side_mismatch", null);

    /// <summary>An amend that names another market (changelog 2026-01-26).</summary>
    public static VenueRefusal OrderTickerMismatch { get; } = new(400, "order_ticker_mismatch", null);

    /// <summary>An amend whose client id is not the order's (changelog 2026-01-26).</summary>
    public static VenueRefusal OrderIdMismatch { get; } = new(400, "order_id_and_client_order_id_mismatch", null);

    /// <summary>Fill-or-kill without enough volume; no order is made, the client id is spent.</summary>
    public static VenueRefusal FillOrKillInsufficientVolume { get; } = new(409, "fill_or_kill_insufficient_resting_volume", null);

    /// <summary>No open order of that id: cancelled, executed and unknown look the same.</summary>
    public static VenueRefusal NotFound { get; } = new(404, "not_found", null);

    /// <summary>The wrong shard, or no account there.</summary>
    public static VenueRefusal UserNotFound { get; } = new(404, "user_not_found", "Exchange user not found");

    /// <summary>No such market.</summary>
    public static VenueRefusal MarketNotFound { get; } = new(404, "MARKET_NOT_FOUND", null);

    /// <summary>The market takes no orders (closed, paused, not open yet).</summary>
    public static VenueRefusal MarketInactive { get; } = new(400, "MARKET_INACTIVE", null);

    /// <summary>Trading is paused on the shard: no creates, cancels work.</summary>
    public static VenueRefusal TradingPaused { get; } = new(400, "TRADING_PAUSED", null);

    /// <summary>The exchange is paused on the shard: nothing works.</summary>
    public static VenueRefusal ExchangePaused { get; } = new(400, "EXCHANGE_PAUSED", null);

    /// <summary>The order group does not exist for this account and shard.</summary>
    public static VenueRefusal OrderGroupNotFound { get; } = new(404, "ORDER_GROUP_NOT_FOUND", null);

    /// <summary>The order group was triggered: it takes no orders until it is reset.</summary>
    public static VenueRefusal OrderGroupTriggered { get; } = new(400, "EXCEEDED_ORDER_GROUP_RISK_LIMIT", null);

    /// <summary>With all that is open the position could exceed the market's limit (documentation copy of 2026-08-17).</summary>
    public static VenueRefusal PositionLimit { get; } = new(400, "EXCEEDED_PER_MARKET_RISK_LIMIT", null);

    /// <summary>An order group limit outside 1 to 1,000,000 whole contracts.</summary>
    public static VenueRefusal InvalidGroupLimit { get; } = new(400, "invalid_order_group", "contracts_limit");

    /// <summary>Too many open orders or order groups.</summary>
    public static VenueRefusal TooMany { get; } = new(400, "too_many_open_orders", null);
}

/// <summary>The answer to a create.</summary>
/// <param name="Refusal">Null when the order was made.</param>
/// <param name="Order">Its number; default when refused.</param>
/// <param name="Filled">Filled on arrival.</param>
/// <param name="Remaining">Left on the book; zero for an immediate order, whose rest is cancelled.</param>
public readonly record struct SubmitResult(VenueRefusal? Refusal, OrderNumber Order, Quantity Filled, Quantity Remaining);

/// <summary>The answer to a cancel or a decrease.</summary>
/// <param name="Refusal">Null when it was done.</param>
/// <param name="ReducedBy">What was taken off.</param>
/// <param name="Remaining">What is still open.</param>
public readonly record struct CancelResult(VenueRefusal? Refusal, Quantity ReducedBy, Quantity Remaining);

/// <summary>The answer to an order group request.</summary>
/// <param name="Refusal">Null when it was done.</param>
/// <param name="Group">The group.</param>
public readonly record struct GroupResult(VenueRefusal? Refusal, GroupNumber Group);
