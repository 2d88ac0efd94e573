using CsCheck;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Tests.FairValue;

public class WinProbabilityTests
{
    private static readonly LogisticModel Nba = WinModelSettings.BeforeSettings.Nba;
    private static readonly LogisticModel College = WinModelSettings.BeforeSettings.CollegeMen;
    private static readonly Instant T0 = Instant.FromUnixSeconds(1_800_000_000);

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    [Fact]
    public void The_model_has_the_stated_numbers()
    {
        Assert.Equal(Logistic(0.065 * 2.5), ScoreModels.Home(Nba, 0, 0), 12);
        Assert.Equal(Logistic((0.065 + 0.25 * 0.125) * (6 + 2.5)), ScoreModels.Home(Nba, 6, 1_440), 12);
        Assert.Equal(Logistic((0.065 + 0.25 * 0.125) * (-4 + 3.5)), ScoreModels.Home(College, -4, 1_200), 12);
        Assert.Equal(Logistic((0.1 + 0.125) * (3 + 2.5)), ScoreModels.Home(Nba, 3, 2_880 + 150), 12);
        Assert.Equal(Logistic((0.1 + 0.125) * (3 + 2.5)), ScoreModels.Home(Nba, 3, 2_880 + 300 + 150), 12);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(-1, 0)]
    public void At_clock_zero_with_a_difference_it_is_decided(int difference, double expected)
    {
        Assert.Equal(expected, ScoreModels.Home(Nba, difference, 2_880));
        Assert.Equal(expected, ScoreModels.Home(Nba, difference, 3_180));
        Assert.Equal(expected, ScoreModels.Home(College, difference, 2_400));
    }

    [Fact]
    public void At_clock_zero_with_a_level_score_overtime_begins()
    {
        Assert.Equal(Logistic(0.1 * 2.5), ScoreModels.Home(Nba, 0, 2_880), 12);
        Assert.Equal(Logistic(0.1 * 2.5), ScoreModels.Home(Nba, 0, 3_180), 12);
    }

    [Fact]
    public void A_lead_above_forty_counts_as_forty() =>
        Assert.Equal(ScoreModels.Home(Nba, 40, 1_000), ScoreModels.Home(Nba, 77, 1_000));

    [Fact]
    public void It_rises_with_the_lead_and_stays_a_probability() =>
        Gen.Select(Gen.Int[-45, 44], Gen.Double[0, 4_000]).Sample((difference, elapsed) =>
        {
            var low = ScoreModels.Home(Nba, difference, elapsed);
            var high = ScoreModels.Home(Nba, difference + 1, elapsed);
            Assert.InRange(low, 0, 1);
            Assert.True(low <= high);
        });

    [Theory]
    [InlineData(Sport.Mlb)]
    [InlineData(Sport.Nfl)]
    [InlineData(Sport.Nhl)]
    [InlineData(Sport.Epl)]
    [InlineData(Sport.Other)]
    public void Before_models_were_settings_other_sports_had_none(Sport sport)
    {
        Assert.False(Estimate(sport, GamePhase.InPlay, TimeSpan.FromSeconds(10), T0, out _, out var reason));
        Assert.Equal(NoFairReason.NoModel, reason);
    }

    [Theory]
    [InlineData(Sport.Mlb)]
    [InlineData(Sport.Nfl)]
    [InlineData(Sport.Nhl)]
    [InlineData(Sport.Epl)]
    public void A_model_that_is_switched_off_makes_no_fair_value_and_still_knows_the_chances(Sport sport)
    {
        var score = Score(GamePhase.InPlay, TimeSpan.FromSeconds(600)) with { Innings = new InningProgress(false, 1, 0) };
        var off = Models.All with
        {
            Nfl = Models.All.Nfl! with { Enabled = false }, Mlb = Models.All.Mlb! with { Enabled = false },
            Nhl = Models.All.Nhl! with { Enabled = false }, Epl = Models.All.Epl! with { Enabled = false },
        };
        Assert.False(WinProbability.TryEstimate(off, sport, score, GameOutcome.Home, T0, T0, TimeSpan.FromSeconds(10), out _, out var reason));
        Assert.Equal(NoFairReason.NoModel, reason);
        Assert.NotNull(WinProbability.Chances(off, sport, score, out _));
        Assert.True(WinProbability.TryEstimate(Models.All, sport, score, GameOutcome.Home, T0, T0, TimeSpan.FromSeconds(10), out var estimate, out _));
        Assert.Equal(estimate.Yes, WinProbability.Chances(off, sport, score, out _)!.Value.Home);
    }

    [Fact]
    public void A_draw_is_priced_where_there_are_draws_and_baseball_needs_its_half_and_outs()
    {
        bool Price(Sport sport, GameOutcome outcome, ScoreReported score, out double yes, out NoFairReason reason)
        {
            var priced = WinProbability.TryEstimate(Models.All, sport, score, outcome, T0, T0, TimeSpan.FromSeconds(10), out var estimate, out reason);
            yes = estimate.Yes;
            return priced;
        }

        var score = Score(GamePhase.InPlay, TimeSpan.FromSeconds(600));
        Assert.True(Price(Sport.Epl, GameOutcome.Draw, score, out var draw, out _));
        Assert.True(Price(Sport.Epl, GameOutcome.Home, score, out var home, out _));
        Assert.True(Price(Sport.Epl, GameOutcome.Away, score, out var away, out _));
        Assert.Equal(1, draw + home + away, 9);
        Assert.False(Price(Sport.Nhl, GameOutcome.Draw, score, out _, out var reason));
        Assert.Equal(NoFairReason.OutcomeNotPriced, reason);
        Assert.False(Price(Sport.Mlb, GameOutcome.Home, score, out _, out reason));
        Assert.Equal(NoFairReason.NoClock, reason);
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

    private static ScoreReported Score(GamePhase phase, TimeSpan? elapsed) => new(new GameId("g"), phase, 10, 8, elapsed, 1, T0);

    private static bool Estimate(Sport sport, GamePhase phase, TimeSpan? elapsed, Instant now, out FairEstimate estimate, out NoFairReason reason) =>
        WinProbability.TryEstimate(
            WinModelSettings.BeforeSettings, sport, Score(phase, elapsed), GameOutcome.Home, T0, now, TimeSpan.FromSeconds(10), out estimate, out reason);
}
