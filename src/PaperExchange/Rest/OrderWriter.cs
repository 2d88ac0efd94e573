using System.Text.Json;
using KalshiArb.Domain.Ports;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>Writes orders, fills and settlements (specification 3.30; bodies of 2026-06-11). The legacy direction fields are still written, as there.</summary>
internal static class OrderWriter
{
    public static string StatusText(VenueOrderStatus status) => status.ToString().ToLowerInvariant();

    public static string PreventionText(SelfTradePrevention prevention) => prevention == SelfTradePrevention.Maker ? "maker" : "taker_at_cross";

    public static void Write(Utf8JsonWriter writer, ExchangeView view, OrderState order, string userId)
    {
        var market = view.Market(order.Market);
        writer.WriteStartObject();
        writer.WriteString("order_id", order.Order.ToVenueOrderId().Value);
        writer.WriteString("user_id", userId);
        writer.WriteString("client_order_id", order.ClientId?.Value ?? "");
        writer.WriteString("ticker", market.Ticker.Value);
        WriteDirection(writer, order.Side);
        writer.WriteString("type", "limit");
        writer.WriteString("status", StatusText(order.Status));
        writer.Price("yes_price_dollars", order.Limit);
        writer.Price("no_price_dollars", order.Limit.Complement);
        writer.Count("fill_count_fp", order.Filled);
        writer.Count("remaining_count_fp", order.Remaining);
        writer.Count("initial_count_fp", order.Initial);
        writer.Money("taker_fill_cost_dollars", order.TakerCost);
        writer.Money("maker_fill_cost_dollars", order.MakerCost);
        writer.Money("taker_fees_dollars", order.Fees - order.MakerFees);
        writer.Money("maker_fees_dollars", order.MakerFees);
        if (order.Expiration is { } expiration) writer.Time("expiration_time", expiration);
        writer.Time("created_time", order.CreatedAt);
        writer.Time("last_update_time", order.UpdatedAt);
        writer.WriteString("self_trade_prevention_type", PreventionText(order.SelfTradePrevention));
        if (order.Group is { } group) writer.WriteString("order_group_id", group.ToOrderGroupId().Value);
        writer.WriteBoolean("cancel_order_on_pause", order.CancelOnPause);
        writer.WriteNumber("subaccount_number", 0);
        writer.WriteNumber("exchange_index", market.Event.Shard.Index);
        writer.WriteEndObject();
    }

    public static void WriteFill(Utf8JsonWriter writer, ExchangeView view, VenueFill fill)
    {
        var market = view.Market(fill.Market);
        writer.WriteStartObject();
        writer.WriteString("fill_id", fill.Match.ToFillId().Value);
        writer.WriteString("trade_id", fill.Match.ToFillId().Value);
        writer.WriteNumber("exchange_index", market.Event.Shard.Index);
        writer.WriteString("order_id", fill.Order.ToVenueOrderId().Value);
        writer.WriteString("ticker", market.Ticker.Value);
        writer.WriteString("market_ticker", market.Ticker.Value);
        WriteDirection(writer, fill.Side);
        writer.Count("count_fp", fill.Count);
        writer.Price("yes_price_dollars", fill.Price);
        writer.Price("no_price_dollars", fill.Price.Complement);
        writer.WriteBoolean("is_taker", fill.Liquidity == Liquidity.Taker);
        writer.Time("created_time", fill.At);
        writer.Money("fee_cost", fill.Fee);
        writer.WriteNumber("subaccount_number", 0);
        writer.WriteNumber("ts", WireWriter.Seconds(fill.At));
        writer.WriteEndObject();
    }

    public static void WriteSettlement(Utf8JsonWriter writer, ExchangeView view, SettlementPaid paid)
    {
        var market = view.Market(paid.Market);
        var isYes = paid.Position.Sign > 0;
        writer.WriteStartObject();
        writer.WriteString("ticker", market.Ticker.Value);
        writer.WriteNumber("exchange_index", market.Event.Shard.Index);
        writer.WriteString("event_ticker", market.Event.Event.Value);
        writer.WriteString("market_result", MarketWriter.ResultText(paid.Value));
        writer.Count("yes_count_fp", isYes ? paid.Position : Quantity.Zero);
        writer.Money("yes_total_cost_dollars", isYes ? paid.Cost : Money.Zero);
        writer.Count("no_count_fp", isYes ? Quantity.Zero : paid.Position.Magnitude);
        writer.Money("no_total_cost_dollars", isYes ? Money.Zero : paid.Cost);
        // Whole cents, rounded down (integers remain here: fixed_point_migration page).
        writer.WriteNumber("revenue", paid.Revenue.Micros / 10_000);
        writer.Time("settled_time", paid.At);
        writer.Money("fee_cost", paid.Fees);
        writer.WriteNumber("value", paid.Value.Units / 100);
        writer.WriteEndObject();
    }

    // Buying YES and selling NO are yes/bid, the others no/ask; a sale of YES is reported as a purchase of NO.
    private static void WriteDirection(Utf8JsonWriter writer, OrderSide side)
    {
        var outcome = side == OrderSide.Bid ? "yes" : "no";
        writer.WriteString("side", outcome);
        writer.WriteString("action", "buy");
        writer.WriteString("outcome_side", outcome);
        writer.WriteString("book_side", side == OrderSide.Bid ? "bid" : "ask");
    }
}
