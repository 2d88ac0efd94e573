using System.Text;

namespace KalshiArb.Host.Control;

/// <summary>Lines of bounded length over a stream.</summary>
internal sealed class LineChannel(Stream stream, int maxBytes)
{
    private readonly byte[] _buffer = new byte[maxBytes + 1];
    private int _length;

    /// <summary>The next line without its end; null at the end of the stream. Throws <see cref="InvalidDataException"/> when it is too long.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var end = _buffer.AsSpan(0, _length).IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, 0, end);
                _buffer.AsSpan(end + 1, _length - end - 1).CopyTo(_buffer);
                _length -= end + 1;
                return line;
            }
            if (_length == _buffer.Length) throw new InvalidDataException($"a line is longer than {maxBytes} bytes");
            var read = await stream.ReadAsync(_buffer.AsMemory(_length), cancellation).ConfigureAwait(false);
            if (read == 0) return _length == 0 ? null : throw new InvalidDataException("the last line has no end");
            _length += read;
        }
    }

    /// <summary>Writes one line.</summary>
    public async Task WriteAsync(string line, CancellationToken cancellation)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellation).ConfigureAwait(false);
        await stream.FlushAsync(cancellation).ConfigureAwait(false);
    }
}
