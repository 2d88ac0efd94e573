using System.Text.Json;

namespace KalshiArb.PaperExchange.Stream;

/// <summary>A client's command, checked as far as that is possible without knowing the connection.</summary>
/// <param name="Id">The client's number of it; null for none or 0.</param>
internal abstract record StreamCommand(long? Id)
{
    /// <summary>subscribe: one subscription for each channel.</summary>
    internal sealed record Subscribe(long? Id, ImmutableArray<StreamChannel> Channels, MarketFilter Filter, SubscribeOptions Options) : StreamCommand(Id);

    /// <summary>update_subscription of one subscription.</summary>
    internal sealed record Update(long? Id, long Sid, string Action, MarketFilter Filter, bool SendInitialSnapshot, bool HasIndexIds) : StreamCommand(Id);

    /// <summary>unsubscribe.</summary>
    internal sealed record Unsubscribe(long? Id, ImmutableArray<long> Sids) : StreamCommand(Id);

    /// <summary>list_subscriptions.</summary>
    internal sealed record List(long? Id) : StreamCommand(Id);

    /// <summary>Cannot be carried out.</summary>
    internal sealed record Refused(long? Id, StreamError Error) : StreamCommand(Id);
}

/// <summary>Which markets a command names; by ticker or, on the ticker channel, by id.</summary>
internal sealed record MarketFilter(ImmutableArray<string> Tickers, ImmutableArray<string> Ids)
{
    public static MarketFilter None { get; } = new([], []);

    public bool IsEmpty => Tickers.IsEmpty && Ids.IsEmpty;
}

/// <summary>Flags of a subscribe.</summary>
internal sealed record SubscribeOptions(bool SendInitialSnapshot, bool SkipTickerAck, bool UseYesPrice, bool HasUnderlyingTickers);

