using System.Collections.Immutable;
using System.Globalization;
using KalshiArb.Domain.Markets;

namespace KalshiArb.Feeds.Odds.Api;

/// <summary>How The Odds API is asked.</summary>
/// <param name="Root">Where it answers, without the version (https://api.the-odds-api.com).</param>
/// <param name="Sports">Leagues to ask about.</param>
/// <param name="Regions">Regions of bookmakers (us, us2, uk, eu, au); each costs one credit a question. Empty where <paramref name="Bookmakers"/> are named.</param>
/// <param name="Bookmakers">Bookmakers by key, instead of regions; ten of them cost as much as one region.</param>
/// <param name="Format">How prices are asked for.</param>
/// <param name="LivePoll">Between questions about a league with a game in play.</param>
/// <param name="PreGamePoll">Between questions about a league whose next game is near.</param>
/// <param name="PreGameWindow">How long before its start a game is near. Before that, only the schedule is asked for, which is free.</param>
/// <param name="SchedulePoll">Between questions about a league's schedule.</param>
/// <param name="Reserve">Credits that are never spent: with fewer left after a question, it is not asked.</param>
/// <param name="WarnBelow">Time until the reserve, at the present rate, below which somebody is told.</param>
/// <param name="AccountPoll">Between looks at the account (free), which also find out whether a stop is over.</param>
public sealed record OddsApiTerms(
    Uri Root,
    ImmutableArray<Sport> Sports,
    ImmutableArray<string> Regions,
    ImmutableArray<string> Bookmakers,
    OddsFormat Format,
    TimeSpan LivePoll,
    TimeSpan PreGamePoll,
    TimeSpan PreGameWindow,
    TimeSpan SchedulePoll,
    long Reserve,
    TimeSpan WarnBelow,
    TimeSpan AccountPoll)
{
    private const int BooksInAGroup = 10;

    /// <summary>What one question about odds costs in credits: one market, times regions or groups of ten bookmakers.</summary>
    public int Cost => Bookmakers.IsEmpty ? Math.Max(1, Regions.Length) : (Bookmakers.Length + BooksInAGroup - 1) / BooksInAGroup;

    /// <summary>The question about a league's odds, without the key.</summary>
    internal string OddsQuery =>
        $"{(Bookmakers.IsEmpty ? "regions=" + string.Join(',', Regions) : "bookmakers=" + string.Join(',', Bookmakers))}&markets=h2h&oddsFormat={(Format == OddsFormat.AmericanOdds ? "american" : "decimal")}&dateFormat=iso";

    /// <summary>Credits as text.</summary>
    internal static string Text(long credits) => credits.ToString("N0", CultureInfo.InvariantCulture);
}
