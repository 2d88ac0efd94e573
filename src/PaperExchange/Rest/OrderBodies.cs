using System.Globalization;
using System.Text;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>Reads the bodies of order writes (specification 3.30: CreateOrderV2Request and its like).</summary>
internal static class OrderBodies
{
    private const string CreateType = "CreateOrderV2Request";
    private const int MaxClientId = 64;

    /// <summary>Reads a create; null with the refusal.</summary>
    public static SubmitOrder? ReadCreate(GoBody body, int shards, out RestReply? error)
    {
        var ticker = body.Text(CreateType, "ticker");
        var client = body.Text(CreateType, "client_order_id");
        var side = body.Text(CreateType, "side");
        var count = body.Text(CreateType, "count");
        var price = body.Text(CreateType, "price");
        var expiration = body.Whole(CreateType, "expiration_time");
        var tif = body.Text(CreateType, "time_in_force");
        var postOnly = body.Bool(CreateType, "post_only");
        var stp = body.Text(CreateType, "self_trade_prevention_type");
        var onPause = body.Bool(CreateType, "cancel_order_on_pause");
        var reduceOnly = body.Bool(CreateType, "reduce_only");
        var subaccount = body.Whole(CreateType, "subaccount");
        var group = body.Text(CreateType, "order_group_id");
        var shard = body.Whole(CreateType, "exchange_index");
        body.Require(CreateType, "Ticker", !string.IsNullOrEmpty(ticker));
        body.Require(CreateType, "Side", side is not null);
        body.Require(CreateType, "Count", count is not null);
        body.Require(CreateType, "Price", price is not null);
        body.Require(CreateType, "TimeInForce", tif is not null);
        body.Require(CreateType, "SelfTradePreventionType", stp is not null);
        var orderSide = ReadSide(body, CreateType, side);
        var timeInForce = ReadTimeInForce(body, tif);
        var prevention = ReadPrevention(body, stp);
        if (Refuse(body, client, subaccount, out error)) return null;
        if (!TryCount(count!, "count", out var contracts, out error) || !TryPrice(price!, out var limit, out error)) return null;
        if (!TryShard(shard, shards, out var route, out error)) return null;
        return new SubmitOrder(
            new Ticker(ticker!), orderSide, limit, contracts, timeInForce, prevention, postOnly, reduceOnly, onPause,
            expiration is { } seconds ? ToInstant(seconds) : null, string.IsNullOrEmpty(group) ? null : new OrderGroupId(group), route,
            string.IsNullOrEmpty(client) ? null : new ClientOrderId(client));
    }

    /// <summary>Reads an amend of an order; null with the refusal.</summary>
    public static AmendOrder? ReadAmend(GoBody body, VenueOrderId order, int shards, out RestReply? error)
    {
        const string type = "AmendOrderV2Request";
        var ticker = body.Text(type, "ticker");
        var side = body.Text(type, "side");
        var price = body.Text(type, "price");
        var count = body.Text(type, "count");
        var client = body.Text(type, "client_order_id");
        var updated = body.Text(type, "updated_client_order_id");
        var shard = body.Whole(type, "exchange_index");
        body.Require(type, "Ticker", !string.IsNullOrEmpty(ticker));
        body.Require(type, "Side", side is not null);
        body.Require(type, "Price", price is not null);
        body.Require(type, "Count", count is not null);
        var orderSide = ReadSide(body, type, side);
        if (Refuse(body, updated, null, out error)) return null;
        if (!TryCount(count!, "count", out var contracts, out error) || !TryPrice(price!, out var limit, out error)) return null;
        if (!TryShard(shard, shards, out var route, out error)) return null;
        return new AmendOrder(
            order, route, new Ticker(ticker!), orderSide, limit, contracts, string.IsNullOrEmpty(client) ? null : new ClientOrderId(client),
            string.IsNullOrEmpty(updated) ? null : new ClientOrderId(updated));
    }

    /// <summary>Reads a decrease of an order; null with the refusal.</summary>
    public static DecreaseOrder? ReadDecrease(GoBody body, VenueOrderId order, int shards, out RestReply? error)
    {
        const string type = "DecreaseOrderV2Request";
        var by = body.Text(type, "reduce_by");
        var to = body.Text(type, "reduce_to");
        var market = body.Text(type, "market_ticker");
        var shard = body.Whole(type, "exchange_index");
        if (Refuse(body, null, null, out error)) return null;
        Quantity? reduceBy = null, reduceTo = null;
        if (by is not null)
        {
            if (!TryCount(by, "reduce_by", out var count, out error)) return null;
            reduceBy = count;
        }

        if (to is not null)
        {
            if (!TryCount(to, "reduce_to", out var count, out error)) return null;
            reduceTo = count;
        }

        if (!TryShard(shard, shards, out var route, out error)) return null;
        return new DecreaseOrder(order, route, string.IsNullOrEmpty(market) ? null : new Ticker(market), reduceBy, reduceTo);
    }

