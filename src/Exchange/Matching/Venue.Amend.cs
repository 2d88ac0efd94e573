using KalshiArb.Exchange.Accounts;

namespace KalshiArb.Exchange.Matching;

public sealed partial class Venue
{
    /// <summary>
    /// Changes price and size of an open order. It keeps its place only when it gets smaller at the same price; otherwise it
    /// is matched anew and rests last at its price. A refused change leaves the order as it was.
    /// </summary>
    /// <param name="account">Whose.</param>
    /// <param name="order">The order.</param>
    /// <param name="side">Must be the order's own.</param>
    /// <param name="limit">The new limit (YES).</param>
    /// <param name="count">What is filled already and what shall be open, together.</param>
    /// <param name="newClientId">Its identity from now on; null keeps the old one. Both are spent.</param>
    /// <param name="at">When.</param>
    public SubmitResult Amend(AccountId account, OrderNumber order, OrderSide side, Price limit, Quantity count, ClientOrderId? newClientId, Instant at)
    {
        AdvanceTo(at);
        if (FindOpen(account, order, out var found) is { } missing) return new SubmitResult(missing, default, default, default);
        var node = found!;
        if (RefuseAmend(node, side, limit, count, newClientId) is { } refusal) return new SubmitResult(refusal, default, default, default);
        var holding = node.Account.In(node.Market.Index);
        var remaining = count.Hundredths - node.Filled;
        if (node.ReduceOnly) remaining = Math.Min(remaining, Closable(node, holding));
        if (remaining == 0) return new SubmitResult(VenueRefusal.InvalidOrderSize, default, default, default);
        if (!node.ReduceOnly && remaining > node.Remaining && RefusePosition(node.Account, holding, side, remaining - node.Remaining) is { } above)
            return new SubmitResult(above, default, default, default);
        if (limit.Units == node.PriceUnits && remaining <= node.Remaining)
        {
            Rename(node, newClientId);
            node.Initial = count.Hundredths;
            if (remaining < node.Remaining) Shrink(node, node.Remaining - remaining, UpdateReason.Amend);
            else Report(node, UpdateReason.Amend);
            return new SubmitResult(null, order, Quantity.FromHundredths(node.Filled), Quantity.FromHundredths(node.Remaining));
        }

        var (oldUnits, oldRemaining) = (node.PriceUnits, node.Remaining);
        if (!ReserveAnew(node, holding, limit.Units, remaining)) return new SubmitResult(VenueRefusal.InsufficientBalance, default, default, default);
        (node.PriceUnits, node.Remaining) = (oldUnits, oldRemaining);
        ReportLevel(node, -node.Remaining);
        node.Market.Book.Remove(node);
        (node.PriceUnits, node.Remaining, node.Initial) = (limit.Units, remaining, count.Hundredths);
        Rename(node, newClientId);
        node.Reason = UpdateReason.Amend;
        node.UpdatedAt = Now;
        var result = Rest(node, Match(node, node.SelfTradePrevention));
        TriggerExceededGroups();
        return result;
    }

    private VenueRefusal? RefuseAmend(OrderNode node, OrderSide side, Price limit, Quantity count, ClientOrderId? newClientId)
    {
        if (_tradingPaused[node.Market.Shard]) return VenueRefusal.TradingPaused;
        if (node.Market.Status != MarketStatus.Active) return VenueRefusal.MarketInactive;
        if (node.Side != side) return VenueRefusal.OrderSideMismatch;
        if (newClientId is { } id && id != node.ClientId && node.Account.UsedClientIds.Contains(id.Value)) return VenueRefusal.OrderAlreadyExists;
        if (count.Hundredths > MaxOrderHundredths || count.Hundredths <= node.Filled) return VenueRefusal.InvalidOrderSize;
        if (!node.Market.IsOnGrid(limit.Units)) return VenueRefusal.InvalidPrice;
        if (node.Group is { Triggered: true }) return VenueRefusal.OrderGroupTriggered;
        return node.PostOnly && Crosses(node.Market, side, limit.Units) ? VenueRefusal.PostOnlyCross : null;
    }

    /// <summary>Reserves for the new terms, which the order has when this succeeds; otherwise it has its old ones.</summary>
    private bool ReserveAnew(OrderNode node, Holding holding, int units, long remaining)
    {
        var (oldUnits, oldRemaining, before) = (node.PriceUnits, node.Remaining, holding.Reserved);
        SetTerms(node, holding, units, remaining);
        var shard = node.Market.Shard;
        if (holding.Reserved <= before || node.Account.Cash[shard] >= node.Account.Reserved[shard]) return true;
        SetTerms(node, holding, oldUnits, oldRemaining);
        return false;
    }

    private void SetTerms(OrderNode node, Holding holding, int units, long remaining)
    {
        holding.Remove(node);
        (node.PriceUnits, node.Remaining) = (units, remaining);
        node.FullReserve = Holding.ReserveMicros(node.Market, node.Side, units, remaining, _precision);
        holding.Add(node);
        UpdateReserved(node.Account, node.Market, holding);
    }

    private void Report(OrderNode node, UpdateReason reason)
    {
        node.Reason = reason;
        node.UpdatedAt = Now;
        Outputs.Orders.Add(node.ToState());
    }

    private static void Rename(OrderNode node, ClientOrderId? newClientId)
    {
        if (newClientId is not { } id || id == node.ClientId) return;
        BurnClientId(node.Account, id);
        node.ClientId = id;
    }
}
