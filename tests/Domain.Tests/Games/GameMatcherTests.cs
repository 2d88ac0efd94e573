using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;

namespace KalshiArb.Domain.Tests.Games;

public class GameMatcherTests
{
    private static readonly TeamCatalog Teams = GameTickerTests.Mlb();
    private static readonly SeriesFacts Mlb = GameTickerTests.Facts("KXMLBGAME", Sport.Mlb, TeamOrder.AwayHome, time: true);

    private static VenueGame Game(string suffix, bool time = true)
    {
        Assert.True(GameTicker.TryParse(new EventTicker("KXMLBGAME-" + suffix), time, out var ticker, out var reason), reason);
        Assert.True(VenueGame.TryCreate(ticker, Mlb, Teams, out var game, out reason), reason);
        return game;
    }

    /// <summary>A listing by Eastern wall time.</summary>
    private static OddsListing Odds(string away, string home, int day, int hour, int minute, string id = "e")
    {
        Assert.True(UsEastern.TryToInstant(new DateOnly(2026, 7, day), new TimeOnly(hour, minute), out var start));
        return new OddsListing(id, Sport.Mlb, "Team " + home, "Team " + away, start);
    }

    private static MatchOutcome Match(OddsListing listing, out VenueGame? game, params VenueGame[] games) => GameMatcher.Match(listing, games, Teams, out game);

    [Fact]
    public void The_same_pair_on_consecutive_days_is_told_apart_by_the_eastern_date()
    {
        VenueGame[] games = [Game("26JUL052110PHIKC"), Game("26JUL061410PHIKC")];
        Assert.Equal(MatchOutcome.Matched, Match(Odds("PHI", "KC", 5, 21, 11), out var first, games));
        Assert.Equal(games[0], first);
        Assert.Equal(MatchOutcome.Matched, Match(Odds("PHI", "KC", 6, 14, 11), out var second, games));
        Assert.Equal(games[1], second);
        Assert.Equal(MatchOutcome.NoGameOnDate, Match(Odds("PHI", "KC", 7, 14, 11), out var third, games));
        Assert.Null(third);
    }

    [Fact]
    public void A_delayed_start_still_matches_and_one_too_far_away_does_not()
    {
        var game = Game("26JUL051230NYMATL");
        Assert.Equal(MatchOutcome.Matched, Match(Odds("NYM", "ATL", 5, 14, 17), out _, game));
        Assert.Equal(MatchOutcome.StartTooFar, Match(Odds("NYM", "ATL", 5, 19, 15), out _, game));
    }

    [Fact]
    public void Exchanged_sides_are_no_match() =>
        Assert.Equal(MatchOutcome.SidesExchanged, Match(Odds("ATL", "NYM", 5, 12, 30), out _, Game("26JUL051230NYMATL")));

    [Fact]
    public void An_unknown_name_is_no_match() =>
        Assert.Equal(MatchOutcome.UnknownTeam, Match(new OddsListing("e", Sport.Mlb, "Team ATL", "Metropolitans", Odds("NYM", "ATL", 5, 12, 30).CommenceTime), out _, Game("26JUL051230NYMATL")));

    [Fact]
    public void A_doubleheader_matches_by_start_when_one_is_clearly_nearer()
    {
        VenueGame[] games = [Game("26JUL071310MILSTLG1"), Game("26JUL071845MILSTLG2")];
        Assert.Equal(MatchOutcome.Matched, Match(Odds("MIL", "STL", 7, 13, 15), out var first, games));
        Assert.Equal(games[0], first);
        Assert.Equal(MatchOutcome.Matched, Match(Odds("MIL", "STL", 7, 18, 45), out var second, games));
        Assert.Equal(games[1], second);
    }

    [Fact]
    public void A_doubleheader_between_whose_starts_the_feed_lies_is_ambiguous()
    {
        VenueGame[] games = [Game("26JUL071310MILSTLG1"), Game("26JUL071645MILSTLG2")];
        Assert.Equal(MatchOutcome.Ambiguous, Match(Odds("MIL", "STL", 7, 15, 0), out var game, games));
        Assert.Null(game);
        VenueGame[] same = [Game("26JUL071835MILSTLG1"), Game("26JUL071835MILSTLG2")];
        Assert.Equal(MatchOutcome.Ambiguous, Match(Odds("MIL", "STL", 7, 18, 35), out _, same));
    }

    [Fact]
    public void Two_games_of_a_day_without_a_time_are_ambiguous_and_one_matches()
    {
        Assert.Equal(MatchOutcome.Ambiguous, Match(Odds("MIL", "STL", 7, 15, 0), out _, Game("26JUL07MILSTLG1", time: false), Game("26JUL07MILSTLG2", time: false)));
        Assert.Equal(MatchOutcome.Matched, Match(Odds("MIL", "STL", 7, 22, 0), out _, Game("26JUL07MILSTL", time: false)));
    }

