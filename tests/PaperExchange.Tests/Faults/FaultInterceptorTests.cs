using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Faults;
using KalshiArb.PaperExchange.Rest;

namespace KalshiArb.PaperExchange.Tests.Faults;

public sealed class FaultInterceptorTests : IDisposable
{
    private static readonly RestCall Create = new("POST", "/trade-api/v2/portfolio/events/orders", "", true);
    private static readonly RestCall CancelAll = new("DELETE", "/trade-api/v2/portfolio/events/orders", "", true);
    private static readonly RestCall CancelOne = new("DELETE", "/trade-api/v2/portfolio/events/orders/:order_id", "", true);
    private static readonly RestCall ListOrders = new("GET", "/trade-api/v2/portfolio/orders", "", false);
    private static readonly RestCall DataTime = new("GET", "/trade-api/v2/exchange/user_data_timestamp", "", false);

    private readonly HandClock _clock = new();
    private readonly ExchangeEngine _engine;
    private readonly FaultBoard _faults;
    private readonly FaultInterceptor _interceptor;

    public FaultInterceptorTests()
    {
        _engine = new ExchangeEngine(Stage.Quiet(), 1_000, _clock, drives: false);
        _faults = new FaultBoard(7, () => _engine.Now);
        _interceptor = new FaultInterceptor(_faults, _engine);
    }

    public void Dispose()
    {
        _interceptor.Dispose();
        _engine.Dispose();
    }

    [Theory]
    [InlineData(FaultKind.TooManyRequests, 429, false)]
    [InlineData(FaultKind.ErrorBeforeAccept, 503, false)]
    [InlineData(FaultKind.ErrorAfterAccept, 503, true)]
    [InlineData(FaultKind.HtmlAfterAccept, 502, true)]
    [InlineData(FaultKind.TimeoutAfterAccept, null, true)]
    [InlineData(FaultKind.DroppedReply, null, true)]
    [InlineData(FaultKind.LateAccept, 201, true)]
    [InlineData(FaultKind.Latency, 201, true)]
    [InlineData(FaultKind.FillBeforeAck, 201, true)]
    public async Task A_create_is_hit_once_and_the_order_is_there_or_not(FaultKind kind, int? status, bool accepted)
    {
        _faults.Arm(new FaultSpec(kind) { Count = 1, Delay = TimeSpan.FromMilliseconds(20) });
        var reply = await _interceptor.InterceptAsync(Create, () => Submit("a", 40), CancellationToken.None);
        Assert.Equal(status, reply?.Status);
        Assert.Equal(accepted ? 1 : 0, OpenOrders());
        Assert.Equal(1, _faults.Struck(kind));
        Assert.Equal(201, (await _interceptor.InterceptAsync(Create, () => Submit("b", 40), CancellationToken.None))!.Status);
        Assert.Equal(1, _faults.Struck(kind));
    }

    [Fact]
    public async Task A_refused_create_is_no_opportunity_for_faults_after_accept()
    {
        _faults.Arm(new FaultSpec(FaultKind.DroppedReply) { Count = 1 });
        var reply = await _interceptor.InterceptAsync(Create, () => RestReply.Empty(400), CancellationToken.None);
        Assert.Equal((400, 0L), (reply!.Status, _faults.Struck(FaultKind.DroppedReply)));
    }

    [Fact]
    public async Task A_cancel_that_was_done_is_not_found()
    {
        Submit("a", 40);
        _faults.Arm(new FaultSpec(FaultKind.CancelNotFound));
        var reply = await _interceptor.InterceptAsync(CancelOne, Cancel, CancellationToken.None);
        Assert.Equal((404, 0), (reply!.Status, OpenOrders()));
        Assert.Equal(1, _faults.Struck(FaultKind.CancelNotFound));
    }

    [Fact]
    public async Task A_cancel_all_acts_on_for_a_minute()
    {
        _faults.Arm(new FaultSpec(FaultKind.CancelAllLingers));
        await _interceptor.InterceptAsync(CancelAll, () => RestReply.Empty(204), CancellationToken.None);
        Assert.Equal(201, (await _interceptor.InterceptAsync(Create, () => Submit("a", 40), CancellationToken.None))!.Status);
        Assert.Equal((0, 1L), (OpenOrders(), _faults.Struck(FaultKind.CancelAllLingers)));
        _clock.Pass(TimeSpan.FromMilliseconds(61));
        await _interceptor.InterceptAsync(Create, () => Submit("b", 40), CancellationToken.None);
        Assert.Equal((1, 1L), (OpenOrders(), _faults.Struck(FaultKind.CancelAllLingers)));
    }

