using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Odds.Api;

namespace KalshiArb.Feeds.Tests.Odds.Api;

public class OddsPlanTests
{
    private static readonly Instant T0 = Instant.FromUnixSeconds(1_796_000_000);

    internal static readonly OddsApiTerms Terms = new(
        new Uri("http://127.0.0.1:1"), [Sport.Mlb], ["us", "us2"], [], OddsFormat.DecimalOdds, TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(5), TimeSpan.FromHours(2),
        TimeSpan.FromMinutes(30), 100, TimeSpan.FromHours(24), TimeSpan.FromMinutes(15));

    private static (OddsQuestion Ask, double Minutes) Next(double now, double scheduleAt, double? oddsAt, params double[] starts)
    {
        var games = starts.Select((start, i) => new ScheduledGame($"{i}", "h", "a", T0 + TimeSpan.FromMinutes(start))).ToImmutableArray();
        var (ask, at) = OddsPlan.Next(
            T0 + TimeSpan.FromMinutes(now), games, T0 + TimeSpan.FromMinutes(scheduleAt), oddsAt is { } odds ? T0 + TimeSpan.FromMinutes(odds) : Instant.Never, Terms);
        return (ask, Math.Round((at - T0).TotalMinutes, 3));
    }

    [Fact]
    public void What_was_never_heard_is_the_schedule_and_it_is_heard_again_in_time()
    {
        Assert.Equal((OddsQuestion.Schedule, T0), OddsPlan.Next(T0, default, Instant.Never, Instant.Never, Terms));
        Assert.Equal((OddsQuestion.Schedule, 30), Next(30, 0, 29.9, -10));
    }

    [Fact]
    public void Without_a_game_that_is_near_only_the_schedule_is_asked_for() =>
        Assert.Equal((OddsQuestion.Schedule, 30), Next(5, 0, null, 600, 900));

    [Fact]
    public void The_next_game_wakes_it_when_the_window_before_its_start_begins() =>
        Assert.Equal((OddsQuestion.Odds, 12), Next(5, 0, null, 132, 900));

    [Fact]
    public void A_game_that_is_near_is_asked_about_now_and_then_and_at_its_start()
    {
        Assert.Equal((OddsQuestion.Odds, 5), Next(5, 0, null, 60));
        Assert.Equal((OddsQuestion.Odds, 10), Next(6, 0, 5, 60));
        Assert.Equal((OddsQuestion.Odds, 8), Next(6, 0, 5, 8));
    }

    [Fact]
    public void A_game_in_play_is_asked_about_often_and_not_for_ever()
    {
        Assert.Equal((OddsQuestion.Odds, 5.333), Next(5.1, 0, 5, 1, 100));
        Assert.Equal((OddsQuestion.Schedule, 30), Next(5.1, 0, 5, -481));
    }

    [Fact]
    public void A_question_costs_a_credit_a_region_or_ten_bookmakers()
    {
        Assert.Equal(2, Terms.Cost);
        Assert.Equal(1, (Terms with { Bookmakers = [.. Enumerable.Range(0, 10).Select(i => $"b{i}")] }).Cost);
        Assert.Equal(2, (Terms with { Bookmakers = [.. Enumerable.Range(0, 11).Select(i => $"b{i}")] }).Cost);
    }
}
