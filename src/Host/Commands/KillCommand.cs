using System.CommandLine;
using System.Globalization;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Control;
using KalshiArb.Host.Rendering;
using KalshiArb.Kill;

namespace KalshiArb.Host.Commands;

/// <summary>
/// <c>kalshiarb kill</c>: no reason needed, no question asked. The gate is closed through the file before anybody is asked,
/// so that it holds whatever state the service is in; without an answer of the service the command does all of it alone.
/// </summary>
internal static class KillCommand
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(200);
    // Compiled in: a kill reads no configuration, which may be what is broken.
    private static readonly TimeSpan _serviceAnswer = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _answer = TimeSpan.FromSeconds(2);

    private sealed record Asked(string Directory, ControlRequest Request, TimeSpan Patience, bool Json);

    public static Command Create(CommandConsole console)
    {
        var flatten = new Option<bool>("--flatten") { Description = "Once verified, leave every position: immediate, reduce-only, bounded" };
        var floor = new Option<string?>("--floor") { Description = "With --flatten: sell nothing below this, 0.01 to 0.99 in the position's own price; 0.01 without it", HelpName = "PRICE" };
        var wait = new Option<string?>("--wait") { Description = "How long to wait for the receipt; 120s without it", HelpName = "TIME" };
        var (state, json, reason) = (CommonOptions.State(), CommonOptions.Json(), CommonOptions.Reason());
        var command = new Command("kill", "Stop trading for good: cancel everything and prove it") { reason, flatten, floor, wait, state, json };
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

            var leaves = parse.GetValue(flatten);
            var lowest = FloorOf(parse.GetValue(floor));
            // Nor must a bad --floor; but nothing is sold at a price that nobody meant.
            if (leaves && lowest is null) console.Error.WriteLine($"--floor {parse.GetValue(floor)}: expected 0.01 to 0.99 in whole cents; the kill goes on, positions are kept");
            var request = new ControlRequest(ControlCommand.Kill, ControlCommands.By, parse.GetValue(reason) ?? "", Flatten: leaves && lowest is not null, Floor: lowest);
            var code = await KillAsync(console, new Asked(directory, request, patience, parse.GetValue(json)), cancellation).ConfigureAwait(false);
            return (int)(code == ExitCode.Done && leaves && lowest is null ? ExitCode.FlattenIncomplete : code);
        });
        return command;
    }

    private static Price? FloorOf(string? text)
    {
        if (text is null) return KillCoordinator.LowestFloor;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var dollars) && dollars is >= 0.01m and <= 0.99m && dollars * 100 % 1 == 0
            ? Price.FromCents((int)(dollars * 100))
            : null;
    }

    private static async Task<ExitCode> KillAsync(CommandConsole console, Asked asked, CancellationToken cancellation)
    {
        var begun = Instant.From(DateTimeOffset.UtcNow);
        var told = CloseGate(asked.Directory) is { } gate ? gate : "the send gate is closed";
        var path = ControlEndpoint.Find(asked.Directory);
        var answer = path is null ? null : await ControlClient.AskAsync(path, asked.Request, _serviceAnswer, cancellation).ConfigureAwait(false);
        if (answer is { Ok: true }) return await AwaitReceiptAsync(console, asked, begun, answer, cancellation).ConfigureAwait(false);

        if (LeaveOrder(asked) is { } failed) told += "; " + failed;
        else told += $" and KILL lies in {asked.Directory}";
        var silence = path is null ? "no service answers" : $"no answer of the service within {_serviceAnswer.TotalMilliseconds:0} ms";
        using var lone = LoneKill.Open(asked.Directory, asked.Patience, out var why);
        if (lone is { IsReachable: true })
        {
            console.Error.WriteLine($"{silence}: {told}; killing alone at {lone.Venue}");
            return await Task.Run(() => new LoneRun(console, lone, asked.Directory, asked.Request, asked.Json).Run(), CancellationToken.None).ConfigureAwait(false);
        }

        if (lone is not null) why = "the embedded exchange does not answer either";
        if (path is null) return NotVerified(console, asked, $"{silence} in {asked.Directory}: {told}; {why}; the next start trades nothing. NOT VERIFIED");
        // A service that is merely busy takes KILL up in a moment; one that is stopped never will, and the wait has an end.
        console.Error.WriteLine($"{silence}: {told}; {why}; waiting for the service's receipt");
        return await AwaitReceiptAsync(console, asked, begun, null, cancellation).ConfigureAwait(false);
    }

    private static async Task<ExitCode> AwaitReceiptAsync(CommandConsole console, Asked asked, Instant begun, ControlResponse? last, CancellationToken cancellation)
    {
        var flatten = asked.Request.Flatten;
        var until = Environment.TickCount64 + (long)asked.Patience.TotalMilliseconds;
        while (Environment.TickCount64 < until)
        {
            await Task.Delay(_poll, cancellation).ConfigureAwait(false);
            var socket = ControlEndpoint.Find(asked.Directory);
            var next = socket is null ? null : await ControlClient.AskAsync(socket, new ControlRequest(ControlCommand.KillReceipt, asked.Request.By), _answer, cancellation).ConfigureAwait(false);
            if (next is null && socket is null) break;
            last = next ?? last;
            if (IsWhole(last, flatten)) break;
        }
        // A service that ended meanwhile has left its record; one of an earlier kill says nothing about this one.
        if (last?.Receipt is not { Ended: not null } && StateDirectory.ReadKill(asked.Directory) is { Verified: true } record && record.At >= begun)
        {
            var code = flatten ? ExitCode.FlattenIncomplete : ExitCode.Done;
            var unknown = flatten ? "; the service ended before it said what became of its positions" : "";
            ControlCommands.Print(console, asked.Json, new ControlResponse(true, code, record.Summary + unknown));
            return code;
        }
        if (last is null) return NotVerified(console, asked, $"no service answers in {asked.Directory}: KILL lies there for a service that wakes, and the next start trades nothing. NOT VERIFIED");
        ControlCommands.Print(console, asked.Json, last);
        return last.Receipt is { Verified: true } ? last.ExitCode : ExitCode.KillNotVerified;
    }

    private static bool IsWhole(ControlResponse? answer, bool flatten) => answer?.Receipt is { Ended: not null } receipt && (!flatten || !receipt.Verified || receipt.Flatten is not null);

    // Null when it is closed, or where there is none; else what to tell.
    private static string? CloseGate(string directory)
    {
        try
        {
            using var gate = SendGate.OpenExisting(Path.Combine(directory, SendGate.FileName));
            gate?.Close();
            return gate is null ? "there is no send gate" : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the send gate COULD NOT BE CLOSED ({e.Message})";
        }
    }

    // A disk that is full must not stop a kill; a file that is empty kills as well as one with a reason.
    private static string? LeaveOrder(Asked asked)
    {
        var file = Path.Combine(asked.Directory, KillWatcher.FileName);
        try
        {
            StateDirectory.WriteWhole(file, (asked.Request.Reason ?? "") + "\n");
            if (StateDirectory.ReadKill(asked.Directory) is null)
                StateDirectory.WriteKill(asked.Directory, new KillRecord(asked.Request.By, asked.Request.Reason ?? "", Instant.From(DateTimeOffset.UtcNow), Verified: false, "no service answered"));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            try
            {
                File.Create(file).Dispose();
                return $"the record could not be written ({e.Message}), an empty KILL was left";
            }
            catch (Exception also) when (also is IOException or UnauthorizedAccessException)
            {
                return $"neither KILL nor a record could be written ({also.Message})";
            }
        }
    }

    private static ExitCode NotVerified(CommandConsole console, Asked asked, string message)
    {
        ControlCommands.Print(console, asked.Json, ControlResponse.Failed(ExitCode.KillNotVerified, message));
        return ExitCode.KillNotVerified;
    }
}

