using System.Numerics;
using CsCheck;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Limits;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Tests.Limits;

public class RateBudgetTests
{
    private static readonly Gen<(long Step, int Tokens, int Floor)> _gen =
        Gen.Select(Gen.Frequency((8, Gen.Long[0, 300_000]), (1, Gen.Long[-1_000_000, 0]), (1, Gen.Long[0, 100_000_000_000])), Gen.Int[0, 40], Gen.Int[0, 60]);

    [Fact]
    public void A_bucket_spends_what_a_naive_count_of_it_would() =>
        Gen.Select(Gen.Int[1, 700], Gen.Int[1, 900], _gen.Array[1, 60]).Sample((refill, capacity, steps) =>
        {
            var start = Instant.FromUnixSeconds(1_792_539_000);
            var bucket = new TokenBucket(new BucketLimits(refill, capacity), start);
            // Millionths of a token, without any bound on size.
            BigInteger tokens = (BigInteger)capacity * 1_000_000;
            var (now, seen) = (start, start);
            foreach (var (step, spend, floor) in steps)
            {
                now = Instant.FromUnixMicros(now.UnixMicros + step);
                if (now > seen)
                {
                    tokens = BigInteger.Min((BigInteger)capacity * 1_000_000, tokens + (BigInteger)(now.UnixMicros - seen.UnixMicros) * refill);
                    seen = now;
                }

                var may = tokens >= ((BigInteger)spend + floor) * 1_000_000;
                if (may) tokens -= (BigInteger)spend * 1_000_000;
                Assert.Equal(may, bucket.TrySpend(spend, floor, now));
                Assert.Equal((long)(tokens / 1_000_000), bucket.Available(now));
            }
        });

