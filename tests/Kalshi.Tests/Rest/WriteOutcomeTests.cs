using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Kalshi.Limits;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Tests.Rest;

public class WriteOutcomeTests
{
    internal const string Ack = """{"client_order_id":"paper-1-e-1","fill_count":"1.00","order_id":"97ec","remaining_count":"9.00","average_fill_price":"0.5200","average_fee_paid":"0.0175","ts_ms":1781159370164}""";

    internal static OrderTicket Ticket { get; } = new(
        new ClientOrderId("paper-1-e-1"), new Ticker("KXNBAGAME-26OCT20BOSDET-BOS"), OrderSide.Bid, Price.FromCents(47), Quantity.FromContracts(10),
        TimeInForce.GoodTillCanceled, OrderRole.Entry, PostOnly: true, ReduceOnly: false, Instant.FromUnixSeconds(1_792_539_100), SelfTradePrevention.TakerAtCross,
        CancelOnPause: true, new OrderGroupId("g-1"), new Shard(3));

    [Fact]
    public async Task A_201_with_an_ack_is_accepted()
    {
        using var venue = new FakeVenue(201, Ack);
        using var client = venue.Client();
        var written = 0;

        var outcome = await client.CreateOrderAsync(Ticket, () => written++);

        Assert.Equal(
            new CreateAck(new VenueOrderId("97ec"), Ticket.Id, Quantity.FromContracts(1), Quantity.FromContracts(9), 0.5200m, 0.0175m, Instant.FromUnixMillis(1781159370164)),
            Assert.IsType<WriteOutcome<CreateAck>.Accepted>(outcome).Value);
        Assert.Equal(1, written);
    }

    [Fact]
    public async Task A_create_carries_the_ticket_in_exactly_these_bytes()
    {
        using var venue = new FakeVenue(201, Ack);
        using var client = venue.Client();

        await client.CreateOrderAsync(Ticket, null);

        var request = Assert.Single(venue.Seen);
        Assert.Equal(("POST", "/trade-api/v2/portfolio/events/orders"), (request.Method, request.Target));
        Assert.Equal(
            """{"ticker":"KXNBAGAME-26OCT20BOSDET-BOS","client_order_id":"paper-1-e-1","side":"bid","count":"10.00","price":"0.4700","time_in_force":"good_till_canceled","expiration_time":1792539100,"post_only":true,"self_trade_prevention_type":"taker_at_cross","cancel_order_on_pause":true,"reduce_only":false,"subaccount":5,"order_group_id":"g-1","exchange_index":3}""",
            request.Text);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal(("key-1", "1792539089957", "POST /trade-api/v2/portfolio/events/orders"), (request.Headers["KALSHI-ACCESS-KEY"], request.Headers["KALSHI-ACCESS-TIMESTAMP"], request.Headers["KALSHI-ACCESS-SIGNATURE"]));
    }

    [Fact]
    public async Task An_exit_without_expiration_and_group_leaves_them_out()
    {
        using var venue = new FakeVenue(201, Ack);
        using var client = venue.Client();

        await client.CreateOrderAsync(Ticket with
        {
            Side = OrderSide.Ask, TimeInForce = TimeInForce.ImmediateOrCancel, Role = OrderRole.Exit, PostOnly = false, ReduceOnly = true, Expiration = null,
            SelfTradePrevention = SelfTradePrevention.Maker, CancelOnPause = false, Group = null, Count = Quantity.FromHundredths(37), Limit = Price.FromUnits(9), Shard = new Shard(0),
        }, null);

        Assert.Equal(
            """{"ticker":"KXNBAGAME-26OCT20BOSDET-BOS","client_order_id":"paper-1-e-1","side":"ask","count":"0.37","price":"0.0009","time_in_force":"immediate_or_cancel","post_only":false,"self_trade_prevention_type":"maker","cancel_order_on_pause":false,"reduce_only":true,"subaccount":5,"exchange_index":0}""",
            Assert.Single(venue.Seen).Text);
    }

