using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KalshiArb.PaperExchange.Stream;

/// <summary>
/// Writes the stream's frames, one JSON object with a newline each (AsyncAPI with the changes of 2026-10-01, frames recorded
/// on 2026-06-11). One writer is used over and over; it belongs to the world's lock.
/// </summary>
internal sealed partial class StreamFrames : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4_096);
    private readonly Utf8JsonWriter _writer;

    public StreamFrames() => _writer = new Utf8JsonWriter(_buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    public byte[] Subscribed(long? id, string channel, long sid)
    {
        Begin("subscribed"u8, id);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteString("channel"u8, channel);
        _writer.WriteNumber("sid"u8, sid);
        _writer.WriteEndObject();
        return End();
    }

    public byte[] Unsubscribed(long? id, long sid, long seq)
    {
        Begin("unsubscribed"u8, id, sid, seq);
        return End();
    }

    /// <summary>An acknowledged update; the list of markets after it, unless the client wants none.</summary>
    public byte[] Ok(long? id, long sid, long seq, IEnumerable<string>? markets, ReadOnlySpan<byte> listName)
    {
        Begin("ok"u8, id, sid, seq);
        if (markets is not null)
        {
            _writer.WriteStartObject("msg"u8);
            _writer.WriteStartArray(listName);
            foreach (var market in markets) _writer.WriteStringValue(market);
            _writer.WriteEndArray();
            _writer.WriteEndObject();
        }

        return End();
    }

    public byte[] Subscriptions(long? id, IEnumerable<(string Channel, long Sid)> subscriptions)
    {
        Begin("ok"u8, id);
        _writer.WriteStartArray("msg"u8);
        foreach (var (channel, sid) in subscriptions)
        {
            _writer.WriteStartObject();
            _writer.WriteString("channel"u8, channel);
            _writer.WriteNumber("sid"u8, sid);
            _writer.WriteEndObject();
        }

        _writer.WriteEndArray();
        return End();
    }

    /// <summary>An answer to a command that was refused, or, with a sid, the end of a subscription.</summary>
    public byte[] Error(long? id, long? sid, StreamError error, string? market = null)
    {
        Begin("error"u8, id, sid);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteNumber("code"u8, error.Code);
        _writer.WriteString("msg"u8, error.Text);
        if (market is not null) _writer.WriteString("market_ticker"u8, market);
        _writer.WriteEndObject();
        return End();
    }

    /// <summary>The answer to indexlist: this venue carries no index.</summary>
    public byte[] IndexList(long? id, long sid, long seq)
    {
        Begin("cfbenchmarks_value_indexlist"u8, id, sid, seq);
        _writer.WriteStartObject("msg"u8);
        _writer.WriteStartArray("index_ids"u8);
        _writer.WriteEndArray();
        _writer.WriteEndObject();
        return End();
    }

    private void Begin(ReadOnlySpan<byte> type, long? id = null, long? sid = null, long? seq = null)
    {
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        _writer.WriteString("type"u8, type);
        if (id is { } command) _writer.WriteNumber("id"u8, command);
        if (sid is { } subscription) _writer.WriteNumber("sid"u8, subscription);
        if (seq is { } number) _writer.WriteNumber("seq"u8, number);
    }

    private byte[] End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        _buffer.Write("\n"u8);
        return _buffer.WrittenSpan.ToArray();
    }

    private byte[] EndMessage()
    {
        _writer.WriteEndObject();
        return End();
    }
}
