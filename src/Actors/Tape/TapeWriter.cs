using System.Buffers.Binary;
using System.Text.Json;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Tape;

/// <summary>
/// Writes a tape. Buffered: a crash loses the tail that was not flushed, never the whole. Without a footer (a crash) the tape
/// is still complete up to its last whole record. For one thread.
/// </summary>
public sealed class TapeWriter : ICoreTape, IDisposable
{
    private const int FlushAt = 1 << 18;

    private readonly Stream _stream;
    private readonly TapeBuffer _payload = new();
    private readonly TapeBuffer _name = new();
    private readonly TapeNames _names;
    private readonly bool _leaveOpen;
    private byte[] _out = new byte[FlushAt * 2];
    private int _used;
    private Instant _last;
    private bool _finished;

    /// <summary>Begins a tape with its header, and the snapshot and facts that the core recovered.</summary>
    /// <param name="stream">Where to; closed with the writer.</param>
    /// <param name="header">The header; its count of facts is set here.</param>
    /// <param name="recovered">The facts of earlier runs, oldest first; those after the snapshot where there is one.</param>
    /// <param name="snapshot">The snapshot that they follow; null when they are all.</param>
    /// <param name="leaveOpen">Whether the stream outlives the writer.</param>
    public TapeWriter(Stream stream, TapeHeader header, IReadOnlyList<StoredFact> recovered, StoredSnapshot? snapshot = null, bool leaveOpen = false)
    {
        _stream = stream;
        _leaveOpen = leaveOpen;
        _last = header.OpensAt;
        _names = new TapeNames(DefineName);
        TapeFormat.Magic.CopyTo(_out);
        _used = TapeFormat.Magic.Length;
        WriteJson(TapeKind.Header, header with { RecoveredFacts = recovered.Count, SnapshotFacts = snapshot?.Facts });
        if (snapshot is not null)
        {
            _payload.Clear();
            _payload.Text(snapshot.Manifest);
            _payload.Bytes(snapshot.Bytes.AsSpan());
            Write(TapeKind.RecoveredSnapshot, _payload.Written);
        }

        foreach (var fact in recovered)
        {
            _payload.Clear();
            _payload.Text(fact.Manifest);
            _payload.Bytes(fact.Bytes.AsSpan());
            Write(TapeKind.RecoveredFact, _payload.Written);
        }
    }

    /// <summary>How many inputs were written.</summary>
    public long Inputs { get; private set; }

    /// <summary>How many decisions were written.</summary>
    public long Decisions { get; private set; }

    /// <summary>Makes a tape file, for its owner alone; refuses to overwrite one.</summary>
    public static TapeWriter Create(string path, TapeHeader header, IReadOnlyList<StoredFact> recovered, StoredSnapshot? snapshot = null)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new TapeWriter(new FileStream(path, options), header, recovered, snapshot);
    }

    /// <inheritdoc/>
    public void Input(Instant at, Input input)
    {
        InvariantViolation.Unless(!_finished, "The tape has its footer.");
        InvariantViolation.Unless(at >= _last, "An input on tape is earlier than the one before it.");
        _payload.Clear();
        _payload.Unsigned((ulong)(at.UnixMicros - _last.UnixMicros));
        var kind = TapeInputs.KindOf(input);
        if (kind is not null) TapeInputs.Write(_payload, input, _names);
        else TapeJsonInputs.Write(_payload, (kind = TapeJsonInputs.KindOf(input)).Value, input);
        Write(kind.Value, _payload.Written);
        _last = at;
        Inputs++;
    }

    /// <inheritdoc/>
    public void Decision(ReadOnlySpan<byte> line)
    {
        Write(TapeKind.Decision, line);
        Decisions++;
    }

    /// <inheritdoc/>
    public void Quarantined(CoreFailure failure) => WriteJson(TapeKind.Quarantined, failure);

    /// <summary>Hands what was written to the operating system; throws <see cref="IOException"/> when that does not take it.</summary>
    public void Flush()
    {
        try
        {
            _stream.Write(_out, 0, _used);
            _used = 0;
            _stream.Flush();
        }
        catch (ArgumentOutOfRangeException tooLarge)
        {
            // So the runtime calls a file that may grow no further (EFBIG: a limit of the process, or of the file system).
            throw new IOException(tooLarge.Message, tooLarge);
        }
    }

    /// <summary>Writes the footer: the tape was closed in good order.</summary>
    /// <param name="decisionHash">The decision hash of the run; null for an import.</param>
    /// <param name="facts">How many facts there are at the end.</param>
    public void Finish(string? decisionHash, int facts)
    {
        InvariantViolation.Unless(!_finished, "The tape has its footer.");
        WriteJson(TapeKind.Footer, new TapeFooter(Inputs, Decisions, decisionHash, facts));
        _finished = true;
        Flush();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Flush();
        if (!_leaveOpen) _stream.Dispose();
    }

    private void DefineName(string name)
    {
        _name.Clear();
        _name.Text(name);
        Write(TapeKind.Name, _name.Written);
    }

    private void WriteJson<T>(TapeKind kind, T value)
    {
        _payload.Clear();
        using (var writer = new Utf8JsonWriter(_payload)) JsonSerializer.Serialize(writer, value, typeof(T), TapeJson.Default);
        Write(kind, _payload.Written);
    }

    private void Write(TapeKind kind, ReadOnlySpan<byte> payload)
    {
        var body = payload.Length + 1;
        InvariantViolation.Unless(body <= TapeFormat.MaxRecord, "A tape record is longer than 64 MiB.");
        var most = body + TapeFormat.MaxVarint + TapeFormat.CrcLength;
        if (_out.Length - _used < most) Array.Resize(ref _out, Math.Max(_out.Length * 2, _used + most));
        var length = (uint)body;
        while (length >= 0x80)
        {
            _out[_used++] = unchecked((byte)(length | 0x80));
            length >>= 7;
        }

        _out[_used++] = (byte)length;
        var start = _used;
        _out[_used++] = (byte)kind;
        payload.CopyTo(_out.AsSpan(_used));
        _used += payload.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(_out.AsSpan(_used), TapeFormat.Crc(_out.AsSpan(start, body)));
        _used += TapeFormat.CrcLength;
        if (_used < FlushAt) return;
        _stream.Write(_out, 0, _used);
        _used = 0;
    }
}
