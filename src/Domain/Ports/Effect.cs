using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Ports;

/// <summary>Something the core wants done outside. An answer comes back as an input.</summary>
public abstract record Effect;

/// <summary>
/// Send an order. Released only after its intent is durable; not sent when older than <paramref name="MaxAge"/> at the socket.
/// </summary>
public sealed record CreateOrder(OrderTicket Ticket, Instant DecidedAt, TimeSpan MaxAge) : Effect;

/// <summary>Cancel an order. Never waits for a disk.</summary>
public sealed record CancelOrder(ClientOrderId Order, VenueOrderId VenueOrder, Ticker Ticker, Shard Shard) : Effect;

/// <summary>
/// List the whole account: orders, fills and settlements since <paramref name="Since"/>, positions, cash. With a fence the
/// request waits for the venue's own time to pass it, since a late create may otherwise still appear.
/// </summary>
public sealed record ListAccount(long Pass, Instant Since) : Effect;

/// <summary>Ask the stream for new snapshots of these markets of one subscription.</summary>
public sealed record RequestSnapshots(long Sid, ImmutableArray<Ticker> Tickers) : Effect;

/// <summary>Make an order group for this run.</summary>
public sealed record CreateOrderGroup(OrderRole Role, Shard Shard) : Effect;

/// <summary>Trigger an order group: its orders are cancelled and later ones refused. Never waits for a disk.</summary>
public sealed record TriggerOrderGroup(OrderGroupId Group, Shard Shard) : Effect;

/// <summary>Run the kill procedure at the edge: the core found a reason to stop for good.</summary>
public sealed record BeginKill(string Reason) : Effect;
