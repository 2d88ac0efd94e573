namespace KalshiArb.Exchange.Matching;

/// <summary>A create request. Prices are on the YES scale.</summary>
/// <param name="Account">Who sends it.</param>
/// <param name="Market">The market.</param>
/// <param name="Side">Bid buys YES, ask sells YES or buys NO.</param>
/// <param name="Limit">The limit price; outside the market's grid it is refused with invalid_price.</param>
/// <param name="Count">How many contracts, above zero.</param>
/// <param name="TimeInForce">How long.</param>
/// <param name="SelfTradePrevention">What happens on meeting an order of the same account.</param>
/// <param name="PostOnly">Refused when it would take liquidity.</param>
/// <param name="ReduceOnly">Capped at the position that it closes.</param>
/// <param name="CancelOnPause">Cancelled when a trading pause starts.</param>
/// <param name="Expiration">When the venue cancels it; good-till-cancelled only.</param>
/// <param name="Group">Its order group.</param>
/// <param name="Shard">Where it was sent; null routes by the market.</param>
/// <param name="ClientId">The client's identity of it; single-use for good. Null where the client wants none.</param>
public readonly record struct NewOrder(
    AccountId Account,
    MarketIndex Market,
    OrderSide Side,
    Price Limit,
    Quantity Count,
    TimeInForce TimeInForce,
    SelfTradePrevention SelfTradePrevention,
    bool PostOnly = false,
    bool ReduceOnly = false,
    bool CancelOnPause = false,
    Instant? Expiration = null,
    GroupNumber? Group = null,
    Shard? Shard = null,
    ClientOrderId? ClientId = null);
