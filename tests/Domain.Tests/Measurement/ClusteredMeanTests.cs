using KalshiArb.Domain.Measurement;

namespace KalshiArb.Domain.Tests.Measurement;

public sealed class ClusteredMeanTests
{
    private static Observation[] Of(params (string Game, double Value)[] rows) => [.. rows.Select(row => new Observation(row.Game, row.Value))];

    [Fact]
    public void The_interval_is_the_one_worked_out_by_hand()
    {
        // m = 3; scores (1 + 2 - 6)/4 = -0.75 and (4 + 5 - 6)/4 = 0.75; V = 2/1 * 1.125 = 2.25; t(0.975, 1) = 12.7062.
        var estimate = ClusteredMean.Of(Of(("a", 1), ("a", 2), ("b", 4), ("b", 5)))!.Value;

        Assert.Equal(3, estimate.Mean, 12);
        Assert.Equal(3 - 12.7062 * 1.5, estimate.Low!.Value, 9);
        Assert.Equal(3 + 12.7062 * 1.5, estimate.High!.Value, 9);
        Assert.Equal((4, 2), (estimate.Count, estimate.Clusters));
    }

    [Fact]
    public void The_same_game_twenty_times_makes_nobody_surer()
    {
        var once = ClusteredMean.Of(Of(("a", 1), ("b", 2), ("c", 6)))!.Value;
        var often = ClusteredMean.Of([.. Enumerable.Range(0, 20).SelectMany(_ => Of(("a", 1), ("b", 2), ("c", 6)))])!.Value;

        Assert.Equal(once.Mean, often.Mean, 12);
        Assert.Equal(once.Low!.Value, often.Low!.Value, 9);
        Assert.Equal((60, 3), (often.Count, often.Clusters));
    }

    [Fact]
    public void Games_of_one_signal_each_give_the_textbook_interval_of_a_mean()
    {
        // s = sqrt(2.5), n = 5: 3 ± 2.7764 * s / sqrt(5).
        var estimate = ClusteredMean.Of(Of(("a", 1), ("b", 2), ("c", 3), ("d", 4), ("e", 5)))!.Value;

        Assert.Equal(2.7764 * Math.Sqrt(2.5 / 5), estimate.High!.Value - estimate.Mean, 4);
    }

    [Fact]
    public void Fewer_than_two_games_have_no_interval()
    {
        var estimate = ClusteredMean.Of(Of(("a", 1), ("a", 2), ("a", 9)))!.Value;

        Assert.Equal(4, estimate.Mean, 12);
        Assert.False(estimate.HasInterval);
        Assert.False(estimate.ExcludesZero);
        Assert.Null(ClusteredMean.Of([]));
    }

    [Fact]
    public void Contracts_weigh()
    {
        var estimate = ClusteredMean.Of([new Observation("a", 1, 30), new Observation("b", 5, 10)])!.Value;

        Assert.Equal(2, estimate.Mean, 12);
        // Scores 30 * (1 - 2) / 40 and 10 * (5 - 2) / 40.
        Assert.Equal(12.7062 * Math.Sqrt(2 * (0.75 * 0.75 * 2)), estimate.High!.Value - estimate.Mean, 9);
    }

    [Theory]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(1, 0)]
    [InlineData(1, -1)]
    public void What_is_no_number_or_weighs_nothing_is_refused(double value, double weight) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClusteredMean.Of([new Observation("a", value, weight)]));

    [Fact]
    public void A_game_on_both_sides_is_one_piece_of_evidence_about_the_gap()
    {
        // The gap is 1 in each game, whatever the games are like: paired there is no doubt about it, unpaired there is much.
        var (left, right) = (Of(("a", 11), ("b", 21), ("c", 31)), Of(("a", 10), ("b", 20), ("c", 30)));
        var paired = ClusteredMean.Gap(left, right)!.Value;
        var apart = ClusteredMean.Gap(left, Of(("d", 10), ("e", 20), ("f", 30)))!.Value;

        Assert.Equal(1, paired.Mean, 12);
        Assert.Equal(1, paired.Low!.Value, 9);
        Assert.True(paired.ExcludesZero);
        Assert.False(apart.ExcludesZero);
        Assert.Equal((3, 6), (paired.Clusters, apart.Clusters));
    }

    [Fact]
    public void A_gap_to_a_single_game_has_no_interval()
    {
        Assert.False(ClusteredMean.Gap(Of(("a", 1), ("b", 2)), Of(("c", 1), ("c", 2)))!.Value.HasInterval);
        Assert.Null(ClusteredMean.Gap(Of(("a", 1)), []));
    }

    [Theory]
    [InlineData(10, 2.228)]
    [InlineData(11, 2.201)]
    [InlineData(15, 2.131)]
    [InlineData(30, 2.042)]
    [InlineData(120, 1.980)]
    [InlineData(100_000, 1.960)]
    public void Students_quantile_is_that_of_the_tables(int freedom, double table)
    {
        // Games of one observation each, +1 and -1 in turn and one 0: the half width over the standard error is the quantile.
        var rows = Enumerable.Range(0, freedom + 1).Select(i => new Observation(i.ToString(System.Globalization.CultureInfo.InvariantCulture), i % 2 == 0 ? 1 : -1)).ToArray();
        var estimate = ClusteredMean.Of(rows)!.Value;
        var n = rows.Length;
        var error = Math.Sqrt(rows.Sum(row => (row.Value - estimate.Mean) * (row.Value - estimate.Mean)) / (n - 1) / n);

        Assert.Equal(table, (estimate.High!.Value - estimate.Mean) / error, 3);
    }
}
