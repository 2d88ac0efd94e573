using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.FairValue;

/// <summary>The numbers of the live win-probability model of one sport.</summary>
/// <param name="RegulationSeconds">Length of regulation.</param>
/// <param name="HomeAdvantage">h, in points.</param>
/// <param name="BaseSlope">k0.</param>
/// <param name="SlopeGain">kr.</param>
/// <param name="OvertimeSeconds">Length of one overtime.</param>
/// <param name="OvertimeBaseSlope">k0 in overtime.</param>
/// <param name="OvertimeSlopeGain">kr in overtime.</param>
public readonly record struct WinModel(
    double RegulationSeconds,
    double HomeAdvantage,
    double BaseSlope,
    double SlopeGain,
    double OvertimeSeconds,
    double OvertimeBaseSlope,
    double OvertimeSlopeGain);

/// <summary>
/// The chance that the home side wins, from score and clock: p = 1/(1+e^(−k(d+h))), d home less away clamped to ±40,
/// k = k0 + kr·s³ with s the elapsed share of regulation, in overtime the share of its 300 s. At clock zero with a
/// difference it is exactly 0 or 1. Only basketball has a model; the others have none.
/// </summary>
public static class WinProbability
{
    /// <summary>Larger leads change nothing.</summary>
    public const int MaxDifference = 40;

    private static readonly WinModel Nba = new(2_880, 2.5, 0.065, 0.25, 300, 0.1, 1.0);
    private static readonly WinModel College = new(2 * 1_200, 3.5, 0.065, 0.25, 300, 0.1, 1.0);

    /// <summary>The model of a sport; null where there is none.</summary>
    public static WinModel? ModelOf(Sport sport) => sport switch
    {
        Sport.Nba => Nba,
        Sport.CollegeBasketballMen or Sport.CollegeBasketballWomen => College,
        _ => null,
    };

    /// <summary>The chance of a home win.</summary>
    /// <param name="model">The sport's numbers.</param>
    /// <param name="difference">Home score less away.</param>
    /// <param name="elapsedSeconds">Playing time elapsed, overtimes included; at least 0.</param>
    public static double Home(in WinModel model, int difference, double elapsedSeconds)
    {
        if (!(elapsedSeconds >= 0) || !double.IsFinite(elapsedSeconds)) throw new ArgumentOutOfRangeException(nameof(elapsedSeconds), elapsedSeconds, "Playing time is not negative.");
        var overtime = elapsedSeconds >= model.RegulationSeconds;
        // The end of regulation with a level score is the start of overtime, and the end of an overtime that of the next.
        var within = overtime ? (elapsedSeconds - model.RegulationSeconds) % model.OvertimeSeconds : elapsedSeconds;
        if (overtime && within == 0 && difference != 0) return difference > 0 ? 1 : 0;
        var share = within / (overtime ? model.OvertimeSeconds : model.RegulationSeconds);
        var slope = overtime
            ? model.OvertimeBaseSlope + model.OvertimeSlopeGain * share * share * share
            : model.BaseSlope + model.SlopeGain * share * share * share;
        return 1 / (1 + Math.Exp(-slope * (Math.Clamp(difference, -MaxDifference, MaxDifference) + model.HomeAdvantage)));
    }

    /// <summary>The fair value of a market that pays on an outcome; false with the reason when there is none.</summary>
    /// <param name="sport">The sport.</param>
    /// <param name="score">Score and clock; the game must be in play with a known clock.</param>
    /// <param name="outcome">What YES pays on.</param>
    /// <param name="receivedAt">When the score was received. A later source stamp is taken as that.</param>
    /// <param name="now">The instant of the decision.</param>
    /// <param name="maximumAge">How old a score may be since it was received.</param>
    /// <param name="estimate">The value. The model is one method, so the conservative values are the value itself.</param>
    /// <param name="reason">Why there is none.</param>
    public static bool TryEstimate(
        Sport sport,
        ScoreReported score,
        GameOutcome outcome,
        Instant receivedAt,
        Instant now,
        TimeSpan maximumAge,
        out FairEstimate estimate,
        out NoFairReason reason)
    {
        estimate = default;
        var stamp = Instant.Min(score.SourceStamp, receivedAt);
        var validUntil = receivedAt + maximumAge;
        if (ModelOf(sport) is not { } model) reason = NoFairReason.NoModel;
        else if (outcome == GameOutcome.Draw) reason = NoFairReason.OutcomeNotPriced;
        else if (score.Phase != GamePhase.InPlay || score.Elapsed is not { } elapsed || elapsed < TimeSpan.Zero) reason = NoFairReason.NoClock;
        else if (now > validUntil) reason = NoFairReason.ReceiptTooOld;
        else
        {
            reason = NoFairReason.None;
            var home = Home(model, score.HomeScore - score.AwayScore, elapsed.TotalSeconds);
            var yes = outcome == GameOutcome.Home ? home : 1 - home;
            estimate = new FairEstimate(yes, yes, 1 - yes, FairSource.WinModel, receivedAt, stamp, validUntil, 0);
            return true;
        }
        return false;
    }
}
