using System.Buffers.Binary;
using System.Text.Json;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Tape;

/// <summary>What the reader stands on.</summary>
public enum TapeItem
{
    /// <summary>An input: <see cref="TapeReader.Input"/> and <see cref="TapeReader.At"/>.</summary>
    Input,
    /// <summary>A decision of the input before: <see cref="TapeReader.Line"/>.</summary>
    Decision,
    /// <summary>A failure in the input before: <see cref="TapeReader.Failure"/>.</summary>
    Quarantined,
    /// <summary>Nothing follows: <see cref="TapeReader.Footer"/>, or <see cref="TapeReader.Torn"/> when it was cut off.</summary>
    End,
}

/// <summary>
/// Reads a tape as a stream, with a buffer of bounded size. A record that does not match its check sum, or cannot be read,
/// throws <see cref="TapeException"/>; a last record that is incomplete (a crash while writing) ends the tape and is reported
/// by <see cref="Torn"/>: everything before it is whole.
/// </summary>
public sealed class TapeReader : IDisposable
{
    private readonly Stream _stream;
    private readonly TapeNames _names = new(null);
    private byte[] _buffer = new byte[1 << 18];
    private int _start;
    private int _end;
    private long _bufferOffset;
    private long _offset;
    private long _record;
    private int _line;
    private int _lineLength;
    private bool _ended;

    /// <summary>Opens a tape and reads its head; throws <see cref="TapeException"/> when it is no tape.</summary>
    public TapeReader(Stream stream)
    {
        _stream = stream;
        ReadMagic();
        Header = ReadHeader();
        At = Header.OpensAt;
        if (Header.SnapshotFacts is { } held)
        {
            if (!TryReadRecord(out var first, out var bytes) || first != TapeKind.RecoveredSnapshot) throw Bad("the snapshot of " + held + " recovered facts is missing");
            var (manifest, state) = Guarded(bytes, static (TapeReader _, ReadOnlySpan<byte> rest) =>
            {
                var cursor = new TapeCursor(rest);
                return (cursor.Text(), ImmutableArray.Create(cursor.Rest));
            });
            Snapshot = new StoredSnapshot(manifest, held, state);
        }

        var facts = ImmutableArray.CreateBuilder<StoredFact>();
        for (var i = 0; i < Header.RecoveredFacts; i++)
        {
            if (!TryReadRecord(out var kind, out var payload) || kind != TapeKind.RecoveredFact)
                throw Bad("fact " + i + " of " + Header.RecoveredFacts + " recovered ones is missing");
            facts.Add(Guarded(payload, static (TapeReader _, ReadOnlySpan<byte> bytes) =>
            {
                var cursor = new TapeCursor(bytes);
                return new StoredFact(cursor.Text(), [.. cursor.Rest]);
            }));
        }

        Recovered = facts.ToImmutable();
    }

    /// <summary>The header.</summary>
    public TapeHeader Header { get; }

    /// <summary>The snapshot that <see cref="Recovered"/> follows; null when those are all facts of earlier runs.</summary>
    public StoredSnapshot? Snapshot { get; }

    /// <summary>The facts of earlier runs after the snapshot, oldest first.</summary>
    public IReadOnlyList<StoredFact> Recovered { get; }

    /// <summary>Core time of the input read last.</summary>
    public Instant At { get; private set; }

    /// <summary>The input read last.</summary>
    public Input? Input { get; private set; }

    /// <summary>How many inputs were read.</summary>
    public long Inputs { get; private set; }

    /// <summary>How many decisions were read.</summary>
    public long Decisions { get; private set; }

    /// <summary>The decision line read last; valid until the next read.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_line, _lineLength);

    /// <summary>The failure read last.</summary>
    public CoreFailure? Failure { get; private set; }

    /// <summary>The footer, once the end is reached; null when the tape was not closed in good order.</summary>
    public TapeFooter? Footer { get; private set; }

    /// <summary>What was cut off at the end; null when the tape ends with a whole record.</summary>
    public string? Torn { get; private set; }

