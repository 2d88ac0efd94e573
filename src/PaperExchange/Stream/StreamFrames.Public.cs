using KalshiArb.Domain.Ports;

namespace KalshiArb.PaperExchange.Stream;

// Frames of the public channels.
internal sealed partial class StreamFrames
{
    /// <summary>A whole book. The key of an empty side is absent; a market that is not listed has an empty market_id.</summary>
    public byte[] Snapshot(long? id, long sid, long seq, Ticker market, IStreamView view, bool useYesPrice)
    {
        Begin("orderbook_snapshot"u8, id, sid, seq);
        var listed = view.IsListed(market);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("market_ticker"u8, market.Value);
        _writer.WriteString("market_id"u8, listed ? view.MarketId(market) : "");
        if (listed)
        {
            WriteSide("yes_dollars_fp"u8, view.Levels(market, Outcome.Yes), complement: false);
            WriteSide("no_dollars_fp"u8, view.Levels(market, Outcome.No), useYesPrice);
        }

        return EndMessage();
    }

    /// <summary>A change of a level; a NO level in YES prices where the subscription asked for it.</summary>
    public byte[] Delta(long sid, long seq, StreamChange.Level change, string marketId, bool useYesPrice)
    {
        Begin("orderbook_delta"u8, null, sid, seq);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("market_ticker"u8, change.Market.Value);
        _writer.WriteString("market_id"u8, marketId);
        var isNo = change.Ladder == Outcome.No;
        _writer.WritePrice("price_dollars"u8, isNo && useYesPrice ? change.Price.Complement : change.Price);
        _writer.WriteCount("delta_fp"u8, change.Delta);
        _writer.WriteString("side"u8, isNo ? "no"u8 : "yes"u8);
        if (change.Cause is { } cause)
        {
            _writer.WriteString("client_order_id"u8, cause.Value);
            _writer.WriteNumber("subaccount"u8, 0);
        }

        _writer.WriteString("ts"u8, WireText.Time(change.At));
        _writer.WriteNumber("ts_ms"u8, change.At.UnixMillis);
        return EndMessage();
    }

    /// <summary>
    /// A row of the ticker channel. dollar_volume and dollar_open_interest are half a dollar a contract, as in the
    /// documentation's sample; what the venue really counts is not documented.
    /// </summary>
    public byte[] Ticker(long sid, Ticker market, string marketId, in TickerState state, Instant at)
    {
        Begin("ticker"u8, null, sid);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("market_ticker"u8, market.Value);
        _writer.WriteString("market_id"u8, marketId);
        _writer.WritePrice("price_dollars"u8, state.Last ?? Price.Zero);
        if (state.Bid is { } bid) _writer.WritePrice("yes_bid_dollars"u8, bid.Price);
        else _writer.WriteString("yes_bid_dollars"u8, "0"u8);
        if (state.Ask is { } ask) _writer.WritePrice("yes_ask_dollars"u8, ask.Price);
        else _writer.WriteString("yes_ask_dollars"u8, "1"u8);
        _writer.WriteCount("volume_fp"u8, state.Volume);
        _writer.WriteCount("open_interest_fp"u8, state.OpenInterest);
        _writer.WriteNumber("dollar_volume"u8, state.Volume.Hundredths / (2 * Quantity.HundredthsPerContract));
        _writer.WriteNumber("dollar_open_interest"u8, state.OpenInterest.Hundredths / (2 * Quantity.HundredthsPerContract));
        _writer.WriteCount("yes_bid_size_fp"u8, state.Bid?.Size ?? Quantity.Zero);
        _writer.WriteCount("yes_ask_size_fp"u8, state.Ask?.Size ?? Quantity.Zero);
        _writer.WriteCount("last_trade_size_fp"u8, state.LastCount);
        WriteStamps(at);
        _writer.WriteString("time"u8, WireText.Time(at));
        return EndMessage();
    }

