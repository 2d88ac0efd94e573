using System.Net;
using System.Net.Sockets;

namespace KalshiArb.EndToEnd.Tests.Crash;

/// <summary>
/// Stands between a client's REST connections and the venue and passes everything on, byte for byte, unless a test holds the bytes of
/// a create or of its answer back.
/// </summary>
internal sealed class WireTap : IAsyncDisposable
{
    private static readonly byte[] _create = "POST /trade-api/v2/portfolio/events/orders HTTP/1.1\r\n"u8.ToArray();

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _venue;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    public WireTap(Uri venue)
    {
        _venue = new IPEndPoint(IPAddress.Loopback, venue.Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the client is to connect.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Asked when the first bytes of a create have left the client: what to do with them.</summary>
    public Func<int, Passage>? CreateSeen { get; set; }

    /// <summary>Asked when the first bytes of the answer to a create have left the venue.</summary>
    public Func<int, Passage>? ReplySeen { get; set; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The tap ends.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var venue = new TcpClient();
        using (client)
        {
            try
            {
                client.NoDelay = venue.NoDelay = true;
                await venue.ConnectAsync(_venue, _end.Token);
                var line = new Line();
                await Task.WhenAll(
                    PumpAsync(client, venue, bytes => Creates(bytes, line)),
                    PumpAsync(venue, client, bytes => Answers(bytes, line)));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
            {
                // One of the two has gone.
            }
        }
    }

    private Passage Creates(ReadOnlyMemory<byte> bytes, Line line)
    {
        if (!bytes.Span.StartsWith(_create)) return Passage.All;
        line.Answers = false;
        line.Creates = true;
        return CreateSeen?.Invoke(bytes.Length) ?? Passage.All;
    }

    private Passage Answers(ReadOnlyMemory<byte> bytes, Line line)
    {
        if (!line.Creates || line.Answers) return Passage.All;
        (line.Creates, line.Answers) = (false, true);
        return ReplySeen?.Invoke(bytes.Length) ?? Passage.All;
    }

    private async Task PumpAsync(TcpClient from, TcpClient to, Func<ReadOnlyMemory<byte>, Passage> asks)
    {
        var buffer = new byte[1 << 16];
        var (source, target) = (from.GetStream(), to.GetStream());
        try
        {
            while (true)
            {
                var read = await source.ReadAsync(buffer, _end.Token);
                if (read == 0) break;
                var passage = asks(buffer.AsMemory(0, read));
                var pass = Math.Min(passage.Bytes, read);
                if (pass > 0) await target.WriteAsync(buffer.AsMemory(0, pass), _end.Token);
                passage.Then?.Invoke();
                if (pass < read) break;
            }

            to.Client.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // A connection that breaks breaks on both sides.
            to.Close();
        }
    }

    private sealed class Line
    {
        public volatile bool Creates;
        public volatile bool Answers;
    }
}

/// <summary>How many of the bytes seen go on, and what happens then; when not all of them do, the connection ends there.</summary>
internal sealed record Passage(int Bytes, Action? Then = null)
{
    public static Passage All { get; } = new(int.MaxValue);
}
