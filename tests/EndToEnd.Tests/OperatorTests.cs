namespace KalshiArb.EndToEnd.Tests;

/// <summary>What an operator does by hand in a running service.</summary>
public sealed class OperatorTests
{
    [Fact]
    public async Task A_position_is_closed_by_hand_and_the_answer_says_what_was_filled()
    {
        using var folder = new StateFolder();
        await using var run = Kalshiarb.Start("run", "--speed", "20", "--seed", "1", "--state", folder.State);
        await run.UntilAsync(" READY ");
        var ticker = await Until.SomeAsync(async () => (await ControlSocket.PositionsAsync(folder.State))?.Keys.FirstOrDefault());

        var closed = await Kalshiarb.RunAsync("close", ticker, "--limit", "0.01", "--state", folder.State);
        var nothing = await Kalshiarb.RunAsync("close", "KXNBAGAME-NO-SUCH", "--limit", "0.40", "--state", folder.State);
        run.Signal("TERM");
        var end = (await run.EndAsync()).With(0);

        Assert.True(closed.Code == 0, closed.Output + closed.Error);
        Assert.Matches($"^{ticker}: sent [0-9.]+, filled [0-9.]+, [0-9.]+ held", closed.Output);
        Assert.Equal(3, nothing.Code);
        Assert.Contains("is not a market of this session", nothing.Error, StringComparison.Ordinal);
        Assert.Contains("ledger agrees to the micro-dollar", end.Output, StringComparison.Ordinal);
        Assert.Equal(end.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0).Hash);
    }

    [Fact]
    public async Task A_position_that_differs_is_adopted_by_hand_and_is_the_exchanges_from_then_on()
    {
        using var folder = new StateFolder();
        await using var run = Kalshiarb.Start("run", "--speed", "20", "--seed", "1", "--state", folder.State, "--set", "paper.faults.withhold-fill=3");
        var difference = await run.UntilAsync("DIFFERENCE Position ");
        var ticker = difference[difference.IndexOf("Position ", StringComparison.Ordinal)..].Split(' ', ':')[1];

        // Refused as long as the account moves and until a second listing has shown the same.
        var adopted = await Until.SomeAsync(async () => await Kalshiarb.RunAsync("adopt", ticker, "--reason", "drill", "--state", folder.State) is { Code: 0 } done ? done : null);
        run.Signal("TERM");
        var end = await run.EndAsync();

        Assert.Contains($"{ticker}: ours ", adopted.Output, StringComparison.Ordinal);
        Assert.Contains("adopted (cost as the exchange lists it, the gap in cash as the rest)", adopted.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("differs   position", end.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("differs   cash", end.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("differs   order", end.Output, StringComparison.Ordinal);
        Assert.Equal(end.Hash, (await Kalshiarb.RunAsync("replay", folder.Tape(1))).With(0).Hash);
    }
}
