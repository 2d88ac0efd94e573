using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Feeds.Odds;

/// <summary>How an odds event ended up.</summary>
/// <param name="EventId">The feed's id.</param>
/// <param name="HomeTeam">The hosts.</param>
/// <param name="AwayTeam">The visitors.</param>
/// <param name="Outcome">Matched if it was joined at any time; else why not, as seen last.</param>
/// <param name="Game">The venue's event that it was joined to.</param>
public sealed record OddsJoin(string EventId, string HomeTeam, string AwayTeam, MatchOutcome Outcome, EventTicker? Game);

/// <summary>
/// Turns polls into inputs: joins each odds event to a game of the venue and says which books price it now. Holds the joins
/// and what was seen last; events that are joined to nothing make no inputs and stand in <see cref="Joins"/>.
/// </summary>
public sealed class OddsInputs
{
    /// <summary>Most odds events remembered; a feed lists some hundreds a day. Later ones are refused.</summary>
    public const int MaxRemembered = 50_000;

    private readonly TeamCatalog _teams;
    private readonly string _source;
    private readonly SortedDictionary<string, Seen> _seen = new(StringComparer.Ordinal);
    private GameJoins _joins = GameJoins.None;

    /// <summary>Starts with nothing joined, for polls of The Odds API.</summary>
    public OddsInputs(TeamCatalog teams) : this(teams, OddsApiSports.Source)
    {
    }

    /// <summary>Starts with nothing joined.</summary>
    /// <param name="teams">The clubs.</param>
    /// <param name="source">How inputs name the feed.</param>
    public OddsInputs(TeamCatalog teams, string source) => (_teams, _source) = (teams, source);

    private sealed class Seen
    {
        public required string Scope { get; set; }
        public required GameListing Listing { get; set; }
        public MatchOutcome Outcome { get; set; }
        public VenueGame? Joined { get; set; }
        public VenueGame? Listed { get; set; }
        public bool HasBooks { get; set; }
    }

    /// <summary>Every odds event seen, by id.</summary>
    public ImmutableArray<OddsJoin> Joins =>
        [.. _seen.Select(s => new OddsJoin(
            s.Key, s.Value.Listing.HomeTeam, s.Value.Listing.AwayTeam,
            s.Value.Joined is null ? s.Value.Outcome : MatchOutcome.Matched, s.Value.Joined?.Ticker.Event))];

    /// <summary>Odds events that were not remembered because there were too many.</summary>
    public long Refused { get; private set; }

    /// <summary>The inputs of one poll, all received at <see cref="OddsPoll.ReceivedAt"/>. Polls must come in time order.</summary>
    /// <param name="poll">The poll.</param>
    /// <param name="games">The venue's games that are known by then, and no later ones.</param>
    public ImmutableArray<Input> Apply(OddsPoll poll, IReadOnlyList<VenueGame> games)
    {
        var inputs = ImmutableArray.CreateBuilder<Input>();
        var present = new HashSet<string>(StringComparer.Ordinal);
        var items = new List<OddsEvent>();
        var listings = new List<GameListing>();
        foreach (var item in poll.Events)
        {
            if (!present.Add(item.Id) || !Remember(item, poll.Scope, out var listing)) continue;
            items.Add(item);
            listings.Add(listing);
        }
        var before = _joins;
        _joins = before.ObserveAll(listings, games, _teams, out var matches);
        for (var i = 0; i < items.Count; i++) ApplyEvent(items[i], matches[i], before.Find(items[i].Id), inputs);
        foreach (var (id, seen) in _seen)
        {
            if (seen.Scope != poll.Scope || present.Contains(id) || !seen.HasBooks || _joins.Find(id) is not { } game) continue;
            seen.HasBooks = false;
            inputs.Add(new OddsPolled(game.Game, _source, []));
        }
        return inputs.ToImmutable();
    }

    /// <summary>Inputs were lost: schedules, which are told only when they change, are told again with the next poll, and so is that books are gone.</summary>
    public void TellAgain()
    {
        foreach (var seen in _seen.Values) (seen.Listed, seen.HasBooks) = (null, seen.HasBooks || seen.Joined is not null);
    }

    private bool Remember(OddsEvent item, string scope, out GameListing listing)
    {
        listing = new OddsListing(item.Id, item.Sport ?? LeagueOf(_teams, item.HomeTeam, item.AwayTeam), item.HomeTeam, item.AwayTeam, item.CommenceTime).Listing;
        if (_seen.TryGetValue(item.Id, out var seen))
        {
            seen.Scope = scope;
            return true;
        }
        if (_seen.Count >= MaxRemembered)
        {
            Refused++;
            return false;
        }
        _seen[item.Id] = new Seen { Scope = scope, Listing = listing };
        return true;
    }

    private void ApplyEvent(OddsEvent item, ListingMatch match, VenueGame? before, ImmutableArray<Input>.Builder inputs)
    {
        var seen = _seen[item.Id];
        var moved = seen.Listed is null || seen.Listing != match.Listing;
        (seen.Listing, seen.Outcome) = (match.Listing, match.Outcome);
        if (match.Game is not { } game)
        {
            // No longer the same game: its books are gone from there.
            if (before is not null && seen.HasBooks) inputs.Add(new OddsPolled(before.Game, _source, []));
            (seen.HasBooks, seen.Listed) = (false, null);
            return;
        }
        if (moved) inputs.Add(new GameListed(game.Game, game.Sport, item.HomeTeam, item.AwayTeam, item.CommenceTime));
        inputs.Add(new OddsPolled(game.Game, _source, item.Quotes));
        (seen.Joined, seen.Listed, seen.HasBooks) = (game, game, item.Quotes.Length > 0);
    }

    /// <summary>The one league whose table holds both names; Other when there is none or more than one, which matches nothing.</summary>
    internal static Sport LeagueOf(TeamCatalog teams, string homeTeam, string awayTeam)
    {
        var found = Sport.Other;
        foreach (var sport in Enum.GetValues<Sport>())
        {
            if (teams.ByFeedName(sport, homeTeam) is null || teams.ByFeedName(sport, awayTeam) is null) continue;
            if (found != Sport.Other) return Sport.Other;
            found = sport;
        }
        return found;
    }
}
