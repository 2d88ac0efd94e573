using System.Collections.Immutable;
using KalshiArb.Simulation.Seeds;
using KalshiArb.Simulation.Sweeps;

namespace KalshiArb.Simulation.Tests.Sweeps;

public sealed class BestByChanceTests
{
    private static ImmutableArray<double> Noise(Dice dice, int games = 60) => [.. Enumerable.Range(0, games).Select(_ => dice.Unit() * 2 - 1)];

    private static BestByChance Of(params ImmutableArray<double>[] rows) => BestByChance.Of(rows, 1)!.Value;

    [Fact]
    public void One_try_gives_the_tail_of_a_normal_sum()
    {
        // A sum of 60 of variance 1/3 has a standard deviation of 4.47; 5 % lie above 1.645 of it.
        var luck = Of(Noise(new Dice(3, 0)));

        Assert.InRange(luck.OneInTwenty, 1.3 * Math.Sqrt(20), 2.0 * Math.Sqrt(20));
        Assert.InRange(luck.Median, -1.5, 1.5);
    }

    [Fact]
    public void The_same_try_fifty_times_is_one_try()
    {
        var one = Noise(new Dice(3, 0));

        Assert.Equal(Of(one), Of([.. Enumerable.Repeat(one, 50)]));
    }

    [Fact]
    public void Fifty_different_tries_show_more_by_luck_than_one()
    {
        var dice = new Dice(3, 0);
        ImmutableArray<double>[] rows = [.. Enumerable.Range(0, 50).Select(_ => Noise(dice))];

        Assert.True(Of(rows).Median > Of(rows[0]).OneInTwenty, $"{Of(rows)} {Of(rows[0])}");
    }

    [Fact]
    public void The_winner_of_noise_is_nothing_that_luck_does_not_reach_and_a_real_one_is()
    {
        var dice = new Dice(9, 0);
        ImmutableArray<double>[] noise = [.. Enumerable.Range(0, 20).Select(_ => Noise(dice))];

        Assert.InRange(Of(noise).Share, 0.02, 1);
        Assert.InRange(Of([.. noise, [.. Noise(dice).Select(value => value + 1)]]).Share, 0, 0.001);
    }

    [Fact]
    public void Games_that_nobody_traded_are_not_counted_and_of_few_nothing_is_said()
    {
        ImmutableArray<double> seven = [.. Enumerable.Range(0, 60).Select(game => game < 7 ? 1.0 : 0)];

        Assert.Null(BestByChance.Of([seven], 1));
        Assert.NotNull(BestByChance.Of([seven.SetItem(10, -1)], 1));
        Assert.Null(BestByChance.Of([], 1));
    }
}