    public byte[] Trade(long sid, long seq, StreamChange.Trade trade)
    {
        Begin("trade"u8, null, sid, seq);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("trade_id"u8, trade.Id.Value);
        _writer.WriteString("market_ticker"u8, trade.Market.Value);
        _writer.WritePrice("yes_price_dollars"u8, trade.Price);
        _writer.WritePrice("no_price_dollars"u8, trade.Price.Complement);
        _writer.WriteCount("count_fp"u8, trade.Count);
        _writer.WriteString("taker_side"u8, OutcomeOf(trade.TakerSide));
        _writer.WriteString("taker_outcome_side"u8, OutcomeOf(trade.TakerSide));
        _writer.WriteString("taker_book_side"u8, BookSideOf(trade.TakerSide));
        _writer.WriteBoolean("is_block_trade"u8, false);
        WriteStamps(trade.At);
        return EndMessage();
    }

    public byte[] Lifecycle(long sid, long seq, MarketLifecycle change, Instant at)
    {
        Begin("market_lifecycle_v2"u8, null, sid, seq);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("market_ticker"u8, change.Market.Value);
        _writer.WriteNumber("exchange_index"u8, change.Shard.Index);
        switch (change)
        {
            case MarketLifecycle.Activated:
                _writer.WriteString("event_type"u8, "activated"u8);
                _writer.WriteBoolean("is_deactivated"u8, false);
                break;
            case MarketLifecycle.Deactivated:
                _writer.WriteString("event_type"u8, "deactivated"u8);
                _writer.WriteBoolean("is_deactivated"u8, true);
                break;
            case MarketLifecycle.CloseDateUpdated moved:
                _writer.WriteString("event_type"u8, "close_date_updated"u8);
                _writer.WriteNumber("close_ts"u8, WireText.Seconds(moved.CloseTime));
                break;
            case MarketLifecycle.Determined determined:
                _writer.WriteString("event_type"u8, "determined"u8);
                _writer.WriteString("result"u8, determined.Value == Price.One ? "yes"u8 : determined.Value == Price.Zero ? "no"u8 : "scalar"u8);
                _writer.WritePrice("settlement_value"u8, determined.Value);
                _writer.WriteNumber("determination_ts"u8, WireText.Seconds(at));
                break;
            case MarketLifecycle.Settled:
                _writer.WriteString("event_type"u8, "settled"u8);
                _writer.WriteNumber("settled_ts"u8, WireText.Seconds(at));
                break;
            default:
                throw new InvariantViolation($"A market's life does not know {change}.");
        }

        return EndMessage();
    }

    public byte[] EventListed(long sid, long seq, StreamEvent listed)
    {
        Begin("event_lifecycle"u8, null, sid, seq);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("event_ticker"u8, listed.Event.Value);
        _writer.WriteNumber("exchange_index"u8, listed.Shard.Index);
        _writer.WriteString("title"u8, listed.Title);
        _writer.WriteString("subtitle"u8, listed.Subtitle);
        _writer.WriteString("collateral_return_type"u8, listed.CollateralReturn);
        _writer.WriteString("series_ticker"u8, listed.Series.Value);
        return EndMessage();
    }

    public byte[] EventFees(long sid, long seq, StreamChange.EventFees fees)
    {
        Begin("event_fee_update"u8, null, sid, seq);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("event_ticker"u8, fees.Event.Value);
        _writer.WriteString("fee_type_override"u8, fees.TypeOverride);
        if (fees.MultiplierOverrideMillis is { } millis) _writer.WriteNumber("fee_multiplier_override"u8, millis / 1000m);
        else _writer.WriteNull("fee_multiplier_override"u8);
        return EndMessage();
    }

    private void WriteSide(ReadOnlySpan<byte> name, ImmutableArray<BookLevel> levels, bool complement)
    {
        if (levels.IsEmpty) return;
        _writer.WriteStartArray(name);
        foreach (var (price, size) in levels) _writer.WriteLevel(complement ? price.Complement : price, size);
        _writer.WriteEndArray();
    }

    private void WriteStamps(Instant at)
    {
        _writer.WriteNumber("ts"u8, WireText.Seconds(at));
        _writer.WriteNumber("ts_ms"u8, at.UnixMillis);
    }

    private static ReadOnlySpan<byte> OutcomeOf(OrderSide side) => side == OrderSide.Bid ? "yes"u8 : "no"u8;

    private static ReadOnlySpan<byte> BookSideOf(OrderSide side) => side == OrderSide.Bid ? "bid"u8 : "ask"u8;
}
