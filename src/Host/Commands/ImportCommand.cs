using System.CommandLine;
using KalshiArb.Host.Rendering;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb import</c>: recordings into tapes.</summary>
internal static class ImportCommand
{
    public static Command Create(ITradingPlatform platform, CommandConsole console)
    {
        var command = new Command("import", "Turn recordings into a tape")
        {
            Kind(platform, console, "kalshi-frames", "Verbatim order book frames of the stream", ImportKind.KalshiFrames, withOdds: true, single: true),
            Kind(platform, console, "kalshi-ticker", "Frames of the ticker channel", ImportKind.KalshiTicker, withOdds: false, single: false),
            Kind(platform, console, "kalshi-minutes", "Minute closes with game state (CSV)", ImportKind.KalshiMinutes, withOdds: true, single: true),
        };
        return command;
    }

    private static Command Kind(ITradingPlatform platform, CommandConsole console, string name, string description, ImportKind kind, bool withOdds, bool single)
    {
        var files = new Argument<string[]>("FILE") { Description = "The recording", Arity = ArgumentArity.OneOrMore };
        // An array argument cannot be limited to one by its arity: the parser then takes no value at all.
        if (single) files.Validators.Add(given => { if (given.Tokens.Count > 1) given.AddError($"{name} takes one recording"); });
        var odds = new Option<string[]>("--odds") { Description = "The Odds API snapshots (JSON, gzipped or not) or change rows (CSV)", HelpName = "FILE", AllowMultipleArgumentsPerToken = true };
        var markets = new Option<string?>("--markets") { Description = "Market facts; data/ without it", HelpName = "FILE" };
        var tape = new Option<string?>("--out") { Description = "The tape to write; with --report it may be left out", HelpName = "TAPE" };
        var report = CommonOptions.Report();
        report.Description = "Replay it at once and write a report: one page that needs no network, and the same as JSON";
        var delay = CommonOptions.DelayOdds();
        var (config, profile, set) = (CommonOptions.Config(), CommonOptions.Profile(), CommonOptions.Set());
        var command = new Command(name, description) { files, markets, tape, report, delay, config, profile, set };
        if (withOdds) command.Options.Add(odds);
        command.SetAction(async (parse, cancellation) =>
        {
            var result = CommonOptions.Load(parse, config, profile, set, ["mode=replay"]);
            CommonOptions.Print(result, console.Error);
            if (result.Settings is not { } settings) return (int)ExitCode.Usage;
            if (!CommonOptions.TryDelay(parse.GetValue(delay), console.Error, out var oddsDelay)) return (int)ExitCode.Usage;
            var directory = parse.GetValue(report) is { } given ? Path.GetFullPath(given) : null;
            if ((parse.GetValue(tape) ?? (directory is null ? null : Path.Combine(directory, "import.tape"))) is not { } path || (oddsDelay is not null && directory is null))
                throw new SessionRefusedException(ExitCode.Usage, $"{name}: {(oddsDelay is null ? "--out TAPE, or --report DIR, is missing" : "--delay-odds needs --report DIR: a tape holds what was")}");
            var request = new ImportRequest(
                kind, Existing(parse.GetRequiredValue(files)), withOdds ? Existing(parse.GetValue(odds) ?? []) : [],
                parse.GetValue(markets) is { } facts ? Existing([facts])[0] : null, Path.GetFullPath(path), settings);
            var imported = await platform.ImportAsync(request, cancellation).ConfigureAwait(false);
            foreach (var figure in imported.Figures) console.Out.WriteLine($"{figure.Name,-16} {Text.Count(figure.Count),9}");
            foreach (var note in imported.Notes) console.Out.WriteLine(Text.OneLine(note));
            foreach (var line in imported.Quarantined) console.Error.WriteLine($"quarantined: {Text.OneLine(line)}");
            console.Out.WriteLine($"tape             {imported.Tape}, {Text.Count(imported.Inputs)} inputs      replay it: ./kalshiarb replay {imported.Tape}");
            if (directory is null) return (int)ExitCode.Done;
            var replay = new ReplayRequest(settings, true, [imported.Tape], null) { ReportDirectory = directory, OddsDelay = oddsDelay };
            var end = await platform.ReplayAsync(replay, null, cancellation).ConfigureAwait(false);
            foreach (var line in Summary.Lines(end)) console.Out.WriteLine(line);
            return (int)end.Summary.ExitCode;
        });
        return command;
    }

    private static ImmutableArray<string> Existing(IEnumerable<string> files)
    {
        var full = files.Select(Path.GetFullPath).ToImmutableArray();
        return full.FirstOrDefault(f => !File.Exists(f)) is { } missing ? throw new SessionRefusedException(ExitCode.Usage, $"{missing}: no such file") : full;
    }
}
