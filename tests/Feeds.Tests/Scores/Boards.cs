using System.Globalization;

namespace KalshiArb.Feeds.Tests.Scores;

/// <summary>Small boards in the shape of their sources.</summary>
internal static class Boards
{
    public static string Nba(params string[] games) => $$"""{"meta":{"version":1,"time":"2026-11-30 10:54:14.5414","code":200},"scoreboard":{"gameDate":"2026-11-30","leagueId":"00","leagueName":"x","games":[{{string.Join(',', games)}}] } }""";

    public static string NbaGame(
        string id = "0022600301", int status = 2, string text = "Q2 07:15", int period = 2, string clock = "PT07M15.00S", int home = 39, int away = 30, string homeCode = "CHA", string awayCode = "LAC",
        string start = "2026-12-01T00:00:00Z") => $$"""
        {"gameId":"{{id}}","gameStatus":{{status}},"gameStatusText":"{{text}}","period":{{period}},"gameClock":"{{clock}}","gameTimeUTC":"{{start}}","gameEt":"2026-11-30T19:00:00Z","regulationPeriods":4,
         "homeTeam":{"teamId":1,"teamName":"Hornets","teamCity":"Charlotte","teamTricode":"{{homeCode}}","score":{{home}} },
         "awayTeam":{"teamId":2,"teamName":"Clippers","teamCity":"LA","teamTricode":"{{awayCode}}","score":{{away}} } }
        """;

    public static string Espn(string slug, params string[] games) => $$"""{"leagues":[{"id":"1","slug":"{{slug}}"}],"events":[{{string.Join(',', games)}}]}""";

    public static string EspnGame(
        string status = "STATUS_IN_PROGRESS", string state = "in", double clock = 435, int period = 2, string home = "39", string away = "30", string homeName = "Charlotte Hornets",
        string awayName = "LA Clippers", string start = "2026-12-01T00:00Z", string detail = "7:15 - 2nd", int season = 2, string more = "", string id = "401") => string.Create(CultureInfo.InvariantCulture, $$"""
        {"id":"{{id}}","date":"{{start}}","name":"x","season":{"year":2026,"type":{{season}},"slug":"x" },"competitions":[{"id":"{{id}}","date":"{{start}}","timeValid":true,{{more}}
          "competitors":[{"id":"30","homeAway":"home","team":{"id":"30","abbreviation":"CHA","displayName":"{{homeName}}"},"score":"{{home}}"},
                         {"id":"12","homeAway":"away","team":{"id":"12","abbreviation":"LAC","displayName":"{{awayName}}"},"score":"{{away}}"}],
          "status":{"clock":{{clock}},"displayClock":"x","period":{{period}},"type":{"id":"2","name":"{{status}}","state":"{{state}}","completed":false,"shortDetail":"{{detail}}" } } } ] }
        """);
}
