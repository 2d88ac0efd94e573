namespace KalshiArb.Domain.Games;

/// <summary>What became of one listing.</summary>
/// <param name="Listing">The feed's game.</param>
/// <param name="Outcome">Whether it is joined, or why not.</param>
/// <param name="Game">The venue's game; null unless joined.</param>
public readonly record struct ListingMatch(GameListing Listing, MatchOutcome Outcome, VenueGame? Game);

/// <summary>
/// Which event of one feed stands for which game, as known so far. Once joined, a pair stays joined while the start moves within
/// <see cref="MaxDelay"/> (a rain delay can carry it past midnight); one game takes one event of the feed. Each feed has its own.
/// </summary>
public sealed class GameJoins
{
    private readonly ImmutableSortedDictionary<string, VenueGame> _byEvent;
    private readonly ImmutableSortedDictionary<string, string> _eventByGame;

    private GameJoins(ImmutableSortedDictionary<string, VenueGame> byEvent, ImmutableSortedDictionary<string, string> eventByGame) =>
        (_byEvent, _eventByGame) = (byEvent, eventByGame);

    /// <summary>How far the start of a joined game may move from the ticker's before it is another game or another day.</summary>
    public static TimeSpan MaxDelay { get; } = TimeSpan.FromHours(6);

    /// <summary>Nothing joined.</summary>
    public static GameJoins None { get; } = new(
        ImmutableSortedDictionary.Create<string, VenueGame>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>How many are joined.</summary>
    public int Count => _byEvent.Count;

    /// <summary>The game of a feed's event; null when it is not joined.</summary>
    public VenueGame? Find(string eventId) => _byEvent.GetValueOrDefault(eventId);

    /// <summary>
    /// Sees a listing of an odds event: keeps its join, makes one, or says why not. Uses nothing but what is known by then.
    /// </summary>
    public GameJoins Observe(in OddsListing listing, IReadOnlyList<VenueGame> games, TeamCatalog teams, out MatchOutcome outcome, out VenueGame? game) =>
        Observe(listing.Listing, games, teams, out outcome, out game);

    /// <summary>
    /// Sees a listing of a feed's event: keeps its join, makes one, or says why not. Uses nothing but what is known by then.
    /// </summary>
    public GameJoins Observe(in GameListing listing, IReadOnlyList<VenueGame> games, TeamCatalog teams, out MatchOutcome outcome, out VenueGame? game)
    {
        if (_byEvent.TryGetValue(listing.Id, out var joined))
        {
            if (StillFits(listing, joined, teams))
            {
                (outcome, game) = (MatchOutcome.Matched, joined);
                return this;
            }
            (outcome, game) = (MatchOutcome.MovedAway, null);
            return new GameJoins(_byEvent.Remove(listing.Id), _eventByGame.Remove(joined.Ticker.Event.Value));
        }
        outcome = GameMatcher.Match(listing, games, teams, out game);
        if (game is null) return this;
        if (_eventByGame.ContainsKey(game.Ticker.Event.Value))
        {
            (outcome, game) = (MatchOutcome.GameTaken, null);
            return this;
        }
        return new GameJoins(_byEvent.Add(listing.Id, game), _eventByGame.Add(game.Ticker.Event.Value, listing.Id));
    }

    /// <summary>
    /// Sees everything that a feed lists at one time. Where several events would take the same game (a doubleheader of which the
    /// venue lists one game, an event listed twice), the clearly nearest start takes it, and in doubt none does.
    /// </summary>
    public GameJoins ObserveAll(IReadOnlyList<GameListing> listings, IReadOnlyList<VenueGame> games, TeamCatalog teams, out ImmutableArray<ListingMatch> matches)
    {
        var result = new ListingMatch[listings.Count];
        var joins = this;
        var candidates = new SortedDictionary<string, List<(int Index, TimeSpan Distance)>>(StringComparer.Ordinal);
        for (var i = 0; i < listings.Count; i++)
        {
            if (Find(listings[i].Id) is null) continue;
            joins = joins.Observe(listings[i], games, teams, out var outcome, out var game);
            result[i] = new ListingMatch(listings[i], outcome, game);
        }
        for (var i = 0; i < listings.Count; i++)
        {
            if (Find(listings[i].Id) is not null) continue;
            var outcome = GameMatcher.Match(listings[i], games, teams, out var game, out var distance);
            if (game is not null && joins._eventByGame.ContainsKey(game.Ticker.Event.Value)) (outcome, game) = (MatchOutcome.GameTaken, null);
            result[i] = new ListingMatch(listings[i], outcome, game);
            if (game is null) continue;
            if (!candidates.TryGetValue(game.Ticker.Event.Value, out var rivals)) candidates.Add(game.Ticker.Event.Value, rivals = []);
            rivals.Add((i, distance));
        }
        foreach (var (eventTicker, rivals) in candidates)
        {
            rivals.Sort(static (left, right) => left.Distance.CompareTo(right.Distance));
            var clear = rivals.Count == 1 || rivals[1].Distance - rivals[0].Distance >= GameMatcher.ClearMargin;
            for (var i = clear ? 1 : 0; i < rivals.Count; i++)
                result[rivals[i].Index] = new ListingMatch(listings[rivals[i].Index], clear ? MatchOutcome.GameTaken : MatchOutcome.Ambiguous, null);
            if (!clear) continue;
            var taken = result[rivals[0].Index];
            joins = new GameJoins(joins._byEvent.Add(taken.Listing.Id, taken.Game!), joins._eventByGame.Add(eventTicker, taken.Listing.Id));
        }
        matches = [.. result];
        return joins;
    }

    private static bool StillFits(in GameListing listing, VenueGame game, TeamCatalog teams)
    {
        if (listing.Sport != game.Sport) return false;
        if (teams.ByName(listing.Sport, listing.Naming, listing.HomeTeam) != game.Home || teams.ByName(listing.Sport, listing.Naming, listing.AwayTeam) != game.Away) return false;
        if (!listing.TimeKnown) return UsEastern.DateAt(listing.StartTime) == game.Ticker.Date;
        return game.Ticker.ScheduledStart is { } start
            ? (listing.StartTime - start).Duration() <= MaxDelay
            : UsEastern.DateAt(listing.StartTime - MaxDelay) <= game.Ticker.Date && UsEastern.DateAt(listing.StartTime) >= game.Ticker.Date;
    }
}
