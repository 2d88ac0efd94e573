using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;

namespace KalshiArb.Domain.Tests.Games;

public class VenueGameTests
{
    private const string Devils = "id-devils", Sox = "id-sox";

    private static readonly SeriesFacts College = GameTickerTests.Facts("KXNCAAMBGAME", Sport.CollegeBasketballMen, TeamOrder.AwayHome, time: false);
    private static readonly SeriesFacts Epl = GameTickerTests.Facts("KXEPLGAME", Sport.Epl, TeamOrder.HomeAway, time: false, outcomes: 3);

    /// <summary>Four colleges, of which MIA was seen and the others' codes are assumed; two football clubs.</summary>
    private static TeamCatalog Teams()
    {
        Assert.True(TeamCatalog.TryCreate(
            [
                new(Sport.CollegeBasketballMen, "MIA", "Miami Hurricanes"),
                new(Sport.CollegeBasketballMen, "MOH", "Miami (OH) RedHawks") { CodeAssumed = true },
                new(Sport.CollegeBasketballMen, "OHIO", "Ohio Bobcats") { CodeAssumed = true },
                new(Sport.CollegeBasketballMen, "DUKE", "Duke Blue Devils") { CodeAssumed = true },
                new(Sport.Epl, "TOT", "Tottenham Hotspur"), new(Sport.Epl, "CFC", "Chelsea"),
            ],
            [
                new(Sport.CollegeBasketballMen, "MOH", TeamNaming.VenueName, "Miami (OH)"),
                new(Sport.CollegeBasketballMen, "OHIO", TeamNaming.VenueName, "Ohio"),
                new(Sport.CollegeBasketballMen, "DUKE", TeamNaming.VenueId, Devils),
                new(Sport.CollegeBasketballMen, "OHIO", TeamNaming.VenueId, Sox),
                new(Sport.Epl, "CFC", TeamNaming.VenueCode, "CHE"),
            ],
            out var teams, out var reason), reason);
        return teams;
    }

    private static bool TryGame(string ticker, SeriesFacts facts, out VenueGame game, out string reason, params VenueSide[] sides)
    {
        Assert.True(GameTicker.TryParse(new EventTicker(ticker), false, out var parsed, out reason), reason);
        return VenueGame.TryCreate(parsed, facts, Teams(), sides, out game, out reason);
    }

    private static string Refused(string ticker, SeriesFacts facts, params VenueSide[] sides)
    {
        Assert.False(TryGame(ticker, facts, out var game, out var reason, sides));
        Assert.Null(game);
        return reason;
    }

    [Fact]
    public void Sides_are_named_by_id_code_and_name_in_the_order_of_the_ticker()
    {
        Assert.True(TryGame("KXNCAAMBGAME-26JAN13MOHDUKE", College, out var game, out var reason, new("DUKE", Devils, "Duke"), new("MOH", null, "Miami (OH)")), reason);
        Assert.Equal(("MOH", "DUKE"), (game.Away.Code, game.Home.Code));
        Assert.True(TryGame("KXEPLGAME-26MAR22TOTCHE", Epl, out game, out reason, new("TOT"), new("CHE"), new("TIE", VenueGame.DrawTeamId, "Tie")), reason);
        Assert.Equal(("TOT", "CFC"), (game.Home.Code, game.Away.Code));
    }

    [Fact]
    public void A_code_that_no_table_has_is_found_by_the_venues_id_or_name()
    {
        Assert.True(TryGame("KXNCAAMBGAME-26JAN13MIAODUK", College, out var game, out var reason, new("MIAO", "unknown", "Miami (OH)"), new("DUK", Devils, "Duke University")), reason);
        Assert.Equal(("MOH", "DUKE"), (game.Away.Code, game.Home.Code));
    }

    [Fact]
    public void An_assumed_code_needs_the_venue_to_confirm_it()
    {
        Assert.Contains("assumed code", Refused("KXNCAAMBGAME-26JAN13MIAOHIO", College, new("MIA"), new("OHIO")), StringComparison.Ordinal);
        Assert.Contains("assumed code", Refused("KXNCAAMBGAME-26JAN13MIAOHIO", College, new("MIA"), new("OHIO", "unknown", "Ohio State")), StringComparison.Ordinal);
        Assert.True(TryGame("KXNCAAMBGAME-26JAN13MIAOHIO", College, out _, out var reason, new("MIA"), new("OHIO", null, "Ohio")), reason);
        Assert.True(TryGame("KXNCAAMBGAME-26JAN13MIAOHIO", College, out _, out reason, new("MIA"), new("OHIO", Sox, null)), reason);
    }

