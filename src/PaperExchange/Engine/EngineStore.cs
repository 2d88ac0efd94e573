using System.Text.Json;

namespace KalshiArb.PaperExchange.Engine;

/// <summary>
/// The venue's own file, <c>venue/orders.jsonl</c> of its state directory. Lines reach the operating system at once, so that
/// the end of this process loses none; the venue promises nothing about the end of the machine. One process at a time.
/// </summary>
internal sealed class EngineStore : IDisposable
{
    public const int Version = 1;

    // A command is some hundred bytes; anything longer was not written by this program.
    private const int MaxLine = 1 << 16;

    private readonly FileStream _lock;
    private readonly FileStream _file;

    private EngineStore(FileStream held, FileStream file, string path)
    {
        _lock = held;
        _file = file;
        FilePath = path;
    }

    public string FilePath { get; }

    /// <summary>The last time in the file.</summary>
    public Instant Marked { get; private set; }

    /// <summary>Opens the store of a state directory, without reading it. A directory in use by another process throws an <see cref="IOException"/>.</summary>
    public static EngineStore Open(string directory)
    {
        var folder = Path.Combine(directory, "venue");
        Directory.CreateDirectory(folder);
        var held = new FileStream(Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            var path = Path.Combine(folder, "orders.jsonl");
            return new EngineStore(held, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1), path);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The head of a file that exists; null for a new one.</summary>
    public EngineHead? ReadHead()
    {
        foreach (var (text, _) in Lines(_file))
        {
            try
            {
                return JsonSerializer.Deserialize(text.Span, EngineJson.Default.EngineHead) ?? throw new InvalidDataException($"{FilePath}: the first line is empty");
            }
            catch (JsonException error)
            {
                throw new InvalidDataException($"{FilePath}: the first line is not that of a venue's file", error);
            }
        }

        return null;
    }

    public void Begin(EngineHead head) => Write(JsonSerializer.SerializeToUtf8Bytes(head, EngineJson.Default.EngineHead));

    /// <summary>The lines after the head, in order; a half-written last line is cut off.</summary>
    public IEnumerable<EngineLine> Replay()
    {
        var number = 0;
        var valid = 0L;
        var torn = false;
        var lines = new List<EngineLine>();
        foreach (var (text, endsAt) in Lines(_file))
        {
            number++;
            if (number > 1)
            {
                try
                {
                    lines.Add(JsonSerializer.Deserialize(text.Span, EngineJson.Default.EngineLine) ?? throw new InvalidDataException($"{FilePath}: line {number} is empty"));
                }
                catch (JsonException error)
                {
                    // Only the end of the file can be half written: the write of a line is one call, and the process was killed in it.
                    if (endsAt < _file.Length) throw new InvalidDataException($"{FilePath}: line {number} cannot be read", error);
                    torn = true;
                    break;
                }
            }

            valid = endsAt;
        }

        if (!torn && valid == _file.Length && !EndsWithNewLine()) Finish();
        else _file.SetLength(valid);
        _file.Position = _file.Length;
        foreach (var line in lines)
        {
            Marked = Instant.Max(Marked, Instant.FromUnixMicros(line.At));
            yield return line;
        }
    }

    public void Write(EngineLine line)
    {
        Write(JsonSerializer.SerializeToUtf8Bytes(line, EngineJson.Default.EngineLine));
        Marked = Instant.Max(Marked, Instant.FromUnixMicros(line.At));
    }

    /// <summary>Notes that market time has come this far.</summary>
    public void Mark(Instant at)
    {
        if (at > Marked) Write(new EngineLine("mark", at.UnixMicros));
    }

    public void Dispose()
    {
        _file.Dispose();
        _lock.Dispose();
    }

    private bool EndsWithNewLine()
    {
        if (_file.Length == 0) return true;
        _file.Position = _file.Length - 1;
        return _file.ReadByte() == '\n';
    }

    private void Finish()
    {
        _file.Position = _file.Length;
        _file.WriteByte((byte)'\n');
    }

    private void Write(byte[] line)
    {
        var bytes = new byte[line.Length + 1];
        line.CopyTo(bytes, 0);
        bytes[^1] = (byte)'\n';
        _file.Write(bytes);
        _file.Flush();
    }

    private IEnumerable<(ReadOnlyMemory<byte> Text, long EndsAt)> Lines(FileStream file)
    {
        file.Position = 0;
        var all = new byte[file.Length];
        file.ReadExactly(all);
        var start = 0;
        for (var i = 0; i < all.Length; i++)
        {
            if (i - start > MaxLine) throw new InvalidDataException($"{FilePath}: a line of more than {MaxLine} bytes");
            if (all[i] != (byte)'\n') continue;
            yield return (all.AsMemory(start, i - start), i + 1);
            start = i + 1;
        }

        if (start < all.Length) yield return (all.AsMemory(start), all.Length);
    }
}
