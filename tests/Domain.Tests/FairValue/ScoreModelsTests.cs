using CsCheck;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Tests.FairValue;

/// <summary>What every model must hold: it rises with the lead, sums to one, and ends at 0 or 1.</summary>
public class ScoreModelsTests
{
    private static readonly Instant T0 = Instant.FromUnixSeconds(1_800_000_000);

    private static WinChances? Chances(Sport sport, int home, int away, double elapsedSeconds, int period = 1, InningProgress? at = null) => WinProbability.Chances(
        Models.All, sport, new ScoreReported(new GameId("g"), GamePhase.InPlay, home, away, TimeSpan.FromSeconds(elapsedSeconds), period, T0) { Innings = at }, out _);

    private static double Baseball(int difference, int inning, bool bottom, int outs, int runners) =>
        ScoreModels.Home(Models.All.Mlb!, difference, inning, new InningProgress(bottom, outs, runners));

    private static void IsWhole(WinChances chances)
    {
        Assert.InRange(chances.Home, 0, 1);
        Assert.InRange(chances.Away, 0, 1);
        Assert.InRange(chances.Draw ?? 0, 0, 1);
        Assert.Equal(1, chances.Home + chances.Away + (chances.Draw ?? 0), 9);
    }

    [Theory]
    [InlineData(Sport.Nba, 3_500)]
    [InlineData(Sport.CollegeBasketballMen, 3_000)]
    [InlineData(Sport.CollegeBasketballWomen, 3_000)]
    [InlineData(Sport.Nfl, 3_599)]
    [InlineData(Sport.Nhl, 3_900)]
    [InlineData(Sport.Epl, 6_100)]
    public void A_model_by_the_clock_rises_with_the_lead_and_sums_to_one(Sport sport, int longest) =>
        Gen.Select(Gen.Int[-45, 44], Gen.Double[0, longest]).Sample((difference, elapsed) =>
        {
            var (low, high) = (Chances(sport, 50 + difference, 50, elapsed)!.Value, Chances(sport, 51 + difference, 50, elapsed)!.Value);
            IsWhole(low);
            IsWhole(high);
            Assert.True(low.Home <= high.Home + 1e-12 && low.Away >= high.Away - 1e-12, $"{difference} at {elapsed}: {low}, {high}");
        });

    [Fact]
    public void The_innings_model_rises_with_the_lead_and_stays_a_probability() =>
        Gen.Select(Gen.Int[-15, 14], Gen.Int[1, 12], Gen.Bool, Gen.Int[0, 3], Gen.Int[0, 7]).Sample((difference, inning, bottom, outs, runners) =>
        {
            var (low, high) = (Baseball(difference, inning, bottom, outs, runners), Baseball(difference + 1, inning, bottom, outs, runners));
            Assert.InRange(low, 0, 1);
            Assert.True(low <= high + 1e-12, $"{difference} in {inning} {bottom} {outs} {runners}: {low}, {high}");
        });

    [Fact]
    public void An_out_never_helps_the_side_that_bats_and_a_runner_hardly_ever_harms_it()
    {
        var worst = (Harm: 0.0, At: "");
        for (var difference = -6; difference <= 6; difference++)
            for (var inning = 1; inning <= 11; inning++)
                foreach (var bottom in new[] { false, true })
                    for (var outs = 0; outs <= 1; outs++)
                        for (var runners = 0; runners <= 7; runners++)
                        {
                            var sign = bottom ? 1 : -1;
                            var now = Baseball(difference, inning, bottom, outs, runners) * sign;
                            Assert.True(Baseball(difference, inning, bottom, outs + 1, runners) * sign <= now + 1e-12);
                            var harm = now - Baseball(difference, inning, bottom, outs, runners | 1) * sign;
                            if (harm > worst.Harm) worst = (harm, $"{difference} in {inning}, bottom {bottom}, {outs} out, runners {runners}");
                        }

        // With one out and a runner on third, one more on first makes the double play possible: the leagues' own averages say 0.660 and 0.634.
        Assert.Equal("0 in 9, bottom True, 1 out, runners 4", worst.At);
        Assert.InRange(worst.Harm, 0.012, 0.014);
    }

    [Fact]
    public void A_decided_game_of_baseball_is_certain()
    {
        Assert.Equal(1, Baseball(1, 9, bottom: true, outs: 0, runners: 0));
        Assert.Equal(1, Baseball(1, 9, bottom: false, outs: 3, runners: 0));
        Assert.Equal(0, Baseball(-1, 9, bottom: true, outs: 3, runners: 0));
        Assert.Equal(0.52, Baseball(0, 9, bottom: true, outs: 3, runners: 0));
    }

