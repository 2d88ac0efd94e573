using System.CommandLine;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Doctor;
using KalshiArb.Host.Doctor.Canary;
using KalshiArb.Host.Doctor.Checks;
using KalshiArb.Host.Rendering;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb doctor</c>: everything that must hold before money is at risk, each failure with what to do.</summary>
internal static class DoctorCommand
{
    private const string PaperWire = "paper-wire";

    public static Command Create(CommandConsole console)
    {
        var mode = new Option<string?>("--mode") { Description = "demo, live, dry-run, paper, or paper-wire for paper at the exchange of exchange.hosts.paper; the configuration's mode without it" };
        var canary = new Option<bool>("--canary") { Description = "Also place one order that cannot trade on each shard in use, see it, cancel it, and prove that nothing rests" };
        var (state, json, config, profile, set) = (CommonOptions.State(), CommonOptions.Json(), CommonOptions.Config(), CommonOptions.Profile(), CommonOptions.Set());
        var command = new Command("doctor", "Check configuration, key, exchange and limits before trading") { mode, canary, state, json, config, profile, set };
        command.SetAction(async (parse, cancellation) =>
        {
            var asked = parse.GetValue(mode);
            IEnumerable<string> more = asked is null ? [] : [$"mode={(asked == PaperWire ? "paper" : asked)}"];
            var result = CommonOptions.Load(parse, config, profile, set, more);
            var report = result.Settings is not { } settings
                ? new DoctorReport(SettingsBinder.ModeOf(asked ?? "") ?? TradingMode.Paper, Now(), ConfigurationCheck.Broken(result.Problems), Reachable: true)
                : asked == PaperWire && settings.Exchange.Hosts.Paper is null
                    ? new DoctorReport(TradingMode.Paper, Now(), [CheckRow.Fail(ConfigurationCheck.Title, "exchange.hosts.paper is empty", "start kalshiarb exchange and name it: --set exchange.hosts.paper.rest=http://127.0.0.1:PORT/trade-api/v2 and .stream=ws://127.0.0.1:PORT/trade-api/ws/v2")], Reachable: true)
                    : await LookAsync(settings, result.Warnings, parse.GetValue(state), parse.GetValue(canary), cancellation).ConfigureAwait(false);
            if (parse.GetValue(json)) console.Out.WriteLine(DoctorTable.Json(report));
            else DoctorTable.Write(ViewTables.Console(console.Out, console.Color), report);
            return (int)report.ExitCode;
        });
        return command;
    }

    private static async Task<DoctorReport> LookAsync(EffectiveSettings settings, ImmutableArray<string> warnings, string? state, bool canary, CancellationToken cancellation)
    {
        using var session = DoctorSession.Open(settings, warnings, state, Environment.GetEnvironmentVariable, Now);
        var checks = canary ? DoctorRunner.All.Add(new CanaryCheck()) : DoctorRunner.All;
        return await DoctorRunner.RunAsync(session.Context, checks, cancellation).ConfigureAwait(false);
    }

    private static Instant Now() => Instant.From(DateTimeOffset.UtcNow);
}
