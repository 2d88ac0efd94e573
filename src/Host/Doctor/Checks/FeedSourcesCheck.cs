using KalshiArb.Domain.FairValue;
using KalshiArb.Feeds;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Odds.Api;
using KalshiArb.Feeds.Odds.Lines;
using KalshiArb.Feeds.Polling;
using KalshiArb.Feeds.Scores;
using KalshiArb.Feeds.Scores.Kalshi;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Trading;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>
/// Whether the feeds that are on answer, read and are paid for. A key that is missing or refused is a mistake to mend before a start;
/// a source that does not answer now is a warning, since positions must be managed without it.
/// </summary>
public sealed class FeedSourcesCheck : IDoctorCheck
{
    private const string Title = "feed sources";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Nothing;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        var feeds = context.Settings.Feeds;
        if (context.Settings is { Mode: TradingMode.Paper, Exchange.Hosts.Paper: null }) return [CheckRow.Skip(Title, "the simulated slate brings its own odds and scores")];
        var rows = ImmutableArray.CreateBuilder<CheckRow>();
        if (LookForOdds(context.Settings, context.Mode) is { } lonely) rows.Add(lonely);
        if (feeds.OddsApi is { } api) rows.Add(await OddsApiAsync(api, feeds.Patience, context, cancellation).ConfigureAwait(false));
        if (feeds.Lines is { } lines) rows.Add(await LinesAsync(lines, feeds.Patience, cancellation).ConfigureAwait(false));
        if (feeds.Scores is { } scores)
        {
            rows.AddRange(await ScoresAsync(scores, feeds.Patience, cancellation).ConfigureAwait(false));
            if (context.Settings.Exchange.Hosts.Of(context.Mode) is { } hosts && scores.Routes.Any(route => ScoreSourceKind.Kalshi == route.Primary || ScoreSourceKind.Kalshi == route.Fallback))
                rows.Add(await KalshiAsync(hosts.Rest, feeds.Patience, cancellation).ConfigureAwait(false));
        }

