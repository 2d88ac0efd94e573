using System.Globalization;
using KalshiArb.Feeds.Tests.Polling;

namespace KalshiArb.Feeds.Tests.Odds.Api;

/// <summary>The Odds API on loopback: an account that is charged, one league, games and books as they are set.</summary>
internal sealed class FakeOddsApi : IDisposable
{
    public const string Key = "0123456789abcdef0123456789abcdef";

    private readonly FakeServer _server;
    private long _remaining = 10_000;
    private long _used;

    public FakeOddsApi() => _server = new FakeServer(Answer);

    public FakeServer Server => _server;

    public long Remaining
    {
        get => Interlocked.Read(ref _remaining);
        set => Interlocked.Exchange(ref _remaining, value);
    }

    public int Cost { get; set; } = 2;

    public volatile bool KeyIsGood = true;

    public volatile string Sports = """[{"key":"baseball_mlb","active":true},{"key":"basketball_nba","active":false}]""";

    public volatile string Commence = "2026-07-07T22:36:00Z";

    /// <summary>The books of the one game; null leaves the game out of the odds, as a game without any.</summary>
    public volatile string? Books = Book("fanduel", "1.91", "2.05") + "," + Book("pinnacle", "1.95", "2.02");

    /// <summary>In place of every answer about odds.</summary>
    public volatile FakeReply? Instead;

    public int Asked(string path) => _server.Seen.Count(request => request.Path == path);

    public int OddsAsked => Asked("/v4/sports/baseball_mlb/odds");

    public static string Book(string key, string home, string away, string stamp = "2026-07-07T22:00:10Z") => $$"""
        {"key":"{{key}}","title":"x","last_update":"{{stamp}}","markets":[{"key":"h2h","last_update":"{{stamp}}","outcomes":[{"name":"Baltimore Orioles","price":{{home}}},{"name":"Chicago Cubs","price":{{away}}}]},
         {"key":"h2h_lay","last_update":"{{stamp}}","outcomes":[{"name":"Baltimore Orioles","price":1.01},{"name":"Chicago Cubs","price":1.01}]}]}
        """;

    public void Dispose() => _server.Dispose();

    private string Game(string? books) => $$"""
        {"id":"e1","sport_key":"baseball_mlb","sport_title":"MLB","commence_time":"{{Commence}}","home_team":"Baltimore Orioles","away_team":"Chicago Cubs"{{(books is null ? "" : $",\"bookmakers\":[{books}]")}}}
        """;

    private FakeReply Answer(SeenRequest request)
    {
        if (!KeyIsGood || !request.Target.Contains("apiKey=" + Key, StringComparison.Ordinal))
            return new FakeReply(401, """{"message":"API key is not valid.","error_code":"INVALID_KEY"}""");
        switch (request.Path)
        {
            case "/v4/sports":
                return With(new FakeReply(200, Sports), 0);
            case "/v4/sports/baseball_mlb/events":
                return With(new FakeReply(200, $"[{Game(null)}]"), 0);
            case "/v4/sports/baseball_mlb/odds":
                if (Instead is { } instead) return instead;
                if (Remaining < Cost) return With(new FakeReply(401, """{"message":"Usage quota has been reached.","error_code":"OUT_OF_USAGE_CREDITS"}"""), 0);
                Interlocked.Add(ref _remaining, -Cost);
                Interlocked.Add(ref _used, Cost);
                return With(new FakeReply(200, Books is { } books ? $"[{Game(books)}]" : "[]"), Cost);
            default:
                return new FakeReply(404, """{"message":"Unknown sport","error_code":"UNKNOWN_SPORT"}""");
        }
    }

    private FakeReply With(FakeReply reply, int last) => reply with
    {
        Headers =
        [
            ("x-requests-remaining", Remaining.ToString(CultureInfo.InvariantCulture)), ("x-requests-used", Interlocked.Read(ref _used).ToString(CultureInfo.InvariantCulture)),
            ("x-requests-last", last.ToString(CultureInfo.InvariantCulture)),
        ],
    };
}
