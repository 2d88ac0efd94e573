using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.FairValue;

/// <summary>
/// The formulas of the win-probability models, home less away as the difference. Each rises with the difference, and is 0 or 1
/// where the game is decided. Pure; bounded work; no allocation.
/// </summary>
public static class ScoreModels
{
    /// <summary>Larger leads change nothing in basketball.</summary>
    public const int MaxDifference = 40;

    /// <summary>Runs or goals to come beyond this count as this.</summary>
    private const int MaxToCome = 40;

    /// <summary>Basketball. At clock zero with a difference it is exactly 0 or 1.</summary>
    /// <param name="model">The league's numbers.</param>
    /// <param name="difference">Home score less away.</param>
    /// <param name="elapsedSeconds">Playing time elapsed, overtimes included; at least 0.</param>
    public static double Home(LogisticModel model, int difference, double elapsedSeconds)
    {
        MustBeTime(elapsedSeconds);
        var overtime = elapsedSeconds >= model.Regulation.TotalSeconds;
        // The end of regulation with a level score is the start of overtime, and the end of an overtime that of the next.
        var within = overtime ? (elapsedSeconds - model.Regulation.TotalSeconds) % model.Overtime.TotalSeconds : elapsedSeconds;
        if (overtime && within == 0 && difference != 0) return difference > 0 ? 1 : 0;
        var share = within / (overtime ? model.Overtime.TotalSeconds : model.Regulation.TotalSeconds);
        var slope = overtime
            ? model.OvertimeBaseSlope + model.OvertimeSlopeGain * share * share * share
            : model.BaseSlope + model.SlopeGain * share * share * share;
        return 1 / (1 + Math.Exp(-slope * (Math.Clamp(difference, -MaxDifference, MaxDifference) + model.HomeAdvantage)));
    }

    /// <summary>American football; null in overtime with a lead, of which the model says nothing.</summary>
    public static double? Home(MarginModel model, int difference, double elapsedSeconds)
    {
        MustBeTime(elapsedSeconds);
        var left = 1 - elapsedSeconds / model.Regulation.TotalSeconds;
        if (left > 0) return Normal((difference + model.HomeAdvantage * left) / (model.Deviation * Math.Sqrt(left)));
        if (difference == 0) return model.HomeAfterLevel;
        return left < 0 ? null : difference > 0 ? 1 : 0;
    }

    /// <summary>Goals. Past regulation a level game without draws is what follows it, and a lead there has decided it.</summary>
    public static WinChances Chances(GoalsModel model, int difference, double elapsedSeconds)
    {
        MustBeTime(elapsedSeconds);
        var left = Math.Max(model.Regulation.TotalSeconds - elapsedSeconds, model.LeastLeft.TotalSeconds) / model.Regulation.TotalSeconds;
        Span<double> home = stackalloc double[MaxToCome + 1];
        Span<double> away = stackalloc double[MaxToCome + 1];
        Poisson(model.HomeGoals * left, home);
        Poisson(model.AwayGoals * left, away);
        var (wins, level) = Compare(difference, home, away);
        return model.HomeAfterLevel is { } after ? WinChances.TwoWay(wins + level * after) : new WinChances(wins, level, 1 - wins - level);
    }

