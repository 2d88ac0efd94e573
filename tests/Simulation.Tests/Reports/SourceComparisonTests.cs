using System.Collections.Immutable;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Simulation.Measurement;
using KalshiArb.Simulation.Reports;

namespace KalshiArb.Simulation.Tests.Reports;

/// <summary>Two sources of fair value beside each other.</summary>
public sealed class SourceComparisonTests
{
    private static readonly Instant Start = Instant.FromUnixSeconds(1_783_000_000);

    [Fact]
    public void Only_minutes_at_which_both_were_fresh_on_markets_with_a_result_are_judged()
    {
        var rows = SourceComparison.Of(Tape(
            Market("A", "A", Sport.Nba, Price.One, (0.6, 0.7, 0.9), (0.6, null, 0.1), (0.6, 0.1, null)),
            Market("B", "B", Sport.Nba, Price.Zero, (0.4, 0.5, 0.2)),
            Market("C", "C", Sport.Nba, null, (0.5, 0.9, 0.1)),
            Market("D", "D", Sport.Nba, Price.FromCents(50), (0.5, 0.9, 0.1))));

        var row = Assert.Single(rows);
        Assert.Equal(("Nba", 2, 2), (row.Sport, row.Minutes, row.Games));
        // (0.3² + 0.5²)/2, (0.1² + 0.2²)/2, (0.4² + 0.4²)/2
        Assert.Equal(0.17, row.Consensus.Brier.Mean, 12);
        Assert.Equal(0.025, row.Model.Brier.Mean, 12);
        Assert.Equal(0.16, row.Market.Brier.Mean, 12);
        Assert.Equal(0.145, row.BrierGap.Mean, 12);
        Assert.Equal((-0.2 + 0.3) / 2, row.Apart.Mean, 12);
        Assert.Equal((0.2 + 0.3) / 2, row.Distance.Mean, 12);
        Assert.NotNull(row.BrierGap.Low);
    }

    [Fact]
    public void Several_sports_are_told_together_and_each_and_the_markets_of_one_game_are_one_piece_of_evidence()
    {
        var rows = SourceComparison.Of(Tape(
            Market("A", "A", Sport.Nba, Price.One, (0.6, 0.7, 0.9)), Market("A2", "A", Sport.Nba, Price.Zero, (0.4, 0.3, 0.1)), Market("E", "E", Sport.Nfl, Price.One, (0.6, 0.7, 0.9))));

        Assert.Equal([("all", 3, 2), ("Nba", 2, 1), ("Nfl", 1, 1)], rows.Select(row => (row.Sport, row.Minutes, row.Games)));
        Assert.Null(rows[1].BrierGap.Low);
    }

    [Fact]
    public void Where_the_two_were_never_fresh_at_once_there_is_nothing() =>
        Assert.Empty(SourceComparison.Of(Tape(Market("A", "A", Sport.Nba, Price.One, (0.6, null, 0.9), (0.6, 0.5, null)))));

    private static ImmutableArray<MeasuredTape> Tape(params MeasuredMarket[] markets) =>
    [
        new MeasuredTape(
            new ReportedTape("a.tape", "test", "paper", null, 0, 1, 1, "verify", "", null, true, []),
            new MeasuredRun(Start, Start, [.. markets], [], [], [], [], [], 0)),
    ];

    private static MeasuredMarket Market(string ticker, string game, Sport sport, Price? result, params (double Mid, double? Odds, double? Score)[] minutes)
    {
        var market = new MeasuredMarket
        {
            Facts = new MarketFacts(
                new Ticker(ticker), new EventTicker(game), new SeriesTicker("S"), sport, PriceGrid.LinearCent, new FeeSchedule(FeeType.Quadratic, 1_000), MarketStatus.Active, Start, new Shard(0),
                new GameId(game), GameOutcome.Home, 2, TimeSpan.FromMinutes(2)),
            Result = result,
        };
        market.Thoughts.AddRange(minutes.Select(minute => new MinuteThought(minute.Mid, minute.Odds, minute.Score)));
        return market;
    }
}
