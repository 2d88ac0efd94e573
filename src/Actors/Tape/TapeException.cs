namespace KalshiArb.Actors.Tape;

/// <summary>A tape that cannot be read: names the record and the byte at which reading stopped, and why.</summary>
public sealed class TapeException : Exception
{
    /// <summary>Names what is wrong.</summary>
    public TapeException(string reason, long record, long offset, Exception? inner = null)
        : base("tape: record " + record + " at byte " + offset + ": " + reason, inner)
    {
        Record = record;
        Offset = offset;
    }

    /// <summary>Number of the record, from 0 (the header).</summary>
    public long Record { get; }

    /// <summary>Offset of the record in the file.</summary>
    public long Offset { get; }
}
