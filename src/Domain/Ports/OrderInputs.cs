using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Ports;

/// <summary>An order of ours was written to the socket.</summary>
public sealed record OrderSent(ClientOrderId Order) : Input;

/// <summary>The venue's answer to a create: accepted. For an immediate order <paramref name="Remaining"/> is zero and the rest was cancelled.</summary>
public sealed record OrderAccepted(ClientOrderId Order, VenueOrderId VenueOrder, Quantity Filled, Quantity Remaining) : Input;

/// <summary>The venue's answer to a create: a 4xx in one of its JSON shapes. The order does not exist.</summary>
/// <param name="Order">Our order.</param>
/// <param name="Code">The venue's code (insufficient_balance, invalid_price, …).</param>
/// <param name="Details">What it added.</param>
public sealed record OrderRejected(ClientOrderId Order, string Code, string? Details) : Input;

/// <summary>No evidence either way: time-out, 5xx, broken connection, undecodable body.</summary>
public sealed record OrderOutcomeUnknown(ClientOrderId Order, string Reason) : Input;

/// <summary>The gateway did not send: the decision was older than allowed at the socket.</summary>
public sealed record OrderExpiredBeforeSend(ClientOrderId Order) : Input;

/// <summary>The gateway did not send: the release or send gate was closed.</summary>
public sealed record OrderWithheld(ClientOrderId Order) : Input;

/// <summary>The venue cancelled on our request; <paramref name="ReducedBy"/> is what was still open.</summary>
public sealed record CancelAccepted(ClientOrderId Order, Quantity ReducedBy) : Input;

/// <summary>The venue does not know an open order of that id: cancelled, executed and unknown look the same, so a read must follow.</summary>
public sealed record CancelNotFound(ClientOrderId Order) : Input;

/// <summary>No evidence whether the cancel worked.</summary>
public sealed record CancelOutcomeUnknown(ClientOrderId Order, string Reason) : Input;

/// <summary>A fill of ours, from the private stream or from a listing. Identity: (<paramref name="Fill"/>, <paramref name="VenueOrder"/>).</summary>
/// <param name="Fill">The match.</param>
/// <param name="VenueOrder">The order at the venue.</param>
/// <param name="Order">Our identity, where the message carries it (the stream does, listings do not).</param>
/// <param name="Ticker">The market.</param>
/// <param name="Side">Our side.</param>
/// <param name="Price">The YES price at which it traded.</param>
/// <param name="Count">How many.</param>
/// <param name="Fee">fee_cost as reported.</param>
/// <param name="Liquidity">Whether we took or made.</param>
/// <param name="PostPosition">The venue's signed position after it, where the message carries it.</param>
/// <param name="TradedAt">The venue's time of it.</param>
public sealed record FillReported(
    FillId Fill,
    VenueOrderId VenueOrder,
    ClientOrderId? Order,
    Ticker Ticker,
    OrderSide Side,
    Price Price,
    Quantity Count,
    Money Fee,
    Liquidity Liquidity,
    Quantity? PostPosition,
    Instant TradedAt) : Input;

/// <summary>Kalshi's order status.</summary>
public enum VenueOrderStatus
{
    /// <summary>On the book, perhaps partly filled.</summary>
    Resting,
    /// <summary>Cancelled; it may have fills.</summary>
    Canceled,
    /// <summary>Filled to the end.</summary>
    Executed,
}

/// <summary>An order as the venue shows it, in the private stream or in a listing.</summary>
/// <param name="VenueOrderId">The venue's identity.</param>
/// <param name="Order">Our identity; empty for an order that was not sent by us.</param>
/// <param name="Ticker">The market.</param>
/// <param name="Side">Bid or ask.</param>
/// <param name="Limit">Limit price (YES).</param>
/// <param name="Status">Its status.</param>
/// <param name="Filled">Filled so far.</param>
/// <param name="Remaining">Still open; zero once cancelled.</param>
/// <param name="Initial">The count it was created with.</param>
/// <param name="Reason">last_update_reason where given (ExpiryCancel, CloseCancel, …).</param>
public sealed record VenueOrder(
    VenueOrderId VenueOrderId,
    ClientOrderId Order,
    Ticker Ticker,
    OrderSide Side,
    Price Limit,
    VenueOrderStatus Status,
    Quantity Filled,
    Quantity Remaining,
    Quantity Initial,
    string? Reason);

/// <summary>The private stream showed an order of ours.</summary>
public sealed record OrderReported(VenueOrder State) : Input;

/// <summary>An order group was triggered: its orders are cancelled and later ones refused.</summary>
public sealed record OrderGroupTriggered(OrderGroupId Group) : Input;

/// <summary>The venue made an order group for us.</summary>
public sealed record OrderGroupCreated(OrderRole Role, Shard Shard, OrderGroupId Group) : Input;
