using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Kalshi.Rest;

/// <summary>The answer to an accepted create.</summary>
/// <param name="VenueOrder">The venue's identity.</param>
/// <param name="Order">Our identity, when repeated.</param>
/// <param name="Filled">Filled at once.</param>
/// <param name="Remaining">Still open; zero for an immediate order, whose rest is cancelled.</param>
/// <param name="AverageFillPrice">Dollars a contract, exactly as written; only with fills. Informative: fills are booked from their own rows.</param>
/// <param name="AverageFee">Fee in dollars a contract, exactly as written; only with fills.</param>
/// <param name="At">The venue's time (ts_ms).</param>
public sealed record CreateAck(
    VenueOrderId VenueOrder, ClientOrderId? Order, Quantity Filled, Quantity Remaining, decimal? AverageFillPrice, decimal? AverageFee, Instant At);

/// <summary>The answer to a cancel.</summary>
/// <param name="VenueOrder">The venue's identity.</param>
/// <param name="Order">Our identity, when given.</param>
/// <param name="ReducedBy">What was still open.</param>
/// <param name="At">The venue's time (ts_ms).</param>
public sealed record CancelAck(VenueOrderId VenueOrder, ClientOrderId? Order, Quantity ReducedBy, Instant At);

/// <summary>The answer to a decrease.</summary>
/// <param name="VenueOrder">The venue's identity.</param>
/// <param name="Order">Our identity, when given.</param>
/// <param name="Remaining">What is still open.</param>
/// <param name="At">The venue's time (ts_ms).</param>
public sealed record DecreaseAck(VenueOrderId VenueOrder, ClientOrderId? Order, Quantity Remaining, Instant At);

/// <summary>The answer to an amend.</summary>
/// <param name="VenueOrder">The venue's identity.</param>
/// <param name="Order">Our identity from now on, when given.</param>
/// <param name="Filled">Filled by the amend itself; null where nothing was filled and the size did not change.</param>
/// <param name="Remaining">Open afterwards; null as above.</param>
/// <param name="AverageFillPrice">Dollars a contract, exactly as written; only with fills.</param>
/// <param name="AverageFee">Fee in dollars a contract, exactly as written; only with fills.</param>
/// <param name="At">The venue's time (ts_ms).</param>
public sealed record AmendAck(
    VenueOrderId VenueOrder, ClientOrderId? Order, Quantity? Filled, Quantity? Remaining, decimal? AverageFillPrice, decimal? AverageFee, Instant At);

/// <summary>New terms of an open order.</summary>
/// <param name="Ticker">Its market, which cannot change.</param>
/// <param name="Shard">Where it lives.</param>
/// <param name="Side">Its side, which cannot change.</param>
/// <param name="Limit">The new limit (YES).</param>
/// <param name="Count">What is filled already and what shall be open, together. The place in the queue is kept only when the size falls at the same price.</param>
/// <param name="Id">Its present identity, checked by the venue; null leaves it out.</param>
/// <param name="NewId">Its identity from now on; null keeps the old one.</param>
public sealed record AmendTerms(Ticker Ticker, Shard Shard, OrderSide Side, Price Limit, Quantity Count, ClientOrderId? Id = null, ClientOrderId? NewId = null);

/// <summary>What a batch create said of one order: exactly one of the two.</summary>
/// <param name="Ack">It was made.</param>
/// <param name="Error">It was not.</param>
public sealed record BatchCreateItem(CreateAck? Ack, VenueError? Error);

/// <summary>The answer to a batch create.</summary>
/// <param name="Items">One for each order sent, in the order sent; null where the venue said nothing of it that can be read: its outcome is unknown.</param>
public sealed record BatchCreateAck(ImmutableArray<BatchCreateItem?> Items);

/// <summary>An order to be cancelled in a batch.</summary>
/// <param name="VenueOrder">The venue's identity.</param>
/// <param name="Ticker">Its market, by which the venue finds the shard.</param>
/// <param name="Shard">Where it lives.</param>
public readonly record struct CancelTarget(VenueOrderId VenueOrder, Ticker Ticker, Shard Shard);

/// <summary>What a batch cancel said of one order: exactly one of the two.</summary>
/// <param name="Ack">It was cancelled.</param>
/// <param name="Error">It was not; the status is that of the item where the venue gives none: 404 for not_found, else 400.</param>
public sealed record BatchCancelItem(CancelAck? Ack, VenueError? Error);

/// <summary>The answer to a batch cancel.</summary>
/// <param name="Items">One for each order asked for, in the order asked; null where the venue said nothing of it.</param>
public sealed record BatchCancelAck(ImmutableArray<BatchCancelItem?> Items);

/// <summary>An order group that was made.</summary>
/// <param name="Group">Its id.</param>
/// <param name="Subaccount">Whose it is; null where the answer does not say.</param>
/// <param name="Shard">Where it lives; null where the answer does not say.</param>
public sealed record OrderGroupAck(OrderGroupId Group, int? Subaccount, Shard? Shard);

/// <summary>An order group as the venue shows it.</summary>
/// <param name="Group">Its id.</param>
/// <param name="AutoCancelEnabled">is_auto_cancel_enabled, as given.</param>
/// <param name="Limit">Contracts in a rolling 15 s; null where not given.</param>
/// <param name="Orders">Its orders; empty in the list of groups, which does not name them.</param>
/// <param name="Shard">Where it lives; null where not given.</param>
public sealed record OrderGroupState(OrderGroupId Group, bool AutoCancelEnabled, Quantity? Limit, ImmutableArray<VenueOrderId> Orders, Shard? Shard);
