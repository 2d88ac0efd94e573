using System.Collections.Immutable;
using KalshiArb.Domain.Measurement;
using KalshiArb.Domain.Numbers;
using KalshiArb.Simulation.Measurement;

namespace KalshiArb.Simulation.Reports;

/// <summary>
/// How good each source of fair value was, beside Kalshi's own mid at the same moments: every whole minute at which the source was
/// fresh and the market showed a two-sided book. Markets without a result, or voided at another price than $0 or $1, are left out.
/// </summary>
internal static class SourceTable
{
    private const string AllSports = "all";

    public static ImmutableArray<SourceRow> Of(ImmutableArray<MeasuredTape> tapes)
    {
        var sports = tapes.SelectMany(tape => tape.Run.Markets).Select(market => market.Facts.Sport.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var rows = ImmutableArray.CreateBuilder<SourceRow>();
        foreach (var sport in sports.Length == 1 ? sports : [AllSports, .. sports])
        {
            var markets = tapes.SelectMany(tape => tape.Run.Markets.Select(market => (Tape: tape, Market: market)))
                .Where(item => sport == AllSports || item.Market.Facts.Sport.ToString() == sport).ToArray();
            if (markets.Length == 0) continue;
            rows.Add(Row("kalshi", sport, markets, thought => thought.Mid, null));
            rows.Add(Row("consensus", sport, markets, thought => thought.Odds, market => market.OddsFresh));
            rows.Add(Row("win model", sport, markets, thought => thought.Score, market => market.ScoreFresh));
        }

        return rows.ToImmutable();
    }

    private static SourceRow Row(
        string source, string sport, (MeasuredTape Tape, MeasuredMarket Market)[] markets, Func<MinuteThought, double?> of, Func<MeasuredMarket, int>? fresh)
    {
        var forecasts = new List<Forecast>();
        foreach (var (tape, market) in markets)
        {
            if (market.Result is not { } result || (result != Price.One && result != Price.Zero)) continue;
            var game = tape.ClusterOf(market.Facts.Ticker);
            foreach (var thought in market.Minutes)
                if (of(thought) is { } probability) forecasts.Add(new Forecast(game, probability, thought.Mid, result == Price.One));
        }

        long looks = markets.Sum(item => (long)item.Market.Looks);
        return new SourceRow(
            source, sport, forecasts.Count, forecasts.Select(one => one.Cluster).Distinct(StringComparer.Ordinal).Count(),
            fresh is null || looks == 0 ? null : markets.Sum(item => (long)fresh(item.Market)) / (double)looks,
            Calibration.Of(forecasts), fresh is null ? null : Calibration.Of(Calibration.OfMarket(forecasts)), fresh is null ? null : Calibration.BrierGap(forecasts));
    }
}
