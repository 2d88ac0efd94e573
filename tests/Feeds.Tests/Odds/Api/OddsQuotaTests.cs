using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Odds.Api;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Tests.Odds.Api;

public class OddsQuotaTests
{
    private static readonly Instant T0 = Instant.FromUnixSeconds(1_796_000_000);

    private static OddsQuota See(OddsQuota quota, double minutes, long remaining, long used) =>
        quota.Observe(Headers(("x-requests-remaining", $"{remaining}"), ("x-requests-used", $"{used}"), ("x-requests-last", "2")), T0 + TimeSpan.FromMinutes(minutes), out _);

    private static ReplyHeaders Headers(params (string Name, string Value)[] headers) =>
        new(headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase));

    [Fact]
    public void The_rate_is_that_of_the_last_hour_and_the_hours_left_end_at_the_reserve()
    {
        var quota = See(See(OddsQuota.Unknown, 0, 1_000, 0), 30, 940, 60);
        var now = T0 + TimeSpan.FromMinutes(30);

        Assert.Equal(120, quota.BurnPerHour(now));
        Assert.Equal(7, quota.HoursLeft(now, 100));
        Assert.Equal(2, quota.LastCost);
        // Two hours on, the first half hour is out of the window.
        quota = See(See(quota, 120, 930, 70), 150, 900, 100);
        Assert.Equal(60, quota.BurnPerHour(T0 + TimeSpan.FromMinutes(150)));
    }

    [Fact]
    public void A_rate_over_less_than_five_minutes_is_none()
    {
        var quota = See(See(OddsQuota.Unknown, 0, 1_000, 0), 4, 990, 10);

        Assert.Null(quota.BurnPerHour(T0 + TimeSpan.FromMinutes(4)));
        Assert.Null(quota.HoursLeft(T0 + TimeSpan.FromMinutes(4), 0));
    }

    [Fact]
    public void A_new_period_of_the_account_and_a_clock_that_went_back_begin_a_new_rate()
    {
        var quota = See(See(See(OddsQuota.Unknown, 0, 100, 400), 30, 500, 0), 40, 490, 10);
        Assert.Equal(60, quota.BurnPerHour(T0 + TimeSpan.FromMinutes(40)));

        quota = See(See(See(OddsQuota.Unknown, 100, 100, 400), 0, 99, 401), 10, 89, 411);
        Assert.Equal(60, quota.BurnPerHour(T0 + TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void Nothing_is_spent_from_an_unknown_account_nor_into_the_reserve()
    {
        Assert.False(OddsQuota.Unknown.MaySpend(1, 0));
        Assert.True(See(OddsQuota.Unknown, 0, 103, 0).MaySpend(3, 100));
        Assert.False(See(OddsQuota.Unknown, 0, 102, 0).MaySpend(3, 100));
    }

    [Fact]
    public void A_question_without_an_answer_counts_as_charged() =>
        Assert.Equal(98, See(OddsQuota.Unknown, 0, 100, 0).Charged(2).Remaining);

    [Theory]
    [InlineData("-5")]
    [InlineData("many")]
    [InlineData("")]
    [InlineData("1e9")]
    [InlineData("99999999999999999999999")]
    public void A_header_that_is_no_number_is_a_fault_and_changes_nothing(string text)
    {
        var before = See(OddsQuota.Unknown, 0, 100, 0);

        var after = before.Observe(Headers(("x-requests-remaining", text)), T0, out var fault);

        Assert.Equal("x-requests-remaining is no number", fault);
        Assert.Equal(before, after);
    }
}
