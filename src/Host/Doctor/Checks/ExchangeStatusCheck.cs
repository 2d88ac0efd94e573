using KalshiArb.Domain.Games;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Rendering;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>Whether the shards in use take orders, and when they next do not.</summary>
public sealed class ExchangeStatusCheck : IDoctorCheck
{
    private const string Title = "exchange status";
    private const string NextTitle = "next maintenance";
    private static readonly TimeSpan _soon = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Venue;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        var venue = context.Venue!;
        var shards = await venue.ShardsInUseAsync(context, cancellation).ConfigureAwait(false);
        var rows = await venue.StatusAsync(cancellation).ConfigureAwait(false) is ReadOutcome<ExchangeStatus>.Ok { Value: var status }
            ? Look(status, shards)
            : [CheckRow.Fail(Title, "could not be read", "see reachability")];
        if (context.Mode == TradingMode.Paper) return rows.Add(CheckRow.Skip(NextTitle, "a paper exchange keeps market time"));
        return await venue.ScheduleAsync(cancellation).ConfigureAwait(false) switch
        {
            ReadOutcome<ExchangeSchedule>.Ok { Value: var schedule } => rows.Add(Next(schedule, context.Clock())),
            // What is announced is not what is: a pause that begins is seen in the status and obeyed there.
            ReadOutcome<ExchangeSchedule>.Failed { Reason: var reason } => rows.Add(CheckRow.Warn(NextTitle, $"the schedule: {reason}", "look for announced maintenance yourself; the status is obeyed all the same")),
            _ => throw new InvariantViolation("a read is answered or failed"),
        };
    }

    /// <summary>One row a shard in use; one for all where the venue does not list shards.</summary>
    public static ImmutableArray<CheckRow> Look(ExchangeStatus status, ImmutableSortedDictionary<Shard, string> shards)
    {
        var resume = status.EstimatedResume is { } at ? $"; may go on {Text.DateTime(at)}" : "";
        if (status.Shards.IsEmpty) return [Row("exchange", status.ExchangeActive, status.TradingActive, "", resume)];
        if (shards.IsEmpty) return [CheckRow.Warn(Title, $"no shard is in use; {status.Shards.Length} are listed", "enable a sport whose series the venue has")];
        return
        [
            .. shards.Select(used => status.Shards.FirstOrDefault(s => s.Shard == used.Key) is { } listed
                ? Row($"shard {used.Key} {listed.Description}", listed.ExchangeActive, listed.TradingActive, $" ({used.Value})", resume)
                : CheckRow.Fail(Title, $"shard {used.Key} ({used.Value}) is not listed by the venue", "check data/series.csv against the venue's markets")),
        ];
    }

    /// <summary>The row for the next time at which the exchange is announced to be away: a maintenance window, or a gap in the week's hours.</summary>
    public static CheckRow Next(ExchangeSchedule schedule, Instant now)
    {
        var closings = schedule.Maintenance.Concat(schedule.Hours.Where(h => h.Start <= now && now < h.End).SelectMany(h => Gaps(h, now)));
        if (closings.Where(w => w.End > now).OrderBy(w => w.Start).Select(w => (MaintenanceWindow?)w).FirstOrDefault() is not { } next)
            return CheckRow.Ok(NextTitle, "none is announced");
        var text = $"{Text.DateTime(next.Start)} to {Text.DateTime(next.End)}";
        if (next.Start <= now) return CheckRow.Fail(NextTitle, $"now: {text}", "start after its end");
        return next.Start - now < _soon ? CheckRow.Warn(NextTitle, $"{text}, in {(next.Start - now).TotalMinutes:0} minutes", "no entry reaches into it; consider starting after its end") : CheckRow.Ok(NextTitle, text);
    }

    // The weekly maintenance stands in the hours as a gap: on Thursday 00:00 to 03:00 and 05:00 to 00:00 (recorded 2026-01-15).
    private static IEnumerable<MaintenanceWindow> Gaps(WeeklyHours hours, Instant now)
    {
        var local = UsEastern.ToLocal(now);
        for (var day = local.Date; day <= local.Date.AddDays(7); day = day.AddDays(1))
        {
            var from = day;
            foreach (var session in hours.Days[(int)day.DayOfWeek].OrderBy(s => s.Open))
            {
                if (day + session.Open.ToTimeSpan() > from) yield return Window(from, day + session.Open.ToTimeSpan());
                from = session.Close == TimeOnly.MinValue ? day.AddDays(1) : day + session.Close.ToTimeSpan();
            }
            if (from < day.AddDays(1)) yield return Window(from, day.AddDays(1));
        }

        MaintenanceWindow Window(DateTime start, DateTime end) => new(now + (start - local), now + (end - local));
    }

    private static CheckRow Row(string what, bool exchange, bool trading, string why, string resume) =>
        !exchange ? CheckRow.Fail(Title, $"{what}{why}: paused, cancels included{resume}", "wait until the venue goes on")
        : !trading ? CheckRow.Fail(Title, $"{what}{why}: cancels only{resume}", "wait until the venue goes on")
        : CheckRow.Ok(Title, $"{what}{why}: open");
}
