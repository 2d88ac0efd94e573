using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Discovery;

/// <summary>Makes a market's facts from what the venue says of it, its event and its series, and from the series' table.</summary>
internal static class MarketReading
{
    /// <summary>The facts of one market; false with the reason when one is missing or does not agree.</summary>
    public static bool TryFacts(
        MarketInfo market, SeriesAnswers answers, SeriesCatalog series, TeamCatalog teams, Instant now,
        [NotNullWhen(true)] out DiscoveredMarket? found, out ImmutableArray<FeesAhead> ahead, out string reason)
    {
        (found, ahead) = (null, []);
        if (!TryGame(market, answers, series, teams, out var known, out var game, out var outcome, out var listedEvent, out reason)) return false;
        if (market.IsScalar) return No("its market_type is scalar", out reason);
        if (market.Shard is not { } shard) return No("exchange_index: missing, so nobody knows where its cash is", out reason);

        var changes = FeeTimeline(answers, listedEvent);
        var fees = changes[0].Fees;
        var later = ImmutableArray.CreateBuilder<FeesAhead>();
        foreach (var change in changes)
        {
            if (change.At <= now) fees = change.Fees;
            else later.Add(new FeesAhead(market.Ticker, change.Fees, change.At));
        }

        var facts = new MarketFacts(
            market.Ticker, market.Event, known.Series, known.Sport, market.Grid, fees, market.Status, market.CloseTime, shard,
            game.Game(known.Sport), outcome, known.Outcomes, market.SettlementTimer) { Sets = SetsOf(known, listedEvent) };
        (found, ahead) = (new DiscoveredMarket(facts, game, market), later.ToImmutable());
        return true;
    }

    private static bool TryGame(
        MarketInfo market, SeriesAnswers answers, SeriesCatalog series, TeamCatalog teams,
        out SeriesFacts known, out GameTicker game, out GameOutcome outcome, out EventInfo listedEvent, out string reason)
    {
        (known, game, outcome, listedEvent) = (null!, null!, default, null!);
        if (!GameTicker.TrySplitMarket(market.Ticker, out var seriesTicker, out var eventTicker, out var code))
            return No("its ticker is not SERIES-GAME-CODE", out reason);
        if (eventTicker != market.Event) return No($"its event is {market.Event}, which its ticker does not say", out reason);
        if (series.Find(seriesTicker) is not { } facts || seriesTicker != answers.Series!.Ticker) return No($"its series {seriesTicker} is not the one asked for", out reason);
        if (!answers.Events.TryGetValue(eventTicker, out var info)) return No($"its event {eventTicker} is not listed", out reason);
        if (info.Series != seriesTicker) return No($"its event says it is of series {info.Series}", out reason);
        if (!info.MutuallyExclusive) return No($"its event {eventTicker} is not mutually exclusive", out reason);
        if (!GameTicker.TryParse(eventTicker, facts.HasStartTime, out game, out reason)) return false;
        if (!game.TryOutcome(code, facts, teams, out outcome, out reason)) return false;
        (known, listedEvent) = (facts, info);
        return true;
    }

    /// <summary>
    /// What the fees are from when on. The first entry is what holds before every scheduled change: the series' fees with the
    /// event's override. A change of the series shows through where the event overrides nothing; one of the event replaces
    /// its override, and nulls clear it.
    /// </summary>
    private static List<(Instant At, FeeSchedule Fees)> FeeTimeline(SeriesAnswers answers, EventInfo listedEvent)
    {
        var (ofSeries, ofEvent) = (answers.Series!.Fees, listedEvent.Fees);
        var timeline = new List<(Instant, FeeSchedule)> { (Instant.Never, Of(ofSeries, ofEvent)) };
        var steps = answers.SeriesChanges.Select(change => (change.At, Series: (FeeSchedule?)change.Fees, Event: (FeeOverride?)null))
            .Concat(answers.EventChanges[listedEvent.Ticker].Select(change => (change.At, Series: (FeeSchedule?)null, Event: (FeeOverride?)change.Fees)))
            .OrderBy(step => step.At);
        foreach (var step in steps)
        {
            if (step.Series is { } fees) ofSeries = fees;
            if (step.Event is { } over) ofEvent = over;
            timeline.Add((step.At, Of(ofSeries, ofEvent)));
        }

        return timeline;
    }

    private static FeeSchedule Of(FeeSchedule series, FeeOverride over) =>
        new(over.Type ?? series.Type, over.MultiplierMillis ?? series.MultiplierMillis);

    /// <summary>
    /// What is known of the event's markets together, with the venue's own word on collateral in place of the table's. A word that is
    /// not known makes no facts.
    /// </summary>
    private static SetFacts? SetsOf(SeriesFacts known, EventInfo listedEvent) =>
        known.Sets is not { } sets ? null
        : listedEvent.CollateralReturn switch
        {
            "" => sets with { Collateral = CollateralReturn.None },
            "MECNET" => sets with { Collateral = CollateralReturn.Mecnet },
            "DIRECNET" => sets with { Collateral = CollateralReturn.Direcnet },
            _ => null,
        };

    private static bool No(string why, out string reason)
    {
        reason = why;
        return false;
    }
}
