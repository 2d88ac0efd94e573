using System.Text.Json;
using KalshiArb.Host.Commands;
using KalshiArb.Host.Trading;

namespace KalshiArb.Host.Tests;

/// <summary>The command on a quarter of an hour of a simulated evening.</summary>
public sealed class SweepCommandTests(SweepCommandTests.Evening evening) : IClassFixture<SweepCommandTests.Evening>
{
    private const string Threshold = "strategies.entry.taker-threshold";
    private const string Maker = "strategies.entry.maker-threshold";

    [Fact]
    public async Task How_many_run_at_once_changes_nothing_in_the_file()
    {
        var one = await evening.SweepAsync("one.json", "--set", "strategies.entry.kelly-fraction=0.05,0.25", "--jobs", "1");
        var two = await evening.SweepAsync("two.json", "--set", "strategies.entry.kelly-fraction=0.05,0.25", "--jobs", "2");

        Assert.Equal(one.File, two.File);
        using var report = JsonDocument.Parse(one.File);
        var rows = report.RootElement.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(2, rows.Length);
        Assert.Equal(1, rows[0].GetProperty("rankIn").GetInt32());
        // Entries were made, the settings reach the decisions, and no game is on both sides.
        Assert.All(rows, row => Assert.True(row.GetProperty("row").GetProperty("in").GetProperty("entries").GetInt32() > 0));
        Assert.NotEqual(Hashes(rows[0]), Hashes(rows[1]));
        string[] games = [.. Games(report, "in"), .. Games(report, "out")];
        Assert.Equal(12, games.Distinct().Count());
        Assert.Equal(12, games.Length);
        Assert.True(rows.All(row => row.GetProperty("row").GetProperty("ledgersAgree").GetBoolean()));

        static string Hashes(JsonElement row) => row.GetProperty("row").GetProperty("decisionHashes").ToString();
        static IEnumerable<string> Games(JsonDocument report, string side) => report.RootElement.GetProperty(side).GetProperty("games").EnumerateArray().Select(game => game.GetString()!);
    }

