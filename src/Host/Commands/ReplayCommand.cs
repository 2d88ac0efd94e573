using System.CommandLine;
using System.Text.Json;
using KalshiArb.Host.Control;
using KalshiArb.Host.Rendering;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb replay</c>: the same actors on a tape.</summary>
internal static class ReplayCommand
{
    public static Command Create(ITradingPlatform platform, CommandConsole console)
    {
        var tapes = new Argument<string[]>("TAPE") { Description = "Tapes, in order", Arity = ArgumentArity.OneOrMore };
        var decisions = new Option<string?>("--decisions") { Description = "Write every decision, one a line", HelpName = "FILE" };
        var report = CommonOptions.Report();
        var delay = CommonOptions.DelayOdds();
        var (config, profile, set, json) = (CommonOptions.Config(), CommonOptions.Profile(), CommonOptions.Set(), CommonOptions.Json());
        var command = new Command("replay", "Replay tapes: verify a run, or ask what other settings would have done") { tapes, decisions, report, delay, config, profile, set, json };
        command.SetAction(async (parse, cancellation) =>
        {
            var result = CommonOptions.Load(parse, config, profile, set, ["mode=replay"]);
            CommonOptions.Print(result, console.Error);
            if (result.Settings is not { } settings) return (int)ExitCode.Usage;
            var overridden = parse.GetResult(config) is not null || parse.GetResult(profile) is not null || parse.GetResult(set) is not null;
            var files = parse.GetRequiredValue(tapes).Select(Path.GetFullPath).ToImmutableArray();
            if (files.FirstOrDefault(f => !File.Exists(f)) is { } missing) throw new SessionRefusedException(ExitCode.Usage, $"{missing}: no such tape");
            if (!CommonOptions.TryDelay(parse.GetValue(delay), console.Error, out var oddsDelay)) return (int)ExitCode.Usage;
            var request = new ReplayRequest(settings, overridden, files, parse.GetValue(decisions))
            {
                ReportDirectory = parse.GetValue(report) is { } directory ? Path.GetFullPath(directory) : null, OddsDelay = oddsDelay,
            };
            var end = await platform.ReplayAsync(request, console.Watched ? new ProgressLine(console.Error) : null, cancellation).ConfigureAwait(false);
            if (parse.GetValue(json)) console.Out.WriteLine(JsonSerializer.Serialize(end, ControlJson.Default.ReplayEnd));
            else foreach (var line in Summary.Lines(end)) console.Out.WriteLine(line);
            return (int)(end.Agrees is false ? ExitCode.Differs : end.Summary.ExitCode);
        });
        return command;
    }

    // One line that is written over, at most ten times a second.
    private sealed class ProgressLine(TextWriter error) : IProgress<ReplayProgress>
    {
        private long _last;

        public void Report(ReplayProgress value)
        {
            var now = Environment.TickCount64;
            var done = value.TotalInputs == value.Inputs;
            if (now - _last < 100 && !done) return;
            _last = now;
            error.Write($"\r{Text.DateTime(value.At)}  {Text.Count(value.Inputs)} inputs{(value.TotalInputs is { } all and > 0 ? $", {value.Inputs * 100 / all} %" : "")}   {(done ? "\n" : "")}");
        }
    }
}
