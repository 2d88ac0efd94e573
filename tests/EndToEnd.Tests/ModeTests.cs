namespace KalshiArb.EndToEnd.Tests;

/// <summary>The modes with a venue outside the process: here the exchange of the program, on a port of its own, in Kalshi's place.</summary>
public sealed class ModeTests
{
    private static readonly string[] _short = ["--for", "5s"];

    [Fact]
    public async Task Demo_reconciles_with_the_exchange_says_that_there_are_no_odds_and_agrees_at_the_end()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder);

        var run = (await Kalshiarb.RunAsync(["run", "--mode", "demo", "--state", folder.State, .. _short, .. venue.Options("demo")])).With(0);

        Assert.Contains("DEMO: Kalshi's demo exchange, no real money", run.Output, StringComparison.Ordinal);
        Assert.Contains("nothing will be entered", run.Output, StringComparison.Ordinal);
        Assert.Contains(" READY ", run.Output, StringComparison.Ordinal);
        Assert.Contains("books live 25/25", run.Output, StringComparison.Ordinal);
        Assert.Contains("ledger agrees to the micro-dollar", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(" ENTRY ", run.Output, StringComparison.Ordinal);
        Assert.Equal(run.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0).Hash);
        Assert.Contains("mode demo, asked for paper", (await Kalshiarb.RunAsync(["run", "--state", folder.State, .. _short])).With(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_reads_the_exchange_and_writes_nothing_to_it()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder);
        string[] options = ["run", "--mode", "dry-run", "--state", folder.State, .. _short, .. venue.Options("live")];

        var run = (await Kalshiarb.RunAsync(options)).With(0);

        Assert.Contains("DRY RUN", run.Output, StringComparison.Ordinal);
        Assert.Contains(" READY ", run.Output, StringComparison.Ordinal);
        Assert.Contains("books live 25/25", run.Output, StringComparison.Ordinal);
        Assert.Contains("ledger agrees to the micro-dollar: cash $1000", run.Output, StringComparison.Ordinal);
        string[] kinds = [.. VenueFile.Read(venue.State).Select(line => line.Kind).Distinct()];
        foreach (var written in (string[])["create", "cancel", "cancel-all", "group", "trigger"]) Assert.DoesNotContain(written, kinds);
        Assert.Contains("\"mode\":\"dry-run\"", await File.ReadAllTextAsync(Path.Combine(folder.State, "state.json")), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(run.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0).Hash);
        Assert.Contains("earlier dry run", (await Kalshiarb.RunAsync(options)).With(3).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_without_its_flag_is_refused()
    {
        using var folder = new StateFolder();

        var run = (await Kalshiarb.RunAsync("run", "--mode", "live", "--for", "1s", "--state", folder.State)).With(2);

        Assert.Contains("give --live", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.State));
    }

    [Fact]
    public async Task Live_with_a_failing_doctor_is_refused_and_says_what_failed()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder);

        var unknown = (await Kalshiarb.RunAsync(["run", "--mode", "live", "--live", "--for", "1s", "--state", folder.State, .. venue.Options("live"), "--set", "exchange.key-id=another"])).With(3);
        var nowhere = (await Kalshiarb.RunAsync(
            ["run", "--mode", "live", "--live", "--for", "1s", "--state", folder.State, .. venue.Options("live"),
                "--set", "exchange.hosts.live.rest=http://127.0.0.1:9/trade-api/v2"])).With(6);

        Assert.Contains("FAIL", unknown.Output, StringComparison.Ordinal);
        Assert.Contains("permissions", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("reachability", nowhere.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.State));
    }

    [Theory]
    [InlineData("demo", "--live")]
    [InlineData("demo", "--speed", "2")]
    [InlineData("dry-run", "--seed", "3")]
    [InlineData("demo", "--fault", "latency")]
    [InlineData("demo")]
    [InlineData("dry-run")]
    public async Task What_belongs_to_the_simulated_exchange_and_a_run_without_a_key_are_refused(string mode, params string[] args)
    {
        using var folder = new StateFolder();

        (await Kalshiarb.RunAsync(["run", "--mode", mode, "--for", "1s", "--state", folder.State, .. args])).With(2);
    }
}
