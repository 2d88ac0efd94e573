using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Accounts;

namespace KalshiArb.Exchange.Matching;

public sealed partial class Venue
{
    /// <summary>
    /// Takes an order: refuses it, or matches what crosses and rests or cancels what is left. An accepted client id is spent
    /// for good, also that of a killed fill-or-kill; one that is refused for anything else is not.
    /// </summary>
    public SubmitResult Submit(in NewOrder request, Instant at)
    {
        AdvanceTo(at);
        if (Refuse(request) is { } refusal) return new SubmitResult(refusal, default, default, default);
        var account = _accounts[request.Account.Value];
        var market = _markets[request.Market.Value];
        var holding = account.In(request.Market);
        var order = NewNode(request, account, market);
        var capped = CapByPosition(order, holding);
        if (!Reserve(order, holding))
        {
            Recycle(order);
            return new SubmitResult(VenueRefusal.InsufficientBalance, default, default, default);
        }

        if (request.TimeInForce == TimeInForce.FillOrKill && MatchableFor(order, request.SelfTradePrevention) < order.Remaining)
        {
            Release(order, holding);
            Recycle(order);
            BurnClientId(account, request.ClientId);
            return new SubmitResult(VenueRefusal.FillOrKillInsufficientVolume, default, default, default);
        }

        BurnClientId(account, request.ClientId);
        Register(order);
        var stopped = !StopsPostOnly(request, order) ? Match(order, request.SelfTradePrevention) : true;
        if (capped && order.Remaining == 0) order.Reason = UpdateReason.ReduceOnlyCancel;
        var result = Rest(order, stopped || request.TimeInForce != TimeInForce.GoodTillCanceled || request.Expiration <= Now);
        TriggerExceededGroups();
        return result;
    }

    private VenueRefusal? Refuse(in NewOrder request)
    {
        if (request.Market.Value < 0 || request.Market.Value >= _markets.Count) return VenueRefusal.MarketNotFound;
        var market = _markets[request.Market.Value];
        var account = _accounts[request.Account.Value];
        if (request.Shard is { } shard && shard.Index != market.Shard) return VenueRefusal.UserNotFound;
        if (!account.OnShard[market.Shard]) return VenueRefusal.UserNotFound;
        if (request.ClientId is { } id && account.UsedClientIds.Contains(id.Value)) return VenueRefusal.OrderAlreadyExists;
        if (_exchangePaused[market.Shard]) return VenueRefusal.ExchangePaused;
        if (_tradingPaused[market.Shard]) return VenueRefusal.TradingPaused;
        if (market.Status != MarketStatus.Active) return VenueRefusal.MarketInactive;
        if (request.Count.Hundredths is <= 0 or > MaxOrderHundredths) return VenueRefusal.InvalidOrderSize;
        if (!market.IsOnGrid(request.Limit.Units)) return VenueRefusal.InvalidPrice;
        if (account.OpenOrders >= _rules.MaxOpenOrders) return VenueRefusal.TooMany;
        return RefuseTerms(request, market) ?? RefuseGroup(request, account, market) ?? RefusePosition(request, account);
    }

    // A reduce-only order is cut to the position and cannot exceed anything.
    private VenueRefusal? RefusePosition(in NewOrder request, Account account) =>
        request.ReduceOnly || _rules.PositionLimit is null ? null : RefusePosition(account, account.In(request.Market), request.Side, request.Count.Hundredths);

    /// <summary>Whether a side's open orders and so much more could carry the position beyond the limit.</summary>
    private VenueRefusal? RefusePosition(Account account, Holding holding, OrderSide side, long more)
    {
        if (_rules.PositionLimit is not { } limit || !account.KeepsHistory) return null;
        var reach = (side == OrderSide.Bid ? holding.Position : -holding.Position) + more;
        foreach (var open in side == OrderSide.Bid ? holding.Bids : holding.Asks)
        {
            if (!open.ReduceOnly) reach += open.Remaining;
        }

        return reach > limit.Hundredths ? VenueRefusal.PositionLimit : null;
    }

    private VenueRefusal? RefuseTerms(in NewOrder request, MarketState market)
    {
        var mayRest = request.TimeInForce == TimeInForce.GoodTillCanceled;
        if (request.PostOnly && !mayRest) return VenueRefusal.PostOnlyNeedsResting;
        if (request.Expiration is { } expiration && (!mayRest || (expiration <= Now && !_rules.PastExpirationIsImmediate))) return VenueRefusal.InvalidExpiration;
        if (request.ReduceOnly && mayRest && _rules.RefuseRestingReduceOnly) return VenueRefusal.ReduceOnlyNeedsImmediate;
        if (request.PostOnly && !_rules.PostOnlyCrossCancels && Crosses(market, request.Side, request.Limit.Units)) return VenueRefusal.PostOnlyCross;
        return null;
    }

