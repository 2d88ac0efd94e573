using KalshiArb.EndToEnd.Tests.Crash;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>Parity: what the core decided in real time, over sockets, it decides again from its tape alone.</summary>
public sealed class ParityTests
{
    private static string Length => Environment.GetEnvironmentVariable("KALSHIARB_WIRE") ?? "8s";

    [Fact]
    public async Task A_paper_run_over_the_wire_in_real_time_and_the_replay_of_its_tape_have_one_hash()
    {
        using var folder = new StateFolder();
        await using var venue = await SweepVenue.StartAsync(folder["v"], 7, 10);

        var run = (await Kalshiarb.RunAsync(["run", "--wire", "--for", Length, "--state", folder.State, .. venue.Settings, .. CrashSweepTests.Busy])).With(0);

        Assert.Contains(" ENTRY ", run.Output, StringComparison.Ordinal);
        Assert.Contains("ledger agrees to the micro-dollar", run.Output, StringComparison.Ordinal);
        var replay = (await Kalshiarb.RunAsync(["replay", folder.Tape(1), .. CrashSweepTests.Busy])).With(0);
        Assert.Equal(run.Hash, replay.Hash);
    }

    [Fact]
    public async Task The_state_of_one_exchange_is_refused_at_another()
    {
        using var folder = new StateFolder();
        await using var venue = await SweepVenue.StartAsync(folder["v"], 7, 10);
        (await Kalshiarb.RunAsync(["run", "--wire", "--for", "1s", "--state", folder.State, .. venue.Settings])).With(0);

        var embedded = (await Kalshiarb.RunAsync("run", "--wire", "--for", "1s", "--state", folder.State)).With(3);
        var fault = (await Kalshiarb.RunAsync(["run", "--wire", "--for", "1s", "--fault", "latency", "--state", folder["other"], .. venue.Settings])).With(2);

        Assert.Contains("exchange.hosts.paper", embedded.Error, StringComparison.Ordinal);
        Assert.Contains("--fault", fault.Error, StringComparison.Ordinal);
    }
}
