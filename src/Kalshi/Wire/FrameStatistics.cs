namespace KalshiArb.Kalshi.Wire;

/// <summary>What a decoder has seen. Fields that it does not know are counted and named, so that a change of the protocol shows.</summary>
public sealed class FrameStatistics
{
    /// <summary>At most this many names of unknown fields are kept.</summary>
    public const int MaxNames = 64;

    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>Frames read, quarantined ones included.</summary>
    public long Frames { get; internal set; }

    /// <summary>Frames that could not be read.</summary>
    public long Quarantined { get; internal set; }

    /// <summary>Fields that the decoder does not know, over all frames.</summary>
    public long UnknownFields { get; private set; }

    /// <summary>Names of unknown fields as "frame type.field", the first <see cref="MaxNames"/> distinct ones.</summary>
    public IReadOnlyCollection<string> UnknownFieldNames => _names;

    internal void CountUnknown(string frameType, ReadOnlySpan<byte> name)
    {
        UnknownFields++;
        if (_names.Count < MaxNames) _names.Add(frameType + "." + System.Text.Encoding.UTF8.GetString(name[..Math.Min(name.Length, 64)]));
    }
}
