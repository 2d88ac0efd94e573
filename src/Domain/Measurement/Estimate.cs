using System.Text.Json.Serialization;

namespace KalshiArb.Domain.Measurement;

/// <summary>A mean of observations that hang together within clusters (games), with its 95 % interval.</summary>
/// <param name="Mean">The weighted mean.</param>
/// <param name="Low">Lower end of the interval; null where there are fewer than two clusters: no interval is made up.</param>
/// <param name="High">Upper end; null as <paramref name="Low"/>.</param>
/// <param name="Count">How many observations.</param>
/// <param name="Clusters">How many clusters they come from: the number that the interval rests on.</param>
public readonly record struct Estimate(double Mean, double? Low, double? High, int Count, int Clusters)
{
    /// <summary>Whether there is an interval.</summary>
    [JsonIgnore]
    public bool HasInterval => Low is not null && High is not null;

    /// <summary>Whether there is an interval and zero lies outside it.</summary>
    [JsonIgnore]
    public bool ExcludesZero => Low is { } low && High is { } high && (low > 0 || high < 0);
}

/// <summary>One observation of something that is averaged.</summary>
/// <param name="Cluster">What it hangs together with: the game. Observations of one cluster are not independent.</param>
/// <param name="Value">The value.</param>
/// <param name="Weight">How much it counts: contracts of a fill, 1 for a signal. Above 0.</param>
public readonly record struct Observation(string Cluster, double Value, double Weight = 1);
