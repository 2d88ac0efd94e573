using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Rest;

/// <summary>Reads orders, acks and order groups. Known fields are those of schema 3.30.0 and of the June 2026 recordings.</summary>
internal static class OrderRows
{
    private static readonly FrozenSet<string> _orderFields = FieldWatch.Known("""
        order_id user_id client_order_id ticker side action outcome_side book_side type status yes_price_dollars no_price_dollars
        fill_count_fp remaining_count_fp initial_count_fp taker_fill_cost_dollars maker_fill_cost_dollars taker_fees_dollars
        maker_fees_dollars expiration_time created_time last_update_time self_trade_prevention_type order_group_id
        cancel_order_on_pause subaccount_number exchange_index
        """);

    private static readonly FrozenSet<string> _createFields =
        FieldWatch.Known("order_id client_order_id fill_count remaining_count average_fill_price average_fee_paid ts_ms");

    private static readonly FrozenSet<string> _cancelFields = FieldWatch.Known("order_id client_order_id reduced_by ts_ms error");

    private static readonly FrozenSet<string> _decreaseFields = FieldWatch.Known("order_id client_order_id remaining_count ts_ms");

    private static readonly FrozenSet<string> _groupFields =
        FieldWatch.Known("id order_group_id subaccount contracts_limit_fp is_auto_cancel_enabled orders exchange_index");

