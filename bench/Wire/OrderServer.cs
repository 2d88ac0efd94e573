using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KalshiArb.Benchmarks.Wire;

/// <summary>The smallest venue: it reads requests from sockets, stamps a create when its last byte is there, and answers that nothing was filled.</summary>
internal sealed class OrderServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Stamps _stamps;
    private long _orders;

    public OrderServer(Stamps stamps)
    {
        _stamps = stamps;
        _listener.Start();
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/trade-api/v2"));
        _ = Task.Run(AcceptAsync);
    }

    public Uri Address { get; }

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var _ = socket;
        socket.NoDelay = true;
        var buffer = new byte[1 << 16];
        var length = 0;
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0) return;
            length += read;
            var text = Encoding.ASCII.GetString(buffer, 0, length);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            var at = text.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
            var body = at < 0 || at > end ? 0 : int.Parse(text.AsSpan(at + 16, text.IndexOf('\r', at) - at - 16), CultureInfo.InvariantCulture);
            if (length < end + 4 + body) continue;
            if (text.StartsWith("POST", StringComparison.Ordinal)) _stamps.Arrived = Stopwatch.GetTimestamp();
            var mark = text.IndexOf("\"client_order_id\":\"", StringComparison.Ordinal);
            var id = mark < 0 ? "" : text[(mark + 19)..text.IndexOf('"', mark + 19)];
            var json = string.Create(CultureInfo.InvariantCulture, $$"""{"order_id":"v-{{++_orders}}","client_order_id":"{{id}}","fill_count":"0.00","remaining_count":"0.00","ts_ms":1800000000000}""");
            await socket.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}"));
            if (mark >= 0) _stamps.Done.Set();
            length = 0;
        }
    }
}
