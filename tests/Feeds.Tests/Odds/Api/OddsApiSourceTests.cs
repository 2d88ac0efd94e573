using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Odds.Api;
using KalshiArb.Feeds.Polling;
using KalshiArb.Feeds.Tests.Polling;

namespace KalshiArb.Feeds.Tests.Odds.Api;

public sealed class OddsApiSourceTests : IDisposable
{
    private static readonly PollTerms Patience = new(TimeSpan.FromSeconds(10), 1_000_000, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(60), 0);

    private readonly TestClock _clock = new() { Now = At(22, 0, 0) };
    private readonly KeptInputs _core = new();
    private readonly KeptWords _words = new();
    private readonly FakeOddsApi _api = new();
    private VenueGame[] _games = [VenueGames.Mlb("26JUL071836CHCBAL")];

    public void Dispose() => _api.Dispose();

    private static Instant At(int hour, int minute, int second) => Instant.From(new DateTimeOffset(2026, 7, 7, hour, minute, second, TimeSpan.Zero));

    private FeedSource Start(OddsApiTerms? terms = null)
    {
        terms = (terms ?? OddsPlanTests.Terms) with { Root = new Uri(_api.Server.Root) };
        var source = OddsApiSource.Create(
            terms, new FeedSecret(FakeOddsApi.Key), new FeedContext(Patience, _clock.Clock, _core, _words), new HttpFetcher(Patience, "test"), VenueGames.Tables.Teams, () => _games);
        source.Start();
        return source;
    }

    private Task UntilOddsAsync(int polls) => _core.UntilAsync(all => all.Count(one => one.Input is OddsPolled) >= polls);

    private OddsPolled[] Odds => [.. _core.All.Select(one => one.Input).OfType<OddsPolled>()];

    [Fact]
    public async Task The_account_is_asked_first_then_the_schedule_then_the_odds_of_a_game_that_is_near()
    {
        await using var source = Start();
        await UntilOddsAsync(1);

        Assert.Equal(["/v4/sports", "/v4/sports/baseball_mlb/events", "/v4/sports/baseball_mlb/odds"], _api.Server.Seen.Take(3).Select(request => request.Path));
        Assert.Contains("regions=us,us2&markets=h2h&oddsFormat=decimal", _api.Server.Seen[2].Target, StringComparison.Ordinal);
        Assert.Equal((_games[0].Game, "Baltimore Orioles"), Assert.IsType<GameListed>(_core.All[0].Input) is var listed ? (listed.Game, listed.HomeTeam) : default);
        var odds = Odds[0];
        Assert.Equal((_games[0].Game, OddsApiSports.Source), (odds.Game, odds.Source));
        // Two ages: the book's own stamp in the quote, the receipt with the input. The exchange's lay prices are not prices.
        Assert.Equal(new BookmakerQuote("fanduel", At(22, 0, 10), 1.91, 2.05, null), odds.Quotes[0]);
        Assert.Equal(2, odds.Quotes.Length);
        Assert.Equal(At(22, 0, 0), _core.All[1].At);
    }

    [Fact]
    public async Task Before_the_game_it_is_asked_now_and_then_and_in_play_often()
    {
        await using (Start()) await UntilOddsAsync(20);

        var times = _core.All.Where(one => one.Input is OddsPolled).Select(one => one.At).ToArray();
        Assert.Equal(TimeSpan.FromMinutes(5), times[1] - times[0]);
        // The start is at 22:36: from then on every 20 s.
        Assert.Contains(At(22, 36, 0), times);
        Assert.Equal(TimeSpan.FromSeconds(20), times[19] - times[18]);
    }

    [Fact]
    public async Task A_book_without_a_row_at_the_latest_poll_is_suspended_and_a_game_without_one_has_no_books()
    {
        _api.Commence = "2026-07-07T21:00:00Z";
        _games = [VenueGames.Mlb("26JUL071700CHCBAL")];
        await using var source = Start();
        await UntilOddsAsync(1);

        _api.Books = FakeOddsApi.Book("pinnacle", "1.95", "2.02");
        await _core.UntilAsync(_ => Odds[^1].Quotes.Length == 1);
        Assert.Equal("pinnacle", Odds[^1].Quotes[0].Book);

        _api.Books = null;
        await _core.UntilAsync(_ => Odds[^1].Quotes.Length == 0);
        Assert.Equal(_games[0].Game, Odds[^1].Game);
    }

    [Fact]
    public async Task A_silent_source_posts_nothing_so_that_its_values_grow_old_and_goes_on_when_it_is_back()
    {
        _api.Commence = "2026-07-07T21:00:00Z";
        _games = [VenueGames.Mlb("26JUL071700CHCBAL")];
        await using var source = Start();
        await UntilOddsAsync(1);

        _api.Instead = new FakeReply(503, "busy");
        var asked = _api.OddsAsked;
        await _api.Server.UntilSeenAsync(_api.Server.Seen.Length + 12);
        var posted = Odds.Length;
        Assert.True(_api.OddsAsked > asked + 4);
        await _api.Server.UntilSeenAsync(_api.Server.Seen.Length + 5);
        Assert.Equal(posted, Odds.Length);
        Assert.True(source.Status.FailuresInRow >= 5);
        Assert.Equal(FeedHealth.Failing, source.Status.Health);

        _api.Instead = null;
        await _core.UntilAsync(_ => Odds.Length > posted);
    }

