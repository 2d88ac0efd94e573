using System.Net;
using KalshiArb.PaperExchange.Auth;
using KalshiArb.PaperExchange.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>How a server is set up.</summary>
/// <param name="Address">A loopback address; no other is served.</param>
/// <param name="Port">0 takes a free one.</param>
/// <param name="Keys">Who may sign; not changed afterwards.</param>
/// <param name="Tier">The token buckets.</param>
/// <param name="Wall">The wall clock against which time stamps of signatures are checked.</param>
/// <param name="Failed">Told of every request that failed inside the server.</param>
public sealed record ServerOptions(IPAddress Address, int Port, KeyRing Keys, UsageTier Tier, TimeProvider Wall, Action<Exception> Failed)
{
    /// <summary>Stands between the wire and the venue; null for none.</summary>
    public IRestInterceptor? Interceptor { get; init; }

    /// <summary>Takes over an authenticated WebSocket handshake; null answers 404.</summary>
    public Func<HttpContext, Task>? Stream { get; init; }

    /// <summary>Serves <c>/paper/faults</c>; null answers 404.</summary>
    public Func<HttpContext, Task>? Faults { get; init; }

    /// <summary>Serves <c>/paper/feeds</c>; null answers 404.</summary>
    public Func<HttpContext, Task>? Feeds { get; init; }

    /// <summary>How long a settled market and a trade stay in the live lists before they are in the historical ones alone; the venue's is about three months.</summary>
    public TimeSpan LiveWindow { get; init; } = TimeSpan.FromDays(90);
}

/// <summary>The venue on a loopback socket: Kalshi's REST routes, and the doors of its stream and of its faults.</summary>
public sealed class ExchangeServer : IAsyncDisposable
{
    /// <summary>The path of the stream; also the path that its handshake signs.</summary>
    public const string StreamPath = "/trade-api/ws/v2";

    /// <summary>The path of the faults, which is no part of the venue.</summary>
    public const string FaultPath = "/paper/faults";

    /// <summary>The path of what the operator does by hand, which is no part of the venue.</summary>
    public const string ControlPath = "/paper/control";

    /// <summary>The path of odds and scores, which are no part of the venue.</summary>
    public const string FeedPath = "/paper/feeds";

    private const long MaxBody = 1 << 20;
    private const int MaxConnections = 1_000;
    // Concurrent streams of an account (changelog 2025-09-18).
    private const int MaxStreams = 200;

    private readonly ExchangeEngine _engine;
    private readonly ServerOptions _options;
    private readonly RequestVerifier _verifier;
    private readonly TokenBuckets _buckets;
    private readonly ControlRoute _control;
    private readonly WebApplication _app;

    private ExchangeServer(ExchangeEngine engine, ServerOptions options)
    {
        _engine = engine;
        _options = options;
        _verifier = new RequestVerifier(options.Keys, options.Wall);
        var shards = engine.Read(static view => view.Rules.Shards);
        _buckets = new TokenBuckets(options.Tier, shards);
        _control = new ControlRoute(engine, shards);
        _app = Build(options);
        _app.UseWebSockets();
        foreach (var endpoint in Endpoint.All(engine, options, UserId))
            _app.MapMethods(endpoint.Pattern, [endpoint.Method], context => ServeAsync(context, endpoint));
        _app.MapGet(StreamPath, StreamAsync);
        _app.Map(FaultPath, FaultsAsync);
        _app.MapGet(FeedPath, FeedsAsync);
        _app.MapPost(ControlPath, ControlAsync);
        _app.MapFallback(context => SendAsync(context, RestErrors.Nested(404, "not_found")));
    }

