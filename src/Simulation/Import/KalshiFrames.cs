using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Simulation.Import;

/// <summary>What a recording of frames holds.</summary>
/// <param name="Frames">Frames read.</param>
/// <param name="Snapshots">Books as a whole.</param>
/// <param name="Deltas">Changes of a level.</param>
/// <param name="Acknowledgements">Frames that only consume a number.</param>
/// <param name="Other">Frames that say nothing about a book (subscribed, ticker).</param>
/// <param name="Quarantined">Frames that could not be read.</param>
/// <param name="Gaps">Places where numbers of a subscription are missing.</param>
/// <param name="OutOfOrder">Frames stamped earlier than the one before.</param>
/// <param name="UnknownFields">Fields that the decoder does not know.</param>
/// <param name="Tickers">Markets of snapshots and deltas, in ordinal order.</param>
/// <param name="First">Stamp of the first frame; null without frames.</param>
/// <param name="Last">Stamp of the last frame; null without frames.</param>
public sealed record KalshiFramesReport(
    long Frames,
    long Snapshots,
    long Deltas,
    long Acknowledgements,
    long Other,
    long Quarantined,
    long Gaps,
    long OutOfOrder,
    long UnknownFields,
    ImmutableSortedSet<Ticker> Tickers,
    Instant? First,
    Instant? Last);

/// <summary>
/// Reads a recording of the venue's WebSocket frames, <c>{"frames":[{"received_ms":…,"frame":{…}}, …]}</c>, one frame at a
/// time through the live decoder. Other members of the file are passed over. A frame that cannot be read comes out as
/// <see cref="FrameQuarantined"/>; a file that cannot be read any further ends the reading with <see cref="Refusal"/>.
/// </summary>
public sealed class KalshiFrames
{
    /// <summary>Longer recordings are refused.</summary>
    public const long MaxFileBytes = 1L << 30;