    [Fact]
    public void What_contradicts_is_no_game()
    {
        Assert.Contains("by its id", Refused("KXNCAAMBGAME-26JAN13MIAOHIO", College, new("MIA"), new("OHIO", Devils, "Ohio")), StringComparison.Ordinal);
        Assert.Contains("by its name", Refused("KXNCAAMBGAME-26JAN13MIADUKE", College, new("MIA"), new("DUKE", null, "Ohio")), StringComparison.Ordinal);
        Assert.Contains("both", Refused("KXNCAAMBGAME-26JAN13DKEDUKE", College, new("DKE", Devils), new("DUKE", Devils)), StringComparison.Ordinal);
        Assert.Contains("no draw's", Refused("KXEPLGAME-26MAR22TOTCHE", Epl, new("TOT"), new("CHE"), new("TIE", "id", "Tie")), StringComparison.Ordinal);
        Assert.Contains("a draw's", Refused("KXEPLGAME-26MAR22TOTCHE", Epl, new("TOT", VenueGame.DrawTeamId), new("CHE")), StringComparison.Ordinal);
    }

    [Fact]
    public void Codes_must_make_the_ticker_in_one_order()
    {
        Assert.Contains("do not make", Refused("KXNCAAMBGAME-26JAN13MIAOHIO", College, new("MIA"), new("DUKE", Devils)), StringComparison.Ordinal);
        Assert.Contains("either way round", Refused("KXNCAAMBGAME-26JAN13MIAMIA", College, new VenueSide("MIA")), StringComparison.Ordinal);
        Assert.Contains("more than two", Refused("KXNCAAMBGAME-26JAN13MIAOHIO", College, new("MIA"), new("OHIO"), new("DUKE")), StringComparison.Ordinal);
        Assert.Contains("no market of a side", Refused("KXEPLGAME-26MAR22TOTCHE", Epl, new VenueSide("TIE")), StringComparison.Ordinal);
    }

    [Fact]
    public void One_market_names_both_sides_where_the_other_code_needs_no_confirmation()
    {
        Assert.True(TryGame("KXNCAAMBGAME-26JAN13MIADUKE", College, out var game, out var reason, new VenueSide("DUKE", Devils)), reason);
        Assert.Equal(("MIA", "DUKE"), (game.Away.Code, game.Home.Code));
        Assert.Contains("assumed code", Refused("KXNCAAMBGAME-26JAN13MOHDUKE", College, new VenueSide("DUKE", Devils)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_ticker_alone_is_enough_only_where_every_code_was_seen()
    {
        Assert.True(GameTicker.TryParse(new EventTicker("KXNCAAMBGAME-26JAN13MIADUKE"), false, out var college, out _));
        Assert.False(VenueGame.TryCreate(college, College, Teams(), out _, out var reason));
        Assert.Contains("not every", reason, StringComparison.Ordinal);
        Assert.True(GameTicker.TryParse(new EventTicker("KXEPLGAME-26MAR22TOTCHE"), false, out var football, out _));
        Assert.True(VenueGame.TryCreate(football, Epl, Teams(), out var game, out reason), reason);
        Assert.Equal("Chelsea", game.Away.FeedName);
    }

    [Fact]
    public void A_market_with_another_code_of_the_club_pays_on_its_side()
    {
        Assert.True(GameTicker.TryParse(new EventTicker("KXEPLGAME-26MAR22TOTCHE"), false, out var ticker, out _));
        Assert.True(ticker.TryOutcome("CHE", Epl, Teams(), out var outcome, out var reason), reason);
        Assert.Equal(GameOutcome.Away, outcome);
        Assert.False(ticker.TryOutcome("CFC", Epl, Teams(), out _, out _));
    }

    [Fact]
    public void A_name_twice_or_of_nobody_refuses_the_table()
    {
        Team[] teams = [new(Sport.Epl, "TOT", "Tottenham Hotspur"), new(Sport.Epl, "CFC", "Chelsea")];
        string Why(params TeamName[] names) => TeamCatalog.TryCreate([.. teams], [.. names], out _, out var reason) ? "" : reason;
        Assert.Contains("stands twice", Why(new(Sport.Epl, "TOT", TeamNaming.EspnId, "1"), new(Sport.Epl, "CFC", TeamNaming.EspnId, "1")), StringComparison.Ordinal);
        Assert.Contains("stands twice", Why(new TeamName(Sport.Epl, "TOT", TeamNaming.FullName, "Chelsea")), StringComparison.Ordinal);
        Assert.Contains("stands twice", Why(new TeamName(Sport.Epl, "TOT", TeamNaming.VenueCode, "CFC")), StringComparison.Ordinal);
        Assert.Contains("no Epl club", Why(new TeamName(Sport.Epl, "ARS", TeamNaming.EspnId, "1")), StringComparison.Ordinal);
        Assert.Contains("no Nba club", Why(new TeamName(Sport.Nba, "TOT", TeamNaming.EspnId, "1")), StringComparison.Ordinal);
        Assert.Equal("", Why(new TeamName(Sport.Epl, "TOT", TeamNaming.EspnId, "1"), new(Sport.Epl, "TOT", TeamNaming.EspnAbbreviation, "1")));
    }
}
