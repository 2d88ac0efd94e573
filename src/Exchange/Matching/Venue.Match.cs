using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Accounts;

namespace KalshiArb.Exchange.Matching;

public sealed partial class Venue
{
    /// <summary>Matches an order against the other side; true when self-trade prevention stopped it.</summary>
    private bool Match(OrderNode taker, SelfTradePrevention prevention)
    {
        var book = taker.Market.Book;
        while (taker.Remaining > 0 && Crosses(taker.Market, taker.Side, taker.PriceUnits))
        {
            var maker = book.Head(taker.Side == OrderSide.Bid ? book.BestAsk : book.BestBid)!;
            if (maker.Account == taker.Account)
            {
                if (prevention == SelfTradePrevention.TakerAtCross)
                {
                    taker.Reason = UpdateReason.SelfTradeCancel;
                    return true;
                }

                End(maker, UpdateReason.SelfTradeCancel);
                continue;
            }

            Trade(taker, maker, Math.Min(taker.Remaining, maker.Remaining));
        }

        return false;
    }

    /// <summary>What an order could fill at once, stopping at or passing over orders of its own account.</summary>
    private static long MatchableFor(OrderNode taker, SelfTradePrevention prevention)
    {
        var book = taker.Market.Book;
        var found = 0L;
        var isBid = taker.Side == OrderSide.Bid;
        var units = isBid ? book.BestAsk : book.BestBid;
        while (isBid ? units <= taker.PriceUnits : units >= taker.PriceUnits)
        {
            for (var maker = book.Head(units); maker is not null; maker = maker.Next)
            {
                if (maker.Account != taker.Account) found += maker.Remaining;
                else if (prevention == SelfTradePrevention.TakerAtCross) return found;
                if (found >= taker.Remaining) return taker.Remaining;
            }

            units = isBid ? book.NextAsk(units) : book.NextBid(units);
        }

        return found;
    }

    private void Trade(OrderNode taker, OrderNode maker, long hundredths)
    {
        var match = new MatchNumber(++_lastMatch);
        var market = taker.Market;
        var makerAccount = maker.Account; // the node may serve another order once it has ended
        market.Volume += hundredths;
        Fill(taker, maker.PriceUnits, hundredths, Liquidity.Taker, match);
        Fill(maker, maker.PriceUnits, hundredths, Liquidity.Maker, match);
        ReportLevel(maker, -hundredths, taker);
        market.Book.Shrink(maker.PriceUnits, hundredths);
        if (maker.Remaining == 0)
        {
            End(maker, UpdateReason.Trade);
        }
        else
        {
            maker.Reason = UpdateReason.Trade;
            maker.UpdatedAt = Now;
            Outputs.Orders.Add(maker.ToState());
        }

        CapReduceOnly(makerAccount, market);
        CapReduceOnly(taker.Account, market);
    }

    private void Fill(OrderNode order, int priceUnits, long hundredths, Liquidity liquidity, MatchNumber match)
    {
        var account = order.Account;
        var market = order.Market;
        var holding = account.In(market.Index);
        var revenue = (order.Side == OrderSide.Bid ? -priceUnits : priceUnits) * hundredths;
        var tradeFee = FillFee.TradeFeeMicros(market.Fees, liquidity, priceUnits, hundredths);
        var fee = FillFee.ChargeMicros(tradeFee, revenue, _precision, ref order.FeeAccumulator);

        order.Remaining -= hundredths;
        order.Filled += hundredths;
        order.FeesMicros += fee;
        var cost = (order.Side == OrderSide.Bid ? priceUnits : Price.UnitsPerDollar - priceUnits) * hundredths;
        if (liquidity == Liquidity.Maker)
        {
            order.MakerFeesMicros += fee;
            order.MakerCostMicros += cost;
        }
        else
        {
            order.TakerCostMicros += cost;
        }

        order.Reason = UpdateReason.Trade;
        order.UpdatedAt = Now;
        var longBefore = Math.Max(0, holding.Position);
        var moreShort = holding.Trade(order.Side, priceUnits, hundredths);
        market.OpenInterest += Math.Max(0, holding.Position) - longBefore;
        holding.FeesMicros += fee;
        holding.TradedMicros += cost;
        holding.TradedHundredths += hundredths;
        holding.UpdatedAt = Now;
        account.Cash[market.Shard] += revenue - fee - moreShort * Price.UnitsPerDollar;
        _feesCollected += fee;
        holding.ChangeFull(order, Holding.ReserveMicros(market, order.Side, order.PriceUnits, order.Remaining, _precision));
        UpdateReserved(account, market, holding);
        CountForGroup(order.Group, hundredths);

        var fill = new VenueFill(
            match, order.Number, account.Id, market.Index, order.Side, Price.FromUnits(priceUnits), Quantity.FromHundredths(hundredths),
            Money.FromMicros(fee), liquidity, Quantity.FromHundredths(holding.Position), Now);
        Outputs.Fills.Add(fill);
        if (account.KeepsHistory) account.Fills.Add(fill);
    }

