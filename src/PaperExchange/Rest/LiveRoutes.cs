using System.Text.Json;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Rest;

/// <summary>
/// Milestones and live data of the games. The shapes are the specification's; the contents of details are not specified there and are
/// those that Kalshi was seen to write (basketball) or that programs which read it take alike (<see cref="LiveDetails"/>).
/// </summary>
internal sealed class LiveRoutes(ExchangeEngine engine)
{
    private const int MaxBatch = 100;

    public RestReply Milestones(RestRequest request)
    {
        if (request.Query("limit") is null) return RestErrors.BadParameter(request.Operation, "Limit", "required");
        if (!request.TryLimit(100, 500, out var limit, out var error)) return error!;
        var (category, type, related) = (request.Query("category"), request.Query("type"), request.Query("related_event_ticker"));
        return engine.Read(view =>
        {
            var rows = view.Events
                .Where(listed => category is null or "Sports" && (type is null || LiveDetails.TypeOf(listed.Sport) == type) && (related is null || listed.Event.Value == related))
                .Select(listed => (Listed: listed, Key: (long)view.Events.IndexOf(listed) + 1));
            var (page, cursor) = request.Page(rows, static row => row.Key, newestFirst: false, limit);
            return WireWriter.Object(writer =>
            {
                writer.Array("milestones", page, static (inner, row) => WriteMilestone(inner, row.Listed));
                writer.WriteString("cursor", cursor);
            });
        });
    }

    public RestReply Milestone(RestRequest request) => OfMilestone(request.Route("milestone_id"), (writer, _, listed) =>
    {
        writer.WritePropertyName("milestone");
        WriteMilestone(writer, listed);
    });

    public RestReply LiveData(RestRequest request) => OfMilestone(request.Route("milestone_id"), static (writer, view, listed) =>
    {
        writer.WritePropertyName("live_data");
        WriteLive(writer, view, listed);
    });

    public RestReply LiveDataOfEvent(RestRequest request) => engine.Read(view => view.FindEvent(request.Route("event_ticker")) is not { } listed
        ? RestErrors.Refused(VenueRefusal.NotFound)
        : WireWriter.Object(writer => writer.Array("live_datas", [listed], (inner, item) => WriteLive(inner, view, item))));

    public RestReply LiveDataBatch(RestRequest request)
    {
        var ids = request.QueryAll("milestone_ids").ToList();
        if (ids.Count == 0) return RestErrors.BadParameter(request.Operation, "MilestoneIds", "required");
        if (ids.Count > MaxBatch) return RestErrors.BadParameter(request.Operation, "MilestoneIds", "max");
        return engine.Read(view => WireWriter.Object(writer => writer.Array(
            "live_datas", view.Events.Where(listed => ids.Contains(listed.MilestoneId, StringComparer.Ordinal)), (inner, listed) => WriteLive(inner, view, listed))));
    }

    public static void WriteMilestone(Utf8JsonWriter writer, ListedEvent listed)
    {
        writer.WriteStartObject();
        writer.WriteString("id", listed.MilestoneId);
        writer.WriteString("category", "Sports");
        writer.WriteString("type", LiveDetails.TypeOf(listed.Sport));
        writer.Time("start_date", listed.Commence);
        writer.Array("related_event_tickers", [listed.Event.Value], static (inner, ticker) => inner.WriteStringValue(ticker));
        writer.Array("primary_event_tickers", [listed.Event.Value], static (inner, ticker) => inner.WriteStringValue(ticker));
        writer.WriteString("title", listed.Sides);
        writer.WriteString("notification_message", "");
        writer.WriteStartObject("details");
        writer.WriteString("league", MarketWriter.SportText(listed.Sport));
        writer.WriteString("main_game_event_ticker", listed.Event.Value);
        writer.WriteString("home_team_id", listed.TeamId(GameOutcome.Home));
        writer.WriteString("away_team_id", listed.TeamId(GameOutcome.Away));
        writer.WriteEndObject();
        writer.Time("last_updated_ts", listed.ListedAt);
        writer.WriteEndObject();
    }

    private RestReply OfMilestone(string id, Action<Utf8JsonWriter, ExchangeView, ListedEvent> write) => engine.Read(view =>
        view.Events.FirstOrDefault(listed => listed.MilestoneId == id) is not { } listed
            ? RestErrors.Refused(VenueRefusal.NotFound)
            : WireWriter.Object(writer => write(writer, view, listed)));

    private static void WriteLive(Utf8JsonWriter writer, ExchangeView view, ListedEvent listed)
    {
        writer.WriteStartObject();
        writer.WriteString("type", LiveDetails.TypeOf(listed.Sport));
        writer.WriteString("milestone_id", listed.MilestoneId);
        writer.WriteStartObject("details");
        if (view.Score(listed.Event) is { } score) LiveDetails.Write(writer, listed.Sport, score);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
