using System.Collections.Immutable;
using KalshiArb.Domain.Games;

namespace KalshiArb.Feeds.Matching;

/// <summary>One event of a feed and what became of it.</summary>
/// <param name="Listing">The feed's game as listed last, or as it was when it was joined.</param>
/// <param name="Outcome">Matched if it was joined at any time; else why not, as seen last.</param>
/// <param name="Game">The venue's game.</param>
/// <param name="Candidates">Where it is not joined: the venue's games of the same clubs, the nearest first.</param>
public sealed record MatchRow(GameListing Listing, MatchOutcome Outcome, VenueGame? Game, ImmutableArray<VenueGame> Candidates);

/// <summary>What of a feed and of the venue belongs together.</summary>
/// <param name="Rows">Every event of the feed: the joined by event ticker, then the others by start.</param>
/// <param name="WithoutListing">Games of the venue that no event of the feed was joined to.</param>
/// <param name="Unread">Events of the venue that name no game.</param>
public sealed record MatchTable(ImmutableArray<MatchRow> Rows, ImmutableArray<VenueGame> WithoutListing, ImmutableArray<UnreadEvent> Unread)
{
    /// <summary>Most candidates that are worth showing.</summary>
    public const int MaxCandidates = 3;

    /// <summary>Runs a feed's looks, in time order, over the venue's games.</summary>
    public static MatchTable Of(VenueGames venue, IEnumerable<FeedLook> looks, TeamCatalog teams)
    {
        var rows = new SortedDictionary<string, ListingMatch>(StringComparer.Ordinal);
        var joins = GameJoins.None;
        foreach (var look in looks)
        {
            joins = joins.ObserveAll(look.Listings, venue.Games, teams, out var matches);
            foreach (var match in matches)
                if (!rows.TryGetValue(match.Listing.Id, out var known) || known.Game is null || match.Game is not null) rows[match.Listing.Id] = match;
        }
        var joined = rows.Values.Where(r => r.Game is not null).Select(r => r.Game!.Ticker.Event).ToHashSet();
        return new MatchTable(
            [
                .. rows.Values
                    .OrderBy(r => r.Game is null).ThenBy(r => r.Game?.Ticker.Event.Value, StringComparer.Ordinal).ThenBy(r => r.Listing.StartTime).ThenBy(r => r.Listing.Id, StringComparer.Ordinal)
                    .Select(r => new MatchRow(r.Listing, r.Outcome, r.Game, r.Game is not null ? [] : [.. GameMatcher.Candidates(r.Listing, venue.Games, teams).Take(MaxCandidates)])),
            ],
            [.. venue.Games.Where(g => !joined.Contains(g.Ticker.Event))],
            venue.Unread);
    }

    /// <summary>Only what lies on one US Eastern date.</summary>
    public MatchTable On(DateOnly date) => new(
        [.. Rows.Where(r => (r.Game?.Ticker.Date ?? UsEastern.DateAt(r.Listing.StartTime)) == date)],
        [.. WithoutListing.Where(g => g.Ticker.Date == date)],
        Unread);
}
