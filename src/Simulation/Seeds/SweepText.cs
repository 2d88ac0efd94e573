using System.Globalization;

namespace KalshiArb.Simulation.Seeds;

/// <summary>A sweep as a person reads it: failures first, then what shows that it was not idle.</summary>
public static class SweepText
{
    /// <summary>The lines of a result.</summary>
    public static IEnumerable<string> Lines(SweepTerms terms, SweepResult result)
    {
        ArgumentNullException.ThrowIfNull(terms);
        ArgumentNullException.ThrowIfNull(result);
        var counts = result.Counts;
        foreach (var failed in result.Failures) yield return Failure(failed, failed.Failure!);
        var all = terms.Last - terms.First + 1;
        yield return Format($"seeds        {terms.First}..{terms.Last}, faults {(terms.Faults == FaultSet.All ? "all" : terms.Faults.ToString())}, {terms.Steps} steps: {counts.Seeds:#,##0} of {all:#,##0} run, {result.Failures.Count} failed");
        yield return Format($"time         {result.Elapsed.TotalSeconds:0.0} s with {terms.Jobs} threads, {result.Elapsed.TotalMilliseconds * terms.Jobs / Math.Max(1, counts.Seeds):0.0} ms a seed and thread; {counts.SimulatedSeconds / 3_600:#,##0.0} h of simulated time");
        yield return Format($"core         {counts.Inputs:#,##0} inputs, {counts.Decisions:#,##0} decisions, {counts.Steps:#,##0} steps");
        yield return Format($"orders       {counts.EntriesAccepted:#,##0} entries and {counts.ExitsAccepted:#,##0} exits accepted, {counts.Fills:#,##0} fills, {counts.Settlements:#,##0} settlements");
        yield return Format($"sets         {counts.SetLegs:#,##0} legs of sets approved, {counts.SetsHeld:#,##0} positions became part of a whole set");
        yield return Format($"doubt        {counts.Doubts:#,##0} orders in doubt, {counts.DoubtsResolved:#,##0} resolved in the same process, {counts.ProvedAbsent:#,##0} proved absent; {counts.HiddenAccepts:#,##0} accepted without a word");
        yield return Format($"process      {counts.Crashes:#,##0} ends, {counts.ActorFailures:#,##0} failures of actors, {counts.Kills:#,##0} kills, {counts.KillsVerified:#,##0} verified");
        yield return Format($"evidence     {counts.Gaps:#,##0} gaps, {counts.StaleEntries:#,##0} working entries that became stale");
        yield return "faults       " + string.Join(", ", FaultSet.Known.Where(known => counts.Strikes[known.Fault] > 0).Select(known => Format($"{known.Name} {counts.Strikes[known.Fault]:#,##0}")));
        yield return "judged       " + string.Join(", ", RunCounts.Promises.Select(promise => Format($"{promise} {counts.Evaluations(promise):#,##0}")));
        foreach (var promise in RunCounts.Promises)
            if (counts.Evaluations(promise) == 0) yield return $"not shown    {promise} was never put to the test in this range";
        foreach (var (fault, name) in FaultSet.Known)
            if (terms.Faults.Has(fault) && counts.Strikes[fault] == 0) yield return $"not shown    the fault {name} never struck in this range";
        yield return $"hash         {result.Hash}";
    }

    /// <summary>One line that says what broke, with the command that repeats it.</summary>
    public static string Failure(SeedResult result, SeedFailure failure)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(failure);
        var where = failure.Step is { } step ? Format($"after step {step}") : "at the end";
        return $"FAILED {failure.Promise} {where}: {failure.Evidence} | {result.Case.Command}";
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
