using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Tests.Polling;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Doctor;
using KalshiArb.Host.Doctor.Checks;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Tests.Sources;

public sealed class FeedSourcesCheckTests
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string Board = """{"leagues":[{"slug":"mlb"}],"events":[]}""";

    private static async Task<ImmutableArray<CheckRow>> LookAsync(string? key, params string[] overrides)
    {
        var settings = ConfigurationLoader.Load([Path.Combine(Repository.Root, "hocon.conf")], overrides).Settings!;
        return await new FeedSourcesCheck().RunAsync(
            new DoctorContext
            {
                Settings = settings, Key = new KeyReading.Refused("none"), Clock = () => Instant.From(DateTimeOffset.UtcNow), Series = new SeriesCatalog([]), StateRoot = "/nowhere",
                Variables = name => name == FeedKey.Variable ? key : null,
            },
            default);
    }

    private static async Task<CheckRow> OddsAsync(FakeReply answer, string? key = Key, string address = "")
    {
        using var server = new FakeServer(_ => answer);
        var rows = await LookAsync(key, "mode=demo", "feeds.odds-api.enabled=on", $"feeds.odds-api.url={(address.Length > 0 ? address : server.Root)}");
        return Assert.Single(rows);
    }

    private static FakeReply Sports(string remaining) => new(200, """[{"key":"baseball_mlb","active":true}]""") { Headers = [("x-requests-remaining", remaining), ("x-requests-used", "1")] };

    [Fact]
    public async Task A_good_key_with_credits_is_well_and_says_what_is_left()
    {
        var row = await OddsAsync(Sports("4999"));

        Assert.Equal((CheckResult.Ok, "4,999 credits left; a question costs 2, 1 of 7 leagues in season"), (row.Result, row.Measured));
    }

    [Fact]
    public async Task A_missing_or_refused_key_fails()
    {
        Assert.Equal(CheckResult.Fail, (await OddsAsync(Sports("1"), key: null)).Result);
        var refused = await OddsAsync(new FakeReply(401, """{"error_code":"INVALID_KEY"}"""));
        Assert.Equal((CheckResult.Fail, "the key is refused: status 401 INVALID_KEY"), (refused.Result, refused.Measured));
    }

    [Fact]
    public async Task A_source_that_does_not_answer_and_an_account_at_its_reserve_are_warnings()
    {
        Assert.Equal((CheckResult.Warn, true), (await OddsAsync(Sports("1"), address: "http://127.0.0.1:9")) is var gone ? (gone.Result, gone.Measured.Contains("no connection", StringComparison.Ordinal)) : default);
        var low = await OddsAsync(Sports("101"));
        Assert.Equal((CheckResult.Warn, "stopped at the reserve: 101 credits left, 100 kept back"), (low.Result, low.Measured));
        Assert.Equal(CheckResult.Warn, (await OddsAsync(new FakeReply(500, ""))).Result);
    }

    [Fact]
    public async Task Without_a_feed_of_odds_it_warns_and_paper_needs_none()
    {
        Assert.Equal(CheckResult.Warn, Assert.Single(await LookAsync(null, "mode=demo")).Result);
        Assert.Equal(CheckResult.Skip, Assert.Single(await LookAsync(null)).Result);
    }

    [Fact]
    public async Task The_exchange_is_asked_about_milestones_where_a_league_wants_its_live_data()
    {
        using var exchange = new FakeServer(_ => new FakeReply(200, """{"milestones":[],"cursor":""}"""));
        string[] set =
        [
            "mode=demo", "feeds.scores.enabled=on", $"exchange.hosts.demo.rest={exchange.Root}/trade-api/v2", $"exchange.hosts.demo.stream={exchange.Root.Replace("http", "ws", StringComparison.Ordinal)}/trade-api/ws/v2",
            .. new[] { "nba", "college-men", "college-women", "nfl", "mlb", "epl" }.Select(league => $"sports.{league}.enabled=off"), "feeds.scores.nhl.primary=kalshi",
        ];

        var rows = await LookAsync(null, set);

        Assert.Equal(["/trade-api/v2/milestones?limit=1&category=Sports"], exchange.Seen.Select(request => request.Target));
        Assert.Equal((CheckResult.Ok, "feed sources: kalshi"), (rows[^1].Result, rows[^1].Check));
        exchange.Answer = _ => new FakeReply(200, "{}");
        Assert.Equal((CheckResult.Warn, "127.0.0.1: no milestones"), (await LookAsync(null, set))[^1] is var row ? (row.Result, row.Measured) : default);
    }

    [Fact]
    public async Task Each_board_is_read_once_and_one_that_does_not_read_is_said()
    {
        using var server = new FakeServer(_ => new FakeReply(200, Board));
        string[] only = ["mode=demo", "feeds.scores.enabled=on", $"feeds.scores.espn-url={server.Root}/sports", "sports.nba.enabled=off", "sports.college-men.enabled=off", "sports.college-women.enabled=off", "sports.nfl.enabled=off", "sports.epl.enabled=off"];

        var rows = await LookAsync(null, only);

        Assert.Equal(["/sports/baseball/mlb/scoreboard", "/sports/hockey/nhl/scoreboard"], server.Seen.Select(request => request.Path).Order());
        Assert.Equal((CheckResult.Warn, "1 of 2 boards with 0 games; Nhl: not the board of nhl"), (rows[1].Result, rows[1].Measured));
        Assert.Equal((CheckResult.Ok, "1 of 1 boards with 0 games"), (await LookAsync(null, [.. only, "sports.nhl.enabled=off"])) is var well ? (well[1].Result, well[1].Measured) : default);
    }

    [Fact]
    public async Task A_file_or_an_address_of_lines_is_looked_at()
    {
        using var server = new FakeServer(_ => new FakeReply(200, "{}\n"));

        Assert.Equal("/no/such.jsonl is not there", Assert.Single(await LookAsync(null, "mode=demo", "feeds.lines.enabled=on", "feeds.lines.file=/no/such.jsonl")).Measured);
        Assert.Contains("a line does not read: league", Assert.Single(await LookAsync(null, "mode=demo", "feeds.lines.enabled=on", $"feeds.lines.url={server.Root}/odds")).Measured, StringComparison.Ordinal);
    }
}
