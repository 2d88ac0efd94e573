using CsCheck;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Domain.Tests.Strategies;

public sealed class MomentumTests
{
    private const double Precision = 1e-6;

    [Fact]
    public void Ten_points_a_minute_are_a_hundred()
    {
        var velocity = Velocity((0, 0.50), (60, 0.60));
        Assert.Equal(100, velocity.SignedAt(At(60)), Precision);
        Assert.Equal(50, Velocity((0, 0.50), (60, 0.55)).SignedAt(At(60)), Precision);
        Assert.Equal(-50, Velocity((0, 0.50), (60, 0.45)).SignedAt(At(60)), Precision);
        Assert.Equal(100, Velocity((0, 0.50), (1, 0.60)).SignedAt(At(1)), Precision);
    }

    [Fact]
    public void An_empty_or_one_point_window_is_zero()
    {
        Assert.Equal(0, new FairVelocity().SignedAt(At(5)));
        Assert.Equal(0, Velocity((0, 0.5)).SignedAt(At(5)));
    }

    [Fact]
    public void An_unchanged_value_is_no_update()
    {
        var velocity = Velocity((0, 0.50), (30, 0.50), (60, 0.55), (60, 0.55));
        Assert.Equal(2, velocity.Count);
        Assert.Equal(50, velocity.SignedAt(At(60)), Precision);
    }

    [Fact]
    public void Two_values_at_one_instant_are_one_change()
    {
        var velocity = Velocity((0, 0.50), (60, 0.70), (60, 0.55));
        Assert.Equal(50, velocity.SignedAt(At(60)), Precision);
    }

    [Fact]
    public void The_window_holds_the_last_ten_changes()
    {
        var velocity = new FairVelocity();
        velocity.Add(At(0), 0.9);
        for (var i = 1; i <= 10; i++) velocity.Add(At(i * 6), 0.5 + i * 0.001);
        Assert.Equal(10, velocity.Count);
        // From 0.501 at 6 s to 0.510 at 60 s: 0.9 points in 54 s are 1 point a minute.
        Assert.Equal(10, velocity.SignedAt(At(60)), Precision);
    }

    [Fact]
    public void A_move_that_is_over_fades()
    {
        var velocity = Velocity((0, 0.50), (6, 0.51));
        Assert.Equal(100, velocity.SignedAt(At(6)), Precision);
        Assert.Equal(10, velocity.SignedAt(At(60)), Precision);
    }

    [Fact]
    public void Balance_scores_nothing_and_three_to_one_scores_fifty()
    {
        Assert.Equal(0, Pressure(100, 100).Yes, Precision);
        Assert.Equal(50, Pressure(300, 100).Yes, Precision);
        Assert.Equal(25, Pressure(200, 100).Yes, Precision);
        Assert.Equal(50, Pressure(900, 100).Yes, Precision);
        Assert.Equal(0, Pressure(100, 300).Yes, Precision);
        Assert.Equal(50, Pressure(100, 300).No, Precision);
    }

    [Fact]
    public void An_empty_side_is_full_pressure_and_an_empty_book_is_balance()
    {
        Assert.Equal(50, Pressure(5, 0).Yes, Precision);
        Assert.Equal(50, Pressure(0, 5).No, Precision);
        Assert.Equal(new MomentumScores(0, 0), Pressure(0, 0));
    }

    [Fact]
    public void A_rising_ratio_scores_up_to_fifty_more_and_fades_after_ten_seconds()
    {
        var pressure = new BookPressure();
        pressure.Add(At(0), Contracts(100), Contracts(100));
        pressure.Add(At(5), Contracts(200), Contracts(100));
        Assert.Equal(25 + 25, pressure.At(At(5)).Yes, Precision);
        pressure.Add(At(6), Contracts(300), Contracts(100));
        Assert.Equal(50 + 50, pressure.At(At(6)).Yes, Precision);
        Assert.Equal(0, pressure.At(At(6)).No, Precision);
        Assert.Equal(50 + 25, pressure.At(At(15)).Yes, Precision);
        Assert.Equal(50, pressure.At(At(30)).Yes, Precision);
    }

    [Fact]
    public void Many_changes_within_a_second_do_not_push_the_past_out_of_the_window()
    {
        var pressure = new BookPressure();
        pressure.Add(At(0), Contracts(100), Contracts(100));
        for (var i = 1; i <= 500; i++) pressure.Add(At(0) + TimeSpan.FromMilliseconds(i), Contracts(100 + i % 7), Contracts(100));
        pressure.Add(At(2), Contracts(300), Contracts(100));
        Assert.Equal(100, pressure.At(At(2)).Yes, Precision);
    }

