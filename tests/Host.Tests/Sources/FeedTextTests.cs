using KalshiArb.Domain.Numbers;
using KalshiArb.Host.Rendering;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Tests.Sources;

public sealed class FeedTextTests
{
    private static readonly Instant _now = Instant.FromUnixSeconds(1_796_000_000);

    [Fact]
    public void A_well_feed_says_its_age_and_its_quota() =>
        Assert.Equal(
            "odds-api well; last answer 3.0s ago; next in 17.0s; 120 polls; 4,760 credits left, 360 an hour, 12.9 h to the reserve of 100",
            FeedText.Of(new FeedRow("odds-api", "well", _now - TimeSpan.FromSeconds(3), _now + TimeSpan.FromSeconds(17), 120, 0, 0, 0, 0, 0, "", "4,760 credits left, 360 an hour, 12.9 h to the reserve of 100"), _now));

    [Fact]
    public void A_failing_feed_says_how_often_and_why() =>
        Assert.Equal(
            "espn FAILING; no answer yet; 7 polls; 7 failed, 6 in a row; 2 quarantined; 3 inputs dropped; 1 restarts; Mlb: status 500",
            FeedText.Of(new FeedRow("espn", "failing", null, _now, 7, 7, 6, 2, 3, 1, "Mlb: status 500", ""), _now));
}
