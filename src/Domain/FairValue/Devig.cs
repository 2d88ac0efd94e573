namespace KalshiArb.Domain.FairValue;

/// <summary>How a bookmaker's margin is taken out of its prices. Each assumes another way in which the margin was put in.</summary>
public enum DevigMethod
{
    /// <summary>In proportion to the implied probability: p = q / Σq.</summary>
    Multiplicative,
    /// <summary>The same amount from each outcome: p = q − (Σq − 1)/n. It can leave an outsider with nothing, and then drops out.</summary>
    Additive,
    /// <summary>One exponent for all: p = q^k with Σp = 1 (Clarke, Kovalchik, Ingram 2017).</summary>
    Power,
    /// <summary>
    /// A share z of the stakes comes from insiders: p = (√(z² + 4(1−z) q²/Σq) − z) / (2(1−z)) with Σp = 1
    /// (Shin 1992, 1993; Jullien and Salanié 1994). For two outcomes it equals the additive method.
    /// </summary>
    Shin,
}

/// <summary>Takes the margin out of implied probabilities. Pure, bounded, allocates nothing.</summary>
public static class Devig
{
    /// <summary>The methods there are.</summary>
    public const int Methods = 4;

    /// <summary>Most outcomes that can be priced.</summary>
    public const int MaxOutcomes = 3;

    /// <summary>A book whose implied probabilities sum to more than this is not a price list.</summary>
    public const double MaxBooksum = 1.5;

    /// <summary>The least probability that counts as one: below it a method has dropped out.</summary>
    private const double Nothing = 1e-9;

    /// <summary>A booksum below 1 by more than rounding would be money for nothing: a stale or mistyped price.</summary>
    private const double MinBooksum = 1 - 1e-9;

    /// <summary>Whether implied probabilities can be a book's: two or three, each within 0..1, and their sum from 1 to <see cref="MaxBooksum"/>.</summary>
    public static bool IsUsable(ReadOnlySpan<double> implied)
    {
        if (implied.Length is < 2 or > MaxOutcomes) return false;
        var sum = 0.0;
        foreach (var q in implied)
        {
            if (!(q is > 0 and < 1)) return false;
            sum += q;
        }
        return sum is >= MinBooksum and <= MaxBooksum;
    }

    /// <summary>
    /// Fills <paramref name="fair"/> with probabilities that sum to 1; false when the method gives an outcome no probability
    /// above 0 and so drops out. <paramref name="implied"/> must be usable (<see cref="IsUsable"/>).
    /// </summary>
    public static bool TrySolve(DevigMethod method, ReadOnlySpan<double> implied, Span<double> fair)
    {
        if (!IsUsable(implied) || fair.Length != implied.Length)
            throw new ArgumentException("The implied probabilities are no book's, or the result has another length.", nameof(implied));
        var sum = Sum(implied);
        switch (method)
        {
            case DevigMethod.Multiplicative:
                for (var i = 0; i < fair.Length; i++) fair[i] = implied[i] / sum;
                break;
            case DevigMethod.Additive:
                for (var i = 0; i < fair.Length; i++) fair[i] = implied[i] - (sum - 1) / fair.Length;
                break;
            case DevigMethod.Power:
                SolvePower(implied, fair);
                break;
            case DevigMethod.Shin:
                SolveShin(implied, sum, fair);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(method), method, "No such method.");
        }
        foreach (var p in fair)
            if (!(p is > Nothing and < 1)) return false;
        return true;
    }

    /// <summary>The insiders' share z that <see cref="DevigMethod.Shin"/> finds, 0..1.</summary>
    public static double ShinInsiderShare(ReadOnlySpan<double> implied)
    {
        var sum = Sum(implied);
        // Σp(z) falls from √Σq at z = 0 to below 1: halving is bounded and needs no starting guess. 60 halvings pass double's precision.
        double low = 0, high = 1 - 1e-12;
        for (var i = 0; i < 60; i++)
        {
            var z = (low + high) / 2;
            var total = 0.0;
            foreach (var q in implied) total += ShinProbability(q, sum, z);
            if (total > 1) low = z; else high = z;
        }
        return low;
    }

    private static double ShinProbability(double q, double sum, double z) =>
        (Math.Sqrt(z * z + 4 * (1 - z) * q * q / sum) - z) / (2 * (1 - z));

    private static void SolveShin(ReadOnlySpan<double> implied, double sum, Span<double> fair)
    {
        var z = ShinInsiderShare(implied);
        for (var i = 0; i < fair.Length; i++) fair[i] = ShinProbability(implied[i], sum, z);
        Normalize(fair);
    }

    private static void SolvePower(ReadOnlySpan<double> implied, Span<double> fair)
    {
        // Σq^k is convex and falling in k and at least 1 at k = 1, so Newton's steps climb to the root from the left and never pass it.
        var k = 1.0;
        for (var i = 0; i < 50; i++)
        {
            double value = -1, slope = 0;
            foreach (var q in implied)
            {
                var power = Math.Pow(q, k);
                value += power;
                slope += power * Math.Log(q);
            }
            if (value <= 1e-14) break;
            k -= value / slope;
        }
        for (var i = 0; i < fair.Length; i++) fair[i] = Math.Pow(implied[i], k);
        Normalize(fair);
    }

    /// <summary>Takes out what the bounded search left over (below 1e-9), so that every method sums to 1 alike.</summary>
    private static void Normalize(Span<double> fair)
    {
        var sum = Sum(fair);
        for (var i = 0; i < fair.Length; i++) fair[i] /= sum;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