    public static ListedOrder? Order(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "order", _orderFields);
        var row = new JsonRow(element, "order");
        var order = new VenueOrder(
            new VenueOrderId(row.Name("order_id")),
            new ClientOrderId(row.Text("client_order_id")),
            new Ticker(row.Name("ticker")),
            Side(row),
            row.Price("yes_price_dollars"),
            Status(row),
            row.Count("fill_count_fp"),
            row.Count("remaining_count_fp"),
            row.Count("initial_count_fp"),
            null);
        Money? fees = row.OptionalMoney("taker_fees_dollars") is { } taker && row.OptionalMoney("maker_fees_dollars") is { } maker ? taker + maker : null;
        var listed = new ListedOrder(
            order,
            row.OptionalIndex("exchange_index") is { } shard ? new Shard(shard) : null,
            row.OptionalText("order_group_id") is { Length: > 0 } group ? new OrderGroupId(group) : null,
            row.OptionalIndex("subaccount_number"),
            row.OptionalTime("created_time"),
            row.OptionalTime("expiration_time"),
            fees);
        fault = row.Fault;
        return fault is null ? listed : null;
    }

    public static CreateAck? Created(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "create_order", _createFields);
        var row = new JsonRow(element, "create_order");
        var ack = new CreateAck(
            new VenueOrderId(row.Name("order_id")),
            Client(row),
            row.Count("fill_count"),
            row.Count("remaining_count"),
            row.OptionalDecimal("average_fill_price"),
            row.OptionalDecimal("average_fee_paid"),
            row.Millis("ts_ms"));
        fault = row.Fault;
        return fault is null ? ack : null;
    }

    public static AmendAck? Amended(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "amend_order", _createFields);
        var row = new JsonRow(element, "amend_order");
        var ack = new AmendAck(
            new VenueOrderId(row.Name("order_id")), Client(row), row.OptionalCount("fill_count"), row.OptionalCount("remaining_count"),
            row.OptionalDecimal("average_fill_price"), row.OptionalDecimal("average_fee_paid"), row.Millis("ts_ms"));
        fault = row.Fault;
        return fault is null ? ack : null;
    }

    /// <summary>
    /// The items of a batch create, put beside the orders sent by their client ids, of which each was sent once. What cannot be
    /// read, or is said twice, leaves its order without an answer.
    /// </summary>
    public static BatchCreateAck? CreatedBatch(JsonElement root, ImmutableArray<OrderTicket> sent, FieldWatch watch, out string? fault)
    {
        var body = new JsonRow(root, "batch_create");
        var items = new BatchCreateItem?[sent.Length];
        var told = new HashSet<int>();
        foreach (var element in body.Array("orders"))
        {
            var row = new JsonRow(element, "batch_create");
            var id = row.Name("client_order_id");
            var at = row.Fault is null ? IndexOf(sent, id) : -1;
            if (at < 0 || !told.Add(at))
            {
                if (at >= 0) items[at] = null;
                watch.Quarantine("batch_create", element, "client_order_id", row.Fault ?? (at < 0 ? "an order that was not sent" : "an order that was answered before"));
            }
            else if (row.TryField("error", out var error))
            {
                items[at] = VenueErrors.Read(400, error) is { } refused && !VenueErrors.LeavesOpen(refused) ? new BatchCreateItem(null, refused) : null;
            }
            else if (Created(element, watch, out var why) is { } ack)
            {
                items[at] = new BatchCreateItem(ack, null);
            }
            else
            {
                watch.Quarantine("batch_create", element, "client_order_id", why!);
            }
        }

        fault = body.Fault;
        return fault is null ? new BatchCreateAck([.. items]) : null;
    }

    public static CancelAck? Cancelled(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "cancel_order", _cancelFields);
        var row = new JsonRow(element, "cancel_order");
        var ack = new CancelAck(new VenueOrderId(row.Name("order_id")), Client(row), row.Count("reduced_by"), row.Millis("ts_ms"));
        fault = row.Fault;
        return fault is null ? ack : null;
    }

    public static DecreaseAck? Decreased(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "decrease_order", _decreaseFields);
        var row = new JsonRow(element, "decrease_order");
        var ack = new DecreaseAck(new VenueOrderId(row.Name("order_id")), Client(row), row.Count("remaining_count"), row.Millis("ts_ms"));
        fault = row.Fault;
        return fault is null ? ack : null;
    }

    /// <summary>
    /// The items of a batch cancel, put beside the orders asked for by their id. An item that cannot be read leaves its order
    /// without an answer, and so does an order of which nothing is said.
    /// </summary>
    public static BatchCancelAck? CancelledBatch(JsonElement root, ImmutableArray<CancelTarget> asked, FieldWatch watch, out string? fault)
    {
        var body = new JsonRow(root, "batch_cancel");
        var items = new BatchCancelItem?[asked.Length];
        foreach (var element in body.Array("orders"))
        {
            var row = new JsonRow(element, "batch_cancel");
            var id = row.Name("order_id");
            var at = row.Fault is null ? IndexOf(asked, id) : -1;
            if (at < 0)
            {
                watch.Quarantine("batch_cancel", element, "order_id", row.Fault ?? "an order that was not asked for");
            }
            else if (row.Has("error"))
            {
                row.TryField("error", out var error);
                items[at] = VenueErrors.Read(400, error) is { } refused
                    ? new BatchCancelItem(null, refused.Code.StartsWith("not_found", StringComparison.Ordinal) ? refused with { HttpStatus = 404 } : refused)
                    : null;
            }
            else if (Cancelled(element, watch, out var why) is { } ack)
            {
                items[at] = new BatchCancelItem(ack, null);
            }
            else
            {
                watch.Quarantine("batch_cancel", element, "order_id", why!);
            }
        }

        fault = body.Fault;
        return fault is null ? new BatchCancelAck([.. items]) : null;
    }

    public static OrderGroupAck? GroupCreated(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "order_group", _groupFields);
        var row = new JsonRow(element, "order_group");
        var ack = new OrderGroupAck(new OrderGroupId(row.Name("order_group_id")), row.OptionalIndex("subaccount"), OptionalShard(row));
        fault = row.Fault;
        return fault is null ? ack : null;
    }

    /// <summary>A group; its id is in the row in a list and known from the question otherwise.</summary>
    public static OrderGroupState? Group(JsonElement element, OrderGroupId? known, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "order_group", _groupFields);
        var row = new JsonRow(element, "order_group");
        var orders = row.Texts("orders");
        var state = new OrderGroupState(
            known ?? new OrderGroupId(row.Name("id")),
            row.Flag("is_auto_cancel_enabled"),
            row.OptionalCount("contracts_limit_fp"),
            [.. orders.Select(id => new VenueOrderId(id))],
            OptionalShard(row));
        fault = row.Fault;
        return fault is null ? state : null;
    }

    /// <summary>
    /// The side on the YES leg, from book_side or outcome_side; when both are there they agree. The deprecated side and action
    /// are never read: a sale of YES and a purchase of NO have been reported alike.
    /// </summary>
    public static OrderSide Side(JsonRow row)
    {
        OrderSide? book = row.OptionalText("book_side") switch
        {
            null => null,
            "bid" => OrderSide.Bid,
            "ask" => OrderSide.Ask,
            _ => Unknown(row, "book_side"),
        };
        OrderSide? outcome = row.OptionalText("outcome_side") switch
        {
            null => null,
            "yes" => OrderSide.Bid,
            "no" => OrderSide.Ask,
            _ => Unknown(row, "outcome_side"),
        };
        if (book is null && outcome is null) row.Fail("book_side", "missing, and outcome_side as well");
        else if (book is not null && outcome is not null && book != outcome) row.Fail("book_side", "does not agree with outcome_side");
        return book ?? outcome ?? default;
    }

    public static Shard? OptionalShard(JsonRow row) => row.OptionalIndex("exchange_index") is { } shard ? new Shard(shard) : null;

    private static OrderSide? Unknown(JsonRow row, string name)
    {
        row.Fail(name, "not a side");
        return null;
    }

    private static VenueOrderStatus Status(JsonRow row)
    {
        switch (row.Text("status"))
        {
            case "resting": return VenueOrderStatus.Resting;
            case "canceled": return VenueOrderStatus.Canceled;
            case "executed": return VenueOrderStatus.Executed;
            default:
                row.Fail("status", "not one of resting, canceled, executed");
                return default;
        }
    }

    private static ClientOrderId? Client(JsonRow row) => row.OptionalText("client_order_id") is { Length: > 0 } id ? new ClientOrderId(id) : null;

    private static int IndexOf(ImmutableArray<CancelTarget> asked, string id)
    {
        for (var i = 0; i < asked.Length; i++)
            if (asked[i].VenueOrder.Value == id) return i;
        return -1;
    }

    private static int IndexOf(ImmutableArray<OrderTicket> sent, string id)
    {
        for (var i = 0; i < sent.Length; i++)
            if (sent[i].Id.Value == id) return i;
        return -1;
    }
}
