using KalshiArb.Feeds;
using KalshiArb.Feeds.Odds;
using KalshiArb.Feeds.Odds.Api;
using KalshiArb.Feeds.Polling;
using KalshiArb.Feeds.Scores;
using KalshiArb.Feeds.Scores.Kalshi;

namespace KalshiArb.Host.Configuration;

/// <summary>Binds <c>feeds</c>, freshness excepted, which can be overridden by series and can change a decision.</summary>
internal static class FeedSettingsBinder
{
    private const string Root = "kalshiarb.feeds";
    private const string AddressText = "an https address (http on this machine), without user or query";

    private static readonly string[] _regions = ["us", "us2", "us_dfs", "us_ex", "uk", "eu", "fr", "se", "au"];

    public static FeedSettings Bind(SettingsReader reader, ImmutableArray<SportSettings> sports)
    {
        var scorePoll = reader.Duration($"{Root}.score-poll", "250ms", "1h");
        ImmutableArray<Sport> enabled = [.. sports.Where(sport => sport.Enabled).Select(sport => sport.Sport)];
        return new FeedSettings(
            reader.Duration($"{Root}.odds-poll", "250ms", "1h"),
            scorePoll,
            reader.Choice($"{Root}.prefer", "odds-api", "lines") == 1,
            reader.Duration($"{Root}.claim", "1s", "1h"),
            BindPatience(reader),
            BindOddsApi(reader, enabled),
            BindLines(reader),
            BindScores(reader, scorePoll, enabled));
    }

    private static PollTerms BindPatience(SettingsReader reader)
    {
        var terms = new PollTerms(
            reader.Duration($"{Root}.http.timeout", "100ms", "2m"),
            reader.Int($"{Root}.http.max-body-kib", 16, 65_536) * 1_024,
            reader.Duration($"{Root}.http.first-backoff", "100ms", "1h"),
            reader.Duration($"{Root}.http.longest-backoff", "100ms", "1h"),
            reader.Number($"{Root}.http.jitter", 0, 1));
        if (reader.Problems.Count == 0 && terms.LongestBackoff < terms.FirstBackoff)
            reader.Fail($"{Root}.http.longest-backoff", SettingText.Write(terms.LongestBackoff), $"at least first-backoff, {SettingText.Write(terms.FirstBackoff)}");
        return terms;
    }

    private static OddsApiSettings? BindOddsApi(SettingsReader reader, ImmutableArray<Sport> enabled)
    {
        const string at = $"{Root}.odds-api";
        var on = reader.Switch($"{at}.enabled");
        var root = Address(reader, $"{at}.url", mayBeEmpty: false);
        var keyFile = reader.Word($"{at}.key-file", "empty, or the path of a file that holds the key", text => text.Length <= 1_024 && !SecretText.IsSecret(text));
        var regions = reader.Word($"{at}.regions", $"with ',' between them: {string.Join(", ", _regions)}", text => Split(text).All(region => _regions.Contains(region, StringComparer.Ordinal)));
        var bookmakers = reader.Word(
            $"{at}.bookmakers", "empty, or at most 40 keys of bookmakers with ',' between them", text => Split(text).Length <= 40 && Split(text).All(book => book.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')));
        var terms = new OddsApiTerms(
            root ?? new Uri("https://localhost"),
            enabled,
            Split(regions),
            Split(bookmakers),
            reader.Choice($"{at}.format", "decimal", "american") == 1 ? OddsFormat.AmericanOdds : OddsFormat.DecimalOdds,
            reader.Duration($"{at}.live-poll", "1s", "1h"),
            reader.Duration($"{at}.pre-game-poll", "5s", "24h"),
            reader.Duration($"{at}.pre-game-window", "0s", "48h"),
            reader.Duration($"{at}.schedule-poll", "1m", "24h"),
            reader.Long($"{at}.reserve", 0, 100_000_000),
            reader.Duration($"{at}.warn-below", "0s", "744h"),
            reader.Duration($"{at}.account-poll", "1m", "24h"));
        if (on && reader.Problems.Count == 0 && terms.Regions.IsEmpty && terms.Bookmakers.IsEmpty) reader.Fail($"{at}.regions", "", "regions or bookmakers: without either there are no books");
        return on && root is not null ? new OddsApiSettings(terms, keyFile) : null;
    }

    private static LinesSettings? BindLines(SettingsReader reader)
    {
        const string at = $"{Root}.lines";
        var on = reader.Switch($"{at}.enabled");
        var url = Address(reader, $"{at}.url", mayBeEmpty: true);
        var file = reader.Word($"{at}.file", "empty, or an absolute path", text => text.Length is 0 or <= 1_024 && (text.Length == 0 || Path.IsPathFullyQualified(text)));
        var settings = new LinesSettings(url, file.Length > 0 ? file : null, reader.Duration($"{at}.poll", "100ms", "1h"));
        if (on && reader.Problems.Count == 0 && (settings.Url is null) == (settings.File is null)) reader.Fail(at, $"url = {url}, file = {file}", "one of url and file, and not both");
        return on ? settings : null;
    }

    private static ScoreFeedSettings? BindScores(SettingsReader reader, TimeSpan livePoll, ImmutableArray<Sport> enabled)
    {
        const string at = $"{Root}.scores";
        var on = reader.Switch($"{at}.enabled");
        var nba = Address(reader, $"{at}.nba-cdn-url", mayBeEmpty: false);
        var espn = Address(reader, $"{at}.espn-url", mayBeEmpty: false);
        var terms = new ScoreTerms(
            livePoll, reader.Duration($"{at}.near-poll", "1s", "1h"), reader.Duration($"{at}.near-window", "0s", "24h"), reader.Duration($"{at}.idle-poll", "10s", "24h"));
        var kalshi = new KalshiLiveSettings(
            reader.Int($"{at}.kalshi.batch", 1, KalshiLive.MaxBatch), reader.Duration($"{at}.kalshi.pause", "100ms", "1m"), reader.Duration($"{at}.kalshi.oldest-stamp", "10s", "1h"));
        var routes = ImmutableArray.CreateBuilder<ScoreRoute>();
        foreach (var (name, sport) in LeagueNames.All)
        {
            var route = new ScoreRoute(sport, Source(reader, $"{at}.{name}.primary", sport), Source(reader, $"{at}.{name}.fallback", sport));
            if (enabled.Contains(sport) && route.Primary != ScoreSourceKind.None) routes.Add(route);
        }

        return on && nba is not null && espn is not null ? new ScoreFeedSettings(nba, espn, terms, routes.ToImmutable(), kalshi) : null;
    }

    private static ScoreSourceKind Source(SettingsReader reader, string path, Sport sport)
    {
        ScoreSourceKind[] kinds = sport == Sport.Nba
            ? [ScoreSourceKind.None, ScoreSourceKind.Espn, ScoreSourceKind.Kalshi, ScoreSourceKind.NbaCdn]
            : [ScoreSourceKind.None, ScoreSourceKind.Espn, ScoreSourceKind.Kalshi];
        return kinds[reader.Choice(path, [.. kinds.Select(ScoreSources.NameOf)])];
    }

    private static Uri? Address(SettingsReader reader, string path, bool mayBeEmpty)
    {
        var text = reader.Word(path, mayBeEmpty ? $"empty, or {AddressText}" : AddressText, text => (mayBeEmpty && text.Length == 0) || HostRules.IsFeed(text));
        return text.Length > 0 && HostRules.IsFeed(text) ? new Uri(text) : null;
    }

    private static ImmutableArray<string> Split(string text) => [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
