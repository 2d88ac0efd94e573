using System.Net;
using System.Net.Security;
using System.Security.Authentication;

namespace KalshiArb.Feeds.Polling;

/// <summary>Asks a source one question at a time.</summary>
public interface IFeedFetcher
{
    /// <summary>Asks; every way in which that can fail is an answer. Throws only when it is given up by the caller.</summary>
    Task<FeedReply> AskAsync(FeedRequest request, CancellationToken cancellation);

    /// <summary>Forgets the validator of a label: the last answer to it could not be used, so nothing may be 'unchanged' since.</summary>
    void Forget(string label);
}

/// <summary>
/// Asks over HTTP: conditionally where the last answer had a validator, within a time, up to a size, without redirects, cookies or
/// proxies. An address never gets into a message, since it may hold a key.
/// </summary>
public sealed class HttpFetcher : IFeedFetcher, IDisposable
{
    private const int MaxErrorBytes = 4_096;
    private const int MaxValidators = 256;

    private readonly PollTerms _terms;
    private readonly HttpMessageInvoker _invoker;
    private readonly string _userAgent;
    private readonly Dictionary<string, (string? ETag, string? LastModified)> _validators = new(StringComparer.Ordinal);

    /// <summary>Makes one for one source; it keeps at most two connections.</summary>
    /// <param name="terms">Time and size.</param>
    /// <param name="userAgent">How we name ourselves.</param>
    public HttpFetcher(PollTerms terms, string userAgent)
    {
        (_terms, _userAgent) = (terms, userAgent);
        _invoker = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
                ConnectTimeout = terms.Timeout,
                MaxConnectionsPerServer = 2,
                MaxResponseHeadersLength = 64,
                PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
                PooledConnectionLifetime = TimeSpan.FromMinutes(15),
                SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
                // Nothing of an address reaches a trace.
                ActivityHeadersPropagator = null,
            },
            disposeHandler: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    /// <inheritdoc/>
    public void Forget(string label) => _validators.Remove(label);

    /// <inheritdoc/>
    public async Task<FeedReply> AskAsync(FeedRequest request, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_terms.Timeout);
        try
        {
            using var message = Message(request);
            using var response = await _invoker.SendAsync(message, limit.Token).ConfigureAwait(false);
            return await ReadAsync(request, response, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Nothing($"no whole answer within {_terms.Timeout.TotalSeconds:0.###} s");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or AuthenticationException or InvalidDataException)
        {
            return Nothing(Said(e));
        }
    }

    private HttpRequestMessage Message(FeedRequest request)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, request.Uri) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        message.Headers.TryAddWithoutValidation("Accept", request.Lines ? "application/x-ndjson, application/jsonl, text/plain;q=0.5" : "application/json");
        message.Headers.TryAddWithoutValidation("User-Agent", _userAgent);
        if (!_validators.TryGetValue(request.Label, out var validator)) return message;
        if (validator.ETag is { } tag) message.Headers.TryAddWithoutValidation("If-None-Match", tag);
        if (validator.LastModified is { } since) message.Headers.TryAddWithoutValidation("If-Modified-Since", since);
        return message;
    }

    private async Task<FeedReply> ReadAsync(FeedRequest request, HttpResponseMessage response, CancellationToken cancellation)
    {
        var headers = HeadersOf(response);
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            return _validators.ContainsKey(request.Label)
                ? new FeedReply.Unchanged(headers)
                : new FeedReply.Failed("'not modified' to a question that did not ask since when", 304, default, headers);
        }

        var status = (int)response.StatusCode;
        if (status != 200)
        {
            var (said, _) = await ReadBodyAsync(response, MaxErrorBytes, cut: true, cancellation).ConfigureAwait(false);
            return new FeedReply.Failed($"status {status}", status, said, headers);
        }

        if (WhyNoSuchType(request, response) is { } type) return new FeedReply.Failed(type, status, default, headers);
        var (body, fault) = await ReadBodyAsync(response, _terms.MaxBodyBytes, cut: false, cancellation).ConfigureAwait(false);
        if (fault is not null) return new FeedReply.Failed(fault, status, default, headers);
        Remember(request.Label, headers);
        return new FeedReply.Answer(body, headers);
    }

    private void Remember(string label, ReplyHeaders headers)
    {
        var (tag, since) = (headers.Find("ETag"), headers.Find("Last-Modified"));
        if (tag is null && since is null || (_validators.Count >= MaxValidators && !_validators.ContainsKey(label))) _validators.Remove(label);
        else _validators[label] = (tag, since);
    }

    /// <summary>JSON under its own names or as plain text, as some stores serve it. A page of HTML is a portal's or an error's.</summary>
    private static string? WhyNoSuchType(FeedRequest request, HttpResponseMessage response)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        var taken = type switch
        {
            "application/json" or "text/json" or "text/plain" or "application/octet-stream" => true,
            "application/x-ndjson" or "application/jsonl" or "application/x-jsonlines" => request.Lines,
            _ => false,
        };
        return taken ? null : type is null ? "no content type" : $"content type '{Cut(type)}'";
    }

    private static async Task<(ReadOnlyMemory<byte> Body, string? Fault)> ReadBodyAsync(HttpResponseMessage response, int max, bool cut, CancellationToken cancellation)
    {
        var announced = response.Content.Headers.ContentLength;
        if (!cut && announced > max) return (default, $"a body of {announced} bytes, above the limit of {max}");
        using var stream = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var buffer = new byte[(int)Math.Min(max + 1L, announced is > 0 and { } length ? length + 1 : 16_384)];
        var filled = 0;
        while (true)
        {
            if (filled == buffer.Length)
            {
                if (filled > max) return cut ? (buffer.AsMemory(0, max), null) : (default, $"a body above the limit of {max} bytes");
                Array.Resize(ref buffer, (int)Math.Min(max + 1L, buffer.Length * 2L));
            }

            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellation).ConfigureAwait(false);
            if (read == 0) break;
            filled += read;
        }

        if (filled > max) return cut ? (buffer.AsMemory(0, max), null) : (default, $"a body above the limit of {max} bytes");
        return (buffer.AsMemory(0, filled), null);
    }

    private static ReplyHeaders HeadersOf(HttpResponseMessage response)
    {
        var named = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in response.Headers.NonValidated) named[header.Key] = header.Value.ToString();
        foreach (var header in response.Content.Headers.NonValidated) named[header.Key] = header.Value.ToString();
        return new ReplyHeaders(named);
    }

    private static FeedReply.Failed Nothing(string reason) => new(reason, null, default, ReplyHeaders.None);

    /// <summary>The kind of fault and never its text, which repeats the address.</summary>
    private static string Said(Exception e)
    {
        var http = e as HttpRequestException;
        while (e.InnerException is { } inner) e = inner;
        if (e is System.Net.Sockets.SocketException socket) return $"no connection: {socket.SocketErrorCode}";
        return http is { HttpRequestError: not HttpRequestError.Unknown } ? $"no answer: {http.HttpRequestError}" : $"no answer: {e.GetType().Name}";
    }

    private static string Cut(string text) => text.Length <= 80 ? text : text[..80] + "…";
}
