namespace KalshiArb.Domain.Games;

/// <summary>Why a feed's game is not joined to a game of the venue.</summary>
public enum MatchOutcome
{
    /// <summary>It is.</summary>
    Matched,
    /// <summary>A team name is not in the table.</summary>
    UnknownTeam,
    /// <summary>The venue has no game of these teams on the US Eastern date of its start.</summary>
    NoGameOnDate,
    /// <summary>The venue has one with the sides exchanged.</summary>
    SidesExchanged,
    /// <summary>The venue has one on that date, but its start is too far away.</summary>
    StartTooFar,
    /// <summary>Two games fit (a doubleheader) and none clearly better.</summary>
    Ambiguous,
    /// <summary>Another event of the same feed is joined to the only game that fits.</summary>
    GameTaken,
    /// <summary>It was joined, and its start has moved too far for the same game.</summary>
    MovedAway,
}

/// <summary>
/// Joins a feed's events to venue games by both teams in their roles, the US Eastern date and the start. The same two teams meet
/// on consecutive days and twice a day, and starts move by hours, so names alone or times alone would join wrongly. In doubt
/// there is no match.
/// </summary>
public static class GameMatcher
{
    /// <summary>How far the feed's start may lie from the ticker's at first sight. Delays of 107 minutes were seen; the games of a doubleheader start at least about three and a half hours apart.</summary>
    public static TimeSpan StartWindow { get; } = TimeSpan.FromHours(3);

    /// <summary>By how much the nearer of two games must be nearer.</summary>
    public static TimeSpan ClearMargin { get; } = TimeSpan.FromMinutes(90);

    /// <summary>The game that an odds event is about; null unless the outcome is <see cref="MatchOutcome.Matched"/>.</summary>
    public static MatchOutcome Match(in OddsListing listing, IReadOnlyList<VenueGame> games, TeamCatalog teams, out VenueGame? match) =>
        Match(listing.Listing, games, teams, out match);

    /// <summary>The game that a feed's event is about; null unless the outcome is <see cref="MatchOutcome.Matched"/>.</summary>
    public static MatchOutcome Match(in GameListing listing, IReadOnlyList<VenueGame> games, TeamCatalog teams, out VenueGame? match) =>
        Match(listing, games, teams, out match, out _);

    /// <summary>As above, and says how far the starts lie apart; zero where one of them has no time.</summary>
    internal static MatchOutcome Match(in GameListing listing, IReadOnlyList<VenueGame> games, TeamCatalog teams, out VenueGame? match, out TimeSpan best)
    {
        match = null;
        best = TimeSpan.MaxValue;
        var home = teams.ByName(listing.Sport, listing.Naming, listing.HomeTeam);
        var away = teams.ByName(listing.Sport, listing.Naming, listing.AwayTeam);
        if (home is null || away is null) return MatchOutcome.UnknownTeam;

        var date = UsEastern.DateAt(listing.StartTime);
        var second = TimeSpan.MaxValue;
        bool onDate = false, exchanged = false;
        foreach (var game in games)
        {
            if (game.Sport != listing.Sport || game.Ticker.Date != date) continue;
            if (game.Home == away && game.Away == home) exchanged = true;
            if (game.Home != home || game.Away != away) continue;
            onDate = true;
            // Where one of the two has no time they fit the whole day; two games on one day are then equally near.
            var distance = listing.TimeKnown && game.Ticker.ScheduledStart is { } start ? (listing.StartTime - start).Duration() : TimeSpan.Zero;
            if (distance > StartWindow) continue;
            if (distance < best)
            {
                (second, best) = (best, distance);
                match = game;
            }
            else if (distance < second)
            {
                second = distance;
            }
        }
        if (match is null) return onDate ? MatchOutcome.StartTooFar : exchanged ? MatchOutcome.SidesExchanged : MatchOutcome.NoGameOnDate;
        if (second == TimeSpan.MaxValue || second - best >= ClearMargin) return MatchOutcome.Matched;
        match = null;
        return MatchOutcome.Ambiguous;
    }

    /// <summary>
    /// The venue's games of the same two clubs in either role on any date, the nearest in time first: what a person looks at to
    /// see why an event is not matched. Empty when a name is unknown.
    /// </summary>
    public static ImmutableArray<VenueGame> Candidates(GameListing listing, IReadOnlyList<VenueGame> games, TeamCatalog teams)
    {
        var home = teams.ByName(listing.Sport, listing.Naming, listing.HomeTeam);
        var away = teams.ByName(listing.Sport, listing.Naming, listing.AwayTeam);
        if (home is null || away is null) return [];
        return
        [
            .. games
                .Where(g => g.Sport == listing.Sport && ((g.Home == home && g.Away == away) || (g.Home == away && g.Away == home)))
                .OrderBy(g => ((g.Ticker.ScheduledStart ?? UsEastern.StartOf(g.Ticker.Date)) - listing.StartTime).Duration())
                .ThenBy(g => g.Ticker.Event.Value, StringComparer.Ordinal),
        ];
    }
}
