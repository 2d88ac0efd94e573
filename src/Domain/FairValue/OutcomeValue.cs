namespace KalshiArb.Domain.FairValue;

/// <summary>
/// What one outcome is worth by all methods: the middle, and both ends. The lowest is what a buyer of the outcome may count
/// on, and 1 − the highest is what a buyer of its opposite may count on.
/// </summary>
/// <param name="Probability">The middle of the methods.</param>
/// <param name="Lowest">The least favourable method for a buyer of the outcome.</param>
/// <param name="Highest">The least favourable method for a buyer of the opposite.</param>
public readonly record struct OutcomeValue(double Probability, double Lowest, double Highest)
{
    /// <summary>
    /// One book's outcomes by every method that does not drop out; false when the prices are no book's
    /// (<see cref="Devig.IsUsable"/>). The middle is the median, so that no single method decides it.
    /// </summary>
    public static bool TryFromBook(ReadOnlySpan<double> implied, Span<OutcomeValue> outcomes)
    {
        if (!Devig.IsUsable(implied) || outcomes.Length != implied.Length) return false;
        Span<double> all = stackalloc double[Devig.Methods * Devig.MaxOutcomes];
        Span<double> fair = stackalloc double[Devig.MaxOutcomes];
        fair = fair[..implied.Length];
        var methods = 0;
        for (var method = 0; method < Devig.Methods; method++)
        {
            if (!Devig.TrySolve((DevigMethod)method, implied, fair)) continue;
            for (var i = 0; i < fair.Length; i++) all[i * Devig.Methods + methods] = fair[i];
            methods++;
        }
        if (methods == 0) return false;
        for (var i = 0; i < outcomes.Length; i++)
        {
            var values = all.Slice(i * Devig.Methods, methods);
            var middle = Median.Of(values);
            outcomes[i] = new OutcomeValue(middle, values[0], values[^1]);
        }
        return true;
    }
}

/// <summary>The middle of a few numbers.</summary>
internal static class Median
{
    /// <summary>Sorts the numbers in place, and gives the middle one or the mean of the middle two.</summary>
    public static double Of(Span<double> values)
    {
        // Insertion: there are at most some dozens, nearly sorted from one poll to the next, and no comparer is allocated.
        for (var i = 1; i < values.Length; i++)
        {
            var value = values[i];
            var j = i - 1;
            for (; j >= 0 && values[j] > value; j--) values[j + 1] = values[j];
            values[j + 1] = value;
        }
        var half = values.Length / 2;
        return values.Length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }

    /// <summary>
    /// The value at which half of the weight lies below and half above; between two values exactly there, their mean. With equal
    /// weights it is the plain median. Sorts the numbers in place; at most <see cref="OddsConsensus.MaxBooks"/>, weights above 0.
    /// </summary>
    public static double Of(Span<double> values, ReadOnlySpan<double> weights)
    {
        Span<double> counts = stackalloc double[OddsConsensus.MaxBooks];
        counts = counts[..values.Length];
        weights.CopyTo(counts);
        var total = 0.0;
        foreach (var weight in counts) total += weight;
        for (var i = 1; i < values.Length; i++)
        {
            var (value, weight) = (values[i], counts[i]);
            var j = i - 1;
            for (; j >= 0 && values[j] > value; j--) (values[j + 1], counts[j + 1]) = (values[j], counts[j]);
            (values[j + 1], counts[j + 1]) = (value, weight);
        }
        var below = 0.0;
        for (var i = 0; i < values.Length - 1; i++)
        {
            below += counts[i];
            if (below * 2 > total) return values[i];
            if (below * 2 == total) return (values[i] + values[i + 1]) / 2;
        }
        return values[^1];
    }
}
