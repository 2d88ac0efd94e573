using System.IO.Compression;
using System.Text;

namespace KalshiArb.Feeds.Files;

/// <summary>Opens recordings, gzipped or not (told by their first two bytes, not by their name).</summary>
public static class RecordedFile
{
    /// <summary>Most bytes of one recording once unpacked: what is larger is refused, so that a small file cannot fill the memory.</summary>
    public const long MaxBytes = 1L << 30;

    /// <summary>The whole content; throws <see cref="InvalidDataException"/> above <paramref name="maxBytes"/> or when it does not unpack, and the usual I/O exceptions.</summary>
    public static byte[] ReadAllBytes(string path, long maxBytes = MaxBytes)
    {
        using var stream = Open(path);
        using var memory = new MemoryStream();
        var buffer = new byte[81_920];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            if (memory.Length + read > maxBytes) throw new InvalidDataException($"{path}: more than {maxBytes} bytes once unpacked.");
            memory.Write(buffer, 0, read);
        }
        return memory.ToArray();
    }

    /// <summary>The lines of a text, without their ends; throws <see cref="InvalidDataException"/> when the text is larger than <see cref="MaxBytes"/>.</summary>
    public static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new StreamReader(Open(path), new UTF8Encoding(false, throwOnInvalidBytes: true));
        long length = 0;
        while (reader.ReadLine() is { } line)
        {
            length += line.Length + 1;
            if (length > MaxBytes) throw new InvalidDataException($"{path}: more than {MaxBytes} characters once unpacked.");
            yield return line;
        }
    }

    private static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        var zipped = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return zipped ? new GZipStream(file, CompressionMode.Decompress) : file;
    }
}
