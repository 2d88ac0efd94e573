using System.Collections.Immutable;
using KalshiArb.Domain.Measurement;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Simulation.Reports;

/// <summary>Two fair values beside each other, at whole minutes at which both were fresh and the market showed both sides.</summary>
/// <param name="Sport">Of which sport; all for all.</param>
/// <param name="Minutes">Such minutes of markets with a result.</param>
/// <param name="Games">On how many games.</param>
/// <param name="Consensus">The sportsbooks.</param>
/// <param name="Model">The win model.</param>
/// <param name="Market">Kalshi's mid.</param>
/// <param name="BrierGap">Brier score of the sportsbooks less that of the model: above zero the model was the better forecast.</param>
/// <param name="Apart">Mean of the sportsbooks' value less the model's, in dollars a contract: a constant lean of one against the other.</param>
/// <param name="Distance">Mean distance of the two, without sign.</param>
public sealed record SourceComparisonRow(
    string Sport, int Minutes, int Games, Calibration Consensus, Calibration Model, Calibration Market, Estimate BrierGap, Estimate Apart, Estimate Distance);

/// <summary>
/// Holds the two sources of fair value against each other on the same moments, and both against what happened. Two that agree and are
/// both wrong agree all the same, so the result of the games is the judge. Markets without a result, or voided at another price than
/// $0 or $1, are left out. All intervals are clustered by game.
/// </summary>
public static class SourceComparison
{
    private const string AllSports = "all";

    private readonly record struct Moment(string Sport, string Game, double Odds, double Score, double Mid, bool Happened);

    /// <summary>The rows: all sports first where there are several. Empty where the two were never fresh at once.</summary>
    public static ImmutableArray<SourceComparisonRow> Of(ImmutableArray<MeasuredTape> tapes)
    {
        var moments = tapes.SelectMany(Moments).ToArray();
        var sports = moments.Select(moment => moment.Sport).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var rows = ImmutableArray.CreateBuilder<SourceComparisonRow>();
        foreach (var sport in sports.Length > 1 ? [AllSports, .. sports] : sports)
            rows.Add(Row(sport, [.. moments.Where(moment => sport == AllSports || moment.Sport == sport)]));
        return rows.ToImmutable();
    }

    private static IEnumerable<Moment> Moments(MeasuredTape tape)
    {
        foreach (var market in tape.Run.Markets)
        {
            if (market.Result is not { } result || (result != Price.One && result != Price.Zero)) continue;
            var game = tape.ClusterOf(market.Facts.Ticker);
            foreach (var thought in market.Minutes)
                if (thought is { Odds: { } odds, Score: { } score }) yield return new Moment(market.Facts.Sport.ToString(), game, odds, score, thought.Mid, result == Price.One);
        }
    }

    private static SourceComparisonRow Row(string sport, Moment[] moments)
    {
        Forecast[] consensus = [.. moments.Select(moment => new Forecast(moment.Game, moment.Odds, moment.Score, moment.Happened))];
        return new SourceComparisonRow(
            sport, moments.Length, moments.Select(moment => moment.Game).Distinct(StringComparer.Ordinal).Count(),
            Calibration.Of(consensus)!, Calibration.Of(Calibration.OfMarket(consensus))!,
            Calibration.Of([.. moments.Select(moment => new Forecast(moment.Game, moment.Mid, moment.Mid, moment.Happened))])!,
            Calibration.BrierGap(consensus)!.Value,
            ClusteredMean.Of(moments.Select(moment => new Observation(moment.Game, moment.Odds - moment.Score)))!.Value,
            ClusteredMean.Of(moments.Select(moment => new Observation(moment.Game, Math.Abs(moment.Odds - moment.Score))))!.Value);
    }
}
