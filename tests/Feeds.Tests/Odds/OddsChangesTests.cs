using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Reference;

namespace KalshiArb.Feeds.Tests.Odds;

public class OddsChangesTests
{
    private const string Header = "captured_at,event_id,commence_time,home_team,away_team,book,book_last_update,home_price,away_price,draw_price";

    private static string Row(string captured, string book, string home = "-121", string away = "100", string id = "e1", string commence = "2026-07-05T17:01:00Z", string homeTeam = "Washington Nationals") =>
        $"2026-07-05T{captured}+00:00,{id},{commence},{homeTeam},Pittsburgh Pirates,{book},2026-07-05T17:00:00Z,{home},{away},";

    private static System.Collections.Immutable.ImmutableArray<OddsPoll> Read(FaultLog faults, params string[] rows)
    {
        Assert.True(OddsChanges.TryRead([Header, .. rows], "o.csv", faults, out var polls, out var reason), reason);
        return polls;
    }

    private static ReferenceData Reference()
    {
        Assert.True(ReferenceData.TryLoad(ReferenceData.DefaultDirectory, out var data, out var errors), string.Join('\n', errors));
        return data;
    }

    private static VenueGame Game(ReferenceData reference, string suffix)
    {
        var facts = reference.Series.Find(new SeriesTicker("KXMLBGAME"))!;
        Assert.True(GameTicker.TryParse(new EventTicker("KXMLBGAME-" + suffix), true, out var ticker, out var reason), reason);
        Assert.True(VenueGame.TryCreate(ticker, facts, reference.Teams, out var game, out reason), reason);
        return game;
    }

    [Fact]
    public void Rows_of_one_capture_are_one_poll_and_a_book_without_a_row_is_absent()
    {
        var polls = Read(new FaultLog(), Row("17:05:00", "a"), Row("17:05:00", "b"), Row("17:20:00", "b"));
        Assert.Equal(2, polls.Length);
        Assert.Equal(["a", "b"], polls[0].Events[0].Quotes.Select(q => q.Book));
        Assert.Equal(["b"], polls[1].Events[0].Quotes.Select(q => q.Book));
    }

    [Theory]
    [InlineData("17:05:00", "b", "50", "100", "no AmericanOdds as price")]
    [InlineData("17:05:00", "b", "x", "100", "a side has no price")]
    [InlineData("17:05:00", "a", "-110", "100", "book a stands twice in one poll")]
    [InlineData("17:04:59", "b", "-110", "100", "captured earlier than the row before it")]
    [InlineData("17:05:0", "b", "-110", "100", "no captured_at")]
    public void A_row_that_does_not_read_is_left_out_and_counted(string captured, string book, string home, string away, string reason)
    {
        var faults = new FaultLog();
        // 50 could be decimal; the other rows make the file American only while it is not among the evidence, so it is refused as a mixture.
        if (home == "50")
        {
            Assert.False(OddsChanges.TryRead([Header, Row("17:05:00", "a"), Row(captured, book, home, away)], "o.csv", faults, out _, out var why));
            Assert.Contains("American or decimal", why, StringComparison.Ordinal);
            return;
        }
        Assert.Single(Read(faults, Row("17:05:00", "a"), Row(captured, book, home, away))[0].Events[0].Quotes);
        Assert.Equal(new Fault("o.csv:3", reason), Assert.Single(faults.First));
    }

    [Fact]
    public void A_table_without_a_needed_column_is_refused()
    {
        Assert.False(OddsChanges.TryRead(["captured_at,event_id"], "o.csv", new FaultLog(), out _, out var reason));
        Assert.Contains("commence_time", reason, StringComparison.Ordinal);
        Assert.False(OddsChanges.TryRead([], "o.csv", new FaultLog(), out _, out reason));
        Assert.Equal("empty", reason);
    }

    [Fact]
    public void A_joined_game_missing_from_a_poll_has_no_book_any_more_and_is_said_so_once()
    {
        var reference = Reference();
        var odds = new OddsInputs(reference.Teams);
        VenueGame[] games = [Game(reference, "26JUL051300PITWSH")];
        var other = Row("17:20:00", "a", id: "e2", homeTeam: "Chicago Cubs");
        var polls = Read(new FaultLog(), Row("17:05:00", "a"), other, other.Replace("17:20:00", "17:35:00", StringComparison.Ordinal), Row("17:50:00", "a"));
        var first = odds.Apply(polls[0], games);
        Assert.IsType<GameListed>(first[0]);
        Assert.Single(((OddsPolled)first[1]).Quotes);
        var gone = Assert.IsType<OddsPolled>(Assert.Single(odds.Apply(polls[1], games)));
        Assert.Equal(games[0].Game, gone.Game);
        Assert.Empty(gone.Quotes);
        Assert.Empty(odds.Apply(polls[2], games));
        Assert.Single(((OddsPolled)Assert.Single(odds.Apply(polls[3], games))).Quotes);
        Assert.Equal([MatchOutcome.Matched, MatchOutcome.NoGameOnDate], odds.Joins.Select(j => j.Outcome));
    }

    [Fact]
    public void A_moved_start_is_listed_again_and_one_moved_to_another_day_loses_its_books()
    {
        var reference = Reference();
        var odds = new OddsInputs(reference.Teams);
        VenueGame[] games = [Game(reference, "26JUL051300PITWSH")];
        var polls = Read(
            new FaultLog(), Row("17:05:00", "a"), Row("17:20:00", "a", commence: "2026-07-05T18:30:00Z"), Row("17:35:00", "a", commence: "2026-07-06T17:00:00Z"));
        odds.Apply(polls[0], games);
        Assert.Equal(polls[1].Events[0].CommenceTime, Assert.IsType<GameListed>(odds.Apply(polls[1], games)[0]).CommenceTime);
        Assert.Empty(Assert.IsType<OddsPolled>(Assert.Single(odds.Apply(polls[2], games))).Quotes);
    }

    [SkippableFact]
    public void The_recorded_changes_read_whole()
    {
        var faults = new FaultLog();
        Assert.True(OddsFiles.TryRead([RecordedData.File("mlb-2026-07/oddsapi_h2h_changes.csv.gz")], faults, out var polls, out var reason), reason);
        Assert.Equal(0, faults.Count);
        Assert.Equal(200, polls.Length);
        Assert.Equal(4_894, polls.Sum(p => p.Events.Sum(e => e.Quotes.Length)));
        Assert.All(polls, p => Assert.All(p.Events, e => Assert.All(e.Quotes, q => Assert.True(q.SourceStamp <= p.ReceivedAt))));
    }
}
