namespace KalshiArb.Kalshi.Wire;

/// <summary>What a decoder has seen. Fields and types that it does not know are counted and named, so that a change of the protocol shows.</summary>
public sealed class FrameStatistics
{
    /// <summary>At most this many names of unknown fields, and as many of unknown types, are kept.</summary>
    public const int MaxNames = 64;

    private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _types = new(StringComparer.Ordinal);

    /// <summary>Frames read, quarantined ones included.</summary>
    public long Frames { get; internal set; }

    /// <summary>Frames that could not be read.</summary>
    public long Quarantined { get; internal set; }

    /// <summary>Fields that the decoder does not know, over all frames.</summary>
    public long UnknownFields { get; private set; }

    /// <summary>Names of unknown fields as "frame type.field", the first <see cref="MaxNames"/> distinct ones.</summary>
    public IReadOnlyCollection<string> UnknownFieldNames => _names;

    /// <summary>Frames of a type, or about an event type, that the decoder does not know.</summary>
    public long UnknownTypes { get; private set; }

    /// <summary>Names of unknown types, the first <see cref="MaxNames"/> distinct ones.</summary>
    public IReadOnlyCollection<string> UnknownTypeNames => _types;

    /// <summary>Names that are new since the last call, each told once over the life of the object.</summary>
    internal Queue<string> News { get; } = new();

    internal void CountUnknown(string frameType, ReadOnlySpan<byte> name)
    {
        UnknownFields++;
        if (_names.Count >= MaxNames) return;
        var text = frameType + "." + System.Text.Encoding.UTF8.GetString(name[..Math.Min(name.Length, 64)]);
        if (_names.Add(text)) News.Enqueue("unknown field " + text);
    }

    internal void CountUnknownType(string type)
    {
        UnknownTypes++;
        if (_types.Count < MaxNames && _types.Add(type)) News.Enqueue("unknown frame type " + type);
    }
}