    [Fact]
    public void Velocity_weighs_six_tenths_and_pressure_four()
    {
        var momentum = new Momentum();
        momentum.OnFair(At(0), 0.50);
        momentum.OnFair(At(60), 0.60);
        Assert.Equal(60, momentum.ScoresAt(At(60)).Yes, Precision);
        Assert.Equal(0, momentum.ScoresAt(At(60)).No, Precision);
        momentum.OnDepth(At(60), Contracts(300), Contracts(100));
        Assert.Equal(60 + 20, momentum.ScoresAt(At(60)).Yes, Precision);
        momentum.ForgetBook();
        Assert.Equal(60, momentum.ScoresAt(At(60)).Yes, Precision);
    }

    [Fact]
    public void Scores_lie_between_0_and_100_and_NO_is_YES_of_the_mirrored_market() =>
        Gen.Select(Gen.Int[0, 4_000], Gen.Int[0, 100], Gen.Int[0, 400], Gen.Int[0, 400]).List[1, 60].Sample(steps =>
        {
            var (market, mirror, now) = (new Momentum(), new Momentum(), At(0));
            foreach (var (millis, cents, bids, asks) in steps)
            {
                now += TimeSpan.FromMilliseconds(millis);
                market.OnFair(now, cents / 100.0);
                mirror.OnFair(now, 1 - cents / 100.0);
                market.OnDepth(now, Contracts(bids), Contracts(asks));
                mirror.OnDepth(now, Contracts(asks), Contracts(bids));
                var (scores, mirrored) = (market.ScoresAt(now), mirror.ScoresAt(now));
                Assert.True(scores is { Yes: >= 0 and <= 100, No: >= 0 and <= 100 });
                Assert.Equal(scores.Yes, mirrored.No, Precision);
                Assert.Equal(scores.No, mirrored.Yes, Precision);
            }
        }, iter: 500);

    [Fact]
    public void Following_a_market_allocates_nothing()
    {
        var momentum = new Momentum();
        var sum = Follow(momentum, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        sum += Follow(momentum, 1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(sum > 0);
    }

    [Fact]
    public void A_move_of_more_than_five_ticks_without_news_is_unexplained()
    {
        var watch = default(MoveWatch);
        Assert.False(See(ref watch, 0, 44, 46));
        Assert.False(See(ref watch, 1, 49, 51));
        Assert.Equal(Instant.Never, watch.LastMoveAt);
        Assert.True(See(ref watch, 2, 50, 51));
        Assert.Equal(At(2), watch.LastMoveAt);
        Assert.False(See(ref watch, 3, 51, 52));
    }

    [Fact]
    public void News_explains_what_the_book_did_before_it()
    {
        var watch = default(MoveWatch);
        See(ref watch, 0, 44, 46);
        See(ref watch, 1, 48, 50);
        watch.OnNews();
        Assert.False(See(ref watch, 2, 53, 55));
        Assert.True(See(ref watch, 3, 42, 44));
    }

    [Fact]
    public void A_book_that_was_lost_or_has_an_empty_side_has_not_moved()
    {
        var watch = default(MoveWatch);
        See(ref watch, 0, 44, 46);
        Assert.False(watch.OnBook(At(1), Price.FromCents(90), null, PriceGrid.LinearCent, 5));
        watch.ForgetBook();
        Assert.False(See(ref watch, 2, 80, 82));
        Assert.True(See(ref watch, 3, 44, 46));
    }

    private static double Follow(Momentum momentum, int from)
    {
        var sum = 0.0;
        for (var i = 0; i < 200; i++)
        {
            momentum.OnFair(At(from + i), i % 100 / 100.0);
            momentum.OnDepth(At(from + i), Contracts(i), Contracts(100));
            sum += momentum.ScoresAt(At(from + i)).Yes;
        }

        return sum;
    }

    private static bool See(ref MoveWatch watch, int second, int bid, int ask) =>
        watch.OnBook(At(second), Price.FromCents(bid), Price.FromCents(ask), PriceGrid.LinearCent, 5);

    private static Instant At(int second) => Views.Now + TimeSpan.FromSeconds(second);

    private static Quantity Contracts(int contracts) => Quantity.FromContracts(contracts);

    private static FairVelocity Velocity(params (int Second, double Value)[] points)
    {
        var velocity = new FairVelocity();
        foreach (var (second, value) in points) velocity.Add(At(second), value);
        return velocity;
    }

    private static MomentumScores Pressure(int bids, int asks)
    {
        var pressure = new BookPressure();
        pressure.Add(At(0), Contracts(bids), Contracts(asks));
        return pressure.At(At(0));
    }
}
