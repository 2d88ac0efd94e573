using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Feeds.Files;
using KalshiArb.Feeds.Polling;
using KalshiArb.Feeds.Scores.Kalshi;

namespace KalshiArb.Feeds.Scores;

/// <summary>The sources of scores.</summary>
public enum ScoreSourceKind
{
    /// <summary>None.</summary>
    None,
    /// <summary>The NBA's own feed; the NBA alone.</summary>
    NbaCdn,
    /// <summary>ESPN's scoreboards.</summary>
    Espn,
    /// <summary>The live data of the exchange that is traded on.</summary>
    Kalshi,
}

/// <summary>Where a league's scores come from.</summary>
/// <param name="Sport">The league.</param>
/// <param name="Primary">Which source; none for no scores.</param>
/// <param name="Fallback">Which takes over; none for no other.</param>
public readonly record struct ScoreRoute(Sport Sport, ScoreSourceKind Primary, ScoreSourceKind Fallback);

/// <summary>Puts the sources of scores together: one source a host, a lane a league.</summary>
public static class ScoreSources
{
    /// <summary>The name of a source.</summary>
    public static string NameOf(ScoreSourceKind kind) => kind switch { ScoreSourceKind.NbaCdn => "nba-cdn", ScoreSourceKind.Espn => "espn", ScoreSourceKind.Kalshi => "kalshi", _ => "none" };

    /// <summary>Where a league's board is; null where the source has none, as the exchange, which is asked game by game.</summary>
    /// <param name="kind">The source.</param>
    /// <param name="sport">The league.</param>
    /// <param name="nba">The address of the NBA's board.</param>
    /// <param name="espn">The root of ESPN's boards.</param>
    public static Uri? AddressOf(ScoreSourceKind kind, Sport sport, Uri nba, Uri espn) => kind switch
    {
        ScoreSourceKind.NbaCdn when sport == Sport.Nba => nba,
        // Without it college boards hold the ranked teams alone: 50 is the whole of the first division.
        ScoreSourceKind.Espn when sport is Sport.CollegeBasketballMen or Sport.CollegeBasketballWomen => Board(espn, sport, "?groups=50&limit=500"),
        ScoreSourceKind.Espn when EspnDecoder.PathOf(sport) is not null => Board(espn, sport, ""),
        _ => null,
    };

    private static Uri Board(Uri root, Sport sport, string query) => new($"{root.AbsoluteUri.TrimEnd('/')}/{EspnDecoder.PathOf(sport)}/scoreboard{query}");

    /// <summary>Reads the boards of a source about a league.</summary>
    public static BoardDecoder DecoderOf(ScoreSourceKind kind, Sport sport) => kind == ScoreSourceKind.NbaCdn
        ? NbaCdnDecoder.TryDecode
        : (ReadOnlyMemory<byte> json, string where, FaultLog faults, out ImmutableArray<ScoreGame> games, out string reason) => EspnDecoder.TryDecode(json, sport, where, faults, out games, out reason);

    /// <summary>Makes the sources; they ask nothing yet.</summary>
    /// <param name="routes">Leagues and their sources.</param>
    /// <param name="addresses">Where the NBA's board is and the root of ESPN's.</param>
    /// <param name="terms">How often.</param>
    /// <param name="contexts">Makes what a source is given; each has its own chance.</param>
    /// <param name="fetchers">Makes a fetcher for a source.</param>
    /// <param name="teams">The clubs.</param>
    /// <param name="games">The venue's games as known now; from any thread.</param>
    /// <param name="kalshi">How the exchange is asked; null where it is not.</param>
    public static ImmutableArray<FeedSource> Create(
        ImmutableArray<ScoreRoute> routes, (Uri Nba, Uri Espn) addresses, ScoreTerms terms, Func<FeedContext> contexts, Func<IFeedFetcher> fetchers, TeamCatalog teams, Func<IReadOnlyList<VenueGame>> games,
        KalshiTerms? kalshi = null)
    {
        var budget = new KalshiBudget(kalshi?.Pause ?? TimeSpan.Zero);
        var lanes = new SortedDictionary<ScoreSourceKind, List<IPollLane>>();
        var desks = new List<ScoreDesk>();
        var observer = contexts().Observer;
        foreach (var route in routes)
        {
            if (!Has(route.Primary, route.Sport)) continue;
            var hasFallback = route.Fallback != route.Primary && Has(route.Fallback, route.Sport);
            var desk = new ScoreDesk(route.Sport, NameOf(route.Primary), hasFallback ? NameOf(route.Fallback) : null, observer, games);
            desks.Add(desk);
            Add(route.Primary, isFallback: false, desk);
            if (hasFallback) Add(route.Fallback, isFallback: true, desk);
        }

        return [.. lanes.Select(source => new FeedSource(NameOf(source.Key), contexts(), fetchers(), [.. source.Value], _ => (false, Note(desks, NameOf(source.Key), source.Value))))];

        bool Has(ScoreSourceKind kind, Sport sport) =>
            kind == ScoreSourceKind.Kalshi ? kalshi is not null && KalshiLive.Reads(sport) : AddressOf(kind, sport, addresses.Nba, addresses.Espn) is not null;

        void Add(ScoreSourceKind kind, bool isFallback, ScoreDesk desk)
        {
            if (!lanes.TryGetValue(kind, out var of)) lanes[kind] = of = [];
            of.Add(kind == ScoreSourceKind.Kalshi
                ? new KalshiScoreLane(desk, isFallback, terms, kalshi!, budget)
                : new ScoreLane(desk, AddressOf(kind, desk.Sport, addresses.Nba, addresses.Espn)!, isFallback, DecoderOf(kind, desk.Sport), teams, terms));
        }
    }

    private static string Note(List<ScoreDesk> desks, string source, List<IPollLane> lanes)
    {
        var replaced = desks.Where(desk => desk.OnFallback && desk.Primary == source).Select(desk => $"{desk.Sport}: {desk.Fallback} stands in");
        var standsIn = desks.Where(desk => desk.OnFallback && desk.Fallback == source).Select(desk => $"{desk.Sport}: stands in for {desk.Primary}");
        var joined = lanes.OfType<KalshiScoreLane>().Where(lane => lane.Note.Length > 0).Select(lane => $"{lane.Name}: {lane.Note}");
        return string.Join("; ", replaced.Concat(standsIn).Concat(joined));
    }
}
