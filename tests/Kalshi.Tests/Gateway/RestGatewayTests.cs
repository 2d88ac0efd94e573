using System.Collections.Concurrent;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Gateway;
using KalshiArb.Kalshi.Tests.Rest;

namespace KalshiArb.Kalshi.Tests.Gateway;

/// <summary>Each create and each cancel ends in exactly one answer, whatever the venue does.</summary>
public sealed class RestGatewayTests
{
    private static OrderTicket Ticket => WriteOutcomeTests.Ticket;

    private static Instant Now => Instant.From(DateTimeOffset.UtcNow);

    private static CancelOrder Cancel => new(Ticket.Id, new VenueOrderId("97ec"), Ticket.Ticker, Ticket.Shard);

    public static TheoryData<int, string, bool, string> Creates => new()
    {
        { 201, WriteOutcomeTests.Ack, false, nameof(OrderAccepted) },
        { 400, """{"error":{"code":"insufficient_balance","message":"insufficient balance"}}""", false, nameof(OrderRejected) },
        { 429, """{"error":"too many requests"}""", false, nameof(OrderRejected) },
        { 503, """{"error":{"code":"service_unavailable","message":"service unavailable"}}""", false, nameof(OrderOutcomeUnknown) },
        { 502, "<html>502</html>", false, nameof(OrderOutcomeUnknown) },
        { 201, "", false, nameof(OrderOutcomeUnknown) },
        { 201, WriteOutcomeTests.Ack, true, nameof(OrderOutcomeUnknown) },
        { 201, """{"client_order_id":"somebody-1-e-9","fill_count":"0.00","order_id":"97ec","remaining_count":"10.00","ts_ms":1781159370164}""", false, nameof(OrderOutcomeUnknown) },
    };

    [Theory]
    [MemberData(nameof(Creates))]
    public async Task A_create_is_sent_once_and_answered_once(int status, string body, bool cut, string answer)
    {
        await using var scene = new Scene(_ => new FakeReply(status, body, CutBeforeReply: cut));

        scene.Gateway.Dispatch(new CreateOrder(Ticket, Now, TimeSpan.FromSeconds(5)));

        Assert.Equal([nameof(OrderSent), answer], (await scene.InputsAsync(2)).Select(input => input.GetType().Name));
        Assert.Single(scene.Venue.Seen);
        Assert.Empty(scene.Gateway.InFlight);
        Assert.NotEqual(Instant.Never, scene.Gateway.LastSend);
    }

    [Fact]
    public async Task A_closed_gate_withholds_a_create()
    {
        await using var scene = new Scene(_ => new FakeReply(201, WriteOutcomeTests.Ack)) { Open = false };

        scene.Gateway.Dispatch(new CreateOrder(Ticket, Now, TimeSpan.FromSeconds(5)));

        Assert.Equal(new OrderWithheld(Ticket.Id), Assert.Single(await scene.InputsAsync(1)));
        Assert.Empty(scene.Venue.Seen);
    }

    [Fact]
    public async Task An_old_decision_is_not_sent()
    {
        await using var scene = new Scene(_ => new FakeReply(201, WriteOutcomeTests.Ack));

        scene.Gateway.Dispatch(new CreateOrder(Ticket, Now - TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(250)));

        Assert.Equal(new OrderExpiredBeforeSend(Ticket.Id), Assert.Single(await scene.InputsAsync(1)));
        Assert.Empty(scene.Venue.Seen);
    }

    [Fact]
    public async Task Doubtful_clocks_withhold_entries_and_let_exits_pass()
    {
        await using var scene = new Scene(_ => new FakeReply(201, WriteOutcomeTests.Ack)) { NoEntry = "skew" };

        scene.Gateway.Dispatch(new CreateOrder(Ticket, Now, TimeSpan.FromSeconds(5)));
        Assert.Equal(new OrderWithheld(Ticket.Id), Assert.Single(await scene.InputsAsync(1)));
        scene.Gateway.Dispatch(new CreateOrder(Ticket with { Role = OrderRole.Exit }, Now, TimeSpan.FromSeconds(5)));

        Assert.IsType<OrderAccepted>((await scene.InputsAsync(3))[^1]);
        Assert.Single(scene.Venue.Seen);
    }

    [Theory]
    [InlineData(200, """{"order_id":"97ec","reduced_by":"9.00","ts_ms":1781159370164}""", nameof(CancelAccepted))]
    [InlineData(404, """{"error":{"code":"not_found","message":"not found"}}""", nameof(CancelNotFound))]
    [InlineData(400, """{"error":{"code":"MARKET_INACTIVE","message":"MARKET_INACTIVE"}}""", nameof(CancelOutcomeUnknown))]
    [InlineData(503, "", nameof(CancelOutcomeUnknown))]
    [InlineData(200, """{"order_id":"another","reduced_by":"9.00","ts_ms":1781159370164}""", nameof(CancelOutcomeUnknown))]
    public async Task A_cancel_is_sent_once_and_answered_once(int status, string body, string answer)
    {
        await using var scene = new Scene(_ => new FakeReply(status, body));

        scene.Gateway.Dispatch(Cancel);

        Assert.Equal(answer, Assert.Single(await scene.InputsAsync(1)).GetType().Name);
        Assert.Equal("DELETE", Assert.Single(scene.Venue.Seen).Method);
    }

