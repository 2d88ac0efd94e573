using System.CommandLine;
using System.Globalization;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Rendering;
using KalshiArb.Simulation.Seeds;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb simulate</c>: the real core under faults, seed by seed, with the promises checked after every step.</summary>
internal static class SimulateCommand
{
    private const int MaxSteps = 100_000;
    private const int MaxJobs = 64;

    // As in hocon.conf, which a simulation does not read.
    private const int SnapshotEvery = 500;

    public static Command Create(CommandConsole console)
    {
        var seeds = new Option<string?>("--seeds") { Description = "One seed, or a range", HelpName = "A..B" };
        var faults = new Option<string>("--faults")
        {
            Description = $"all (each seed draws some), none, or names: {string.Join(", ", FaultSet.Known.Select(known => known.Name))}", HelpName = "LIST", DefaultValueFactory = _ => "all",
        };
        var steps = new Option<int>("--steps") { Description = $"Steps of each run before it is healed, 1 to {MaxSteps}", HelpName = "N", DefaultValueFactory = _ => 1_000 };
        var jobs = new Option<int>("--jobs") { Description = $"Threads, 1 to {MaxJobs}; as many as there are processors without it", HelpName = "J", DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, MaxJobs) };
        var trace = new Option<bool>("--trace") { Description = "Print every input and decision of one seed" };
        var soak = new Option<string?>("--soak") { Description = "Instead of many seeds: one core for so long in simulated time, 2h to 1000h, on a real journal with a tape; shows what grows", HelpName = "TIME" };
        var state = new Option<string?>("--state") { Description = "With --soak: an empty directory for journal and tape; a temporary one without it", HelpName = "PATH" };
        var command = new Command("simulate", "Run the core against a simulated exchange under faults, and check its promises") { seeds, faults, steps, jobs, trace, soak, state };
        command.SetAction((parse, cancellation) => Task.Run(() =>
        {
            var wanted = parse.GetValue(seeds);
            if (parse.GetValue(soak) is { } length) return Soak(console, length, wanted ?? "1", parse.GetValue(state), cancellation);
            if (wanted is null) return Refuse(console, "--seeds A..B, or --soak TIME");
            if (!TryRange(wanted, out var first, out var last))
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

    private static int Soak(CommandConsole console, string length, string seed, string? state, CancellationToken cancellation)
    {
        if (!SettingText.TryDuration(length, out var time) || time < TimeSpan.FromHours(2) || time > TimeSpan.FromHours(1_000)) return Refuse(console, $"--soak {length}: expected 2h to 1000h");
        if (!ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var one)) return Refuse(console, $"--seeds {seed}: --soak takes one seed");
        var directory = state is null ? Directory.CreateTempSubdirectory("kalshiarb-soak-") : Directory.CreateDirectory(state);
        if (directory.EnumerateFileSystemInfos().Any()) return Refuse(console, $"--state {directory.FullName}: it is not empty");
        console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"soak of {time.TotalHours:0} h, seed {one}, faults {SoakRun.Faults}; journal and tape in {directory.FullName}"));
        console.Out.WriteLine("hour      inputs   orders    fills failures  resident MB  managed MB handles  journal MB  tape MB     facts foreign lost");
        var hours = new List<SoakHour>();
        string? ended = null;
        Exception? died = null;
        // A thread of its own: the core's actor system belongs to the thread that made it.
        var thread = new Thread(() =>
        {
            try
            {
                using var run = new SoakRun(new SoakTerms(one, time, directory.FullName, SnapshotEvery));
                run.Run(hour => { hours.Add(hour); console.Out.WriteLine(SoakLine(hour)); }, cancellation);
                ended = run.Ended;
            }
#pragma warning disable CA1031 // Whatever ends the run is its result.
            catch (Exception error)
#pragma warning restore CA1031
            {
                died = error;
            }
        }) { Name = "soak", IsBackground = true };
        thread.Start();
        thread.Join();
        if (state is null) directory.Delete(recursive: true);
        if (died is not null) ended = $"{died.GetType().Name}: {died.Message}";
        var broken = SoakVerdict.Broken(hours, ended);
        foreach (var line in broken) console.Out.WriteLine("BROKEN   " + line);
        if (hours.Count > 1) console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"resident memory {SoakVerdict.GrowthPerHour(hours) / 1_000_000:0.000} MB an hour after the first"));
        if (broken.IsEmpty) console.Out.WriteLine("every limit held");
        return (int)(broken.IsEmpty ? ExitCode.Done : ExitCode.Differs);
    }

    private static string SoakLine(SoakHour hour) => string.Create(CultureInfo.InvariantCulture,
        $"{hour.Hour,4} {hour.Inputs,11:#,##0} {hour.Orders,8:#,##0} {hour.Fills,8:#,##0} {hour.Failures,8} {hour.ResidentBytes / 1e6,12:0.0} {hour.ManagedBytes / 1e6,11:0.00} {hour.Handles,7} {hour.JournalBytes / 1e6,11:0.00} {hour.TapeBytes / 1e6,8:0.0} {hour.Facts,9:#,##0} {hour.Foreign,7} {hour.Lost,4}");

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
