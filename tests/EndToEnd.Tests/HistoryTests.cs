using System.Text.RegularExpressions;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>The command against an exchange in a process of its own.</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task History_of_an_exchange_is_a_tape_that_replays_to_one_hash_and_an_interrupted_download_is_none()
    {
        using var folder = new StateFolder();
        await using var venue = await VenueProcess.StartAsync(folder, "--slate", "7", "--speed", "600");
        using var client = venue.Join();
        var begun = await client.NowAsync();
        while (await client.NowAsync() < begun + TimeSpan.FromMinutes(15)) await Task.Delay(100);
        string[] asked =
        [
            "history", "--series", "KXNBAGAME", "--from", begun.ToString(), "--to", (begun + TimeSpan.FromMinutes(15)).ToString(), "--mode", "paper", .. venue.Options("paper"),
        ];

        var made = (await Kalshiarb.RunAsync([.. asked, "--out", folder["a.tape"]])).With(0);
        Assert.Matches(new Regex(@"with candles +[1-9]\d* +[1-9]\d* minutes"), made.Output);
        Assert.Matches(new Regex(@"with trades +[1-9]\d* +[1-9]\d* trades"), made.Output);
        var first = (await Kalshiarb.RunAsync("replay", folder["a.tape"])).With(0);
        var second = (await Kalshiarb.RunAsync("replay", folder["a.tape"])).With(0);
        Assert.Equal(first.Hash, second.Hash);
        Assert.Contains("prices are the ends of bars of", first.Output, StringComparison.Ordinal);

        await venue.FaultAsync("""{"kind":"latency","delay_ms":30000,"route":"GET /markets/trades"}""");
        await using var slow = Kalshiarb.Start([.. asked, "--out", folder["b.tape"]]);
        while (await venue.StruckAsync("latency") == 0) await Task.Delay(50);
        slow.Signal("INT");
        var ended = (await slow.EndAsync()).With(3);
        Assert.Contains("interrupted: no tape was written", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(folder["b.tape"])!), file => file.Contains("b.tape", StringComparison.Ordinal));
    }
}
