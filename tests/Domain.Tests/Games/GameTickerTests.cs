using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Domain.Tests.Games;

public class GameTickerTests
{
    internal static readonly string[] MlbCodes =
    [
        "AZ", "ATH", "ATL", "BAL", "BOS", "CHC", "CIN", "CLE", "COL", "CWS", "DET", "HOU", "KC", "LAA", "LAD", "MIA", "MIL", "MIN",
        "NYM", "NYY", "PHI", "PIT", "SD", "SEA", "SF", "STL", "TB", "TEX", "TOR", "WSH",
    ];

    internal static TeamCatalog Mlb()
    {
        Assert.True(TeamCatalog.TryCreate([.. MlbCodes.Select(c => new Team(Sport.Mlb, c, "Team " + c))], out var teams, out var reason), reason);
        return teams;
    }

    internal static SeriesFacts Facts(string series, Sport sport, TeamOrder order, bool time, int outcomes = 2) =>
        new(new SeriesTicker(series), sport, order, time, outcomes, new FeeSchedule(FeeType.QuadraticWithMakerFees, 500), new Shard(3),
            TimeSpan.FromSeconds(120), PriceGrid.LinearCent, TimeSpan.FromDays(3), TimeSpan.FromDays(3), []);

    private static GameTicker Parse(string ticker, bool time)
    {
        Assert.True(GameTicker.TryParse(new EventTicker(ticker), time, out var parsed, out var reason), reason);
        return parsed;
    }

