using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Ports;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Rest;

namespace KalshiArb.PaperExchange.Faults;

/// <summary>
/// Makes REST requests as nasty as the board says: before they are carried out, instead of it, or after it. It also switches the
/// venue's rules that are faults here, and counts where they were felt.
/// </summary>
public sealed class FaultInterceptor : IRestInterceptor, IDisposable
{
    private const string Orders = FaultRoutes.Root + "/portfolio/events/orders";
    private const string BadGateway = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

    private static readonly TimeSpan _minute = TimeSpan.FromSeconds(60);
    private readonly FaultBoard _faults;
    private readonly ExchangeEngine _engine;
    private readonly StaleReads _past;
    private readonly VenueRules _rules;
    private readonly Lock _switching = new();
    private (bool ReduceOnly, bool PastExpiry, bool FreeIds) _switched;
    private long _cancelAllMicros;

    /// <summary>An interceptor for one engine; the rules in force now are those that it goes back to.</summary>
    public FaultInterceptor(FaultBoard faults, ExchangeEngine engine)
    {
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(engine);
        _faults = faults;
        _engine = engine;
        _rules = engine.Read(view => view.Rules);
        _past = new StaleReads(engine, faults);
        _faults.Changed += SwitchRules;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _faults.Changed -= SwitchRules;
        _past.Dispose();
    }

