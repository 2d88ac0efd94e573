using KalshiArb.Domain.Markets;
using KalshiArb.Feeds.Scores;

namespace KalshiArb.Feeds.Tests.Scores;

public class PlayingTimeTests
{
    [Theory]
    [InlineData(Sport.Nba, 1, 720, SeasonPart.Unknown, 0)]
    [InlineData(Sport.Nba, 2, 435, SeasonPart.Unknown, 1_005)]
    [InlineData(Sport.Nba, 4, 0, SeasonPart.Unknown, 2_880)]
    [InlineData(Sport.Nba, 5, 120, SeasonPart.Unknown, 3_060)]
    [InlineData(Sport.CollegeBasketballMen, 2, 600, SeasonPart.Unknown, 1_800)]
    [InlineData(Sport.CollegeBasketballMen, 3, 300, SeasonPart.Unknown, 2_400)]
    [InlineData(Sport.CollegeBasketballWomen, 3, 60, SeasonPart.Unknown, 1_740)]
    [InlineData(Sport.Nfl, 4, 60, SeasonPart.Regular, 3_540)]
    [InlineData(Sport.Nfl, 5, 60, SeasonPart.Regular, 4_140)]
    [InlineData(Sport.Nfl, 5, 60, SeasonPart.PlayOffs, 4_440)]
    [InlineData(Sport.Nhl, 3, 1, SeasonPart.Regular, 3_599)]
    [InlineData(Sport.Nhl, 4, 60, SeasonPart.Regular, 3_840)]
    [InlineData(Sport.Nhl, 5, 60, SeasonPart.PlayOffs, 5_940)]
    public void The_clock_that_runs_down_gives_what_is_played(Sport sport, int period, int left, SeasonPart season, int elapsed) =>
        Assert.Equal(TimeSpan.FromSeconds(elapsed), PlayingTime.FromRemaining(sport, period, TimeSpan.FromSeconds(left), season));

    [Theory]
    [InlineData(Sport.Nba, 2, 721, SeasonPart.Unknown)]
    [InlineData(Sport.Nba, 5, 301, SeasonPart.Unknown)]
    [InlineData(Sport.Nba, 0, 60, SeasonPart.Unknown)]
    [InlineData(Sport.Nfl, 5, 60, SeasonPart.Unknown)]
    [InlineData(Sport.Nfl, 6, 60, SeasonPart.Regular)]
    [InlineData(Sport.Nhl, 5, 0, SeasonPart.Regular)]
    [InlineData(Sport.Mlb, 5, 0, SeasonPart.Regular)]
    [InlineData(Sport.Epl, 1, 60, SeasonPart.Regular)]
    public void What_contradicts_the_period_or_has_no_clock_is_unknown(Sport sport, int period, int left, SeasonPart season) =>
        Assert.Null(PlayingTime.FromRemaining(sport, period, TimeSpan.FromSeconds(left), season));

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(1, 2_640, 2_640)]
    [InlineData(1, 2_880, 2_700)]
    [InlineData(2, 2_700, 2_700)]
    [InlineData(2, 5_640, 5_400)]
    [InlineData(2, 2_640, null)]
    [InlineData(3, 5_700, null)]
    public void Added_time_is_no_match_time_and_a_clock_that_is_not_of_its_half_is_unknown(int half, int shown, int? elapsed) =>
        Assert.Equal(elapsed is { } seconds ? TimeSpan.FromSeconds(seconds) : null, PlayingTime.FromMatchClock(half, TimeSpan.FromSeconds(shown)));
}
