using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Rendering;
using KalshiArb.Host.Sweeping;
using KalshiArb.Host.Trading;
using KalshiArb.Simulation.Sweeps;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb sweep</c>: many settings on recorded tapes, chosen on the earlier games and judged on the later ones.</summary>
internal static class SweepCommand
{
    private const int MaxJobs = 64;
    private const int MaxTapes = 256;

    /// <summary>Of the draws that say what luck would show; fixed, so that a sweep gives the same file each time.</summary>
    private const ulong LuckSeed = 20_261_128;

    public static Command Create(CommandConsole console)
    {
        var tapes = new Argument<string[]>("TAPE") { Description = $"Tapes, at most {MaxTapes}", Arity = ArgumentArity.OneOrMore };
        var set = new Option<string[]>("--set") { Description = "A setting with the values to try, for instance strategies.entry.taker-threshold=0.03,0.05,0.07; with one value it is fixed; may be repeated", HelpName = "path=a,b,c", Required = true };
        var random = new Option<int?>("--random") { Description = $"Draw so many combinations instead of trying all, 1 to {SweepPlan.MostTries}", HelpName = "N" };
        var seed = new Option<ulong?>("--seed") { Description = "Of the draw; needed with --random", HelpName = "S" };
        var split = new Option<string?>("--split") { Description = "Games that begin on this US Eastern date or later are out-of-sample; without it the later half of them", HelpName = "YYYY-MM-DD" };
        var jobs = new Option<int>("--jobs") { Description = $"Combinations tried at once, 1 to {MaxJobs}; as many as there are processors without it", HelpName = "J", DefaultValueFactory = _ => Math.Min(Environment.ProcessorCount, MaxJobs) };
        var within = new Option<string>("--within") { Description = "Longest time for all of it, 1s to 168h; when it is over nothing is ranked", HelpName = "TIME", DefaultValueFactory = _ => "12h" };
        var output = new Option<string?>("--out") { Description = "Write everything as JSON; the same for any --jobs", HelpName = "FILE" };
        var (delay, config, profile) = (CommonOptions.DelayOdds(), CommonOptions.Config(), CommonOptions.Profile());
        var command = new Command("sweep", "Try many settings on recorded tapes: chosen on the earlier games, judged on the later ones") { tapes, set, random, seed, split, jobs, within, output, delay, config, profile };
        command.SetAction((parse, cancellation) => Task.Run(() =>
        {
            if (parse.GetValue(jobs) is not (>= 1 and <= MaxJobs) and var many) return Refuse(console, $"--jobs {many}: expected 1 to {MaxJobs}");
            if (!SettingText.TryDuration(parse.GetValue(within)!, out var longest) || longest < TimeSpan.FromSeconds(1) || longest > TimeSpan.FromHours(168)) return Refuse(console, $"--within {parse.GetValue(within)}: expected 1s to 168h");
            if (parse.GetValue(random) is { } drawn && drawn is < 1 or > SweepPlan.MostTries) return Refuse(console, $"--random {parse.GetValue(random)}: expected 1 to {SweepPlan.MostTries}");
            if (parse.GetValue(random) is null != parse.GetValue(seed) is null) return Refuse(console, "--random N and --seed S belong together: a draw that cannot be repeated is none");
            if (!TryDate(parse.GetValue(split), out var from)) return Refuse(console, $"--split {parse.GetValue(split)}: no date like 2026-07-05 (from 2007)");
            if (!CommonOptions.TryDelay(parse.GetValue(delay), console.Error, out var oddsDelay)) return (int)ExitCode.Usage;
            var files = parse.GetRequiredValue(tapes).Select(Path.GetFullPath).ToImmutableArray();
            if (files.Length > MaxTapes) return Refuse(console, $"{files.Length} tapes, at most {MaxTapes}");
            if (files.Distinct(StringComparer.Ordinal).Count() < files.Length) return Refuse(console, "a tape is given twice");
            if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing) return Refuse(console, $"{missing}: no such tape");
            var path = parse.GetValue(output) is { } given ? Path.GetFullPath(given) : null;
            if (path is not null && !Directory.Exists(Path.GetDirectoryName(path))) return Refuse(console, $"--out {path}: no such directory");

            var plan = SweepPlan.TryMake(CommonOptions.Files(parse, config, profile), parse.GetRequiredValue(set), parse.GetValue(random), parse.GetValue(seed) ?? 0, out var problems);
            foreach (var problem in problems) console.Error.WriteLine(problem);
            if (plan is null) return (int)ExitCode.Usage;
            foreach (var warning in plan.Warnings) console.Error.WriteLine($"warning: {warning}");
            return Run(console, plan, SweepTapes.Open(files, from), oddsDelay, Math.Min(parse.GetValue(jobs), plan.Tries.Length), longest, path, cancellation);
        }, cancellation));
        return command;
    }

    private static int Run(CommandConsole console, SweepPlan plan, SweepTapes tapes, TimeSpan? oddsDelay, int jobs, TimeSpan within, string? path, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var runner = new SweepRunner(plan, tapes, oddsDelay);
        foreach (var line in SweepText.Plan(plan, tapes, runner.Replays, jobs)) console.Out.WriteLine(line);
        var rows = RankedRow.Of(runner.Run(jobs, within, done => Progress(console, done, plan.Tries.Length, Stopwatch.GetElapsedTime(begun)), cancellation));
        if (console.Watched) console.Error.WriteLine();
        var chance = BestByChance.Of([.. rows.Select(row => row.Row.In.ByGame)], LuckSeed);
        var report = new SweepReport(
            SweepReport.CurrentFormat, Build.Version, tapes.Paths, TapeReport.WhatIfRules(TapeSession.WhatIfLatency, oddsDelay, tapes.BarSeconds).Text, SweepReport.Measure, plan.Grid.Settings, plan.Grid.Count, plan.Seed,
            plan.Invalid, tapes.Split.Way, SweepSide.Of(tapes.Split.In), SweepSide.Of(tapes.Split.Out), rows, chance, SweepWarnings.Of(rows, tapes.Split, chance, tapes.Simulated), plan.Shared());
        SweepText.Write(ViewTables.Console(console.Out, console.Color), report, Stopwatch.GetElapsedTime(begun));
        if (path is not null)
        {
            File.WriteAllText(path, JsonSerializer.Serialize(report, SweepJson.Default.SweepReport) + "\n");
            console.Out.WriteLine($"file     {path}");
        }

        return (int)(rows.All(row => row.Row.LedgersAgree) ? ExitCode.Done : ExitCode.Differs);
    }

    private static void Progress(CommandConsole console, int done, int all, TimeSpan taken)
    {
        if (!console.Watched) return;
        var left = taken / done * (all - done);
        console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{done} of {all} combinations, about {(left.TotalMinutes < 2 ? $"{left.TotalSeconds:0} s" : $"{left.TotalMinutes:0} min")} left      "));
    }

    private static bool TryDate(string? text, out DateOnly? date)
    {
        date = null;
        if (text is null) return true;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) || read.Year < 2007) return false;
        date = read;
        return true;
    }

    private static int Refuse(CommandConsole console, string problem)
    {
        console.Error.WriteLine(problem);
        return (int)ExitCode.Usage;
    }
}
