using System.Text.Json;

namespace KalshiArb.Conformance.Tests.Specification;

/// <summary>A parameter of a query.</summary>
internal sealed record QueryPart(string Name, string Value);

/// <summary>A request of the adapter and what the validating server said of it.</summary>
/// <param name="Call">The adapter's method.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The whole path.</param>
/// <param name="Query">The query in its order.</param>
/// <param name="Body">The body; null where there is none.</param>
/// <param name="Status">The validating server's status.</param>
/// <param name="Violations">What it found wrong in the request.</param>
internal sealed record Recorded(string Call, string Method, string Path, IReadOnlyList<QueryPart> Query, JsonElement? Body, int Status, IReadOnlyList<string> Violations);
