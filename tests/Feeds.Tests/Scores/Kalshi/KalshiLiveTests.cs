using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Scores.Kalshi;
using Xunit.Abstractions;

namespace KalshiArb.Feeds.Tests.Scores.Kalshi;

public sealed class KalshiLiveTests(ITestOutputHelper output)
{
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));

    private static KalshiAsked Asked(VenueGame game, string type = "basketball_game", string id = "m-1") => new(game, new KalshiMilestone(id, type, Start));

    private static ImmutableArray<KalshiScore> Read(string body, FaultLog faults, params KalshiAsked[] asked)
    {
        Assert.True(KalshiLive.TryDecode(KalshiBodies.Bytes(body), [.. asked], "t", faults, out var scores, out var reason), reason);
        return scores;
    }

    private static KalshiScore One(string details, VenueGame game, string type = "basketball_game")
    {
        var faults = new FaultLog();
        var scores = Read(KalshiBodies.Lives(KalshiBodies.Live(details, type: type)), faults, Asked(game, type));
        Assert.True(scores.Length == 1, faults.Count > 0 ? faults.First[0].Reason : "nothing");
        return scores[0];
    }

    private static string Fault(string details, VenueGame game, string type = "basketball_game", string? answered = null)
    {
        var faults = new FaultLog();
        Assert.Empty(Read(KalshiBodies.Lives(KalshiBodies.Live(details, type: answered ?? type)), faults, Asked(game, type)));
        return Assert.Single(faults.First).Reason;
    }

    [Fact]
    public void A_basketball_game_has_its_score_its_playing_time_and_the_exchanges_own_stamp()
    {
        var read = One(KalshiBodies.Basketball(), KalshiBodies.Nba());

        Assert.Equal((GamePhase.InPlay, 39, 30, 2, TimeSpan.FromSeconds(1_005)), (read.Score.Phase, read.Score.HomeScore, read.Score.AwayScore, read.Score.Period, read.Score.Elapsed!.Value));
        Assert.Equal(Instant.FromUnixSeconds(1_796_085_000), read.Stamp);
        Assert.Equal(("Charlotte Hornets", "Los Angeles Clippers", Start), (read.Score.HomeName, read.Score.AwayName, read.Score.Listing.StartTime));
    }

    [Theory]
    [InlineData("KXNFLGAME", "26NOV30KCBUF", "KC", "BUF", "football_game", "\"status\":\"inprogress\",\"home_points\":14,\"away_points\":10,\"quarter\":3,\"clock\":\"02:31\"", 14, 10, 3, 2_549)]
    [InlineData("KXNFLGAME", "26NOV30KCBUF", "KC", "BUF", "football_game", "\"status\":\"inprogress\",\"home_points\":24,\"away_points\":24,\"quarter\":5,\"clock\":\"9:00\"", 24, 24, 5, null)]
    [InlineData("KXNFLGAME", "26NOV30KCBUF", "KC", "BUF", "football_game", "\"status\":\"halftime\",\"home_points\":14,\"away_points\":10,\"quarter\":2,\"clock\":\"00:00\"", 14, 10, 2, 1_800)]
    [InlineData("KXNHLGAME", "26NOV30SEAVGK", "SEA", "VGK", "hockey_match", "\"status\":\"inprogress\",\"home_points\":2,\"away_points\":1,\"period\":2,\"period_remaining_time\":\"12:40\"", 2, 1, 2, 1_640)]
    [InlineData("KXNHLGAME", "26NOV30SEAVGK", "SEA", "VGK", "hockey_tournament", "\"status\":\"inprogress\",\"home_points\":2,\"away_points\":2,\"period\":5,\"period_remaining_time\":\"\"", 2, 2, 5, null)]
    [InlineData("KXMLBGAME", "26JUL071836CHCBAL", "CHC", "BAL", "baseball_game", "\"status\":\"inprogress\",\"home_points\":3,\"away_points\":4,\"inning\":8,\"inning_half\":1,\"outs\":1,\"bases\":[true,false,false]", 3, 4, 8, null)]
    [InlineData("KXEPLGAME", "26NOV30ARSCHE", "ARS", "CHE", "soccer_tournament_multi_leg", "\"status\":\"live\",\"half\":\"2nd\",\"time\":\"62'\",\"home_same_game_score\":1,\"away_same_game_score\":0", 1, 0, 2, 3_720)]
    [InlineData("KXEPLGAME", "26NOV30ARSCHE", "ARS", "CHE", "soccer_tournament_multi_leg", "\"status\":\"live\",\"half\":\"2nd\",\"time\":\"90+3'\",\"home_same_game_score\":1,\"away_same_game_score\":1", 1, 1, 2, 5_400)]
    [InlineData("KXEPLGAME", "26NOV30ARSCHE", "ARS", "CHE", "soccer_tournament_multi_leg", "\"status\":\"live\",\"half\":\"HT\",\"time\":\"45+1'\",\"home_same_game_score\":0,\"away_same_game_score\":0", 0, 0, 1, 2_700)]
    public void Each_league_has_its_own_fields(string series, string suffix, string one, string other, string type, string details, int home, int away, int period, int? elapsed)
    {
        var read = One(details, VenueGames.Sided(series, suffix, one, other), type).Score;

        Assert.Equal((GamePhase.InPlay, home, away, period), (read.Phase, read.HomeScore, read.AwayScore, read.Period));
        Assert.Equal(elapsed, (int?)read.Elapsed?.TotalSeconds);
        Assert.Null(read.Inning);
    }

    [Fact]
    public void Mens_colleges_play_halves_and_womens_quarters_and_the_answer_must_say_so()
    {
        var men = VenueGames.Sided("KXNCAAMBGAME", "26NOV30MARQPROV", "MARQ", "PROV");
        var women = VenueGames.Sided("KXNCAAWBGAME", "26NOV30USCUCLA", "USC", "UCLA");

        Assert.Equal(TimeSpan.FromMinutes(30), One(KalshiBodies.Basketball(clock: "10:00", kind: "half"), men).Score.Elapsed);
        Assert.Equal(TimeSpan.FromMinutes(15), One(KalshiBodies.Basketball(clock: "5:00"), women).Score.Elapsed);
        Assert.Equal("period_type 'quarter' where halfs are played", Fault(KalshiBodies.Basketball(), men));
        Assert.Equal("period_type 'half' where quarters are played", Fault(KalshiBodies.Basketball(kind: "half"), women));
        // What an overtime is called was never seen: it is told by its number.
        Assert.Equal(TimeSpan.FromSeconds(3_060), One(KalshiBodies.Basketball(period: 5, clock: "2:00", kind: "overtime"), KalshiBodies.Nba()).Score.Elapsed);
    }

    [Theory]
    [InlineData("created", "none", GamePhase.Scheduled)]
    [InlineData("scheduled", "pre", GamePhase.Scheduled)]
    [InlineData("halftime", "live", GamePhase.InPlay)]
    [InlineData("delayed", "live", GamePhase.Suspended)]
    [InlineData("suspended", "live", GamePhase.Suspended)]
    [InlineData("postponed", "none", GamePhase.Postponed)]
    [InlineData("cancelled", "none", GamePhase.Postponed)]
    [InlineData("complete", "finished", GamePhase.Final)]
    [InlineData("closed", "finished", GamePhase.Final)]
    public void Each_word_of_status_is_its_phase(string status, string widget, GamePhase phase) => Assert.Equal(phase, One(KalshiBodies.Basketball(status, widget), KalshiBodies.Nba()).Score.Phase);

    [Theory]
    [InlineData("wdelay", "live", "status 'wdelay'")]
    [InlineData("INPROGRESS", "live", "status 'INPROGRESS'")]
    [InlineData("none", "none", "status 'none'")]
    [InlineData("inprogress", "finished", "status 'inprogress' beside 'finished'")]
    [InlineData("closed", "live", "status 'closed' beside 'live'")]
    [InlineData("scheduled", "live", "status 'scheduled' beside 'live'")]
    public void A_word_that_is_not_known_or_is_contradicted_puts_the_game_aside(string status, string widget, string reason) =>
        Assert.Equal(reason, Fault(KalshiBodies.Basketball(status, widget), KalshiBodies.Nba()));

    [Theory]
    [InlineData("\"home_points\":39", "\"home_point\":39", "no score")]
    [InlineData("\"home_points\":39", "\"home_points\":-1", "no score")]
    [InlineData("\"home_points\":39", "\"home_points\":3.5", "no score")]
    [InlineData("\"home_points\":39", "\"home_points\":null", "no score")]
    [InlineData("\"period\":2", "\"period\":\"2\"", "no period")]
    [InlineData("\"period\":2", "\"period\":0", "no period")]
    [InlineData("\"period_remaining_time\":\"7:15\"", "\"period_remaining_time\":\"7.2\"", "a clock that is none")]
    [InlineData("\"period_remaining_time\":\"7:15\"", "\"period_remaining_time\":435", "a clock that is none")]
    [InlineData("\"period_type\":\"quarter\"", "\"period_kind\":\"quarter\"", "period_type '' where quarters are played")]
    [InlineData("\"status\":\"inprogress\"", "\"state\":\"inprogress\"", "no status")]
    [InlineData("\"last_updated_ts\":1796085000", "\"last_updated_ts\":1796085000000", "last_updated_ts is no time in seconds")]
    [InlineData("\"last_updated_ts\":1796085000", "\"last_updated_ts\":\"2026-12-01T00:30:00Z\"", "last_updated_ts is no time in seconds")]
    public void A_field_that_is_missing_or_of_another_kind_puts_the_game_aside_and_nothing_takes_its_place(string from, string to, string reason)
    {
        var details = KalshiBodies.Basketball();
        Assert.Contains(from, details, StringComparison.Ordinal);

        Assert.Equal(reason, Fault(details.Replace(from, to, StringComparison.Ordinal), KalshiBodies.Nba()));
    }

    [Theory]
    [InlineData("\"status\":\"live\",\"half\":\"2nd\",\"time\":\"62'\",\"home_points\":1,\"away_points\":0", "no score")]
    [InlineData("\"status\":\"live\",\"half\":\"ET\",\"time\":\"95'\",\"home_same_game_score\":1,\"away_same_game_score\":1", "half 'ET'")]
    [InlineData("\"status\":\"live\",\"time\":\"62'\",\"home_same_game_score\":1,\"away_same_game_score\":0", "no half")]
    [InlineData("\"status\":\"live\",\"half\":\"1st\",\"time\":\"12:30\",\"home_same_game_score\":1,\"away_same_game_score\":0", "a clock that is none")]
    public void A_football_match_in_extra_time_or_without_its_half_is_put_aside(string details, string reason) =>
        Assert.Equal(reason, Fault(details, VenueGames.Sided("KXEPLGAME", "26NOV30ARSCHE", "ARS", "CHE"), "soccer_tournament_multi_leg"));

    [Fact]
    public void Live_data_of_another_type_than_the_milestones_are_put_aside() =>
        Assert.Equal("another type than its milestone", Fault(KalshiBodies.Basketball(), KalshiBodies.Nba(), answered: "football_game"));

    [Fact]
    public void A_clock_that_is_not_there_is_unknown_and_a_stamp_too()
    {
        var read = One(KalshiBodies.Basketball(clock: "", stamp: null), KalshiBodies.Nba());

        Assert.Null(read.Score.Elapsed);
        Assert.Null(read.Stamp);
        Assert.Null(One(KalshiBodies.Basketball(clock: "13:00"), KalshiBodies.Nba()).Score.Elapsed);
    }

    [Fact]
    public void Games_that_were_not_asked_for_stand_twice_or_are_missing_are_said_and_the_others_count()
    {
        var faults = new FaultLog();
        var (first, second, third) = (Asked(KalshiBodies.Nba()), Asked(KalshiBodies.Nba("26NOV29LACCHA"), id: "m-2"), Asked(KalshiBodies.Nba("26DEC01LACCHA"), id: "m-3"));
        var body = KalshiBodies.Lives(
            KalshiBodies.Live(KalshiBodies.Basketball()), KalshiBodies.Live(KalshiBodies.Basketball(home: 1), "m-2"), KalshiBodies.Live(KalshiBodies.Basketball(home: 2), "m-2"), KalshiBodies.Live(KalshiBodies.Basketball(), "m-9"), "7");

        var scores = Read(body, faults, first, second, third);

        Assert.Equal(first, Assert.Single(scores).Asked);
        Assert.Equal(["stands twice", "was not asked for", "no milestone_id", "no live data"], faults.First.Select(fault => fault.Reason));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"live_data\":{}}")]
    [InlineData("{\"live_datas\":{}}")]
    [InlineData("{\"live_datas\":[")]
    [InlineData("{\"live_datas\":[],\"live_datas\":[]}")]
    public void A_body_that_holds_no_live_data_is_refused_with_the_reason(string body)
    {
        Assert.False(KalshiLive.TryDecode(KalshiBodies.Bytes(body), [Asked(KalshiBodies.Nba())], "t", new FaultLog(), out _, out var reason));
        Assert.NotEmpty(reason);
    }

    [SkippableFact]
    public void The_recorded_answer_of_the_exchange_reads_whole()
    {
        using var recorded = JsonDocument.Parse(File.ReadAllText(RecordedData.File("kalshi-rest-2026-01/live_data_batch_response.json")));
        var body = recorded.RootElement.GetProperty("response").GetRawText();
        var faults = new FaultLog();

        var read = Assert.Single(Read(body, faults, Asked(KalshiBodies.Nba(), id: "93ce8b69-d3db-412d-b41e-a245a271adcc")));

        Assert.Equal(0, faults.Count);
        Assert.Equal((GamePhase.InPlay, 56, 67, 2, TimeSpan.FromSeconds(1_293)), (read.Score.Phase, read.Score.HomeScore, read.Score.AwayScore, read.Score.Period, read.Score.Elapsed!.Value));
        Assert.Equal(Instant.FromUnixSeconds(1_768_485_718), read.Stamp);
    }

    [Fact]
    public void Mutated_answers_are_read_or_refused_and_what_is_read_is_within_its_bounds()
    {
        var random = new Random(13);
        var nfl = VenueGames.Sided("KXNFLGAME", "26NOV30KCBUF", "KC", "BUF");
        var epl = VenueGames.Sided("KXEPLGAME", "26NOV30ARSCHE", "ARS", "CHE");
        (byte[] Body, KalshiAsked Asked)[] corpus =
        [
            (Encoding.UTF8.GetBytes(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball()))), Asked(KalshiBodies.Nba())),
            (Encoding.UTF8.GetBytes(KalshiBodies.Lives(KalshiBodies.Live("\"status\":\"inprogress\",\"home_points\":14,\"away_points\":10,\"quarter\":3,\"clock\":\"02:31\"", type: "football_game"))), Asked(nfl, "football_game")),
            (Encoding.UTF8.GetBytes(KalshiBodies.Lives(KalshiBodies.Live("\"status\":\"live\",\"half\":\"2nd\",\"time\":\"90+3'\",\"home_same_game_score\":1,\"away_same_game_score\":0", type: "soccer_tournament_multi_leg"))), Asked(epl, "soccer_tournament_multi_leg")),
        ];
        var (read, games) = (0, 0);
        for (var i = 0; i < 6_000; i++)
        {
            var (body, asked) = corpus[i % corpus.Length];
            var whole = KalshiLive.TryDecode(Mutations.Of(body, random), [asked], "t", new FaultLog(), out var scores, out var reason);
            Assert.Equal(whole, reason.Length == 0);
            if (!whole) continue;
            read++;
            foreach (var one in scores)
            {
                games++;
                Assert.True(one.Score is { HomeScore: >= 0 and <= 999, AwayScore: >= 0 and <= 999, Period: >= 0 and <= 60 } && one.Score.Elapsed is null or { TotalHours: >= 0 and < 4 }, string.Create(CultureInfo.InvariantCulture, $"case {i}: {one}"));
                Assert.True(one.Stamp is not { } stamp || stamp > Start - TimeSpan.FromDays(3_000), string.Create(CultureInfo.InvariantCulture, $"case {i}: {one.Stamp}"));
            }
        }

        output.WriteLine($"6000 answers, {read} read with {games} games");
        Assert.True(games > 500);
    }
}
