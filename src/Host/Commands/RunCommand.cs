using System.CommandLine;
using System.Runtime.InteropServices;
using KalshiArb.Domain.Settings;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Control;
using KalshiArb.Host.Doctor;
using KalshiArb.Host.Rendering;
using KalshiArb.Host.Sessions;
using KalshiArb.Host.Telemetry;
using KalshiArb.Kill;

namespace KalshiArb.Host.Commands;

/// <summary><c>kalshiarb run</c>: trades until its time is reached, Ctrl-C or SIGTERM.</summary>
internal static class RunCommand
{
    private const double MaxWireSpeed = 10;

    // A kill's caller asks for the receipt five times a second.
    private static readonly TimeSpan _receiptPatience = TimeSpan.FromSeconds(5);

    public static Command Create(ITradingPlatform platform, CommandConsole console)
    {
        var mode = new Option<string?>("--mode") { Description = "paper (the default), demo, live or dry-run" };
        var forWall = new Option<string?>("--for") { Description = "Ends after this much time, for instance 90s", HelpName = "TIME" };
        var forMarket = new Option<string?>("--for-market") { Description = "Ends after this much time of the market, for instance 2h", HelpName = "TIME" };
        var speed = new Option<string?>("--speed") { Description = "Market seconds a second; changes no decision", HelpName = "N" };
        var seed = new Option<string?>("--seed") { Description = "Draws the slate", HelpName = "N" };
        var live = new Option<bool>("--live") { Description = "With --mode live: you mean it, real money" };
        var wire = new Option<bool>("--wire") { Description = "Paper through Kalshi's own protocol, over a socket on loopback, in real time (at most 10 times as fast)" };
        var fault = new Option<string[]>("--fault") { Description = "With --wire: a fault that the embedded exchange puts in, by name, for instance drop-reply or latency=200ms", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var capture = new Option<bool>("--capture") { Description = "With --wire, demo, live and dry-run: keep the raw frames of the stream in the state directory" };
        var raise = new Option<string[]>("--raise-ceiling") { Description = "Raises what is compiled in ($250 an order, $5,000 of exposure), for this run alone and at most tenfold: order=500,exposure=10000", HelpName = "order=$X,exposure=$Y" };
        var (state, config, profile, set) = (CommonOptions.State(), CommonOptions.Config(), CommonOptions.Profile(), CommonOptions.Set());
        var command = new Command("run", "Trade; headless, with a summary at the end") { mode, forWall, forMarket, speed, seed, live, wire, fault, capture, raise, state, config, profile, set };
        command.SetAction(async (parse, cancellation) =>
        {
            if (!RaisedCeilings.TryRead(parse.GetValue(raise) ?? [], out var raised, out var unraised))
            {
                console.Error.WriteLine(unraised);
                return (int)ExitCode.Usage;
            }

            var result = CommonOptions.Load(parse, config, profile, set, Given(("mode", parse.GetValue(mode)), ("paper.speed", parse.GetValue(speed) ?? (parse.GetValue(wire) ? "10" : null)), ("paper.seed", parse.GetValue(seed) ?? KeptSeed(parse.GetValue(state), parse.GetValue(set)))), raised);
            CommonOptions.Print(result, console.Error);
            if (result.Settings is not { } settings) return (int)ExitCode.Usage;
            if (!TryTime(parse.GetValue(forWall), "--for", console, out var wall) || !TryTime(parse.GetValue(forMarket), "--for-market", console, out var market)) return (int)ExitCode.Usage;
            var faults = parse.GetValue(fault) ?? [];
            var asked = new Asked(parse.GetValue(wire), parse.GetValue(capture), faults.Length > 0, parse.GetResult(speed) is not null, parse.GetResult(seed) is not null);
            if (WhyNot(settings, asked) is { } wrong)
            {
                console.Error.WriteLine(wrong);
                return (int)ExitCode.Usage;
            }
            var path = parse.GetValue(state) ?? DefaultState(settings);
            if (await MayNotStartAsync(console, settings, result.Warnings, parse.GetValue(live), path, cancellation).ConfigureAwait(false) is { } refused) return (int)refused;
            var way = new Way(parse.GetValue(wire), [.. faults], parse.GetValue(capture));
            return (int)await RunAsync(platform, console, settings, path, wall, market, way, cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private static string? WhyNot(EffectiveSettings settings, Asked asked)
    {
        if (settings.Mode != TradingMode.Paper)
            return asked.Speed || asked.Seed || asked.Faults ? $"--speed, --seed and --fault are of the simulated exchange: mode {SettingsBinder.NameOf(settings.Mode)} has a real one at the other end" : null;
        if (!asked.Wire && (asked.Faults || asked.Capture)) return "--fault and --capture need --wire: without it there is no wire";
        if (asked.Wire && settings.Exchange.Hosts.Paper is not null && (asked.Speed || asked.Seed || asked.Faults))
            return "--speed, --seed and --fault are of the exchange that is named in exchange.hosts.paper: give them to it";
        return asked.Wire && settings.Paper.Speed > MaxWireSpeed
            ? $"--speed {settings.Paper.Speed:0.##}: with --wire at most {MaxWireSpeed:0} market seconds a second, since sockets and timers run in real time"
            : null;
    }

    // The venue of demo and live keeps our orders: their journal has one place. Paper and dry-run begin afresh.
    private static string DefaultState(EffectiveSettings settings) => settings.Mode is TradingMode.Demo or TradingMode.Live
        ? StateDirectory.StandingPath(settings.Mode, settings.Exchange.AccountTag, settings.Exchange.Subaccount)
        : StateDirectory.NewPath(settings.Mode, settings.Paper.Seed, DateTimeOffset.UtcNow);

    /// <summary>Live needs its flag and a doctor that passes now, whose table is shown when it does not.</summary>
    private static async Task<ExitCode?> MayNotStartAsync(
        CommandConsole console, EffectiveSettings settings, ImmutableArray<string> warnings, bool live, string state, CancellationToken cancellation)
    {
        static Instant Now() => Instant.From(DateTimeOffset.UtcNow);
        DoctorReport? report = null;
        if (settings.Mode == TradingMode.Live && live)
        {
            using var doctor = DoctorSession.Open(settings, warnings, state, Environment.GetEnvironmentVariable, Now);
            report = await DoctorRunner.RunAsync(doctor.Context, cancellation).ConfigureAwait(false);
            if (!report.Passed) DoctorTable.Write(ViewTables.Console(console.Out, console.Color), report);
        }
        if (ModeRules.WhyNot(settings, live, report, Now()) is not { } why) return null;
        console.Error.WriteLine(why);
        return report is null ? ExitCode.Usage : report.Reachable ? ExitCode.Refused : ExitCode.Unreachable;
    }

    private static IEnumerable<string> Given(params (string Path, string? Value)[] options) =>
        options.Where(o => o.Value is not null).Select(o => $"{o.Path}={o.Value}");

    // An existing state directory keeps its seed unless another is asked for, which is then refused.
    private static string? KeptSeed(string? state, string[]? set) =>
        state is null || (set ?? []).Any(s => s.Contains("paper.seed", StringComparison.Ordinal)) ? null : StateDirectory.SeedOf(state)?.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static bool TryTime(string? text, string option, CommandConsole console, out TimeSpan? value)
    {
        value = null;
        if (text is null) return true;
        if (SettingText.TryDuration(text, out var time) && time > TimeSpan.Zero)
        {
            value = time;
            return true;
        }
        console.Error.WriteLine($"{option} {text}: expected a time with its unit, for instance 90s or 2h");
        return false;
    }

    private static async Task<ExitCode> RunAsync(
        ITradingPlatform platform, CommandConsole console, EffectiveSettings settings, string state, TimeSpan? wall, TimeSpan? market, Way way, CancellationToken cancellation)
    {
        var seed = settings.Paper.Seed;
        var isPaper = settings.Mode == TradingMode.Paper;
        using var directory = StateDirectory.Open(state, settings.Mode, settings.Exchange.AccountTag, isPaper ? seed : null);
        using var log = new LogEnd((IDisposable)(Serilog.Log.Logger = ServiceLog.Create(directory.Path, settings.Control.LogFiles)), console.Error);
        using var gate = SendGate.OpenOrCreate(directory.GatePath);
        gate.Hold();
        var killed = StandingKill(directory, gate);
        var output = new SessionConsole(console.Out, console.Color, settings.Control.RefusalWindow);
        output.Plain(Summary.Banner(Build.Version, settings, Summary.ModeText(settings.Mode)));
        output.Plain($"state    {directory.Path}     stop with Ctrl-C, or elsewhere: ./kalshiarb kill");
        if (settings.Decision.Raised is { } raised) output.Plain(RaisedCeilings.Text(raised));
        if (killed is not null) output.Plain(KilledText(killed));

        var request = new RunRequest(settings, SettingsJson.Write(settings.Decision), Build.Version, directory.Path, gate, seed, wall, market, isPaper ? settings.Paper.Speed : 1, killed)
        {
            Wire = way.Wire, Faults = way.Faults, CapturePath = way.Capture ? Path.Combine(directory.Path, "capture") : null,
        };
        await using var session = platform.OpenRun(request, output);
        var kill = new KillCoordinator(session, gate, directory.Path, killed, output.Plain);
        session.KillWanted += reason => kill.Begin("core", reason);
        if (killed is null) gate.Reopen();
        var service = new ControlService(session, kill);
        await using var server = ControlServer.Start(directory.Path, service.HandleAsync);
        using var watcher = new KillWatcher(directory.Path, (by, reason) => kill.Begin(by, reason), carriedOut: killed is { Verified: true });
        using var interrupt = StopOn(PosixSignal.SIGINT, "Ctrl-C", session);
        using var terminate = StopOn(PosixSignal.SIGTERM, "SIGTERM", session);

        var ready = await session.StartAsync(cancellation).ConfigureAwait(false);
        if (ready.SlateText.Length > 0) output.Plain($"{(isPaper ? "slate" : "venue")}    {ready.SlateText}");
        output.Plain(Summary.Limits(settings, ready));
        output.Report(new SessionLine.Ready(ready.At, ready));
        await using var heartbeat = Heartbeat.Start(session, settings.Control.Heartbeat);
        var end = await session.Completion.ConfigureAwait(false);
        if (kill.Receipt is { Ended: not null }) await Task.WhenAny(service.ReceiptTaken, Task.Delay(_receiptPatience, cancellation)).ConfigureAwait(false);
        output.Report(new SessionLine.Stopped(end.At, StoppedText(end)));
        foreach (var line in Summary.Lines(end, simulated: settings.Mode != TradingMode.Live)) output.Plain(line);
        return end.ExitCode == ExitCode.Done && kill.Receipt is { Verified: false } ? ExitCode.KillNotVerified : end.ExitCode;
    }

    // A KILL file without a record was put there while no service ran; a killed gate without one is a kill on a disk that took no
    // record. Whether the record can be written now changes nothing: what says that we are killed is still there at the next start.
    private static KillRecord? StandingKill(StateDirectory directory, SendGate gate)
    {
        if (StateDirectory.ReadKill(directory.Path) is { } record) return record;
        if (File.Exists(Path.Combine(directory.Path, KillWatcher.FileName)))
            record = new KillRecord("file KILL", "it lay in the state directory at the start", Instant.From(DateTimeOffset.UtcNow), Verified: false, "never run");
        else if (gate.IsKilled)
            record = new KillRecord("send gate", "a kill closed it and left no record, as on a full disk", Instant.From(DateTimeOffset.UtcNow), Verified: false, "no receipt");
        else
            return null;
        try
        {
            StateDirectory.WriteKill(directory.Path, record);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Serilog.Log.Error(e, "The kill's record could not be written to {StateDirectory}; it stands all the same", directory.Path);
        }

        return record;
    }

    private static string KilledText(KillRecord record) =>
        $"KILLED   by {record.By} at {record.At}{(record.Reason.Length > 0 ? ": " + Text.OneLine(record.Reason) : "")}; {(record.Summary.Length > 0 ? record.Summary + "; " : "")}trading nothing until: ./kalshiarb reset --reason TEXT";

    private static string StoppedText(SessionEnd end) =>
        $"{end.Reason}; {end.RestingCancelled} resting orders cancelled, {(end.CancelsConfirmed ? "confirmed by the exchange" : "NOT CONFIRMED by the exchange")}; {end.PositionsKept} positions kept";

    private sealed record Asked(bool Wire, bool Capture, bool Faults, bool Speed, bool Seed);

    private sealed record Way(bool Wire, ImmutableArray<string> Faults, bool Capture);

    private static PosixSignalRegistration StopOn(PosixSignal signal, string reason, ITradingSession session) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            session.RequestStop(reason);
        });
}
