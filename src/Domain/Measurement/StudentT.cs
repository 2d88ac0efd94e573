namespace KalshiArb.Domain.Measurement;

/// <summary>The point of Student's distribution that 97.5 % lie below: the factor of a two-sided 95 % interval.</summary>
internal static class StudentT
{
    private const double Normal = 1.959963984540054;

    // To four decimals, from the usual tables, for 1 to 10 degrees of freedom, where the expansion below is not good enough.
    private static readonly double[] _few = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281];

    /// <summary>The quantile for a number of degrees of freedom, at least 1; to three decimals or better.</summary>
    internal static double Quantile975(int freedom)
    {
        if (freedom < 1) throw new ArgumentOutOfRangeException(nameof(freedom), freedom, "There is at least one degree of freedom.");
        if (freedom <= _few.Length) return _few[freedom - 1];
        // Cornish and Fisher's expansion around the normal quantile (Abramowitz and Stegun 26.7.5).
        const double Z = Normal;
        double n = freedom;
        var (z3, z5, z7) = (Z * Z * Z, Z * Z * Z * Z * Z, Z * Z * Z * Z * Z * Z * Z);
        return Z + (z3 + Z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * Z) / (96 * n * n) + (3 * z7 + 19 * z5 + 17 * z3 - 15 * Z) / (384 * n * n * n);
    }
}