    private static bool StopsPostOnly(in NewOrder request, OrderNode order)
    {
        if (!request.PostOnly || !Crosses(order.Market, order.Side, order.PriceUnits)) return false;
        order.Reason = UpdateReason.PostOnlyCrossCancel;
        return true;
    }

    private VenueRefusal? RefuseGroup(in NewOrder request, Account account, MarketState market)
    {
        if (request.Group is not { } number) return null;
        if (FindGroup(account, number) is not { } group || group.Shard.Index != market.Shard) return VenueRefusal.OrderGroupNotFound;
        return group.Triggered ? VenueRefusal.OrderGroupTriggered : null;
    }

    private static bool Crosses(MarketState market, OrderSide side, int units) =>
        side == OrderSide.Bid ? market.Book.BestAsk <= units : market.Book.BestBid >= units;

    private OrderNode NewNode(in NewOrder request, Account account, MarketState market)
    {
        var order = _spare.TryPop(out var spare) ? spare : new OrderNode();
        order.ClientId = request.ClientId;
        order.Account = account;
        order.Market = market;
        order.Group = request.Group is { } group ? _groups[(int)group.Value - 1] : null;
        order.Side = request.Side;
        order.PriceUnits = request.Limit.Units;
        order.Initial = order.Remaining = request.Count.Hundredths;
        order.PostOnly = request.PostOnly;
        order.ReduceOnly = request.ReduceOnly;
        order.CancelOnPause = request.CancelOnPause;
        order.SelfTradePrevention = request.SelfTradePrevention;
        order.Expiration = request.Expiration;
        order.Status = VenueOrderStatus.Resting;
        order.CreatedAt = order.UpdatedAt = Now;
        return order;
    }

    /// <summary>A reduce-only order is worth no more than the position that it closes.</summary>
    private static bool CapByPosition(OrderNode order, Holding holding)
    {
        if (!order.ReduceOnly) return false;
        var closable = Closable(order, holding);
        if (order.Remaining <= closable) return false;
        order.Remaining = closable;
        return true;
    }

    private static long Closable(OrderNode order, Holding holding) =>
        order.Side == OrderSide.Bid ? Math.Max(0, -holding.Position) : Math.Max(0, holding.Position);

    private bool Reserve(OrderNode order, Holding holding)
    {
        order.FullReserve = Holding.ReserveMicros(order.Market, order.Side, order.PriceUnits, order.Remaining, _precision);
        holding.Add(order);
        var before = holding.Reserved;
        UpdateReserved(order.Account, order.Market, holding);
        var account = order.Account;
        var shard = order.Market.Shard;
        if (holding.Reserved <= before || account.Cash[shard] >= account.Reserved[shard]) return true;
        Release(order, holding);
        return false;
    }

    private void Release(OrderNode order, Holding holding)
    {
        holding.Remove(order);
        UpdateReserved(order.Account, order.Market, holding);
    }

    private void UpdateReserved(Account account, MarketState market, Holding holding)
    {
        var needed = holding.Needed(market, _precision);
        account.Reserved[market.Shard] += needed - holding.Reserved;
        holding.Reserved = needed;
    }

    private void Register(OrderNode order)
    {
        order.Number = new OrderNumber(++_lastOrder);
        _open.Add(order.Number.Value, order);
        order.Account.LinkOpen(order);
        if (order.Account.KeepsHistory) order.Account.History.Add(order);
        if (order.Expiration is { } expiration) AddDeadline(DeadlineKind.Expiry, order.Number.Value, expiration);
    }

    private SubmitResult Rest(OrderNode order, bool cancelRest)
    {
        var number = order.Number;
        var filled = Quantity.FromHundredths(order.Filled);
        if (order.Remaining == 0 && order.Filled > 0 && order.Filled == order.Initial)
        {
            End(order, UpdateReason.Trade);
            return new SubmitResult(null, number, filled, Quantity.Zero);
        }

        if (cancelRest || order.Remaining == 0 || Now < order.Account.CancelNewUntil)
        {
            End(order, order.Reason);
            return new SubmitResult(null, number, filled, Quantity.Zero);
        }

        order.Market.Book.Append(order);
        ReportLevel(order, order.Remaining);
        Outputs.Orders.Add(order.ToState());
        return new SubmitResult(null, number, filled, Quantity.FromHundredths(order.Remaining));
    }

    private static void BurnClientId(Account account, ClientOrderId? id)
    {
        if (id is { } used) account.UsedClientIds.Add(used.Value);
    }

    private void Recycle(OrderNode order)
    {
        if (order.Account.KeepsHistory && order.Number.Value != 0) return;
        order.Number = default;
        order.ClientId = null;
        order.Group = null;
        order.FullReserve = order.FeeAccumulator = order.FeesMicros = order.Filled = 0;
        order.MakerFeesMicros = order.TakerCostMicros = order.MakerCostMicros = 0;
        order.Reason = UpdateReason.None;
        order.Resting = false;
        if (_spare.Count < 4_096) _spare.Push(order);
    }
}
