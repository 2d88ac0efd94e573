using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Feeds.Odds;

/// <summary>One game in one response of an odds feed, with every book that has a price for it.</summary>
/// <param name="Id">The feed's id of the game.</param>
/// <param name="Sport">Its league; null when the recording does not say (change rows), then the team names do.</param>
/// <param name="HomeTeam">The hosts as the feed writes them.</param>
/// <param name="AwayTeam">The visitors.</param>
/// <param name="CommenceTime">The start as the feed sees it now.</param>
/// <param name="Quotes">Moneylines as decimal odds, in the feed's order, a book at most once.</param>
public sealed record OddsEvent(string Id, Sport? Sport, string HomeTeam, string AwayTeam, Instant CommenceTime, ImmutableArray<BookmakerQuote> Quotes);

/// <summary>One response of an odds feed.</summary>
/// <param name="ReceivedAt">When it was received: nothing in it was known earlier.</param>
/// <param name="Scope">What was asked for (The Odds API's sport key). A game of the scope that is absent has no open book.</param>
/// <param name="Events">Its games.</param>
public sealed record OddsPoll(Instant ReceivedAt, string Scope, ImmutableArray<OddsEvent> Events)
{
    /// <summary>Most games of one response.</summary>
    public const int MaxEvents = 2_000;
}

/// <summary>The Odds API's names of leagues (its /v4/sports listing).</summary>
public static class OddsApiSports
{
    /// <summary>How inputs name this feed.</summary>
    public const string Source = "the-odds-api";

    private static readonly ImmutableArray<(string Key, Sport Sport)> Keys =
    [
        ("baseball_mlb", Sport.Mlb), ("basketball_nba", Sport.Nba), ("basketball_ncaab", Sport.CollegeBasketballMen), ("basketball_wncaab", Sport.CollegeBasketballWomen),
        ("americanfootball_nfl", Sport.Nfl), ("icehockey_nhl", Sport.Nhl), ("soccer_epl", Sport.Epl),
    ];

    /// <summary>The league of a sport key; null for one that is not traded here.</summary>
    public static Sport? Find(string key)
    {
        foreach (var (known, sport) in Keys)
            if (known == key) return sport;
        return null;
    }

    /// <summary>The sport key of a league; null for one that the feed does not have.</summary>
    public static string? KeyOf(Sport sport)
    {
        foreach (var (key, known) in Keys)
            if (known == sport) return key;
        return null;
    }
}
