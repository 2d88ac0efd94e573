using System.Diagnostics;

namespace KalshiArb.Simulation.Seeds;

/// <summary>Makes a failing case short: as few steps as it finds, then as few faults, as long as the same promise breaks.</summary>
public static class SeedShrinker
{
    /// <summary>Shrinks within a time.</summary>
    /// <param name="run">Runs a case.</param>
    /// <param name="failed">A case that failed.</param>
    /// <param name="within">How long to try; what has been found by then is returned.</param>
    public static SeedResult Shrink(Func<SeedCase, SeedResult> run, SeedResult failed, TimeSpan within)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(failed);
        var begun = Stopwatch.GetTimestamp();
        var best = failed with { Case = failed.Case with { Faults = failed.Case.Drawn } };
        if (best.Failure is { Step: { } seen }) best = Try(best, best.Case with { Steps = Math.Max(1, seen) }) ?? best;
        best = ShortenSteps(best);
        foreach (var (fault, _) in FaultSet.Known)
            if (best.Case.Faults.Has(fault)) best = Try(best, best.Case with { Faults = best.Case.Faults.Without(fault) }) ?? best;
        return ShortenSteps(best);

        SeedResult ShortenSteps(SeedResult current)
        {
            // Failing is not monotone in the number of steps, so this looks for a short prefix and does not promise the shortest.
            for (var cut = current.Case.Steps / 2; cut >= 1; cut /= 2)
                while (current.Case.Steps > cut && Try(current, current.Case with { Steps = current.Case.Steps - cut }) is { } shorter) current = shorter;
            return current;
        }

        SeedResult? Try(SeedResult current, SeedCase wanted)
        {
            if (Stopwatch.GetElapsedTime(begun) > within) return null;
            var result = run(wanted);
            if (result.Failure is not { } failure || !failure.Promise.Split('+').Intersect(current.Failure!.Promise.Split('+'), StringComparer.Ordinal).Any()) return null;
            return failure.Step is { } step && step < wanted.Steps ? result with { Case = wanted with { Steps = Math.Max(1, step) } } : result;
        }
    }
}
