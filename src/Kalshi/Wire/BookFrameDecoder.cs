using System.Collections.Immutable;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Wire;

/// <summary>
/// Turns the text frames of a recording of books into inputs, one for each frame: snapshots and deltas, acknowledgements and
/// trades (they consume sequence numbers), the ticker's volume, errors. The frames are read by <see cref="StreamFrameDecoder"/>;
/// one that has no place in such a recording, or that cannot be read, becomes <see cref="FrameQuarantined"/> with its first
/// bytes. A delta about a known market allocates its input and nothing else. One decoder a recording; not for several threads
/// at once.
/// </summary>
public sealed class BookFrameDecoder
{
    /// <summary>Longer frames are quarantined unread.</summary>
    public const int MaxFrameBytes = StreamFrameDecoder.MaxFrameBytes;

    /// <summary>How many bytes of a quarantined frame are kept.</summary>
    public const int MaxQuarantinedBytes = StreamFrameDecoder.MaxQuarantinedBytes;

    /// <summary>More levels than this in one ladder of a snapshot are refused: it has a level a price at most.</summary>
    public const int MaxLevels = StreamFrameDecoder.MaxLevels;

    private readonly string _source;
    private readonly StreamFrameDecoder _frames;

    /// <summary>Makes a decoder for one recording.</summary>
    /// <param name="source">Names the edge in quarantined frames.</param>
    /// <param name="useYesPrice">The subscription's use_yes_price: true when NO levels come in YES prices. It has no default because the venue's own is to change.</param>
    /// <param name="tickers">Where tickers are kept.</param>
    public BookFrameDecoder(string source, bool useYesPrice, TickerTable tickers)
    {
        _source = source;
        _frames = new StreamFrameDecoder(source, useYesPrice, tickers);
    }

    /// <summary>What was seen so far.</summary>
    public FrameStatistics Statistics => _frames.Statistics;

    /// <summary>Decodes one frame.</summary>
    public Input Decode(ReadOnlySpan<byte> bytes)
    {
        _frames.Decode(bytes, out var frame);
        if (frame.Quarantine is { } quarantine) return quarantine;
        switch (frame.Kind)
        {
            case FrameKind.Delta:
                return frame.ToBookDelta();
            case FrameKind.Snapshot or FrameKind.Ticker:
                return frame.Input!;
            case FrameKind.Ok or FrameKind.Unsubscribed or FrameKind.Trade when frame.IsNumbered:
                return new SequenceConsumed(frame.Sid!.Value, frame.Seq!.Value);
            case FrameKind.Ok or FrameKind.Subscribed:
                return StreamAlive.Instance;
            case FrameKind.Error when frame.ErrorCode is 10 or 25:
                // 10 (channel error) and 25 (subscription buffer overflow, frames lost) end the subscription; the frame does not
                // say which, so nothing on this connection can be trusted.
                return new StreamLost(frame.Text!);
            case FrameKind.Error:
                return Quarantine(bytes, in frame, frame.Text!);
            case FrameKind.Unknown:
                return Quarantine(bytes, in frame, "unknown frame type " + frame.Text);
            default:
                return Quarantine(bytes, in frame, $"a frame of type {frame.Kind} has no place in a recording of books");
        }
    }

    private FrameQuarantined Quarantine(ReadOnlySpan<byte> bytes, in StreamFrame frame, string reason)
    {
        Statistics.Quarantined++;
        return new FrameQuarantined(_source, frame.Ticker, frame.Sid, reason, ImmutableArray.Create(bytes[..Math.Min(bytes.Length, MaxQuarantinedBytes)]));
    }
}
