using System.Collections.Frozen;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Limits;

/// <summary>
/// What our routes cost, from the venue's list. Its patterns name parameters (/orders/:order_id) and wildcards (/*endpoint);
/// names do not matter for the match. A route that is not listed costs the default.
/// </summary>
public sealed class CostTable
{
    private readonly FrozenDictionary<string, int> _exact;
    private readonly (string Prefix, int Cost)[] _wild;

    /// <summary>Makes a table.</summary>
    public CostTable(EndpointCosts costs)
    {
        DefaultCost = costs.DefaultCost;
        var exact = new Dictionary<string, int>(StringComparer.Ordinal);
        var wild = new List<(string, int)>();
        foreach (var one in costs.Costs)
        {
            var pattern = Normalize(one.Method, one.Path);
            var star = pattern.IndexOf('*', StringComparison.Ordinal);
            if (star >= 0) wild.Add((pattern[..star], one.Cost));
            else exact[pattern] = one.Cost;
        }

        _exact = exact.ToFrozenDictionary(StringComparer.Ordinal);
        _wild = [.. wild];
    }

    /// <summary>The documented default of 10 for everything but what was cheaper in June 2026: cancels 2.</summary>
    public static CostTable Documented { get; } = new(new EndpointCosts(10,
    [
        new EndpointCost("DELETE", "/trade-api/v2/portfolio/events/orders/:order_id", 2),
        new EndpointCost("DELETE", "/trade-api/v2/portfolio/events/orders/batched", 2),
        new EndpointCost("GET", "/trade-api/v2/portfolio/orders/:order_id", 2),
    ]));

    /// <summary>What a route costs that is not listed.</summary>
    public int DefaultCost { get; }

    /// <summary>The cost of a route of ours.</summary>
    /// <param name="method">GET, POST, PUT or DELETE.</param>
    /// <param name="route">The path from the root with parameters as :name or :.</param>
    public int Of(string method, string route)
    {
        var pattern = Normalize(method, route);
        if (_exact.TryGetValue(pattern, out var cost)) return cost;
        foreach (var (prefix, wildCost) in _wild)
            if (pattern.StartsWith(prefix, StringComparison.Ordinal)) return wildCost;
        return DefaultCost;
    }

    private static string Normalize(string method, string path)
    {
        if (!path.Contains(':', StringComparison.Ordinal)) return method + " " + path;
        var parts = path.Split('/');
        for (var i = 0; i < parts.Length; i++)
            if (parts[i].StartsWith(':')) parts[i] = ":";
        return method + " " + string.Join('/', parts);
    }
}
