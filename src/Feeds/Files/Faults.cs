namespace KalshiArb.Feeds.Files;

/// <summary>Something in a recording or a response that could not be read, and was left out.</summary>
/// <param name="Where">File and line, or event and book.</param>
/// <param name="Reason">What was wrong.</param>
public readonly record struct Fault(string Where, string Reason);

/// <summary>Counts what could not be read and keeps the first of it.</summary>
public sealed class FaultLog
{
    /// <summary>How many faults are kept; the others are counted.</summary>
    public const int Kept = 100;

    private readonly List<Fault> _first = [];

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>The first <see cref="Kept"/> of them, in the order in which they were met.</summary>
    public IReadOnlyList<Fault> First => _first;

    /// <summary>Notes one.</summary>
    public void Add(string where, string reason)
    {
        Count++;
        if (_first.Count < Kept) _first.Add(new Fault(where, reason));
    }
}
