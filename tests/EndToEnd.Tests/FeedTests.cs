using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Tests.Polling;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>The program with feeds from outside its process: here servers of the test, in the places of The Odds API and ESPN.</summary>
public sealed class FeedTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string Series = "KXNBAGAME";

    [Fact]
    public async Task Odds_and_scores_of_feeds_reach_the_core_are_shown_replay_and_leave_no_key_behind()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder);
        var (away, home, date) = await GameAsync(venue);
        var keyFile = folder["odds-key"];
        await File.WriteAllTextAsync(keyFile, Key);
        File.SetUnixFileMode(keyFile, UnixFileMode.UserRead);
        var start = StartOn(date);
        using var feeds = new FakeServer(request => Answer(request, away, home, start));
        string[] options =
        [
            "run", "--mode", "dry-run", "--state", folder.State, .. venue.Options("live"),
            "--set", "feeds.odds-api.enabled=on", "--set", $"feeds.odds-api.url={feeds.Root}", "--set", $"feeds.odds-api.key-file={keyFile}",
            "--set", "feeds.odds-api.live-poll=1s", "--set", "feeds.odds-api.pre-game-poll=5s", "--set", "feeds.odds-api.pre-game-window=48h", "--set", "feeds.freshness.odds-since-receipt=30s",
            "--set", "feeds.freshness.odds-since-stamp=1h", "--set", "feeds.scores.enabled=on", "--set", $"feeds.scores.espn-url={feeds.Root}/espn", "--set", "feeds.scores.nba.primary=espn",
        ];

        await using var run = Kalshiarb.Start(options);
        await run.UntilAsync(" READY ");
        var status = await Until.SomeAsync(async () => await Kalshiarb.RunAsync("status", "--state", folder.State) is { Code: 0 } shown && shown.Output.Contains("odds fresh 1/12 games", StringComparison.Ordinal) && shown.Output.Contains("espn well", StringComparison.Ordinal) ? shown.Output : null);
        run.Signal("TERM");
        var end = (await run.EndAsync()).With(0);

        Assert.Contains("odds-api well; last answer", status, StringComparison.Ordinal);
        Assert.Contains("credits left", status, StringComparison.Ordinal);
        Assert.Contains("odds of The Odds API, scores of 7 leagues", end.Output, StringComparison.Ordinal);
        Assert.Contains("ledger agrees to the micro-dollar", end.Output, StringComparison.Ordinal);
        // What the feeds told is on the tape: the decisions are made again from it.
        Assert.Equal(end.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0).Hash);
        Assert.DoesNotContain(Key, end.Output + end.Error + status, StringComparison.Ordinal);
        var secret = Encoding.ASCII.GetBytes(Key);
        foreach (var file in Directory.GetFiles(folder.State, "*", SearchOption.AllDirectories))
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(secret) < 0, $"the key stands in {file}");
        Assert.Contains(feeds.Seen, request => request.Target.Contains("apiKey=" + Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_feed_without_its_key_is_refused_before_anything_is_traded()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder);

        var run = (await Kalshiarb.RunAsync(["run", "--mode", "dry-run", "--for", "1s", "--state", folder.State, .. venue.Options("live"), "--set", "feeds.odds-api.enabled=on"])).With(2);

        Assert.Contains("KALSHIARB_ODDS_API_KEY", run.Error, StringComparison.Ordinal);
    }

    /// <summary>A game of the venue, by the names that feeds have for its clubs: the venue's own are shorter.</summary>
    private static async Task<(string Away, string Home, DateOnly Date)> GameAsync(VenueProcess venue)
    {
        using var http = new HttpClient();
        using var events = JsonDocument.Parse(await http.GetStringAsync(new Uri($"{venue.Address}/trade-api/v2/events?series_ticker={Series}&with_nested_markets=true")));
        var listed = events.RootElement.GetProperty("events")[0];
        string[] names = [.. listed.GetProperty("markets").EnumerateArray().Select(market => FeedName(market.GetProperty("ticker").GetString()!.Split('-')[^1]))];
        var date = DateOnly.ParseExact(listed.GetProperty("event_ticker").GetString()![(Series.Length + 1)..][..7], "yyMMMdd", CultureInfo.InvariantCulture);
        return (names[0], names[1], date);
    }

    private static string FeedName(string code, [CallerFilePath] string here = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "data", "teams-nba.csv")).Select(line => line.Split(',')).First(row => row.Length > 2 && row[1] == code)[2];

    /// <summary>
    /// Half an hour ago, or as near to it as the day of the ticker has: whatever the time of day, a game that is on or soon will be. A
    /// league is asked about a game for eight hours.
    /// </summary>
    private static string StartOn(DateOnly date)
    {
        var (first, last) = (UsEastern.StartOf(date), UsEastern.StartOf(date.AddDays(1)) - TimeSpan.FromMinutes(1));
        var wanted = Instant.From(DateTimeOffset.UtcNow) - TimeSpan.FromMinutes(30);
        return Instant.Max(first, Instant.Min(last, wanted)).ToDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    private static FakeReply Answer(SeenRequest request, string away, string home, string start)
    {
        var now = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var game = $$"""{"id":"e1","sport_key":"basketball_nba","commence_time":"{{start}}","home_team":"{{home}}","away_team":"{{away}}" """;
        var books = string.Join(',', ((string[])["a", "b", "c"]).Select(book => $$"""{"key":"{{book}}","markets":[{"key":"h2h","last_update":"{{now}}","outcomes":[{"name":"{{home}}","price":1.9},{"name":"{{away}}","price":2.0}]}]}"""));
        var reply = request.Path switch
        {
            "/v4/sports" => new FakeReply(200, """[{"key":"basketball_nba","active":true}]"""),
            "/v4/sports/basketball_nba/events" => new FakeReply(200, $"[{game}}}]"),
            "/v4/sports/basketball_nba/odds" => new FakeReply(200, $"[{game},\"bookmakers\":[{books}]}}]"),
            "/espn/basketball/nba/scoreboard" => new FakeReply(200, EspnBoard(away, home, start)),
            _ => new FakeReply(200, $$"""{"leagues":[{"slug":"{{request.Path.Split('/') switch { { Length: > 3 } parts => parts[3], _ => "" }}}"}],"events":[]}"""),
        };
        return reply with { Headers = [("Date", DateTimeOffset.UtcNow.ToString("r", CultureInfo.InvariantCulture)), ("x-requests-remaining", "4000"), ("x-requests-used", "1")] };
    }

    private static string EspnBoard(string away, string home, string start) => $$"""
        {"leagues":[{"slug":"nba"}],"events":[{"id":"7","season":{"type":2},"competitions":[{"date":"{{start}}","timeValid":true,
         "competitors":[{"homeAway":"home","team":{"displayName":"{{home}}"},"score":"1"},{"homeAway":"away","team":{"displayName":"{{away}}"},"score":"0"}],
         "status":{"clock":600,"period":1,"type":{"name":"STATUS_IN_PROGRESS","state":"in"} } }] }] }
        """;
}
