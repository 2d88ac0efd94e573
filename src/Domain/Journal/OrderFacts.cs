using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Journal;

/// <summary>A run began: client order ids of this run carry its number, which is never used again.</summary>
public sealed record RunStarted(int Run, Instant At, string Build) : IJournaled;

/// <summary>An order was decided and its money reserved. Durable before it is sent.</summary>
/// <param name="Ticket">What the venue is told.</param>
/// <param name="Strategy">Who decided it.</param>
/// <param name="Reserved">Full cost with fees, held until there is evidence.</param>
/// <param name="At">When.</param>
public sealed record OrderIntended(OrderTicket Ticket, StrategyId Strategy, Money Reserved, Instant At) : IJournaled;

/// <summary>An order was written to the socket.</summary>
public sealed record OrderWritten(ClientOrderId Order, Instant At) : IJournaled;

/// <summary>The venue's identity of an order became known.</summary>
public sealed record OrderAcknowledged(ClientOrderId Order, VenueOrderId VenueOrder, Instant At) : IJournaled;

/// <summary>A message showed a larger fill count than any before it. Risk counts it at once; positions wait for the fills.</summary>
public sealed record FillCountSeen(ClientOrderId Order, Quantity Cumulative, Instant At) : IJournaled;

/// <summary>An order's outcome is in doubt; its reservation stays and its ticker is frozen.</summary>
public sealed record OrderDoubted(ClientOrderId Order, string Reason, Instant At) : IJournaled;

/// <summary>A cancel was asked for.</summary>
public sealed record CancelDecided(ClientOrderId Order, string Reason, Instant At) : IJournaled;

/// <summary>Why an order ended.</summary>
public enum OrderEnd
{
    /// <summary>Filled to the end.</summary>
    Executed,
    /// <summary>Cancelled, by us or by the venue.</summary>
    Canceled,
    /// <summary>Expired at the venue.</summary>
    Expired,
    /// <summary>Refused by the venue.</summary>
    Rejected,
    /// <summary>Never sent.</summary>
    NotSent,
    /// <summary>Proved absent behind a fence.</summary>
    Absent,
}

/// <summary>An order is terminal: it can have no further fills than <paramref name="Cumulative"/>.</summary>
public sealed record OrderEnded(ClientOrderId Order, OrderEnd End, Quantity Cumulative, string? Reason, Instant At) : IJournaled;

/// <summary>A fill was booked, once: its identity is (<paramref name="Fill"/>, <paramref name="VenueOrder"/>).</summary>
public sealed record FillBooked(
    FillId Fill,
    VenueOrderId VenueOrder,
    ClientOrderId? Order,
    Ticker Ticker,
    OrderSide Side,
    Price Price,
    Quantity Count,
    Money Fee,
    Liquidity Liquidity,
    Instant TradedAt,
    Instant At) : IJournaled;

/// <summary>A settlement row was booked: the position of the market is over.</summary>
public sealed record SettlementBooked(Ticker Ticker, Price Value, Quantity Position, Money Revenue, Instant SettledAt, Instant At) : IJournaled;

/// <summary>The venue's group for this run, role and shard.</summary>
public sealed record OrderGroupOpened(OrderRole Role, Shard Shard, OrderGroupId Group, Instant At) : IJournaled;

/// <summary>
/// A complete listing did not show an order, from a time when it had to show it were it open. The first sighting of an
/// absence; a second one, two seconds of the venue's time later, counts as evidence.
/// </summary>
/// <param name="Order">The order.</param>
/// <param name="AsOf">How current the listing was.</param>
/// <param name="At">When it was seen.</param>
public sealed record OrderNotListed(ClientOrderId Order, Instant AsOf, Instant At) : IJournaled;

/// <summary>An operator was told, once, that an order has been in doubt or owed fills for too long. Releases nothing.</summary>
public sealed record OrderOverdue(ClientOrderId Order, string What, Instant At) : IJournaled;
