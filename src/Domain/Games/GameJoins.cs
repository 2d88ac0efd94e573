namespace KalshiArb.Domain.Games;

/// <summary>
/// Which odds event stands for which game, as known so far. Once joined, a pair stays joined while the start moves within
/// <see cref="MaxDelay"/> (a rain delay can carry it past midnight); one game takes one odds event.
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

    /// <summary>The game of an odds event; null when it is not joined.</summary>
    public VenueGame? Find(string eventId) => _byEvent.GetValueOrDefault(eventId);

    /// <summary>
    /// Sees a listing of an odds event: keeps its join, makes one, or says why not. Uses nothing but what is known by then.
    /// </summary>
    public GameJoins Observe(in OddsListing listing, IReadOnlyList<VenueGame> games, TeamCatalog teams, out MatchOutcome outcome, out VenueGame? game)
    {
        if (_byEvent.TryGetValue(listing.EventId, out var joined))
        {
            if (StillFits(listing, joined, teams))
            {
                (outcome, game) = (MatchOutcome.Matched, joined);
                return this;
            }
            (outcome, game) = (MatchOutcome.MovedAway, null);
            return new GameJoins(_byEvent.Remove(listing.EventId), _eventByGame.Remove(joined.Ticker.Event.Value));
        }
        outcome = GameMatcher.Match(listing, games, teams, out game);
        if (game is null) return this;
        if (_eventByGame.ContainsKey(game.Ticker.Event.Value))
        {
            (outcome, game) = (MatchOutcome.GameTaken, null);
            return this;
        }
        return new GameJoins(_byEvent.Add(listing.EventId, game), _eventByGame.Add(game.Ticker.Event.Value, listing.EventId));
    }

    private static bool StillFits(in OddsListing listing, VenueGame game, TeamCatalog teams)
    {
        if (teams.ByFeedName(listing.Sport, listing.HomeTeam) != game.Home || teams.ByFeedName(listing.Sport, listing.AwayTeam) != game.Away) return false;
        return game.Ticker.ScheduledStart is { } start
            ? (listing.CommenceTime - start).Duration() <= MaxDelay
            : UsEastern.DateAt(listing.CommenceTime - MaxDelay) <= game.Ticker.Date && UsEastern.DateAt(listing.CommenceTime) >= game.Ticker.Date;
    }
}
