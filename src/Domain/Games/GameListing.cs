namespace KalshiArb.Domain.Games;

/// <summary>A game as an odds feed lists it.</summary>
/// <param name="EventId">The feed's id.</param>
/// <param name="Sport">Its league.</param>
/// <param name="HomeTeam">The hosts as the feed writes them.</param>
/// <param name="AwayTeam">The visitors.</param>
/// <param name="CommenceTime">The start as the feed sees it now; it moves with delays.</param>
public readonly record struct OddsListing(string EventId, Sport Sport, string HomeTeam, string AwayTeam, Instant CommenceTime)
{
    /// <summary>The same as any feed's listing; odds feeds write full names and always a time.</summary>
    public GameListing Listing => new(EventId, Sport, TeamNaming.FullName, HomeTeam, AwayTeam, CommenceTime);
}

/// <summary>A game as any feed lists it: scores, a schedule, odds.</summary>
/// <param name="Id">The feed's id of the game (gameId of the NBA's feed, ESPN's event id). Unique within the feed.</param>
/// <param name="Sport">Its league. Men's and women's leagues use the same names, so the feed must know which it asked.</param>
/// <param name="Naming">How the feed names clubs.</param>
/// <param name="HomeTeam">The hosts in that naming.</param>
/// <param name="AwayTeam">The visitors.</param>
/// <param name="StartTime">The start as the feed sees it now; it moves with delays.</param>
/// <param name="TimeKnown">False when only the US Eastern date of <paramref name="StartTime"/> is settled (ESPN's timeValid false, 'TBD'). Such a game matches on its date alone.</param>
public readonly record struct GameListing(string Id, Sport Sport, TeamNaming Naming, string HomeTeam, string AwayTeam, Instant StartTime, bool TimeKnown = true);
