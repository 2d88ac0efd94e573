using System.Collections.Immutable;
using System.Text;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Scores;
using Xunit.Abstractions;

namespace KalshiArb.Feeds.Tests.Scores;

public sealed class BoardDecoderTests(ITestOutputHelper output)
{
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

    private static ImmutableArray<ScoreGame> Nba(string json, FaultLog? faults = null)
    {
        Assert.True(NbaCdnDecoder.TryDecode(Encoding.UTF8.GetBytes(json), "t", faults ?? new FaultLog(), out var games, out var reason), reason);
        return games;
    }

    private static ImmutableArray<ScoreGame> Espn(Sport sport, string json, FaultLog? faults = null)
    {
        Assert.True(EspnDecoder.TryDecode(Encoding.UTF8.GetBytes(json), sport, "t", faults ?? new FaultLog(), out var games, out var reason), reason);
        return games;
    }

    private static ScoreGame EspnNba(string game) => Assert.Single(Espn(Sport.Nba, Boards.Espn("nba", game)));

    [Fact]
    public void A_game_of_the_NBAs_board_has_its_sides_score_and_playing_time()
    {
        var game = Assert.Single(Nba(Boards.Nba(Boards.NbaGame())));

        Assert.Equal(new GameListing("0022600301", Sport.Nba, TeamNaming.NbaTricode, "CHA", "LAC", Start), game.Listing);
        Assert.Equal(("Charlotte Hornets", "LA Clippers"), (game.HomeName, game.AwayName));
        Assert.Equal((GamePhase.InPlay, 39, 30, 2, TimeSpan.FromSeconds(1_005)), (game.Phase, game.HomeScore, game.AwayScore, game.Period, game.Elapsed!.Value));
    }

    [Theory]
    [InlineData(1, "7:00 pm ET", 0, "", GamePhase.Scheduled, null)]
    [InlineData(1, "PPD", 0, "", GamePhase.Postponed, null)]
    [InlineData(2, "Half", 2, "", GamePhase.InPlay, null)]
    [InlineData(2, "End Q1", 1, "PT00M00.00S", GamePhase.InPlay, 720)]
    [InlineData(2, "OT 02:00", 5, "PT02M00.00S", GamePhase.InPlay, 3_060)]
    [InlineData(3, "Final", 4, "", GamePhase.Final, null)]
    [InlineData(3, "Final/OT", 5, "PT00M00.00S", GamePhase.Final, null)]
    public void Each_state_of_the_NBAs_board_is_its_phase_and_an_empty_clock_is_unknown(int status, string text, int period, string clock, GamePhase phase, int? elapsed)
    {
        var game = Assert.Single(Nba(Boards.Nba(Boards.NbaGame(status: status, text: text, period: period, clock: clock))));

        Assert.Equal((phase, elapsed is { } seconds ? TimeSpan.FromSeconds(seconds) : null), (game.Phase, game.Elapsed));
    }

    [Fact]
    public void What_does_not_read_of_the_NBAs_board_is_left_out_with_its_reason()
    {
        var faults = new FaultLog();
        var games = Nba(
            Boards.Nba(
                Boards.NbaGame("a", status: 4), Boards.NbaGame("b", clock: "7:15"), Boards.NbaGame("c", clock: "PT13M00.00S"), Boards.NbaGame("d", home: -1), Boards.NbaGame("e", homeCode: "LAC"),
                Boards.NbaGame("f", start: "2026-12-01T00:00:00"), Boards.NbaGame("g", period: 0), Boards.NbaGame("h"), Boards.NbaGame("h"), "7"),
            faults);

        Assert.Equal("h", Assert.Single(games).Listing.Id);
        Assert.Equal(
            ["gameStatus 4", "a gameClock that is none", "a gameClock that is none", "no score", "not two codes of teams", "no gameTimeUTC", "in play in no period", "stands twice", "no gameId"],
            faults.First.Select(fault => fault.Reason));
        Assert.Equal("t game a", faults.First[0].Where);
    }

    [Fact]
    public void A_game_of_ESPNs_board_has_its_sides_score_and_playing_time()
    {
        var game = EspnNba(Boards.EspnGame());

        Assert.Equal(new GameListing("401", Sport.Nba, TeamNaming.FullName, "Charlotte Hornets", "LA Clippers", Start), game.Listing);
        Assert.Equal((GamePhase.InPlay, 39, 30, 2, TimeSpan.FromSeconds(1_005)), (game.Phase, game.HomeScore, game.AwayScore, game.Period, game.Elapsed!.Value));
    }

