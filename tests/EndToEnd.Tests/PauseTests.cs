using System.Text;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>The venue pauses, closes and cancels under a run over the wire: all of it is normal, and the ledgers agree.</summary>
public sealed class PauseTests
{
    [Fact]
    public async Task Pauses_closes_and_cancels_by_the_exchange_are_normal_ends_over_the_wire()
    {
        using var folder = new StateFolder();
        await using var running = Kalshiarb.Start(
            "run", "--wire", "--capture", "--seed", "1", "--for", "30s", "--state", folder.State, "--set", "execution.exit-expiry=20s");
        await running.UntilAsync(" READY ");
        var ticker = (await running.UntilAsync(" EXIT ")).Split(' ', StringSplitOptions.RemoveEmptyEntries)[2];
        using var other = OtherProgram.Join(folder.State, running.Output);

        // The venue lets an exit expire; the next one it takes back on the market's return, and the one after at the close.
        await UntilCapturedAsync(folder.State, "ExpiryCancel");
        await other.UntilRestingAsync(ticker);
        await other.ControlAsync($$"""{"command":"market","ticker":"{{ticker}}","active":false}""");
        await other.ControlAsync($$"""{"command":"market","ticker":"{{ticker}}","active":true}""");
        await UntilCapturedAsync(folder.State, "HaltCancel");
        await other.UntilRestingAsync(ticker);
        await other.ControlAsync($$"""{"command":"close","ticker":"{{ticker}}"}""");
        await UntilCapturedAsync(folder.State, "CloseCancel");

        foreach (var shard in new[] { 0, 3 }) await other.ControlAsync($$"""{"command":"pause_trading","exchange_index":{{shard}},"paused":true}""");
        await running.UntilAsync("shard 3 of the exchange takes no entries");
        await running.UntilAsync("shard 0 of the exchange takes no entries");
        var paused = running.Output.Length;
        foreach (var shard in new[] { 0, 3 }) await other.ControlAsync($$"""{"command":"pause_trading","exchange_index":{{shard}},"paused":false}""");
        var first = await running.UntilAsync("of the exchange trades again");

        var run = (await running.EndAsync()).With(0);
        Assert.DoesNotContain(" ENTRY ", run.Output[paused..run.Output.IndexOf(first, StringComparison.Ordinal)], StringComparison.Ordinal);
        Assert.DoesNotContain("FROZEN", run.Output, StringComparison.Ordinal);
        Assert.Contains("ledger agrees to the micro-dollar", run.Output, StringComparison.Ordinal);
        Assert.Equal(run.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0).Hash);
    }

    private static Task<string> UntilCapturedAsync(string state, string reason) => Until.SomeAsync(() => Task.FromResult(
        Directory.EnumerateFiles(Path.Combine(state, "capture")).Any(file => Text(file).Contains($"\"{reason}\"", StringComparison.Ordinal)) ? reason : null));

    private static string Text(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