/// <summary>A kill without the service from its first request to the look at +75 s, told and kept as it goes.</summary>
internal sealed class LoneRun(CommandConsole console, LoneKill kill, string directory, ControlRequest request, bool json)
{
    /// <summary>Runs on a thread that has nothing else to do.</summary>
    public ExitCode Run()
    {
        var receipt = kill.Run(request.By, request.Reason ?? "");
        Keep(receipt);
        Tell(KillReceiptText.Write(receipt).TrimEnd());
        if (receipt.Verified)
        {
            if (request.Flatten)
            {
                receipt = receipt with { Flatten = kill.Flatten(request.Floor ?? KillCoordinator.LowestFloor) };
                Tell("FLATTEN  " + KillReceiptText.Text(receipt.Flatten));
                Keep(receipt);
            }

            if (!json) console.Error.WriteLine("cancel-all acts on for a minute: one more look follows; the receipt above stands");
            receipt = kill.LookLate(receipt);
            Tell(KillReceiptText.Late(receipt));
            Keep(receipt);
        }

        var code = !receipt.Verified ? ExitCode.KillNotVerified : receipt.Flatten is { Complete: false } ? ExitCode.FlattenIncomplete : ExitCode.Done;
        if (json) ControlCommands.Print(console, json, new ControlResponse(receipt.Verified, code, KillReceiptText.OneLine(receipt)) { Receipt = receipt });
        return code;
    }

    private void Tell(string text)
    {
        if (json) return;
        foreach (var line in text.Split('\n')) console.Out.WriteLine(Text.OneLine(line));
    }

    private void Keep(KillReceipt receipt)
    {
        try
        {
            StateDirectory.WriteKill(directory, new KillRecord(receipt.By, receipt.Reason, Instant.From(DateTimeOffset.UtcNow), receipt.Verified, KillReceiptText.OneLine(receipt), receipt.CancelAllAt));
            StateDirectory.WriteReceipt(directory, receipt);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            console.Error.WriteLine($"the receipt could not be kept in {directory} ({e.Message}); it holds all the same");
        }
    }
}
