using KalshiArb.Exchange.Accounts;

namespace KalshiArb.Exchange.Matching;

public sealed partial class Venue
{
    /// <summary>
    /// Cancels an open order. A cancelled, executed, foreign or unknown order is not_found, with no difference; after the close
    /// every request fails with MARKET_INACTIVE.
    /// </summary>
    public CancelResult Cancel(AccountId account, OrderNumber order, Instant at)
    {
        AdvanceTo(at);
        if (FindOpen(account, order, out var node) is { } refusal) return new CancelResult(refusal, default, default);
        var reducedBy = Quantity.FromHundredths(node!.Remaining);
        End(node, UpdateReason.None);
        return new CancelResult(null, reducedBy, Quantity.Zero);
    }

    /// <summary>Makes an open order smaller by an amount, or to an amount; exactly one is given. The order keeps its place; at nothing left it is cancelled.</summary>
    public CancelResult Decrease(AccountId account, OrderNumber order, Quantity? reduceBy, Quantity? reduceTo, Instant at)
    {
        AdvanceTo(at);
        if (FindOpen(account, order, out var node) is { } refusal) return new CancelResult(refusal, default, default);
        if (reduceBy is null == reduceTo is null) return new CancelResult(VenueRefusal.InvalidDecrease, default, default);
        var off = reduceBy is { } by ? by.Hundredths : node!.Remaining - reduceTo!.Value.Hundredths;
        if (off <= 0 || off > node!.Remaining) return new CancelResult(VenueRefusal.InvalidDecrease, default, default);
        var reducedBy = Quantity.FromHundredths(off);
        if (off == node.Remaining)
        {
            End(node, UpdateReason.Decrease);
            return new CancelResult(null, reducedBy, Quantity.Zero);
        }

        Shrink(node, off, UpdateReason.Decrease);
        return new CancelResult(null, reducedBy, Quantity.FromHundredths(node.Remaining));
    }

    /// <summary>Cancels every open order of an account on every shard that is not paused, oldest first; how many. Orders of closed markets were swept already.</summary>
    public int CancelAll(AccountId account, Instant at)
    {
        AdvanceTo(at);
        var owner = _accounts[account.Value];
        owner.CancelNewUntil = Now + _rules.CancelAllLingers;
        return CancelWhere(owner, this, static (venue, order) => !venue._exchangePaused[order.Market.Shard], UpdateReason.None);
    }

    private VenueRefusal? FindOpen(AccountId account, OrderNumber order, out OrderNode? node)
    {
        if (!_open.TryGetValue(order.Value, out node) || node.Account.Id != account) return VenueRefusal.NotFound;
        if (_exchangePaused[node.Market.Shard]) return VenueRefusal.ExchangePaused;
        return node.Market.Status is MarketStatus.Active or MarketStatus.Inactive ? null : VenueRefusal.MarketInactive;
    }

    private int CancelWhere<TState>(Account owner, TState state, Func<TState, OrderNode, bool> matches, UpdateReason reason)
    {
        var count = 0;
        for (var order = owner.FirstOpen; order is not null;)
        {
            var next = order.AccountNext;
            if (matches(state, order))
            {
                End(order, reason);
                count++;
            }

            order = next;
        }

        return count;
    }
}
