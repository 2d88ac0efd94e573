using KalshiArb.Exchange.Settlement;

namespace KalshiArb.Exchange.Matching;

public sealed partial class Venue
{
    /// <summary>
    /// Opens or pauses a market (activated, deactivated). A pause leaves orders resting, except those that asked to be
    /// cancelled; the return from a pause cancels all (market_lifecycle). A closed market reopens by a later close time first.
    /// </summary>
    public void SetStatus(MarketIndex market, MarketStatus status, Instant at)
    {
        AdvanceTo(at);
        var state = _markets[market.Value];
        InvariantViolation.Unless(status is MarketStatus.Active or MarketStatus.Inactive, "Only activation and deactivation are set; the rest follows from time and result.");
        InvariantViolation.Unless(state.Status is MarketStatus.Initialized or MarketStatus.Active or MarketStatus.Inactive or MarketStatus.Closed, $"{state.Facts.Ticker} is {state.Status}.");
        if (state.Status == status) return;
        if (status == MarketStatus.Active && state.CloseTime <= Now) return;
        var wasPaused = state.Status == MarketStatus.Inactive;
        if (status == MarketStatus.Active && wasPaused) Sweep(state, UpdateReason.HaltCancel, onlyOnPause: false);
        if (status == MarketStatus.Inactive) Sweep(state, UpdateReason.HaltCancel, onlyOnPause: true);
        ChangeStatus(state, status);
    }

    /// <summary>Moves a market's close time; one that has passed closes it now.</summary>
    public void SetCloseTime(MarketIndex market, Instant closeTime, Instant at)
    {
        AdvanceTo(at);
        var state = _markets[market.Value];
        state.CloseTime = closeTime;
        AddDeadline(DeadlineKind.Close, market.Value, closeTime);
        AdvanceTo(at);
    }

    /// <summary>Changes a market's grid. Resting orders stand; new prices use the new grid.</summary>
    public void SetGrid(MarketIndex market, PriceGrid grid) => _markets[market.Value].SetGrid(grid);

    /// <summary>
    /// Gives a market its result: what a YES pays, $1, $0 or a scalar. It is closed if it was open. Money moves after the
    /// settlement timer; until then a second call amends the result and starts the timer again.
    /// </summary>
    public void Determine(MarketIndex market, Price value, Instant at)
    {
        AdvanceTo(at);
        var state = _markets[market.Value];
        InvariantViolation.Unless(state.Status != MarketStatus.Finalized, $"{state.Facts.Ticker} is settled.");
        Close(state);
        state.Value = value;
        state.SettlesAt = Now + state.Facts.SettlementTimer;
        AddDeadline(DeadlineKind.Settlement, market.Value, state.SettlesAt);
        ChangeStatus(state, state.Status == MarketStatus.Closed ? MarketStatus.Determined : MarketStatus.Amended);
    }

    /// <summary>Starts or ends a trading pause of a shard: no creates, cancels work. Orders that asked for it are cancelled when it starts.</summary>
    public void SetTradingPaused(Shard shard, bool paused, Instant at)
    {
        AdvanceTo(at);
        if (paused && !_tradingPaused[shard.Index])
        {
            foreach (var market in _markets)
            {
                if (market.Shard == shard.Index) Sweep(market, UpdateReason.HaltCancel, onlyOnPause: true);
            }
        }

        _tradingPaused[shard.Index] = paused;
    }

    /// <summary>Starts or ends an exchange pause of a shard: nothing works, not even cancels. It is also a trading pause for resting orders.</summary>
    public void SetExchangePaused(Shard shard, bool paused, Instant at)
    {
        SetTradingPaused(shard, paused, at);
        _exchangePaused[shard.Index] = paused;
    }

    private void Close(MarketState market)
    {
        if (market.Status is not (MarketStatus.Initialized or MarketStatus.Active or MarketStatus.Inactive)) return;
        Sweep(market, UpdateReason.CloseCancel, onlyOnPause: false);
        ChangeStatus(market, MarketStatus.Closed);
    }

    /// <summary>Cancels the resting orders of a market, best bids first, then best asks, each level in time order.</summary>
    private void Sweep(MarketState market, UpdateReason reason, bool onlyOnPause)
    {
        var book = market.Book;
        for (var units = book.BestBid; units >= 0; units = book.NextBid(units)) SweepLevel(book.Head(units), reason, onlyOnPause);
        for (var units = book.BestAsk; units <= Price.UnitsPerDollar; units = book.NextAsk(units)) SweepLevel(book.Head(units), reason, onlyOnPause);
    }

    private void SweepLevel(OrderNode? order, UpdateReason reason, bool onlyOnPause)
    {
        while (order is not null)
        {
            var next = order.Next;
            if (!onlyOnPause || order.CancelOnPause) End(order, reason);
            order = next;
        }
    }

    /// <summary>Pays a determined market out: a long gets the value, a short the rest of the dollar that was put up for it.</summary>
    private void Settle(MarketState market)
    {
        var value = market.Value!.Value.Units;
        foreach (var account in _accounts)
        {
            if (account.Find(market.Index) is not { Position: not 0 } holding) continue;
            var revenue = Payout.RevenueMicros(holding.Position, value);
            account.Cash[market.Shard] += revenue;
            holding.RealizedMicros += revenue - holding.CostMicros;
            var paid = new SettlementPaid(account.Id, market.Index, market.Value.Value, Quantity.FromHundredths(holding.Position), Money.FromMicros(revenue), Now)
            {
                Cost = Money.FromMicros(holding.CostMicros),
                Fees = Money.FromMicros(holding.FeesMicros),
            };
            holding.CostMicros = 0;
            holding.Position = 0;
            holding.UpdatedAt = Now;
            Outputs.Settlements.Add(paid);
            if (account.KeepsHistory) account.Settlements.Add(paid);
        }

        market.OpenInterest = 0;
        if (market.Book.IsEmpty) market.Book.Release();
        ChangeStatus(market, MarketStatus.Finalized);
    }

    private void ChangeStatus(MarketState market, MarketStatus status)
    {
        market.Status = status;
        Outputs.Markets.Add(new MarketChange(market.Index, status, market.Value, Now));
    }
}
