using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Tests;

/// <summary>The rejections of the API reference (3.4), one by one, over a socket.</summary>
public sealed class RejectionTests
{
    private const string Orders = "/portfolio/events/orders";

    [Fact]
    public async Task A_client_id_is_spent_for_good()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        var made = (await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00", "once")).With(201);
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00", "once"), 409, "order_already_exists");
        (await venue.DeleteAsync($"{Orders}/{made.At("order_id")}?market_ticker={Stage.Celtics}")).With(200);
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00", "once"), 409, "order_already_exists");
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00", "killed", "fill_or_kill"), 409, "fill_or_kill_insufficient_resting_volume");
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00", "killed"), 409, "order_already_exists");
    }

    [Fact]
    public async Task Cash_price_size_and_post_only_are_refused_as_recorded()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        venue.HouseOrder(Stage.Celtics, OrderSide.Ask, 50, 10);
        Assert.Equal("""{"error":{"code":"insufficient_balance","message":"insufficient balance"}}""", (await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "10000.00")).With(400).Text);
        Assert.Equal("""{"error":{"code":"invalid_price","message":"invalid price"}}""", (await venue.OrderAsync(Stage.Celtics, "bid", "0.5150", "1.00")).With(400).Text);
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "1.0000", "1.00"), 400, "invalid_price");
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "1.5", "1.00"), 400, "invalid_price");
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4", "0"), 400, "invalid_order_size");
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4", "1.005"), 400, "invalid_order_size");
        Assert.Equal(
            """{"error":{"code":"invalid_order","message":"invalid order","details":"post only cross"}}""",
            (await venue.OrderAsync(Stage.Celtics, "bid", "0.5000", "1.00", tail: ",\"post_only\":true")).With(400).Text);
        Refuse(await venue.OrderAsync("KXNBAGAME-26OCT17BOSNYK-XXX", "bid", "0.5000", "1.00"), 404, "MARKET_NOT_FOUND");
    }

    [Fact]
    public async Task Numbers_are_refused_with_the_decoders_words()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        var body = venue.Create(Stage.Celtics, "bid", "0.4000", "1.00");
        Assert.Equal(
            """{"code":"bad_request","message":"bad request","details":"json: cannot unmarshal number into Go struct field CreateOrderV2Request.count of type string"}""",
            (await venue.PostAsync(Orders, body.Replace("\"count\":\"1.00\"", "\"count\":1", StringComparison.Ordinal))).With(400).Text);
        Assert.Contains(
            "CreateOrderV2Request.price of type string",
            (await venue.PostAsync(Orders, body.Replace("\"price\":\"0.4000\"", "\"price\":0.4", StringComparison.Ordinal))).With(400).Text, StringComparison.Ordinal);
        Flat(await venue.PostAsync(Orders, ""));
        Flat(await venue.PostAsync(Orders, "{\"ticker\":"));
        Flat(await venue.PostAsync(Orders, "[]"));
        Flat(await venue.PostAsync(Orders, "{}"));
        Flat(await venue.OrderAsync(Stage.Celtics, "buy", "0.4000", "1.00"));
        Flat(await venue.OrderAsync(Stage.Celtics, "bid", "abc", "1.00"));
        Flat(await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00", tif: "day"));
        (await venue.PostAsync(Orders, new string(' ', 2 << 20))).With(413);
    }

    [Fact]
    public async Task Cancelled_executed_and_unknown_orders_cannot_be_told_apart()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        venue.HouseOrder(Stage.Celtics, OrderSide.Ask, 50, 10);
        var resting = (await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00")).With(201).At("order_id");
        var executed = (await venue.OrderAsync(Stage.Celtics, "bid", "0.5000", "1.00")).With(201).At("order_id");
        var route = $"?market_ticker={Stage.Celtics}";
        Refuse(await venue.DeleteAsync($"{Orders}/{resting}"), 404, "not_found");
        Refuse(await venue.DeleteAsync($"{Orders}/{resting}?exchange_index=0"), 404, "not_found");
        Assert.Equal("1.00", (await venue.DeleteAsync($"{Orders}/{resting}{route}")).With(200).At("reduced_by"));
        var bodies = new List<string>();
        foreach (var id in new[] { resting, executed, "no-such-order" }) bodies.Add((await venue.DeleteAsync($"{Orders}/{id}{route}")).With(404).Text);
        Assert.Equal("""{"error":{"code":"not_found","message":"not found"}}""", Assert.Single(bodies.Distinct()));
    }

    [Fact]
    public async Task The_wrong_shard_knows_no_user_and_other_subaccounts_do_not_exist()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        var answer = await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00", tail: ",\"exchange_index\":0");
        Assert.Equal("""{"error":{"code":"user_not_found","message":"Exchange user not found"}}""", answer.With(404).Text);
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00", tail: ",\"exchange_index\":9"), 404, "user_not_found");
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00", tail: ",\"subaccount\":1"), 404, "user_not_found");
        Refuse(await venue.DeleteAsync($"{Orders}?subaccount=2"), 404, "user_not_found");
        (await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00", tail: ",\"exchange_index\":3")).With(201);
        (await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00", tail: ",\"exchange_index\":-1")).With(201);
    }

    [Fact]
    public async Task Pauses_and_closes_refuse_in_their_own_words()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        var made = (await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00")).With(201).At("order_id");
        var other = (await venue.OrderAsync(Stage.Knicks, "bid", "0.4000", "1.00")).With(201).At("order_id");
        venue.Engine.Execute(new PauseTrading(new Shard(3), true));
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00"), 400, "TRADING_PAUSED");
        (await venue.DeleteAsync($"{Orders}/{made}?exchange_index=3")).With(200);
        (await venue.OrderAsync(Stage.Chiefs, "bid", "0.4000", "1.00")).With(201);
        Assert.Contains("\"exchange_index\":3,\"description\":\"Tennis, Baseball, Basketball\",\"exchange_active\":true,\"trading_active\":false", (await venue.PublicAsync("/exchange/status")).Text, StringComparison.Ordinal);
        venue.Engine.Execute(new PauseExchange(new Shard(3), true));
        Refuse(await venue.DeleteAsync($"{Orders}/{other}?exchange_index=3"), 400, "EXCHANGE_PAUSED");
        venue.Engine.Execute(new PauseExchange(new Shard(3), false));
        venue.Clock.Pass(TimeSpan.FromHours(5));
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4000", "1.00"), 400, "MARKET_INACTIVE");
        Assert.Equal("canceled", (await venue.GetAsync("/portfolio/orders/" + other)).At("order.status"));
    }

    [Fact]
    public async Task Expirations_belong_to_resting_orders_and_to_the_future()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        var now = venue.Engine.Now.UnixMillis / 1000;
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4", "1", tail: $",\"expiration_time\":{now - 1}"), 400, "invalid_order");
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4", "1", tif: "immediate_or_cancel", tail: $",\"expiration_time\":{now + 60}"), 400, "invalid_order");
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4", "1", tif: "immediate_or_cancel", tail: ",\"post_only\":true"), 400, "invalid_order");
        var made = (await venue.OrderAsync(Stage.Celtics, "bid", "0.4", "1", tail: $",\"expiration_time\":{now + 60}")).With(201).At("order_id");
        venue.Clock.Pass(TimeSpan.FromSeconds(61));
        var order = await venue.GetAsync("/portfolio/orders/" + made);
        Assert.Equal(("canceled", "0.00"), (order.At("order.status"), order.At("order.remaining_count_fp")));
    }

    [Fact]
    public async Task Legacy_writes_are_gone_and_unknown_groups_and_decreases_refused()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        Refuse(await venue.PostAsync("/portfolio/orders", "{}"), 410, "deprecated_v1_order_endpoint");
        Refuse(await venue.DeleteAsync("/portfolio/orders/x"), 410, "deprecated_v1_order_endpoint");
        Refuse(await venue.PostAsync("/portfolio/orders/x/amend", "{}"), 410, "deprecated_v1_order_endpoint");
        Refuse(await venue.OrderAsync(Stage.Celtics, "bid", "0.4", "1", tail: ",\"order_group_id\":\"none\""), 404, "ORDER_GROUP_NOT_FOUND");
        Refuse(await venue.PostAsync("/portfolio/order_groups/create", "{\"contracts_limit\":0,\"exchange_index\":3}"), 400, "invalid_order_group");
        var made = (await venue.OrderAsync(Stage.Celtics, "bid", "0.4", "5")).With(201).At("order_id");
        var path = $"{Orders}/{made}/decrease";
        Refuse(await venue.PostAsync(path, $$"""{"market_ticker":"{{Stage.Celtics}}"}"""), 400, "invalid_order");
        Refuse(await venue.PostAsync(path, $$"""{"market_ticker":"{{Stage.Celtics}}","reduce_by":"1.00","reduce_to":"1.00"}"""), 400, "invalid_order");
        Refuse(await venue.PostAsync(path, """{"reduce_by":"1.00"}"""), 404, "not_found");
        (await venue.GetAsync("/nowhere")).With(404);
    }

    [Fact]
    public async Task Page_sizes_and_filters_are_validated_in_the_message_shape()
    {
        await using var venue = await VenueUnderTest.QuietAsync();
        Assert.Equal(
            """{"msg":"Parameter validation failed for GetMarkets: Key: 'GetMarketsParams.Limit' Error:Field validation for 'Limit' failed on the 'lte' tag"}""",
            (await venue.PublicAsync("/markets?limit=1001")).With(400).Text);
        foreach (var path in new[] { "/events?limit=201", "/markets/trades?limit=1001", "/milestones", "/milestones?limit=501", "/markets?status=odd", "/markets/orderbooks", "/markets?limit=-1", "/markets?limit=x" })
            Assert.StartsWith("{\"msg\":\"Parameter validation failed for ", (await venue.PublicAsync(path)).With(400).Text, StringComparison.Ordinal);
        foreach (var path in new[] { "/portfolio/orders?limit=1001", "/portfolio/fills?limit=1001", "/portfolio/positions?limit=1001", "/portfolio/settlements?limit=1001", "/portfolio/orders?status=odd" })
            Assert.StartsWith("{\"msg\":\"Parameter validation failed for ", (await venue.GetAsync(path)).With(400).Text, StringComparison.Ordinal);
        Assert.Equal((await venue.PublicAsync("/markets?limit=2")).Text, (await venue.PublicAsync("/markets?limit=2&cursor=garbage")).With(200).Text);
    }

    private static void Refuse(Answer answer, int status, string code) => Assert.Equal(code, answer.With(status).At("error.code"));

    private static void Flat(Answer answer) => Assert.Equal("bad_request", answer.With(400).At("code"));
}
