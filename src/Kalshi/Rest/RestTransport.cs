using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Kalshi.Rest;

/// <summary>What came of one request on the wire.</summary>
internal enum ReplyKind
{
    /// <summary>A whole reply is there, whatever its status.</summary>
    Replied,
    /// <summary>The request's bytes may have left and no whole reply came.</summary>
    NoReply,
    /// <summary>Not a byte of it left.</summary>
    NotSent,
}

/// <summary>One reply.</summary>
internal readonly record struct RawReply(ReplyKind Kind, int Status, ReadOnlyMemory<byte> Body, string Reason, Instant SentAt, Instant ReceivedAt)
{
    public bool IsSuccess => Kind == ReplyKind.Replied && Status is >= 200 and < 300;
}

/// <summary>One request.</summary>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Route">The path below the prefix with parameters as ':', for costs and counts.</param>
/// <param name="Path">The path below the prefix.</param>
/// <param name="Query">The query with its '?', or empty.</param>
/// <param name="Body">A JSON body, or nothing.</param>
/// <param name="Signed">Whether it carries the account's signature.</param>
/// <param name="Guard">Asked when the bytes are about to leave; a text keeps them back.</param>
/// <param name="Written">Called when the bytes are about to leave.</param>
internal sealed record RestRequest(
    string Method, string Route, string Path, string Query, ReadOnlyMemory<byte> Body, bool Signed, Func<string?>? Guard = null, Action? Written = null);

/// <summary>
/// Sends requests over a bounded pool of HTTP/1.1 connections. Nothing is redirected or kept in cookies. A write always has a
/// content, an empty one if need be: the pool repeats requests without one by itself when a connection ends under them.
/// </summary>
internal sealed class RestTransport : IDisposable
{
    private readonly KalshiRestOptions _options;
    private readonly HttpMessageInvoker _invoker;
    private readonly string _origin;

    public RestTransport(KalshiRestOptions options)
    {
        _options = options;
        Prefix = options.BaseUri.AbsolutePath.TrimEnd('/');
        _origin = options.BaseUri.GetLeftPart(UriPartial.Authority);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            UseCookies = false,
            UseProxy = false,
            ConnectTimeout = options.ConnectTimeout,
            MaxConnectionsPerServer = options.MaxConnections,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            PooledConnectionLifetime = TimeSpan.FromMinutes(15),
            MaxResponseHeadersLength = 64,
            EnableMultipleHttp2Connections = false,
            SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
            ConnectCallback = ConnectAsync,
        };
        _invoker = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    /// <summary>What stands before every route: /trade-api/v2.</summary>
    public string Prefix { get; }

    public async Task<RawReply> SendAsync(RestRequest request, TimeSpan timeout, CancellationToken cancellation)
    {
        var sentAt = _options.Clock();
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        using var content = new GuardedContent(request);
        int? status = null;
        try
        {
            using var message = Message(request, content);
            using var response = await _invoker.SendAsync(message, limit.Token).ConfigureAwait(false);
            status = (int)response.StatusCode;
            var (body, fault) = await ReadBodyAsync(response, limit.Token).ConfigureAwait(false);
            return fault is null
                ? new RawReply(ReplyKind.Replied, status.Value, body, "", sentAt, _options.Clock())
                : Nothing(content, $"status {status}: {fault}", sentAt);
        }
        catch (OperationCanceledException)
        {
            return Nothing(content, cancellation.IsCancellationRequested ? "given up by the caller" : $"no reply within {timeout.TotalSeconds:0.###} s", sentAt);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or AuthenticationException)
        {
            return Nothing(content, content.Refusal ?? Said(e), sentAt);
        }
        finally
        {
            _options.Observer.Replied(request.Method, request.Route, status, System.Diagnostics.Stopwatch.GetElapsedTime(started));
        }
    }

    public void Dispose() => _invoker.Dispose();

    private RawReply Nothing(GuardedContent content, string reason, Instant sentAt) =>
        new(content.KeepBack() ? ReplyKind.NotSent : ReplyKind.NoReply, 0, default, reason, sentAt, _options.Clock());

    private HttpRequestMessage Message(RestRequest request, GuardedContent content)
    {
        var path = Prefix + request.Path;
        var message = new HttpRequestMessage(new HttpMethod(request.Method), new Uri(_origin + path + request.Query))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            // A read may be repeated by the pool; a write, which has a content, never is.
            Content = request.Method == "GET" ? null : content,
        };
        if (!request.Body.IsEmpty) content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (!request.Signed) return message;
        var signed = _options.Signer.Sign(request.Method, path);
        message.Headers.TryAddWithoutValidation(SignedHeaders.KeyHeader, signed.KeyId);
        message.Headers.TryAddWithoutValidation(SignedHeaders.TimestampHeader, signed.TimestampMs);
        message.Headers.TryAddWithoutValidation(SignedHeaders.SignatureHeader, signed.Signature);
        return message;
    }

    private async Task<(byte[] Body, string? Fault)> ReadBodyAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var max = _options.MaxBodyBytes;
        var announced = response.Content.Headers.ContentLength;
        if (announced > max) return ([], $"a body of {announced} bytes, above the limit of {max}");
        using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[announced is { } length ? (int)length : 4_096];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
            {
                // One more byte tells the end of a body whose length was announced.
                if (buffer.Length > max) return ([], $"a body above the limit of {max} bytes");
                Array.Resize(ref buffer, announced is null ? Math.Min(buffer.Length * 2, max + 1) : buffer.Length + 1);
            }

            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false);
            if (read == 0) break;
            filled += read;
        }

        if (filled > max) return ([], $"a body above the limit of {max} bytes");
        if (announced is { } whole && filled != whole) return ([], $"a body of {filled} of {whole} bytes");
        return (buffer.Length == filled ? buffer : buffer[..filled], null);
    }

    /// <summary>Without Nagle: a request is small and waits for nothing.</summary>
    private static async ValueTask<System.IO.Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The innermost message: the outer ones repeat the address.</summary>
    private static string Said(Exception e)
    {
        while (e.InnerException is { } inner) e = inner;
        return e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http ? http.HttpRequestError.ToString() : e.Message;
    }

    /// <summary>A body that knows whether it has begun to leave, and asks before it does.</summary>
    private sealed class GuardedContent(RestRequest request) : HttpContent
    {
        private const int Waiting = 0;
        private const int Left = 1;
        private const int Kept = 2;

        private int _state;

        /// <summary>Sees to it that nothing leaves from here on; false when bytes may have left already.</summary>
        public bool KeepBack() => Interlocked.CompareExchange(ref _state, Kept, Waiting) != Left;

        /// <summary>Why the guard kept it back.</summary>
        public string? Refusal { get; private set; }

        protected override Task SerializeToStreamAsync(System.IO.Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

        protected override Task SerializeToStreamAsync(System.IO.Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            // The headers lie in the connection's buffer until the content is written, so here nothing has left.
            if (request.Guard?.Invoke() is { } refusal)
            {
                Refusal = refusal;
                throw new IOException(refusal);
            }

            if (Interlocked.CompareExchange(ref _state, Left, Waiting) != Waiting) throw new IOException("the request was given up");
            request.Written?.Invoke();
            return request.Body.IsEmpty ? Task.CompletedTask : stream.WriteAsync(request.Body, cancellationToken).AsTask();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = request.Body.Length;
            return true;
        }
    }
}