    /// <inheritdoc/>
    public async Task<RestReply?> InterceptAsync(RestCall call, Func<RestReply> carryOut, CancellationToken aborted)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(carryOut);
        SwitchRules();
        if (_faults.IsQuiet) return carryOut();
        var route = RouteOf(call);
        if (_faults.Take(FaultKind.Latency, route) is { } slow) await Task.Delay(slow.Delay ?? TimeSpan.FromMilliseconds(250), CancellationToken.None);
        if (_faults.Take(FaultKind.TooManyRequests, route) is not null) return Json(429, """{"error":"too many requests"}""");
        if (_faults.Take(FaultKind.ErrorBeforeAccept, route) is { } error) return Unavailable(error);
        if (!call.IsWrite) return Read(call, route, carryOut);
        if (IsCreate(call) && _faults.Take(FaultKind.LateAccept, route) is { } late) await WaitMarketAsync(late);
        var reply = carryOut();
        NoteRules(call, route, reply);
        return reply.Status < 300 ? await AfterAcceptAsync(call, route, reply, aborted) : reply;
    }

    private async Task<RestReply?> AfterAcceptAsync(RestCall call, string route, RestReply reply, CancellationToken aborted)
    {
        if (call.Method == "DELETE" && call.Route.StartsWith(Orders + "/:", StringComparison.Ordinal) && _faults.Take(FaultKind.CancelNotFound, route) is not null)
            return Json(404, """{"error":{"code":"not_found","message":"not found"}}""");
        if (_faults.Take(FaultKind.ErrorAfterAccept, route) is { } error) return Unavailable(error);
        if (_faults.Take(FaultKind.HtmlAfterAccept, route) is not null) return new RestReply(502, "text/html", Encoding.ASCII.GetBytes(BadGateway));
        if (_faults.Take(FaultKind.DroppedReply, route) is not null) return null;
        if (_faults.Take(FaultKind.TimeoutAfterAccept, route) is { } silent)
        {
            try
            {
                await Task.Delay(silent.Delay ?? TimeSpan.FromSeconds(30), aborted);
            }
            catch (OperationCanceledException)
            {
                // The client has given up, which is what was wanted.
            }

            return null;
        }

        if (IsCreate(call) && _faults.Take(FaultKind.FillBeforeAck, route) is { } first)
            await Task.Delay(first.Delay ?? TimeSpan.FromMilliseconds(300), CancellationToken.None);
        return reply;
    }

    // Reads of the account lag; the time stamp says only about how far.
    private RestReply Read(RestCall call, string route, Func<RestReply> carryOut)
    {
        var isTime = call.Route.EndsWith("/exchange/user_data_timestamp", StringComparison.Ordinal);
        if (!isTime && !call.Route.StartsWith(FaultRoutes.Root + "/portfolio/", StringComparison.Ordinal)) return carryOut();
        if (_faults.Take(FaultKind.StaleRead, route) is not { } stale) return carryOut();
        var at = _engine.Now - (stale.Delay ?? TimeSpan.FromSeconds(1));
        if (isTime)
        {
            var about = at + TimeSpan.FromMilliseconds(_faults.Choose(stale, 700) - 500);
            return Json(200, $$"""{"as_of_time":"{{about}}"}""");
        }

        return _past.AsOf(at) is { } past ? past.Show(carryOut) : carryOut();
    }

    private Task WaitMarketAsync(FaultSpec late)
    {
        var most = late.Delay ?? _minute;
        var market = TimeSpan.FromMilliseconds(_faults.Choose(late, Math.Max(1, (long)most.TotalMilliseconds)) + 1);
        return Task.Delay(TimeSpan.FromTicks((long)(market.Ticks / _engine.Speed)), CancellationToken.None);
    }

    private void SwitchRules()
    {
        lock (_switching)
        {
            var wanted = (
                _faults.Find(FaultKind.ReduceOnlyRefused) is not null,
                _faults.Find(FaultKind.PastExpiryImmediate) is not null,
                _faults.Find(FaultKind.IdsFreeOnceClosed) is not null);
            if (wanted == _switched) return;
            _switched = wanted;
            _engine.Execute(new ChangeRules(
                wanted.Item1 || _rules.RefuseRestingReduceOnly, wanted.Item2 || _rules.PastExpirationIsImmediate, wanted.Item3 || _rules.ClientIdsFreeOnceClosed));
        }
    }

    // Counts where a switched rule made a difference, and lets a cancel-all act on.
    private void NoteRules(RestCall call, string route, RestReply reply)
    {
        if (call.Method == "DELETE" && call.Route == Orders && reply.Status < 300)
        {
            if (_faults.Find(FaultKind.CancelAllLingers, route) is not null || _faults.Find(FaultKind.CancelAllLingers) is not null)
                Interlocked.Exchange(ref _cancelAllMicros, _engine.Now.UnixMicros);
            return;
        }

        if (!IsCreate(call)) return;
        if (reply.Status == 400 && Encoding.UTF8.GetString(reply.Body.Span).Contains(VenueRefusal.ReduceOnlyNeedsImmediate.Details!, StringComparison.Ordinal))
            _faults.Take(FaultKind.ReduceOnlyRefused, route);
        if (reply.Status >= 300 || OrderOf(reply) is not { } order) return;
        if (order.Expiration <= order.CreatedAt) _faults.Take(FaultKind.PastExpiryImmediate, route);
        if (order.ClientId is { } id && _switched.FreeIds && _engine.Read(view => view.Orders().Any(other => other.ClientId == id && other.Order != order.Order)))
            _faults.Take(FaultKind.IdsFreeOnceClosed, route);
        Linger(order, route);
    }

    private void Linger(in OrderState order, string route)
    {
        if (order.Status != VenueOrderStatus.Resting || Interlocked.Read(ref _cancelAllMicros) is var began && began == 0) return;
        var window = _faults.Find(FaultKind.CancelAllLingers)?.Delay ?? _minute;
        if (_engine.Now - Instant.FromUnixMicros(began) > window || _faults.Take(FaultKind.CancelAllLingers, route) is null) return;
        var market = order.Market;
        _engine.Execute(new CancelById(order.Order.ToVenueOrderId(), null, _engine.Read(view => view.Market(market).Ticker)));
    }

    private OrderState? OrderOf(RestReply reply)
    {
        using var body = JsonDocument.Parse(reply.Body);
        return body.RootElement.TryGetProperty("order_id"u8, out var id) && id.GetString() is { } text
            ? _engine.Read(view => view.FindOrder(new VenueOrderId(text)))
            : null;
    }

    private static bool IsCreate(RestCall call) => call.Method == "POST" && call.Route == Orders;

    private static string RouteOf(RestCall call) =>
        call.Method + " " + (call.Route.StartsWith(FaultRoutes.Root, StringComparison.Ordinal) ? call.Route[FaultRoutes.Root.Length..] : call.Route);

    private static RestReply Unavailable(FaultSpec spec) =>
        Json(spec.Status ?? 503, """{"error":{"code":"service_unavailable","message":"service unavailable"}}""");

    private static RestReply Json(int status, string body) => new(status, "application/json", Encoding.UTF8.GetBytes(body));
}
