using KalshiArb.Domain.Ports;

namespace KalshiArb.PaperExchange.Engine;

public sealed partial class ExchangeEngine
{
    private readonly HashSet<int> _touched = [];
    private readonly List<GroupChange> _groupChanges = [];
    private readonly List<CloseTimeChange> _closeTimes = [];

    private ExchangeReply Carry(ExchangeCommand command, Instant at)
    {
        _view.Now = at;
        var who = command.Party == Party.House ? _world.House : _world.Account;
        return command switch
        {
            SubmitOrder submit => Submit(submit, who, at),
            CancelById cancel => Cancel(cancel, who, at),
            CancelAllOrders => new ExchangeReply(at, null) { Count = _world.Venue.CancelAll(who, at) },
            DecreaseOrder decrease => Decrease(decrease, who, at),
            AmendOrder amend => Amend(amend, who, at),
            CreateGroup or TriggerGroup or ResetGroup or SetGroupLimit or DeleteGroup => CarryGroup(command, who, at),
            _ => CarryRule(command, at),
        };
    }

    private ExchangeReply Submit(SubmitOrder submit, AccountId who, Instant at)
    {
        if (_world.Venue.FindMarket(submit.Ticker) is not { } market) return new ExchangeReply(at, VenueRefusal.MarketNotFound);
        GroupNumber? group = null;
        if (submit.Group is { } named)
        {
            if (!GroupNumber.TryParse(named, out var parsed)) return new ExchangeReply(at, VenueRefusal.OrderGroupNotFound);
            group = parsed;
        }

        var result = _world.Venue.Submit(
            new NewOrder(
                who, market, submit.Side, submit.Limit, submit.Count, submit.TimeInForce, submit.SelfTradePrevention, submit.PostOnly, submit.ReduceOnly,
                submit.CancelOnPause, submit.Expiration, group, submit.Shard, submit.ClientId),
            at);
        return Answer(result, who, at);
    }

    private ExchangeReply Answer(SubmitResult result, AccountId who, Instant at)
    {
        if (result.Refusal is { } refusal) return new ExchangeReply(at, refusal);
        var fills = ImmutableArray.CreateBuilder<VenueFill>();
        var filled = Quantity.Zero;
        foreach (var fill in _world.Venue.Outputs.Fills)
        {
            if (fill.Order != result.Order) continue;
            fills.Add(fill);
            filled += fill.Count;
        }

        return new ExchangeReply(at, null)
        {
            Order = _world.Venue.FindOrder(who, result.Order), Filled = filled, Remaining = result.Remaining, Fills = fills.DrainToImmutable(),
        };
    }

    private ExchangeReply Cancel(CancelById cancel, AccountId who, Instant at)
    {
        if (!IsRouted(cancel.Order, cancel.Shard, cancel.Market, who, out var number)) return new ExchangeReply(at, VenueRefusal.NotFound);
        var result = _world.Venue.Cancel(who, number, at);
        return new ExchangeReply(at, result.Refusal) { Order = result.Refusal is null ? _world.Venue.FindOrder(who, number) : null, ReducedBy = result.ReducedBy };
    }

    private ExchangeReply Decrease(DecreaseOrder decrease, AccountId who, Instant at)
    {
        if (!IsRouted(decrease.Order, decrease.Shard, decrease.Market, who, out var number)) return new ExchangeReply(at, VenueRefusal.NotFound);
        var result = _world.Venue.Decrease(who, number, decrease.ReduceBy, decrease.ReduceTo, at);
        return new ExchangeReply(at, result.Refusal)
        {
            Order = result.Refusal is null ? _world.Venue.FindOrder(who, number) : null, ReducedBy = result.ReducedBy, Remaining = result.Remaining,
        };
    }

    private ExchangeReply Amend(AmendOrder amend, AccountId who, Instant at)
    {
        if (!IsRouted(amend.Order, amend.Shard, amend.Market, who, out var number)) return new ExchangeReply(at, VenueRefusal.NotFound);
        var open = _world.Venue.FindOrder(who, number);
        if (open is { } order && _world.Markets[order.Market.Value].Ticker != amend.Market) return new ExchangeReply(at, VenueRefusal.OrderTickerMismatch);
        if (open is { } named && amend.ClientId is { } id && named.ClientId != id) return new ExchangeReply(at, VenueRefusal.OrderIdMismatch);
        return Answer(_world.Venue.Amend(who, number, amend.Side, amend.Limit, amend.Count, amend.NewClientId, at), who, at);
    }

    /// <summary>Whether a request about an order reaches the shard on which the order is: routed by market, by shard, or else to shard 0.</summary>
    private bool IsRouted(VenueOrderId order, Shard? shard, Ticker? market, AccountId who, out OrderNumber number)
    {
        if (!OrderNumber.TryParse(order, out number) || _world.Venue.FindOrder(who, number) is not { } found) return false;
        var to = shard ?? new Shard(0);
        if (shard is null && market is { } ticker)
        {
            if (_world.Venue.FindMarket(ticker) is not { } index) return false;
            to = _world.Venue.Facts(index).Shard;
        }

        return _world.Venue.Facts(found.Market).Shard == to;
    }

