using Xunit.Abstractions;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>
/// Paper through Kalshi's own protocol: the whole program, its embedded exchange and sockets between them. KALSHIARB_FAULTS=all
/// runs every fault instead of a few; KALSHIARB_WIRE sets how long each run is.
/// </summary>
public sealed class WireTests(ITestOutputHelper output)
{
    private static readonly string[] _some = ["error_after_accept:every=3", "sequence_gap:every=300", "timeout_after_accept:every=4,delay_ms=2000"];

    private static readonly string[] _all =
    [
        "latency:delay_ms=300", "too_many_requests:every=5", "error_before_accept:every=4", "error_after_accept:every=3", "html_after_accept:every=3",
        "timeout_after_accept:every=3,delay_ms=4000", "late_accept:every=4,delay_ms=60000", "dropped_reply:every=3", "disconnect:every=2000", "sequence_gap:every=300",
        "duplicate_frame:every=100", "reordered_frame:every=100", "fill_before_ack", "ack_before_fill", "order_before_fill", "fill_without_order",
        "stale_read:delay_ms=2000", "cancel_not_found:every=2", "stranger:delay_ms=5000", "channel_error:every=1000", "command_timeout:every=2",
    ];

    private static string Length => Environment.GetEnvironmentVariable("KALSHIARB_WIRE") ?? "15s";

    /// <summary>The faults of this run of the tests.</summary>
    public static TheoryData<string> Faults => new(Environment.GetEnvironmentVariable("KALSHIARB_FAULTS") == "all" ? _all : _some);

    [Fact]
    public async Task A_run_over_the_wire_trades_agrees_with_the_exchange_and_replays_to_its_hash()
    {
        using var folder = new StateFolder();

        var run = (await Kalshiarb.RunAsync("run", "--wire", "--capture", "--seed", "1", "--for", Length, "--state", folder.State)).With(0);

        Assert.Contains("over the wire at 127.0.0.1:", run.Output, StringComparison.Ordinal);
        Assert.Contains(" ENTRY ", run.Output, StringComparison.Ordinal);
        Assert.Contains("ledger agrees to the micro-dollar", run.Output, StringComparison.Ordinal);
        Assert.Equal(run.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0).Hash);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(folder.State, "capture")));
        Assert.Empty(Twice(folder.State));
    }

    [Fact]
    public async Task A_second_run_over_the_wire_finds_the_exchange_as_it_was()
    {
        using var folder = new StateFolder();
        (await Kalshiarb.RunAsync("run", "--wire", "--seed", "1", "--for", Length, "--state", folder.State)).With(0);

        var second = (await Kalshiarb.RunAsync("run", "--wire", "--for", "3s", "--state", folder.State)).With(0);
        var otherWay = await Kalshiarb.RunAsync("run", "--for", "1s", "--state", folder.State);

        Assert.Contains("ledger agrees to the micro-dollar", second.Output, StringComparison.Ordinal);
        Assert.Equal(second.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(2))).With(0).Hash);
        Assert.Equal(3, otherWay.Code);
        Assert.Contains("orders.jsonl", otherWay.Error, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_of_the_exchange_costs_no_order_and_no_fill(string fault)
    {
        using var folder = new StateFolder();

        var run = (await Kalshiarb.RunAsync("run", "--wire", "--seed", "1", "--for", Length, "--state", folder.State, "--fault", fault)).With(0);

        var line = run.Output.Split('\n').Single(one => one.StartsWith("faults ", StringComparison.Ordinal));
        output.WriteLine(line);
        Assert.Contains(fault.Split(':')[0], line, StringComparison.Ordinal);
        Assert.Contains("ledger agrees to the micro-dollar", run.Output, StringComparison.Ordinal);
        Assert.Empty(Twice(folder.State));
        Assert.Equal(run.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0).Hash);
    }

    [Theory]
    [InlineData("cancel_all_lingers")]
    [InlineData("reduce_only_refused")]
    [InlineData("past_expiry_immediate")]
    [InlineData("ids_free_once_closed")]
    public async Task What_our_program_never_provokes_another_one_on_the_account_may(string fault)
    {
        using var folder = new StateFolder();
        await using var running = Kalshiarb.Start("run", "--wire", "--seed", "1", "--for", Length, "--state", folder.State, "--fault", fault);
        await running.UntilAsync(" READY ");
        // An entry works now and again; what is provoked strikes it or the next one.
        await running.UntilAsync(" ENTRY ");

        using (var other = OtherProgram.Join(folder.State, running.Output)) await other.ProvokeAsync(fault);

        var run = (await running.EndAsync()).With(0);
        Assert.Matches($"faults .*{fault} [1-9]", run.Output);
        Assert.Contains("ledger agrees to the micro-dollar", run.Output, StringComparison.Ordinal);
        Assert.Equal(run.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0).Hash);
    }

    [Fact]
    public async Task A_kill_over_the_wire_is_verified_and_nothing_is_accepted_after_its_receipt()
    {
        using var folder = new StateFolder();
        await using var running = Kalshiarb.Start("run", "--wire", "--seed", "1", "--state", folder.State, "--fault", "latency:delay_ms=100");
        await running.UntilAsync(" EXIT ");

        var kill = (await Kalshiarb.RunAsync("kill", "--state", folder.State, "--reason", "drill")).With(0);
        var accepted = VenueFile.Read(folder.State).Count(line => line.Kind == "accepted");
        var run = (await running.EndAsync()).With(0);

        Assert.Contains("KILLED, VERIFIED", kill.Output, StringComparison.Ordinal);
        Assert.Matches("groups +[1-9] of [1-9] order groups shown as triggered", kill.Output);
        Assert.Contains("ledger agrees to the micro-dollar", run.Output, StringComparison.Ordinal);
        Assert.Equal(accepted, VenueFile.Read(folder.State).Count(line => line.Kind == "accepted"));
        var next = (await Kalshiarb.RunAsync("run", "--wire", "--for", "3s", "--state", folder.State)).With(0);
        Assert.Contains("drill", next.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" ENTRY ", next.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--fault", "latency")]
    [InlineData("--wire", "--speed", "11")]
    [InlineData("--wire", "--fault", "nonsense")]
    public async Task What_the_wire_cannot_do_is_refused(params string[] args)
    {
        using var folder = new StateFolder();

        var run = await Kalshiarb.RunAsync(["run", "--for", "1s", "--state", folder.State, .. args]);

        Assert.Equal(2, run.Code);
    }

    /// <summary>Client ids that the venue's own file shows as accepted more than once.</summary>
    private static IEnumerable<string> Twice(string state) =>
        VenueFile.Read(state).Where(line => line.Kind == "accepted" && line.Client is not null).GroupBy(line => line.Client!).Where(same => same.Count() > 1).Select(same => same.Key);
}
