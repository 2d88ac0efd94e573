using System.Globalization;
using System.Text.RegularExpressions;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>A simulated day through the whole program, and what a broken exchange makes of it.</summary>
public sealed class TradingDayTests
{
    [Theory]
    [InlineData(7)]
    public async Task A_simulated_hour_trades_ends_with_an_agreeing_ledger_and_replays_to_its_hash(int seed)
    {
        using var folder = new StateFolder();

        var run = (await RunAsync(folder, "60m", $"--seed={seed}")).With(0);

        Assert.Contains("ledger agrees to the micro-dollar", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("decision hash ", run.Output.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
        var entries = Regex.Match(run.Line("entries "), @"(\d+) taker, (\d+) maker; filled (\d+), timed out (\d+)");
        foreach (var figure in entries.Groups.Values.Skip(1)) Assert.True(int.Parse(figure.Value, CultureInfo.InvariantCulture) > 0, run.Line("entries "));
        var markets = run.Output.Split('\n').Where(line => line.Contains(" ENTRY ", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2]);
        Assert.True(markets.Distinct().Count() >= 5);
        Assert.Contains("at fair value", run.Line("closed "), StringComparison.Ordinal);
        Assert.Contains("by time limit", run.Line("closed "), StringComparison.Ordinal);

        var replay = (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0);
        Assert.Equal(run.Hash, replay.Hash);
        Assert.Contains("replay agrees with its run", replay.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_seed_decides_the_same_at_any_speed()
    {
        using var slow = new StateFolder();
        using var fast = new StateFolder();

        var hashes = await Task.WhenAll(HashAsync(slow, 60), HashAsync(fast, 600));

        Assert.Equal(hashes[0], hashes[1]);

        static async Task<string> HashAsync(StateFolder folder, int speed) =>
            (await Kalshiarb.RunAsync("run", "--for-market", "5m", "--speed", $"{speed}", "--seed", "7", "--state", folder.State)).With(0).Hash;
    }

    [Theory]
    [InlineData("withhold-fill", "position ")]
    [InlineData("fee-error-fill", "fees: ")]
    public async Task A_fill_that_is_withheld_or_charged_a_micro_dollar_more_ends_the_run_with_1_and_shows_both_sides(string fault, string difference)
    {
        using var folder = new StateFolder();

        var run = (await RunAsync(folder, "15m", "--seed=7", "--set", $"paper.faults.{fault}=2")).With(1);

        Assert.Contains("LEDGER DIFFERS", run.Output, StringComparison.Ordinal);
        Assert.Contains("cash $", run.Line("  ours "), StringComparison.Ordinal);
        Assert.Contains("cash $", run.Line("  exchange "), StringComparison.Ordinal);
        Assert.Contains(run.Output.Split('\n'), line => line.StartsWith("  differs ", StringComparison.Ordinal) && line.Contains(difference, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stop_by_signal_ends_in_good_order()
    {
        using var folder = new StateFolder();
        await using var run = Kalshiarb.Start("run", "--speed", "100", "--seed", "7", "--state", folder.State);
        await run.UntilAsync(" ENTRY ");

        run.Signal("TERM");
        var end = (await run.EndAsync()).With(0);

        Assert.Matches("STOPPED +SIGTERM; [0-9]+ resting orders cancelled, confirmed by the exchange", end.Output);
        Assert.Contains("ledger agrees to the micro-dollar", end.Output, StringComparison.Ordinal);
        Assert.Equal(end.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0).Hash);
    }

    private static Task<Ended> RunAsync(StateFolder folder, string market, params string[] more) =>
        Kalshiarb.RunAsync(["run", "--for-market", market, "--speed", "100000", "--state", folder.State, .. more]);
}
