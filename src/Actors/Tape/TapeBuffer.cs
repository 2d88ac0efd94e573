using System.Buffers.Binary;
using System.Text;

namespace KalshiArb.Actors.Tape;

/// <summary>A growing buffer that one record's payload is written into.</summary>
internal sealed class TapeBuffer : System.Buffers.IBufferWriter<byte>
{
    private byte[] _bytes = new byte[4096];
    private int _used;

    /// <summary>What was written.</summary>
    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _used);

    /// <inheritdoc/>
    public void Advance(int count) => _used += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 256));
        return _bytes.AsMemory(_used);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 256));
        return _bytes.AsSpan(_used);
    }

    /// <summary>Forgets what was written.</summary>
    internal void Clear() => _used = 0;

    /// <summary>One byte.</summary>
    internal void Byte(byte value)
    {
        Ensure(1);
        _bytes[_used++] = value;
    }

    /// <summary>A number that is not negative.</summary>
    internal void Unsigned(ulong value)
    {
        Ensure(TapeFormat.MaxVarint);
        while (value >= 0x80)
        {
            _bytes[_used++] = unchecked((byte)(value | 0x80));
            value >>= 7;
        }

        _bytes[_used++] = (byte)value;
    }

    /// <summary>A number of either sign.</summary>
    internal void Signed(long value) => Unsigned(unchecked((ulong)((value << 1) ^ (value >> 63))));

    /// <summary>A double, bit for bit.</summary>
    internal void Double(double value)
    {
        Ensure(8);
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.AsSpan(_used), value);
        _used += 8;
    }

    /// <summary>Bytes as they are.</summary>
    internal void Bytes(ReadOnlySpan<byte> bytes)
    {
        Ensure(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_used));
        _used += bytes.Length;
    }

    /// <summary>A text with its length.</summary>
    internal void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Unsigned((ulong)length);
        Ensure(length);
        _used += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_used));
    }

    private void Ensure(int more)
    {
        if (_bytes.Length - _used >= more) return;
        InvariantViolation.Unless(_used + (long)more <= TapeFormat.MaxRecord, "A tape record is longer than 64 MiB.");
        Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + more));
    }
}

/// <summary>Reads one record's payload; throws <see cref="FormatException"/> when it is too short or out of range.</summary>
internal ref struct TapeCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>What has not been read.</summary>
    internal readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>One byte.</summary>
    internal byte Byte()
    {
        if (_rest.IsEmpty) throw TooShort();
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    /// <summary>A number that is not negative.</summary>
    internal ulong Unsigned()
    {
        ulong value = 0;
        for (var i = 0; i < _rest.Length && i < TapeFormat.MaxVarint; i++)
        {
            var b = _rest[i];
            value |= unchecked((ulong)(b & 0x7F) << (7 * i));
            if (b >= 0x80) continue;
            _rest = _rest[(i + 1)..];
            return value;
        }

        throw TooShort();
    }

    /// <summary>A number of either sign.</summary>
    internal long Signed()
    {
        var value = Unsigned();
        return unchecked((long)(value >> 1) ^ -(long)(value & 1));
    }

    /// <summary>A number from 0 to <paramref name="most"/>.</summary>
    internal int Count(int most)
    {
        var value = Unsigned();
        return value <= (ulong)most ? (int)value : throw new FormatException("a number of " + value + " is above " + most);
    }

    /// <summary>A double, bit for bit.</summary>
    internal double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Bytes(8));

    /// <summary>So many bytes.</summary>
    internal ReadOnlySpan<byte> Bytes(int length)
    {
        if (_rest.Length < length) throw TooShort();
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    /// <summary>A text with its length.</summary>
    internal string Text() => Encoding.UTF8.GetString(Bytes(Count(TapeFormat.MaxRecord)));

    private static FormatException TooShort() => new("the payload is too short");
}
