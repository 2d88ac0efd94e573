using CsCheck;

namespace KalshiArb.Domain.Tests;

internal static class Choose
{
    /// <summary>One of the values, each as likely.</summary>
    internal static Gen<T> From<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
