using System.Collections.Immutable;
using CsCheck;
using KalshiArb.Domain.Measurement;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Risk;
using KalshiArb.Simulation.Reports;
using KalshiArb.Simulation.Sweeps;

namespace KalshiArb.Simulation.Tests.Sweeps;

public sealed class SweepTableTests
{
    private static HalfFigures Half(double perGame, double half, int games = 40, int fills = 40) => new(
        (long)(perGame * games * 1e6), 0, new Estimate(perGame, perGame - half, perGame + half, games, games), fills, fills, fills, games, null);

    private static SweepRow Row(string name, HalfFigures inside, HalfFigures outside) =>
        new([new NamedValue("x", name)], inside, outside, LedgersAgree: true, TradingState.Running, TradingState.Running, [name]);

    private static SampleGame Game(bool odds) => new("g", Instant.Never, [0], odds, HasScores: true);

    private static readonly SampleSplit Alike = new(SplitWay.Games, [Game(true)], [Game(true)]);

    private static string Warnings(params SweepRow[] rows) => Warnings(Alike, null, rows);

    private static string Warnings(SampleSplit split, BestByChance? chance, params SweepRow[] rows) => string.Join('\n', SweepWarnings.Of(RankedRow.Of(rows), split, chance, simulated: false));

    private const string Fails = "THE WINNER DOES NOT SURVIVE THE SPLIT";

    [Fact]
    public void The_best_in_sample_stands_first_with_its_place_out_of_sample_beside_it()
    {
        var rows = RankedRow.Of([Row("a", Half(1, 1), Half(3, 1)), Row("b", Half(2, 1), Half(1, 1)), Row("c", Half(1, 1), Half(2, 1))]);

        Assert.Equal([("b", 1, 3), ("a", 2, 1), ("c", 2, 2)], rows.Select(row => (row.Row.Values[0].Value, row.RankIn, row.RankOut)));
    }

    [Fact]
    public void Places_are_how_many_are_better_and_one_more() =>
        Gen.Select(Gen.Int[-3, 3], Gen.Int[-3, 3]).Array[1, 20].Sample(results =>
        {
            var rows = RankedRow.Of([.. results.Select((result, i) => Row($"{i}", Half(result.Item1, 1), Half(result.Item2, 1)))]);
            Assert.Equal(results.Length, rows.Select(row => row.Row.Values[0].Value).Distinct().Count());
            for (var i = 1; i < rows.Length; i++) Assert.True(rows[i - 1].Row.In.PnlMicros >= rows[i].Row.In.PnlMicros);
            Assert.All(rows, row => Assert.Equal(results.Count(result => result.Item2 * 40_000_000L > row.Row.Out.PnlMicros), row.RankOut - 1));
        });