    private readonly ReadOnlyMemory<byte> _file;
    private readonly BookFrameDecoder _decoder;
    private readonly StreamSequences _sequences = new();
    private readonly SortedSet<Ticker> _tickers = [];
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 32 });
    private int _offset;
    private bool _inFrames;
    private bool _ended;
    private long _snapshots, _deltas, _acknowledgements, _other, _quarantined, _gaps, _outOfOrder;
    private Instant? _first, _last;

    /// <summary>Prepares to read a recording.</summary>
    /// <param name="file">The file's bytes, UTF-8.</param>
    /// <param name="useYesPrice">Whether the recording's subscription listed NO levels in YES prices.</param>
    public KalshiFrames(ReadOnlyMemory<byte> file, bool useYesPrice)
    {
        _file = file;
        _decoder = new BookFrameDecoder("kalshi-frames", useYesPrice, new TickerTable());
    }

    /// <summary>Why the reading ended before the end of the recording; null while it goes on and after a good end.</summary>
    public string? Refusal { get; private set; }

    /// <summary>What was read so far.</summary>
    public KalshiFramesReport Report => new(
        _decoder.Statistics.Frames,
        _snapshots,
        _deltas,
        _acknowledgements,
        _other,
        _quarantined,
        _gaps,
        _outOfOrder,
        _decoder.Statistics.UnknownFields,
        [.. _tickers],
        _first,
        _last);

    /// <summary>Opens a recording on disk; null with the reason when it cannot be opened or is too long.</summary>
    public static KalshiFrames? Open(string path, bool useYesPrice, out string? refusal)
    {
        try
        {
            var length = new FileInfo(path).Length;
            refusal = length > MaxFileBytes ? $"{path}: {length} bytes, at most {MaxFileBytes} are read" : null;
            return refusal is null ? new KalshiFrames(File.ReadAllBytes(path), useYesPrice) : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            refusal = $"{path}: {fault.Message}";
            return null;
        }
    }

    /// <summary>Reads the next frame; false at the end of the recording or when <see cref="Refusal"/> says why not.</summary>
    /// <param name="receivedAt">The frame's receive time.</param>
    /// <param name="input">What it says.</param>
    public bool TryRead(out Instant receivedAt, out Input input)
    {
        (receivedAt, input) = (default, StreamAlive.Instance);
        if (_ended) return false;
        try
        {
            var reader = new Utf8JsonReader(_file.Span[_offset..], isFinalBlock: true, _state);
            if ((!_inFrames && !FindFrames(ref reader)) || !ReadEntry(ref reader, out receivedAt, out var frame))
            {
                _ended = true;
                return false;
            }

            _state = reader.CurrentState;
            _offset += (int)reader.BytesConsumed;
            input = _decoder.Decode(frame);
            Count(receivedAt, input);
            return true;
        }
        catch (JsonException fault)
        {
            return Stop(fault.Message);
        }
    }

    /// <summary>All frames that remain, in the recording's order.</summary>
    public IEnumerable<(Instant ReceivedAt, Input Input)> ReadAll()
    {
        while (TryRead(out var receivedAt, out var input)) yield return (receivedAt, input);
    }

    private bool FindFrames(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return Stop("not a JSON object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var frames = reader.ValueTextEquals("frames"u8);
            reader.Read();
            if (!frames)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType != JsonTokenType.StartArray) return Stop("\"frames\" is not a list");
            _inFrames = true;
            return true;
        }

        return Stop("no \"frames\" in it");
    }

    private bool ReadEntry(ref Utf8JsonReader reader, out Instant receivedAt, out ReadOnlySpan<byte> frame)
    {
        receivedAt = default;
        frame = default;
        if (!reader.Read()) return Stop("the list of frames does not end");
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            // What follows the list must still be JSON: a torn file is not a whole recording.
            while (reader.Read())
            {
            }

            return false;
        }

        if (reader.TokenType != JsonTokenType.StartObject) return Stop("a frame entry is not an object");
        long? millis = null;
        var hasFrame = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isStamp, isFrame) = (reader.ValueTextEquals("received_ms"u8), reader.ValueTextEquals("frame"u8));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isStamp && millis is null && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var read)) millis = read;
            else if (isStamp) return Stop("received_ms is not a whole number, or stands there twice");
            reader.Skip();
            if (!isFrame) continue;
            if (hasFrame) return Stop("a frame entry holds two frames");
            frame = _file.Span[(_offset + start)..(_offset + (int)reader.BytesConsumed)];
            hasFrame = true;
        }

        if (millis is not (>= 0 and < 253_402_300_800_000) || !hasFrame) return Stop("a frame entry lacks received_ms or frame");
        receivedAt = Instant.FromUnixMillis(millis.Value);
        return true;
    }

    private bool Stop(string why)
    {
        _ended = true;
        Refusal = $"the recording cannot be read after frame {_decoder.Statistics.Frames}: {why}";
        return false;
    }

    private void Count(Instant receivedAt, Input input)
    {
        if (receivedAt < _last) _outOfOrder++;
        _first ??= receivedAt;
        _last = receivedAt;
        switch (input)
        {
            case BookSnapshot snapshot:
                _snapshots++;
                _tickers.Add(snapshot.Ticker);
                Follow(snapshot.Sid, snapshot.Seq, receivedAt);
                break;
            case BookDelta delta:
                _deltas++;
                _tickers.Add(delta.Ticker);
                Follow(delta.Sid, delta.Seq, receivedAt);
                break;
            case SequenceConsumed consumed:
                _acknowledgements++;
                Follow(consumed.Sid, consumed.Seq, receivedAt);
                break;
            case FrameQuarantined:
                _quarantined++;
                break;
            default:
                _other++;
                break;
        }
    }

    private void Follow(long sid, long seq, Instant at)
    {
        if (_sequences.Observe(sid, seq, at) == SequenceVerdict.Gap) _gaps++;
    }
}