    [Fact]
    public void A_join_survives_a_delay_past_midnight_but_not_a_move_to_another_day()
    {
        VenueGame[] games = [Game("26JUL052210BOSLAA"), Game("26JUL062210BOSLAA")];
        var joins = GameJoins.None.Observe(Odds("BOS", "LAA", 5, 22, 11), games, Teams, out var outcome, out _);
        Assert.Equal(MatchOutcome.Matched, outcome);
        joins = joins.Observe(Odds("BOS", "LAA", 6, 0, 40), games, Teams, out outcome, out var game);
        Assert.Equal((MatchOutcome.Matched, games[0]), (outcome, game));
        joins = joins.Observe(Odds("BOS", "LAA", 6, 22, 10), games, Teams, out outcome, out game);
        Assert.Equal((MatchOutcome.MovedAway, null), (outcome, game));
        joins = joins.Observe(Odds("BOS", "LAA", 6, 22, 10), games, Teams, out outcome, out game);
        Assert.Equal((MatchOutcome.Matched, games[1]), (outcome, game));
        Assert.Equal(1, joins.Count);
    }

    [Fact]
    public void One_game_takes_one_odds_event()
    {
        VenueGame[] games = [Game("26JUL051230NYMATL")];
        var joins = GameJoins.None.Observe(Odds("NYM", "ATL", 5, 12, 30, "a"), games, Teams, out _, out _);
        joins.Observe(Odds("NYM", "ATL", 5, 12, 35, "b"), games, Teams, out var outcome, out var game);
        Assert.Equal((MatchOutcome.GameTaken, null), (outcome, game));
    }

    [Fact]
    public void Of_two_events_for_one_game_the_clearly_nearest_takes_it_whatever_their_order()
    {
        // The venue lists the first game of the day alone; the feed lists both.
        VenueGame[] games = [Game("26JUL071310MILSTLG1")];
        GameListing[] listings = [Odds("MIL", "STL", 7, 16, 5, "second").Listing, Odds("MIL", "STL", 7, 13, 15, "first").Listing];
        var joins = GameJoins.None.ObserveAll(listings, games, Teams, out var matches);
        Assert.Equal([MatchOutcome.GameTaken, MatchOutcome.Matched], matches.Select(m => m.Outcome));
        Assert.Equal((games[0], null), (joins.Find("first"), joins.Find("second")));
        joins.ObserveAll(listings, games, Teams, out matches);
        Assert.Equal([MatchOutcome.GameTaken, MatchOutcome.Matched], matches.Select(m => m.Outcome));
    }

    [Fact]
    public void Of_two_events_for_one_game_without_a_clear_nearest_none_takes_it()
    {
        VenueGame[] games = [Game("26JUL071310MILSTLG1")];
        GameListing[] listings = [Odds("MIL", "STL", 7, 13, 30, "a").Listing, Odds("MIL", "STL", 7, 13, 15, "b").Listing];
        var joins = GameJoins.None.ObserveAll(listings, games, Teams, out var matches);
        Assert.All(matches, m => Assert.Equal((MatchOutcome.Ambiguous, null), (m.Outcome, m.Game)));
        Assert.Equal(0, joins.Count);
    }

    [Fact]
    public void A_start_of_which_only_the_date_is_settled_matches_the_one_game_of_that_date()
    {
        Assert.True(UsEastern.TryToInstant(new DateOnly(2026, 7, 7), new TimeOnly(0, 0), out var midnight));
        var listing = new GameListing("e", Sport.Mlb, TeamNaming.FullName, "Team STL", "Team MIL", midnight, TimeKnown: false);
        Assert.Equal(MatchOutcome.Matched, GameMatcher.Match(listing, [Game("26JUL062210MILSTL"), Game("26JUL071845MILSTL")], Teams, out var game));
        Assert.Equal(new DateOnly(2026, 7, 7), game!.Ticker.Date);
        Assert.Equal(MatchOutcome.StartTooFar, GameMatcher.Match(listing with { TimeKnown = true }, [Game("26JUL071845MILSTL")], Teams, out _));
        Assert.Equal(MatchOutcome.Ambiguous, GameMatcher.Match(listing, [Game("26JUL071310MILSTLG1"), Game("26JUL071845MILSTLG2")], Teams, out _));
    }

    [Fact]
    public void A_feed_that_writes_its_own_codes_matches_by_them_and_by_no_other_naming()
    {
        Assert.True(TeamCatalog.TryCreate(
            [new(Sport.Mlb, "CWS", "Chicago White Sox"), new(Sport.Mlb, "CHC", "Chicago Cubs")],
            [new(Sport.Mlb, "CWS", TeamNaming.EspnAbbreviation, "CHW"), new(Sport.Mlb, "CHC", TeamNaming.EspnAbbreviation, "CHC")], out var teams, out var reason), reason);
        Assert.True(GameTicker.TryParse(new EventTicker("KXMLBGAME-26JUL051420CHCCWS"), true, out var ticker, out _));
        Assert.True(VenueGame.TryCreate(ticker, Mlb, teams, out var game, out reason), reason);
        Assert.True(UsEastern.TryToInstant(new DateOnly(2026, 7, 5), new TimeOnly(14, 20), out var start));
        var listing = new GameListing("401", Sport.Mlb, TeamNaming.EspnAbbreviation, "CHW", "CHC", start);
        Assert.Equal(MatchOutcome.Matched, GameMatcher.Match(listing, [game], teams, out _));
        Assert.Equal(MatchOutcome.UnknownTeam, GameMatcher.Match(listing with { Naming = TeamNaming.FullName }, [game], teams, out _));
        Assert.Equal(MatchOutcome.UnknownTeam, GameMatcher.Match(listing with { HomeTeam = "CWS" }, [game], teams, out _));
        // The women's league may use the very same codes.
        Assert.Equal(MatchOutcome.UnknownTeam, GameMatcher.Match(listing with { Sport = Sport.Nba }, [game], teams, out _));
    }
}
