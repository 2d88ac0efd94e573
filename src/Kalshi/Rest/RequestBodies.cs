using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Kalshi.Rest;

/// <summary>
/// Writes request bodies (schema 3.30.0). Prices and counts are strings, which the venue insists on; every field that has a
/// default at the venue is written out.
/// </summary>
internal static class RequestBodies
{
    public static ReadOnlyMemory<byte> Create(OrderTicket ticket, int subaccount) => Write(json => Fields(json, ticket, subaccount));

    public static ReadOnlyMemory<byte> CreateBatch(ImmutableArray<OrderTicket> tickets, int subaccount) => Write(json =>
    {
        json.WriteStartArray("orders");
        foreach (var ticket in tickets)
        {
            json.WriteStartObject();
            Fields(json, ticket, subaccount);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static ReadOnlyMemory<byte> Amend(AmendTerms terms) => Write(json =>
    {
        InvariantViolation.Unless(terms.Count > Quantity.Zero, $"an amend to {terms.Count}");
        json.WriteString("ticker", terms.Ticker.Value);
        json.WriteString("side", terms.Side == OrderSide.Bid ? "bid" : "ask");
        json.WriteString("price", terms.Limit.ToString());
        json.WriteString("count", Text(terms.Count));
        if (terms.Id is { } id) json.WriteString("client_order_id", id.Value);
        if (terms.NewId is { } renamed)
        {
            InvariantViolation.Unless(ClientOrderIds.IsSendable(renamed), "an amend to an id that cannot be sent");
            json.WriteString("updated_client_order_id", renamed.Value);
        }

        json.WriteNumber("exchange_index", terms.Shard.Index);
    });

    public static ReadOnlyMemory<byte> CancelBatch(ImmutableArray<CancelTarget> orders, int subaccount) => Write(json =>
    {
        json.WriteStartArray("orders");
        foreach (var order in orders)
        {
            json.WriteStartObject();
            json.WriteString("order_id", order.VenueOrder.Value);
            json.WriteNumber("subaccount", subaccount);
            json.WriteNumber("exchange_index", order.Shard.Index);
            json.WriteString("market_ticker", order.Ticker.Value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    public static ReadOnlyMemory<byte> Decrease(Quantity reduceBy, Ticker ticker, Shard shard)
    {
        InvariantViolation.Unless(reduceBy > Quantity.Zero, $"a decrease by {reduceBy}");
        return Write(json =>
        {
            json.WriteString("reduce_by", Text(reduceBy));
            json.WriteNumber("exchange_index", shard.Index);
            json.WriteString("market_ticker", ticker.Value);
        });
    }

    public static ReadOnlyMemory<byte> CreateGroup(long contractsLimit, int subaccount, Shard shard) => Write(json =>
    {
        json.WriteNumber("contracts_limit", Limit(contractsLimit));
        json.WriteNumber("subaccount", subaccount);
        json.WriteNumber("exchange_index", shard.Index);
    });

    public static ReadOnlyMemory<byte> GroupLimit(long contractsLimit) => Write(json => json.WriteNumber("contracts_limit", Limit(contractsLimit)));

    private static void Fields(Utf8JsonWriter json, OrderTicket ticket, int subaccount)
    {
        InvariantViolation.Unless(ClientOrderIds.IsSendable(ticket.Id), "an order without an id that can be sent");
        InvariantViolation.Unless(ticket.Count > Quantity.Zero, $"order {ticket.Id} has count {ticket.Count}");
        json.WriteString("ticker", ticket.Ticker.Value);
        json.WriteString("client_order_id", ticket.Id.Value);
        json.WriteString("side", ticket.Side == OrderSide.Bid ? "bid" : "ask");
        json.WriteString("count", Text(ticket.Count));
        json.WriteString("price", ticket.Limit.ToString());
        json.WriteString("time_in_force", Text(ticket.TimeInForce));
        if (ticket.Expiration is { } expiration)
        {
            InvariantViolation.Unless(expiration.UnixMicros % 1_000_000 == 0, $"order {ticket.Id} expires at {expiration}, which is no whole second");
            InvariantViolation.Unless(ticket.TimeInForce == TimeInForce.GoodTillCanceled, $"order {ticket.Id} has an expiration and is {ticket.TimeInForce}");
            json.WriteNumber("expiration_time", expiration.UnixMicros / 1_000_000);
        }

        json.WriteBoolean("post_only", ticket.PostOnly);
        json.WriteString("self_trade_prevention_type", ticket.SelfTradePrevention == SelfTradePrevention.TakerAtCross ? "taker_at_cross" : "maker");
        json.WriteBoolean("cancel_order_on_pause", ticket.CancelOnPause);
        json.WriteBoolean("reduce_only", ticket.ReduceOnly);
        json.WriteNumber("subaccount", subaccount);
        if (ticket.Group is { } group) json.WriteString("order_group_id", group.Value);
        json.WriteNumber("exchange_index", ticket.Shard.Index);
    }

    private static long Limit(long contracts)
    {
        InvariantViolation.Unless(contracts is >= 1 and <= 1_000_000, $"an order group's limit of {contracts} contracts is not within 1 to 1,000,000");
        return contracts;
    }

    private static string Text(TimeInForce time) => time switch
    {
        TimeInForce.GoodTillCanceled => "good_till_canceled",
        TimeInForce.ImmediateOrCancel => "immediate_or_cancel",
        TimeInForce.FillOrKill => "fill_or_kill",
        _ => throw new InvariantViolation($"unknown time in force {time}"),
    };

    private static string Text(Quantity count) => string.Create(CultureInfo.InvariantCulture, $"{count.Hundredths / 100}.{count.Hundredths % 100:00}");

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> fields)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            fields(json);
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }
}