    [Theory]
    [InlineData("STATUS_SCHEDULED", "pre", GamePhase.Scheduled)]
    [InlineData("STATUS_DELAYED", "pre", GamePhase.Scheduled)]
    [InlineData("STATUS_HALFTIME", "in", GamePhase.InPlay)]
    [InlineData("STATUS_END_PERIOD", "in", GamePhase.InPlay)]
    [InlineData("STATUS_RAIN_DELAY", "in", GamePhase.Suspended)]
    [InlineData("STATUS_SUSPENDED", "post", GamePhase.Suspended)]
    [InlineData("STATUS_POSTPONED", "post", GamePhase.Postponed)]
    [InlineData("STATUS_CANCELED", "post", GamePhase.Postponed)]
    [InlineData("STATUS_FINAL", "post", GamePhase.Final)]
    public void Each_state_of_ESPNs_boards_is_its_phase(string status, string state, GamePhase phase) => Assert.Equal(phase, EspnNba(Boards.EspnGame(status, state)).Phase);

    [Theory]
    [InlineData("STATUS_FORFEIT", "post")]
    [InlineData("STATUS_FINAL", "in")]
    [InlineData("STATUS_IN_PROGRESS", "pre")]
    [InlineData("STATUS_SOMETHING", "in")]
    public void A_state_that_is_not_known_or_contradicts_itself_is_quarantined(string status, string state)
    {
        var faults = new FaultLog();

        Assert.Empty(Espn(Sport.Nba, Boards.Espn("nba", Boards.EspnGame(status, state)), faults));
        Assert.Equal($"status {status} in state {state}", faults.First[0].Reason);
    }

    [Fact]
    public void A_score_of_a_game_that_has_not_begun_is_none_and_one_in_play_must_be_a_number()
    {
        Assert.Equal(0, EspnNba(Boards.EspnGame("STATUS_SCHEDULED", "pre", home: "")).HomeScore);
        var faults = new FaultLog();
        Espn(Sport.Nba, Boards.Espn("nba", Boards.EspnGame(home: ""), Boards.EspnGame(home: "-3", id: "402"), Boards.EspnGame(home: "1000", id: "403"), Boards.EspnGame(home: "3.5", id: "404")), faults);
        Assert.All(faults.First, fault => Assert.Equal("no score", fault.Reason));
        Assert.Equal(4, faults.Count);
    }

    [Theory]
    [InlineData("Top 5th", InningHalf.Top)]
    [InlineData("Mid 5th", InningHalf.Middle)]
    [InlineData("Bot 5th", InningHalf.Bottom)]
    [InlineData("End 5th", InningHalf.End)]
    [InlineData("Rain Delay, Top 5th", InningHalf.Top)]
    [InlineData("Bottom of 5th", InningHalf.Bottom)]
    public void An_inning_has_its_half_its_outs_and_its_runners_and_no_clock(string detail, InningHalf half)
    {
        var json = Boards.Espn("mlb", Boards.EspnGame(period: 5, clock: 0, detail: detail, more: "\"situation\":{\"outs\":2,\"onFirst\":true,\"onSecond\":false,\"onThird\":false},"));

        var game = Assert.Single(Espn(Sport.Mlb, json));

        Assert.Equal((5, null, new InningState(half, 2, true, false, false)), (game.Period, game.Elapsed, game.Inning!.Value));
    }

    [Theory]
    [InlineData(InningHalf.Top, 2, true, false, true, false, 2, 5)]
    [InlineData(InningHalf.Bottom, 0, false, true, false, true, 0, 2)]
    [InlineData(InningHalf.Bottom, 3, false, false, false, true, 3, 0)]
    [InlineData(InningHalf.Middle, 1, true, true, true, false, 3, 0)]
    [InlineData(InningHalf.End, null, null, null, null, true, 3, 0)]
    public void An_inning_as_a_model_takes_it_has_three_out_and_no_runners_between_its_halves(
        InningHalf half, int? outs, bool? first, bool? second, bool? third, bool bottom, int outsTaken, int runners) =>
        Assert.Equal(new InningProgress(bottom, outsTaken, runners), new InningState(half, outs, first, second, third).Progress);

    [Theory]
    [InlineData(null, true, true, true)]
    [InlineData(1, null, true, true)]
    [InlineData(1, true, null, true)]
    [InlineData(1, true, true, null)]
    public void An_inning_of_which_the_board_leaves_something_out_has_no_progress(int? outs, bool? first, bool? second, bool? third) =>
        Assert.Null(new InningState(InningHalf.Top, outs, first, second, third).Progress);

    [Theory]
    [InlineData("Top 4th")]
    [InlineData("Delayed")]
    public void An_inning_that_is_not_told_or_is_not_the_periods_is_unknown(string detail) =>
        Assert.Null(Assert.Single(Espn(Sport.Mlb, Boards.Espn("mlb", Boards.EspnGame(period: 5, clock: 0, detail: detail)))).Inning);

    [Fact]
    public void Football_counts_up_and_overtime_is_that_of_the_part_of_the_season()
    {
        Assert.Equal(TimeSpan.FromMinutes(45), Assert.Single(Espn(Sport.Epl, Boards.Espn("eng.1", Boards.EspnGame("STATUS_FIRST_HALF", clock: 2_880, period: 1)))).Elapsed);
        Assert.Equal(TimeSpan.FromSeconds(4_140), Assert.Single(Espn(Sport.Nfl, Boards.Espn("nfl", Boards.EspnGame(clock: 60, period: 5)))).Elapsed);
        Assert.Equal(TimeSpan.FromSeconds(4_440), Assert.Single(Espn(Sport.Nfl, Boards.Espn("nfl", Boards.EspnGame(clock: 60, period: 5, season: 3)))).Elapsed);
    }

