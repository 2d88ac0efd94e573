using System.Text.Json;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>Order writes: the V2 family, and the legacy family that is gone (API reference 3.4).</summary>
internal sealed class OrderRoutes(ExchangeEngine engine, int shards)
{
    /// <summary>More orders than this in one batch are refused, whatever the bucket holds.</summary>
    public const int MaxBatch = 1_000;

    public RestReply Create(RestRequest request)
    {
        if (OrderBodies.ReadCreate(request.Body, shards, out var error) is not { } order) return error!;
        var reply = engine.Execute(order);
        return reply.Refusal is { } refusal ? RestErrors.Refused(refusal) : WireWriter.Object(writer => WriteAck(writer, order.ClientId, reply), 201);
    }

    public RestReply BatchCreate(RestRequest request)
    {
        if (ReadItems(request, "BatchCreateOrdersV2Request", out var items) is { } error) return error;
        return WireWriter.Object(
            writer => writer.Array("orders", items, (inner, item) =>
            {
                inner.WriteStartObject();
                if (OrderBodies.ReadCreate(GoBody.Of(item), shards, out var refused) is not { } order) WriteItemError(inner, refused!);
                else WriteItem(inner, order, engine.Execute(order));
                inner.WriteEndObject();
            }),
            201);
    }

    public RestReply Cancel(RestRequest request)
    {
        if (ReadRoute(request, out var shard, out var market) is { } error) return error;
        var id = request.Route("order_id");
        var reply = engine.Execute(new CancelById(new VenueOrderId(id), shard, market));
        return reply.Refusal is { } refusal ? RestErrors.Refused(refusal) : WireWriter.Object(writer =>
        {
            WriteIds(writer, id, reply.Order?.ClientId);
            writer.Count("reduced_by", reply.ReducedBy);
            writer.WriteNumber("ts_ms", reply.At.UnixMillis);
        });
    }

    public RestReply CancelAll(RestRequest request)
    {
        if (!request.HasOwnSubaccount) return RestErrors.Refused(VenueRefusal.UserNotFound);
        engine.Execute(new CancelAllOrders());
        return RestReply.Empty(204);
    }

    public RestReply BatchCancel(RestRequest request)
    {
        if (ReadItems(request, "BatchCancelOrdersV2Request", out var items) is { } error) return error;
        return WireWriter.Object(writer => writer.Array("orders", items, (inner, item) =>
        {
            inner.WriteStartObject();
            WriteCancelItem(inner, GoBody.Of(item));
            inner.WriteEndObject();
        }));
    }

    public RestReply Decrease(RestRequest request)
    {
        if (!request.HasOwnSubaccount) return RestErrors.Refused(VenueRefusal.UserNotFound);
        var id = request.Route("order_id");
        if (OrderBodies.ReadDecrease(request.Body, new VenueOrderId(id), shards, out var error) is not { } decrease) return error!;
        var reply = engine.Execute(decrease);
        return reply.Refusal is { } refusal ? RestErrors.Refused(refusal) : WireWriter.Object(writer =>
        {
            WriteIds(writer, id, reply.Order?.ClientId);
            writer.Count("remaining_count", reply.Remaining);
            writer.WriteNumber("ts_ms", reply.At.UnixMillis);
        });
    }

    public RestReply Amend(RestRequest request)
    {
        if (!request.HasOwnSubaccount) return RestErrors.Refused(VenueRefusal.UserNotFound);
        if (OrderBodies.ReadAmend(request.Body, new VenueOrderId(request.Route("order_id")), shards, out var error) is not { } amend) return error!;
        var reply = engine.Execute(amend);
        return reply.Refusal is { } refusal ? RestErrors.Refused(refusal) : WireWriter.Object(writer => WriteAck(writer, reply.Order?.ClientId, reply));
    }

    /// <summary>What is left of the legacy routes (changelog of summer 2026).</summary>
    public static RestReply Gone(RestRequest request) =>
        RestErrors.Nested(410, "deprecated_v1_order_endpoint", details: "use /portfolio/events/orders");

    /// <summary>The shard whose write budget a request with a routed body draws: null when it is routed by its market.</summary>
    public static int? ScopeOfBody(RestRequest request)
    {
        var index = request.Body.Whole("Request", "exchange_index");
        return index is >= 0 and <= 63 ? (int)index : null;
    }

    /// <summary>The same for a request that is routed by its query; with neither market nor shard it goes to shard 0.</summary>
    public static int? ScopeOfQuery(RestRequest request)
    {
        if (request.TryNumber("exchange_index", "ExchangeIndex", out var index, out _) && index is >= 0 and <= 63) return (int)index;
        return request.Query("market_ticker") is null ? 0 : null;
    }

    /// <summary>How many items a batch has, for its price.</summary>
    public static int CountItems(RestRequest request) => Math.Max(1, request.Body.Items("Request", "orders")?.Count ?? 1);

