using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Wire;

// Private channels. They carry no number, except order groups: what is lost here shows only in a listing.
public sealed partial class StreamFrameDecoder
{
    private static readonly byte[][] UnusedInFill = Names("exchange_index");

    private static readonly byte[][] UnusedInOrder = Names(
        "user_id", "exchange_index", "side", "is_yes", "taker_fill_cost_dollars", "maker_fill_cost_dollars", "taker_fees_dollars",
        "maker_fees_dollars", "order_group_id", "self_trade_prevention_type", "created_time", "created_ts_ms", "last_update_time",
        "last_updated_ts_ms", "expiration_time", "expiration_ts_ms");

    private static readonly byte[][] UnusedInPosition = Names("user_id", "exchange_index", "position_cost_dollars", "position_fee_cost_dollars", "volume_fp");

    private string? ReadFill(ref Utf8JsonReader reader, out StreamFrame frame)
    {
        frame = default;
        var direction = default(Direction);
        string? trade = null, order = null, client = null, reason = null;
        Price? price = null;
        Quantity? count = null, postPosition = null;
        Money? fee = null;
        bool? isTaker = null;
        Instant? millis = null, seconds = null;
        long? subaccount = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("market_ticker"u8)) reason = ReadTicker(ref reader, keep: true);
            else if (reader.ValueTextEquals("trade_id"u8)) reason = ReadId(ref reader, ref trade, "trade_id");
            else if (reader.ValueTextEquals("order_id"u8)) reason = ReadId(ref reader, ref order, "order_id");
            else if (reader.ValueTextEquals("client_order_id"u8)) reason = ReadText(ref reader, ref client, "client_order_id");
            else if (reader.ValueTextEquals("yes_price_dollars"u8)) reason = ReadPrice(ref reader, ref price, "yes_price_dollars");
            else if (reader.ValueTextEquals("count_fp"u8)) reason = ReadQuantity(ref reader, ref count, "count_fp");
            else if (reader.ValueTextEquals("fee_cost"u8)) reason = ReadMoney(ref reader, ref fee, "fee_cost");
            else if (reader.ValueTextEquals("is_taker"u8)) reason = ReadFlag(ref reader, ref isTaker, "is_taker");
            else if (reader.ValueTextEquals("post_position_fp"u8)) reason = ReadQuantity(ref reader, ref postPosition, "post_position_fp", signed: true);
            else if (reader.ValueTextEquals("ts_ms"u8)) reason = ReadMillis(ref reader, ref millis, "ts_ms");
            else if (reader.ValueTextEquals("ts"u8)) reason = ReadSeconds(ref reader, ref seconds, "ts");
            else if (reader.ValueTextEquals("subaccount"u8)) reason = ReadInteger(ref reader, ref subaccount, "subaccount");
            else if (!direction.TryRead(ref reader, out reason)) SkipOther(ref reader, "fill", IsOneOf(in reader, UnusedInFill));
        }

        var side = OrderSide.Bid;
        reason ??= direction.Judge(out side)
            ?? MissingOf((_header.Ticker is null, "market_ticker"), (trade is null, "trade_id"), (order is null, "order_id"), (price is null, "yes_price_dollars"),
                (count is null, "count_fp"), (fee is null, "fee_cost"), (isTaker is null, "is_taker"), (postPosition is null, "post_position_fp"), (millis is null && seconds is null, "ts_ms"))
            ?? (IsLimit(price!.Value) ? null : "a fill at $0 or $1") ?? (count!.Value.IsZero ? "a fill of nothing" : null);
        if (reason is not null) return reason;
        var input = new FillReported(
            new FillId(trade!),
            new VenueOrderId(order!),
            string.IsNullOrEmpty(client) ? null : new ClientOrderId(client),
            _header.Ticker!.Value,
            side,
            price!.Value,
            count!.Value,
            fee!.Value,
            isTaker!.Value ? Liquidity.Taker : Liquidity.Maker,
            postPosition,
            (millis ?? seconds)!.Value);
        frame = Frame() with { Input = input, Subaccount = subaccount ?? 0 };
        return null;
    }

    private string? ReadUserOrder(ref Utf8JsonReader reader, out StreamFrame frame)
    {
        frame = default;
        OrderSide? bookSide = null, outcomeSide = null;
        string? order = null, client = null, status = null, updateReason = null, reason = null;
        Price? price = null;
        Quantity? filled = null, remaining = null, initial = null;
        long? subaccount = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ticker"u8)) reason = ReadTicker(ref reader, keep: true);
            else if (reader.ValueTextEquals("order_id"u8)) reason = ReadId(ref reader, ref order, "order_id");
            else if (reader.ValueTextEquals("client_order_id"u8)) reason = ReadText(ref reader, ref client, "client_order_id");
            else if (reader.ValueTextEquals("status"u8)) reason = ReadText(ref reader, ref status, "status");
            else if (reader.ValueTextEquals("book_side"u8)) reason = ReadSide(ref reader, ref bookSide, "bid"u8, "ask"u8, "book_side");
            else if (reader.ValueTextEquals("outcome_side"u8)) reason = ReadSide(ref reader, ref outcomeSide, "yes"u8, "no"u8, "outcome_side");
            else if (reader.ValueTextEquals("yes_price_dollars"u8)) reason = ReadPrice(ref reader, ref price, "yes_price_dollars");
            else if (reader.ValueTextEquals("fill_count_fp"u8)) reason = ReadQuantity(ref reader, ref filled, "fill_count_fp");
            else if (reader.ValueTextEquals("remaining_count_fp"u8)) reason = ReadQuantity(ref reader, ref remaining, "remaining_count_fp");
            else if (reader.ValueTextEquals("initial_count_fp"u8)) reason = ReadQuantity(ref reader, ref initial, "initial_count_fp");
            else if (reader.ValueTextEquals("last_update_reason"u8)) reason = ReadText(ref reader, ref updateReason, "last_update_reason");
            else if (reader.ValueTextEquals("subaccount_number"u8)) reason = ReadInteger(ref reader, ref subaccount, "subaccount_number");
            else SkipOther(ref reader, "user_order", IsOneOf(in reader, UnusedInOrder));
        }

        var shown = VenueOrderStatus.Resting;
        reason ??= (bookSide is { } a && outcomeSide is { } b && a != b ? "book_side and outcome_side contradict each other" : null)
            ?? MissingOf((_header.Ticker is null, "ticker"), (order is null, "order_id"), (client is null, "client_order_id"), (status is null, "status"),
                (bookSide is null && outcomeSide is null, "book_side"), (price is null, "yes_price_dollars"), (filled is null, "fill_count_fp"),
                (remaining is null, "remaining_count_fp"), (initial is null, "initial_count_fp"))
            ?? StatusOf(status!, out shown) ?? (IsLimit(price!.Value) ? null : "an order at $0 or $1");
        if (reason is not null) return reason;
        var state = new VenueOrder(
            new VenueOrderId(order!),
            new ClientOrderId(client!),
            _header.Ticker!.Value,
            (bookSide ?? outcomeSide)!.Value,
            price!.Value,
            shown,
            filled!.Value,
            remaining!.Value,
            initial!.Value,
            string.IsNullOrEmpty(updateReason) ? null : updateReason);
        frame = Frame() with { Input = new OrderReported(state), Subaccount = subaccount ?? 0 };
        return null;
    }

    private string? ReadPosition(ref Utf8JsonReader reader, out StreamFrame frame)
    {
        frame = default;
        Quantity? position = null;
        Money? pnl = null, fees = null;
        long? subaccount = null;
        string? reason = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("market_ticker"u8)) reason = ReadTicker(ref reader, keep: true);
            else if (reader.ValueTextEquals("position_fp"u8)) reason = ReadQuantity(ref reader, ref position, "position_fp", signed: true);
            else if (reader.ValueTextEquals("realized_pnl_dollars"u8)) reason = ReadMoney(ref reader, ref pnl, "realized_pnl_dollars");
            else if (reader.ValueTextEquals("fees_paid_dollars"u8)) reason = ReadMoney(ref reader, ref fees, "fees_paid_dollars");
            else if (reader.ValueTextEquals("subaccount"u8)) reason = ReadInteger(ref reader, ref subaccount, "subaccount");
            else SkipOther(ref reader, "market_position", IsOneOf(in reader, UnusedInPosition));
        }

        reason ??= MissingOf((_header.Ticker is null, "market_ticker"), (position is null, "position_fp"), (pnl is null, "realized_pnl_dollars"), (fees is null, "fees_paid_dollars"));
        if (reason is not null) return reason;
        var notice = new PositionNotice(new VenuePosition(_header.Ticker!.Value, position!.Value, pnl!.Value, fees!.Value));
        frame = Frame() with { Notice = notice, Subaccount = subaccount ?? 0 };
        return null;
    }

    private string? ReadOrderGroup(ref Utf8JsonReader reader, out StreamFrame frame)
    {
        frame = default;
        string? change = null, group = null, reason = null;
        Quantity? limit = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("event_type"u8)) reason = ReadText(ref reader, ref change, "event_type");
            else if (reader.ValueTextEquals("order_group_id"u8)) reason = ReadId(ref reader, ref group, "order_group_id");
            else if (reader.ValueTextEquals("contracts_limit_fp"u8)) reason = ReadQuantity(ref reader, ref limit, "contracts_limit_fp");
            else SkipOther(ref reader, "order_group_updates", reader.ValueTextEquals("ts_ms"u8) || reader.ValueTextEquals("exchange_index"u8) || reader.ValueTextEquals("subaccount"u8));
        }

        reason ??= MissingOf((change is null, "event_type"), (group is null, "order_group_id"));
        if (reason is null && (_header.Sid is null || _header.Seq is null)) reason = "sid or seq is missing";
        if (reason is not null) return reason;
        var id = new OrderGroupId(group!);
        if (change == "triggered")
        {
            frame = Frame() with { Input = new OrderGroupTriggered(id) };
            return null;
        }

        OrderGroupChange? other = change switch
        {
            "created" => OrderGroupChange.Created,
            "reset" => OrderGroupChange.Reset,
            "deleted" => OrderGroupChange.Deleted,
            "limit_updated" => OrderGroupChange.LimitUpdated,
            _ => null,
        };
        if (other is null) return "unknown event_type of an order group";
        frame = Frame() with { Notice = new OrderGroupNotice(id, other.Value, limit) };
        return null;
    }

    private static string? StatusOf(string text, out VenueOrderStatus status)
    {
        status = text switch
        {
            "canceled" => VenueOrderStatus.Canceled,
            "executed" => VenueOrderStatus.Executed,
            _ => VenueOrderStatus.Resting,
        };
        // The schema of October 2026 has "unknown" too, which says nothing about the order.
        return text is "resting" or "canceled" or "executed" ? null : $"order status '{text}'";
    }

    private static bool IsLimit(Price price) => price > Price.Zero && price < Price.One;

    private static string? MissingOf(params ReadOnlySpan<(bool Missing, string Name)> fields)
    {
        foreach (var (missing, name) in fields)
            if (missing) return name + " is missing";
        return null;
    }

    /// <summary>
    /// The direction of a fill. book_side and outcome_side say the same (bid is yes). Without either, only a buy of the older
    /// shape is read: how its sells were written differed, so they are refused.
    /// </summary>
    private struct Direction
    {
        private OrderSide? _bookSide;
        private OrderSide? _outcomeSide;
        private OrderSide? _legacySide;
        private OrderSide? _purchasedSide;
        private string? _action;

        internal bool TryRead(ref Utf8JsonReader reader, out string? fault)
        {
            fault = null;
            if (reader.ValueTextEquals("book_side"u8)) fault = ReadSide(ref reader, ref _bookSide, "bid"u8, "ask"u8, "book_side");
            else if (reader.ValueTextEquals("outcome_side"u8)) fault = ReadSide(ref reader, ref _outcomeSide, "yes"u8, "no"u8, "outcome_side");
            else if (reader.ValueTextEquals("side"u8)) fault = ReadSide(ref reader, ref _legacySide, "yes"u8, "no"u8, "side");
            else if (reader.ValueTextEquals("purchased_side"u8)) fault = ReadSide(ref reader, ref _purchasedSide, "yes"u8, "no"u8, "purchased_side");
            else if (reader.ValueTextEquals("action"u8)) fault = ReadText(ref reader, ref _action, "action");
            else return false;
            return true;
        }

        internal readonly string? Judge(out OrderSide side)
        {
            side = _bookSide ?? _outcomeSide ?? _legacySide ?? OrderSide.Bid;
            if (_bookSide is { } book && _outcomeSide is { } outcome && book != outcome) return "book_side and outcome_side contradict each other";
            if (_bookSide is not null || _outcomeSide is not null) return null;
            if (_legacySide is null || _action is null) return "book_side is missing";
            if (_action != "buy") return "book_side is missing, and the older fields of a sell do not say which side it is";
            return _purchasedSide is { } purchased && purchased != _legacySide ? "book_side is missing, and the older fields contradict each other" : null;
        }
    }
}
