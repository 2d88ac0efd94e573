namespace KalshiArb.Domain.Games;

/// <summary>A market of the venue as far as it says which game it is about.</summary>
/// <param name="Ticker">Its ticker.</param>
/// <param name="TeamId">The structured target in its custom_strike; null where none is at hand.</param>
/// <param name="Name">Its yes_sub_title; null where none is at hand.</param>
public readonly record struct VenueMarket(Ticker Ticker, string? TeamId = null, string? Name = null);

/// <summary>An event of the venue of which nobody can say which game it is.</summary>
/// <param name="Event">Its ticker, or a market's where that has no event.</param>
/// <param name="Reason">Why.</param>
public readonly record struct UnreadEvent(string Event, string Reason);

/// <summary>The games that a listing of markets is about.</summary>
/// <param name="Games">By event ticker.</param>
/// <param name="Unread">Events that name no game, in the order of their tickers.</param>
public sealed record VenueGames(ImmutableArray<VenueGame> Games, ImmutableArray<UnreadEvent> Unread)
{
    /// <summary>Reads the game of every event among some markets, in any order.</summary>
    public static VenueGames Of(IEnumerable<VenueMarket> markets, SeriesCatalog series, TeamCatalog teams)
    {
        var events = new SortedDictionary<string, List<VenueSide>>(StringComparer.Ordinal);
        var unread = ImmutableArray.CreateBuilder<UnreadEvent>();
        foreach (var market in markets)
        {
            if (!GameTicker.TrySplitMarket(market.Ticker, out _, out var eventTicker, out var code))
            {
                unread.Add(new UnreadEvent(market.Ticker.Value, "a game market's ticker is SERIES-GAME-CODE"));
                continue;
            }
            if (!events.TryGetValue(eventTicker.Value, out var sides)) events.Add(eventTicker.Value, sides = []);
            if (!sides.Exists(s => s.Code == code)) sides.Add(new VenueSide(code, market.TeamId, market.Name));
        }
        var games = ImmutableArray.CreateBuilder<VenueGame>();
        foreach (var (ticker, sides) in events)
        {
            if (TryRead(new EventTicker(ticker), sides, series, teams, out var game, out var reason)) games.Add(game);
            else unread.Add(new UnreadEvent(ticker, reason));
        }
        return new VenueGames(games.ToImmutable(), unread.ToImmutable());
    }

    /// <summary>Reads the games of event tickers alone.</summary>
    public static VenueGames OfEvents(IEnumerable<EventTicker> events, SeriesCatalog series, TeamCatalog teams)
    {
        var games = ImmutableArray.CreateBuilder<VenueGame>();
        var unread = ImmutableArray.CreateBuilder<UnreadEvent>();
        foreach (var ticker in events.Distinct().OrderBy(e => e.Value, StringComparer.Ordinal))
        {
            if (TryRead(ticker, [], series, teams, out var game, out var reason)) games.Add(game);
            else unread.Add(new UnreadEvent(ticker.Value, reason));
        }
        return new VenueGames(games.ToImmutable(), unread.ToImmutable());
    }

    private static bool TryRead(EventTicker ticker, List<VenueSide> sides, SeriesCatalog series, TeamCatalog teams, out VenueGame game, out string reason)
    {
        game = null!;
        var dash = ticker.Value.IndexOf('-', StringComparison.Ordinal);
        if (dash <= 0 || series.Find(new SeriesTicker(ticker.Value[..dash])) is not { } facts)
        {
            reason = dash <= 0 ? "an event ticker is SERIES-DATE and teams" : $"no facts of series {ticker.Value[..dash]}";
            return false;
        }
        if (!GameTicker.TryParse(ticker, facts.HasStartTime, out var parsed, out reason)) return false;
        return sides.Count == 0
            ? VenueGame.TryCreate(parsed, facts, teams, out game, out reason)
            : VenueGame.TryCreate(parsed, facts, teams, sides.ToArray(), out game, out reason);
    }
}
