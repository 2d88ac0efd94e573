using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Wire;

/// <summary>
/// Turns text frames of the venue's stream into values, every type of every channel that we use (AsyncAPI with the changes of
/// 2026-10-01). Unknown fields and types are counted; a frame whose needed fields are missing, twice there or unreadable is
/// quarantined with its first bytes. Decimals may be JSON numbers instead of strings, never absent. A delta about a known market
/// allocates nothing. Never throws for any bytes. One decoder a connection; not for several threads at once.
/// </summary>
public sealed partial class StreamFrameDecoder
{
    /// <summary>Longer frames are quarantined unread.</summary>
    public const int MaxFrameBytes = 4 * 1024 * 1024;

    /// <summary>How many bytes of a quarantined frame are kept.</summary>
    public const int MaxQuarantinedBytes = 4_096;

    /// <summary>More levels than this in one ladder of a snapshot are refused: it has a level a price at most.</summary>
    public const int MaxLevels = Price.UnitsPerDollar - 1;

    private readonly string _source;
    private readonly bool _noLevelsInYesPrices;
    private readonly TickerTable _tickers;
    private BookLevel[] _levels = new BookLevel[128];

    // How far the frame in hand has been read: what a quarantine can say about it.
    private Header _header;

    /// <summary>Makes a decoder for one connection or recording.</summary>
    /// <param name="source">Names the edge in quarantined frames.</param>
    /// <param name="useYesPrice">The subscription's use_yes_price: true when NO levels come in YES prices. It has no default because the venue's own is to change.</param>
    /// <param name="tickers">Where tickers are kept.</param>
    public StreamFrameDecoder(string source, bool useYesPrice, TickerTable tickers)
    {
        _source = source;
        _noLevelsInYesPrices = useYesPrice;
        _tickers = tickers;
    }

    /// <summary>What was seen so far.</summary>
    public FrameStatistics Statistics { get; } = new();

    /// <summary>Decodes one frame.</summary>
    public void Decode(ReadOnlySpan<byte> bytes, out StreamFrame frame)
    {
        Statistics.Frames++;
        _header = default;
        string? reason;
        if (bytes.Length > MaxFrameBytes)
        {
            frame = Quarantine(bytes, $"{bytes.Length} bytes, at most {MaxFrameBytes} are read");
            return;
        }

        try
        {
            reason = DecodeObject(bytes, out frame);
        }
        // The reader raises the second for a text that is no Unicode, an escaped half of a pair, also in a field's name.
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            frame = default;
            reason = "not JSON: " + fault.Message;
        }

