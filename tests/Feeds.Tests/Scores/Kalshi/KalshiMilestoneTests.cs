using System.Text.Json;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Scores.Kalshi;

namespace KalshiArb.Feeds.Tests.Scores.Kalshi;

public sealed class KalshiMilestoneTests
{
    private static string Why(params string[] milestones)
    {
        Assert.True(KalshiMilestone.TryFind(KalshiBodies.Bytes(KalshiBodies.Milestones(milestones)), KalshiBodies.Nba(), out var milestone, out var reason), reason);
        Assert.Null(milestone);
        return reason;
    }

    [Fact]
    public void The_one_milestone_that_names_the_event_as_its_own_is_found_with_its_start()
    {
        var body = KalshiBodies.Bytes(KalshiBodies.Milestones(
            KalshiBodies.Milestone(id: "series", type: "one_off_milestone"), KalshiBodies.Milestone(id: "props", primary: "KXNBASPREAD-26NOV30LACCHA"), KalshiBodies.Milestone(more: ",\"main_game_event_ticker\":\"KXNBAGAME-26NOV30LACCHA\"")));

        Assert.True(KalshiMilestone.TryFind(body, KalshiBodies.Nba(), out var milestone, out _));
        Assert.Equal(new KalshiMilestone("m-1", "basketball_game", Instant.From(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero))), milestone);
    }

    [Fact]
    public void In_doubt_there_is_none_and_the_reason_is_said()
    {
        Assert.Equal("no milestone", Why());
        Assert.Equal("ambiguous: 2 milestones name the event as their own", Why(KalshiBodies.Milestone(), KalshiBodies.Milestone(id: "m-2")));
        Assert.Equal("only milestones of other events", Why(KalshiBodies.Milestone("KXNBAGAME-26NOV30LACBOS")));
        Assert.Equal("no milestone of a type that is read for Nba: football_game, related only", Why(KalshiBodies.Milestone(type: "football_game"), KalshiBodies.Milestone(primary: "KXNBASPREAD-26NOV30LACCHA")));
        Assert.Equal("a milestone does not read, so nobody can say that another is the only one", Why(KalshiBodies.Milestone(), "7"));
        Assert.Equal("a milestone does not read, so nobody can say that another is the only one", Why(KalshiBodies.Milestone(), KalshiBodies.Milestone().Replace("\"primary_event_tickers\"", "\"primary\"", StringComparison.Ordinal)));
        Assert.Equal("its milestone is about KXNBAGAME-26DEC02LACCHA", Why(KalshiBodies.Milestone(more: ",\"main_game_event_ticker\":\"KXNBAGAME-26DEC02LACCHA\"")));
        Assert.Equal("a milestone without an id", Why(KalshiBodies.Milestone(id: "a&limit=1")));
        Assert.Equal("a milestone without a start", Why(KalshiBodies.Milestone(start: "2026-12-01")));
    }

    [Fact]
    public void Whose_points_are_whose_is_told_by_ids_alone()
    {
        Assert.Equal("hosts and visitors are exchanged in its milestone", Why(KalshiBodies.Milestone(home: KalshiBodies.AwayId, away: KalshiBodies.HomeId)));
        Assert.Equal("its milestone is about other clubs", Why(KalshiBodies.Milestone(away: "cccccccc-0000-4000-8000-000000000003")));
        Assert.Equal("a milestone without the ids of both clubs", Why(KalshiBodies.Milestone(home: "")));
        var nameless = VenueGames.Sided("KXNBAGAME", "26NOV30LACCHA", "CHA", "LAC");
        Assert.True(KalshiMilestone.TryFind(KalshiBodies.Bytes(KalshiBodies.Milestones(KalshiBodies.Milestone())), nameless, out var milestone, out var reason));
        Assert.Null(milestone);
        Assert.StartsWith("the event's markets do not give the ids of both clubs", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_game_keeps_the_ids_of_its_markets_in_their_roles()
    {
        var facts = VenueGames.Tables.Series.Find(new SeriesTicker("KXNBAGAME"))!;
        Assert.True(GameTicker.TryParse(new EventTicker("KXNBAGAME-26NOV30LACCHA"), facts.HasStartTime, out var ticker, out _));

        Assert.True(VenueGame.TryCreate(ticker, facts, VenueGames.Tables.Teams, [new VenueSide("CHA", KalshiBodies.HomeId), new VenueSide("LAC", KalshiBodies.AwayId)], out var game, out var reason), reason);
        Assert.Equal((KalshiBodies.HomeId, KalshiBodies.AwayId, "Charlotte Hornets"), (game.HomeId, game.AwayId, game.Home.FeedName));
        Assert.True(VenueGame.TryCreate(ticker, facts, VenueGames.Tables.Teams, [new VenueSide("CHA", KalshiBodies.HomeId)], out game, out reason), reason);
        Assert.Equal((KalshiBodies.HomeId, null), (game.HomeId, game.AwayId));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"cursor\":\"\"}")]
    [InlineData("{\"milestones\":[")]
    public void A_body_without_milestones_is_no_answer(string body)
    {
        Assert.False(KalshiMilestone.TryFind(KalshiBodies.Bytes(body), KalshiBodies.Nba(), out _, out var reason));
        Assert.NotEmpty(reason);
        Assert.False(KalshiMilestone.IsList(KalshiBodies.Bytes(body), out _));
    }

    [Fact]
    public void A_full_page_is_no_whole_answer()
    {
        var body = KalshiBodies.Milestones([.. Enumerable.Range(0, KalshiMilestone.PageSize).Select(i => KalshiBodies.Milestone(id: $"m-{i}"))]);

        Assert.False(KalshiMilestone.TryFind(KalshiBodies.Bytes(body), KalshiBodies.Nba(), out _, out var reason));
        Assert.Equal("100 milestones or more for one event", reason);
    }

    [SkippableFact]
    public void The_recorded_list_of_the_exchange_reads_and_names_no_game_of_ours()
    {
        using var recorded = JsonDocument.Parse(File.ReadAllText(RecordedData.File("kalshi-rest-2026-01/milestones_list_response.json")));
        var body = KalshiBodies.Bytes(recorded.RootElement.GetProperty("response").GetRawText());

        Assert.True(KalshiMilestone.IsList(body, out var reason), reason);
        Assert.True(KalshiMilestone.TryFind(body, KalshiBodies.Nba(), out var milestone, out reason));
        Assert.Null(milestone);
        Assert.Equal("only milestones of other events", reason);
    }
}