    [Fact]
    public async Task Rules_change_while_their_fault_is_armed_and_count_where_they_are_felt()
    {
        foreach (var kind in new[] { FaultKind.ReduceOnlyRefused, FaultKind.PastExpiryImmediate, FaultKind.IdsFreeOnceClosed }) _faults.Arm(new FaultSpec(kind));
        await _interceptor.InterceptAsync(Create, () => Submit("a", 40, order => order with { ReduceOnly = true }), CancellationToken.None);
        await _interceptor.InterceptAsync(Create, () => Submit("b", 40, order => order with { Expiration = Stage.Start }), CancellationToken.None);
        await _interceptor.InterceptAsync(Create, () => Submit("b", 41), CancellationToken.None);
        Assert.Equal(
            (1L, 1L, 1L),
            (_faults.Struck(FaultKind.ReduceOnlyRefused), _faults.Struck(FaultKind.PastExpiryImmediate), _faults.Struck(FaultKind.IdsFreeOnceClosed)));
        _faults.Clear();
        var rules = _engine.Read(view => view.Rules);
        Assert.Equal((false, false, false), (rules.RefuseRestingReduceOnly, rules.PastExpirationIsImmediate, rules.ClientIdsFreeOnceClosed));
    }

    [Fact]
    public async Task Reads_lag_and_the_time_stamp_says_about_how_far()
    {
        _faults.Arm(new FaultSpec(FaultKind.StaleRead) { Delay = TimeSpan.FromSeconds(5) });
        _clock.Pass(TimeSpan.FromMilliseconds(10));
        Submit("a", 40);
        Assert.Equal(0, await SeenAsync());
        var reply = await _interceptor.InterceptAsync(DataTime, () => RestReply.Empty(500), CancellationToken.None);
        using var body = JsonDocument.Parse(reply!.Body);
        var about = Instant.From(body.RootElement.GetProperty("as_of_time").GetDateTimeOffset());
        Assert.InRange((_engine.Now - about).TotalSeconds, 4.7, 5.6);
        _clock.Pass(TimeSpan.FromMilliseconds(6));
        Assert.Equal(1, await SeenAsync());
        Assert.Equal(3, _faults.Struck(FaultKind.StaleRead));
        Assert.Equal(1, OpenOrders());

        async Task<int> SeenAsync()
        {
            var seen = -1;
            await _interceptor.InterceptAsync(
                ListOrders,
                () =>
                {
                    seen = OpenOrders();
                    return RestReply.Empty(200);
                },
                CancellationToken.None);
            return seen;
        }
    }

    [Fact]
    public async Task A_stranger_places_and_cancels_orders_through_the_account()
    {
        await using var stranger = new Stranger(_faults, _engine);
        _faults.Arm(new FaultSpec(FaultKind.Stranger) { Delay = TimeSpan.FromSeconds(5) });
        var deadline = DateTime.UtcNow + TimeSpan.FromSeconds(20);
        while (_faults.Struck(FaultKind.Stranger) < 6 && DateTime.UtcNow < deadline) await Task.Yield();
        Assert.True(_faults.Struck(FaultKind.Stranger) >= 6);
        var orders = _engine.Read(view => view.Orders());
        Assert.All(orders, order => Assert.StartsWith("stranger-7-", order.ClientId!.Value.Value, StringComparison.Ordinal));
        Assert.Contains(orders, order => order.Status == VenueOrderStatus.Canceled);
        _engine.CheckInvariants();
    }

    private int OpenOrders() => _engine.Read(view => view.Orders().Count(order => order.Status == VenueOrderStatus.Resting));

    private RestReply Submit(string id, int cents, Func<SubmitOrder, SubmitOrder>? change = null)
    {
        var order = Stage.Order(Stage.Celtics, OrderSide.Bid, cents, 1, id);
        var reply = _engine.Execute(change is null ? order : change(order));
        return reply.Refusal is { } refusal
            ? new RestReply(refusal.HttpStatus, "application/json", Encoding.UTF8.GetBytes($$$"""{"error":{"code":"{{{refusal.Code}}}","details":"{{{refusal.Details}}}"}}"""))
            : new RestReply(201, "application/json", Encoding.UTF8.GetBytes($$"""{"order_id":"{{reply.Order!.Value.Order.ToVenueOrderId()}}"}"""));
    }

    private RestReply Cancel()
    {
        var order = _engine.Read(view => view.Orders()[0]);
        var reply = _engine.Execute(new CancelById(order.Order.ToVenueOrderId(), null, _engine.Read(view => view.Market(order.Market).Ticker)));
        return RestReply.Empty(reply.Refusal is null ? 200 : 404);
    }
}
