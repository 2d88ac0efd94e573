using System.Buffers;
using System.Text.Json;
using KalshiArb.Domain.Markets;

namespace KalshiArb.Kalshi.Stream;

/// <summary>The channels that we use.</summary>
internal enum StreamChannel
{
    OrderBook,
    Ticker,
    Lifecycle,
    Fills,
    UserOrders,
    Positions,
    OrderGroups,
}

/// <summary>What a command asks for.</summary>
internal enum CommandKind
{
    Subscribe,
    Add,
    Delete,
    Snapshot,
    Unsubscribe,
    List,
}

/// <summary>The text of commands (AsyncAPI of 2026-06-10: subscribe, update_subscription, unsubscribe, list_subscriptions).</summary>
internal static class StreamCommands
{
    public static byte[] Subscribe(long id, StreamChannel channel, IReadOnlyCollection<Ticker> tickers, bool useYesPrice) => Write(id, "subscribe", json =>
    {
        json.WriteStartArray("channels");
        json.WriteStringValue(NameOf(channel));
        json.WriteEndArray();
        if (tickers.Count > 0) WriteTickers(json, tickers);
        // Books always start with a snapshot; the flag is of the ticker channel, whose first message tells the volume.
        if (channel == StreamChannel.Ticker) json.WriteBoolean("send_initial_snapshot", true);
        if (channel == StreamChannel.OrderBook) json.WriteBoolean("use_yes_price", useYesPrice);
    });

    public static byte[] Update(long id, CommandKind kind, long sid, StreamChannel channel, IReadOnlyCollection<Ticker> tickers) => Write(id, "update_subscription", json =>
    {
        json.WriteNumber("sid", sid);
        json.WriteString("action", kind switch
        {
            CommandKind.Add => "add_markets",
            CommandKind.Delete => "delete_markets",
            _ => "get_snapshot",
        });
        WriteTickers(json, tickers);
        if (kind == CommandKind.Add && channel == StreamChannel.Ticker) json.WriteBoolean("send_initial_snapshot", true);
    });

    public static byte[] Unsubscribe(long id, long sid) => Write(id, "unsubscribe", json =>
    {
        json.WriteStartArray("sids");
        json.WriteNumberValue(sid);
        json.WriteEndArray();
    });

    public static byte[] List(long id) => Write(id, "list_subscriptions", null);

    public static string NameOf(StreamChannel channel) => channel switch
    {
        StreamChannel.OrderBook => "orderbook_delta",
        StreamChannel.Ticker => "ticker",
        StreamChannel.Lifecycle => "market_lifecycle_v2",
        StreamChannel.Fills => "fill",
        StreamChannel.UserOrders => "user_orders",
        StreamChannel.Positions => "market_positions",
        _ => "order_group_updates",
    };

    private static byte[] Write(long id, string command, Action<Utf8JsonWriter>? parameters)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("cmd", command);
            if (parameters is not null)
            {
                json.WriteStartObject("params");
                parameters(json);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteTickers(Utf8JsonWriter json, IReadOnlyCollection<Ticker> tickers)
    {
        json.WriteStartArray("market_tickers");
        foreach (var ticker in tickers) json.WriteStringValue(ticker.Value);
        json.WriteEndArray();
    }
}