    /// <summary>After a change of position, resting reduce-only orders of it shrink to what is left to close.</summary>
    private void CapReduceOnly(Account account, MarketState market)
    {
        var holding = account.In(market.Index);
        if (holding.ReduceOnlyOrders == 0) return;
        CapReduceOnly(holding, holding.Bids);
        CapReduceOnly(holding, holding.Asks);
    }

    private void CapReduceOnly(Holding holding, List<OrderNode> orders)
    {
        for (var i = orders.Count - 1; i >= 0; i--)
        {
            var order = orders[i];
            if (!order.ReduceOnly || !order.Resting) continue;
            var closable = Closable(order, holding);
            if (closable == 0) End(order, UpdateReason.ReduceOnlyCancel);
            else if (order.Remaining > closable) Shrink(order, order.Remaining - closable, UpdateReason.ReduceOnlyCancel);
        }
    }

    /// <summary>Takes contracts off a resting order, which keeps its place.</summary>
    private void Shrink(OrderNode order, long hundredths, UpdateReason reason)
    {
        var holding = order.Account.In(order.Market.Index);
        order.Remaining -= hundredths;
        order.Market.Book.Shrink(order.PriceUnits, hundredths);
        ReportLevel(order, -hundredths);
        holding.ChangeFull(order, Holding.ReserveMicros(order.Market, order.Side, order.PriceUnits, order.Remaining, _precision));
        UpdateReserved(order.Account, order.Market, holding);
        order.Reason = reason;
        order.UpdatedAt = Now;
        Outputs.Orders.Add(order.ToState());
    }

    /// <summary>Ends an open order: takes it off the book, frees its cash, reports it.</summary>
    private void End(OrderNode order, UpdateReason reason)
    {
        if (order.Resting)
        {
            if (order.Remaining > 0) ReportLevel(order, -order.Remaining);
            order.Market.Book.Remove(order);
        }

        var holding = order.Account.In(order.Market.Index);
        holding.Remove(order);
        order.Status = order.Filled == order.Initial ? VenueOrderStatus.Executed : VenueOrderStatus.Canceled;
        order.Remaining = 0;
        order.Reason = reason;
        order.UpdatedAt = Now;
        UpdateReserved(order.Account, order.Market, holding);
        _open.Remove(order.Number.Value);
        order.Account.UnlinkOpen(order);
        if (_rules.ClientIdsFreeOnceClosed && order.ClientId is { } id) order.Account.UsedClientIds.Remove(id.Value);
        Outputs.Orders.Add(order.ToState());
        Recycle(order);
    }

    private void ReportLevel(OrderNode order, long delta) => ReportLevel(order, delta, order);

    private void ReportLevel(OrderNode order, long delta, OrderNode cause)
    {
        var price = Price.FromUnits(order.PriceUnits);
        var (ladder, own) = order.Side == OrderSide.Bid ? (Outcome.Yes, price) : (Outcome.No, price.Complement);
        Outputs.Levels.Add(new LevelChange(order.Market.Index, ladder, own, Quantity.FromHundredths(delta)) { Account = cause.Account.Id, ClientId = cause.ClientId });
    }
}
