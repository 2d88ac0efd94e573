using System.Text.Json;
using System.Text.RegularExpressions;

namespace KalshiArb.EndToEnd.Tests;

/// <summary>Reports of a short run and of a recorded week, and what a browser makes of them.</summary>
public sealed partial class ReportTests(ReportTests.OneRun run) : IClassFixture<ReportTests.OneRun>
{
    [Fact]
    public async Task A_replay_with_a_report_decides_what_its_run_decided()
    {
        Assert.Equal(run.Ran.Hash, run.Replayed.Hash);
        Assert.Contains("report   " + run.Folder["report"], run.Replayed.Output, StringComparison.Ordinal);
        using var report = await run.JsonAsync("report");
        var tape = report.RootElement.GetProperty("tapes")[0];
        Assert.Equal((run.Ran.Hash, true, "verify"), (tape.GetProperty("decisionHash").GetString(), tape.GetProperty("agrees").GetBoolean(), tape.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task The_report_has_the_figures_of_the_summary()
    {
        using var report = await run.JsonAsync("report");
        var totals = report.RootElement.GetProperty("totals");

        Assert.StartsWith($"signals {totals.GetProperty("signals").GetInt32(),7:#,##0}   approved {totals.GetProperty("approved").GetInt32():#,##0},", run.Ran.Line("signals"), StringComparison.Ordinal);
        Assert.StartsWith($"entries {totals.GetProperty("entries").GetInt32(),7:#,##0}", run.Ran.Line("entries"), StringComparison.Ordinal);
        var dollars = Math.Round(totals.GetProperty("pnlMicros").GetInt64() / 1e6m, 2, MidpointRounding.AwayFromZero);
        Assert.Matches($"^P&L +\\{(dollars >= 0 ? "+" : "-")}\\${Math.Abs(dollars):0.00} ", run.Ran.Line("P&L"));
        Assert.True(totals.GetProperty("fills").GetInt32() > 0);
    }

    [Fact]
    public async Task The_page_needs_no_network_and_no_script()
    {
        var page = await File.ReadAllTextAsync(run.Page("report"));

        Assert.DoesNotMatch(Fetching(), page);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        foreach (var part in (string[])["id=\"result\"", "id=\"edge\"", "id=\"calibration\"", "id=\"markets\"", "id=\"origin\"", "By strategy", "Closing-line value", "Read this first", run.Ran.Hash])
            Assert.Contains(part, page, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_browser_shows_the_page()
    {
        Skip.If(Chromium.Path is null, "chromium is not installed");

        var dom = await Chromium.DomAsync(run.Page("report"), run.Folder["profile"]);
        var lines = await Chromium.ShotAsync(run.Page("report"), run.Folder["profile"], run.Folder["page.png"]);

        Assert.Contains("Simulated evening", dom, StringComparison.Ordinal);
        Assert.Contains(run.Ran.Hash, dom, StringComparison.Ordinal);
        Assert.Matches("<svg role=\"img\" aria-label=\"Result over time\"", dom);
        Assert.True(lines > 400, $"{lines} lines of the picture differ from the line above");
    }

    [Fact]
    public async Task Other_settings_and_delayed_odds_are_a_what_if_whose_report_says_how_orders_filled()
    {
        using var report = await run.JsonAsync("late");

        Assert.Equal(run.Late.Hash, report.RootElement.GetProperty("tapes")[0].GetProperty("decisionHash").GetString());
        var rules = report.RootElement.GetProperty("rules");
        Assert.Equal((500, 600), (rules.GetProperty("latencyMilliseconds").GetDouble(), rules.GetProperty("oddsDelaySeconds").GetDouble()));
        Assert.Contains("500 ms after the decision", await File.ReadAllTextAsync(run.Page("late")), StringComparison.Ordinal);
        Assert.Contains("odds are received 600s later", run.Late.Output, StringComparison.Ordinal);
        // Odds older than two minutes by their own stamp let no entry of theirs through.
        Assert.DoesNotContain(report.RootElement.GetProperty("signals").EnumerateArray(), signal => signal.GetProperty("strategy").GetString() == "sportsbook-edge");
    }

    [Fact]
    public async Task Compare_shows_what_differs()
    {
        var compared = (await Kalshiarb.RunAsync("compare", run.Folder["report"], run.Folder["late"])).With(0);

        Assert.Contains("(odds delayed by): A 0 s, B 600 s", compared.Output, StringComparison.Ordinal);
        Assert.Matches("signals +A +[0-9,]+ +B +[0-9,]+ +A - B", compared.Output);
        Assert.Matches("signals +all +mid after 60 s +A [^ ]+ \\[.* A - B ", compared.Output);
        Assert.Contains("paper fills after a stated latency", compared.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compare_refuses_what_is_no_report()
    {
        await File.WriteAllTextAsync(run.Folder["other.json"], "{}");

        Assert.Contains("no such report", (await Kalshiarb.RunAsync("compare", run.Folder["report"], run.Folder["nothing"])).With(2).Error, StringComparison.Ordinal);
        Assert.Contains("other.json", (await Kalshiarb.RunAsync("compare", run.Folder["other.json"], run.Folder["report"])).With(2).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--delay-odds", "soon")]
    [InlineData("--delay-odds", "-1m")]
    [InlineData("--delay-odds", "25h")]
    public async Task A_delay_that_is_none_is_refused(params string[] args) =>
        Assert.Contains("--delay-odds", (await Kalshiarb.RunAsync(["replay", run.Folder.Tape(1), .. args])).With(2).Error, StringComparison.Ordinal);

    [SkippableFact]
    public async Task One_command_imports_replays_and_reports_the_recorded_baseball_week()
    {
        var data = Environment.GetEnvironmentVariable("KALSHIARB_DATA") ?? System.IO.Path.Combine(Kalshiarb.Root, "..", "shared", "data");
        var minutes = System.IO.Path.Combine(data, "mlb-2026-07", "kalshi_minutes.csv.gz");
        Skip.If(!File.Exists(minutes), "missing: mlb-2026-07/kalshi_minutes.csv.gz");

        var imported = (await Kalshiarb.RunAsync(
            "import", "kalshi-minutes", minutes, "--odds", System.IO.Path.Combine(data, "mlb-2026-07", "oddsapi_h2h_changes.csv.gz"), "--profile", "recorded-mlb", "--report", run.Folder["mlb"])).With(0);

        Assert.Matches("matched +23", imported.Output);
        using var report = await run.JsonAsync("mlb");
        var totals = report.RootElement.GetProperty("totals");
        Assert.Equal(117, totals.GetProperty("games").GetInt32());
        // Many more entries, or a clear profit, would be a look ahead.
        Assert.InRange(totals.GetProperty("fills").GetInt32(), 1, 60);
        Assert.True(totals.GetProperty("pnlMicros").GetInt64() < 5_000_000);
        // Every minute of a market with a result is judged, the market's own mid among the forecasts.
        var sources = report.RootElement.GetProperty("sources").EnumerateArray().ToDictionary(row => row.GetProperty("source").GetString()!);
        Assert.Equal(117, sources["kalshi"].GetProperty("games").GetInt32());
        Assert.Equal(23, sources["consensus"].GetProperty("games").GetInt32());
        Assert.InRange(sources["kalshi"].GetProperty("own").GetProperty("brier").GetProperty("mean").GetDouble(), 0.1, 0.25);
        // The same tape again: both sources of fair value on the same minutes, with the model of baseball switched on.
        var validated = (await Kalshiarb.RunAsync("validate", run.Folder["mlb/import.tape"], "--profile", "recorded-mlb", "--set", "models.mlb.enabled=on")).With(0);
        Assert.Matches("^Mlb: [1-9][0-9,]* minutes of 23 games$", validated.Line("Mlb:"));
        Assert.Matches(@"  sportsbooks less model  Brier [+-]0\.[0-9]{4} \[-0\.[0-9]{4}, \+?-?0\.[0-9]{4}\]", validated.Output);
        Assert.Contains("warning: below 30 games", validated.Output, StringComparison.Ordinal);
        Assert.Contains("Prices are the ends of bars of 60 s", await File.ReadAllTextAsync(run.Page("mlb")), StringComparison.Ordinal);
        Skip.If(Chromium.Path is null, "chromium is not installed");
        Assert.Contains("Imported recording", await Chromium.DomAsync(run.Page("mlb"), run.Folder["profile-mlb"]), StringComparison.Ordinal);
        Assert.True(await Chromium.ShotAsync(run.Page("mlb"), run.Folder["profile-mlb"], run.Folder["mlb.png"]) > 400);
    }

    [GeneratedRegex("<script|<link|<img|<iframe|@import|url\\(|src=|http://|https://", RegexOptions.IgnoreCase)]
    private static partial Regex Fetching();

    /// <summary>A run, its replay with a report, and the same with odds ten minutes late.</summary>
    public sealed class OneRun : IAsyncLifetime
    {
        internal StateFolder Folder { get; } = new();

        internal Ended Ran { get; private set; } = null!;

        internal Ended Replayed { get; private set; } = null!;

        internal Ended Late { get; private set; } = null!;

        internal string Page(string report) => System.IO.Path.Combine(Folder[report], "report.html");

        internal async Task<JsonDocument> JsonAsync(string report) => JsonDocument.Parse(await File.ReadAllBytesAsync(System.IO.Path.Combine(Folder[report], "report.json")));

        public async Task InitializeAsync()
        {
            Ran = (await Kalshiarb.RunAsync("run", "--for-market", "15m", "--speed", "100000", "--seed", "7", "--state", Folder.State)).With(0);
            Replayed = (await Kalshiarb.RunAsync("replay", Folder.Tape(1), "--report", Folder["report"])).With(0);
            Late = (await Kalshiarb.RunAsync("replay", Folder.Tape(1), "--delay-odds", "10m", "--report", Folder["late"])).With(0);
        }

        public Task DisposeAsync()
        {
            Folder.Dispose();
            return Task.CompletedTask;
        }
    }
}