    [Fact]
    public async Task It_stops_hard_at_the_reserve_says_so_and_goes_on_when_there_is_more()
    {
        _api.Commence = "2026-07-07T21:00:00Z";
        _games = [VenueGames.Mlb("26JUL071700CHCBAL")];
        _api.Remaining = 109;
        await using var source = Start();

        // 109, 107, 105, 103, 101: a fifth question would leave 99 of a reserve of 100.
        await _core.UntilAsync(_ => source.Status.Health == FeedHealth.Held);
        await _api.Server.UntilSeenAsync(_api.Server.Seen.Length + 10);
        Assert.Equal((4, 101), (_api.OddsAsked, _api.Remaining));
        Assert.Equal("stopped at the reserve: 101 credits left, 100 kept back", source.Status.Note);
        Assert.Contains(_words.Alerts, text => text.Contains("stopped at the reserve", StringComparison.Ordinal));

        _api.Remaining = 20_000;
        await _core.UntilAsync(_ => _api.OddsAsked > 6);
        Assert.Contains(_words.Alerts, text => text.Contains("odds are asked for again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_rate_and_the_hours_left_are_shown_and_a_short_rest_is_warned_of()
    {
        _api.Commence = "2026-07-07T21:00:00Z";
        _games = [VenueGames.Mlb("26JUL071700CHCBAL")];
        // Two credits every 20 s are 360 an hour, 384 in the first five minutes: 8,868 above the reserve last for 23 h.
        _api.Remaining = 9_000;
        await using var source = Start();
        await _core.UntilAsync(_ => _words.Alerts.Length > 0);

        Assert.Matches("^odds-api: [0-9,]+ credits left, 3[0-9]{2}(\\.[0-9])? an hour, 2[0-9](\\.[0-9])? h to the reserve of 100$", _words.Alerts[0]);
        Assert.Single(_words.Alerts);
    }

    [Fact]
    public async Task A_refused_key_stops_everything_but_the_look_at_the_account()
    {
        _api.KeyIsGood = false;
        _clock.Limit = At(22, 15, 0);
        await using var source = Start();
        await _api.Server.UntilSeenAsync(2);

        Assert.All(_api.Server.Seen, request => Assert.Equal("/v4/sports", request.Path));
        Assert.Equal((FeedHealth.Held, "key refused: status 401 INVALID_KEY"), (source.Status.Health, source.Status.Note));
        Assert.Equal(["odds-api: the key is refused (status 401 INVALID_KEY); no odds are asked for"], _words.Alerts.Take(1));

        _api.KeyIsGood = true;
        _clock.Limit = At(23, 0, 0);
        await UntilOddsAsync(1);
    }

    [Fact]
    public async Task Nothing_is_spent_on_a_league_out_of_season_nor_without_a_market_at_the_venue()
    {
        _games = [];
        await using (Start()) await _api.Server.UntilSeenAsync(4);
        Assert.All(_api.Server.Seen, request => Assert.Equal("/v4/sports", request.Path));

        _games = [VenueGames.Mlb("26JUL071836CHCBAL")];
        _api.Sports = "[]";
        var before = _api.Server.Seen.Length;
        await using (Start()) await _api.Server.UntilSeenAsync(before + 4);
        Assert.DoesNotContain(_api.Server.Seen.Skip(before + 1), request => request.Path != "/v4/sports");
    }

    [Theory]
    [InlineData("garbage", "application/json", "not JSON")]
    [InlineData("""{"message":"hello"}""", "application/json", "an error of the feed: hello")]
    [InlineData("<html>", "text/html", "content type")]
    public async Task An_answer_that_is_none_changes_nothing_and_is_said(string body, string type, string said)
    {
        _api.Instead = new FakeReply(200, body) { ContentType = type };
        await using var source = Start();
        await _core.UntilAsync(_ => source.Status.Failures > 0);

        Assert.Contains(said, source.Status.LastFault, StringComparison.Ordinal);
        Assert.Empty(_core.All);
    }

    [Fact]
    public async Task A_book_that_does_not_read_is_quarantined_with_its_reason_and_the_others_count()
    {
        _api.Books = FakeOddsApi.Book("fanduel", "0.5", "2.05") + "," + FakeOddsApi.Book("pinnacle", "1.95", "2.02");
        await using var source = Start();
        await UntilOddsAsync(1);

        Assert.Equal("pinnacle", Assert.Single(Odds[0].Quotes).Book);
        Assert.True(source.Status.Quarantined >= 1);
        Assert.Contains(source.Quarantine.Last, item => item.Where.EndsWith("fanduel", StringComparison.Ordinal) && item.Reason.Contains("no DecimalOdds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task American_prices_are_asked_for_and_read_as_such()
    {
        _api.Books = FakeOddsApi.Book("fanduel", "-110", "150");
        await using var source = Start(OddsPlanTests.Terms with { Format = OddsFormat.AmericanOdds });
        await UntilOddsAsync(1);

        Assert.Contains("oddsFormat=american", _api.Server.Seen[2].Target, StringComparison.Ordinal);
        Assert.Equal((1 + 100 / 110.0, 2.5), (Odds[0].Quotes[0].HomeDecimalOdds, Odds[0].Quotes[0].AwayDecimalOdds));
    }

    [Fact]
    public async Task The_key_is_in_no_word_and_no_status()
    {
        _api.Instead = new FakeReply(500, "");
        var source = Start();
        await _core.UntilAsync(_ => source.Status.Failures > 6);
        _api.KeyIsGood = false;
        await _core.UntilAsync(_ => source.Status.Health == FeedHealth.Held);
        await source.DisposeAsync();

        var text = _words.Everything + source.Status + string.Join('\n', source.Quarantine.Last);
        Assert.DoesNotContain(FakeOddsApi.Key, text, StringComparison.Ordinal);
        Assert.DoesNotContain(FakeOddsApi.Key, new FeedSecret(FakeOddsApi.Key).ToString(), StringComparison.Ordinal);
    }
}
