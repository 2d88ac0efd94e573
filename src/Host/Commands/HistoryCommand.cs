using System.CommandLine;
using System.Runtime.InteropServices;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.History;
using KalshiArb.Host.Rendering;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb history</c>: what the venue remembers of a series, as a tape.</summary>
internal static class HistoryCommand
{
    public static Command Create(ITradingPlatform platform, CommandConsole console) => Create(platform, console, HistoryLimits.Default);

    /// <summary>The command with other limits, for tests.</summary>
    internal static Command Create(ITradingPlatform platform, CommandConsole console, HistoryLimits limits)
    {
        var series = new Option<string>("--series") { Description = "The series, for instance KXMLBGAME", HelpName = "TICKER", Required = true };
        var from = new Option<string>("--from") { Description = "Where it begins: a US Eastern date, or a time like 2026-07-05T17:00:00Z", HelpName = "WHEN", Required = true };
        var to = new Option<string>("--to") { Description = $"Where it ends: a US Eastern date (all of that day), or a time; at most {HistorySpan.MaxDays} days", HelpName = "WHEN", Required = true };
        var tape = new Option<string?>("--out") { Description = "The tape to write; SERIES-FROM-TO.tape in this directory without it", HelpName = "TAPE" };
        var odds = new Option<string[]>("--odds") { Description = "Odds to lay beside it: The Odds API snapshots (JSON, gzipped or not) or change rows (CSV)", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        var mode = new Option<string?>("--mode") { Description = "Whose venue is asked: live, demo, or paper with exchange.hosts.paper; the configuration's mode without it" };
        var report = CommonOptions.Report();
        report.Description = "Replay it at once and write a report: one page that needs no network, and the same as JSON";
        var (config, profile, set) = (CommonOptions.Config(), CommonOptions.Profile(), CommonOptions.Set());
        var command = new Command("history", "Download candles and trades of a series from the venue into a tape") { series, from, to, tape, odds, mode, report, config, profile, set };
        command.SetAction(async (parse, cancellation) =>
        {
            if (!HistorySpan.TryParse(parse.GetRequiredValue(from), parse.GetRequiredValue(to), out var span, out var reason)) throw new SessionRefusedException(ExitCode.Usage, reason);
            var venue = Load(parse.GetValue(mode) is { } asked ? [$"mode={asked}"] : []);
            var replay = Load(["mode=replay"]);
            if (venue is null || replay is null) return (int)ExitCode.Usage;
            var path = Path.GetFullPath(parse.GetValue(tape) ?? $"{parse.GetRequiredValue(series)}-{parse.GetRequiredValue(from)}-{parse.GetRequiredValue(to)}.tape".Replace(':', '-'));
            var request = new HistoryRequest(venue, replay, new SeriesTicker(parse.GetRequiredValue(series)), span, Existing(parse.GetValue(odds) ?? []), path);
            return await RunAsync(platform, console, request, limits, parse.GetValue(report) is { } directory ? Path.GetFullPath(directory) : null, cancellation).ConfigureAwait(false);

            EffectiveSettings? Load(IEnumerable<string> more)
            {
                var result = CommonOptions.Load(parse, config, profile, set, more);
                CommonOptions.Print(result, console.Error);
                return result.Settings;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(ITradingPlatform platform, CommandConsole console, HistoryRequest request, HistoryLimits limits, string? report, CancellationToken cancellation)
    {
        using var given = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var interrupt = StopOn(PosixSignal.SIGINT, given);
        using var terminate = StopOn(PosixSignal.SIGTERM, given);
        try
        {
            var end = await HistorySession.RunAsync(request, limits, console.Watched ? new ProgressLine(console.Error) : null, given.Token).ConfigureAwait(false);
            foreach (var line in HistoryText.Quarantined(end)) console.Error.WriteLine(line);
            foreach (var line in HistoryText.Lines(end)) console.Out.WriteLine(line);
            if (report is null) return (int)ExitCode.Done;
            var replayed = await platform.ReplayAsync(new ReplayRequest(request.Tape, true, [request.Out], null) { ReportDirectory = report }, null, given.Token).ConfigureAwait(false);
            foreach (var line in Summary.Lines(replayed)) console.Out.WriteLine(line);
            return (int)replayed.Summary.ExitCode;
        }
        catch (OperationCanceledException) when (given.IsCancellationRequested)
        {
            console.Error.WriteLine(File.Exists(request.Out) ? $"interrupted; the tape {request.Out} is whole" : "interrupted: no tape was written");
            return (int)ExitCode.Refused;
        }
    }

    private static PosixSignalRegistration StopOn(PosixSignal signal, CancellationTokenSource given) => PosixSignalRegistration.Create(signal, context =>
    {
        context.Cancel = true;
        given.Cancel();
    });

    private static ImmutableArray<string> Existing(IEnumerable<string> files)
    {
        var full = files.Select(Path.GetFullPath).ToImmutableArray();
        return full.FirstOrDefault(f => !File.Exists(f)) is { } missing ? throw new SessionRefusedException(ExitCode.Usage, $"{missing}: no such file") : full;
    }

    // One line that is written over, at most ten times a second.
    private sealed class ProgressLine(TextWriter error) : IProgress<HistoryProgress>
    {
        private long _last;

        public void Report(HistoryProgress value)
        {
            var now = Environment.TickCount64;
            var done = value.Markets == value.Of;
            if (now - _last < 100 && !done) return;
            _last = now;
            error.Write($"\r{value.Markets} of {value.Of} markets, {Text.Count(value.Bars)} minutes, {Text.Count(value.Trades)} trades, {Text.Count(value.Requests)} requests   {(done ? "\n" : "")}");
        }
    }
}
