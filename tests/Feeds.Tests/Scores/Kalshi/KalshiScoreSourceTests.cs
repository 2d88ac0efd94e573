using System.Text.RegularExpressions;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Polling;
using KalshiArb.Feeds.Scores;
using KalshiArb.Feeds.Scores.Kalshi;
using KalshiArb.Feeds.Tests.Polling;

namespace KalshiArb.Feeds.Tests.Scores.Kalshi;

/// <summary>The exchange's live data over a socket, with faults. Every body is composed (<see cref="KalshiBodies"/>).</summary>
public sealed class KalshiScoreSourceTests : IAsyncDisposable
{
    private const string TakesOver = "scores of Nba: kalshi failed 5 times in a row, espn takes over";
    private const string Date = "Tue, 01 Dec 2026 00:30:00 GMT";
    private static readonly PollTerms Patience = new(TimeSpan.FromSeconds(60), 1_000_000, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), 0);
    private static readonly ScoreTerms Terms = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(10));

    // Each source has a clock of its own: one that only waits would carry the other's time away. The exchange's stops while the game can still be asked about.
    private readonly TestClock _clock = new() { Now = At(0, 30), Limit = At(7, 0) };
    private readonly TestClock _espnClock = new() { Now = At(0, 30) };
    private readonly KeptInputs _core = new();
    private readonly KeptWords _words = new();
    private readonly FakeServer _exchange;
    private readonly FakeServer _espn = new(_ => new FakeReply(200, Boards.Espn("nba", Boards.EspnGame(home: "41"))) { Headers = [("Date", Date)] });
    private VenueGame[] _games = [KalshiBodies.Nba()];
    private FeedSource[] _sources = [];

    public KalshiScoreSourceTests() => _exchange = new FakeServer(Healthy);

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources) await source.DisposeAsync();
        _exchange.Dispose();
        _espn.Dispose();
    }

    private static Instant At(int hour, int minute) => Instant.From(new DateTimeOffset(2026, 12, 1, hour, minute, 0, TimeSpan.Zero));

    private static bool AsksLive(SeenRequest request) => request.Path.EndsWith("/live_data/batch", StringComparison.Ordinal);

    private static FakeReply Ok(string body) => new(200, body) { Headers = [("Date", Date)] };

    private static FakeReply Healthy(SeenRequest request) => AsksLive(request)
        ? Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball())))
        : Ok(KalshiBodies.Milestones(KalshiBodies.Milestone()));

    private void Start(ScoreSourceKind primary = ScoreSourceKind.Kalshi, ScoreSourceKind fallback = ScoreSourceKind.None, int batch = 50, int oldestMinutes = 100_000, params Sport[] others)
    {
        var made = 0;
        _sources = [.. ScoreSources.Create(
            [new ScoreRoute(Sport.Nba, primary, fallback), .. others.Select(sport => new ScoreRoute(sport, primary, fallback))], (_espn.At("/none"), _espn.At("/sports")), Terms,
            () => new FeedContext(Patience, IsEspn(++made) ? _espnClock.Clock : _clock.Clock, _core, _words), () => new HttpFetcher(Patience, "test"), VenueGames.Tables.Teams, () => _games,
            new KalshiTerms(_exchange.At("/trade-api/v2"), batch, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(oldestMinutes)))];
        foreach (var source in _sources) source.Start();

        // The first context is for the desks, the others are for the sources in the order of their kinds.
        bool IsEspn(int number) => number == 2 && (primary == ScoreSourceKind.Espn || fallback == ScoreSourceKind.Espn);
    }

    private FeedSource Kalshi => _sources.Single(source => source.Name == "kalshi");

    private ScoreReported[] Scores => [.. _core.All.Select(one => one.Input).OfType<ScoreReported>()];

    private SeenRequest[] Live => [.. _exchange.Seen.Where(AsksLive)];

    /// <summary>The market's time stands still beside the exchange's stamp, so that the score does not grow old.</summary>
    private void Follow() => _exchange.Answer = request => AsksLive(request)
        ? Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball(stamp: _clock.Now.UnixMillis / 1_000))))
        : Ok(KalshiBodies.Milestones(KalshiBodies.Milestone()));

    [Fact]
    public async Task A_game_is_found_by_its_event_its_start_told_once_and_its_score_at_every_poll_with_the_exchanges_stamp()
    {
        Follow();
        Start();
        await _core.UntilAsync(_ => Scores.Length >= 4);

        Assert.Equal("/trade-api/v2/milestones?limit=100&related_event_ticker=KXNBAGAME-26NOV30LACCHA", _exchange.Seen[0].Target);
        Assert.Equal("/trade-api/v2/live_data/batch?milestone_ids=m-1", _exchange.Seen[1].Target);
        Assert.Equal(new GameListed(_games[0].Game, Sport.Nba, "Charlotte Hornets", "Los Angeles Clippers", At(0, 0)), _core.All[0].Input);
        Assert.Equal((_games[0].Game, GamePhase.InPlay, 39, 30, TimeSpan.FromSeconds(1_005), 2), (Scores[0].Game, Scores[0].Phase, Scores[0].HomeScore, Scores[0].AwayScore, Scores[0].Elapsed!.Value, Scores[0].Period));
        Assert.True(_core.All[1].At - Scores[0].SourceStamp is var age && age >= TimeSpan.Zero && age < TimeSpan.FromSeconds(1));
        Assert.Single(_core.All, one => one.Input is GameListed);
        Assert.True(_core.All[2].At - _core.All[1].At >= TimeSpan.FromSeconds(1.9));
        Assert.Equal("Nba: 1 of 1 games joined", Kalshi.Status.Note);
        Assert.Equal(1, _exchange.MostInFlight);
        Assert.Empty(_espn.Seen);
    }

    [Fact]
    public async Task No_two_questions_come_without_the_pause_between_them_whatever_leagues_they_are_about()
    {
        _games = [.. Twelve, .. new[] { "BUFPHI", "BALCIN", "DALCAR", "INDDET" }.Select(pair => VenueGames.Sided("KXNFLGAME", "26NOV30" + pair, pair[..3], pair[3..]))];
        var asked = new List<Instant>();
        _exchange.Answer = request =>
        {
            lock (asked) asked.Add(_clock.Now);
            return Each(request, _ => "inprogress");
        };
        Start(batch: 5, others: Sport.Nfl);
        await _exchange.UntilSeenAsync(60);

        lock (asked) Assert.All(asked.Skip(1).Zip(asked), pair => Assert.True(pair.First - pair.Second >= TimeSpan.FromMilliseconds(500), $"{pair.First - pair.Second}"));
        Assert.Equal(1, _exchange.MostInFlight);
        Assert.All(Live, request => Assert.InRange(Regex.Count(request.Target, "milestone_ids="), 1, 5));
        // Every game has its turn, however small the batches are.
        Assert.Equal(12, Live.SelectMany(Ids).Distinct().Count());
    }

    [Fact]
    public async Task Games_that_do_not_read_keep_no_other_from_its_turn()
    {
        _games = Twelve;
        _exchange.Answer = request => Each(request, id => id[^1] is 'k' or 'w' ? "wdelay" : "inprogress");
        Start(batch: 1);
        await _core.UntilAsync(_ => Scores.Select(score => score.Game).Distinct().Count() >= 10);

        Assert.Equal(10, Scores.Select(score => score.Game).Distinct().Count());
        Assert.Equal("Nba: 12 of 12 games joined", Kalshi.Status.Note);
    }

    private static VenueGame[] Twelve =>
        [.. Pairs.Select(pair => VenueGames.Sided("KXNBAGAME", "26NOV30" + pair, pair[..3], pair[3..]) with { HomeId = KalshiBodies.HomeId, AwayId = KalshiBodies.AwayId })];

    private static IEnumerable<string> Ids(SeenRequest request) => Regex.Matches(request.Target, "m-[a-z]{6}").Select(match => match.Value);

    private FakeReply Each(SeenRequest request, Func<string, string> status) => AsksLive(request)
        ? Ok(KalshiBodies.Lives([.. Ids(request).Select(id => KalshiBodies.Live(KalshiBodies.Basketball(status(id), stamp: _clock.Now.UnixMillis / 1_000), id))]))
        : Ok(KalshiBodies.Milestones(KalshiBodies.Milestone(EventOf(request), "m-" + EventOf(request)[^6..].ToLowerInvariant())));

    private static readonly string[] Pairs = ["BOSNYK", "LALGSW", "DENDET", "CLEMIA", "OKCPHX", "SASORL", "ATLBKN", "CHADAL", "CHIHOU", "INDLAC", "MEMMIL", "MINNOP"];

    private static string EventOf(SeenRequest request) => request.Target[(request.Target.LastIndexOf('=') + 1)..];

    [Theory]
    [InlineData("ambiguous: 2 milestones name the event as their own")]
    [InlineData("only milestones of other events")]
    [InlineData("no milestone")]
    public async Task A_game_that_is_not_joined_is_never_told_and_its_reason_stands_in_the_status(string reason)
    {
        _exchange.Answer = request => AsksLive(request) ? Healthy(request) : Ok(KalshiBodies.Milestones(reason[0] switch
        {
            'a' => [KalshiBodies.Milestone(), KalshiBodies.Milestone(id: "m-2")],
            'o' => [KalshiBodies.Milestone("KXNBAGAME-26NOV30LACBOS")],
            _ => [],
        }));
        Start();
        // Looked for again after a while, since milestones come and change.
        await _exchange.UntilSeenAsync(2);

        Assert.Empty(Live);
        Assert.Empty(_core.All);
        Assert.Equal($"Nba: 0 of 1 games joined; KXNBAGAME-26NOV30LACCHA: {reason}", Kalshi.Status.Note);
        Assert.True(Kalshi.Quarantine.Count >= 1);
    }

    public static TheoryData<string> Faults => ["500", "cut", "html", "nothing", "empty", "silent type", "unknown status", "missing field", "other game"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task After_five_useless_answers_the_fallback_takes_over_and_when_live_data_read_again_they_take_back(string fault)
    {
        _exchange.Answer = request => AsksLive(request) ? Broken(fault) : Healthy(request);
        _clock.Limit = At(4, 0);
        Start(fallback: ScoreSourceKind.Espn);
        await _core.UntilAsync(_ => Scores.Any(score => score.HomeScore == 41));

        Assert.DoesNotContain(Scores, score => score.HomeScore == 39);
        Assert.Contains(TakesOver, _words.Alerts);

        Follow();
        _clock.Limit = At(7, 0);
        await _core.UntilAsync(_ => Scores.Any(score => score.HomeScore == 39));
        Assert.Contains("scores of Nba: kalshi is well again and takes back from espn", _words.Alerts);
    }

    private static FakeReply Broken(string fault) => fault switch
    {
        "500" => new FakeReply(500, ""),
        "cut" => Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball()))) with { CutAt = 40 },
        "html" => new FakeReply(200, "<html>") { ContentType = "text/html" },
        "nothing" => Ok("{}"),
        "empty" => Ok(KalshiBodies.Lives()),
        "silent type" => Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball(), type: "football_game"))),
        "unknown status" => Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball("wdelay")))),
        "missing field" => Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball().Replace("\"home_points\"", "\"home\"", StringComparison.Ordinal)))),
        _ => Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball(), "m-9"))),
    };

    [Fact]
    public async Task Milestones_that_read_do_not_hide_live_data_that_do_not()
    {
        _games = Twelve;
        var failed = 0;
        _exchange.Answer = request =>
        {
            if (!AsksLive(request)) return Each(request, _ => "");
            if (!_words.Alerts.Contains(TakesOver)) Interlocked.Increment(ref failed);
            return new FakeReply(500, "");
        };
        Start(fallback: ScoreSourceKind.Espn);
        await _core.UntilAsync(_ => _words.Alerts.Contains(TakesOver));

        Assert.Equal(5, failed);
        // Each question about live data followed one about a milestone.
        Assert.True(_exchange.Seen.Count(request => !AsksLive(request)) >= 5);
    }

    [Fact]
    public async Task Milestones_that_cannot_be_had_are_a_failure_of_the_primary_too()
    {
        _exchange.Answer = _ => new FakeReply(503, "");
        Start(fallback: ScoreSourceKind.Espn);
        await _core.UntilAsync(_ => Scores.Any(score => score.HomeScore == 41));

        Assert.Empty(Live);
        Assert.StartsWith("Nba: status 503", Kalshi.Status.LastFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_a_fallback_it_asks_nothing_until_it_is_believed()
    {
        Follow();
        _clock.Limit = At(1, 0);
        Start(ScoreSourceKind.Espn, ScoreSourceKind.Kalshi);
        await _core.UntilAsync(_ => Scores.Length >= 5);
        Assert.Empty(_exchange.Seen);

        _espn.Answer = _ => new FakeReply(500, "");
        await _core.UntilAsync(_ => _words.Alerts.Contains("scores of Nba: espn failed 5 times in a row, kalshi takes over"));
        _clock.Limit = At(7, 0);
        await _core.UntilAsync(_ => Scores.Any(score => score.HomeScore == 39));
    }

    [Fact]
    public async Task A_game_in_play_that_the_exchange_no_longer_updates_is_not_told()
    {
        _exchange.Answer = request => AsksLive(request)
            ? Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball(stamp: At(0, 27).UnixMillis / 1_000))))
            : Healthy(request);
        Start(oldestMinutes: 2);
        await _exchange.UntilSeenAsync(4);

        Assert.Empty(_core.All);
        Assert.Contains(Kalshi.Quarantine.Last, item => item.Reason == "in play, and not updated by the exchange for too long");
    }

    [Fact]
    public async Task An_answer_older_than_one_that_was_heard_is_not_told()
    {
        var asked = 0;
        _exchange.Answer = request => !AsksLive(request) ? Healthy(request) : Interlocked.Increment(ref asked) % 2 == 1
            ? Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball(home: 45, stamp: At(0, 30).UnixMillis / 1_000))))
            : Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball(home: 39, stamp: At(0, 29).UnixMillis / 1_000))));
        Start();
        await _core.UntilAsync(_ => Scores.Length >= 4);

        Assert.All(Scores, score => Assert.Equal(45, score.HomeScore));
        Assert.Contains(Kalshi.Quarantine.Last, item => item.Reason == "older than what was heard before");
    }

    [Fact]
    public async Task Without_a_stamp_of_the_exchange_the_answers_own_date_is_taken_and_without_that_nothing()
    {
        _exchange.Answer = request => AsksLive(request) ? Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball(stamp: null)))) : Healthy(request);
        Start();
        await _core.UntilAsync(_ => Scores.Length >= 1);
        Assert.Equal(At(0, 30), Scores[0].SourceStamp);

        _exchange.Answer = request => AsksLive(request) ? new FakeReply(200, KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball(home: 77, stamp: null)))) : Healthy(request);
        await _core.UntilAsync(_ => Kalshi.Status.LastFault.EndsWith("nobody can say how old it is", StringComparison.Ordinal));
        Assert.DoesNotContain(Scores, score => score.HomeScore == 77);
    }

    [Fact]
    public async Task Not_modified_confirms_the_same_games_and_is_no_answer_about_others()
    {
        _exchange.Answer = request => !AsksLive(request) ? Ok(KalshiBodies.Milestones(KalshiBodies.Milestone(EventOf(request), EventOf(request).EndsWith("LACCHA", StringComparison.Ordinal) ? "m-1" : "m-2")))
            : request.Headers.ContainsKey("If-None-Match") ? new FakeReply(304, "") { Headers = [("Date", Date)] }
            : new FakeReply(200, KalshiBodies.Lives(
                [.. Regex.Matches(request.Target, "m-[0-9]").Select(match => KalshiBodies.Live(KalshiBodies.Basketball(home: match.Value == "m-1" ? 39 : 50), match.Value))])) { Headers = [("Date", Date), ("ETag", "\"a\"")] };
        Start();
        await _core.UntilAsync(_ => Scores.Length >= 3);
        Assert.All(Scores, score => Assert.Equal(Instant.FromUnixSeconds(1_796_085_000), score.SourceStamp));

        _games = [.. _games, VenueGames.Sided("KXNBAGAME", "26NOV30BOSNYK", "BOS", "NYK") with { HomeId = KalshiBodies.HomeId, AwayId = KalshiBodies.AwayId }];
        await _core.UntilAsync(_ => Scores.Any(score => score.HomeScore == 50));

        Assert.All(Scores, score => Assert.Equal(score.Game == _games[0].Game ? 39 : 50, score.HomeScore));
    }

    [Fact]
    public async Task Games_far_from_their_start_are_joined_and_not_asked_about_until_they_are_near()
    {
        _clock.Now = At(0, 0) - TimeSpan.FromHours(3);
        Follow();
        Start();
        await _core.UntilAsync(_ => Scores.Length >= 1);

        Assert.True(_core.All[0].At >= At(0, 0) - Terms.NearWindow, $"{_core.All[0].At}");
        Assert.InRange(_exchange.Seen.Count(request => !AsksLive(request)), 2, 20);
    }

    [Fact]
    public async Task A_game_that_is_over_is_told_and_then_asked_about_seldom()
    {
        _exchange.Answer = request => AsksLive(request) ? Ok(KalshiBodies.Lives(KalshiBodies.Live(KalshiBodies.Basketball("closed", "finished", period: 4, clock: "")))) : Healthy(request);
        Start();
        await _core.UntilAsync(_ => Scores.Length >= 2);

        Assert.Equal(GamePhase.Final, Scores[0].Phase);
        var told = _core.All.Where(one => one.Input is ScoreReported).ToArray();
        Assert.True(told[1].At - told[0].At >= Terms.IdlePoll);
    }

    [Fact]
    public async Task Nothing_is_asked_of_the_exchange_where_no_league_names_it()
    {
        Start(ScoreSourceKind.Espn);
        await _core.UntilAsync(_ => Scores.Length >= 2);

        Assert.Empty(_exchange.Seen);
        Assert.Single(_sources);
    }
}