    [Fact]
    public async Task An_order_group_is_asked_for_until_the_venue_makes_it()
    {
        var asked = 0;
        await using var scene = new Scene(_ => Interlocked.Increment(ref asked) < 3 ? new FakeReply(503, "") : new FakeReply(201, """{"order_group_id":"g-7","subaccount":5,"exchange_index":3}"""));

        scene.Gateway.Dispatch(new CreateOrderGroup(OrderRole.Entry, new Shard(3)));

        Assert.Equal(new OrderGroupCreated(OrderRole.Entry, new Shard(3), new OrderGroupId("g-7")), Assert.Single(await scene.InputsAsync(1)));
        Assert.Equal(3, scene.Venue.Seen.Length);
        Assert.Equal(new OrderGroupId("g-7"), Assert.Single(scene.Gateway.Groups).Group);
    }

    [Fact]
    public async Task A_listing_of_which_one_part_fails_is_a_failure_as_a_whole()
    {
        await using var scene = new Scene(request => request.Target.Contains("/portfolio/positions", StringComparison.Ordinal) ? new FakeReply(503, "")
            : request.Target.Contains("user_data_timestamp", StringComparison.Ordinal) ? new FakeReply(200, """{"as_of_time":"2026-10-17T23:00:00Z"}""")
            : request.Target.Contains("/portfolio/orders", StringComparison.Ordinal) ? new FakeReply(200, """{"orders":[],"cursor":""}""")
            : request.Target.Contains("/portfolio/fills", StringComparison.Ordinal) ? new FakeReply(200, """{"fills":[],"cursor":""}""")
            : new FakeReply(404, """{"error":{"code":"not_found","message":"not found"}}"""));

        scene.Gateway.Dispatch(new ListAccount(4, Now));

        var failed = Assert.IsType<AccountListingFailed>(Assert.Single(await scene.InputsAsync(1)));
        Assert.Equal(4, failed.Pass);
        Assert.StartsWith("positions:", failed.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_gateway_cannot_do_itself_it_passes_on()
    {
        await using var scene = new Scene(_ => new FakeReply(404, ""));

        scene.Gateway.Dispatch(new BeginKill("because"));
        scene.Gateway.Dispatch(new RequestSnapshots(1, [Ticket.Ticker]));

        Assert.Equal(["because"], scene.Kills);
        Assert.Equal(1, Assert.Single(scene.Snapshots).Sid);
        Assert.Empty(scene.Venue.Seen);
    }

    [Fact]
    public async Task An_inbox_that_stays_full_ends_in_a_kill()
    {
        await using var scene = new Scene(_ => new FakeReply(404, """{"error":{"code":"not_found","message":"not found"}}""")) { Full = true };

        scene.Gateway.Dispatch(Cancel);

        await scene.UntilAsync(() => !scene.Kills.IsEmpty);
        Assert.Contains("CancelNotFound is lost", Assert.Single(scene.Kills), StringComparison.Ordinal);
    }

    private sealed class Scene : IInputSink, IAsyncDisposable
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

        private readonly ConcurrentQueue<Input> _inputs = new();
        private readonly Kalshi.Rest.KalshiRestClient _client;

        public Scene(Func<SeenRequest, FakeReply> answer)
        {
            Venue = new FakeVenue(answer);
            _client = Venue.Client();
            Gateway = new RestGateway(new GatewayOptions
            {
                Client = _client, Sink = this, Clock = () => Now, MayCreate = () => Open, ContractsFuse = 200, KillWanted = Kills.Enqueue, Snapshots = Snapshots.Enqueue,
                WhyNoEntry = () => NoEntry,
            });
        }

        public FakeVenue Venue { get; }

        public RestGateway Gateway { get; }

        public bool Open { get; init; } = true;

        public bool Full { get; init; }

        public string? NoEntry { get; init; }

        public ConcurrentQueue<string> Kills { get; } = new();

        public ConcurrentQueue<RequestSnapshots> Snapshots { get; } = new();

        public bool TryPost(Input input, Instant receivedAt)
        {
            if (!Full) _inputs.Enqueue(input);
            return !Full;
        }

        public async Task<Input[]> InputsAsync(int count)
        {
            await UntilAsync(() => _inputs.Count >= count);
            // One more than expected would be a second answer; whatever was under way has ended by then.
            await UntilAsync(() => Gateway.InFlight.Count == 0);
            Assert.Equal(count, _inputs.Count);
            return [.. _inputs];
        }

        public async Task UntilAsync(Func<bool> condition)
        {
            using var limit = new CancellationTokenSource(Patience);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
            while (!condition()) await timer.WaitForNextTickAsync(limit.Token);
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            _client.Dispose();
            Venue.Dispose();
        }
    }
}