    [Theory]
    [InlineData(0.5, 0.4, false)]
    [InlineData(0.5, 0.6, true)]
    [InlineData(-0.1, 0.05, true)]
    [InlineData(0, 0, true)]
    public void A_winner_whose_other_side_is_not_clearly_above_zero_does_not_survive(double perGame, double half, bool fails)
    {
        var text = Warnings(Row("winner", Half(2, 1), Half(perGame, half)), Row("other", Half(1, 1), Half(-1, 1)));

        Assert.Equal(fails, text.Contains(Fails, StringComparison.Ordinal));
        Assert.Equal(!fails, text.Contains("survives this split", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_winner_in_the_worse_half_out_of_sample_does_not_survive(int better, bool fails)
    {
        SweepRow[] rows = [Row("winner", Half(2, 1), Half(1, 0.1)), .. Enumerable.Range(0, better).Select(i => Row($"better {i}", Half(1, 1), Half(2, 1))), .. Enumerable.Range(0, 3 - better).Select(i => Row($"worse {i}", Half(1, 1), Half(-2, 1)))];

        Assert.Equal(fails, Warnings(rows).Contains("in the worse half", StringComparison.Ordinal));
    }

    [Fact]
    public void A_winner_that_does_nothing_is_called_that()
    {
        var idle = Row("idle", Half(0, 0, fills: 0), Half(0, 0, fills: 0));

        Assert.Contains("best because it does nothing", Warnings(idle, Row("busy", Half(-1, 1), Half(1, 0.5))), StringComparison.Ordinal);
        Assert.Contains("there is no winner", Warnings(idle, idle), StringComparison.Ordinal);
    }

    [Fact]
    public void How_many_were_tried_is_always_said_and_what_luck_would_show_where_it_can_be()
    {
        SweepRow[] two = [Row("a", Half(2, 1), Half(1, 0.5)), Row("b", Half(1, 1), Half(0, 1))];

        Assert.Contains("2 combinations were tried", Warnings(two), StringComparison.Ordinal);
        Assert.Contains("+$12.50 or more in one of twenty; the winner shows +$80.00, which luck reaches in 2.5 %", Warnings(Alike, new BestByChance(3, 12.5, 0.025, 2_000), two), StringComparison.Ordinal);
    }

    [Fact]
    public void Combinations_that_decide_alike_are_said()
    {
        SweepRow[] two = [Row("a", Half(2, 1), Half(1, 0.5)), Row("b", Half(1, 1), Half(0, 1))];

        Assert.Contains("only 1 decide differently", Warnings(two[0], two[0]), StringComparison.Ordinal);
        Assert.DoesNotContain("decide differently", Warnings(two), StringComparison.Ordinal);
    }

    [Fact]
    public void Sides_of_unlike_evidence_and_few_games_are_said()
    {
        var unlike = new SampleSplit(SplitWay.Games, [Game(false), Game(false)], [Game(true), Game(true)]);

        Assert.Contains("0 of 2 games in-sample have odds, 2 of 2 out-of-sample", Warnings(unlike, null, Row("a", Half(2, 1), Half(1, 0.5))), StringComparison.Ordinal);
        Assert.DoesNotContain("not alike", Warnings(Row("a", Half(2, 1), Half(1, 0.5))), StringComparison.Ordinal);
        Assert.Contains("traded 40 games in-sample and 12 out", Warnings(Row("a", Half(2, 1), Half(1, 0.5, games: 12))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ledger_that_differs_and_a_limit_that_stopped_the_winner_are_said()
    {
        var row = Row("a", Half(2, 1), Half(1, 0.5)) with { LedgersAgree = false, StateOut = TradingState.Paused };

        Assert.Contains("ledger did not agree", Warnings(row), StringComparison.Ordinal);
        Assert.Contains("ends out-of-sample PAUSED", Warnings(row), StringComparison.Ordinal);
    }

    [Fact]
    public void A_grid_is_the_Cartesian_product_and_the_last_setting_changes_fastest()
    {
        var grid = new SweepGrid([new SweptSetting("a", ["1", "2"]), new SweptSetting("b", ["x", "y", "z"])]);

        Assert.Equal(["1x", "1y", "1z", "2x", "2y", "2z"], grid.All().Select(number => string.Concat(grid[number])));
    }

    [Fact]
    public void A_draw_has_no_combination_twice_and_is_the_same_for_the_same_seed() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 12], Gen.Int[1, 150], Gen.ULong).Sample((a, b, count, seed) =>
        {
            var grid = new SweepGrid([new SweptSetting("a", [.. Enumerable.Range(0, a).Select(i => $"{i}")]), new SweptSetting("b", [.. Enumerable.Range(0, b).Select(i => $"{i}")])]);
            var drawn = grid.Draw(count, seed);
            Assert.Equal(Math.Min(count, a * b), drawn.Distinct().Count());
            Assert.All(drawn, number => Assert.InRange(number, 0, grid.Count - 1));
            Assert.Equal(drawn.AsEnumerable(), grid.Draw(count, seed));
        });

    [Fact]
    public void A_grid_without_end_is_counted_no_further_than_its_limit()
    {
        ImmutableArray<string> hundred = [.. Enumerable.Range(0, 100).Select(i => $"{i}")];

        Assert.Equal(SweepGrid.MostCombinations + 1, new SweepGrid([.. Enumerable.Range(0, 8).Select(i => new SweptSetting($"{i}", hundred))]).Count);
    }
}