    private ExchangeReply CarryGroup(ExchangeCommand command, AccountId who, Instant at)
    {
        var venue = _world.Venue;
        switch (command)
        {
            case CreateGroup create:
                var made = venue.CreateGroup(who, create.Shard, create.ContractsLimit, at);
                if (made.Refusal is not null) return new ExchangeReply(at, made.Refusal);
                Tell(made.Group, GroupChangeKind.Created, Quantity.FromContracts(create.ContractsLimit));
                return new ExchangeReply(at, null) { Group = made.Group.ToOrderGroupId() };
            case TriggerGroup trigger:
                return GroupNumber.TryParse(trigger.Group, out var triggered) ? new ExchangeReply(at, venue.TriggerGroup(who, triggered, at)) : Unknown();
            case ResetGroup reset:
                return GroupNumber.TryParse(reset.Group, out var again) ? Done(venue.ResetGroup(who, again, at), again, GroupChangeKind.Reset, null) : Unknown();
            case SetGroupLimit limit:
                return GroupNumber.TryParse(limit.Group, out var limited)
                    ? Done(venue.SetGroupLimit(who, limited, limit.ContractsLimit, at), limited, GroupChangeKind.LimitUpdated, limit.ContractsLimit)
                    : Unknown();
            case DeleteGroup delete:
                return GroupNumber.TryParse(delete.Group, out var gone) ? Done(venue.DeleteGroup(who, gone, at), gone, GroupChangeKind.Deleted, null) : Unknown();
            default:
                throw new InvariantViolation($"{command.GetType().Name} is no command of an order group.");
        }

        ExchangeReply Unknown() => new(at, VenueRefusal.OrderGroupNotFound);

        ExchangeReply Done(VenueRefusal? refusal, GroupNumber group, GroupChangeKind kind, long? contracts)
        {
            if (refusal is null) Tell(group, kind, contracts is { } limit ? Quantity.FromContracts(limit) : null);
            return new ExchangeReply(at, refusal);
        }

        void Tell(GroupNumber group, GroupChangeKind kind, Quantity? limit)
        {
            if (who == _world.Account) _groupChanges.Add(new GroupChange(group.ToOrderGroupId(), kind, limit, at));
        }
    }

    private ExchangeReply CarryRule(ExchangeCommand command, Instant at)
    {
        var venue = _world.Venue;
        switch (command)
        {
            case PauseTrading pause:
                venue.SetTradingPaused(pause.Shard, pause.Paused, at);
                _history.NotePause(pause.Shard, pause.Paused, null);
                break;
            case PauseExchange pause:
                venue.SetExchangePaused(pause.Shard, pause.Paused, at);
                _history.NotePause(pause.Shard, null, pause.Paused);
                break;
            case ChangeRules change:
                venue.SetRules(venue.Rules with
                {
                    RefuseRestingReduceOnly = change.RefuseRestingReduceOnly ?? venue.Rules.RefuseRestingReduceOnly,
                    PastExpirationIsImmediate = change.PastExpirationIsImmediate ?? venue.Rules.PastExpirationIsImmediate,
                    ClientIdsFreeOnceClosed = change.ClientIdsFreeOnceClosed ?? venue.Rules.ClientIdsFreeOnceClosed,
                    PostOnlyCrossCancels = change.PostOnlyCrossCancels ?? venue.Rules.PostOnlyCrossCancels,
                    CancelAllLingers = change.CancelAllLingers ?? venue.Rules.CancelAllLingers,
                });
                break;
            case SetPositionLimit limit:
                venue.SetRules(venue.Rules with { PositionLimit = limit.Limit });
                break;
            case SetMarketStatus status:
                return OnMarket(status.Market, at, market => venue.SetStatus(market, status.Active ? MarketStatus.Active : MarketStatus.Inactive, at));
            case SetCloseTime close:
                return OnMarket(close.Market, at, market =>
                {
                    venue.SetCloseTime(market, close.CloseTime, at);
                    _closeTimes.Add(new CloseTimeChange(market, close.CloseTime, at));
                });
            case DetermineMarket determine:
                return OnMarket(determine.Market, at, market => venue.Determine(market, determine.Value, at));
            default:
                throw new InvariantViolation($"{command.GetType().Name} cannot be carried out.");
        }

        return new ExchangeReply(at, null);
    }

    private ExchangeReply OnMarket(Ticker ticker, Instant at, Action<MarketIndex> act)
    {
        if (_world.Venue.FindMarket(ticker) is not { } market) return new ExchangeReply(at, VenueRefusal.MarketNotFound);
        if (_world.Venue.Status(market) == MarketStatus.Finalized) return new ExchangeReply(at, VenueRefusal.MarketInactive);
        act(market);
        return new ExchangeReply(at, null);
    }

