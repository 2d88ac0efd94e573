using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using KalshiArb.Domain.Markets;

namespace KalshiArb.Kalshi.Rest;

/// <summary>Reads status, schedule, milestones and live data.</summary>
internal static class ExchangeRows
{
    private static readonly string[] _days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    private static readonly FrozenSet<string> _statusFields = FieldWatch.Known(
        "exchange_active trading_active intra_exchange_transfers_active exchange_estimated_resume_time exchange_index_statuses");

    private static readonly FrozenSet<string> _shardFields = FieldWatch.Known(
        "exchange_index description exchange_active trading_active intra_exchange_transfers_active");

    public static ExchangeStatus? Status(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "exchange_status", _statusFields);
        var row = new JsonRow(element, "exchange_status");
        var shards = ImmutableArray.CreateBuilder<ShardStatus>();
        foreach (var item in row.OptionalArray("exchange_index_statuses"))
        {
            watch.Look(item, "shard_status", _shardFields);
            var part = new JsonRow(item, "shard_status");
            shards.Add(new ShardStatus(
                new Shard(part.Index("exchange_index")), part.OptionalText("description") ?? "", part.Flag("exchange_active"), part.Flag("trading_active")));
            if (part.Fault is { } why) row.Fail("exchange_index_statuses", why);
        }

        var status = new ExchangeStatus(
            row.Flag("exchange_active"), row.Flag("trading_active"), row.OptionalTime("exchange_estimated_resume_time"), shards.ToImmutable());
        fault = row.Fault;
        return fault is null ? status : null;
    }

    public static ExchangeSchedule? Schedule(JsonElement root, out string? fault)
    {
        var row = new JsonRow(root, "schedule");
        if (!row.TryField("schedule", out var field))
        {
            fault = "schedule: missing";
            return null;
        }

        var schedule = new JsonRow(field, "schedule");
        var hours = ImmutableArray.CreateBuilder<WeeklyHours>();
        foreach (var item in schedule.Array("standard_hours"))
        {
            var week = new JsonRow(item, "standard_hours");
            hours.Add(new WeeklyHours(week.Time("start_time"), week.Time("end_time"), [.. _days.Select(day => Sessions(week, day))]));
            if (week.Fault is { } why) schedule.Fail("standard_hours", why);
        }

        var windows = ImmutableArray.CreateBuilder<MaintenanceWindow>();
        foreach (var item in schedule.Array("maintenance_windows"))
        {
            var window = new JsonRow(item, "maintenance_windows");
            windows.Add(new MaintenanceWindow(window.Time("start_datetime"), window.Time("end_datetime")));
            if (window.Fault is { } why) schedule.Fail("maintenance_windows", why);
        }

        fault = schedule.Fault;
        return fault is null ? new ExchangeSchedule(hours.ToImmutable(), windows.ToImmutable()) : null;
    }

    public static Milestone? Milestone(JsonElement element, FieldWatch watch, out string? fault)
    {
        _ = watch;
        var row = new JsonRow(element, "milestone");
        var milestone = new Milestone(
            row.Name("id"), row.Name("type"), row.Text("title"), row.Time("start_date"),
            [.. row.Texts("related_event_tickers").Select(ticker => new EventTicker(ticker))], Raw(row, "details"));
        fault = row.Fault;
        return fault is null ? milestone : null;
    }

    public static LiveData? Live(JsonElement root, out string? fault)
    {
        var outer = new JsonRow(root, "live_data");
        if (!outer.TryField("live_data", out var field))
        {
            fault = "live_data: missing";
            return null;
        }

        var row = new JsonRow(field, "live_data");
        var live = new LiveData(row.Name("milestone_id"), row.Name("type"), Raw(row, "details"));
        fault = row.Fault;
        return fault is null ? live : null;
    }

    private static string Raw(JsonRow row, string name)
    {
        if (row.TryField(name, out var field) && field.ValueKind == JsonValueKind.Object) return field.GetRawText();
        row.Fail(name, "missing, or no object");
        return "";
    }

    private static ImmutableArray<DailySession> Sessions(JsonRow week, string day)
    {
        var sessions = ImmutableArray.CreateBuilder<DailySession>();
        foreach (var item in week.Array(day))
        {
            var session = new JsonRow(item, day);
            sessions.Add(new DailySession(Clock(session, "open_time"), Clock(session, "close_time")));
            if (session.Fault is { } why) week.Fail(day, why);
        }

        return sessions.ToImmutable();
    }

    private static TimeOnly Clock(JsonRow row, string name)
    {
        if (TimeOnly.TryParseExact(row.Text(name), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return time;
        row.Fail(name, "no time HH:MM");
        return default;
    }
}
