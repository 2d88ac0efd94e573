using System.Globalization;
using KalshiArb.Domain.Games;

namespace KalshiArb.Exchange.Slate;

/// <summary>
/// Many markets on which nobody trades: a season of two-way basketball games of the coming months, six a day, each team once a day.
/// For what depends on how many markets there are and on nothing else.
/// </summary>
public static class QuietSlate
{
    /// <summary>The most markets.</summary>
    public const int MaxMarkets = 2_000;

    /// <summary>The first so many markets of a season that begins the day after a time; an odd number leaves a game with one side.</summary>
    public static ImmutableArray<MarketFacts> Markets(int count, Instant now)
    {
        InvariantViolation.Unless(count is >= 1 and <= MaxMarkets, $"{count} markets are not within 1 to {MaxMarkets}");
        var markets = ImmutableArray.CreateBuilder<MarketFacts>(count + 1);
        for (var day = 0; markets.Count < count; day++)
        {
            foreach (var (home, away) in Round(Team.Of(Sport.Nba), day))
            {
                if (markets.Count >= count) break;
                Add(markets, home, away, now + TimeSpan.FromDays(day + 1));
            }
        }

        while (markets.Count > count) markets.RemoveAt(markets.Count - 1);
        return markets.ToImmutable();
    }

    private static void Add(ImmutableArray<MarketFacts>.Builder markets, Team home, Team away, Instant commence)
    {
        var league = League.Nba;
        var date = UsEastern.ToLocal(commence).ToString("yyMMMdd", CultureInfo.InvariantCulture).ToUpperInvariant();
        var game = league.Series.Value + "-" + date + (league.HomeFirst ? home.Code + away.Code : away.Code + home.Code);
        foreach (var (code, outcome) in (ReadOnlySpan<(string, GameOutcome)>)[(away.Code, GameOutcome.Away), (home.Code, GameOutcome.Home)])
        {
            markets.Add(new MarketFacts(
                new Ticker(game + "-" + code), new EventTicker(game), league.Series, league.Sport, PriceGrid.LinearCent, league.Fees, MarketStatus.Active,
                commence + TimeSpan.FromDays(league.BackstopDays), league.Shard, new GameId(game), outcome, 2, TimeSpan.FromSeconds(league.SettlementTimerSeconds)));
        }
    }

    /// <summary>One day of a round robin: the first team stays, the others go round it; home and away change with each season.</summary>
    private static IEnumerable<(Team Home, Team Away)> Round(ImmutableArray<Team> teams, int day)
    {
        var others = teams.Length - 1;
        Team At(int place) => place == 0 ? teams[0] : teams[1 + (place - 1 + day) % others];
        var swapped = day / others % 2 == 1;
        for (var i = 0; i < teams.Length / 2; i++)
        {
            var (left, right) = (At(i), At(teams.Length - 1 - i));
            yield return swapped ? (right, left) : (left, right);
        }
    }
}