    [Fact]
    public void A_baseball_ticker_has_date_time_and_sides()
    {
        var parsed = Parse("KXMLBGAME-26JUL091235ATLPIT", time: true);
        Assert.Equal(new SeriesTicker("KXMLBGAME"), parsed.Series);
        Assert.Equal(new DateOnly(2026, 7, 9), parsed.Date);
        Assert.Equal(new TimeOnly(12, 35), parsed.StartTime);
        Assert.Equal("ATLPIT", parsed.Blob);
        Assert.Null(parsed.DoubleheaderGame);
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 7, 9, 16, 35, 0, TimeSpan.Zero)), parsed.ScheduledStart);
        Assert.Equal(new GameId("Mlb/2026-07-09/ATLPIT/1235"), parsed.Game(Sport.Mlb));
    }

    [Fact]
    public void The_games_of_a_doubleheader_are_two_games()
    {
        var first = Parse("KXMLBGAME-26JUL071835MILSTLG1", time: true);
        var second = Parse("KXMLBGAME-26JUL071835MILSTLG2", time: true);
        Assert.Equal((1, 2), (first.DoubleheaderGame!.Value, second.DoubleheaderGame!.Value));
        Assert.Equal("MILSTL", first.Blob);
        Assert.NotEqual(first.Game(Sport.Mlb), second.Game(Sport.Mlb));
    }

    [Theory]
    [InlineData("KXNBAGAME-26OCT20BOSDET", "BOSDET")]
    [InlineData("KXNHLGAME-26SEP19VGKLA", "VGKLA")]
    [InlineData("KXNCAAMBGAME-26JAN19PROVMARQ", "PROVMARQ")]
    [InlineData("KXEPLGAME-26MAR22TOTNFO", "TOTNFO")]
    public void Other_leagues_write_no_time(string ticker, string blob)
    {
        var parsed = Parse(ticker, time: false);
        Assert.Equal(blob, parsed.Blob);
        Assert.Null(parsed.StartTime);
        Assert.Null(parsed.ScheduledStart);
    }

    [Theory]
    [InlineData("KXMLBGAME", true)]
    [InlineData("KXMLBGAME-26JUL091235ATLPIT-ATL", true)]
    [InlineData("KXMLBGAME-26JUX091235ATLPIT", true)]
    [InlineData("KXMLBGAME-26FEB301235ATLPIT", true)]
    [InlineData("KXMLBGAME-26JUL092460ATLPIT", true)]
    [InlineData("KXMLBGAME-26JUL09ATLPIT", true)]
    [InlineData("KXMLBGAME-26JUL091235ATLPIT", false)]
    [InlineData("KXMLBGAME-26JUL091235ATLPITG3", true)]
    [InlineData("KXMLBGAME-26JUL091235AT", true)]
    public void Anything_else_is_refused_with_a_reason(string ticker, bool time)
    {
        Assert.False(GameTicker.TryParse(new EventTicker(ticker), time, out _, out var reason));
        Assert.Contains(ticker, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_pair_of_clubs_splits_in_exactly_one_way()
    {
        var teams = Mlb();
        foreach (var first in MlbCodes)
            foreach (var second in MlbCodes.Where(c => c != first))
            {
                Assert.True(teams.TrySplit(Sport.Mlb, first + second, out var left, out var right), first + second);
                Assert.Equal((first, second), (left.Code, right.Code));
            }
    }

    [Theory]
    [InlineData("KXNBAGAME-25NOV22LACCHA", "CHA", TeamOrder.AwayHome, GameOutcome.Home)]
    [InlineData("KXNBAGAME-25NOV22LACCHA", "LAC", TeamOrder.AwayHome, GameOutcome.Away)]
    [InlineData("KXEPLGAME-26MAR22TOTNFO", "TOT", TeamOrder.HomeAway, GameOutcome.Home)]
    [InlineData("KXEPLGAME-26MAR22TOTNFO", "TIE", TeamOrder.HomeAway, GameOutcome.Draw)]
    public void A_market_pays_on_the_side_of_its_code(string eventTicker, string code, TeamOrder order, GameOutcome expected)
    {
        var game = Parse(eventTicker, time: false);
        var facts = Facts(game.Series.Value, order == TeamOrder.HomeAway ? Sport.Epl : Sport.Nba, order, time: false, outcomes: order == TeamOrder.HomeAway ? 3 : 2);
        Assert.True(game.TryOutcome(code, facts, Mlb(), out var outcome, out var reason), reason);
        Assert.Equal(expected, outcome);
    }

    [Theory]
    [InlineData("KXNBAGAME-25NOV22LACCHA", "BOS")]
    [InlineData("KXNBAGAME-25NOV22LACCHA", "TIE")]
    [InlineData("KXNBAGAME-25NOV22LACCHA", "LACCH")]
    [InlineData("KXNBAGAME-25NOV22LALLAL", "LAL")]
    public void A_code_that_is_no_side_or_either_side_is_refused(string eventTicker, string code) =>
        Assert.False(Parse(eventTicker, time: false).TryOutcome(code, Facts("KXNBAGAME", Sport.Nba, TeamOrder.AwayHome, time: false), Mlb(), out _, out _));

    [Fact]
    public void A_market_gets_its_facts_from_its_ticker_and_the_tables()
    {
        var series = new SeriesCatalog([Facts("KXMLBGAME", Sport.Mlb, TeamOrder.AwayHome, time: true)]);
        Assert.True(GameMarkets.TryFacts(new Ticker("KXMLBGAME-26JUL091235ATLPIT-ATL"), series, Mlb(), out var facts, out _, out var reason), reason);
        Assert.Equal(GameOutcome.Away, facts.YesOutcome);
        Assert.Equal(new EventTicker("KXMLBGAME-26JUL091235ATLPIT"), facts.Event);
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 7, 12, 16, 35, 0, TimeSpan.Zero)), facts.CloseTime);
        Assert.False(GameMarkets.TryFacts(new Ticker("KXMLBGAME-26JUL091235ATLXXX-ATL"), series, Mlb(), out _, out _, out _));
        Assert.False(GameMarkets.TryFacts(new Ticker("KXABCGAME-26JUL091235ATLPIT-ATL"), series, Mlb(), out _, out _, out reason));
        Assert.Contains("no facts of series KXABCGAME", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_with_a_code_or_a_name_twice_is_refused()
    {
        Assert.False(TeamCatalog.TryCreate([new(Sport.Mlb, "AZ", "A"), new(Sport.Mlb, "AZ", "B")], out _, out _));
        Assert.False(TeamCatalog.TryCreate([new(Sport.Mlb, "AZ", "A"), new(Sport.Mlb, "BZ", "A")], out _, out _));
        Assert.False(TeamCatalog.TryCreate([new(Sport.Mlb, "Az", "A")], out _, out _));
        Assert.True(TeamCatalog.TryCreate([new(Sport.Mlb, "ATL", "A"), new(Sport.Nba, "ATL", "A")], out _, out _));
    }
}