        return rows.ToImmutable();
    }

    /// <summary>
    /// Whether odds are there; null when they are. Scores without odds are traded on by models alone, whose averages know no club and were
    /// worse than the market where that was measured: not with real money.
    /// </summary>
    public static CheckRow? LookForOdds(EffectiveSettings settings, TradingMode mode)
    {
        if (settings.Feeds.HasOdds) return null;
        var alone = settings.Feeds.Scores is { } scores
            ? scores.Routes.Where(route => WinProbability.IsEnabled(settings.Decision.ModelsInForce, route.Sport)).Select(route => LeagueNames.All.First(league => league.Sport == route.Sport).Name).ToArray()
            : [];
        if (alone.Length == 0) return CheckRow.Warn(Title, "no feed of odds is on", "switch on feeds.odds-api or feeds.lines: without odds nothing is entered on them");
        var said = $"scores without odds: {string.Join(", ", alone)} would be entered on league averages alone, which were worse than the market where that was measured (kalshiarb calibrate)";
        const string todo = "switch on feeds.odds-api or feeds.lines, or switch these models off (models.LEAGUE.enabled)";
        return mode == TradingMode.Live ? CheckRow.Fail(Title, said, todo) : CheckRow.Warn(Title, said, todo);
    }

    private static async Task<CheckRow> OddsApiAsync(OddsApiSettings settings, PollTerms patience, DoctorContext context, CancellationToken cancellation)
    {
        const string title = Title + ": odds-api";
        var reading = FeedKey.Read(settings.KeyFile, context.Variables);
        if (reading.Key is not { } key) return CheckRow.Fail(title, reading.Problem, $"give the key in {FeedKey.Variable} or in a file of mode 0600");
        var account = new OddsApiAccount(settings.Terms, key, new Silent());
        using var fetcher = new HttpFetcher(patience, FeedEdges.UserAgent);
        var now = context.Clock();
        var request = account.Ask(now, out _)!;
        var result = account.Take(request, await fetcher.AskAsync(request, cancellation).ConfigureAwait(false), context.Clock(), new Quarantine(static _ => { }));
        if (account.Refused is { } refused) return CheckRow.Fail(title, $"the key is refused: {refused}", "check the key and the subscription at the-odds-api.com");
        if (result is LaneResult.Useless useless) return CheckRow.Warn(title, $"{settings.Terms.Root.Host}: {useless.Reason}", "without odds nothing is entered on them; check network and address");
        var (held, note) = account.Note(context.Clock());
        return held
            ? CheckRow.Warn(title, note, "wait for the next period, take a larger plan, or lower feeds.odds-api.reserve")
            : CheckRow.Ok(title, $"{note}; a question costs {settings.Terms.Cost}, {settings.Terms.Sports.Count(InSeason)} of {settings.Terms.Sports.Length} leagues in season");

        bool InSeason(Sport sport) => KalshiArb.Feeds.Odds.OddsApiSports.KeyOf(sport) is { } name && account.IsInSeason(name);
    }

    private static async Task<CheckRow> LinesAsync(LinesSettings settings, PollTerms patience, CancellationToken cancellation)
    {
        const string title = Title + ": lines";
        if (settings.File is { } file)
            return File.Exists(file) ? CheckRow.Ok(title, $"{file} is there") : CheckRow.Warn(title, $"{file} is not there", "it is read when it appears");
        using var fetcher = new HttpFetcher(patience, FeedEdges.UserAgent);
        if (await fetcher.AskAsync(new FeedRequest(settings.Url!, title, Lines: true), cancellation).ConfigureAwait(false) is not FeedReply.Answer answer)
            return CheckRow.Warn(title, $"{settings.Url!.Host}: no answer that can be used", "check the address; its format is in docs/feeds.md");
        var (read, refused) = (0, "");
        foreach (var line in System.Text.Encoding.UTF8.GetString(answer.Body.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (OddsLine.TryRead(System.Text.Encoding.UTF8.GetBytes(line), out _, out var reason)) read++;
            else if (refused.Length == 0) refused = reason;
        }

        return refused.Length == 0 ? CheckRow.Ok(title, $"{read} games") : CheckRow.Warn(title, $"{read} games; a line does not read: {refused}", "its format is in docs/feeds.md");
    }

    private static async Task<ImmutableArray<CheckRow>> ScoresAsync(ScoreFeedSettings settings, PollTerms patience, CancellationToken cancellation)
    {
        var rows = ImmutableArray.CreateBuilder<CheckRow>();
        using var fetcher = new HttpFetcher(patience, FeedEdges.UserAgent);
        foreach (var kind in (ScoreSourceKind[])[ScoreSourceKind.NbaCdn, ScoreSourceKind.Espn])
        {
            ImmutableArray<Sport> sports = [.. settings.Routes.Where(route => route.Primary == kind || route.Fallback == kind).Select(route => route.Sport)];
            if (sports.IsEmpty) continue;
            var title = $"{Title}: {ScoreSources.NameOf(kind)}";
            var (boards, games, fault) = (0, 0, "");
            foreach (var sport in sports)
            {
                if (ScoreSources.AddressOf(kind, sport, settings.NbaCdn, settings.Espn) is not { } uri) continue;
                var reply = await fetcher.AskAsync(new FeedRequest(uri, $"{kind} {sport}"), cancellation).ConfigureAwait(false);
                var faults = new FaultLog();
                var reason = (reply as FeedReply.Failed)?.Reason ?? "";
                if (reply is FeedReply.Answer answer && ScoreSources.DecoderOf(kind, sport)(answer.Body, sport.ToString(), faults, out var found, out reason)) (boards, games) = (boards + 1, games + found.Length);
                if (fault.Length == 0 && (reason.Length > 0 || faults.Count > 0)) fault = $"{sport}: {(reason.Length > 0 ? reason : $"{faults.First[0].Where}: {faults.First[0].Reason}")}";
            }

            var measured = $"{boards} of {sports.Length} boards with {games} games{(fault.Length > 0 ? $"; {fault}" : "")}";
            rows.Add(fault.Length == 0 ? CheckRow.Ok(title, measured) : CheckRow.Warn(title, measured, "without scores nothing is entered on them; check network and feeds.scores"));
        }

        return rows.ToImmutable();
    }

    /// <summary>Whether the exchange answers about milestones. Live data are of single games: whether they read is seen in a run (<c>kalshiarb status</c>).</summary>
    private static async Task<CheckRow> KalshiAsync(Uri exchange, PollTerms patience, CancellationToken cancellation)
    {
        const string title = Title + ": kalshi";
        using var fetcher = new HttpFetcher(patience, FeedEdges.UserAgent);
        var uri = new Uri($"{exchange.AbsoluteUri.TrimEnd('/')}/milestones?limit=1&category=Sports");
        var reply = await fetcher.AskAsync(new FeedRequest(uri, title), cancellation).ConfigureAwait(false);
        var fault = (reply as FeedReply.Failed)?.Reason ?? "";
        if (reply is FeedReply.Answer answer && !KalshiMilestone.IsList(answer.Body, out var reason)) fault = reason;
        return fault.Length == 0
            ? CheckRow.Ok(title, $"{exchange.Host} answers about milestones; whether a game's live data read is seen when it is near")
            : CheckRow.Warn(title, $"{exchange.Host}: {fault}", "without scores nothing is entered on them; check network and feeds.scores");
    }

    private sealed class Silent : IFeedObserver
    {
        public void Alert(string text)
        {
            // The row says it.
        }

        public void Note(string text)
        {
            // The row says it.
        }
    }
}
