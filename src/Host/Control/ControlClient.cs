using System.Net.Sockets;
using System.Text.Json;

namespace KalshiArb.Host.Control;

/// <summary>Asks a running service.</summary>
internal static class ControlClient
{
    private const int MaxResponseBytes = 8 << 20;

    /// <summary>One request and its answer; null when nobody listens or nobody answers in time.</summary>
    public static async Task<ControlResponse?> AskAsync(string socketPath, ControlRequest request, TimeSpan timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await using var stream = await ConnectAsync(socket, socketPath, limit.Token).ConfigureAwait(false);
            var channel = new LineChannel(stream, MaxResponseBytes);
            await channel.WriteAsync(JsonSerializer.Serialize(request, ControlJson.Default.ControlRequest), limit.Token).ConfigureAwait(false);
            return await channel.ReadAsync(limit.Token).ConfigureAwait(false) is { } line ? JsonSerializer.Deserialize(line, ControlJson.Default.ControlResponse) : null;
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidDataException or JsonException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<NetworkStream> ConnectAsync(Socket socket, string path, CancellationToken cancellation)
    {
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
