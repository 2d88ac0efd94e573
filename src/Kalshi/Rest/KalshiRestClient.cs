using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Limits;
using Polly;
using Polly.Retry;

namespace KalshiArb.Kalshi.Rest;

/// <summary>
/// Kalshi's REST API as a trader needs it (schema 3.30.0 of 2026-09-21). A write is sent once and ends in one of the four ways of
/// <see cref="WriteOutcome{T}"/>; a read is tried again a bounded number of times, with jitter. Nothing expected is an
/// exception. A listing of the account with a row that cannot be read fails as a whole: an incomplete one is evidence of
/// nothing. Safe for several threads.
/// </summary>
public sealed partial class KalshiRestClient : IDisposable
{
    private readonly KalshiRestOptions _options;
    private readonly RestTransport _transport;
    private readonly FieldWatch _watch;
    private readonly ResiliencePipeline<RawReply> _reads;

    /// <summary>Makes a client; it connects with the first request.</summary>
    public KalshiRestClient(KalshiRestOptions options)
    {
        InvariantViolation.Unless(options.Subaccount is >= 0 and <= 63, $"subaccount {options.Subaccount} is not within 0 to 63");
        InvariantViolation.Unless(options.MaxConnections is >= 1 and <= 64, $"{options.MaxConnections} connections are not within 1 to 64");
        InvariantViolation.Unless(options.ReadRetries is >= 0 and <= 10, $"{options.ReadRetries} retries are not within 0 to 10");
        InvariantViolation.Unless(options.MaxBodyBytes is > 0 and <= 256 * 1024 * 1024, $"a body limit of {options.MaxBodyBytes} bytes is out of range");
        _options = options;
        _transport = new RestTransport(options);
        _watch = new FieldWatch(options.Observer);
        _reads = Retrying(options);
    }

    /// <summary>How many fields were seen that the client does not know.</summary>
    public long UnknownFields => _watch.Total;

    /// <summary>The path that is signed for a create: to be kept ready.</summary>
    public string CreatePath => _transport.Prefix + Routes.Orders;

    /// <summary>The path that is signed for a cancel-all: to be kept ready.</summary>
    public string CancelAllPath => _transport.Prefix + Routes.Orders;

    /// <summary>The path that is signed for the trigger of a group: to be kept ready.</summary>
    public string TriggerPath(Domain.Orders.OrderGroupId group) => _transport.Prefix + Routes.Group(group) + "/trigger";

