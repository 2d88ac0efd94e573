using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace KalshiArb.Feeds.Tests.Polling;

/// <summary>A request as it came over the socket.</summary>
public sealed record SeenRequest(string Target, IReadOnlyDictionary<string, string> Headers)
{
    public string Path => Target.Split('?')[0];
}

/// <summary>What a fake source answers, faults included.</summary>
public sealed record FakeReply(int Status, string Body)
{
    public string? ContentType { get; init; } = "application/json";

    /// <summary>Further headers, each with its value.</summary>
    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>The length that is announced; null for the true one.</summary>
    public long? AnnouncedLength { get; init; }

    /// <summary>Without a length: the body ends with the connection.</summary>
    public bool WithoutLength { get; init; }

    /// <summary>The connection is cut after so many bytes of the body.</summary>
    public int? CutAt { get; init; }

    /// <summary>Nothing is ever answered.</summary>
    public bool Silent { get; init; }

    /// <summary>The connection is cut before the answer.</summary>
    public bool CutBeforeReply { get; init; }

    /// <summary>The body stops after its half and never goes on.</summary>
    public bool Stalls { get; init; }

    /// <summary>The body is compressed.</summary>
    public bool Gzip { get; init; }
}

/// <summary>A server on loopback that speaks just enough HTTP/1.1 to be nasty.</summary>
public sealed class FakeServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<SeenRequest> _seen = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpClient> _open = [];
    private int _inFlight;
    private int _mostInFlight;

    public FakeServer(Func<SeenRequest, FakeReply> answer)
    {
        Answer = answer;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    /// <summary>May be changed while the server runs.</summary>
    public Func<SeenRequest, FakeReply> Answer { get; set; }

    public string Root => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public Uri At(string path) => new(Root + path);

    public SeenRequest[] Seen
    {
        get
        {
            lock (_seen) return [.. _seen];
        }
    }

    /// <summary>The most requests that were unanswered at one time.</summary>
    public int MostInFlight => Volatile.Read(ref _mostInFlight);

    public async Task UntilSeenAsync(int count)
    {
        for (var until = Environment.TickCount64 + 60_000; Seen.Length < count; await Task.Delay(2))
            Assert.True(Environment.TickCount64 < until, $"{Seen.Length} of {count} requests came");
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        lock (_open)
            foreach (var client in _open) client.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                client.NoDelay = true;
                lock (_open) _open.Add(client);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using var stream = client.GetStream();
            while (await ReadAsync(stream) is { } request)
            {
                lock (_seen)
                {
                    _seen.Add(request);
                    _mostInFlight = Math.Max(_mostInFlight, ++_inFlight);
                }

                var reply = Answer(request);
                if (reply.Silent) await Task.Delay(Timeout.Infinite, _stop.Token);
                if (reply.CutBeforeReply) return;
                var body = Encoding.UTF8.GetBytes(reply.Body);
                if (reply.Gzip) body = Gzip(body);
                var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} X\r\n");
                if (reply.ContentType is { } type) head.Append(CultureInfo.InvariantCulture, $"Content-Type: {type}\r\n");
                if (reply.Gzip) head.Append("Content-Encoding: gzip\r\n");
                foreach (var (name, value) in reply.Headers) head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
                head.Append(reply.WithoutLength ? "Connection: close\r\n" : reply.Status == 304 ? "" : $"Content-Length: {reply.AnnouncedLength ?? body.Length}\r\n").Append("\r\n");
                // The next request may come as soon as the last byte is there.
                lock (_seen) _inFlight--;
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head.ToString()));
                if (reply.Status != 304) await stream.WriteAsync(body.AsMemory(0, reply.CutAt ?? (reply.Stalls ? body.Length / 2 : body.Length)));
                if (reply.Stalls) await Task.Delay(Timeout.Infinite, _stop.Token);
                if (reply.CutAt is not null || reply.WithoutLength) return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The client has gone, or the test is over.
        }
        finally
        {
            client.Dispose();
        }
    }

    private static byte[] Gzip(byte[] body)
    {
        using var memory = new MemoryStream();
        using (var zip = new GZipStream(memory, CompressionLevel.Fastest)) zip.Write(body);
        return memory.ToArray();
    }

    private static async Task<SeenRequest?> ReadAsync(NetworkStream stream)
    {
        var head = new List<byte>();
        var one = new byte[1];
        while (head.Count < 4 || !(head[^4] == '\r' && head[^3] == '\n' && head[^2] == '\r' && head[^1] == '\n'))
        {
            if (await stream.ReadAsync(one) == 0) return null;
            head.Add(one[0]);
        }

        var lines = Encoding.ASCII.GetString([.. head]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new SeenRequest(
            lines[0].Split(' ')[1],
            lines[1..].ToDictionary(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), StringComparer.OrdinalIgnoreCase));
    }
}
