using System.Diagnostics;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Orders;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>The kill where something else is broken too: whole processes, the exchange one of its own at ten times real time.</summary>
public sealed class KillCasesTests
{
    private static readonly string[] _evening = ["--slate", "1", "--speed", "10"];

    [Theory]
    [InlineData("""{"faults":[{"kind":"too_many_requests","route":"DELETE /portfolio/events/orders$","count":3},{"kind":"error_before_accept","route":"DELETE /portfolio/events/orders$","count":3}]}""", false)]
    [InlineData("""{"kind":"error_before_accept","route":"DELETE /portfolio/events/orders$"}""", true)]
    public async Task A_cancel_all_that_fails_for_a_while_is_asked_for_again_and_one_that_always_does_is_said(string faults, bool always)
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder, _evening);
        await using var run = Start(folder, venue);
        using var account = venue.Join();
        await run.UntilAsync(" EXIT ");
        await venue.FaultAsync(faults);

        var kill = (await Kalshiarb.RunAsync("kill", "--state", folder.State)).With(0);

        Assert.Contains("KILLED, VERIFIED", kill.Output, StringComparison.Ordinal);
        Assert.Equal(always, kill.Output.Contains("cancel-all never confirmed (", StringComparison.Ordinal));
        // A service that is slow to answer and the command may both kill: what struck is counted at the exchange.
        var struck = await venue.StruckAsync("error_before_accept");
        if (always) Assert.True(struck >= 3, $"struck {struck} times");
        else Assert.Equal((3, 3), (struck, await venue.StruckAsync("too_many_requests")));
        Assert.Empty(await account.RestingAsync());
        await AssertNothingFollowsAsync(run, venue);
    }

    [Fact]
    public async Task An_order_that_the_exchange_takes_in_seconds_after_the_kill_began_is_refused_or_swept()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder, _evening);
        // Up to three seconds of real time; nearly every order is on its way when the kill comes.
        await venue.FaultAsync("""{"kind":"late_accept","delay_ms":30000}""");
        await using var run = Start(folder, venue);
        using var account = venue.Join();
        await run.UntilAsync(" READY ");
        await Until.SomeAsync(async () => (await ControlSocket.OrdersAsync(folder.State))?.Any(order => order.State == "Sent") is true ? "in flight" : null);

        Assert.True((await ControlSocket.AskAsync(folder.State, "Kill", "drill"))!.Value.GetProperty("ok").GetBoolean());
        var kill = (await Kalshiarb.RunAsync("kill", "--state", folder.State)).With(0);

        Assert.Contains("0 still without evidence", kill.Line("  in flight "), StringComparison.Ordinal);
        Assert.Empty(await account.RestingAsync());
        await AssertNothingFollowsAsync(run, venue);
    }

    [Fact]
    public async Task Somebody_else_who_triggers_our_group_ends_in_killed_with_that_reason()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder, _evening);
        await using var run = Start(folder, venue);
        using var account = venue.Join();
        await run.UntilAsync(" READY ");
        using var sheet = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder.State, "kill-venue.json")));
        var entries = sheet.RootElement.GetProperty("groups").EnumerateArray().First(group => group.GetProperty("role").GetString() == "Entry");

        Assert.IsType<WriteOutcome<NoContent>.Accepted>(await account.Rest.TriggerOrderGroupAsync(
            new OrderGroupId(entries.GetProperty("group").GetString()!), new Shard(entries.GetProperty("shard").GetInt32())));

        await run.UntilAsync("KILLED, VERIFIED");
        await run.UntilAsync("KILL +75 s: nothing rests");
        var end = (await run.EndAsync()).With(0);
        Assert.Contains("GROUP_TRIGGERED", end.Output, StringComparison.Ordinal);
        Assert.Contains("not by us", end.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("signal")]
    [InlineData("twice")]
    public async Task A_kill_by_file_by_signal_and_twice_at_once_is_one_kill_with_one_receipt(string how)
    {
        using var folder = new StateFolder();
        await using var run = Kalshiarb.Start("run", "--speed", "30", "--seed", "1", "--state", folder.State);
        await run.UntilAsync(" ENTRY ");

        if (how == "file") await File.WriteAllTextAsync(Path.Combine(folder.State, "KILL"), "drill\n");
        else if (how == "signal") run.Signal("USR1");
        else
        {
            var both = await Task.WhenAll(Kalshiarb.RunAsync("kill", "--state", folder.State), Kalshiarb.RunAsync("kill", "--state", folder.State));
            // One that asks late reads the record that the other's kill has left.
            Assert.All(both, kill => Assert.Contains("verified", kill.With(0).Output, StringComparison.OrdinalIgnoreCase));
        }

        await run.UntilAsync("KILL +75 s: nothing rests");
        var end = (await run.EndAsync()).With(0);
        Assert.Single(end.Output.Split('\n'), line => line.StartsWith("KILLED, VERIFIED", StringComparison.Ordinal));
        Assert.Contains("ledger agrees to the micro-dollar", end.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" ENTRY ", end.Output[end.Output.IndexOf("KILLED, VERIFIED", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Positions_are_left_in_process_as_well_and_the_ledger_has_seen_it()
    {
        using var folder = new StateFolder();
        await using var run = Kalshiarb.Start("run", "--speed", "30", "--seed", "1", "--state", folder.State);
        await run.UntilAsync(" EXIT ");
        await Until.SomeAsync(async () => (await ControlSocket.PositionsAsync(folder.State)) is { Count: > 0 } ? "held" : null);

        var kill = await Kalshiarb.RunAsync("kill", "--flatten", "--floor", "0.02", "--state", folder.State);

        var end = (await run.EndAsync()).With(0);
        var flatten = kill.Line("  flatten ");
        Assert.Matches("[1-9][0-9]* positions, [1-9][0-9]* orders", flatten);
        Assert.Equal(flatten.Contains(" complete:", StringComparison.Ordinal) ? 0 : 7, kill.Code);
        Assert.Contains("ledger agrees to the micro-dollar", end.Output, StringComparison.Ordinal);
        if (kill.Code == 0) Assert.Contains("0 positions kept", end.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// Holds as well for a program whose strategies never return, or whose figures throw: <c>tests/Mutants/run survive</c> puts such
    /// defects in. So it asks nothing of the service that a core must answer.
    /// </summary>
    [Fact]
    public async Task Whatever_strategies_and_figures_do_what_rests_is_cancelled_and_proved_gone()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder, ["--slate", "1", "--speed", "4"]);
        await using var run = Start(folder, venue, "--set", "execution.maker-timeout=50s", "--set", "execution.entry-expiry=60s");
        using var account = venue.Join();
        // What rests does so for 15 seconds of real time, whatever becomes of the program.
        await Until.SomeAsync(async () => (await account.RestingAsync()).IsEmpty ? null : "resting");

        var kill = (await Kalshiarb.RunAsync("kill", "--state", folder.State)).With(0);

        Assert.Contains("KILLED, VERIFIED", kill.Output, StringComparison.Ordinal);
        Assert.Empty(await account.RestingAsync());
        var accepted = venue.Accepted;
        await run.KillAsync();
        Assert.Equal(accepted, venue.Accepted);
    }

    [SkippableFact]
    public async Task With_the_disk_full_everything_is_cancelled_and_proved_and_the_run_ends_with_5()
    {
        using var folder = new StateFolder();
        Directory.CreateDirectory(folder.State);
        Skip.IfNot(CanMount(folder.State), "a small tmpfs cannot be mounted in a user namespace here (unshare -rm)");
        await using var venue = await VenueProcess.StartAsync(folder, _evening);
        using var account = venue.Join();
        await using var run = Kalshiarb.StartIn(
            ["unshare", "-rm", "sh", "-c", $"mount -t tmpfs -o size=6m tmpfs '{folder.State}' && exec \"$@\"", "sh", Kalshiarb.Dotnet, Kalshiarb.Dll],
            ["run", "--wire", "--state", folder.State, .. venue.Options("paper")]);
        await run.UntilAsync(" EXIT ");

        // The rest of the disk is taken by somebody else.
        Fill($"/proc/{run.Id}/root{folder.State}/somebody");

        await run.UntilAsync("KILLED, VERIFIED");
        var accepted = venue.Accepted;
        Assert.Empty(await account.RestingAsync());
        var end = (await run.EndAsync()).With(5);
        Assert.Contains("storage failed: ", end.Output + end.Error, StringComparison.Ordinal);
        Assert.Equal(accepted, venue.Accepted);
    }

    [SkippableFact]
    public async Task A_disk_that_begins_to_refuse_writes_ends_in_a_proved_kill_and_with_5()
    {
        Skip.If(!File.Exists("/usr/bin/prlimit") && !File.Exists("/bin/prlimit"), "prlimit is not installed");
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder, _evening);
        using var account = venue.Join();
        await using var run = Start(folder, venue);
        await run.UntilAsync(" ENTRY ");

        // From now on no file of the process may grow: every write that needs room fails, those in place do not, as under a quota.
        using (var limit = Process.Start("prlimit", ["--pid", $"{run.Id}", "--fsize=4096"])) limit.WaitForExit();

        await run.UntilAsync("KILLED, VERIFIED");
        var accepted = venue.Accepted;
        Assert.Empty(await account.RestingAsync());
        var end = (await run.EndAsync()).With(5);
        Assert.Contains("storage failed: ", end.Output + end.Error, StringComparison.Ordinal);
        Assert.Equal(accepted, venue.Accepted);
    }

    private static Kalshiarb Start(StateFolder folder, VenueProcess venue, params string[] more) =>
        Kalshiarb.Start(["run", "--wire", "--state", folder.State, .. venue.Options("paper"), "--set", "strategies.momentum.skip=0", "--set", "strategies.momentum.cancel-below=0", .. more]);

    // After the receipt: not while the service still runs, and not when it ends.
    private static async Task AssertNothingFollowsAsync(Kalshiarb run, VenueProcess venue)
    {
        var accepted = venue.Accepted;
        await run.UntilAsync("KILL +75 s: nothing rests");
        Assert.Contains("ledger agrees to the micro-dollar", (await run.EndAsync()).With(0).Output, StringComparison.Ordinal);
        Assert.Equal(accepted, venue.Accepted);
    }

    private static void Fill(string path)
    {
        var block = new byte[16 * 1024];
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1);
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static bool CanMount(string directory)
    {
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("unshare", ["-rm", "sh", "-c", $"mount -t tmpfs -o size=1m tmpfs '{directory}'"]) { RedirectStandardError = true })!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
