using System.Text.Json;
using KalshiArb.Host.Commands;
using KalshiArb.Host.Trading;

namespace KalshiArb.Host.Tests;

public sealed class CalibrateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kalshiarb-calibrate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int Code, string Out, string Error)> RunAsync(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var code = await CommandLine.RunAsync(["calibrate", .. args], new TradingPlatform(), new CommandConsole(output, error, false, false));
        return (code, output.ToString(), error.ToString());
    }

    private string Minutes()
    {
        var path = Path.Combine(_folder, "minutes.csv");
        File.WriteAllLines(path,
        [
            "market_ticker,yes_bid_close,yes_ask_close,inning,inning_topbot,outs_when_up,score_diff,runner_on_first,runner_on_second,runner_on_third,home_win_exp,home_win",
            "KXMLBGAME-26JUL051300PITWSH-WSH,0.60,0.62,9,1,0,0,0,0,0,0.63,1",
            "KXMLBGAME-26JUL061300PITWSH-WSH,0.20,0.22,9,1,2,-1,0,0,0,0.05,0",
        ]);
        return path;
    }

    [Fact]
    public async Task The_model_stands_beside_the_market_with_the_figures_of_both()
    {
        var (code, text, error) = await RunAsync("--mlb-minutes", Minutes());
        Assert.True(code == 0, error);
        Assert.Contains("reliability", text, StringComparison.Ordinal);
        // (0.39² + 0.21²) / 2
        Assert.Contains("0.0981", text.Split('\n').First(l => l.Contains("Kalshi mid", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_settings_decide_the_models_numbers()
    {
        async Task<double> Brier(params string[] more)
        {
            var (code, text, error) = await RunAsync(["--mlb-minutes", Minutes(), "--json", .. more]);
            Assert.True(code == 0, error);
            using var json = JsonDocument.Parse(text);
            return json.RootElement[0].GetProperty("rows").EnumerateArray().First(r => r.GetProperty("source").GetString() == "innings model").GetProperty("score").GetProperty("brier").GetDouble();
        }

        Assert.NotEqual(await Brier(), await Brier("--set", "models.mlb.home-in-extra=0.9"));
    }

    [Fact]
    public async Task Nothing_to_judge_and_files_that_are_none_end_with_2()
    {
        Assert.Equal(2, (await RunAsync()).Code);
        Assert.Equal(2, (await RunAsync("--mlb-minutes", Path.Combine(_folder, "absent"))).Code);
        Assert.Equal(2, (await RunAsync("--nfl-closing", Minutes())).Code);
    }
}
