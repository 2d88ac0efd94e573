namespace KalshiArb.Domain.Games;

/// <summary>Makes a market's facts from its ticker and the tables, for recordings that hold none.</summary>
public static class GameMarkets
{
    /// <summary>A date without a time stands for the end of that day: no close time may lie before the game.</summary>
    private static readonly TimeOnly EndOfDay = new(23, 59);

    /// <summary>
    /// The facts of a game market by its series' table; false with the reason when the series or the side is unknown or the
    /// ticker does not follow the grammar. The close time is the scheduled start (without a time the end of that Eastern day) plus
    /// the series' own span.
    /// </summary>
    public static bool TryFacts(Ticker ticker, SeriesCatalog series, TeamCatalog teams, out MarketFacts facts, out GameTicker game, out string reason)
    {
        facts = null!;
        game = null!;
        if (!GameTicker.TrySplitMarket(ticker, out var seriesTicker, out var eventTicker, out var code))
        {
            reason = $"{ticker}: a game market's ticker is SERIES-GAME-CODE.";
            return false;
        }
        if (series.Find(seriesTicker) is not { } known)
        {
            reason = $"{ticker}: no facts of series {seriesTicker}.";
            return false;
        }
        if (!GameTicker.TryParse(eventTicker, known.HasStartTime, out game, out reason)) return false;
        if (!game.TryOutcome(code, known, teams, out var outcome, out reason)) return false;
        if (!UsEastern.TryToInstant(game.Date, game.StartTime ?? EndOfDay, out var start))
        {
            reason = $"{ticker}: its start does not exist in US Eastern time.";
            return false;
        }
        facts = new MarketFacts(
            ticker, eventTicker, seriesTicker, known.Sport, known.Grid, known.Fees, MarketStatus.Active, start + known.ClosesAfter,
            known.Shard, game.Game(known.Sport), outcome, known.Outcomes, known.SettlementTimer) { Sets = known.Sets };
        return true;
    }
}
