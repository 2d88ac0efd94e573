using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>
/// The kill from a second process when the service cannot: stopped, gone, or never asked. The exchange is a process of its own,
/// at ten times real time, so that it goes on as Kalshi would.
/// </summary>
public sealed class LoneKillTests
{
    private static readonly string[] _evening = ["--slate", "1", "--speed", "10"];

    // Entries rest for as long as they may, so that a kill finds some.
    private static readonly string[] _resting = ["--set", "execution.maker-timeout=10s", "--set", "strategies.momentum.skip=0", "--set", "strategies.momentum.cancel-below=0"];

    [Fact]
    public async Task A_stopped_service_is_killed_by_the_command_alone_and_sends_nothing_when_it_goes_on()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder, _evening);
        await using var run = Kalshiarb.Start(["run", "--wire", "--state", folder.State, .. venue.Options("paper"), .. _resting]);
        using var account = venue.Join();
        await run.UntilAsync(" ENTRY ");
        await UntilRestingAsync(account);
        run.Signal("STOP");

        var kill = (await Kalshiarb.RunAsync("kill", "--state", folder.State, "--reason", "drill")).With(0);

        Assert.Contains("killing alone at 127.0.0.1:", kill.Error, StringComparison.Ordinal);
        Assert.Contains("KILLED, VERIFIED", kill.Output, StringComparison.Ordinal);
        Assert.Matches("groups +4 of 4 order groups shown as triggered", kill.Output);
        Assert.Contains("KILL +75 s: nothing rests", kill.Output, StringComparison.Ordinal);
        Assert.Empty(await account.RestingAsync());
        Assert.Contains("KILLED, VERIFIED", await File.ReadAllTextAsync(Path.Combine(folder.State, "kill-receipt.txt")), StringComparison.Ordinal);
        var accepted = venue.Accepted;

        run.Signal("CONT");
        var end = await run.EndAsync();

        Assert.Contains("file KILL", end.Output, StringComparison.Ordinal);
        Assert.Equal(accepted, venue.Accepted);
        Assert.DoesNotContain("PRIVATE KEY", await File.ReadAllTextAsync(Path.Combine(folder.State, "kill-venue.json")), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder.State, "kill-venue.json")));
        var next = (await Kalshiarb.RunAsync(["run", "--wire", "--for", "2s", "--state", folder.State, .. venue.Options("paper")])).With(0);
        Assert.Contains("KILLED   by", next.Output, StringComparison.Ordinal);
        Assert.Equal(accepted, venue.Accepted);
    }

    [Fact]
    public async Task A_service_that_was_killed_leaves_nothing_resting_longer_than_its_orders_live()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder, _evening);
        await using var run = Kalshiarb.Start(["run", "--wire", "--state", folder.State, .. venue.Options("paper"), .. _resting]);
        using var account = venue.Join();
        await run.UntilAsync(" EXIT ");
        await UntilRestingAsync(account);
        await run.KillAsync();

        var at = await account.NowAsync();
        var left = await account.RestingAsync();
        Assert.NotEmpty(left);
        foreach (var order in left)
        {
            Assert.True(ClientOrderIds.TryParse(order.Order.Order, out var origin), order.ToString());
            // What was sent a moment before the end may have been accepted a moment after it; orders expire at whole seconds.
            var longest = TimeSpan.FromSeconds((origin.Role == OrderRole.Entry ? 10 : 120) + 2);
            Assert.True(order.Expiration - at <= longest, $"{order} at {at}");
        }

        var entriesGone = await UntilGoneAsync(account, OrderRole.Entry);
        var exitsGone = await UntilGoneAsync(account, OrderRole.Exit);
        Assert.True(entriesGone - at <= TimeSpan.FromSeconds(20), $"entries rested until {entriesGone}, {entriesGone - at} after the end");
        Assert.True(exitsGone - at <= TimeSpan.FromSeconds(130), $"exits rested until {exitsGone}, {exitsGone - at} after the end");
    }

    [Fact]
    public async Task Without_a_service_the_command_leaves_the_positions_as_well_when_it_is_asked_to()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder, _evening);
        await using var run = Kalshiarb.Start(["run", "--wire", "--state", folder.State, .. venue.Options("paper"), .. _resting]);
        using var account = venue.Join();
        await run.UntilAsync(" EXIT ");
        await run.KillAsync();

        var kill = await Kalshiarb.RunAsync("kill", "--state", folder.State, "--flatten");

        Assert.Contains("KILLED, VERIFIED", kill.Output, StringComparison.Ordinal);
        var flatten = kill.Line("FLATTEN  ");
        var held = Assert.IsType<ReadOutcome<ImmutableArray<VenuePosition>>.Ok>(await account.Rest.ListAllPositionsAsync()).Value.Count(row => !row.Position.IsZero);
        // A book may have nobody who buys for longer than the command waits: then it says so, and ends with 7.
        Assert.Matches("[1-9][0-9]* positions, ([1-9][0-9]* orders|0 orders, [1-9][0-9]* still held .*: nobody bids)", flatten);
        Assert.Equal(held == 0 ? 0 : 7, kill.Code);
        Assert.Contains(held == 0 ? "complete:" : "INCOMPLETE:", flatten, StringComparison.Ordinal);
    }

    private static Task<string> UntilRestingAsync(VenueClient account) => Until.SomeAsync(async () => (await account.RestingAsync()).IsEmpty ? null : "resting");

    private static async Task<Instant> UntilGoneAsync(VenueClient account, OrderRole role)
    {
        await Until.SomeAsync(async () =>
        {
            await Task.Delay(50);
            return (await account.RestingAsync()).Any(order => ClientOrderIds.TryParse(order.Order.Order, out var origin) && origin.Role == role) ? null : "gone";
        });
        return await account.NowAsync();
    }
}
