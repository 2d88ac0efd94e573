namespace KalshiArb.Domain.Measurement;

/// <summary>What somebody thought of an outcome at a moment, and what became of it.</summary>
/// <param name="Cluster">The game.</param>
/// <param name="Probability">What was thought, 0..1.</param>
/// <param name="Market">What the market thought at the same moment, 0..1.</param>
/// <param name="Happened">What became of it.</param>
public readonly record struct Forecast(string Cluster, double Probability, double Market, bool Happened);

/// <summary>Forecasts of about the same probability: what was thought of them on average, and how often it happened.</summary>
/// <param name="From">Where the bin begins.</param>
/// <param name="To">Where it ends; the last bin holds its end.</param>
/// <param name="Forecast">Mean of what was thought.</param>
/// <param name="Happened">Share of it that happened, with an interval clustered by game.</param>
public readonly record struct ReliabilityBin(double From, double To, double Forecast, Estimate Happened);

/// <summary>
/// How good probabilities were. Brier's score is the mean of (p − y)², lower is better and 0.25 is what 'one half' always gets; the
/// logarithmic loss is the mean of −ln of the probability given to what happened. All intervals are clustered by game.
/// </summary>
/// <param name="Brier">Brier's score.</param>
/// <param name="LogLoss">The logarithmic loss.</param>
/// <param name="Bins">Ten bins of equal width, those without a forecast left out.</param>
public sealed record Calibration(Estimate Brier, Estimate LogLoss, ImmutableArray<ReliabilityBin> Bins)
{
    /// <summary>
    /// Probabilities nearer to 0 or 1 than this are taken as this when the logarithm is taken: a forecast of exactly 0 for what
    /// happened would otherwise cost without end.
    /// </summary>
    public const double LogLossFloor = 0.001;

    private const int BinCount = 10;

    /// <summary>Judges forecasts; null when there is none.</summary>
    public static Calibration? Of(IReadOnlyCollection<Forecast> forecasts)
    {
        if (ClusteredMean.Of(forecasts.Select(one => new Observation(one.Cluster, SquaredError(one.Probability, one.Happened)))) is not { } brier) return null;
        var loss = ClusteredMean.Of(forecasts.Select(one => new Observation(one.Cluster, Loss(one.Probability, one.Happened))))!.Value;
        return new Calibration(brier, loss, BinsOf(forecasts));
    }

    /// <summary>The market's own forecasts at the same moments.</summary>
    public static IReadOnlyCollection<Forecast> OfMarket(IEnumerable<Forecast> forecasts) =>
        [.. forecasts.Select(one => one with { Probability = one.Market })];

    /// <summary>How much higher (worse) the Brier score of the forecasts is than the market's at the same moments; null without forecasts.</summary>
    public static Estimate? BrierGap(IEnumerable<Forecast> forecasts) => ClusteredMean.Of(forecasts.Select(one =>
        new Observation(one.Cluster, SquaredError(one.Probability, one.Happened) - SquaredError(one.Market, one.Happened))));

    private static double SquaredError(double probability, bool happened)
    {
        if (!(probability is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability lies between 0 and 1.");
        var error = probability - (happened ? 1 : 0);
        return error * error;
    }

    private static double Loss(double probability, bool happened) =>
        -Math.Log(Math.Clamp(happened ? probability : 1 - probability, LogLossFloor, 1 - LogLossFloor));

    private static ImmutableArray<ReliabilityBin> BinsOf(IReadOnlyCollection<Forecast> forecasts)
    {
        var bins = ImmutableArray.CreateBuilder<ReliabilityBin>();
        foreach (var bin in forecasts.GroupBy(one => Math.Min((int)(one.Probability * BinCount), BinCount - 1)).OrderBy(bin => bin.Key))
        {
            bins.Add(new ReliabilityBin(
                (double)bin.Key / BinCount, (double)(bin.Key + 1) / BinCount, bin.Average(one => one.Probability),
                ClusteredMean.Of(bin.Select(one => new Observation(one.Cluster, one.Happened ? 1 : 0)))!.Value));
        }

        return bins.ToImmutable();
    }
}
