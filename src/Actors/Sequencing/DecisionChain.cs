using System.Security.Cryptography;

namespace KalshiArb.Actors.Sequencing;

/// <summary>
/// The decision hash: each link is the SHA-256 of the link before it followed by a decision's canonical line and a line feed;
/// the first link is 32 zero bytes.
/// </summary>
internal sealed class DecisionChain
{
    private byte[] _buffer = new byte[1024];

    /// <summary>How many decisions it covers.</summary>
    internal long Count { get; private set; }

    /// <summary>The head in lower-case hexadecimal.</summary>
    internal string Hash => Convert.ToHexStringLower(_buffer.AsSpan(0, SHA256.HashSizeInBytes));

    /// <summary>Adds one decision.</summary>
    internal void Add(ReadOnlySpan<byte> line)
    {
        var length = SHA256.HashSizeInBytes + line.Length + 1;
        if (_buffer.Length < length) Array.Resize(ref _buffer, length * 2);
        line.CopyTo(_buffer.AsSpan(SHA256.HashSizeInBytes));
        _buffer[length - 1] = (byte)'\n';
        Span<byte> link = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_buffer.AsSpan(0, length), link);
        link.CopyTo(_buffer);
        Count++;
    }
}
