namespace KalshiArb.Domain.Games;

/// <summary>A game as the venue's event names it.</summary>
/// <param name="Ticker">Its event ticker, taken apart.</param>
/// <param name="Sport">Its league.</param>
/// <param name="Home">The hosts.</param>
/// <param name="Away">The visitors.</param>
public sealed record VenueGame(GameTicker Ticker, Sport Sport, Team Home, Team Away)
{
    /// <summary>The game.</summary>
    public GameId Game => Ticker.Game(Sport);

    /// <summary>Names the two sides by the table; false with the reason when the league has no table or the codes are not in it.</summary>
    public static bool TryCreate(GameTicker ticker, SeriesFacts facts, TeamCatalog teams, out VenueGame game, out string reason)
    {
        game = null!;
        if (!teams.TrySplit(facts.Sport, ticker.Blob, out var first, out var second))
        {
            reason = $"{ticker.Event}: '{ticker.Blob}' is not two {facts.Sport} codes in exactly one way.";
            return false;
        }
        game = facts.Order == TeamOrder.AwayHome ? new VenueGame(ticker, facts.Sport, second, first) : new VenueGame(ticker, facts.Sport, first, second);
        reason = "";
        return true;
    }
}

/// <summary>A game as an odds feed lists it.</summary>
/// <param name="EventId">The feed's id.</param>
/// <param name="Sport">Its league.</param>
/// <param name="HomeTeam">The hosts as the feed writes them.</param>
/// <param name="AwayTeam">The visitors.</param>
/// <param name="CommenceTime">The start as the feed sees it now; it moves with delays.</param>
public readonly record struct OddsListing(string EventId, Sport Sport, string HomeTeam, string AwayTeam, Instant CommenceTime);

/// <summary>Why an odds event is not joined to a game of the venue.</summary>
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
    /// <summary>Another odds event is joined to the only game that fits.</summary>
    GameTaken,
    /// <summary>It was joined, and its start has moved too far for the same game.</summary>
    MovedAway,
}

/// <summary>
/// Joins odds events to venue games by both teams in their roles, the US Eastern date and the start. The same two teams meet
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
    public static MatchOutcome Match(in OddsListing listing, IReadOnlyList<VenueGame> games, TeamCatalog teams, out VenueGame? match)
    {
        match = null;
        var home = teams.ByFeedName(listing.Sport, listing.HomeTeam);
        var away = teams.ByFeedName(listing.Sport, listing.AwayTeam);
        if (home is null || away is null) return MatchOutcome.UnknownTeam;

        var date = UsEastern.DateAt(listing.CommenceTime);
        var best = TimeSpan.MaxValue;
        var second = TimeSpan.MaxValue;
        bool onDate = false, exchanged = false;
        foreach (var game in games)
        {
            if (game.Sport != listing.Sport || game.Ticker.Date != date) continue;
            if (game.Home == away && game.Away == home) exchanged = true;
            if (game.Home != home || game.Away != away) continue;
            onDate = true;
            // A ticker without a time fits its whole day; two of them on one day are then equally near.
            var distance = game.Ticker.ScheduledStart is { } start ? (listing.CommenceTime - start).Duration() : TimeSpan.Zero;
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
}
