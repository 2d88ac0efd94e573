using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Odds.Api;

/// <summary>Puts The Odds API together: one account, a lane a league, one question in flight.</summary>
public static class OddsApiSource
{
    /// <summary>How the source is named.</summary>
    public const string Name = "odds-api";

    /// <summary>Makes the source; it asks nothing yet.</summary>
    /// <param name="terms">How it is asked.</param>
    /// <param name="key">The account's key.</param>
    /// <param name="context">What sources share.</param>
    /// <param name="fetcher">Asks; disposed with the source.</param>
    /// <param name="teams">The clubs.</param>
    /// <param name="games">The venue's games as known now; from any thread.</param>
    public static FeedSource Create(OddsApiTerms terms, FeedSecret key, FeedContext context, IFeedFetcher fetcher, TeamCatalog teams, Func<IReadOnlyList<VenueGame>> games)
    {
        var account = new OddsApiAccount(terms, key, context.Observer);
        ImmutableArray<IPollLane> lanes = [account, .. terms.Sports.Select(sport => new OddsApiLane(sport, terms, account, new OddsInputs(teams, OddsApiSports.Source), games))];
        return new FeedSource(Name, context, fetcher, lanes, account.Note);
    }
}