    [Fact]
    public async Task The_table_says_what_it_costs_how_it_is_ranked_and_what_not_to_believe()
    {
        var (code, text, _) = await evening.RunAsync("sweep", evening.Tape, "--set", $"{Threshold}=0.04,0.06", "--set", "paper.slate.games=12");

        Assert.Equal(0, code);
        Assert.Contains("2 combinations, the whole grid", text, StringComparison.Ordinal);
        Assert.Contains("4 replays", text, StringComparison.Ordinal);
        Assert.Contains("ranked by result after fees in-sample", text, StringComparison.Ordinal);
        Assert.Contains("warning: 2 combinations were tried: the best of many looks good by luck alone.", text, StringComparison.Ordinal);
        Assert.Contains("is no evidence of profit", text, StringComparison.Ordinal);
        Assert.Contains("500 ms after the decision", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Combinations_of_good_values_that_do_not_go_together_are_left_out_and_said()
    {
        var (code, text, _) = await evening.RunAsync("sweep", evening.Tape, "--set", $"{Threshold}=0.03,0.06", "--set", $"{Maker}=0.02,0.05");

        Assert.Equal(0, code);
        Assert.Contains("3 combinations", text, StringComparison.Ordinal);
        Assert.Contains($"{Threshold}=0.03 {Maker}=0.05: ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("did you mean kalshiarb.strategies.entry.taker-threshold", "--set", "strategies.entry.taker-treshold=0.03,0.05")]
    [InlineData("dollars in steps of 0.0001", "--set", "strategies.entry.taker-threshold=0.03,lots")]
    [InlineData("dollars in steps of 0.0001", "--set", "strategies.entry.taker-threshold=0.03,0.05,-1")]
    [InlineData("are the same to a replay", "--set", "strategies.entry.taker-threshold=0.03,0.030")]
    [InlineData("are the same to a replay", "--set", "control.log-files=3,4")]
    [InlineData("a value stands twice", "--set", "strategies.entry.taker-threshold=0.03,0.03")]
    [InlineData("a value is empty", "--set", "strategies.entry.taker-threshold=0.03,")]
    [InlineData("nothing is varied", "--set", "strategies.entry.taker-threshold=0.03")]
    [InlineData("is given twice", "--set", "strategies.exit.stop-loss=0.1,0.2", "--set", "strategies.exit.stop-loss=0.3")]
    [InlineData("belong together", "--set", "strategies.exit.stop-loss=0.1,0.2", "--random", "1")]
    [InlineData("--split never", "--set", "strategies.exit.stop-loss=0.1,0.2", "--split", "never")]
    [InlineData("one side would be empty", "--set", "strategies.exit.stop-loss=0.1,0.2", "--split", "2007-01-01")]
    [InlineData("--within 0s", "--set", "strategies.exit.stop-loss=0.1,0.2", "--within", "0s")]
    [InlineData("--jobs 0", "--set", "strategies.exit.stop-loss=0.1,0.2", "--jobs", "0")]
    [InlineData("no such directory", "--set", "strategies.exit.stop-loss=0.1,0.2", "--out", "/nowhere/at/all.json")]
    public async Task What_cannot_be_meant_is_refused_before_anything_runs(string reason, params string[] args)
    {
        var (code, text, error) = await evening.RunAsync(["sweep", evening.Tape, .. args]);

        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.DoesNotContain("took", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_grid_above_the_limit_is_refused_unless_part_of_it_is_drawn()
    {
        string[] grid = ["--set", $"{Threshold}={Values(0.03)}", "--set", $"{Maker}={Values(0.01)}"];

        var refused = await evening.RunAsync(["sweep", evening.Tape, .. grid]);
        var drawn = await evening.RunAsync(["sweep", evening.Tape, .. grid, "--random", "2", "--seed", "4"]);

        Assert.Equal(2, refused.Code);
        Assert.Contains("the grid has 289 combinations, at most 256", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, drawn.Code);
        Assert.Contains("2 combinations, drawn from 289 with seed 4", drawn.Text, StringComparison.Ordinal);

        static string Values(double from) => string.Join(',', Enumerable.Range(0, 17).Select(i => (from + i / 1_000.0).ToString("0.000", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task What_is_no_tape_is_refused()
    {
        await File.WriteAllTextAsync(evening.Path("other.tape"), "not a tape, and longer than its head");

        Assert.Equal(2, (await evening.RunAsync("sweep", evening.Path("other.tape"), "--set", $"{Threshold}=0.03,0.05")).Code);
        Assert.Equal(2, (await evening.RunAsync("sweep", evening.Path("none.tape"), "--set", $"{Threshold}=0.03,0.05")).Code);
    }

    [Fact]
    public async Task A_sweep_that_takes_too_long_ranks_nothing()
    {
        var (code, text, error) = await evening.RunAsync("sweep", evening.Tape, "--set", "strategies.exit.stop-loss=0.11,0.12,0.13,0.14,0.15,0.16", "--set", "strategies.exit.reprice-fair-move=0.003,0.004,0.005", "--within", "1s");

        Assert.Equal(3, code);
        Assert.Contains("of 18 combinations; part of them is not ranked", error, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", text, StringComparison.Ordinal);
    }

    /// <summary>A run of the program, and its tape.</summary>
    public sealed class Evening : IAsyncLifetime
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("ks-").FullName;

        internal string Tape => System.IO.Path.Combine(_folder, "s", "tape", "1.tape");

        internal string Path(string name) => System.IO.Path.Combine(_folder, name);

        internal async Task<(int Code, string Text, string Error)> RunAsync(params string[] args)
        {
            using StringWriter output = new(), error = new();
            var code = await CommandLine.RunAsync(args, new TradingPlatform(), new CommandConsole(output, error, false, false));
            return (code, output.ToString(), error.ToString());
        }

        internal async Task<(string Text, string File)> SweepAsync(string file, params string[] args)
        {
            var (code, text, error) = await RunAsync(["sweep", Tape, "--out", Path(file), .. args]);
            Assert.True(code == 0, error);
            return (text, await File.ReadAllTextAsync(Path(file)));
        }

        public async Task InitializeAsync()
        {
            var (code, _, error) = await RunAsync("run", "--for-market", "15m", "--speed", "100000", "--seed", "7", "--state", Path("s"));
            Assert.True(code == 0, error);
        }

        public Task DisposeAsync()
        {
            Directory.Delete(_folder, recursive: true);
            return Task.CompletedTask;
        }
    }
}