    /// <summary>Opens a tape file.</summary>
    public static TapeReader Open(string path) =>
        new(new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite, BufferSize = 0, Options = FileOptions.SequentialScan }));

    /// <summary>Goes to the next item.</summary>
    public TapeItem Read()
    {
        while (!_ended && TryReadRecord(out var kind, out var payload))
        {
            switch (kind)
            {
                case >= TapeFormat.FirstInput:
                    ReadInput(kind, payload);
                    return TapeItem.Input;
                case TapeKind.Name:
                    Guarded(payload, static (reader, bytes) => reader._names.Add(new TapeCursor(bytes).Text()));
                    break;
                case TapeKind.Decision:
                    Decisions++;
                    return TapeItem.Decision;
                case TapeKind.Quarantined:
                    Failure = Guarded(payload, static (_, bytes) => JsonSerializer.Deserialize(bytes, TapeJson.Default.CoreFailure) ?? throw new FormatException("no failure"));
                    return TapeItem.Quarantined;
                case TapeKind.Footer:
                    ReadFooter(payload);
                    break;
                default:
                    throw Bad("kind " + (byte)kind + " does not belong here");
            }
        }

        _ended = true;
        return TapeItem.End;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void ReadInput(TapeKind kind, ReadOnlySpan<byte> payload)
    {
        try
        {
            var cursor = new TapeCursor(payload);
            At = Instant.FromUnixMicros(At.UnixMicros + (long)cursor.Unsigned());
            if (kind >= TapeFormat.FirstJson)
            {
                Input = TapeJsonInputs.Read(kind, cursor.Rest);
            }
            else
            {
                Input = TapeInputs.Read(kind, ref cursor, _names);
                if (!cursor.Rest.IsEmpty) throw new FormatException("the payload is too long");
            }

            Inputs++;
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or OverflowException or ArgumentException)
        {
            throw Bad(unreadable.Message, unreadable);
        }
    }

    private void ReadFooter(ReadOnlySpan<byte> payload)
    {
        Footer = Guarded(payload, static (_, bytes) => JsonSerializer.Deserialize(bytes, TapeJson.Default.TapeFooter) ?? throw new FormatException("no footer"));
        if (Footer.Inputs != Inputs || Footer.Decisions != Decisions)
            throw Bad("the footer counts " + Footer.Inputs + " inputs and " + Footer.Decisions + " decisions, the tape holds " + Inputs + " and " + Decisions);
        if (TryReadRecord(out _, out _) || Torn is not null) throw Bad("something follows the footer");
        _ended = true;
    }

    private delegate T Parser<out T>(TapeReader reader, ReadOnlySpan<byte> payload);

    private T Guarded<T>(ReadOnlySpan<byte> payload, Parser<T> parse)
    {
        try
        {
            return parse(this, payload);
        }
        catch (Exception unreadable) when (unreadable is FormatException or JsonException or ArgumentException)
        {
            throw Bad(unreadable.Message, unreadable);
        }
    }

    private void ReadMagic()
    {
        Fill(TapeFormat.Magic.Length);
        var head = _buffer.AsSpan(0, Math.Min(_end, TapeFormat.Magic.Length));
        if (!head.StartsWith(TapeFormat.MagicStem)) throw new TapeException("this is not a tape", 0, 0);
        if (!head.SequenceEqual(TapeFormat.Magic)) throw new TapeException("the tape is of another version", 0, 0);
        _start = TapeFormat.Magic.Length;
    }

    private TapeHeader ReadHeader()
    {
        if (!TryReadRecord(out var kind, out var payload) || kind != TapeKind.Header) throw Bad("the header is missing" + (Torn is null ? "" : ": " + Torn));
        return Guarded(payload, static (_, bytes) => JsonSerializer.Deserialize(bytes, TapeJson.Default.TapeHeader) ?? throw new FormatException("no header"));
    }

    private bool TryReadRecord(out TapeKind kind, out ReadOnlySpan<byte> payload)
    {
        kind = default;
        payload = default;
        _offset = _bufferOffset + _start;
        _record++;
        if (_end - _start < 16) Fill(16);
        if (_end == _start) return false;
        if (!TryReadLength(out var length, out var prefix)) return Cut();
        var whole = prefix + length + TapeFormat.CrcLength;
        if (_end - _start < whole)
        {
            Fill(whole);
            if (_end - _start < whole) return Cut();
        }

        var body = _buffer.AsSpan(_start + prefix, length);
        var crc = BinaryPrimitives.ReadUInt32LittleEndian(_buffer.AsSpan(_start + prefix + length));
        if (crc != TapeFormat.Crc(body)) throw Bad("the check sum does not match: the tape was edited or damaged");
        kind = (TapeKind)body[0];
        payload = body[1..];
        (_line, _lineLength) = (_start + prefix + 1, length - 1);
        _start += whole;
        return true;
    }

    private bool TryReadLength(out int length, out int prefix)
    {
        ulong value = 0;
        (length, prefix) = (0, 0);
        while (_start + prefix < _end)
        {
            var b = _buffer[_start + prefix];
            value |= (ulong)(b & 0x7F) << (7 * prefix++);
            if (value > TapeFormat.MaxRecord || prefix > 5) throw Bad("a record of " + value + " bytes is longer than allowed");
            if (b >= 0x80) continue;
            if (value == 0) throw Bad("a record without a kind");
            length = (int)value;
            return true;
        }

        return false;
    }

    private bool Cut()
    {
        Torn = "record " + (_record - 1) + " at byte " + _offset + " is incomplete: " + (_end - _start) + " bytes were written of it";
        _start = _end;
        _ended = true;
        return false;
    }

    private void Fill(int needed)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _bufferOffset += _start;
            _start = 0;
        }

        if (_buffer.Length < needed) Array.Resize(ref _buffer, needed);
        while (_end < needed)
        {
            var read = _stream.Read(_buffer, _end, _buffer.Length - _end);
            if (read == 0) return;
            _end += read;
        }
    }

    private TapeException Bad(string reason, Exception? inner = null) => new(reason, _record - 1, _offset, inner);
}
