using System.Globalization;
using System.Text.RegularExpressions;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>A kill from a second process while orders rest and one is under way.</summary>
public sealed class KillTests
{
    private const int Resting = 3;

    [Fact]
    public async Task A_kill_counts_what_rests_and_is_in_flight_and_nothing_is_accepted_after_it_until_a_reset()
    {
        var (folder, kill, end) = await KilledWhileOrdersRestAndOneIsUnderWayAsync();
        using var kept = folder;

        Assert.StartsWith("KILLED, VERIFIED", kill.Output, StringComparison.Ordinal);
        Assert.Contains(": drill", kill.Line("  by "), StringComparison.Ordinal);
        Assert.True(SawEnough(kill), kill.Output);
        Assert.Contains("sends without an answer when it began; 0 still without evidence", kill.Line("  in flight "), StringComparison.Ordinal);
        var begun = DateTimeOffset.Parse(Regex.Match(kill.Line("  begun "), @"\d{4}-\S+Z").Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var took = double.Parse(Regex.Match(kill.Line("  begun "), @"after ([0-9.]+) s").Groups[1].Value, CultureInfo.InvariantCulture);
        var ended = (begun - DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(took)).TotalMicroseconds;

        Assert.Contains("ledger agrees to the micro-dollar", end.Output, StringComparison.Ordinal);
        var accepted = VenueFile.Read(folder.State).Where(line => line.Kind == "accepted").ToList();
        Assert.NotEmpty(accepted);
        Assert.All(accepted, line => Assert.True(line.AtMicros <= ended, $"{line} after the receipt"));
        Assert.Equal(end.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0).Hash);

        var before = VenueFile.Read(folder.State).Count(line => line.Kind == "create");
        await using var second = Kalshiarb.Start("run", "--speed", "200", "--state", folder.State, "--set", "paper.slate.lag=60s");
        await second.UntilAsync(" READY ");
        Assert.Matches("KILLED   by .*: drill; verified", second.Output);
        // Two minutes of market time in which the first run would have entered many times.
        var readyAt = await MarketTimeAsync(folder);
        await Until.SomeAsync(async () => await MarketTimeAsync(folder) - readyAt > TimeSpan.FromMinutes(2) ? "passed" : null);
        Assert.DoesNotContain(" ENTRY ", second.Output, StringComparison.Ordinal);
        Assert.Equal(before, VenueFile.Read(folder.State).Count(line => line.Kind == "create"));

        (await Kalshiarb.RunAsync("reset", "--reason", "drill over", "--state", folder.State)).With(0);

        await second.UntilAsync(" ENTRY ");
        second.Signal("TERM");
        Assert.Contains("ledger agrees to the micro-dollar", (await second.EndAsync()).With(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_KILL_that_lies_there_at_the_start_is_a_kill_before_anything_is_traded()
    {
        using var folder = new StateFolder();
        (await Kalshiarb.RunAsync("run", "--for-market", "5m", "--speed", "60000", "--seed", "1", "--state", folder.State)).With(0);
        var before = VenueFile.Read(folder.State).Count(line => line.Kind == "create");
        await File.WriteAllTextAsync(Path.Combine(folder.State, "KILL"), "fire drill");

        var run = (await Kalshiarb.RunAsync("run", "--speed", "200", "--state", folder.State)).With(0);

        Assert.Contains("KILLED, VERIFIED", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, VenueFile.Read(folder.State).Count(line => line.Kind == "create"));
    }

    /// <summary>
    /// Looks until three orders rest and one is under way, and kills. Between the look and the kill time goes on, on a busy machine for
    /// seconds in which orders end: where the kill no longer found them, a new run is looked at, five at most.
    /// </summary>
    private static async Task<(StateFolder Folder, Ended Kill, Ended End)> KilledWhileOrdersRestAndOneIsUnderWayAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var folder = new StateFolder();
            await using var run = Kalshiarb.Start("run", "--speed", "4", "--seed", "1", "--state", folder.State, "--set", "paper.latency=1500ms", "--set", "paper.slate.lag=60s", "--set", "strategies.entry.maker-threshold=0.01",
                "--set", "execution.maker-timeout=50s", "--set", "execution.entry-expiry=60s", "--set", "risk.account.max-markets=20", "--set", "strategies.momentum.skip=0", "--set", "strategies.momentum.cancel-below=0");
            await run.UntilAsync(" READY ");
            await Until.SomeAsync(async () => run.HasExited ? throw new InvalidOperationException(run.Output + run.Error) : await IsBusyAsync(folder) ? "busy" : null);

            // An order is in flight for an eighth of a second, less than a process takes to start: the kill's own request
            // goes to the socket first, and the command, which joins the kill that runs, brings the receipt.
            Assert.True((await ControlSocket.AskAsync(folder.State, "Kill", "drill"))!.Value.GetProperty("ok").GetBoolean());
            var kill = (await Kalshiarb.RunAsync("kill", "--reason", "too late to count", "--state", folder.State)).With(0);
            var end = (await run.EndAsync()).With(0);
            if (SawEnough(kill) || attempt == 5) return (folder, kill, end);
            folder.Dispose();
        }
    }

    private static async Task<bool> IsBusyAsync(StateFolder folder) =>
        await ControlSocket.OrdersAsync(folder.State) is { } orders
        && orders.Count(order => order.State is "Working" or "CancelPending") >= Resting
        && orders.Any(order => order.State is "Sent" or "Intended");

    /// <summary>Whether the kill found an order under way and all that rested but one, which may have ended in the moment between.</summary>
    private static bool SawEnough(Ended kill) => Number(kill.Line("  open ")) >= Resting - 1 && Number(kill.Line("  in flight ")) >= 1;

    private static async Task<DateTimeOffset> MarketTimeAsync(StateFolder folder) =>
        DateTimeOffset.Parse(
            (await ControlSocket.AskAsync(folder.State, "Status"))!.Value.GetProperty("status").GetProperty("at").GetString()!,
            CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static int Number(string line) => int.Parse(Regex.Match(line, "[0-9]+").Value, CultureInfo.InvariantCulture);
}