    /// <summary>The user_id of the account.</summary>
    public static string UserId { get; } = Uuid.From("user/0");

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>
    /// Starts to serve. Throws <see cref="InvariantViolation"/> for an address that is not loopback and <see cref="IOException"/>
    /// where the port is taken.
    /// </summary>
    public static async Task<ExchangeServer> StartAsync(ExchangeEngine engine, ServerOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(options);
        InvariantViolation.Unless(IPAddress.IsLoopback(options.Address), $"The venue serves loopback addresses only, not {options.Address}.");
        var server = new ExchangeServer(engine, options);
        try
        {
            await server._app.StartAsync(cancellation).ConfigureAwait(false);
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        server.Address = new Uri(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(patience.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(ServerOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Logging.ClearProviders();
        builder.Configuration.Sources.Clear();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = MaxStreams;
            kestrel.Limits.MaxRequestLineSize = 32_768;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32_768;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(options.Address, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        // The server's end is decided by its owner, not by signals.
        builder.Services.AddSingleton<Microsoft.Extensions.Hosting.IHostLifetime, QuietLifetime>();
        return builder.Build();
    }

    private async Task ServeAsync(HttpContext context, Endpoint endpoint)
    {
        RestReply? reply;
        try
        {
            reply = await AnswerAsync(context, endpoint).ConfigureAwait(false);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            reply = RestErrors.Flat(e.StatusCode, "bad_request", "bad request", "request body too large or broken");
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            return; // nobody is there to be answered
        }
#pragma warning disable CA1031 // Whatever a handler throws ends as a 500 on the wire, and is told to the owner.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _options.Failed(e);
            reply = RestErrors.Nested(500, "internal_server_error");
        }

        if (reply is null) context.Abort();
        else await SendAsync(context, reply).ConfigureAwait(false);
    }

    private async Task<RestReply?> AnswerAsync(HttpContext context, Endpoint endpoint)
    {
        var signed = context.Request.Headers.ContainsKey("KALSHI-ACCESS-KEY");
        if ((endpoint.Access != Access.Public || signed) && Refuse(context) is { } unauthorized) return unauthorized;
        var body = endpoint.Access == Access.Write ? await ReadBodyAsync(context).ConfigureAwait(false) : default;
        var request = new RestRequest(context, endpoint.Operation, body);
        if (!Pay(endpoint, request, signed)) return RestErrors.TooManyRequests();
        if (_options.Interceptor is not { } interceptor) return endpoint.Handle(request);
        var call = new RestCall(endpoint.Method, endpoint.Route, TargetOf(context), endpoint.Access == Access.Write);
        return await interceptor.InterceptAsync(call, () => endpoint.Handle(request), context.RequestAborted).ConfigureAwait(false);
    }

    private bool Pay(Endpoint endpoint, RestRequest request, bool signed)
    {
        var now = _engine.Now;
        return endpoint.Access == Access.Write
            ? _buckets.TryWrite(endpoint.Cost * (endpoint.Items?.Invoke(request) ?? 1), endpoint.Scope(request), now)
            : _buckets.TryRead(endpoint.Cost, anonymous: !signed, now);
    }

    private RestReply? Refuse(HttpContext context)
    {
        var headers = context.Request.Headers;
        var target = TargetOf(context);
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return _verifier.Refuse(
            headers["KALSHI-ACCESS-KEY"], headers["KALSHI-ACCESS-TIMESTAMP"], headers["KALSHI-ACCESS-SIGNATURE"], context.Request.Method,
            query < 0 ? target : target[..query]);
    }

    private async Task StreamAsync(HttpContext context)
    {
        if (Refuse(context) is { } unauthorized) await SendAsync(context, unauthorized).ConfigureAwait(false);
        else if (_options.Stream is not { } stream) await SendAsync(context, RestErrors.Nested(404, "not_found")).ConfigureAwait(false);
        else if (!context.WebSockets.IsWebSocketRequest) await SendAsync(context, RestErrors.BadBody("websocket upgrade expected")).ConfigureAwait(false);
        else await stream(context).ConfigureAwait(false);
    }

    private Task FaultsAsync(HttpContext context) =>
        _options.Faults is { } faults ? faults(context) : SendAsync(context, RestErrors.Nested(404, "not_found"));

    private Task FeedsAsync(HttpContext context) =>
        _options.Feeds is { } feeds ? feeds(context) : SendAsync(context, RestErrors.Nested(404, "not_found"));

    private async Task ControlAsync(HttpContext context) => await SendAsync(context, _control.Handle(await ReadBodyAsync(context).ConfigureAwait(false))).ConfigureAwait(false);

    private static async Task<ReadOnlyMemory<byte>> ReadBodyAsync(HttpContext context)
    {
        using var copy = new MemoryStream();
        await context.Request.Body.CopyToAsync(copy, context.RequestAborted).ConfigureAwait(false);
        return copy.ToArray();
    }

    private static async Task SendAsync(HttpContext context, RestReply reply)
    {
        var response = context.Response;
        response.StatusCode = reply.Status;
        if (reply.ContentType.Length > 0) response.ContentType = reply.ContentType;
        if (reply.Status == StatusCodes.Status204NoContent) return;
        response.ContentLength = reply.Body.Length;
        try
        {
            await response.Body.WriteAsync(reply.Body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            context.Abort(); // the client has gone while it was answered
        }
    }

    private static string TargetOf(HttpContext context) => context.Features.Get<IHttpRequestFeature>()!.RawTarget;

    private sealed class QuietLifetime : Microsoft.Extensions.Hosting.IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
