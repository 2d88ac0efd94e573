using System.Net;
using System.Net.Sockets;
using System.Text;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Kalshi.Tests.Rest;

/// <summary>A request as it came over the socket.</summary>
public sealed record SeenRequest(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>What a fake venue answers: a status and a body, a cut after so many bytes, or silence.</summary>
public sealed record FakeReply(int Status, string Body, bool CutBeforeReply = false, bool Silent = false, int? CutBodyAt = null, string ContentType = "application/json");

/// <summary>A server on loopback that speaks just enough HTTP/1.1 to be nasty: it answers whatever it is told, or cuts the line.</summary>
public sealed class FakeVenue : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<SeenRequest, FakeReply> _answer;
    private readonly List<SeenRequest> _seen = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly List<TcpClient> _open = [];

    public FakeVenue(Func<SeenRequest, FakeReply> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    public FakeVenue(int status, string body) : this(_ => new FakeReply(status, body))
    {
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public SeenRequest[] Seen
    {
        get
        {
            lock (_seen) return [.. _seen];
        }
    }

    public KalshiRestOptions Options => new()
    {
        BaseUri = new Uri($"http://127.0.0.1:{Port}/trade-api/v2"),
        Signer = new FixedSigner(),
        Clock = () => Instant.From(DateTimeOffset.UtcNow),
        Subaccount = 5,
        ReadRetries = 0,
        WriteTimeout = TimeSpan.FromSeconds(5),
        ReadTimeout = TimeSpan.FromSeconds(5),
    };

    public KalshiRestClient Client() => new(Options);

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
                lock (_seen) _seen.Add(request);
                var reply = _answer(request);
                if (reply.Silent) await Task.Delay(Timeout.Infinite, _stop.Token);
                if (reply.CutBeforeReply) break;
                var body = Encoding.UTF8.GetBytes(reply.Body);
                var head = reply.Status == 204
                    ? "HTTP/1.1 204 No Content\r\n\r\n"
                    : $"HTTP/1.1 {reply.Status} X\r\nContent-Type: {reply.ContentType}\r\nContent-Length: {body.Length}\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
                await stream.WriteAsync(body.AsMemory(0, reply.CutBodyAt ?? body.Length));
                if (reply.CutBodyAt is not null) break;
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
        var first = lines[0].Split(' ');
        var headers = lines[1..].ToDictionary(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body);
        return new SeenRequest(first[0], first[1], headers, body);
    }
}

/// <summary>Signs nothing and says what it was asked to sign.</summary>
internal sealed class FixedSigner : IRequestSigner
{
    public SignedHeaders Sign(string method, string path) => new("key-1", "1792539089957", method + " " + path);
}
