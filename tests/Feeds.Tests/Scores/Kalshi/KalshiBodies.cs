using System.Globalization;
using System.Text;
using KalshiArb.Domain.Games;

namespace KalshiArb.Feeds.Tests.Scores.Kalshi;

/// <summary>
/// Answers of the exchange, COMPOSED and not recorded: their fields are those that a recording of basketball has (read by a test where
/// recordings are at hand) and that programs which read them use alike.
/// </summary>
internal static class KalshiBodies
{
    public const string HomeId = "aaaaaaaa-0000-4000-8000-000000000001";
    public const string AwayId = "bbbbbbbb-0000-4000-8000-000000000002";

    public static VenueGame Nba(string suffix = "26NOV30LACCHA") => VenueGames.Sided("KXNBAGAME", suffix, "CHA", "LAC") with { HomeId = HomeId, AwayId = AwayId };

    public static string Milestones(params string[] milestones) => $$"""{"cursor":"x","milestones":[{{string.Join(',', milestones)}}]}""";

    public static string Milestone(
        string ticker = "KXNBAGAME-26NOV30LACCHA", string id = "m-1", string type = "basketball_game", string start = "2026-12-01T00:00:00Z", string home = HomeId, string away = AwayId, string? primary = null, string more = "") => $$"""
        {"id":"{{id}}","category":"Sports","type":"{{type}}","title":"x","start_date":"{{start}}","end_date":null,"notification_message":"","source_id":"x","source_ids":{},
         "related_event_tickers":["{{ticker}}","KXNBASPREAD-26NOV30LACCHA"],"primary_event_tickers":["{{primary ?? ticker}}"],
         "details":{"league":"x","status":"created","home_team_id":"{{home}}","away_team_id":"{{away}}"{{more}} },"last_updated_ts":"2026-11-30T13:00:13.768246Z"}
        """;

    public static string Lives(params string[] games) => $$"""{"live_datas":[{{string.Join(',', games)}}]}""";

    public static string Live(string details, string id = "m-1", string type = "basketball_game") => $$"""{"type":"{{type}}","milestone_id":"{{id}}","details":{{{details}}} }""";

    public static string Basketball(
        string status = "inprogress", string widget = "live", int home = 39, int away = 30, int period = 2, string clock = "7:15", string kind = "quarter", long? stamp = 1_796_085_000) => string.Create(CultureInfo.InvariantCulture, $"""
        "status":"{status}","widget_status":"{widget}","home_points":{home},"away_points":{away},"period":{period},"period_type":"{kind}","period_remaining_time":"{clock}","possession":"home",
        "last_event_is_timeout":false,"last_event_created_ts":null,"score_last_updated_ts":null,"winner":"","last_updated_ts":{stamp?.ToString(CultureInfo.InvariantCulture) ?? "null"}
        """);

    public static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
