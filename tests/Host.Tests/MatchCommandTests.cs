using System.Text.Json;
using KalshiArb.Host.Commands;
using KalshiArb.Host.Trading;

namespace KalshiArb.Host.Tests;

/// <summary>The command on small recordings of both sides.</summary>
public sealed class MatchCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kalshiarb-match-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File(string name, params string[] lines)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllLines(path, lines);
        return path;
    }

    private static async Task<(int Code, string Out, string Error)> RunAsync(params string[] args)
    {
        using StringWriter output = new(), error = new();
        var code = await CommandLine.RunAsync(args, new TradingPlatform(), new CommandConsole(output, error, false, false));
        return (code, output.ToString(), error.ToString());
    }

    private string Markets() => File(
        "markets.csv", "market_ticker,volume",
        "KXMLBGAME-26JUL051300PITWSH-WSH,1", "KXMLBGAME-26JUL061845PITWSH-WSH,1", "KXMLBGAME-26JUL071310MILSTLG1-STL,1", "KXMLBGAME-26JUL071510MILSTLG2-STL,1",
        "KXMLBGAME-26JUL051335MINNYY-NYY,1", "KXCFLGAME-26JUL05BCCGY-BC,1");

    private string Odds() => File(
        "odds.csv", "captured_at,event_id,commence_time,home_team,away_team,book,book_last_update,home_price,away_price,draw_price",
        "2026-07-05T16:00:00+00:00,pit,2026-07-05T17:01:00Z,Washington Nationals,Pittsburgh Pirates,a,2026-07-05T15:59:00Z,-121,100,",
        "2026-07-05T16:00:00+00:00,dh,2026-07-07T18:10:00Z,St. Louis Cardinals,Milwaukee Brewers,a,2026-07-05T15:59:00Z,-121,100,",
        "2026-07-05T16:00:00+00:00,swap,2026-07-05T17:36:00Z,Minnesota Twins,New York Yankees,a,2026-07-05T15:59:00Z,-121,100,",
        "2026-07-05T16:00:00+00:00,who,2026-07-05T17:36:00Z,Minnesota Twins,New York Highlanders,a,2026-07-05T15:59:00Z,-121,100,");

    [Fact]
    public async Task Matched_unmatched_and_ambiguous_games_are_listed_with_the_text_of_both_sides_and_the_reason()
    {
        var (code, text, error) = await RunAsync("match", "--markets", Markets(), "--odds", Odds());
        Assert.True(code == 0, error);
        string Line(string id) => text.Split('\n').Single(l => l.Contains($" {id} ", StringComparison.Ordinal));
        foreach (var part in (string[])["KXMLBGAME-26JUL051300PITWSH", "Pittsburgh Pirates at Washington Nationals", "Sun 5 Jul 13:01:00 ET"]) Assert.Contains(part, Line("pit"), StringComparison.Ordinal);
        foreach (var part in (string[])["AMBIGUOUS", "KXMLBGAME-26JUL071310MILSTLG1", "KXMLBGAME-26JUL071510MILSTLG2"]) Assert.Contains(part, Line("dh"), StringComparison.Ordinal);
        foreach (var part in (string[])["SIDES_EXCHANGED", "New York Yankees at Minnesota Twins", "KXMLBGAME-26JUL051335MINNYY (Minnesota Twins at New York Yankees)"]) Assert.Contains(part, Line("swap"), StringComparison.Ordinal);
        Assert.Contains("UNKNOWN_TEAM", Line("who"), StringComparison.Ordinal);
        Assert.Contains("no facts of series KXCFLGAME", text, StringComparison.Ordinal);
        Assert.Contains("matched 1, ambiguous 1, unmatched 2 of 4 of the feed; 4 of 5 games of the venue without the feed; 1 events not understood", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_date_leaves_only_the_games_of_that_eastern_day_and_json_has_the_same()
    {
        var (code, text, error) = await RunAsync("match", "--markets", Markets(), "--odds", Odds(), "--date", "2026-07-07", "--json");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(text);
        var row = Assert.Single(json.RootElement.GetProperty("rows").EnumerateArray());
        Assert.Equal(("dh", "AMBIGUOUS"), (row.GetProperty("id").GetString(), row.GetProperty("outcome").GetString()));
        Assert.Equal(2, json.RootElement.GetProperty("withoutListing").GetArrayLength());
    }

    [Fact]
    public async Task Ids_of_the_venues_json_name_the_clubs_and_a_schedule_without_times_matches_by_date()
    {
        var events = File("events.json", """
            [{"event_ticker":"KXNBAGAME-25NOV22LACCHA","markets":[
              {"ticker":"KXNBAGAME-25NOV22LACCHA-CHA","yes_sub_title":"Charlotte","custom_strike":{"basketball_team":"7c980c51-fa76-4571-b165-242b2a00f3a1"}},
              {"ticker":"KXNBAGAME-25NOV22LACCHA-LAC","yes_sub_title":"Los Angeles C","custom_strike":{"basketball_team":"daca4413-0ea1-4db2-a815-f05c181ef0a6"}}]},
             {"event_ticker":"KXNBAGAME-25NOV22NYKORL","markets":[
              {"ticker":"KXNBAGAME-25NOV22NYKORL-ORL","yes_sub_title":"Orlando","custom_strike":{"basketball_team":"7c980c51-fa76-4571-b165-242b2a00f3a1"}},
              {"ticker":"KXNBAGAME-25NOV22NYKORL-NYK","yes_sub_title":"New York"}]}]
            """);
        var schedule = File("schedule.csv", "GAME_ID,GAME_DATE,HOME_TEAM_ABBREV,AWAY_TEAM_ABBREV,SEASON_TYPE", "0022500268,2025-11-22,CHA,LAC,Regular Season", "0022500269,2025-11-22,ORL,NYK,Regular Season");
        var (code, text, error) = await RunAsync("match", "--markets", events, "--schedule", schedule);
        Assert.True(code == 0, error);
        Assert.Contains("matched 1, ambiguous 0, unmatched 1 of 2 of the feed; 0 of 1 games of the venue without the feed; 1 events not understood", text, StringComparison.Ordinal);
        Assert.Contains("Charlotte Hornets by its id", text, StringComparison.Ordinal);
        Assert.Contains("Sat 22 Nov, time open", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_and_ends_with_2()
    {
        var broken = File("broken.csv", "a,b", "1,2");
        Assert.Equal(2, (await RunAsync("match", "--markets", broken)).Code);
        Assert.Equal(2, (await RunAsync("match", "--markets", Path.Combine(_folder, "absent"))).Code);
        Assert.Equal(2, (await RunAsync("match", "--markets", Markets(), "--date", "5 July")).Code);
        var (code, _, error) = await RunAsync("match", "--odds", Odds());
        Assert.Equal(2, code);
        Assert.Contains("no venue to ask", error, StringComparison.Ordinal);
    }
}
