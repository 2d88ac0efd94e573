using System.Globalization;
using KalshiArb.Domain.Games;

namespace KalshiArb.Exchange.Slate;

/// <summary>Which games an evening has, and what is special about them.</summary>
internal static class SlatePlan
{
    private static readonly ImmutableArray<League> InPlayFirst =
        [League.Nba, League.Nfl, League.Nhl, League.Mlb, League.CollegeMen, League.CollegeWomen, League.Epl];

    private static readonly ImmutableArray<League> Later = [League.Nba, League.Nfl, League.Nhl, League.Mlb, League.CollegeMen];

    /// <summary>Games in the order of listing, those in play first.</summary>
    public static ImmutableArray<PlannedGame> Games(SlateSettings settings)
    {
        var chance = new Chance(settings.Seed, 1);
        var inPlay = Math.Max(1, settings.Games * 7 / 12);
        var remaining = RemainingMinutes(inPlay, chance);
        var used = new SortedSet<string>(StringComparer.Ordinal);
        var games = ImmutableArray.CreateBuilder<PlannedGame>(settings.Games);
        for (var i = 0; i < settings.Games; i++)
        {
            var isInPlay = i < inPlay;
            var league = isInPlay ? InPlayFirst[i % InPlayFirst.Length] : Later[(i - inPlay) % Later.Length];
            var (home, away) = Draw(league, used, chance);
            var commence = isInPlay ? settings.Start : settings.Start + TimeSpan.FromMinutes(chance.Int(1, 9) + 12 * (i - inPlay));
            var edge = league.HomeEdgePoints + league.StrengthPoints * chance.Normal();
            var id = Identify(league, home, away, commence);
            var game = new Game(league, new GameId(id), home.Name, away.Name, commence, edge, new Chance(settings.Seed, 1_000 + (ulong)i));
            if (isInPlay) PutInPlay(game, remaining[i], settings.Start, chance);
            var postponed = league.Sport == Sport.Mlb && !isInPlay && chance.Is(0.6) ? commence + TimeSpan.FromMinutes(chance.Int(5, 40)) : (Instant?)null;
            var rain = league.Sport == Sport.Mlb && isInPlay && chance.Is(0.6) ? settings.Start + TimeSpan.FromMinutes(chance.Int(8, 40)) : (Instant?)null;
            games.Add(new PlannedGame(game, home, away, id, postponed, rain));
        }

        return games.DrainToImmutable();
    }

    /// <summary>The markets of a game: one for each side, and the tie where it is a result of its own.</summary>
    public static ImmutableArray<MarketFacts> Markets(PlannedGame planned)
    {
        var league = planned.Game.League;
        var markets = ImmutableArray.CreateBuilder<MarketFacts>();
        var outcomes = league.Level == LevelRule.Draw ? 3 : 2;
        Add(planned.Away.Code, GameOutcome.Away);
        Add(planned.Home.Code, GameOutcome.Home);
        if (outcomes == 3) Add("TIE", GameOutcome.Draw);
        return markets.DrainToImmutable();

        void Add(string code, GameOutcome outcome) => markets.Add(new MarketFacts(
            new Ticker(planned.EventTicker + "-" + code), new EventTicker(planned.EventTicker), league.Series, league.Sport, PriceGrid.LinearCent,
            league.Fees, MarketStatus.Active, planned.Game.Commence + TimeSpan.FromDays(league.BackstopDays), league.Shard, planned.Game.Id,
            outcome, outcomes, TimeSpan.FromSeconds(league.SettlementTimerSeconds)) { Sets = Exclusive });
    }

    /// <summary>Of our own evening all of it is known: one of the markets of a game pays, and nothing is credited across them.</summary>
    private static SetFacts Exclusive { get; } = new(Exclusive: true, Exhaustive: true, CollateralReturn.None, IsAssumed: false);

    /// <summary>Minutes that the games in play have left: from a quarter of an hour to about two hours, dealt out at random.</summary>
    private static double[] RemainingMinutes(int games, Chance chance)
    {
        var minutes = new double[games];
        for (var i = 0; i < games; i++) minutes[i] = 18 + 95.0 * i / games + chance.Between(0, 10);
        chance.Shuffle(minutes);
        return minutes;
    }

    private static void PutInPlay(Game game, double remainingMinutes, Instant start, Chance chance)
    {
        var league = game.League;
        if (league.Level == LevelRule.SuddenDeathThenTie && chance.Is(0.5))
        {
            game.PlaceInOvertime(chance.Int(18, 40), 3 * chance.Int(4, 9), start);
            return;
        }

        game.PlayAhead(Math.Clamp(1.0 - remainingMinutes * 60.0 / league.RealSeconds, 0.04, 0.9), start);
    }

    private static (Team Home, Team Away) Draw(League league, SortedSet<string> used, Chance chance)
    {
        var teams = Team.Of(league.Sport);
        return (Pick(), Pick());

        Team Pick()
        {
            var start = chance.Int(0, teams.Length - 1);
            for (var i = 0; i < teams.Length; i++)
            {
                var team = teams[(start + i) % teams.Length];
                if (used.Add(league.Series.Value + team.Code)) return team;
            }

            throw new InvariantViolation($"The slate has more games of {league.Series} than teams.");
        }
    }

    /// <summary>SERIES-YYMMMDD[HHMM] and the two codes, dates in US Eastern; only baseball has the time.</summary>
    private static string Identify(League league, Team home, Team away, Instant commence)
    {
        var eastern = UsEastern.ToLocal(commence);
        var date = eastern.ToString(league.Sport == Sport.Mlb ? "yyMMMddHHmm" : "yyMMMdd", CultureInfo.InvariantCulture).ToUpperInvariant();
        return league.Series.Value + "-" + date + (league.HomeFirst ? home.Code + away.Code : away.Code + home.Code);
    }
}

/// <summary>A game of the evening.</summary>
internal sealed record PlannedGame(Game Game, Team Home, Team Away, string EventTicker, Instant? PostponedAt, Instant? RainAt);