    /// <summary>A shard named in a request: null for none or −1 (route by the market); one that does not exist has no account of ours.</summary>
    public static bool TryShard(long? index, int shards, out Shard? shard, out RestReply? error)
    {
        (shard, error) = (null, null);
        if (index is null or -1) return true;
        if (index < 0 || index >= shards)
        {
            error = RestErrors.Refused(VenueRefusal.UserNotFound);
            return false;
        }

        shard = new Shard((int)index);
        return true;
    }

    /// <summary>Reads a count; one with parts of a hundredth is an invalid size, one that is no decimal a bad request.</summary>
    public static bool TryCount(string text, string field, out Quantity count, out RestReply? error)
    {
        Span<byte> utf8 = stackalloc byte[WireDecimal.MaxLength];
        error = null;
        count = default;
        if (TryUtf8(text, utf8, out var bytes) && WireDecimal.TryParseQuantity(bytes, out count)) return true;
        var isDecimal = TryUtf8(text, utf8, out bytes) && WireDecimal.TryParse(bytes, 9, allowMinus: true, out _);
        error = isDecimal ? RestErrors.Refused(VenueRefusal.InvalidOrderSize) : RestErrors.BadBody($"invalid {field}");
        return false;
    }

    private static bool TryPrice(string text, out Price price, out RestReply? error)
    {
        Span<byte> utf8 = stackalloc byte[WireDecimal.MaxLength];
        error = null;
        price = default;
        if (TryUtf8(text, utf8, out var bytes) && WireDecimal.TryParsePrice(bytes, out price)) return true;
        var isDecimal = TryUtf8(text, utf8, out bytes) && WireDecimal.TryParse(bytes, 9, allowMinus: true, out _);
        error = isDecimal ? RestErrors.Refused(VenueRefusal.InvalidPrice) : RestErrors.BadBody("invalid price");
        return false;
    }

    private static bool TryUtf8(string text, Span<byte> into, out ReadOnlySpan<byte> bytes)
    {
        var fits = Encoding.UTF8.TryGetBytes(text, into, out var written);
        bytes = into[..written];
        return fits;
    }

    private static bool Refuse(GoBody body, string? client, long? subaccount, out RestReply? error)
    {
        error = null;
        if (body.Fault is { } fault) error = RestErrors.BadBody(fault);
        else if (subaccount is not (null or 0)) error = RestErrors.Refused(VenueRefusal.UserNotFound);
        else if (client is not null && !IsClientId(client)) error = RestErrors.Nested(400, "invalid_order", details: "invalid client_order_id");
        return error is not null;
    }

    // FIX: at most 64 characters of [-\w:+=/].
    private static bool IsClientId(string id)
    {
        if (id.Length > MaxClientId) return false;
        foreach (var c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or ':' or '+' or '=' or '/')) return false;
        }

        return true;
    }

    private static OrderSide ReadSide(GoBody body, string type, string? text)
    {
        if (text is not (null or "bid" or "ask")) body.Refuse(OneOf(type, "Side"));
        return text == "ask" ? OrderSide.Ask : OrderSide.Bid;
    }

    private static TimeInForce ReadTimeInForce(GoBody body, string? text)
    {
        if (text is not (null or "good_till_canceled" or "immediate_or_cancel" or "fill_or_kill")) body.Refuse(OneOf(CreateType, "TimeInForce"));
        return text switch
        {
            "immediate_or_cancel" => TimeInForce.ImmediateOrCancel,
            "fill_or_kill" => TimeInForce.FillOrKill,
            _ => TimeInForce.GoodTillCanceled,
        };
    }

    private static SelfTradePrevention ReadPrevention(GoBody body, string? text)
    {
        if (text is not (null or "taker_at_cross" or "maker")) body.Refuse(OneOf(CreateType, "SelfTradePreventionType"));
        return text == "maker" ? SelfTradePrevention.Maker : SelfTradePrevention.TakerAtCross;
    }

    private static string OneOf(string type, string field) =>
        string.Create(CultureInfo.InvariantCulture, $"Key: '{type}.{field}' Error:Field validation for '{field}' failed on the 'oneof' tag");

    // Seconds that no calendar has are as good as past or never.
    private static Instant ToInstant(long seconds) => Instant.FromUnixSeconds(Math.Clamp(seconds, 0, 253_402_300_799));
}
