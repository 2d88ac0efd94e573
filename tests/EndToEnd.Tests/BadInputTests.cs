using System.Diagnostics;
using KalshiArb.Domain.Journal;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>Wrong input, foreign state and a full disk: a clear error that names the thing, and the right exit code.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData("strategies.entry.taker-treshold=0.05", "taker-threshold")]
    [InlineData("paper.slate.gmes=3", "paper.slate.games")]
    public async Task An_unknown_setting_ends_with_2_and_names_the_nearest(string set, string nearest)
    {
        using var folder = new StateFolder();

        var run = (await Kalshiarb.RunAsync("run", "--for-market", "1m", "--state", folder.State, "--set", set)).With(2);

        Assert.Contains(set.Split('=')[0], run.Error, StringComparison.Ordinal);
        Assert.Contains(nearest, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.State));
    }

    [Theory]
    [InlineData("paper.slate.games=0", "1 to ")]
    [InlineData("paper.latency=50", "unit")]
    [InlineData("strategies.entry.kelly-fraction=2", "1")]
    public async Task A_value_out_of_range_ends_with_2_and_names_the_range(string set, string range)
    {
        using var folder = new StateFolder();

        var run = (await Kalshiarb.RunAsync("run", "--for-market", "1m", "--state", folder.State, "--set", set)).With(2);

        Assert.Contains(set.Split('=')[0], run.Error, StringComparison.Ordinal);
        Assert.Contains(range, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_of_another_seed_or_slate_and_one_in_use_end_with_3_and_leave_it_alone()
    {
        using var folder = new StateFolder();
        await using var run = Kalshiarb.Start("run", "--speed", "10", "--seed", "7", "--state", folder.State);
        await run.UntilAsync(" READY ");

        var inUse = (await Kalshiarb.RunAsync("run", "--for-market", "1m", "--seed", "7", "--state", folder.State)).With(3);
        Assert.Contains("in use by another service", inUse.Error, StringComparison.Ordinal);
        Assert.NotNull(await ControlSocket.AskAsync(folder.State, "Status"));

        run.Signal("TERM");
        (await run.EndAsync()).With(0);
        var seed = (await Kalshiarb.RunAsync("run", "--for-market", "1m", "--seed", "8", "--state", folder.State)).With(3);
        Assert.Contains("seed 7, asked for 8", seed.Error, StringComparison.Ordinal);
        var slate = (await Kalshiarb.RunAsync("run", "--for-market", "1m", "--seed", "7", "--state", folder.State, "--set", "paper.slate.games=11")).With(3);
        Assert.Contains("Games = 11", slate.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_frame_that_does_not_parse_is_quarantined_reported_and_on_the_tape()
    {
        using var folder = new StateFolder();
        await File.WriteAllTextAsync(
            folder["frames.json"],
            """
            {"frames":[
              {"received_ms":1786085188416,"frame":{"type":"orderbook_snapshot","sid":1,"seq":1,"msg":{"market_ticker":"KXMLBGAME-26AUG071905ATLNYY-NYY","market_id":"a","yes_dollars_fp":[["0.4700","300.00"]],"no_dollars_fp":[["0.5000","300.00"]]}}},
              {"received_ms":1786085189416,"frame":{"type":"orderbook_delta","sid":1,"seq":2,"msg":{"market_ticker":"KXMLBGAME-26AUG071905ATLNYY-NYY","price_dollars":"cheap","delta_fp":"5.00","side":"yes"}}},
              {"received_ms":1786085190416,"frame":{"type":"orderbook_delta","sid":1,"seq":3,"msg":{"market_ticker":"KXMLBGAME-26AUG071905ATLNYY-NYY","market_id":"a","price_dollars":"0.4600","delta_fp":"5.00","side":"yes"}}}
            ]}
            """);

        var import = (await Kalshiarb.RunAsync("import", "kalshi-frames", folder["frames.json"], "--out", folder["frames.tape"])).With(0);

        Assert.Matches("quarantined +1", import.Output);
        Assert.Contains("quarantined: frame at ", import.Error, StringComparison.Ordinal);
        Assert.Contains("price_dollars", import.Error, StringComparison.Ordinal);
        var replay = (await Kalshiarb.RunAsync("replay", folder["frames.tape"], "--decisions", folder["decisions"])).With(0);
        Assert.Matches("entries +0", replay.Output);
    }

    [SkippableTheory]
    [InlineData("1500k")]
    [InlineData("4m")]
    public async Task A_full_disk_cancels_what_rests_ends_with_5_and_the_next_start_is_killed_whatever_could_be_written(string size)
    {
        using var folder = new StateFolder();
        Skip.IfNot(CanMount(folder), "a small tmpfs cannot be mounted in a user namespace here (unshare -rm)");
        // The venue is somebody else's: its file lies on another disk than ours.
        Directory.CreateDirectory(folder["o/venue"]);
        var script = $"mount -t tmpfs -o size={size} tmpfs '{folder.State}' && ln -s '{folder["o/venue"]}' '{folder.State}/venue' && (\"$@\"; ended=$?; cp -a '{folder.State}/.' '{folder["after"]}'; exit $ended)";
        Directory.CreateDirectory(folder["after"]);
        Directory.CreateDirectory(folder.State);

        await using var run = Kalshiarb.StartIn(
            ["unshare", "-rm", "sh", "-c", script, "sh", Kalshiarb.Dotnet, Kalshiarb.Dll],
            ["run", "--for-market", "2h", "--speed", "100000", "--seed", "7", "--state", folder.State]);
        var end = (await run.EndAsync()).With(5);

        Assert.Contains("storage failed: ", end.Output + end.Error, StringComparison.Ordinal);
        var venue = VenueFile.Read(folder["o"]);
        var open = venue.Where(line => line.Kind == "accepted").Select(line => line.Client).Except(venue.Where(line => line.Kind == "ended").Select(line => line.Client));
        Assert.True(venue.Count > 10);
        Assert.Empty(open);
        if (size != "1500k") return;
        // The disk is back: what the full one kept from being written is known all the same, and nothing is traded on it.
        var intents = VenueTruth.Facts(folder["after"]).OfType<OrderIntended>().Count();
        var next = (await Kalshiarb.RunAsync("run", "--for-market", "2m", "--speed", "100000", "--seed", "7", "--state", folder["after"])).With(0);
        Assert.Contains("KILLED   by ", next.Output, StringComparison.Ordinal);
        Assert.Contains("ledger agrees to the micro-dollar", next.Output, StringComparison.Ordinal);
        Assert.Equal(intents, VenueTruth.Facts(folder["after"]).OfType<OrderIntended>().Count());
    }

    [SkippableFact]
    public async Task A_disk_that_is_read_only_refuses_the_start_with_5_and_says_so()
    {
        using var folder = new StateFolder();
        Skip.IfNot(CanMount(folder), "a small tmpfs cannot be mounted in a user namespace here (unshare -rm)");
        Directory.CreateDirectory(folder.State);

        await using var run = Kalshiarb.StartIn(
            ["unshare", "-rm", "sh", "-c", $"mount -t tmpfs -o ro,size=1m tmpfs '{folder.State}' && exec \"$@\"", "sh", Kalshiarb.Dotnet, Kalshiarb.Dll],
            ["run", "--for-market", "1m", "--seed", "7", "--state", folder.State]);
        var end = (await run.EndAsync()).With(5);

        Assert.Contains("Read-only file system", end.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_that_is_damaged_refuses_the_start_with_5_and_is_left_as_it_is()
    {
        using var folder = new StateFolder();
        (await Kalshiarb.RunAsync("run", "--for-market", "20s", "--speed", "100000", "--seed", "7", "--state", folder.State)).With(0);
        var journal = Path.Combine(folder.State, "journal.db");
        var bytes = await File.ReadAllBytesAsync(journal);
        for (var page = 4096; page + 4096 <= bytes.Length; page += 4096) Array.Fill(bytes, (byte)0xA5, page, 2048);
        await File.WriteAllBytesAsync(journal, bytes);

        var end = (await Kalshiarb.RunAsync("run", "--for-market", "2m", "--speed", "100000", "--seed", "7", "--state", folder.State)).With(5);

        Assert.Contains("storage failed: the journal", end.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", end.Error, StringComparison.Ordinal);
        Assert.Equal(bytes, (await File.ReadAllBytesAsync(journal))[..bytes.Length]);
    }

    private static bool CanMount(StateFolder folder)
    {
        Directory.CreateDirectory(folder["m"]);
        try
        {
            using var probe = Process.Start(new ProcessStartInfo("unshare", ["-rm", "sh", "-c", $"mount -t tmpfs -o size=1m tmpfs '{folder["m"]}'"])
            {
                RedirectStandardError = true,
            })!;
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
