using KalshiArb.PaperExchange.Rest;

namespace KalshiArb.PaperExchange.Tests;

public sealed class BucketTests
{
    private static readonly UsageTier _small = new("small", 10, 40, 10, 30);

    [Fact]
    public async Task Reads_are_refused_when_the_bucket_is_empty_and_allowed_again_with_time()
    {
        await using var venue = await VenueUnderTest.QuietAsync(_small);
        for (var i = 0; i < 4; i++) (await venue.GetAsync("/portfolio/balance")).With(200);
        Assert.Equal("""{"error":"too many requests"}""", (await venue.GetAsync("/portfolio/balance")).With(429).Text);
        (await venue.PublicAsync("/markets")).With(200);
        venue.Clock.Pass(TimeSpan.FromSeconds(0.9));
        (await venue.GetAsync("/portfolio/balance")).With(429);
        venue.Clock.Pass(TimeSpan.FromSeconds(0.1));
        (await venue.GetAsync("/portfolio/balance")).With(200);
        (await venue.GetAsync("/account/limits")).With(429);
        venue.Clock.Pass(TimeSpan.FromSeconds(100));
        var limits = (await venue.GetAsync("/account/limits")).With(200);
        Assert.Equal(("small", "10", "40", "30"), (limits.At("usage_tier"), limits.At("read.refill_rate"), limits.At("read.bucket_capacity"), limits.At("write.bucket_capacity")));
    }

    [Fact]
    public async Task A_named_shard_draws_its_own_budget_and_an_auto_routed_write_every_one()
    {
        await using var venue = await VenueUnderTest.QuietAsync(_small);
        const string three = ",\"exchange_index\":3";
        for (var i = 0; i < 3; i++) (await venue.OrderAsync(Stage.Celtics, "bid", "0.10", "1", tail: three)).With(201);
        (await venue.OrderAsync(Stage.Celtics, "bid", "0.10", "1", tail: three)).With(429);
        (await venue.OrderAsync(Stage.Celtics, "bid", "0.10", "1")).With(429); // shard 3 is empty
        (await venue.OrderAsync(Stage.Chiefs, "bid", "0.10", "1", tail: ",\"exchange_index\":0")).With(201);
        venue.Clock.Pass(TimeSpan.FromSeconds(1));
        (await venue.OrderAsync(Stage.Celtics, "bid", "0.10", "1")).With(201);
        (await venue.OrderAsync(Stage.Chiefs, "bid", "0.10", "1", tail: ",\"exchange_index\":0")).With(201);
        (await venue.OrderAsync(Stage.Chiefs, "bid", "0.10", "1", tail: ",\"exchange_index\":0")).With(201);
        (await venue.OrderAsync(Stage.Chiefs, "bid", "0.10", "1", tail: ",\"exchange_index\":0")).With(429);
    }

    [Fact]
    public async Task A_batch_must_fit_whole_and_cancels_are_cheap()
    {
        await using var venue = await VenueUnderTest.QuietAsync(_small);
        string Batch(int items) => $$"""{"orders":[{{string.Join(",", Enumerable.Range(0, items).Select(_ => venue.Create(Stage.Chiefs, "bid", "0.10", "1")))}}]}""";
        (await venue.PostAsync("/portfolio/events/orders/batched", Batch(4))).With(429);
        var made = (await venue.PostAsync("/portfolio/events/orders/batched", Batch(2))).With(201).Json.GetProperty("orders");
        for (var i = 0; i < 5; i++) (await venue.DeleteAsync("/portfolio/events/orders/" + made[0].GetProperty("order_id").GetString())).With(i == 0 ? 200 : 404);
        (await venue.DeleteAsync("/portfolio/events/orders/x")).With(429);
        var costs = (await venue.PublicAsync("/account/endpoint_costs")).With(200).Json;
        Assert.Equal(10, costs.GetProperty("default_cost").GetInt32());
        Assert.Contains(costs.GetProperty("endpoint_costs").EnumerateArray(), row =>
            row.GetProperty("method").GetString() == "DELETE" && row.GetProperty("path").GetString() == "/trade-api/v2/portfolio/events/orders/:order_id" && row.GetProperty("cost").GetInt32() == 2);
    }
}
