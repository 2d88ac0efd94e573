using KalshiArb.Domain.Risk;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>A start in the middle of a game hears one source before the other, and does not believe it alone at once.</summary>
public sealed class SecondSourceTests
{
    [Fact]
    public void Odds_alone_are_traded_on_only_after_the_wait_for_a_score()
    {
        using var scene = new CoreScene(ShippedSettings.Waiting).Open();

        scene.SignalTaker();
        scene.Pass(59, CoreScene.Game);

        Assert.True(scene.Refused(CoreScene.Home, RefusalCode.FeedStale, "sportsbook-edge"));
        Assert.Empty(scene.Created);
        scene.Pass(1, CoreScene.Game);
        Assert.Single(scene.Created);
    }

    [Fact]
    public void A_second_source_that_agrees_ends_the_wait_at_once()
    {
        using var scene = new CoreScene(ShippedSettings.Waiting).Open();
        scene.SignalTaker();
        Assert.Empty(scene.Created);
        scene.Pass(3, CoreScene.Game);

        scene.Score(40, 42);

        Assert.Single(scene.Created);
    }

    [Fact]
    public void A_score_that_comes_first_is_not_believed_against_odds_that_come_after_it()
    {
        using var scene = new CoreScene(ShippedSettings.Waiting).Open();
        scene.Quote(CoreScene.Home, 40, 43);

        scene.Score(42, 42);
        Assert.True(scene.Refused(CoreScene.Home, RefusalCode.FeedStale, "score-edge"));
        scene.Odds(CoreScene.Game, 0.42);

        Assert.True(scene.Refused(CoreScene.Home, RefusalCode.SourcesDisagree, "score-edge"));
        Assert.Empty(scene.Created);
    }
}
