using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Polling;
using KalshiArb.Feeds.Scores;
using KalshiArb.Feeds.Tests.Polling;

namespace KalshiArb.Feeds.Tests.Scores;

public sealed class ScoreSourcesTests : IAsyncDisposable
{
    private static readonly PollTerms Patience = new(TimeSpan.FromSeconds(10), 1_000_000, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), 0);
    private static readonly ScoreTerms Terms = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(10));

    private readonly TestClock _clock = new() { Now = At(0, 30) };
    private readonly KeptInputs _core = new();
    private readonly KeptWords _words = new();
    private readonly FakeServer _nba = new(_ => Answer(Boards.Nba(Boards.NbaGame()), "Tue, 01 Dec 2026 00:30:00 GMT"));
    private readonly FakeServer _espn = new(_ => Answer(Boards.Espn("nba", Boards.EspnGame(home: "41")), "Tue, 01 Dec 2026 00:30:00 GMT"));
    private readonly VenueGame[] _games = [VenueGames.Sided("KXNBAGAME", "26NOV30LACCHA", "CHA", "LAC")];
    private FeedSource[] _sources = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources) await source.DisposeAsync();
        _nba.Dispose();
        _espn.Dispose();
    }

    private static Instant At(int hour, int minute) => Instant.From(new DateTimeOffset(2026, 12, 1, hour, minute, 0, TimeSpan.Zero));

    private static FakeReply Answer(string body, string date) => new(200, body) { Headers = [("Date", date)] };

    private void Start()
    {
        _sources = [.. ScoreSources.Create(
            [new ScoreRoute(Sport.Nba, ScoreSourceKind.NbaCdn, ScoreSourceKind.Espn)], (_nba.At("/board.json"), _espn.At("/sports")), Terms,
            () => new FeedContext(Patience, _clock.Clock, _core, _words), () => new HttpFetcher(Patience, "test"), VenueGames.Tables.Teams, () => _games)];
        foreach (var source in _sources) source.Start();
    }

    private ScoreReported[] Scores => [.. _core.All.Select(one => one.Input).OfType<ScoreReported>()];

    [Fact]
    public async Task A_joined_game_is_listed_once_and_its_score_told_at_each_board_with_both_its_times()
    {
        Start();
        await _core.UntilAsync(all => all.Length >= 4);

        Assert.Equal(new GameListed(_games[0].Game, Sport.Nba, "Charlotte Hornets", "LA Clippers", At(0, 0)), _core.All[0].Input);
        Assert.Equal(new ScoreReported(_games[0].Game, GamePhase.InPlay, 39, 30, TimeSpan.FromSeconds(1_005), 2, At(0, 30)), Scores[0]);
        Assert.Single(_core.All, one => one.Input is GameListed);
        Assert.True(_core.All[2].At - _core.All[1].At >= TimeSpan.FromSeconds(2));
        Assert.Contains(TimeSpan.FromSeconds(2), _clock.Waits);
        Assert.Empty(_espn.Seen);
    }

    [Fact]
    public async Task An_unchanged_board_confirms_the_score_as_of_now_and_keeps_its_own_stamp()
    {
        _nba.Answer = request => request.Headers.ContainsKey("If-None-Match")
            ? new FakeReply(304, "") { Headers = [("Date", "Tue, 01 Dec 2026 00:31:00 GMT")] }
            : new FakeReply(200, Boards.Nba(Boards.NbaGame())) { Headers = [("ETag", "\"a\""), ("Date", "Tue, 01 Dec 2026 00:30:00 GMT")] };
        Start();
        await _core.UntilAsync(_ => Scores.Length >= 3);

        Assert.All(Scores, score => Assert.Equal(At(0, 30), score.SourceStamp));
        Assert.True(_core.All[2].At > _core.All[1].At);
        Assert.True(_sources[0].Status.Unchanged >= 1);
    }

    [Fact]
    public async Task After_five_failures_the_fallback_takes_over_and_when_the_primary_is_well_again_it_takes_back()
    {
        _nba.Answer = _ => new FakeReply(500, "");
        Start();
        await _core.UntilAsync(_ => Scores.Any(score => score.HomeScore == 41));

        Assert.DoesNotContain(Scores, score => score.HomeScore == 39);
        Assert.Equal("scores of Nba: nba-cdn failed 5 times in a row, espn takes over", _words.Alerts.First(text => text.StartsWith("scores", StringComparison.Ordinal)));
        Assert.Equal("Nba: espn stands in", _sources.Single(source => source.Name == "nba-cdn").Status.Note);

        _nba.Answer = _ => Answer(Boards.Nba(Boards.NbaGame()), "Tue, 01 Dec 2026 00:30:00 GMT");
        await _core.UntilAsync(_ => Scores.Any(score => score.HomeScore == 39));
        Assert.Contains("scores of Nba: nba-cdn is well again and takes back from espn", _words.Alerts);
        // From then on the fallback is not asked.
        var asked = _espn.Seen.Length;
        await _nba.UntilSeenAsync(_nba.Seen.Length + 5);
        Assert.True(_espn.Seen.Length <= asked + 1);
        Assert.Equal(39, Scores[^1].HomeScore);
    }

    [Fact]
    public async Task A_board_that_is_no_board_counts_as_a_failure_of_the_primary()
    {
        _nba.Answer = _ => new FakeReply(200, "<html>") { ContentType = "text/html" };
        Start();
        await _core.UntilAsync(_ => Scores.Any(score => score.HomeScore == 41));

        Assert.Contains("content type 'text/html'", _sources[0].Status.LastFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_board_older_than_one_that_was_heard_is_not_told()
    {
        var asked = 0;
        _nba.Answer = _ => Interlocked.Increment(ref asked) % 2 == 1
            ? Answer(Boards.Nba(Boards.NbaGame(home: 45)), "Tue, 01 Dec 2026 00:30:10 GMT")
            : Answer(Boards.Nba(Boards.NbaGame(home: 39)), "Tue, 01 Dec 2026 00:30:00 GMT");
        Start();
        await _core.UntilAsync(_ => Scores.Length >= 4);

        Assert.All(Scores, score => Assert.Equal(45, score.HomeScore));
        Assert.Equal("Nba: older than what was heard before", _sources[0].Status.LastFault);
    }

    [Fact]
    public async Task A_source_whose_clock_was_set_back_is_believed_again_after_five_boards()
    {
        var asked = 0;
        _nba.Answer = _ => Interlocked.Increment(ref asked) == 1
            ? Answer(Boards.Nba(Boards.NbaGame(home: 39)), "Tue, 01 Dec 2026 09:30:00 GMT")
            : Answer(Boards.Nba(Boards.NbaGame(home: 45)), "Tue, 01 Dec 2026 00:30:00 GMT");
        Start();
        await _core.UntilAsync(_ => Scores.Any(score => score.HomeScore == 45));

        Assert.Equal(4, _sources[0].Status.Failures);
    }

    [Fact]
    public async Task A_board_that_does_not_say_how_old_it_is_is_not_used()
    {
        _nba.Answer = _ => new FakeReply(200, Boards.Nba(Boards.NbaGame()));
        Start();
        await _nba.UntilSeenAsync(2);
        await _core.UntilAsync(_ => _sources[0].Status.Failures > 0);

        Assert.DoesNotContain(Scores, score => score.HomeScore == 39);
    }

    [Fact]
    public async Task Nothing_is_asked_about_a_league_without_a_market_at_the_venue()
    {
        _games[0] = VenueGames.Mlb("26JUL071836CHCBAL");
        Start();
        await _core.UntilAsync(_ => _clock.Waits.Length > 20);

        Assert.Empty(_nba.Seen);
    }

    [Fact]
    public void A_board_waits_long_when_nothing_is_near_and_until_the_next_game_is()
    {
        Assert.Equal(TimeSpan.FromMinutes(10), ScorePlan.Wait(At(0, 0), [], Terms));
        Assert.Equal(TimeSpan.FromMinutes(10), Wait("2026-12-01T05:00:00Z"));
        Assert.Equal(TimeSpan.FromMinutes(5), Wait("2026-12-01T00:35:00Z"));
        Assert.Equal(TimeSpan.FromSeconds(30), Wait("2026-12-01T00:20:00Z"));
        Assert.Equal(TimeSpan.FromSeconds(30), Wait("2026-11-30T23:00:00Z"));
        Assert.Equal(TimeSpan.FromMinutes(10), Wait("2026-11-30T12:00:00Z"));
        Assert.Equal(TimeSpan.FromSeconds(2), Wait("2026-12-01T00:20:00Z", 2));

        static TimeSpan Wait(string start, int status = 1)
        {
            var json = Boards.Nba(Boards.NbaGame(status: status, start: start));
            Assert.True(NbaCdnDecoder.TryDecode(System.Text.Encoding.UTF8.GetBytes(json), "t", new Feeds.Files.FaultLog(), out var games, out var reason), reason);
            return ScorePlan.Wait(At(0, 0), games, Terms);
        }
    }

    [Fact]
    public void The_fallback_takes_over_at_the_fifth_failure_in_a_row_and_gives_back_at_the_third_good_answer_in_a_row()
    {
        static string Run(string answers)
        {
            var (state, on) = (default(FailOverState), "");
            foreach (var answer in answers)
            {
                state = FailOver.Heard(state, answer == '+');
                on += state.OnFallback ? 'F' : 'P';
            }

            return on;
        }

        Assert.Equal("PPPPF", Run("-----"));
        Assert.Equal("PPPPPPPPP", Run("----+----"));
        Assert.Equal("PPPPFFFFFFP", Run("-----++-+++"));
    }

    [Fact]
    public void Each_league_has_its_address()
    {
        var (nba, espn) = (new Uri("https://cdn/x.json"), new Uri("https://e/apis/site/v2/sports"));

        Assert.Equal(nba, ScoreSources.AddressOf(ScoreSourceKind.NbaCdn, Sport.Nba, nba, espn));
        Assert.Null(ScoreSources.AddressOf(ScoreSourceKind.NbaCdn, Sport.Nfl, nba, espn));
        Assert.Equal(new Uri("https://e/apis/site/v2/sports/soccer/eng.1/scoreboard"), ScoreSources.AddressOf(ScoreSourceKind.Espn, Sport.Epl, nba, espn));
        Assert.Equal(
            new Uri("https://e/apis/site/v2/sports/basketball/womens-college-basketball/scoreboard?groups=50&limit=500"),
            ScoreSources.AddressOf(ScoreSourceKind.Espn, Sport.CollegeBasketballWomen, nba, espn));
    }
}
