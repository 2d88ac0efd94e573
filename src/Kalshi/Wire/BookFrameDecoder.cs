using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Wire;

/// <summary>
/// Turns text frames of the venue's market-data channels into inputs, one for each frame (AsyncAPI with the changes of
/// 2026-10-01): snapshots and deltas of books, acknowledgements (they consume sequence numbers), the ticker's volume, trades
/// (for their number alone), errors. Unknown fields are counted; a frame of another type, or one whose needed fields are
/// missing, twice there or unreadable, becomes <see cref="FrameQuarantined"/> with its first bytes. A delta about a known
/// market allocates its input and nothing else. One decoder a connection; not for several threads at once.
/// </summary>
public sealed partial class BookFrameDecoder
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
    public BookFrameDecoder(string source, bool useYesPrice, TickerTable tickers)
    {
        _source = source;
        _noLevelsInYesPrices = useYesPrice;
        _tickers = tickers;
    }

    /// <summary>What was seen so far.</summary>
    public FrameStatistics Statistics { get; } = new();

    private enum FrameType
    {
        Missing,
        Unknown,
        Snapshot,
        Delta,
        Ok,
        Unsubscribed,
        Subscribed,
        Error,
        Ticker,
        Trade,
    }

    /// <summary>Decodes one frame.</summary>
    public Input Decode(ReadOnlySpan<byte> frame)
    {
        Statistics.Frames++;
        _header = default;
        if (frame.Length > MaxFrameBytes) return Quarantine(frame, $"{frame.Length} bytes, at most {MaxFrameBytes} are read");
        try
        {
            return DecodeObject(frame, out var reason) ?? Quarantine(frame, reason ?? "no reason given");
        }
        catch (JsonException fault)
        {
            return Quarantine(frame, "not JSON: " + fault.Message);
        }
    }

    private Input? DecodeObject(ReadOnlySpan<byte> frame, out string? reason)
    {
        var reader = new Utf8JsonReader(frame, new JsonReaderOptions { MaxDepth = 16 });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return Refuse("not a JSON object", out reason);
        Utf8JsonReader message = default;
        DeltaFields delta = default;
        var (hasMessage, deltaRead) = (false, false);
        reason = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("msg"u8))
            {
                if (hasMessage) return Refuse("msg stands there twice", out reason);
                hasMessage = true;
                reader.Read();
                message = reader;
                // The common case in one pass; otherwise the message waits until the type is known.
                if (_header.Type == FrameType.Delta)
                {
                    reason = ReadDelta(ref reader, ref delta);
                    deltaRead = true;
                    if (reason is not null) return null;
                }
                else
                {
                    reader.Skip();
                }
            }
            else if (!ReadHeaderField(ref reader, out reason))
            {
                return null;
            }
        }

        // To the end: anything after the object is a fault that the reader reports.
        while (reader.Read())
        {
        }

        if (_header.Type == FrameType.Delta)
        {
            if (!deltaRead && hasMessage) reason = ReadDelta(ref message, ref delta);
            return reason is null ? MakeDelta(in delta, out reason) : null;
        }

        return DecodeMessage(message, hasMessage, out reason);
    }

    private bool ReadHeaderField(ref Utf8JsonReader reader, out string? reason)
    {
        reason = null;
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) reason = "type is not a string";
            else if (_header.Type != FrameType.Missing) reason = "type stands there twice";
            else _header.Type = TypeOf(in reader);
            // Refused at the end, so that the subscription is read too.
            if (_header.Type == FrameType.Unknown) _header.UnknownType = Excerpt(in reader);
        }
        else if (reader.ValueTextEquals("sid"u8))
        {
            if (!TryReadNumber(ref reader, ref _header.Sid)) reason = "sid is not a whole number, or stands there twice";
        }
        else if (reader.ValueTextEquals("seq"u8))
        {
            if (!TryReadNumber(ref reader, ref _header.Seq)) reason = "seq is not a whole number, or stands there twice";
        }
        else
        {
            if (!reader.ValueTextEquals("id"u8)) Statistics.CountUnknown("frame", reader.ValueSpan);
            reader.Skip();
        }

        return reason is null;
    }

    private Input? DecodeMessage(Utf8JsonReader message, bool hasMessage, out string? reason)
    {
        reason = null;
        var numbered = _header is { Sid: not null, Seq: not null };
        switch (_header.Type)
        {
            case FrameType.Missing:
                return Refuse("type is missing", out reason);
            case FrameType.Unknown:
                return Refuse("unknown frame type " + _header.UnknownType, out reason);
            case FrameType.Subscribed:
                return StreamAlive.Instance;
            case FrameType.Ok when !numbered && _header.Sid is null && _header.Seq is null:
                // The answer to list_subscriptions stands outside every sequence.
                return StreamAlive.Instance;
            case FrameType.Ok or FrameType.Unsubscribed or FrameType.Trade:
                return numbered ? new SequenceConsumed(_header.Sid!.Value, _header.Seq!.Value) : Refuse("sid or seq is missing", out reason);
        }

        if (!hasMessage || message.TokenType != JsonTokenType.StartObject) return Refuse("msg is missing or not an object", out reason);
        return _header.Type switch
        {
            FrameType.Snapshot => ReadSnapshot(ref message, out reason),
            FrameType.Ticker => ReadTickerFrame(ref message, out reason),
            FrameType.Error => ReadError(ref message, out reason),
            _ => throw new InvariantViolation($"frame type {_header.Type} has no reader"),
        };
    }

    private static FrameType TypeOf(in Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("orderbook_delta"u8)) return FrameType.Delta;
        if (reader.ValueTextEquals("orderbook_snapshot"u8)) return FrameType.Snapshot;
        if (reader.ValueTextEquals("ticker"u8)) return FrameType.Ticker;
        if (reader.ValueTextEquals("trade"u8)) return FrameType.Trade;
        if (reader.ValueTextEquals("ok"u8)) return FrameType.Ok;
        if (reader.ValueTextEquals("subscribed"u8)) return FrameType.Subscribed;
        if (reader.ValueTextEquals("unsubscribed"u8)) return FrameType.Unsubscribed;
        return reader.ValueTextEquals("error"u8) ? FrameType.Error : FrameType.Unknown;
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, ref long? value)
    {
        reader.Read();
        if (value is not null || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number)) return false;
        value = number;
        return true;
    }

    private static Input? Refuse(string why, out string? reason)
    {
        reason = why;
        return null;
    }

    private static string Excerpt(in Utf8JsonReader reader) =>
        "'" + System.Text.Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(reader.ValueSpan.Length, 64)]) + "'";

    private FrameQuarantined Quarantine(ReadOnlySpan<byte> frame, string reason)
    {
        Statistics.Quarantined++;
        return new FrameQuarantined(
            _source,
            _header.Ticker,
            _header.Sid,
            reason,
            ImmutableArray.Create(frame[..Math.Min(frame.Length, MaxQuarantinedBytes)]));
    }

    private struct Header
    {
        internal FrameType Type;
        internal long? Sid;
        internal long? Seq;
        internal Ticker? Ticker;
        internal string? UnknownType;
    }
}