    [Theory]
    [InlineData(400, """{"error":{"code":"insufficient_balance","message":"insufficient balance","service":"exchange"}}""", "insufficient_balance", null)]
    [InlineData(400, """{"error":{"code":"invalid_order","message":"invalid order","details":"post only cross"}}""", "invalid_order", "post only cross")]
    [InlineData(409, """{"error":{"code":"order_already_exists","message":"order already exists"}}""", "order_already_exists", null)]
    [InlineData(400, """{"code":"bad_request","message":"bad request","details":"json: cannot unmarshal number"}""", "bad_request", "json: cannot unmarshal number")]
    [InlineData(400, """{"msg":"Parameter validation failed"}""", "parameter_validation", null)]
    [InlineData(429, """{"error":"too many requests"}""", "too many requests", null)]
    [InlineData(401, """{"error":{"code":"authentication_error","message":"authentication_error","details":"NOT_FOUND"}}""", "authentication_error", "NOT_FOUND")]
    [InlineData(403, """{"error":{"code":"forbidden","message":"forbidden"}}""", "forbidden", null)]
    [InlineData(404, """{"error":{"code":"user_not_found","message":"Exchange user not found"}}""", "user_not_found", null)]
    [InlineData(410, """{"error":{"code":"deprecated_v1_order_endpoint","message":"gone"}}""", "deprecated_v1_order_endpoint", null)]
    public async Task A_4xx_in_one_of_the_venues_shapes_is_rejected(int status, string body, string code, string? details)
    {
        using var venue = new FakeVenue(status, body);
        using var client = venue.Client();

        var error = Assert.IsType<WriteOutcome<CreateAck>.Rejected>(await client.CreateOrderAsync(Ticket, null)).Error;

        Assert.Equal((status, code, details), (error.HttpStatus, error.Code, error.Details));
        Assert.Single(venue.Seen);
    }

    [Theory]
    [InlineData(502, "<html><body>502 Bad Gateway</body></html>")]
    [InlineData(403, "<html>who are you</html>")]
    [InlineData(500, """{"error":{"code":"internal_error","message":"internal error"}}""")]
    [InlineData(503, """{"error":{"code":"service_unavailable","message":"service unavailable"}}""")]
    [InlineData(201, "")]
    [InlineData(201, "{}")]
    [InlineData(201, "[]")]
    [InlineData(201, "<html></html>")]
    [InlineData(200, """{"order_id":"97ec","fill_count":"1.00"}""")]
    [InlineData(201, """{"order_id":"97ec","fill_count":"1.005","remaining_count":"9.00","ts_ms":1781159370164}""")]
    [InlineData(201, """{"order_id":"97ec","fill_count":"1.00","remaining_count":"9.00","ts_ms":1781159370164,"client_order_id":"another-1-e-1"}""")]
    [InlineData(201, """{"order_id":"\ud800","fill_count":"1.00","remaining_count":"9.00","ts_ms":1781159370164}""")]
    [InlineData(302, "")]
    [InlineData(400, "")]
    [InlineData(400, "{}")]
    [InlineData(408, """{"error":{"code":"timeout","message":"timeout"}}""")]
    [InlineData(400, """{"error":{"code":"EXCHANGE_UNAVAILABLE","message":"exchange unavailable"}}""")]
    public async Task What_tells_nothing_is_unknown_and_not_repeated(int status, string body)
    {
        using var venue = new FakeVenue(status, body);
        using var client = venue.Client();

        Assert.IsType<WriteOutcome<CreateAck>.Unknown>(await client.CreateOrderAsync(Ticket, null));

        Assert.Single(venue.Seen);
    }

    [Fact]
    public async Task A_cut_connection_is_unknown_and_not_repeated_with_and_without_a_body()
    {
        using var venue = new FakeVenue(_ => new FakeReply(0, "", CutBeforeReply: true));
        using var client = venue.Client();
        await client.WarmUpAsync(1);

        Assert.IsType<WriteOutcome<CreateAck>.Unknown>(await client.CreateOrderAsync(Ticket, null));
        Assert.IsType<WriteOutcome<CancelAck>.Unknown>(await client.CancelOrderAsync(new VenueOrderId("97ec"), Ticket.Ticker, Ticket.Shard));
        Assert.IsType<WriteOutcome<NoContent>.Unknown>(await client.CancelAllAsync());
        Assert.IsType<WriteOutcome<NoContent>.Unknown>(await client.TriggerOrderGroupAsync(new OrderGroupId("g-1"), Ticket.Shard));

        Assert.Equal(4, venue.Seen.Count(request => request.Method != "GET"));
    }

