using System.Reflection;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Conformance.Tests;

/// <summary>What our adapter can ask of the venue: whoever adds a method must show that both sides of the wire know it.</summary>
internal static class AdapterMethods
{
    /// <summary>The names of the public request methods; overloads count once.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        .. typeof(KalshiRestClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => method.Name.EndsWith("Async", StringComparison.Ordinal) && method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() == typeof(Task<>))
            .Select(method => method.Name).Distinct().Order(StringComparer.Ordinal),
    ];
}