    private static RestReply? ReadItems(RestRequest request, string type, out IReadOnlyList<JsonElement> items)
    {
        items = request.Body.Items(type, "orders") ?? [];
        request.Body.Require(type, "Orders", items.Count > 0);
        if (items.Count > MaxBatch) request.Body.Refuse($"Key: '{type}.Orders' Error:Field validation for 'Orders' failed on the 'max' tag");
        return request.Body.Fault is { } fault ? RestErrors.BadBody(fault) : null;
    }

    private RestReply? ReadRoute(RestRequest request, out Shard? shard, out Ticker? market)
    {
        (shard, market) = (null, null);
        if (!request.HasOwnSubaccount) return RestErrors.Refused(VenueRefusal.UserNotFound);
        if (!request.TryNumber("exchange_index", "ExchangeIndex", out var index, out var error)) return error;
        if (!OrderBodies.TryShard(index, shards, out shard, out error)) return error;
        if (request.Query("market_ticker") is { } ticker) market = new Ticker(ticker);
        return null;
    }

    private void WriteCancelItem(Utf8JsonWriter writer, GoBody body)
    {
        const string type = "BatchCancelOrdersV2RequestOrder";
        var id = body.Text(type, "order_id");
        var index = body.Whole(type, "exchange_index");
        var market = body.Text(type, "market_ticker");
        var subaccount = body.Whole(type, "subaccount");
        body.Require(type, "OrderId", !string.IsNullOrEmpty(id));
        RestReply? error = null;
        Shard? shard = null;
        if (body.Fault is { } fault) error = RestErrors.BadBody(fault);
        else if (subaccount is not (null or 0)) error = RestErrors.Refused(VenueRefusal.UserNotFound);
        else if (OrderBodies.TryShard(index, shards, out shard, out error)) error = null;
        if (error is not null)
        {
            writer.WriteString("order_id", id ?? "");
            writer.Count("reduced_by", Quantity.Zero);
            WriteItemError(writer, error);
            return;
        }

        var reply = engine.Execute(new CancelById(new VenueOrderId(id!), shard, string.IsNullOrEmpty(market) ? null : new Ticker(market)));
        WriteIds(writer, id!, reply.Order?.ClientId);
        writer.Count("reduced_by", reply.ReducedBy);
        if (reply.Refusal is { } refusal)
        {
            writer.WritePropertyName("error");
            RestErrors.WriteError(writer, refusal);
        }
        else
        {
            writer.WriteNumber("ts_ms", reply.At.UnixMillis);
        }
    }

    private static void WriteItem(Utf8JsonWriter writer, SubmitOrder order, ExchangeReply reply)
    {
        if (reply.Refusal is not { } refusal)
        {
            WriteAck(writer, order.ClientId, reply);
            return;
        }

        if (order.ClientId is { } client) writer.WriteString("client_order_id", client.Value);
        writer.WritePropertyName("error");
        RestErrors.WriteError(writer, refusal);
    }

    // The error object of a whole answer, put into an item.
    private static void WriteItemError(Utf8JsonWriter writer, RestReply error)
    {
        using var document = JsonDocument.Parse(error.Body);
        writer.WritePropertyName("error");
        (document.RootElement.TryGetProperty("error", out var nested) ? nested : document.RootElement).WriteTo(writer);
    }

    private static void WriteIds(Utf8JsonWriter writer, string order, ClientOrderId? client)
    {
        writer.WriteString("order_id", order);
        if (client is { } id) writer.WriteString("client_order_id", id.Value);
    }

    private static void WriteAck(Utf8JsonWriter writer, ClientOrderId? client, ExchangeReply reply)
    {
        // The order is there unless its owner keeps no history, which the trading account does.
        WriteIds(writer, reply.Order!.Value.Order.ToVenueOrderId().Value, client);
        writer.Count("fill_count", reply.Filled);
        writer.Count("remaining_count", reply.Remaining);
        if (reply.Filled > Quantity.Zero)
        {
            var (cost, fees) = (0L, 0L);
            foreach (var fill in reply.Fills)
            {
                cost += (fill.Price * fill.Count).Micros;
                fees += fill.Fee.Micros;
            }

            writer.WriteString("average_fill_price", Average(cost, reply.Filled));
            writer.WriteString("average_fee_paid", Average(fees, reply.Filled));
        }

        writer.WriteNumber("ts_ms", reply.At.UnixMillis);
    }

    /// <summary>Dollars a contract: four decimals, six where it is no whole hundredth of a cent.</summary>
    private static string Average(long micros, Quantity count)
    {
        var each = Money.FromMicros((micros * Quantity.HundredthsPerContract + count.Hundredths / 2) / count.Hundredths);
        return each.Micros % 100 == 0 ? WireWriter.Money4(each) : WireWriter.Money6(each);
    }
}
