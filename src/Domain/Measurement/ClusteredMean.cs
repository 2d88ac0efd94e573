namespace KalshiArb.Domain.Measurement;

/// <summary>
/// Means of observations that are independent between clusters only, with 95 % intervals that say so. Twenty signals of one game
/// are one piece of evidence twenty times, not twenty: an interval that takes them as independent is too narrow.
/// </summary>
/// <remarks>
/// The mean is m = Σ wᵢxᵢ / Σ wᵢ. Its variance is the cluster-robust ("sandwich") one of a regression on a constant: with the score of
/// a cluster u_g = Σ_{i in g} wᵢ(xᵢ − m) / Σ wᵢ, V = G/(G−1) · Σ_g u_g² over G clusters, and the interval is m ± t(0.975, G−1) · √V.
/// Source: Liang and Zeger (1986), Biometrika 73, 13; the factor G/(G−1) and Student's t with G−1 degrees of freedom as in Cameron and
/// Miller (2015), "A Practitioner's Guide to Cluster-Robust Inference", Journal of Human Resources 50, 317, section VI. Nothing is
/// drawn, so the same observations give the same interval. With few clusters, or one that outweighs the others, it is still too
/// narrow: the number of clusters stands beside it.
/// </remarks>
public static class ClusteredMean
{
    /// <summary>The mean of observations; null when there is none.</summary>
    public static Estimate? Of(IEnumerable<Observation> observations)
    {
        var (sum, clusters) = (default(Sum), new SortedDictionary<string, Sum>(StringComparer.Ordinal));
        foreach (var one in observations)
        {
            if (!double.IsFinite(one.Value) || !(one.Weight > 0)) throw new ArgumentOutOfRangeException(nameof(observations), one, "An observation is finite and weighs something.");
            sum = sum.With(one);
            clusters[one.Cluster] = clusters.GetValueOrDefault(one.Cluster).With(one);
        }

        if (sum.Count == 0) return null;
        var mean = sum.Weighted / sum.Weight;
        var squares = 0.0;
        foreach (var cluster in clusters.Values)
        {
            var score = (cluster.Weighted - mean * cluster.Weight) / sum.Weight;
            squares += score * score;
        }

        return With(mean, squares, clusters.Count, sum.Count);
    }

    /// <summary>
    /// How far the mean of <paramref name="left"/> lies above that of <paramref name="right"/>; null when either is empty, without an
    /// interval unless each has two clusters. A cluster on both sides counts once, with both its scores (u_g = u_g of the left less u_g
    /// of the right): the same game traded under two settings is one piece of evidence about the gap between them.
    /// </summary>
    public static Estimate? Gap(IReadOnlyCollection<Observation> left, IReadOnlyCollection<Observation> right)
    {
        if (Of(left) is not { } first || Of(right) is not { } second) return null;
        var scores = new SortedDictionary<string, double>(StringComparer.Ordinal);
        AddScores(scores, left, first.Mean, 1);
        AddScores(scores, right, second.Mean, -1);
        var (gap, count) = (first.Mean - second.Mean, left.Count + right.Count);
        if (first.Clusters < 2 || second.Clusters < 2) return new Estimate(gap, null, null, count, scores.Count);
        var squares = 0.0;
        foreach (var score in scores.Values) squares += score * score;
        // The degrees of freedom are those of the side that has fewer games: it decides how sure one can be.
        return With(gap, squares, scores.Count, count, Math.Min(first.Clusters, second.Clusters) - 1);
    }

    private static void AddScores(SortedDictionary<string, double> scores, IReadOnlyCollection<Observation> side, double mean, int sign)
    {
        var weight = side.Sum(one => one.Weight);
        foreach (var one in side)
            scores[one.Cluster] = scores.GetValueOrDefault(one.Cluster) + sign * one.Weight * (one.Value - mean) / weight;
    }

    private static Estimate With(double mean, double squares, int clusters, int count, int? freedom = null)
    {
        if (clusters < 2) return new Estimate(mean, null, null, count, clusters);
        var half = StudentT.Quantile975(freedom ?? clusters - 1) * Math.Sqrt(squares * clusters / (clusters - 1));
        return new Estimate(mean, mean - half, mean + half, count, clusters);
    }

    private readonly record struct Sum(double Weighted, double Weight, int Count)
    {
        public Sum With(in Observation one) => new(Weighted + one.Weight * one.Value, Weight + one.Weight, Count + 1);
    }
}
