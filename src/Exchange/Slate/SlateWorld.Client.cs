using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Accounts;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Exchange.Slate;

/// <summary>
/// Our account's side. Each call happens at a time not before <see cref="Now"/> and not after <see cref="NextTime"/>: whoever
/// drives the world lets everything due by then happen first. The answer is returned; what the streams show of it is appended.
/// </summary>
public sealed partial class SlateWorld
{
    /// <summary>A create: <see cref="OrderAccepted"/> or <see cref="OrderRejected"/>.</summary>
    public Input Submit(OrderTicket ticket, Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(into);
        MoveTo(at);
        if (_venue.FindMarket(ticket.Ticker) is not { } market) return Rejected(ticket, VenueRefusal.MarketNotFound);
        GroupNumber? group = null;
        if (ticket.Group is { } named)
        {
            if (!GroupNumber.TryParse(named, out var parsed)) return Rejected(ticket, VenueRefusal.OrderGroupNotFound);
            group = parsed;
        }

        var result = _venue.Submit(
            new NewOrder(
                _client, market, ticket.Side, ticket.Limit, ticket.Count, ticket.TimeInForce, ticket.SelfTradePrevention, ticket.PostOnly,
                ticket.ReduceOnly, ticket.CancelOnPause, ticket.Expiration, group, ticket.Shard, ticket.Id),
            at);
        Drain(into);
        return result.Refusal is { } refusal
            ? Rejected(ticket, refusal)
            : new OrderAccepted(ticket.Id, result.Order.ToVenueOrderId(), result.Filled, result.Remaining);
    }

    /// <summary>
    /// A cancel: <see cref="CancelAccepted"/>, <see cref="CancelNotFound"/>, or <see cref="CancelOutcomeUnknown"/> with the venue's
    /// code where it answers that the market or the exchange takes no cancels.
    /// </summary>
    public Input Cancel(ClientOrderId order, VenueOrderId venueOrder, Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        MoveTo(at);
        if (!OrderNumber.TryParse(venueOrder, out var number)) return new CancelNotFound(order);
        var result = _venue.Cancel(_client, number, at);
        Drain(into);
        if (result.Refusal is null) return new CancelAccepted(order, result.ReducedBy);
        return result.Refusal == VenueRefusal.NotFound ? new CancelNotFound(order) : new CancelOutcomeUnknown(order, result.Refusal.Code);
    }

    /// <summary>Cancel-all for our account; how many orders it took.</summary>
    public int CancelAll(Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        MoveTo(at);
        var count = _venue.CancelAll(_client, at);
        Drain(into);
        return count;
    }

    /// <summary>Makes an order group for a role; null with the venue's refusal where it makes none.</summary>
    public OrderGroupCreated? CreateGroup(OrderRole role, Shard shard, long contractsLimit, Instant at, out VenueRefusal? refusal)
    {
        MoveTo(at);
        var result = _venue.CreateGroup(_client, shard, contractsLimit, at);
        refusal = result.Refusal;
        return refusal is null ? new OrderGroupCreated(role, shard, result.Group.ToOrderGroupId()) : null;
    }

    /// <summary>Triggers a group of ours: its orders are cancelled, later ones refused. Null when done.</summary>
    public VenueRefusal? TriggerGroup(OrderGroupId group, Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        MoveTo(at);
        if (!GroupNumber.TryParse(group, out var number)) return VenueRefusal.OrderGroupNotFound;
        var refusal = _venue.TriggerGroup(_client, number, at);
        Drain(into);
        return refusal;
    }

    /// <summary>Whether a group of ours was triggered; null when it does not exist.</summary>
    public bool? IsGroupTriggered(OrderGroupId group) =>
        GroupNumber.TryParse(group, out var number) ? _venue.IsGroupTriggered(_client, number) : null;

    /// <summary>A complete look at our account; current as of the call.</summary>
    public AccountListed ListAccount(long pass, Instant since, Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        MoveTo(at);
        _venue.AdvanceTo(at);
        Drain(into);
        var cash = ImmutableArray.CreateBuilder<ShardCash>(_settings.Rules.Shards);
        for (var shard = 0; shard < _settings.Rules.Shards; shard++) cash.Add(new ShardCash(new Shard(shard), _venue.Cash(_client, new Shard(shard))));
        return new AccountListed(
            pass,
            [.. _venue.ListOrders(_client, since).Select(ToVenueOrder)],
            [.. _venue.ListFills(_client, since).Select(fill => ToReport(fill, null, null))],
            [.. _venue.Positions(_client).Select(ToPosition)],
            [.. _venue.ListSettlements(_client, since).Select(ToRow)],
            cash.MoveToImmutable(),
            at);
    }

    /// <summary>Cash of our account that no open order may need.</summary>
    public Money AvailableCash(Shard shard) => _venue.Available(_client, shard);

    /// <summary>New snapshots of markets of the book subscription, as after get_snapshot. Unknown tickers are passed over.</summary>
    public void Snapshot(ImmutableArray<Ticker> tickers, Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        MoveTo(at);
        _venue.AdvanceTo(at);
        Drain(into);
        foreach (var ticker in tickers)
        {
            if (_venue.FindMarket(ticker) is { } index) into.Add(SnapshotOf(_markets[index.Value]));
        }
    }

    /// <summary>Brings the world to the time of a call, between <see cref="Now"/> and <see cref="NextTime"/>.</summary>
    public void MoveTo(Instant at)
    {
        InvariantViolation.Unless(at >= Now && at <= NextTime, $"A client call at {at} is outside {Now} to {NextTime}.");
        Now = at;
    }

    private static OrderRejected Rejected(OrderTicket ticket, VenueRefusal refusal) => new(ticket.Id, refusal.Code, refusal.Details);

    private FillReported ToReport(VenueFill fill, ClientOrderId? clientId, Quantity? postPosition) => new(
        fill.Match.ToFillId(), fill.Order.ToVenueOrderId(), clientId, _markets[fill.Market.Value].Facts.Ticker, fill.Side, fill.Price,
        fill.Count, fill.Fee, fill.Liquidity, postPosition, fill.At);

    private VenueOrder ToVenueOrder(OrderState order) => new(
        order.Order.ToVenueOrderId(), order.ClientId ?? new ClientOrderId(""), _markets[order.Market.Value].Facts.Ticker, order.Side,
        order.Limit, order.Status, order.Filled, order.Remaining, order.Initial,
        order.Reason == UpdateReason.None ? null : order.Reason.ToString());

    private VenuePosition ToPosition(AccountPosition position) =>
        new(_markets[position.Market.Value].Facts.Ticker, position.Position, position.RealizedPnl, position.FeesPaid) { Cost = position.Cost };

    private SettlementRow ToRow(SettlementPaid paid) =>
        new(_markets[paid.Market.Value].Facts.Ticker, paid.Value, paid.Position, paid.Revenue, paid.At);
}
