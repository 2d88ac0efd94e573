using CsCheck;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Tests.FairValue;

public class WinProbabilityTests
{
    private static readonly WinModel Nba = WinProbability.ModelOf(Sport.Nba)!.Value;
    private static readonly WinModel College = WinProbability.ModelOf(Sport.CollegeBasketballMen)!.Value;
    private static readonly Instant T0 = Instant.FromUnixSeconds(1_800_000_000);

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    [Fact]
    public void The_model_has_the_stated_numbers()
    {
        Assert.Equal(Logistic(0.065 * 2.5), WinProbability.Home(Nba, 0, 0), 12);
        Assert.Equal(Logistic((0.065 + 0.25 * 0.125) * (6 + 2.5)), WinProbability.Home(Nba, 6, 1_440), 12);
        Assert.Equal(Logistic((0.065 + 0.25 * 0.125) * (-4 + 3.5)), WinProbability.Home(College, -4, 1_200), 12);
        Assert.Equal(Logistic((0.1 + 0.125) * (3 + 2.5)), WinProbability.Home(Nba, 3, 2_880 + 150), 12);
        Assert.Equal(Logistic((0.1 + 0.125) * (3 + 2.5)), WinProbability.Home(Nba, 3, 2_880 + 300 + 150), 12);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(-1, 0)]
    public void At_clock_zero_with_a_difference_it_is_decided(int difference, double expected)
    {
        Assert.Equal(expected, WinProbability.Home(Nba, difference, 2_880));
        Assert.Equal(expected, WinProbability.Home(Nba, difference, 3_180));
        Assert.Equal(expected, WinProbability.Home(College, difference, 2_400));
    }

    [Fact]
    public void At_clock_zero_with_a_level_score_overtime_begins()
    {
        Assert.Equal(Logistic(0.1 * 2.5), WinProbability.Home(Nba, 0, 2_880), 12);
        Assert.Equal(Logistic(0.1 * 2.5), WinProbability.Home(Nba, 0, 3_180), 12);
    }

    [Fact]
    public void A_lead_above_forty_counts_as_forty() =>
        Assert.Equal(WinProbability.Home(Nba, 40, 1_000), WinProbability.Home(Nba, 77, 1_000));

    [Fact]
    public void It_rises_with_the_lead_and_stays_a_probability() =>
        Gen.Select(Gen.Int[-45, 44], Gen.Double[0, 4_000]).Sample((difference, elapsed) =>
        {
            var low = WinProbability.Home(Nba, difference, elapsed);
            var high = WinProbability.Home(Nba, difference + 1, elapsed);
            Assert.InRange(low, 0, 1);
            Assert.True(low <= high);
        });

    [Theory]
    [InlineData(Sport.Mlb)]
    [InlineData(Sport.Nfl)]
    [InlineData(Sport.Nhl)]
    [InlineData(Sport.Epl)]
    [InlineData(Sport.Other)]
    public void Other_sports_have_no_model(Sport sport)
    {
        Assert.Null(WinProbability.ModelOf(sport));
        Assert.False(Estimate(sport, GamePhase.InPlay, TimeSpan.FromSeconds(10), T0, out _, out var reason));
        Assert.Equal(NoFairReason.NoModel, reason);
    }

    [Fact]
    public void It_needs_a_game_in_play_with_a_clock_and_a_score_that_is_not_too_old()
    {
        Assert.False(Estimate(Sport.Nba, GamePhase.Scheduled, TimeSpan.Zero, T0, out _, out var reason));
        Assert.Equal(NoFairReason.NoClock, reason);
        Assert.False(Estimate(Sport.Nba, GamePhase.InPlay, null, T0, out _, out reason));
        Assert.Equal(NoFairReason.NoClock, reason);
        Assert.True(Estimate(Sport.Nba, GamePhase.InPlay, TimeSpan.FromSeconds(600), T0 + TimeSpan.FromSeconds(10), out var estimate, out _));
        Assert.Equal(T0 + TimeSpan.FromSeconds(10), estimate.ValidUntil);
        Assert.Equal(FairSource.WinModel, estimate.Source);
        Assert.False(Estimate(Sport.Nba, GamePhase.InPlay, TimeSpan.FromSeconds(600), T0 + TimeSpan.FromSeconds(10.1), out _, out reason));
        Assert.Equal(NoFairReason.ReceiptTooOld, reason);
    }

    private static bool Estimate(Sport sport, GamePhase phase, TimeSpan? elapsed, Instant now, out FairEstimate estimate, out NoFairReason reason) =>
        WinProbability.TryEstimate(
            sport, new ScoreReported(new GameId("g"), phase, 10, 8, elapsed, 1, T0), GameOutcome.Home, T0, now, TimeSpan.FromSeconds(10), out estimate, out reason);
}