    [Fact]
    public void Baseball_has_the_known_shape()
    {
        // Home sides win 53 to 54 of 100; a lead of one with an inning to play wins about 85; a tied ninth favours who bats last.
        Assert.InRange(Baseball(0, 1, bottom: false, outs: 0, runners: 0), 0.52, 0.55);
        Assert.InRange(1 - Baseball(-1, 9, bottom: true, outs: 0, runners: 0), 0.78, 0.88);
        Assert.InRange(Baseball(0, 9, bottom: true, outs: 0, runners: 0), 0.60, 0.70);
        Assert.InRange(Baseball(0, 9, bottom: true, outs: 0, runners: 4), 0.90, 0.95);
        // The end of a half is the start of the next.
        Assert.Equal(Baseball(2, 5, bottom: true, outs: 0, runners: 0), Baseball(2, 5, bottom: false, outs: 3, runners: 0));
        Assert.Equal(Baseball(2, 6, bottom: false, outs: 0, runners: 0), Baseball(2, 5, bottom: true, outs: 3, runners: 0));
        // In extra innings a half begins with a runner on second.
        Assert.Equal(Baseball(0, 10, bottom: true, outs: 0, runners: 2), Baseball(0, 10, bottom: false, outs: 3, runners: 0));
    }

    [Fact]
    public void The_clock_at_its_end_decides()
    {
        Assert.Equal(WinChances.TwoWay(1), Chances(Sport.Nfl, 20, 17, 3_600));
        Assert.Equal(WinChances.TwoWay(0), Chances(Sport.Nfl, 17, 20, 3_600));
        Assert.Equal(WinChances.TwoWay(0.51), Chances(Sport.Nfl, 17, 17, 3_600));
        Assert.Null(Chances(Sport.Nfl, 20, 17, 3_700));
        Assert.InRange(Chances(Sport.Nfl, 20, 17, 3_599)!.Value.Home, 0.999, 1);
        Assert.Equal(1, Chances(Sport.Nhl, 3, 2, 3_600)!.Value.Home, 12);
        Assert.Equal(0, Chances(Sport.Nhl, 2, 3, 3_600)!.Value.Home, 12);
        Assert.Equal(0.51, Chances(Sport.Nhl, 2, 2, 3_600)!.Value.Home, 12);
    }

    [Fact]
    public void Football_has_draws_and_is_never_certain_in_play()
    {
        var start = Chances(Sport.Epl, 0, 0, 0)!.Value;
        Assert.InRange(start.Draw!.Value, 0.22, 0.28);
        Assert.InRange(start.Home, 0.40, 0.48);
        var late = Chances(Sport.Epl, 1, 1, 6_000)!.Value;
        Assert.InRange(late.Draw!.Value, 0.95, 0.999);
        Assert.Equal(late, Chances(Sport.Epl, 1, 1, 7_000));
        Assert.True(Chances(Sport.Epl, 1, 1, 3_000)!.Value.Draw < late.Draw);
    }

    [Fact]
    public void A_goal_model_without_a_home_advantage_is_even()
    {
        var even = new GoalsModel(true, TimeSpan.FromMinutes(60), 3, 3, TimeSpan.Zero, 0.5);
        Assert.Equal(0.5, ScoreModels.Chances(even, 0, 1_234).Home, 9);
        // Two independent Poisson of mean 1: level with 0.30850832 (the modified Bessel function I0(2)/e²).
        var draws = ScoreModels.Chances(new GoalsModel(true, TimeSpan.FromMinutes(60), 1, 1, TimeSpan.Zero, null), 0, 0);
        Assert.Equal(0.308508323, draws.Draw!.Value, 8);
    }

    [Fact]
    public void The_margin_is_normal_to_the_seventh_place()
    {
        var model = new MarginModel(true, TimeSpan.FromMinutes(60), 0, 1, 0.5);
        Assert.Equal(0.841344746, ScoreModels.Home(model, 1, 0)!.Value, 6);
        Assert.Equal(0.5, ScoreModels.Home(model, 0, 0)!.Value, 6);
        Assert.Equal(0.977249868, ScoreModels.Home(model, 1, 2_700)!.Value, 6);
    }

    [Theory]
    [InlineData(-1.0)]
    [InlineData(double.NaN)]
    public void Time_that_is_none_is_refused(double elapsed)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoreModels.Home(Models.All.Nba, 0, elapsed));
        Assert.Throws<ArgumentOutOfRangeException>(() => ScoreModels.Chances(Models.All.Epl!, 0, elapsed));
        Assert.Throws<ArgumentOutOfRangeException>(() => Baseball(0, 0, true, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Baseball(0, 1, true, 4, 0));
    }
}