        if (reason is not null) frame = Quarantine(bytes, reason);
    }

    // Returns why not, or null.
    private string? DecodeObject(ReadOnlySpan<byte> bytes, out StreamFrame frame)
    {
        frame = default;
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 16 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return "not a JSON object";
        Utf8JsonReader message = default;
        DeltaFields delta = default;
        var (hasMessage, deltaRead) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("msg"u8))
            {
                if (hasMessage) return "msg stands there twice";
                hasMessage = true;
                reader.Read();
                message = reader;
                // The common case in one pass; otherwise the message waits until the type is known.
                if (_header.Kind == FrameKind.Delta)
                {
                    deltaRead = true;
                    if (ReadDelta(ref reader, ref delta) is { } fault) return fault;
                }
                else
                {
                    reader.Skip();
                }
            }
            else if (ReadHeaderField(ref reader) is { } fault)
            {
                return fault;
            }
        }

        // To the end: anything after the object is a fault that the reader reports.
        while (reader.Read())
        {
        }

        if (_header.Kind != FrameKind.Delta) return DecodeMessage(message, hasMessage, out frame);
        if (!deltaRead && hasMessage && ReadDelta(ref message, ref delta) is { } late) return late;
        return MakeDelta(in delta, out frame);
    }

    private string? ReadHeaderField(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) return "type is not a string";
            if (_header.Kind != FrameKind.Missing) return "type stands there twice";
            _header.Kind = KindOf(in reader);
            // Judged at the end, so that the subscription is read too.
            if (_header.Kind == FrameKind.Unknown) _header.UnknownType = Excerpt(in reader);
            return null;
        }

        if (reader.ValueTextEquals("sid"u8)) return TryReadNumber(ref reader, ref _header.Sid) ? null : "sid is not a whole number, or stands there twice";
        if (reader.ValueTextEquals("seq"u8)) return TryReadNumber(ref reader, ref _header.Seq) ? null : "seq is not a whole number, or stands there twice";
        if (reader.ValueTextEquals("id"u8)) return TryReadNumber(ref reader, ref _header.CommandId) ? null : "id is not a whole number, or stands there twice";
        Statistics.CountUnknown("frame", reader.ValueSpan);
        reader.Skip();
        return null;
    }

    private string? DecodeMessage(Utf8JsonReader message, bool hasMessage, out StreamFrame frame)
    {
        frame = default;
        switch (_header.Kind)
        {
            case FrameKind.Missing:
                return "type is missing";
            case FrameKind.Unknown:
                Statistics.CountUnknownType(_header.UnknownType!);
                frame = Frame() with { Text = _header.UnknownType };
                return null;
            case FrameKind.Ok when _header.Sid is null && _header.Seq is null:
                // The answer to list_subscriptions stands outside every sequence.
                frame = Frame();
                return null;
            case FrameKind.Ok or FrameKind.Unsubscribed or FrameKind.Trade:
                if (_header.Sid is null || _header.Seq is null) return "sid or seq is missing";
                frame = Frame();
                return null;
        }

        if (!hasMessage || message.TokenType != JsonTokenType.StartObject) return "msg is missing or not an object";
        return _header.Kind switch
        {
            FrameKind.Snapshot => ReadSnapshot(ref message, out frame),
            FrameKind.Ticker => ReadTickerFrame(ref message, out frame),
            FrameKind.Subscribed => ReadSubscribed(ref message, out frame),
            FrameKind.Error => ReadError(ref message, out frame),
            FrameKind.Fill => ReadFill(ref message, out frame),
            FrameKind.UserOrder => ReadUserOrder(ref message, out frame),
            FrameKind.MarketPosition => ReadPosition(ref message, out frame),
            FrameKind.OrderGroupUpdate => ReadOrderGroup(ref message, out frame),
            FrameKind.MarketLifecycle => ReadLifecycle(ref message, out frame),
            FrameKind.EventLifecycle => ReadEvent(ref message, out frame),
            FrameKind.EventFeeUpdate => ReadEventFee(ref message, out frame),
            _ => throw new InvariantViolation($"frame type {_header.Kind} has no reader"),
        };
    }

    private static FrameKind KindOf(in Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("orderbook_delta"u8)) return FrameKind.Delta;
        if (reader.ValueTextEquals("orderbook_snapshot"u8)) return FrameKind.Snapshot;
        if (reader.ValueTextEquals("ticker"u8)) return FrameKind.Ticker;
        if (reader.ValueTextEquals("trade"u8)) return FrameKind.Trade;
        if (reader.ValueTextEquals("ok"u8)) return FrameKind.Ok;
        if (reader.ValueTextEquals("fill"u8)) return FrameKind.Fill;
        if (reader.ValueTextEquals("user_order"u8)) return FrameKind.UserOrder;
        if (reader.ValueTextEquals("market_position"u8)) return FrameKind.MarketPosition;
        if (reader.ValueTextEquals("market_lifecycle_v2"u8)) return FrameKind.MarketLifecycle;
        if (reader.ValueTextEquals("event_lifecycle"u8)) return FrameKind.EventLifecycle;
        if (reader.ValueTextEquals("event_fee_update"u8)) return FrameKind.EventFeeUpdate;
        if (reader.ValueTextEquals("order_group_updates"u8)) return FrameKind.OrderGroupUpdate;
        if (reader.ValueTextEquals("subscribed"u8)) return FrameKind.Subscribed;
        if (reader.ValueTextEquals("unsubscribed"u8)) return FrameKind.Unsubscribed;
        return reader.ValueTextEquals("error"u8) ? FrameKind.Error : FrameKind.Unknown;
    }

    // What the header says; the body's reader adds its part.
    private StreamFrame Frame() => new()
    {
        Kind = _header.Kind,
        Sid = _header.Sid,
        Seq = _header.Seq,
        CommandId = _header.CommandId is 0 ? null : _header.CommandId,
        Ticker = _header.Ticker,
    };

    private StreamFrame Quarantine(ReadOnlySpan<byte> bytes, string reason)
    {
        Statistics.Quarantined++;
        var kept = ImmutableArray.Create(bytes[..Math.Min(bytes.Length, MaxQuarantinedBytes)]);
        return Frame() with { Quarantine = new FrameQuarantined(_source, _header.Ticker, _header.Sid, reason, kept) };
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Header
    {
        internal FrameKind Kind;
        internal long? Sid;
        internal long? Seq;
        internal long? CommandId;
        internal Ticker? Ticker;
        internal string? UnknownType;
    }
}
