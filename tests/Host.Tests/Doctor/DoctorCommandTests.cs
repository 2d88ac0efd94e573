using System.Text.Json;
using KalshiArb.Host.Commands;
using KalshiArb.Host.Trading;

namespace KalshiArb.Host.Tests.Doctor;

public sealed class DoctorCommandTests
{
    [Theory]
    [InlineData(ExitCode.Done, "doctor", "--mode", "paper")]
    [InlineData(ExitCode.Usage, "doctor", "--mode", "paper-wire")]
    [InlineData(ExitCode.Usage, "doctor", "--mode", "demo", "--set", "feeds.odds-poll=soon")]
    [InlineData(ExitCode.Differs, "doctor", "--mode", "paper", "--set", "feeds.odds-poll=15m")]
    public async Task The_exit_code_and_the_table_say_how_it_stands(ExitCode expected, params string[] args)
    {
        var (code, text) = await RunAsync(args);

        Assert.Equal((int)expected, code);
        Assert.Contains("what to do", text, StringComparison.Ordinal);
        Assert.Equal(expected != ExitCode.Done, text.Contains("FAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_rows_come_as_json()
    {
        var (_, text) = await RunAsync("doctor", "--mode", "paper", "--json");

        using var json = JsonDocument.Parse(text);
        Assert.True(json.RootElement.GetProperty("passed").GetBoolean());
        Assert.All(json.RootElement.GetProperty("rows").EnumerateArray(), r => Assert.Contains(r.GetProperty("result").GetString(), (string[])["ok", "warn", "skip"]));
    }

    private static async Task<(int Code, string Text)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        var code = await CommandLine.RunAsync(args, new TradingPlatform(), new CommandConsole(output, output, Color: false, Watched: false));
        return (code, output.ToString());
    }
}