    /// <summary>Collects what happened, notes it and tells it; the venue's outputs are empty afterwards.</summary>
    private void Publish(Instant at)
    {
        Collect(at);
        if (!_changes.IsEmpty)
        {
            _history.Note(_changes);
            _candles.Note(_changes, _world.Venue);
            if (_changes.IsPrivate) NotePrivate(at);
            Changed?.Invoke(_changes);
        }

        _changes.Clear();
    }

    private void Collect(Instant at)
    {
        var outputs = _world.Venue.Outputs;
        _changes.At = at;
        KeepFeeds(at);
        _changes.Levels.AddRange(outputs.Levels);
        _changes.Markets.AddRange(outputs.Markets);
        _changes.Groups.AddRange(_groupChanges);
        _changes.CloseTimes.AddRange(_closeTimes);
        foreach (var fill in outputs.Fills)
        {
            if (fill.Liquidity == Liquidity.Taker) _changes.Trades.Add(new PublicTrade(fill.Match, fill.Market, fill.Price, fill.Count, fill.Side, fill.At));
            if (fill.Account != _world.Account) continue;
            _changes.Fills.Add(new AccountFill(fill, _world.Venue.FindOrder(fill.Account, fill.Order)?.ClientId));
            _touched.Add(fill.Market.Value);
        }

        foreach (var order in outputs.Orders)
        {
            if (order.Account == _world.Account) _changes.Orders.Add(order);
        }

        foreach (var paid in outputs.Settlements)
        {
            if (paid.Account != _world.Account) continue;
            _changes.Settlements.Add(paid);
            _touched.Add(paid.Market.Value);
        }

        foreach (var triggered in outputs.Groups)
        {
            if (triggered.Account == _world.Account) _changes.Groups.Add(new GroupChange(triggered.Group.ToOrderGroupId(), GroupChangeKind.Triggered, null, triggered.At));
        }

        foreach (var market in _touched.Order()) _changes.Positions.Add(_world.Venue.Position(_world.Account, new MarketIndex(market)));
        _touched.Clear();
        _groupChanges.Clear();
        _closeTimes.Clear();
        outputs.Clear();
    }

    /// <summary>The world also appends what an in-process client would see of the venue; of that only the close times are not in the outputs.</summary>
    private void KeepFeeds(Instant at)
    {
        foreach (var input in _changes.Feeds)
        {
            if (input is MarketCloseTimeChanged moved && _world.Venue.FindMarket(moved.Ticker) is { } market)
                _closeTimes.Add(new CloseTimeChange(market, moved.CloseTime, at));
        }

        _changes.Feeds.RemoveAll(static input => input is not (GameListed or OddsPolled or ScoreReported));
    }

    private void Restore(EngineStore store)
    {
        foreach (var line in store.Replay())
        {
            if (line.ToCommand() is not { } command) continue;
            var at = Instant.FromUnixMicros(line.At);
            Catch(at);
            Carry(command, at);
            Forget();
            Restored++;
        }

        Catch(store.Marked);
    }

    private void Catch(Instant at)
    {
        while (_world.NextTime is { } next && next <= at)
        {
            _world.Step(_changes.Feeds);
            Forget();
        }

        if (at > _world.Now) _world.MoveTo(at);
        Forget();
    }

    private void Forget()
    {
        Collect(_world.Now);
        _history.Note(_changes);
        _candles.Note(_changes, _world.Venue);
        _changes.Clear();
    }

    private void NotePrivate(Instant at)
    {
        if (_store is null) return;
        _store.Mark(at);
        foreach (var (fill, _) in _changes.Fills)
        {
            _store.Write(new EngineLine("fill", fill.At.UnixMicros)
            {
                Order = fill.Order.ToVenueOrderId().Value, Fill = fill.Match.ToFillId().Value, Ticker = _world.Markets[fill.Market.Value].Ticker.Value,
                Side = fill.Side.ToString(), LimitUnits = fill.Price.Units, CountHundredths = fill.Count.Hundredths, FeeMicros = fill.Fee.Micros,
            });
        }

        foreach (var order in _changes.Orders)
        {
            if (order.Status == Domain.Ports.VenueOrderStatus.Resting) continue;
            _store.Write(new EngineLine("ended", order.UpdatedAt.UnixMicros)
            {
                Client = order.ClientId?.Value, Order = order.Order.ToVenueOrderId().Value, CountHundredths = order.Filled.Hundredths,
                Detail = order.Reason == UpdateReason.None ? order.Status.ToString() : order.Reason.ToString(),
            });
        }
    }

    private void Note(ExchangeCommand command, ExchangeReply reply)
    {
        if (_store is null || command is not SubmitOrder { Party: Party.Account } submit) return;
        _store.Write(reply.Refusal is { } refusal
            ? new EngineLine("rejected", reply.At.UnixMicros) { Client = submit.ClientId?.Value, Detail = refusal.Code }
            : new EngineLine("accepted", reply.At.UnixMicros) { Client = submit.ClientId?.Value, Order = reply.Order?.Order.ToVenueOrderId().Value });
    }
}