    [Fact]
    public async Task A_connection_that_ends_under_a_write_does_not_make_the_pool_repeat_it()
    {
        var first = true;
        using var venue = new FakeVenue(request =>
        {
            var cut = !first;
            first = false;
            return new FakeReply(200, """{"exchange_active":true,"trading_active":true}""", CutBeforeReply: cut && request.Method != "GET");
        });
        using var client = venue.Client();
        Assert.Equal(1, await client.WarmUpAsync(1));

        Assert.IsType<WriteOutcome<NoContent>.Unknown>(await client.CancelAllAsync());

        Assert.Single(venue.Seen, request => request.Method == "DELETE");
    }

    [Fact]
    public async Task A_body_cut_short_is_unknown()
    {
        using var venue = new FakeVenue(_ => new FakeReply(201, Ack, CutBodyAt: 40));
        using var client = venue.Client();

        Assert.IsType<WriteOutcome<CreateAck>.Unknown>(await client.CreateOrderAsync(Ticket, null));
    }

    [Fact]
    public async Task Silence_is_unknown_after_the_time_out()
    {
        using var venue = new FakeVenue(_ => new FakeReply(0, "", Silent: true));
        using var client = new KalshiRestClient(venue.Options with { WriteTimeout = TimeSpan.FromSeconds(1.5) });

        Assert.Contains("no reply within 1.5 s", Assert.IsType<WriteOutcome<CreateAck>.Unknown>(await client.CreateOrderAsync(Ticket, null)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_unknown()
    {
        using var venue = new FakeVenue(201, Ack);
        using var client = new KalshiRestClient(venue.Options with { MaxBodyBytes = 50 });

        Assert.IsType<WriteOutcome<CreateAck>.Unknown>(await client.CreateOrderAsync(Ticket, null));
    }

    [Fact]
    public async Task Without_a_connection_nothing_is_sent()
    {
        var venue = new FakeVenue(201, Ack);
        var options = venue.Options;
        venue.Dispose();
        using var client = new KalshiRestClient(options);
        var written = 0;

        Assert.IsType<WriteOutcome<CreateAck>.NotSent>(await client.CreateOrderAsync(Ticket, () => written++));

        Assert.Equal(0, written);
    }

    [Fact]
    public async Task A_guard_that_shuts_at_the_last_moment_keeps_the_bytes_back()
    {
        using var venue = new FakeVenue(201, Ack);
        using var client = venue.Client();
        await client.WarmUpAsync(1);
        var (asked, written) = (0, 0);

        var outcome = await client.CreateOrderAsync(Ticket, () => ++asked == 2 ? "the gate is shut" : null, () => written++);

        Assert.Equal("the gate is shut", Assert.IsType<WriteOutcome<CreateAck>.NotSent>(outcome).Reason);
        Assert.Equal((2, 0), (asked, written));
        Assert.DoesNotContain(venue.Seen, request => request.Method == "POST");
    }

    [Fact]
    public async Task Without_tokens_an_entry_is_not_sent_and_a_cancel_is()
    {
        using var venue = new FakeVenue(_ => new FakeReply(204, ""));
        var budget = new RateBudget(new AccountLimits("basic", new BucketLimits(200, 200), new BucketLimits(1, 29)), CostTable.Documented, () => Instant.FromUnixSeconds(1));
        budget.SetCommitments(Ticket.Shard, 1, 0);
        using var client = new KalshiRestClient(venue.Options with { Budget = budget });

        Assert.Equal("no write tokens", Assert.IsType<WriteOutcome<CreateAck>.NotSent>(await client.CreateOrderAsync(Ticket, null)).Reason);
        Assert.IsType<WriteOutcome<NoContent>.Accepted>(await client.CancelAllAsync());

        Assert.Single(venue.Seen);
    }

    [Fact]
    public async Task Other_writes_ask_what_the_reference_says()
    {
        using var venue = new FakeVenue(request => request.Target.Contains("create", StringComparison.Ordinal)
            ? new FakeReply(201, """{"order_group_id":"g-9","subaccount":5,"exchange_index":3}""")
            : request.Method == "DELETE" && !request.Target.Contains("order_groups", StringComparison.Ordinal) ? new FakeReply(204, "") : new FakeReply(200, "{}"));
        using var client = venue.Client();
        var (group, order) = (new OrderGroupId("g-1"), new VenueOrderId("o-1"));

        await client.CancelOrderAsync(order, Ticket.Ticker, Ticket.Shard);
        Assert.IsType<WriteOutcome<NoContent>.Accepted>(await client.CancelAllAsync());
        await client.CancelBatchAsync([new CancelTarget(order, Ticket.Ticker, Ticket.Shard)]);
        await client.DecreaseAsync(order, Ticket.Ticker, Ticket.Shard, Quantity.FromContracts(2));
        Assert.Equal(new OrderGroupId("g-9"), Assert.IsType<WriteOutcome<OrderGroupAck>.Accepted>(await client.CreateOrderGroupAsync(500, Ticket.Shard)).Value.Group);
        Assert.IsType<WriteOutcome<NoContent>.Accepted>(await client.TriggerOrderGroupAsync(group, Ticket.Shard));
        await client.ResetOrderGroupAsync(group, Ticket.Shard);
        await client.SetOrderGroupLimitAsync(group, Ticket.Shard, 7);
        await client.DeleteOrderGroupAsync(group, Ticket.Shard);

        Assert.Equal(
        [
            "DELETE /trade-api/v2/portfolio/events/orders/o-1?subaccount=5&exchange_index=3&market_ticker=KXNBAGAME-26OCT20BOSDET-BOS ",
            "DELETE /trade-api/v2/portfolio/events/orders?subaccount=5 ",
            """DELETE /trade-api/v2/portfolio/events/orders/batched {"orders":[{"order_id":"o-1","subaccount":5,"exchange_index":3,"market_ticker":"KXNBAGAME-26OCT20BOSDET-BOS"}]}""",
            """POST /trade-api/v2/portfolio/events/orders/o-1/decrease?subaccount=5 {"reduce_by":"2.00","exchange_index":3,"market_ticker":"KXNBAGAME-26OCT20BOSDET-BOS"}""",
            """POST /trade-api/v2/portfolio/order_groups/create {"contracts_limit":500,"subaccount":5,"exchange_index":3}""",
            "PUT /trade-api/v2/portfolio/order_groups/g-1/trigger?subaccount=5&exchange_index=3 ",
            "PUT /trade-api/v2/portfolio/order_groups/g-1/reset?subaccount=5&exchange_index=3 ",
            """PUT /trade-api/v2/portfolio/order_groups/g-1/limit?subaccount=5&exchange_index=3 {"contracts_limit":7}""",
            "DELETE /trade-api/v2/portfolio/order_groups/g-1?subaccount=5&exchange_index=3 ",
        ], venue.Seen.Select(request => $"{request.Method} {request.Target} {request.Text}"));
        Assert.All(venue.Seen, request => Assert.DoesNotContain("?", request.Headers["KALSHI-ACCESS-SIGNATURE"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_batch_cancel_answers_for_each_order_by_its_id()
    {
        using var venue = new FakeVenue(200, """{"orders":[{"order_id":"b","error":{"code":"not_found","message":"not found"}},{"order_id":"a","reduced_by":"2.00","ts_ms":1781159370164}]}""");
        using var client = venue.Client();
        CancelTarget Target(string id) => new(new VenueOrderId(id), Ticket.Ticker, Ticket.Shard);

        var items = Assert.IsType<WriteOutcome<BatchCancelAck>.Accepted>(await client.CancelBatchAsync([Target("a"), Target("b"), Target("c")])).Value.Items;

        Assert.Equal(Quantity.FromContracts(2), items[0]!.Ack!.ReducedBy);
        Assert.True(items[1]!.Error!.IsNotFound);
        Assert.Null(items[2]);
    }
}
