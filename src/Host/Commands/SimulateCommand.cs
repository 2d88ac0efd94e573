using System.CommandLine;
using System.Globalization;
using KalshiArb.Host.Rendering;
using KalshiArb.Simulation.Seeds;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb simulate</c>: the real core under faults, seed by seed, with the promises checked after every step.</summary>
internal static class SimulateCommand
{
    private const int MaxSteps = 100_000;
    private const int MaxJobs = 64;

    public static Command Create(CommandConsole console)
    {
        var seeds = new Option<string>("--seeds") { Description = "One seed, or a range", HelpName = "A..B", Required = true };
        var faults = new Option<string>("--faults")
        {
            Description = $"all (each seed draws some), none, or names: {string.Join(", ", FaultSet.Known.Select(known => known.Name))}", HelpName = "LIST", DefaultValueFactory = _ => "all",
        };
        var steps = new Option<int>("--steps") { Description = $"Steps of each run before it is healed, 1 to {MaxSteps}", HelpName = "N", DefaultValueFactory = _ => 1_000 };
        var jobs = new Option<int>("--jobs") { Description = $"Threads, 1 to {MaxJobs}; as many as there are processors without it", HelpName = "J", DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, MaxJobs) };
        var trace = new Option<bool>("--trace") { Description = "Print every input and decision of one seed" };
        var command = new Command("simulate", "Run the core against a simulated exchange under faults, and check its promises") { seeds, faults, steps, jobs, trace };
        command.SetAction((parse, cancellation) => Task.Run(() =>
        {
            if (!TryRange(parse.GetValue(seeds)!, out var first, out var last))
                return Refuse(console, $"--seeds {parse.GetValue(seeds)}: expected A..B with A not above B, and at most 10,000,000 of them");
            if (!FaultSet.TryParse(parse.GetValue(faults)!, out var set, out var unknown)) return Refuse(console, $"--faults: no fault is named '{unknown}'");
            if (parse.GetValue(steps) is not (>= 1 and <= MaxSteps) and var count) return Refuse(console, $"--steps {count}: expected 1 to {MaxSteps}");
            if (parse.GetValue(jobs) is not (>= 1 and <= MaxJobs) and var many) return Refuse(console, $"--jobs {many}: expected 1 to {MaxJobs}");
            if (parse.GetValue(trace)) return Trace(console, new SeedCase(first, set, parse.GetValue(steps)));
            var terms = new SweepTerms(first, last, set, parse.GetValue(steps), parse.GetValue(jobs));
            return Sweep(console, terms, cancellation);
        }, cancellation));
        return command;
    }

    private static int Sweep(CommandConsole console, SweepTerms terms, CancellationToken cancellation)
    {
        var all = (long)(terms.Last - terms.First) + 1;
        var result = SeedSweep.Run(terms, console.Watched ? done => Progress(console, done, all) : null, cancellation);
        if (console.Watched) console.Error.WriteLine();
        foreach (var line in SweepText.Lines(terms, result)) console.Out.WriteLine(line);
        return (int)(result.Failures.Count > 0 || result.Counts.Seeds < all ? ExitCode.Differs : ExitCode.Done);
    }

    private static int Trace(CommandConsole console, SeedCase wanted)
    {
        using var system = new SimulationSystem();
        var result = SeedRun.Run(system, wanted, trace: console.Out.WriteLine);
        console.Out.WriteLine(result.Failure is { } failure ? SweepText.Failure(result, failure) : $"seed {wanted.Seed} passed, hash {result.Hash}");
        return (int)(result.Failure is null ? ExitCode.Done : ExitCode.Differs);
    }

    private static void Progress(CommandConsole console, long done, long all)
    {
        if (done % 20 == 0 || done == all) console.Error.Write($"\r{Text.Count(done)} of {Text.Count(all)} seeds");
    }

    private static int Refuse(CommandConsole console, string problem)
    {
        console.Error.WriteLine(problem);
        return (int)ExitCode.Usage;
    }

    private static bool TryRange(string text, out ulong first, out ulong last)
    {
        var parts = text.Split("..");
        last = 0;
        if (!ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out first)) return false;
        if (parts.Length > 2 || !ulong.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out last)) return false;
        return first <= last && last - first < 10_000_000;
    }
}