    /// <summary>Baseball.</summary>
    /// <param name="model">The league's numbers.</param>
    /// <param name="difference">Home score less away.</param>
    /// <param name="inning">1-based.</param>
    /// <param name="at">Half, outs and runners.</param>
    public static double Home(InningsModel model, int difference, int inning, InningProgress at)
    {
        if (inning < 1) throw new ArgumentOutOfRangeException(nameof(inning), inning, "Innings count from 1.");
        if (at.Outs is < 0 or > 3 || at.Runners is < 0 or > 7) throw new ArgumentOutOfRangeException(nameof(at), at, "Outs are 0 to 3, runners a sum of 1, 2 and 4.");
        if (at.Outs == 3)
        {
            if (at.Bottom && inning >= model.Innings) return difference > 0 ? 1 : difference < 0 ? 0 : model.HomeInExtra;
            (inning, at) = at.Bottom ? (inning + 1, new InningProgress(false, 0, 0)) : (inning, new InningProgress(true, 0, Opening(model, inning)));
        }
        if (at.Bottom && inning >= model.Innings && difference > 0) return 1;

        Span<double> home = stackalloc double[MaxToCome + 1];
        Span<double> away = stackalloc double[MaxToCome + 1];
        home[0] = away[0] = 1;
        var later = Math.Max(model.Innings - inning, 0);
        var (now, full) = (at.Runners * 3 + at.Outs, 0);
        if (at.Bottom)
        {
            AddHalf(model, home, now, 1 + model.HomeAdvantage);
        }
        else
        {
            AddHalf(model, away, now, 1 - model.HomeAdvantage);
            AddHalf(model, home, Opening(model, inning) * 3, 1 + model.HomeAdvantage);
        }
        for (var i = 0; i < later; i++)
        {
            AddHalf(model, away, full, 1 - model.HomeAdvantage);
            AddHalf(model, home, full, 1 + model.HomeAdvantage);
        }
        var (wins, level) = Compare(difference, home, away);
        return wins + level * model.HomeInExtra;
    }

    /// <summary>In extra innings each half begins with a runner on second.</summary>
    private static int Opening(InningsModel model, int inning) => inning > model.Innings ? 2 : 0;

    /// <summary>Adds the runs of a half-inning in a state to a side's runs to come.</summary>
    private static void AddHalf(InningsModel model, Span<double> runs, int state, double scale)
    {
        var any = Math.Min(model.ScoringChance[state] * scale, 1);
        var again = 1 - model.ScoringChance[state] / model.RunsToCome[state];
        Span<double> sum = stackalloc double[MaxToCome + 1];
        sum.Clear();
        for (var before = 0; before <= MaxToCome; before++)
        {
            if (runs[before] == 0) continue;
            sum[before] += runs[before] * (1 - any);
            var chance = any * (1 - again);
            var rest = any;
            for (var scored = 1; scored <= MaxToCome; scored++)
            {
                if (before + scored >= MaxToCome)
                {
                    sum[MaxToCome] += runs[before] * rest;
                    break;
                }
                sum[before + scored] += runs[before] * chance;
                rest -= chance;
                chance *= again;
            }
        }
        sum.CopyTo(runs);
    }

    private static void Poisson(double mean, Span<double> chances)
    {
        var chance = Math.Exp(-mean);
        var rest = 1.0;
        for (var count = 0; count < MaxToCome; count++)
        {
            chances[count] = chance;
            rest -= chance;
            chance *= mean / (count + 1);
        }
        chances[MaxToCome] = Math.Max(rest, 0);
    }

    /// <summary>The chances that the home side ends in front, and level.</summary>
    private static (double Wins, double Level) Compare(int difference, ReadOnlySpan<double> home, ReadOnlySpan<double> away)
    {
        double wins = 0, level = 0;
        for (var h = 0; h <= MaxToCome; h++)
            for (var a = 0; a <= MaxToCome; a++)
            {
                var end = difference + h - a;
                if (end > 0) wins += home[h] * away[a];
                else if (end == 0) level += home[h] * away[a];
            }
        // The sums are short of 1 by rounding alone.
        return (Math.Min(wins, 1), Math.Min(level, 1 - Math.Min(wins, 1)));
    }

    /// <summary>The normal distribution function (Abramowitz and Stegun 7.1.26 for the error function; within 1.5e-7).</summary>
    private static double Normal(double x)
    {
        var z = Math.Abs(x) / Math.Sqrt(2);
        var t = 1 / (1 + 0.3275911 * z);
        var tail = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t * Math.Exp(-z * z) / 2;
        return x >= 0 ? 1 - tail : tail;
    }

    private static void MustBeTime(double elapsedSeconds)
    {
        if (!(elapsedSeconds >= 0) || !double.IsFinite(elapsedSeconds)) throw new ArgumentOutOfRangeException(nameof(elapsedSeconds), elapsedSeconds, "Playing time is not negative.");
    }
}
