using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;

namespace KalshiArb.Simulation.Seeds;

/// <content>Our account's side.</content>
public sealed partial class SeedWorld
{
    /// <inheritdoc/>
    public Input Submit(OrderTicket ticket, Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(ticket);
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

    /// <inheritdoc/>
    public Input Cancel(ClientOrderId order, VenueOrderId venueOrder, Instant at, ICollection<Input> into)
    {
        MoveTo(at);
        if (!OrderNumber.TryParse(venueOrder, out var number)) return new CancelNotFound(order);
        var result = _venue.Cancel(_client, number, at);
        Drain(into);
        if (result.Refusal is null) return new CancelAccepted(order, result.ReducedBy);
        return result.Refusal == VenueRefusal.NotFound ? new CancelNotFound(order) : new CancelOutcomeUnknown(order, result.Refusal.Code);
    }

    /// <inheritdoc/>
    public int CancelAll(Instant at, ICollection<Input> into)
    {
        MoveTo(at);
        var count = _venue.CancelAll(_client, at);
        Drain(into);
        return count;
    }

    /// <inheritdoc/>
    public OrderGroupCreated? CreateGroup(OrderRole role, Shard shard, long contractsLimit, Instant at)
    {
        MoveTo(at);
        var result = _venue.CreateGroup(_client, shard, contractsLimit, at);
        return result.Refusal is null ? new OrderGroupCreated(role, shard, result.Group.ToOrderGroupId()) : null;
    }

    /// <inheritdoc/>
    public bool TriggerGroup(OrderGroupId group, Instant at, ICollection<Input> into)
    {
        MoveTo(at);
        var done = GroupNumber.TryParse(group, out var number) && _venue.TriggerGroup(_client, number, at) is null;
        Drain(into);
        return done;
    }

    /// <inheritdoc/>
    public bool? IsGroupTriggered(OrderGroupId group) =>
        GroupNumber.TryParse(group, out var number) ? _venue.IsGroupTriggered(_client, number) : null;

    /// <inheritdoc/>
    public AccountListed ListAccount(long pass, Instant since, Instant at, ICollection<Input> into)
    {
        MoveTo(at);
        _venue.AdvanceTo(at);
        Drain(into);
        return new AccountListed(
            pass,
            [.. _venue.ListOrders(_client, since).Select(ToVenueOrder)],
            [.. _venue.ListFills(_client, since).Select(fill => ToReport(fill, null, null))],
            [.. _venue.Positions(_client).Select(position => new VenuePosition(_markets[position.Market.Value].Facts.Ticker, position.Position, position.RealizedPnl, position.FeesPaid))],
            Settlements(since),
            [.. Enumerable.Range(0, Shards).Select(shard => new ShardCash(new Shard(shard), _venue.Cash(_client, new Shard(shard))))],
            at);
    }

    /// <inheritdoc/>
    public void Snapshot(ImmutableArray<Ticker> tickers, Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        MoveTo(at);
        _venue.AdvanceTo(at);
        Drain(into);
        foreach (var ticker in tickers)
            if (_venue.FindMarket(ticker) is { } index) into.Add(SnapshotOf(_markets[index.Value]));
    }

    /// <summary>Takes most of what stands against an order off the book before it arrives, and leaves a fraction of a contract.</summary>
    public void Thin(OrderTicket ticket, Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        MoveTo(at);
        _venue.AdvanceTo(at);
        if (_venue.FindMarket(ticket.Ticker) is { } index)
        {
            var market = _markets[index.Value];
            foreach (var quote in market.Quotes)
            {
                if (_venue.FindOrder(_others, quote) is not { Status: VenueOrderStatus.Resting } order || order.Side == ticket.Side) continue;
                _venue.Decrease(_others, quote, null, Quantity.FromHundredths(37), at);
            }
        }

        Drain(into);
    }

    private void MoveTo(Instant at)
    {
        if (at < Now || at > NextTime) throw new InvariantViolation($"A call at {at} is outside {Now} to {NextTime}.");
        Now = at;
    }

    private ImmutableArray<SettlementRow> Settlements(Instant since)
    {
        var rows = ImmutableArray.CreateBuilder<SettlementRow>();
        foreach (var paid in _venue.ListSettlements(_client, Instant.Never))
        {
            var row = ToRow(paid);
            if (_corrected.TryGetValue(row.Ticker, out var corrected)) row = corrected;
            if (row.SettledAt >= since) rows.Add(row);
        }

        return rows.DrainToImmutable();
    }

    private static OrderRejected Rejected(OrderTicket ticket, VenueRefusal refusal) => new(ticket.Id, refusal.Code, refusal.Details);

    private FillReported ToReport(VenueFill fill, ClientOrderId? clientId, Quantity? postPosition) => new(
        fill.Match.ToFillId(), fill.Order.ToVenueOrderId(), clientId, _markets[fill.Market.Value].Facts.Ticker, fill.Side, fill.Price,
        fill.Count, fill.Fee, fill.Liquidity, postPosition, fill.At);

    private VenueOrder ToVenueOrder(OrderState order) => new(
        order.Order.ToVenueOrderId(), order.ClientId ?? new ClientOrderId(""), _markets[order.Market.Value].Facts.Ticker, order.Side,
        order.Limit, order.Status, order.Filled, order.Remaining, order.Initial,
        order.Reason == UpdateReason.None ? null : order.Reason.ToString());

    private SettlementRow ToRow(SettlementPaid paid) =>
        new(_markets[paid.Market.Value].Facts.Ticker, paid.Value, paid.Position, paid.Revenue, paid.At);

    /// <summary>Turns what happened at the venue into what the public stream and our private stream show of it.</summary>
    private void Drain(ICollection<Input> into)
    {
        var outputs = _venue.Outputs;
        foreach (var level in outputs.Levels)
            into.Add(new BookDelta(_sid, ++_seq, _markets[level.Market.Value].Facts.Ticker, level.Ladder, level.Price, level.Delta));
        foreach (var fill in outputs.Fills)
        {
            if (fill.Account != _client) continue;
            var report = ToReport(fill, _venue.FindOrder(_client, fill.Order)?.ClientId, fill.PostPosition);
            Filled?.Invoke(report);
            into.Add(report);
        }

        foreach (var order in outputs.Orders)
        {
            if (order.Account != _client) continue;
            var shown = ToVenueOrder(order);
            Changed?.Invoke(shown);
            into.Add(new OrderReported(shown));
        }

        foreach (var change in outputs.Markets)
        {
            var ticker = _markets[change.Market.Value].Facts.Ticker;
            into.Add(new MarketStatusChanged(ticker, change.Status));
            if (change.Status is MarketStatus.Determined or MarketStatus.Amended) into.Add(new MarketDetermined(ticker, change.SettlementValue!.Value));
        }

        foreach (var paid in outputs.Settlements)
        {
            if (paid.Account != _client) continue;
            Settled?.Invoke(ToRow(paid));
            into.Add(new SettlementReported(ToRow(paid)));
        }

        foreach (var triggered in outputs.Groups)
            if (triggered.Account == _client) into.Add(new OrderGroupTriggered(triggered.Group.ToOrderGroupId()));

        outputs.Clear();
    }
}
