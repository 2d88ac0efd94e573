using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace KalshiArb.Kalshi.Rest;

/// <summary>
/// Reads the four shapes of error bodies (recorded 2026-06-11): nested {"error":{code,message,details}}, flat
/// {code,message,details}, {"msg"} of parameter checks, and {"error":"text"} of 429.
/// </summary>
internal static class VenueErrors
{
    private const int MaxText = 512;

    /// <summary>Reads one; false when the body is none of the shapes, HTML for instance: then nobody knows who answered.</summary>
    public static bool TryRead(int status, ReadOnlyMemory<byte> body, [NotNullWhen(true)] out VenueError? error)
    {
        error = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            error = Read(status, document.RootElement);
        }
        catch (JsonException)
        {
            // Not JSON: the caller says so.
        }

        return error is not null;
    }

    /// <summary>Reads an error object or the object around it; null when it is none of the shapes.</summary>
    public static VenueError? Read(int status, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object) return null;
        if (root.TryGetProperty("error", out var inner))
        {
            if (inner.ValueKind == JsonValueKind.String) return new VenueError(status, Cut(inner.GetString()!), "", null);
            return inner.ValueKind == JsonValueKind.Object ? Coded(status, inner) : null;
        }

        if (root.TryGetProperty("code", out _)) return Coded(status, root);
        return Text(root, "msg") is { } message ? new VenueError(status, "parameter_validation", message, null) : null;
    }

    /// <summary>EXCHANGE_UNAVAILABLE is documented as an unknown outcome, whatever the status.</summary>
    public static bool LeavesOpen(VenueError error) =>
        error.Code.StartsWith("exchange_unavailable", StringComparison.OrdinalIgnoreCase) || error.Code.StartsWith("service_unavailable", StringComparison.OrdinalIgnoreCase);

    private static VenueError? Coded(int status, JsonElement from)
    {
        if (Text(from, "code") is not { Length: > 0 } code) return null;
        return new VenueError(status, code, Text(from, "message") ?? "", Text(from, "details"));
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String ? Cut(field.GetString()!) : null;

    private static string Cut(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
