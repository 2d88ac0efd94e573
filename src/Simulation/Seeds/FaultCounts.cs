namespace KalshiArb.Simulation.Seeds;

/// <summary>How often each fault has struck.</summary>
public sealed class FaultCounts
{
    private readonly long[] _counts = new long[FaultSet.Known.Length];

    /// <summary>How often one has struck.</summary>
    public long this[Fault fault] => _counts[(int)fault];

    /// <summary>It struck once more.</summary>
    public void Add(Fault fault) => _counts[(int)fault]++;

    /// <summary>Takes in what others have counted.</summary>
    public void Add(FaultCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _counts.Length; i++) _counts[i] += other._counts[i];
    }
}
