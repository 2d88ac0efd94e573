using KalshiArb.Domain.Markets;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Scores;
using KalshiArb.Host.Configuration;

namespace KalshiArb.Host.Tests.Sources;

public sealed class FeedSettingsTests : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private readonly string _folder = Directory.CreateTempSubdirectory("feed-key-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static ConfigurationResult Load(params string[] overrides) => ConfigurationLoader.Load([Path.Combine(Repository.Root, "hocon.conf")], overrides);

    private string KeyFile(string text, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var path = Path.Combine(_folder, "key");
        File.WriteAllText(path, text);
        File.SetUnixFileMode(path, mode);
        return path;
    }

    [Fact]
    public void Every_feed_is_off_until_it_is_switched_on()
    {
        var feeds = Load().Settings!.Feeds;

        Assert.False(feeds.Any);
        Assert.Equal((TimeSpan.FromSeconds(10), 8 << 20, 0.1), (feeds.Patience.Timeout, feeds.Patience.MaxBodyBytes, feeds.Patience.Jitter));
    }

    [Fact]
    public void What_is_switched_on_is_bound_with_its_defaults()
    {
        var feeds = Load("mode=demo", "feeds.odds-api.enabled=on", "feeds.lines.enabled=on", "feeds.lines.file=/tmp/x.jsonl", "feeds.scores.enabled=on", "sports.nhl.enabled=off", "feeds.scores.epl.primary=none").Settings!.Feeds;

        var terms = feeds.OddsApi!.Terms;
        Assert.Equal((new Uri("https://api.the-odds-api.com"), 2, OddsFormat.DecimalOdds, 100L), (terms.Root, terms.Cost, terms.Format, terms.Reserve));
        Assert.DoesNotContain(Sport.Nhl, terms.Sports);
        Assert.Equal("/tmp/x.jsonl", feeds.Lines!.File);
        Assert.Equal(new ScoreRoute(Sport.Nba, ScoreSourceKind.NbaCdn, ScoreSourceKind.Espn), feeds.Scores!.Routes[0]);
        Assert.Equal([Sport.Nba, Sport.CollegeBasketballMen, Sport.CollegeBasketballWomen, Sport.Nfl, Sport.Mlb], feeds.Scores.Routes.Select(route => route.Sport));
    }

    [Theory]
    [InlineData("feeds.odds-api.enabeld=on", "did you mean kalshiarb.feeds.odds-api.enabled?")]
    [InlineData("feeds.odds-api.url=http://api.the-odds-api.com", "https")]
    [InlineData("feeds.odds-api.url=https://user:pass@x.com", "https")]
    [InlineData("feeds.lines.url=https://x.com/a?token=b", "without user or query")]
    [InlineData("feeds.odds-api.regions=us,mars", "us, us2")]
    [InlineData("feeds.odds-api.bookmakers=Fan Duel", "keys of bookmakers")]
    [InlineData("feeds.scores.mlb.primary=nba-cdn", "one of none, espn, kalshi")]
    [InlineData("feeds.scores.kalshi.batch=101", "1 to 100")]
    [InlineData("feeds.scores.kalshi.pause=50ms", "100ms to 1m")]
    [InlineData("feeds.http.jitter=2", "0 to 1")]
    [InlineData("feeds.http.longest-backoff=1s", "at least first-backoff")]
    [InlineData("feeds.lines.file=odds.jsonl", "an absolute path")]
    public void What_is_not_known_or_out_of_range_is_refused_with_what_is_allowed(string set, string said) => Assert.Contains(said, Assert.Single(Load(set).Problems).Message, StringComparison.Ordinal);

    [Fact]
    public void The_exchanges_own_live_data_are_asked_for_where_a_league_names_them_and_nowhere_else()
    {
        Assert.DoesNotContain(Load("feeds.scores.enabled=on").Settings!.Feeds.Scores!.Routes, route => ScoreSourceKind.Kalshi == route.Primary || ScoreSourceKind.Kalshi == route.Fallback);
        var scores = Load("feeds.scores.enabled=on", "feeds.scores.nba.fallback=kalshi", "feeds.scores.nhl.primary=kalshi").Settings!.Feeds.Scores!;

        Assert.Contains(new ScoreRoute(Sport.Nba, ScoreSourceKind.NbaCdn, ScoreSourceKind.Kalshi), scores.Routes);
        Assert.Contains(new ScoreRoute(Sport.Nhl, ScoreSourceKind.Kalshi, ScoreSourceKind.None), scores.Routes);
        Assert.Equal((50, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(2)), (scores.Kalshi.Batch, scores.Kalshi.Pause, scores.Kalshi.OldestStamp));
    }

    [Fact]
    public void Lines_come_from_one_place()
    {
        Assert.Contains("one of url and file", Assert.Single(Load("feeds.lines.enabled=on").Problems).Message, StringComparison.Ordinal);
        Assert.Contains("one of url and file", Assert.Single(Load("feeds.lines.enabled=on", "feeds.lines.file=/x", "feeds.lines.url=https://x.com/a").Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Odds_that_are_polled_more_seldom_than_they_may_age_are_warned_of()
    {
        Assert.Contains(Load("mode=demo", "feeds.odds-api.enabled=on").Warnings, text => text.Contains("odds in play are stale between polls", StringComparison.Ordinal));
        Assert.Empty(Load("mode=demo", "feeds.odds-api.enabled=on", "feeds.freshness.odds-since-receipt=25s").Warnings);
        Assert.Contains(Load("feeds.scores.enabled=on").Warnings, text => text.Contains("sources outside this process are not asked", StringComparison.Ordinal));
    }

    [Fact]
    public void The_key_comes_from_the_environment_or_a_file_of_its_owner_alone()
    {
        Assert.NotNull(FeedKey.Read("", _ => Key).Key);
        Assert.NotNull(FeedKey.Read(KeyFile(Key + "\n"), _ => null).Key);
        Assert.Contains("no key", FeedKey.Read("", _ => null).Problem, StringComparison.Ordinal);
        Assert.Contains("keep one", FeedKey.Read(KeyFile(Key), _ => Key).Problem, StringComparison.Ordinal);
        Assert.Contains("has mode 0644", FeedKey.Read(KeyFile(Key, (UnixFileMode)0b110_100_100), _ => null).Problem, StringComparison.Ordinal);
        Assert.Contains("cannot be read", FeedKey.Read(Path.Combine(_folder, "none"), _ => null).Problem, StringComparison.Ordinal);
        Assert.Contains("holds no key", FeedKey.Read(KeyFile("two words here"), _ => null).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_was_written_in_a_setting_is_refused_and_shown_nowhere()
    {
        var result = Load($"feeds.odds-api.key-file={Key}");

        var problem = Assert.Single(result.Problems);
        Assert.DoesNotContain(Key, problem.Message + problem.Value, StringComparison.Ordinal);
        Assert.Contains("(a key; not shown)", problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, FeedKey.Read("", _ => Key + "!").Problem, StringComparison.Ordinal);
        Assert.Empty(Load($"feeds.odds-api.key-file=/home/x/{Key}").Problems);
    }
}
