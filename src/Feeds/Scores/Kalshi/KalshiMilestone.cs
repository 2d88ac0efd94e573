using System.Text.Json;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Scores.Kalshi;

/// <summary>The exchange's own record of a game, by which its live data are asked for.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Type">What kind of live data it has (basketball_game, …).</param>
/// <param name="Start">When the game begins; it moves with delays.</param>
public sealed record KalshiMilestone(string Id, string Type, Instant Start)
{
    /// <summary>Most milestones that one question about an event is answered with. More of them are no whole answer.</summary>
    public const int PageSize = 100;

    /// <summary>
    /// Finds the one milestone of a game in the answer to a question about its event: of the league's type, naming the event as its
    /// own, with the ids of both clubs in their roles as the event's markets have them. Names decide nothing.
    /// </summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="game">The game that was asked about.</param>
    /// <param name="milestone">The milestone; null where the answer has none, or more than one.</param>
    /// <param name="reason">Why there is none; where the answer itself cannot be used, why.</param>
    /// <returns>Whether the answer could be used.</returns>
    public static bool TryFind(ReadOnlyMemory<byte> json, VenueGame game, out KalshiMilestone? milestone, out string reason)
    {
        KalshiMilestone? found = null;
        var why = "";
        var whole = BoardJson.TryRead(json, root => Read(root, game, out found, out why), out reason);
        milestone = whole ? found : null;
        if (whole) reason = why;
        return whole;
    }

    /// <summary>Whether a body is a list of milestones; if not, why.</summary>
    public static bool IsList(ReadOnlyMemory<byte> json, out string reason) => BoardJson.TryRead(json, static root => BoardJson.Array(root, "milestones") is null ? "no milestones" : null, out reason);

    /// <summary>Whether a text can be an id: it goes into an address.</summary>
    internal static bool IsId(string? text) => text is { Length: > 0 and <= 64 } && text.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static string? Read(JsonElement root, VenueGame game, out KalshiMilestone? found, out string why)
    {
        (found, why) = (null, "");
        if (BoardJson.Array(root, "milestones") is not { } list) return "no milestones";
        if (list.GetArrayLength() >= PageSize) return $"{PageSize} milestones or more for one event";
        var own = new List<JsonElement>();
        var (types, strange) = (new SortedSet<string>(StringComparer.Ordinal), 0);
        foreach (var item in list.EnumerateArray())
        {
            if (!TryNames(item, game.Ticker.Event.Value, out var isOwn, out var isRelated)) why = "a milestone does not read, so nobody can say that another is the only one";
            else if (!isRelated) strange++;
            else if (!isOwn || BoardJson.Text(item, "type") is not { } type) types.Add("related only");
            else if (KalshiLive.Reads(game.Sport, type)) own.Add(item);
            else types.Add(type);
        }

        if (why.Length > 0) return null;
        if (own.Count == 1) found = Of(own[0], game, out why);
        else if (own.Count > 1) why = $"ambiguous: {own.Count} milestones name the event as their own";
        else if (types.Count > 0) why = $"no milestone of a type that is read for {game.Sport}: {string.Join(", ", types)}";
        else why = strange > 0 ? "only milestones of other events" : "no milestone";
        return null;
    }

    /// <summary>What a milestone has to do with an event: it is about it, or at least names it.</summary>
    private static bool TryNames(JsonElement item, string ticker, out bool isOwn, out bool isRelated)
    {
        (isOwn, isRelated) = (false, false);
        if (!TryTickers(item, "primary_event_tickers", ticker, out isOwn) || !TryTickers(item, "related_event_tickers", ticker, out isRelated)) return false;
        isRelated |= isOwn;
        return true;
    }

    private static bool TryTickers(JsonElement item, string name, string ticker, out bool has)
    {
        has = false;
        if (BoardJson.Array(item, name) is not { } list) return false;
        foreach (var one in list.EnumerateArray())
        {
            if (one.ValueKind != JsonValueKind.String) return false;
            has |= one.ValueEquals(ticker);
        }

        return true;
    }

    private static KalshiMilestone? Of(JsonElement item, VenueGame game, out string why)
    {
        why = "";
        if (BoardJson.Text(item, "id") is not { } id || !IsId(id)) why = "a milestone without an id";
        else if (!Rfc3339.TryParse(BoardJson.Text(item, "start_date"), out var start)) why = "a milestone without a start";
        else if (BoardJson.Object(item, "details") is not { } details) why = "a milestone without details";
        else if (BoardJson.Text(details, "main_game_event_ticker") is { } main && main != game.Ticker.Event.Value) why = $"its milestone is about {main}";
        else if (game.HomeId is null || game.AwayId is null) why = "the event's markets do not give the ids of both clubs, so nobody can say whose points are whose";
        else if (BoardJson.Text(details, "home_team_id") is not { } home || BoardJson.Text(details, "away_team_id") is not { } away) why = "a milestone without the ids of both clubs";
        else if ((home, away) == (game.AwayId, game.HomeId)) why = "hosts and visitors are exchanged in its milestone";
        else if ((home, away) != (game.HomeId, game.AwayId)) why = "its milestone is about other clubs";
        else return new KalshiMilestone(id, BoardJson.Text(item, "type")!, start);
        return null;
    }
}
