using System.Text.Json;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>The doctor against the venue, each in a process of its own, with a key made by the program.</summary>
public sealed class DoctorTests
{
    private static readonly string[] _steps = ["group", "ack", "frame", "listing", "cancel", "trigger", "nothing rests"];

    [Theory]
    [InlineData("demo", "demo", "rsa")]
    [InlineData("paper-wire", "paper", "ed25519")]
    public async Task A_key_that_was_just_made_passes_with_its_canary_on_every_shard(string mode, string environment, string type)
    {
        using var folder = new StateFolder();
        var made = (await Kalshiarb.RunAsync("keys", "new", folder["keys"], "--type", type)).With(0);
        var (id, key, registered) = (Word(made.Line("id ")), Word(made.Line("private ")), made.Line("public ").Split(' ')[^1]);
        await using var exchange = Kalshiarb.Start("exchange", "--slate", "7", "--key", registered);
        var address = (await exchange.UntilAsync("exchange http")).Split(' ')[1];
        string[] hosts =
        [
            "--set", $"exchange.hosts.{environment}.rest={address}/trade-api/v2", "--set", $"exchange.hosts.{environment}.stream={address.Replace("http", "ws", StringComparison.Ordinal)}/trade-api/ws/v2",
            "--set", $"exchange.key-id={id}", "--set", $"exchange.key-file={key}",
        ];

        var report = (await Kalshiarb.RunAsync(["doctor", "--mode", mode, "--canary", "--json", .. hosts])).With(0);

        using var json = JsonDocument.Parse(report.Output);
        var rows = json.RootElement.GetProperty("rows").EnumerateArray().Select(r => (Check: r.GetProperty("check").GetString()!, Result: r.GetProperty("result").GetString()!)).ToList();
        var flown = rows.Where(r => r.Check.EndsWith(", ack", StringComparison.Ordinal)).Select(r => r.Check[..^", ack".Length]).ToList();
        Assert.NotEmpty(flown);
        foreach (var shard in flown)
            foreach (var step in _steps) Assert.Contains(($"{shard}, {step}", "ok"), rows);
        foreach (var check in (string[])["key", "reachability", "clock skew", "permissions", "token use", "cash by shard", "netting", "positions and orders"]) Assert.Contains((check, "ok"), rows);
        Assert.DoesNotContain("PRIVATE KEY", report.Output + report.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_exchange_at_its_address_it_ends_with_6_and_a_table()
    {
        using var folder = new StateFolder();
        var made = (await Kalshiarb.RunAsync("keys", "new", folder["keys"])).With(0);

        // Port 9 is discard: nothing listens there.
        var report = (await Kalshiarb.RunAsync("doctor", "--mode", "demo", "--set", "exchange.hosts.demo.rest=http://127.0.0.1:9/trade-api/v2", "--set", "exchange.hosts.demo.stream=ws://127.0.0.1:9/trade-api/ws/v2",
            "--set", $"exchange.key-id={Word(made.Line("id "))}", "--set", $"exchange.key-file={Word(made.Line("private "))}")).With(6);

        Assert.Contains("reachability", report.Output, StringComparison.Ordinal);
        Assert.Contains("what to do", report.Output, StringComparison.Ordinal);
    }

    private static string Word(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
}
