using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.FairValue;

/// <summary>Makes a market's fair value from the score of its game by the model of its sport (<see cref="ScoreModels"/>).</summary>
public static class WinProbability
{
    /// <summary>The chances of a game; null with the reason when its sport has no model or the score does not say enough.</summary>
    /// <param name="models">The models. Whether one may be traded on is not asked here.</param>
    /// <param name="sport">The sport.</param>
    /// <param name="score">Score and clock; the game must be in play, with a known clock or, in baseball, with half and outs.</param>
    /// <param name="reason">Why there are none.</param>
    public static WinChances? Chances(WinModelSettings models, Sport sport, ScoreReported score, out NoFairReason reason)
    {
        reason = NoFairReason.NoClock;
        if (!Has(models, sport))
        {
            reason = NoFairReason.NoModel;
            return null;
        }
        if (score.Phase != GamePhase.InPlay) return null;
        var difference = score.HomeScore - score.AwayScore;
        WinChances? chances = null;
        if (sport == Sport.Mlb)
        {
            if (score.Innings is { } at && score.Period >= 1) chances = WinChances.TwoWay(ScoreModels.Home(models.Mlb!, difference, score.Period, at));
        }
        else if (score.Elapsed is { } elapsed && elapsed >= TimeSpan.Zero)
        {
            var seconds = elapsed.TotalSeconds;
            chances = sport switch
            {
                Sport.Nba => WinChances.TwoWay(ScoreModels.Home(models.Nba, difference, seconds)),
                Sport.CollegeBasketballMen => WinChances.TwoWay(ScoreModels.Home(models.CollegeMen, difference, seconds)),
                Sport.CollegeBasketballWomen => WinChances.TwoWay(ScoreModels.Home(models.CollegeWomen, difference, seconds)),
                Sport.Nfl => ScoreModels.Home(models.Nfl!, difference, seconds) is { } home ? WinChances.TwoWay(home) : null,
                Sport.Nhl => ScoreModels.Chances(models.Nhl!, difference, seconds),
                _ => ScoreModels.Chances(models.Epl!, difference, seconds),
            };
        }
        if (chances is not null) reason = NoFairReason.None;
        return chances;
    }

    /// <summary>Whether a sport's model may be traded on.</summary>
    public static bool IsEnabled(WinModelSettings models, Sport sport) => sport switch
    {
        Sport.Nba => models.Nba.Enabled,
        Sport.CollegeBasketballMen => models.CollegeMen.Enabled,
        Sport.CollegeBasketballWomen => models.CollegeWomen.Enabled,
        Sport.Nfl => models.Nfl is { Enabled: true },
        Sport.Mlb => models.Mlb is { Enabled: true },
        Sport.Nhl => models.Nhl is { Enabled: true },
        Sport.Epl => models.Epl is { Enabled: true },
        _ => false,
    };

    /// <summary>The fair value of a market that pays on an outcome; false with the reason when there is none.</summary>
    /// <param name="models">The models in force.</param>
    /// <param name="sport">The sport.</param>
    /// <param name="score">Score and clock.</param>
    /// <param name="outcome">What YES pays on.</param>
    /// <param name="receivedAt">When the score was received. A later source stamp is taken as that.</param>
    /// <param name="now">The instant of the decision.</param>
    /// <param name="maximumAge">How old a score may be since it was received.</param>
    /// <param name="estimate">The value. The model is one method, so the conservative values are the value itself.</param>
    /// <param name="reason">Why there is none.</param>
    public static bool TryEstimate(
        WinModelSettings models,
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
        var validUntil = receivedAt + maximumAge;
        if (!IsEnabled(models, sport)) reason = NoFairReason.NoModel;
        else if (Chances(models, sport, score, out reason) is not { } chances) return false;
        else if (chances.Of(outcome) is not { } yes) reason = NoFairReason.OutcomeNotPriced;
        else if (now > validUntil) reason = NoFairReason.ReceiptTooOld;
        else
        {
            estimate = new FairEstimate(yes, yes, 1 - yes, FairSource.WinModel, receivedAt, Instant.Min(score.SourceStamp, receivedAt), validUntil, 0);
            return true;
        }
        return false;
    }

    private static bool Has(WinModelSettings models, Sport sport) => sport switch
    {
        Sport.Nfl => models.Nfl is not null,
        Sport.Mlb => models.Mlb is not null,
        Sport.Nhl => models.Nhl is not null,
        Sport.Epl => models.Epl is not null,
        _ => sport != Sport.Other,
    };
}