    /// <summary>Opens connections ahead of need, each with a read of the exchange's status; how many answered.</summary>
    public async Task<int> WarmUpAsync(int connections, CancellationToken cancellation = default)
    {
        var reads = new Task<RawReply>[Math.Clamp(connections, 1, _options.MaxConnections)];
        for (var i = 0; i < reads.Length; i++)
            reads[i] = _transport.SendAsync(Get("/exchange/status", "/exchange/status", "", signed: false), _options.ReadTimeout, cancellation);
        return (await Task.WhenAll(reads).ConfigureAwait(false)).Count(reply => reply.IsSuccess);
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private delegate T? Decode<T>(JsonElement root, FieldWatch watch, out string? fault) where T : class;

    private static ResiliencePipeline<RawReply> Retrying(KalshiRestOptions options)
    {
        if (options.ReadRetries == 0) return ResiliencePipeline<RawReply>.Empty;
        return new ResiliencePipelineBuilder<RawReply>()
            .AddRetry(new RetryStrategyOptions<RawReply>
            {
                MaxRetryAttempts = options.ReadRetries,
                Delay = options.ReadRetryDelay,
                MaxDelay = options.ReadRetryMaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static outcome => ValueTask.FromResult(outcome.Outcome.Result is { } reply
                    && (reply.Kind != ReplyKind.Replied || reply.Status is 429 or >= 500)),
            })
            .Build();
    }

    /// <summary>Sends a write once.</summary>
    private async Task<(WriteOutcome<T> Outcome, RawReply Reply)> WriteAsync<T>(
        RestRequest request, Spending spending, Shard? shard, int items, Decode<T> decode, CancellationToken cancellation) where T : class
    {
        var (reply, refused) = await SendWriteAsync(request, spending, shard, items, cancellation).ConfigureAwait(false);
        if (refused is not null) return (new WriteOutcome<T>.NotSent(refused), reply);
        if (Ended<T>(reply) is { } ended) return (ended, reply);
        if (TryDecode(reply.Body, decode, out var value, out var fault)) return (new WriteOutcome<T>.Accepted(value!), reply);
        _watch.Quarantine(request.Method + " " + request.Route, reply.Body.Span, fault);
        return (new WriteOutcome<T>.Unknown($"status {reply.Status} with a body that cannot be read: {fault}"), reply);
    }

    /// <summary>Sends a write that answers with nothing: 204, or 2xx with an object.</summary>
    private async Task<WriteOutcome<NoContent>> WriteAsync(
        RestRequest request, Spending spending, Shard? shard, CancellationToken cancellation)
    {
        var (reply, refused) = await SendWriteAsync(request, spending, shard, 1, cancellation).ConfigureAwait(false);
        if (refused is not null) return new WriteOutcome<NoContent>.NotSent(refused);
        if (Ended<NoContent>(reply) is { } ended) return ended;
        if (reply.Status == 204) return new WriteOutcome<NoContent>.Accepted(default);
        if (TryDecode(reply.Body, AnyObject, out _, out var fault)) return new WriteOutcome<NoContent>.Accepted(default);
        _watch.Quarantine(request.Method + " " + request.Route, reply.Body.Span, fault);
        return new WriteOutcome<NoContent>.Unknown($"status {reply.Status} with a body that cannot be read: {fault}");
    }

    private async Task<(RawReply Reply, string? Refused)> SendWriteAsync(
        RestRequest request, Spending spending, Shard? shard, int items, CancellationToken cancellation)
    {
        if (_options.WritesRefused is { } never) return (default, never);
        if (request.Guard?.Invoke() is { } shut) return (default, shut);
        if (_options.Budget is { } budget && !budget.TrySpend(spending, request.Method, _transport.Prefix + request.Route, shard, items))
            return (default, "no write tokens");
        var reply = await _transport.SendAsync(request, _options.WriteTimeout, cancellation).ConfigureAwait(false);
        if (reply is { Kind: ReplyKind.Replied, Status: 429 }) _options.Budget?.Drain(spending, shard);
        return (reply, null);
    }

    /// <summary>The end of a write that was not accepted; null when its status is 2xx and its body tells.</summary>
    private static WriteOutcome<T>? Ended<T>(RawReply reply)
    {
        if (reply.Kind == ReplyKind.NotSent) return new WriteOutcome<T>.NotSent(reply.Reason);
        if (reply.Kind == ReplyKind.NoReply) return new WriteOutcome<T>.Unknown(reply.Reason);
        if (reply.IsSuccess) return null;
        // 408: whoever answered had not seen the whole request, or had; it does not say.
        if (reply.Status is >= 400 and < 500 and not 408 && VenueErrors.TryRead(reply.Status, reply.Body, out var error) && !VenueErrors.LeavesOpen(error))
            return new WriteOutcome<T>.Rejected(error);
        return new WriteOutcome<T>.Unknown($"status {reply.Status}: {Beginning(reply.Body)}");
    }

    /// <summary>Reads with retries; the body is decoded once.</summary>
    private async Task<(ReadOutcome<T> Outcome, RawReply Reply)> ReadAsync<T>(
        RestRequest request, Spending spending, Decode<T> decode, CancellationToken cancellation) where T : class
    {
        var reply = await SendReadAsync(request, spending, cancellation).ConfigureAwait(false);
        if (Unread(reply) is { } reason) return (new ReadOutcome<T>.Failed($"{request.Method} {request.Route}: {reason}"), reply);
        if (TryDecode(reply.Body, decode, out var value, out var fault)) return (new ReadOutcome<T>.Ok(value!), reply);
        _watch.Quarantine(request.Method + " " + request.Route, reply.Body.Span, fault);
        return (new ReadOutcome<T>.Failed($"{request.Method} {request.Route}: a body that cannot be read: {fault}"), reply);
    }

    private async Task<RawReply> SendReadAsync(RestRequest request, Spending spending, CancellationToken cancellation)
    {
        try
        {
            return await _reads.ExecuteAsync(
                static async (state, token) => await state.Client.AttemptAsync(state.Request, state.Spending, token).ConfigureAwait(false),
                (Client: this, Request: request, Spending: spending),
                cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return new RawReply(ReplyKind.NotSent, 0, default, "given up by the caller", _options.Clock(), _options.Clock());
        }
    }

    private async Task<RawReply> AttemptAsync(RestRequest request, Spending spending, CancellationToken cancellation)
    {
        if (_options.Budget is { } budget && !budget.TrySpend(spending, request.Method, _transport.Prefix + request.Route, null))
            return new RawReply(ReplyKind.NotSent, 0, default, "no read tokens", _options.Clock(), _options.Clock());
        var reply = await _transport.SendAsync(request, _options.ReadTimeout, cancellation).ConfigureAwait(false);
        if (reply is { Kind: ReplyKind.Replied, Status: 429 }) _options.Budget?.Drain(spending, null);
        return reply;
    }

    private static string? Unread(RawReply reply)
    {
        if (reply.Kind != ReplyKind.Replied) return reply.Reason;
        if (reply.IsSuccess) return null;
        return VenueErrors.TryRead(reply.Status, reply.Body, out var error) ? error.ToString() : $"status {reply.Status}: {Beginning(reply.Body)}";
    }

    private bool TryDecode<T>(ReadOnlyMemory<byte> body, Decode<T> decode, out T? value, out string fault) where T : class
    {
        value = null;
        if (body.IsEmpty)
        {
            fault = "it is empty";
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            value = decode(document.RootElement, _watch, out var why);
            fault = why ?? "";
            return value is not null;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            fault = e is JsonException ? "it is not JSON: " + Beginning(body) : e.Message;
            return false;
        }
    }

    /// <summary>
    /// What reading a body can raise: no JSON, a text that is no Unicode (an escaped half of a pair), a number beyond 64 bits.
    /// </summary>
    internal static bool IsUnreadable(Exception e) => e is JsonException or InvalidOperationException or OverflowException;

    private static object? AnyObject(JsonElement root, FieldWatch watch, out string? fault)
    {
        _ = watch;
        fault = root.ValueKind == JsonValueKind.Object ? null : "no object";
        return fault is null ? NoFields.Instance : null;
    }

    private static string Beginning(ReadOnlyMemory<byte> body)
    {
        var text = Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 80)]);
        return text.Length == 0 ? "(empty)" : string.Create(text.Length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
    }

    private static RestRequest Get(string route, string path, string query, bool signed = true) => new("GET", route, path, query, default, signed);

    private sealed class NoFields
    {
        public static NoFields Instance { get; } = new();
    }
}

/// <summary>Paths below the prefix, and the routes by which they cost.</summary>
internal static class Routes
{
    public const string Orders = "/portfolio/events/orders";
    public const string Order = "/portfolio/events/orders/:";
    public const string Batched = "/portfolio/events/orders/batched";
    public const string Amend = "/portfolio/events/orders/:/amend";
    public const string Decrease = "/portfolio/events/orders/:/decrease";
    public const string Groups = "/portfolio/order_groups";
    public const string CreateGroup = "/portfolio/order_groups/create";
    public const string OneGroup = "/portfolio/order_groups/:";

    public static string Of(Domain.Orders.VenueOrderId order) => Orders + "/" + Uri.EscapeDataString(order.Value);

    public static string Group(Domain.Orders.OrderGroupId group) => Groups + "/" + Uri.EscapeDataString(group.Value);
}
