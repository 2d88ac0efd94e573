using System.CommandLine;
using KalshiArb.Host.Control;
using KalshiArb.Host.Configuration;
using KalshiArb.Kill;

namespace KalshiArb.Host.Commands;

/// <summary>
/// <c>kalshiarb kill</c>: no reason needed, no question asked. The gate is closed through the file before anybody is asked,
/// so that it holds whatever state the service is in.
/// </summary>
internal static class KillCommand
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(200);
    // Compiled in: a kill reads no configuration, which may be what is broken.
    private static readonly TimeSpan _serviceAnswer = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(2);

    public static Command Create(CommandConsole console)
    {
        var flatten = new Option<bool>("--flatten") { Description = "Once verified, leave every position: immediate, reduce-only, bounded" };
        var wait = new Option<string?>("--wait") { Description = "How long to wait for the receipt; 120s without it", HelpName = "TIME" };
        var (state, json, reason) = (CommonOptions.State(), CommonOptions.Json(), CommonOptions.Reason());
        var command = new Command("kill", "Stop trading for good: cancel everything and prove it") { reason, flatten, wait, state, json };
        command.SetAction(async (parse, cancellation) =>
        {
            // A bad --wait must not stop a kill.
            var patience = SettingText.TryDuration(parse.GetValue(wait) ?? "120s", out var time) ? time : TimeSpan.FromSeconds(120);
            var directory = parse.GetValue(state) is { } given ? Path.GetFullPath(given) : ControlEndpoint.NewestLive();
            if (directory is null || !Directory.Exists(directory))
            {
                console.Error.WriteLine($"nothing to kill: {(directory is null ? "no running service under " + StateDirectory.Root : "no state directory " + directory)}");
                return (int)ExitCode.Unreachable;
            }
            return (int)await KillAsync(console, directory, parse.GetValue(reason) ?? "", parse.GetValue(flatten), patience, parse.GetValue(json), cancellation).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<ExitCode> KillAsync(
        CommandConsole console, string directory, string reason, bool flatten, TimeSpan patience, bool json, CancellationToken cancellation)
    {
        var asked = Instant.From(DateTimeOffset.UtcNow);
        using (var gate = SendGate.OpenExisting(Path.Combine(directory, SendGate.FileName))) gate?.Close();
        var request = new ControlRequest(ControlCommand.Kill, ControlCommands.By, reason, Flatten: flatten);
        var path = ControlEndpoint.Find(directory);
        var answer = path is null ? null : await ControlClient.AskAsync(path, request, _serviceAnswer, cancellation).ConfigureAwait(false);
        if (answer is not { Ok: true })
        {
            LeaveOrder(directory, request);
            if (path is null) return NotVerified(console, directory, json);
            // A service that is merely busy takes KILL up in a moment; one that is stopped never will, and the wait has an end.
            console.Error.WriteLine($"no answer within {_serviceAnswer.TotalMilliseconds:0} ms: the send gate is closed and KILL lies in {directory}; waiting for the service's receipt");
        }

        var until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        var last = answer is { Ok: true } ? answer : null;
        while (Environment.TickCount64 < until)
        {
            await Task.Delay(_poll, cancellation).ConfigureAwait(false);
            var socket = ControlEndpoint.Find(directory);
            var next = socket is null ? null : await ControlClient.AskAsync(socket, new ControlRequest(ControlCommand.KillReceipt, request.By), _answer, cancellation).ConfigureAwait(false);
            if (next is null && socket is null) break;
            last = next ?? last;
            if (last?.Receipt is { Ended: not null }) break;
        }
        // A service that ended meanwhile has left its record; one of an earlier kill says nothing about this one.
        if (last?.Receipt is not { Ended: not null } && StateDirectory.ReadKill(directory) is { Verified: true } record && record.At >= asked)
        {
            var code = flatten ? ExitCode.FlattenIncomplete : ExitCode.Done;
            var unknown = flatten ? "; the service ended before it said what became of its positions" : "";
            ControlCommands.Print(console, json, new ControlResponse(true, code, record.Summary + unknown));
            return code;
        }
        if (last is null) return NotVerified(console, directory, json);
        ControlCommands.Print(console, json, last);
        return last.Receipt is { Verified: true } ? last.ExitCode : ExitCode.KillNotVerified;
    }

    // Nobody answers: what can be done from here is done, and the result is honest about what is not known. The embedded
    // exchange of paper mode lives in the service, so there is no venue to ask from outside.
    private static void LeaveOrder(string directory, ControlRequest request)
    {
        if (StateDirectory.ReadKill(directory) is null)
            StateDirectory.WriteKill(directory, new KillRecord(request.By, request.Reason ?? "", Instant.From(DateTimeOffset.UtcNow), Verified: false, "no service answered"));
        StateDirectory.WriteWhole(Path.Combine(directory, KillWatcher.FileName), (request.Reason ?? "") + "\n");
    }

    private static ExitCode NotVerified(CommandConsole console, string directory, bool json)
    {
        var message = $"no service answers in {directory}: the send gate is closed, KILL lies there for a service that wakes, and the next start trades nothing. NOT VERIFIED";
        ControlCommands.Print(console, json, ControlResponse.Failed(ExitCode.KillNotVerified, message));
        return ExitCode.KillNotVerified;
    }
}
