using System.Collections.Immutable;
using CsCheck;
using KalshiArb.Domain.Numbers;
using KalshiArb.Simulation.Sweeps;

namespace KalshiArb.Simulation.Tests.Sweeps;

public sealed class SampleSplitTests
{
    private static readonly Instant Noon = Instant.From(new DateTimeOffset(2026, 7, 5, 16, 0, 0, TimeSpan.Zero));

    private static SampleGame Game(string name, double hours, params int[] tapes) =>
        new(name, Noon + TimeSpan.FromHours(hours), tapes.Length == 0 ? [0] : [.. tapes], HasOdds: true, HasScores: true);

    private static SampleSplit Of(IEnumerable<SampleGame> games, DateOnly? from = null) =>
        SampleSplit.TryOf([.. games], from, out var split, out var reason) ? split : throw new InvalidOperationException(reason);

    private static string Names(ImmutableArray<SampleGame> games) => string.Concat(games.Select(game => game.Name));

    [Fact]
    public void Whatever_order_games_come_in_the_earlier_half_is_in_sample_and_no_game_is_on_both_sides() =>
        Gen.Int[0, 40].Array[2, 30].Sample(hours =>
        {
            SampleGame[] games = [.. hours.Select((hour, i) => Game($"g{i:00} ", hour))];
            var (split, turned) = (Of(games), Of(games.Reverse()));
            Assert.Equal((Names(split.In), Names(split.Out)), (Names(turned.In), Names(turned.Out)));
            Assert.Equal(games.Length, split.In.Concat(split.Out).Distinct().Count());
            Assert.Equal(games.Length / 2, split.Out.Length);
            Assert.True(split.In.Max(game => game.Start) <= split.Out.Min(game => game.Start));
        });

    [Fact]
    public void Tapes_of_one_day_each_stay_whole()
    {
        var split = Of([Game("a", 48, 0), Game("b", 49, 0), Game("c", 0, 1), Game("d", 1, 1), Game("e", 2, 1), Game("f", 24, 2)]);

        Assert.Equal((SplitWay.Tapes, "cde", "fab"), (split.Way, Names(split.In), Names(split.Out)));
    }

    [Fact]
    public void A_tape_of_two_days_or_a_game_on_two_tapes_lets_games_be_parted_one_by_one()
    {
        var long1 = Of([Game("a", 0, 0), Game("b", 24, 0), Game("c", 48, 1), Game("d", 49, 1), Game("e", 50, 1)]);
        var twice = Of([Game("a", 0, 0), Game("b", 1, 0, 1), Game("c", 24, 1), Game("d", 25, 1)]);

        Assert.Equal((SplitWay.Games, "abc", "de"), (long1.Way, Names(long1.In), Names(long1.Out)));
        Assert.Equal((SplitWay.Games, "ab", "cd"), (twice.Way, Names(twice.In), Names(twice.Out)));
    }

    [Fact]
    public void A_date_is_one_of_New_York()
    {
        // 23:59 and 00:01 in New York are both on 6 July in UTC.
        SampleGame[] games = [Game("a", 11.98), Game("b", 12.02), Game("c", 0)];

        var split = Of(games, new DateOnly(2026, 7, 6));

        Assert.Equal((SplitWay.Date, "ca", "b"), (split.Way, Names(split.In), Names(split.Out)));
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(3, "2026-07-05")]
    [InlineData(3, "2026-07-07")]
    public void A_side_without_games_is_refused(int games, string? from) =>
        Assert.False(SampleSplit.TryOf([.. Enumerable.Range(0, games).Select(i => Game($"{i}", i))], from is null ? null : DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture), out _, out _));
}