/// <summary>Reads commands. What is missing or malformed comes out as the venue's error, in the order of its table.</summary>
internal static class StreamCommandParser
{
    public static StreamCommand Parse(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 16 });
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return new StreamCommand.Refused(null, StreamError.CannotProcess);
        }
    }

    private static StreamCommand Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return new StreamCommand.Refused(null, StreamError.CannotProcess);
        long? id = null;
        if (root.TryGetProperty("id"u8, out var number))
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out var value) || value < 0)
                return new StreamCommand.Refused(null, StreamError.CannotProcess);
            id = value == 0 ? null : value;
        }

        if (!root.TryGetProperty("cmd"u8, out var cmd) || cmd.ValueKind != JsonValueKind.String) return new StreamCommand.Refused(id, StreamError.UnknownCommand);
        var name = cmd.GetString();
        if (name == "list_subscriptions") return new StreamCommand.List(id);
        if (name is not ("subscribe" or "unsubscribe" or "update_subscription")) return new StreamCommand.Refused(id, StreamError.UnknownCommand);
        if (!root.TryGetProperty("params"u8, out var parameters) || parameters.ValueKind != JsonValueKind.Object)
            return new StreamCommand.Refused(id, StreamError.ParamsRequired);
        var reader = new Reader(parameters);
        var command = name switch
        {
            "subscribe" => ReadSubscribe(id, reader),
            "unsubscribe" => ReadUnsubscribe(id, reader),
            _ => ReadUpdate(id, reader),
        };
        return reader.Malformed && command is not StreamCommand.Refused ? new StreamCommand.Refused(id, StreamError.InvalidParameter) : command;
    }

    private static StreamCommand ReadSubscribe(long? id, Reader reader)
    {
        var names = reader.Strings("channels"u8);
        if (reader.Malformed) return new StreamCommand.Refused(id, StreamError.InvalidParameter);
        if (names.IsEmpty) return new StreamCommand.Refused(id, StreamError.ChannelsRequired);
        var channels = ImmutableArray.CreateBuilder<StreamChannel>(names.Length);
        foreach (var name in names)
        {
            if (StreamChannel.Find(name) is not { } channel) return new StreamCommand.Refused(id, StreamError.UnknownChannel);
            channels.Add(channel);
        }

        var filter = ReadFilter(reader);
        var sharding = CheckSharding(reader);
        var options = new SubscribeOptions(
            reader.Flag("send_initial_snapshot"u8), reader.Flag("skip_ticker_ack"u8), reader.Flag("use_yes_price"u8),
            !reader.Strings("underlying_tickers"u8).IsEmpty);
        return sharding is null
            ? new StreamCommand.Subscribe(id, channels.ToImmutable(), filter, options)
            : new StreamCommand.Refused(id, sharding);
    }

    private static StreamCommand ReadUnsubscribe(long? id, Reader reader)
    {
        var sids = reader.Numbers("sids"u8);
        if (reader.Malformed) return new StreamCommand.Refused(id, StreamError.InvalidParameter);
        return sids.IsEmpty ? new StreamCommand.Refused(id, StreamError.SidsRequired) : new StreamCommand.Unsubscribe(id, sids);
    }

    private static StreamCommand ReadUpdate(long? id, Reader reader)
    {
        var sids = reader.Numbers("sids"u8);
        var sid = reader.Number("sid"u8);
        if (reader.Malformed) return new StreamCommand.Refused(id, StreamError.InvalidParameter);
        if ((sid is null ? 0 : 1) + sids.Length != 1) return new StreamCommand.Refused(id, StreamError.ExactlyOneSid);
        var action = reader.Text("action"u8);
        if (action is null && !reader.Malformed) return new StreamCommand.Refused(id, StreamError.ActionRequired);
        return new StreamCommand.Update(
            id, sid ?? sids[0], action ?? "", ReadFilter(reader), reader.Flag("send_initial_snapshot"u8), !reader.Strings("index_ids"u8).IsEmpty);
    }

    private static MarketFilter ReadFilter(Reader reader)
    {
        var ticker = reader.Text("market_ticker"u8);
        var tickers = reader.Strings("market_tickers"u8);
        var marketId = reader.Text("market_id"u8);
        var ids = reader.Strings("market_ids"u8);
        // The four ways of naming markets exclude each other (AsyncAPI, subscribe).
        if ((ticker is null ? 0 : 1) + (tickers.IsEmpty ? 0 : 1) + (marketId is null ? 0 : 1) + (ids.IsEmpty ? 0 : 1) > 1) reader.Refuse();
        return new MarketFilter(ticker is null ? tickers : [ticker], marketId is null ? ids : [marketId]);
    }

    private static StreamError? CheckSharding(Reader reader)
    {
        var factor = reader.Number("shard_factor"u8);
        var key = reader.Number("shard_key"u8);
        if (factor is null) return key is null ? null : StreamError.ShardFactorRequired;
        if (factor <= 0) return StreamError.ShardFactorNotPositive;
        if (factor > 100) return StreamError.ShardFactorTooLarge;
        return key is null || (key >= 0 && key < factor) ? null : StreamError.ShardKeyOutOfRange;
    }

    private sealed class Reader(JsonElement parameters)
    {
        public bool Malformed { get; private set; }

        public void Refuse() => Malformed = true;

        public string? Text(ReadOnlySpan<byte> name)
        {
            if (!Find(name, out var value)) return null;
            if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= 256 } text) return text;
            Malformed = true;
            return null;
        }

        public bool Flag(ReadOnlySpan<byte> name)
        {
            if (!Find(name, out var value)) return false;
            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False)) Malformed = true;
            return value.ValueKind == JsonValueKind.True;
        }

        public long? Number(ReadOnlySpan<byte> name)
        {
            if (!Find(name, out var value)) return null;
            if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)) return number;
            Malformed = true;
            return null;
        }

        public ImmutableArray<string> Strings(ReadOnlySpan<byte> name) =>
            List(name, static (JsonElement item, out string text) =>
            {
                text = item.ValueKind == JsonValueKind.String ? item.GetString()! : "";
                return text.Length is > 0 and <= 256;
            });

        public ImmutableArray<long> Numbers(ReadOnlySpan<byte> name) =>
            List(name, static (JsonElement item, out long number) =>
            {
                number = 0;
                return item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out number);
            });

        private delegate bool ItemReader<T>(JsonElement item, out T value);

        private ImmutableArray<T> List<T>(ReadOnlySpan<byte> name, ItemReader<T> read)
        {
            if (!Find(name, out var value)) return [];
            if (value.ValueKind != JsonValueKind.Array)
            {
                Malformed = true;
                return [];
            }

            var items = ImmutableArray.CreateBuilder<T>(value.GetArrayLength());
            foreach (var item in value.EnumerateArray())
            {
                if (read(item, out var one)) items.Add(one);
                else Malformed = true;
            }

            return items.ToImmutable();
        }

        private bool Find(ReadOnlySpan<byte> name, out JsonElement value) =>
            parameters.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }
}