    [Fact]
    public void A_board_of_another_league_is_refused_since_men_and_women_have_the_same_names()
    {
        var women = Encoding.UTF8.GetBytes(Boards.Espn("womens-college-basketball", Boards.EspnGame()));

        Assert.False(EspnDecoder.TryDecode(women, Sport.CollegeBasketballMen, "t", new FaultLog(), out _, out var reason));
        Assert.Equal("not the board of mens-college-basketball", reason);
        Assert.True(EspnDecoder.TryDecode(women, Sport.CollegeBasketballWomen, "t", new FaultLog(), out _, out _));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"events\":[")]
    [InlineData("""{"leagues":[{"slug":"nba"}],"leagues":[{"slug":"nba"}],"events":[]}""")]
    [InlineData("""{"scoreboard":{"leagueId":"10","games":[]}}""")]
    public void A_body_that_is_no_board_is_refused_with_the_reason(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body);

        Assert.False(EspnDecoder.TryDecode(bytes, Sport.Nba, "t", new FaultLog(), out _, out var reason));
        Assert.NotEmpty(reason);
        Assert.False(NbaCdnDecoder.TryDecode(bytes, "t", new FaultLog(), out _, out reason));
        Assert.NotEmpty(reason);
    }

    [SkippableFact]
    public void The_recorded_boards_of_the_NBA_read_whole()
    {
        var live = Nba(File.ReadAllText(RecordedData.File("scores/todaysScoreboard_00.json")));
        Assert.Equal(
            [("GSW", GamePhase.InPlay, 39, 30, 1_005.0), ("LAC", GamePhase.InPlay, 10, 12, 355.0)],
            live.Where(game => game.Elapsed is not null).Select(game => (game.Listing.HomeTeam, game.Phase, game.HomeScore, game.AwayScore, game.Elapsed!.Value.TotalSeconds)));
        var faults = new FaultLog();
        var final = Nba(File.ReadAllText(RecordedData.File("scores/nba_api_scoreboardv3.json")), faults);
        Assert.Equal((11, 0L), (final.Count(game => game.Phase == GamePhase.Final), faults.Count));
        output.WriteLine($"{live.Length} and {final.Length} games");
    }

    [SkippableFact]
    public void The_recorded_board_of_baseball_reads_whole_and_that_of_another_league_is_refused()
    {
        var faults = new FaultLog();
        var games = Espn(Sport.Mlb, File.ReadAllText(RecordedData.File("kalshi-2026-08/espn_scoreboard_mlb_20260809.json")), faults);
        Assert.Equal((15, 0L), (games.Count(game => game.Phase == GamePhase.Scheduled && game.Listing.TimeKnown), faults.Count));
        Assert.False(EspnDecoder.TryDecode(File.ReadAllBytes(RecordedData.File("kalshi-2026-08/espn_scoreboard_wnba_20260809.json")), Sport.Nba, "t", new FaultLog(), out _, out var reason));
        Assert.Equal("not the board of nba", reason);
    }

    [Fact]
    public void Mutated_boards_are_read_or_refused_and_what_is_read_is_within_its_bounds()
    {
        var random = new Random(11);
        byte[][] corpus =
        [
            Encoding.UTF8.GetBytes(Boards.Nba(Boards.NbaGame())),
            Encoding.UTF8.GetBytes(Boards.Espn("nba", Boards.EspnGame())),
            Encoding.UTF8.GetBytes(Boards.Espn("nba", Boards.EspnGame("STATUS_FINAL", "post"))),
        ];
        var (read, games) = (0, 0);
        for (var i = 0; i < 8_000; i++)
        {
            var which = i % corpus.Length;
            var bytes = Mutations.Of(corpus[which], random);
            var whole = which == 0
                ? NbaCdnDecoder.TryDecode(bytes, "t", new FaultLog(), out var found, out var reason)
                : EspnDecoder.TryDecode(bytes, Sport.Nba, "t", new FaultLog(), out found, out reason);
            Assert.Equal(whole, reason.Length == 0);
            if (!whole) continue;
            read++;
            foreach (var game in found)
            {
                games++;
                Assert.True(game is { HomeScore: >= 0 and <= 999, AwayScore: >= 0 and <= 999, Period: >= 0 and <= 60 } && game.Listing.HomeTeam != game.Listing.AwayTeam && game.Elapsed is null or { TotalHours: >= 0 and < 4 }, $"case {i}: {game}");
            }
        }

        output.WriteLine($"8000 boards, {read} read with {games} games");
        Assert.True(games > 500);
    }
}
