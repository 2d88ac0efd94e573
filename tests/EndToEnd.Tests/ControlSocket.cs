using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>Talks to a running service over its socket, as every client does: one line of JSON each way.</summary>
internal static class ControlSocket
{
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(30);

    /// <summary>Asks one thing; null when nobody answers.</summary>
    public static async Task<JsonElement?> AskAsync(string state, string command, string? reason = null)
    {
        using var limit = new CancellationTokenSource(Answer);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(state, "control.sock")), limit.Token);
            await using var stream = new NetworkStream(socket);
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"{{\"command\":\"{command}\",\"by\":\"test\"{(reason is null ? "" : $",\"reason\":\"{reason}\"")}}}\n"), limit.Token);
            using var reader = new StreamReader(stream);
            return await reader.ReadLineAsync(limit.Token) is { } line ? JsonDocument.Parse(line).RootElement : null;
        }
        catch (Exception gone) when (gone is SocketException or IOException)
        {
            return null;
        }
    }

    /// <summary>The orders that a service has in its registry.</summary>
    public static async Task<IReadOnlyList<OrderLine>?> OrdersAsync(string state) =>
        await AskAsync(state, "Orders") is not { } answer || !answer.TryGetProperty("orders", out var view) ? null
        : [.. view.GetProperty("orders").EnumerateArray().Select(order => new OrderLine(
            order.GetProperty("id").GetString()!,
            order.TryGetProperty("venueId", out var venue) ? venue.GetString() : null,
            order.GetProperty("state").GetString()!,
            order.GetProperty("role").GetString()!))];

    /// <summary>The positions that a service holds, in hundredths, by ticker.</summary>
    public static async Task<SortedDictionary<string, string>?> PositionsAsync(string state)
    {
        if (await AskAsync(state, "Positions") is not { } answer || !answer.TryGetProperty("positions", out var view)) return null;
        var positions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in view.GetProperty("positions").EnumerateArray())
            positions[row.GetProperty("ticker").GetString()!] = row.GetProperty("position").ToString();
        return positions;
    }
}

/// <summary>One order of a registry.</summary>
internal sealed record OrderLine(string Id, string? VenueId, string State, string Role);
