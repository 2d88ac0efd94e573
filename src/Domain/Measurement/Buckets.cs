namespace KalshiArb.Domain.Measurement;

/// <summary>Into what edges and ages are sorted, in rising order. The bounds belong to no report's author: they are the same for all.</summary>
public static class Buckets
{
    /// <summary>The names of the edge buckets: edge after the slippage buffer, in cents a contract.</summary>
    public static ImmutableArray<string> Edges { get; } = ["below 2c", "2-3c", "3-5c", "5-10c", "10c and more"];

    /// <summary>The names of the age buckets: age of the oldest odds or score behind the decision, by the source's own stamp.</summary>
    public static ImmutableArray<string> Ages { get; } = ["up to 5 s", "5-20 s", "20-60 s", "1-5 min", "5-15 min", "above 15 min"];

    private static readonly int[] _edgeCents = [2, 3, 5, 10];
    private static readonly int[] _ageSeconds = [5, 20, 60, 300, 900];

    /// <summary>The bucket of an edge; a bound belongs to the bucket above it.</summary>
    public static string OfEdge(PriceOffset edge)
    {
        var index = 0;
        while (index < _edgeCents.Length && edge >= PriceOffset.FromCents(_edgeCents[index])) index++;
        return Edges[index];
    }

    /// <summary>The bucket of an age; a bound belongs to the bucket below it.</summary>
    public static string OfAge(TimeSpan age)
    {
        var index = 0;
        while (index < _ageSeconds.Length && age > TimeSpan.FromSeconds(_ageSeconds[index])) index++;
        return Ages[index];
    }
}
