namespace KalshiArb.PaperExchange.Stream;

// Frames of the account's own channels. Their types are singular where the channels are plural; only group updates are numbered.
internal sealed partial class StreamFrames
{
    public byte[] Fill(long sid, StreamFill fill)
    {
        Begin("fill"u8, null, sid);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("trade_id"u8, fill.Trade.Value);
        _writer.WriteString("order_id"u8, fill.Order.ToVenueOrderId().Value);
        if (fill.ClientId is { } client) _writer.WriteString("client_order_id"u8, client.Value);
        _writer.WriteString("market_ticker"u8, fill.Market.Value);
        _writer.WriteNumber("exchange_index"u8, fill.Shard.Index);
        _writer.WriteBoolean("is_taker"u8, fill.Liquidity == Liquidity.Taker);
        _writer.WriteString("side"u8, OutcomeOf(fill.Side));
        _writer.WritePrice("yes_price_dollars"u8, fill.Price);
        _writer.WriteCount("count_fp"u8, fill.Count);
        _writer.WriteMoney("fee_cost"u8, fill.Fee);
        _writer.WriteString("action"u8, "buy"u8);
        WriteStamps(fill.At);
        _writer.WriteCount("post_position_fp"u8, fill.PostPosition);
        _writer.WriteString("purchased_side"u8, OutcomeOf(fill.Side));
        _writer.WriteString("outcome_side"u8, OutcomeOf(fill.Side));
        _writer.WriteString("book_side"u8, BookSideOf(fill.Side));
        _writer.WriteNumber("subaccount"u8, 0);
        return EndMessage();
    }

    public byte[] UserOrder(long sid, string user, StreamOrder order)
    {
        Begin("user_order"u8, null, sid);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("order_id"u8, order.Number.ToVenueOrderId().Value);
        _writer.WriteString("user_id"u8, user);
        _writer.WriteString("ticker"u8, order.Market.Value);
        _writer.WriteNumber("exchange_index"u8, order.Shard.Index);
        _writer.WriteString("status"u8, order.Status);
        _writer.WriteString("side"u8, OutcomeOf(order.Side));
        _writer.WriteBoolean("is_yes"u8, order.Side == OrderSide.Bid);
        _writer.WriteString("outcome_side"u8, OutcomeOf(order.Side));
        _writer.WriteString("book_side"u8, BookSideOf(order.Side));
        _writer.WritePrice("yes_price_dollars"u8, order.Limit);
        _writer.WriteCount("fill_count_fp"u8, order.Filled);
        _writer.WriteCount("remaining_count_fp"u8, order.Remaining);
        _writer.WriteCount("initial_count_fp"u8, order.Initial);
        _writer.WriteMoney("taker_fill_cost_dollars"u8, order.TakerCost);
        _writer.WriteMoney("maker_fill_cost_dollars"u8, order.MakerCost);
        _writer.WriteMoney("taker_fees_dollars"u8, order.TakerFees);
        _writer.WriteMoney("maker_fees_dollars"u8, order.MakerFees);
        _writer.WriteString("client_order_id"u8, order.ClientId?.Value ?? "");
        WriteOrderTail(order);
        return EndMessage();
    }

    public byte[] MarketPosition(long sid, string user, StreamPosition position)
    {
        Begin("market_position"u8, null, sid);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("user_id"u8, user);
        _writer.WriteString("market_ticker"u8, position.Market.Value);
        _writer.WriteCount("position_fp"u8, position.Position);
        _writer.WriteMoney("position_cost_dollars"u8, position.Cost);
        _writer.WriteMoney("realized_pnl_dollars"u8, position.Realized);
        _writer.WriteMoney("fees_paid_dollars"u8, position.Fees);
        _writer.WriteMoney("position_fee_cost_dollars"u8, position.Position.IsZero ? Money.Zero : position.Fees);
        _writer.WriteCount("volume_fp"u8, position.Traded);
        _writer.WriteNumber("subaccount"u8, 0);
        return EndMessage();
    }

    public byte[] GroupUpdate(long sid, long seq, StreamChange.Group change)
    {
        Begin("order_group_updates"u8, null, sid, seq);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("event_type"u8, change.EventType);
        _writer.WriteString("order_group_id"u8, change.Id.Value);
        if (change.Limit is { } limit) _writer.WriteCount("contracts_limit_fp"u8, limit);
        _writer.WriteNumber("ts_ms"u8, change.At.UnixMillis);
        return EndMessage();
    }

    private void WriteOrderTail(StreamOrder order)
    {
        if (order.Group is { } group) _writer.WriteString("order_group_id"u8, group.ToOrderGroupId().Value);
        if (order.Prevention is { } prevention)
            _writer.WriteString("self_trade_prevention_type"u8, prevention == SelfTradePrevention.Maker ? "maker"u8 : "taker_at_cross"u8);
        _writer.WriteString("created_time"u8, WireText.Time(order.CreatedAt));
        _writer.WriteNumber("created_ts_ms"u8, order.CreatedAt.UnixMillis);
        _writer.WriteString("last_update_time"u8, WireText.Time(order.UpdatedAt));
        _writer.WriteNumber("last_updated_ts_ms"u8, order.UpdatedAt.UnixMillis);
        if (order.Expiration is { } expiration)
        {
            _writer.WriteString("expiration_time"u8, WireText.Time(expiration));
            _writer.WriteNumber("expiration_ts_ms"u8, expiration.UnixMillis);
        }

        if (order.Reason is { } reason) _writer.WriteString("last_update_reason"u8, reason);
        _writer.WriteNumber("subaccount_number"u8, 0);
    }
}