    [Fact]
    public void However_entries_come_the_reserve_for_taking_everything_back_stays() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 20], Gen.Long[0, 60_000].Array[1, 80]).Sample((groups, working, steps) =>
        {
            var now = Instant.FromUnixSeconds(1);
            var budget = Budget(() => now, write: new BucketLimits(100, 200));
            var shard = new Shard(3);
            budget.SetCommitments(shard, groups, working);
            var reserve = 10 + 10 * groups + 2 * working;
            foreach (var step in steps)
            {
                now = Instant.FromUnixMicros(now.UnixMicros + step);
                var before = budget.WriteAvailable(shard);
                var sent = budget.TrySpend(Spending.Entry, "POST", "/trade-api/v2/portfolio/events/orders", shard);
                Assert.Equal(before - 10 >= reserve, sent);
                Assert.True(budget.WriteAvailable(shard) >= Math.Min(before, reserve));
            }

            // What the reserve is for: cancel-all, every trigger, every cancel.
            Assert.True(budget.TrySpend(Spending.Cancel, "DELETE", "/trade-api/v2/portfolio/events/orders", null));
            for (var i = 0; i < groups; i++) Assert.True(budget.TrySpend(Spending.Cancel, "PUT", "/trade-api/v2/portfolio/order_groups/:/trigger", shard));
            for (var i = 0; i < working; i++) Assert.True(budget.TrySpend(Spending.Cancel, "DELETE", "/trade-api/v2/portfolio/events/orders/:", shard));
        });

    [Fact]
    public void Entries_and_reads_that_can_wait_leave_sixty_read_tokens()
    {
        var now = Instant.FromUnixSeconds(1);
        var budget = Budget(() => now, read: new BucketLimits(200, 100));

        for (var i = 0; i < 4; i++) Assert.True(budget.TrySpend(Spending.MarketRead, "GET", "/trade-api/v2/markets", null));
        Assert.False(budget.TrySpend(Spending.MarketRead, "GET", "/trade-api/v2/markets", null));
        Assert.True(budget.TrySpend(Spending.Entry, "POST", "/trade-api/v2/portfolio/events/orders", new Shard(0)));
        Assert.True(budget.TrySpend(Spending.AccountRead, "GET", "/trade-api/v2/portfolio/orders", null));
        Assert.False(budget.TrySpend(Spending.Entry, "POST", "/trade-api/v2/portfolio/events/orders", new Shard(0)));
        Assert.True(budget.TrySpend(Spending.Exit, "POST", "/trade-api/v2/portfolio/events/orders", new Shard(0)));
        Assert.Equal(50, budget.ReadAvailable);
    }

    [Fact]
    public void Each_shard_has_its_own_write_bucket_and_a_request_to_all_draws_on_all()
    {
        var now = Instant.FromUnixSeconds(1);
        var budget = Budget(() => now, write: new BucketLimits(100, 100));
        Assert.True(budget.TrySpend(Spending.Exit, "POST", "/trade-api/v2/portfolio/events/orders", new Shard(3)));

        Assert.True(budget.TrySpend(Spending.Cancel, "DELETE", "/trade-api/v2/portfolio/events/orders", null));

        Assert.Equal((90L, 80L), (budget.WriteAvailable(new Shard(0)), budget.WriteAvailable(new Shard(3))));
        budget.Drain(Spending.Cancel, new Shard(3));
        Assert.Equal((90L, 0L), (budget.WriteAvailable(new Shard(0)), budget.WriteAvailable(new Shard(3))));
        Assert.False(budget.TrySpend(Spending.Cancel, "DELETE", "/trade-api/v2/portfolio/events/orders", null));
        Assert.Equal(90, budget.WriteAvailable(new Shard(0)));
    }

    [Fact]
    public void Routes_cost_what_the_venues_patterns_say()
    {
        var costs = new CostTable(new EndpointCosts(10,
        [
            new EndpointCost("DELETE", "/trade-api/v2/portfolio/events/orders/:order_id", 2),
            new EndpointCost("DELETE", "/trade-api/v2/portfolio/events/orders/batched", 3),
            new EndpointCost("GET", "/trade-api/v2/cfbenchmarks/*endpoint", 150),
        ]));

        Assert.Equal(2, costs.Of("DELETE", "/trade-api/v2/portfolio/events/orders/:"));
        Assert.Equal(3, costs.Of("DELETE", "/trade-api/v2/portfolio/events/orders/batched"));
        Assert.Equal(10, costs.Of("DELETE", "/trade-api/v2/portfolio/events/orders"));
        Assert.Equal(10, costs.Of("POST", "/trade-api/v2/portfolio/events/orders"));
        Assert.Equal(150, costs.Of("GET", "/trade-api/v2/cfbenchmarks/any/thing"));
    }

    [Fact]
    public void The_skew_is_within_its_bound_whatever_the_delays_are() =>
        Gen.Select(Gen.Long[-5_000_000, 5_000_000], Gen.Select(Gen.Long[0, 400_000], Gen.Long[0, 400_000], Gen.Bool, Gen.Long[0, 1_000_000]).Array[1, 100]).Sample((offset, replies) =>
        {
            var skew = new ClockSkew();
            var now = Instant.FromUnixSeconds(1_792_539_000);
            foreach (var (there, back, exact, lag) in replies)
            {
                now = Instant.FromUnixMicros(now.UnixMicros + 1_000_000);
                var venue = now.UnixMicros + there + offset;
                var stamp = exact ? Instant.FromUnixMillis(Instant.FromUnixMicros(venue).UnixMillis) : Instant.FromUnixMicros(venue - lag);
                Assert.True(skew.Add(now, Instant.FromUnixMicros(now.UnixMicros + there + back), stamp, exact));
            }

            var estimate = skew.Estimate(now)!.Value;
            var error = (estimate.Offset - TimeSpan.FromMicroseconds(offset)).Duration();
            Assert.True(error <= estimate.Bound + TimeSpan.FromMicroseconds(1), $"{estimate} for {offset}");
            Assert.Equal(Math.Min(replies.Length, ClockSkew.Window), estimate.Samples);
        });

    [Fact]
    public void Without_a_fresh_reply_the_skew_is_not_known()
    {
        var skew = new ClockSkew();
        var sent = Instant.FromUnixSeconds(1_000);
        Assert.Null(skew.Estimate(sent));

        Assert.True(skew.Add(sent, sent + TimeSpan.FromMilliseconds(20), sent + TimeSpan.FromSeconds(3), exact: true));
        Assert.False(skew.Add(sent, sent - TimeSpan.FromMilliseconds(1), sent, exact: true));
        Assert.False(skew.Add(sent, sent + TimeSpan.FromSeconds(6), sent, exact: true));

        Assert.True(skew.Estimate(sent)!.Value.MayExceed(ClockSkew.EntryLimit));
        Assert.Null(skew.Estimate(sent + TimeSpan.FromMinutes(11)));
    }

    private static RateBudget Budget(Func<Instant> clock, BucketLimits? read = null, BucketLimits? write = null) =>
        new(new AccountLimits("basic", read ?? new BucketLimits(200, 400), write ?? new BucketLimits(100, 200)), CostTable.Documented, clock);
}
