using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Discovery;

/// <summary>
/// Which shards take entries. A pause takes cancels only, so an order that could still work when one begins could not be
/// followed by another: an entry must have expired before the venue stops trading. What is not known is no permission.
/// </summary>
/// <param name="Status">What the venue last said of itself; null before it said anything.</param>
/// <param name="StatusReadAt">When it said it.</param>
/// <param name="StatusHolds">How long that holds.</param>
/// <param name="Schedule">Its schedule; null before it was read.</param>
/// <param name="LongestEntry">How long an entry may live that is decided now, with all that lies between.</param>
public sealed record TradingHours(ExchangeStatus? Status, Instant StatusReadAt, TimeSpan StatusHolds, ExchangeSchedule? Schedule, TimeSpan LongestEntry)
{
    private const int DaysInWeek = 7;

    /// <summary>What a shard takes at a time. The reason stays the same for as long as nothing changes.</summary>
    public ShardTradingChanged Of(Shard shard, Instant now)
    {
        if (Status is null) return new ShardTradingChanged(shard, ShardTrading.NoEntries, "the exchange's status is not known yet");
        if (!Trades(Status, shard)) return new ShardTradingChanged(shard, ShardTrading.CancelsOnly, "the exchange has paused it: cancels only");
        return WhyNoEntry(now) is { } why ? new ShardTradingChanged(shard, ShardTrading.NoEntries, why) : new ShardTradingChanged(shard, ShardTrading.Open, "");
    }

    /// <summary>Whether the venue says that a shard trades. A shard of which it says nothing does as the whole.</summary>
    public static bool Trades(ExchangeStatus status, Shard shard)
    {
        ArgumentNullException.ThrowIfNull(status);
        foreach (var one in status.Shards)
            if (one.Shard == shard) return one.TradingActive && one.ExchangeActive;
        return status.TradingActive && status.ExchangeActive;
    }

    private string? WhyNoEntry(Instant now)
    {
        if (now - StatusReadAt > StatusHolds) return "the exchange's status could not be read lately";
        if (Schedule is null) return "the exchange's schedule is not known yet";
        foreach (var window in Schedule.Maintenance)
            if (now < window.End && now + LongestEntry > window.Start) return $"maintenance from {window.Start} to {window.End}";
        return WhyClosed(Schedule, now, now + LongestEntry);
    }

    /// <summary>Follows the sessions from now to the end; where none goes on, the venue closes.</summary>
    private static string? WhyClosed(ExchangeSchedule schedule, Instant now, Instant until)
    {
        var at = now;
        while (at <= until)
        {
            if (SessionAt(schedule, at) is { } end && end > at) at = end;
            else return at == now ? "outside the exchange's hours" : $"the exchange closes at {at}";
        }

        return null;
    }

    /// <summary>The latest end of the sessions that hold at a time; null when there is none.</summary>
    private static Instant? SessionAt(ExchangeSchedule schedule, Instant at)
    {
        var date = UsEastern.DateAt(at);
        Instant? latest = null;
        foreach (var week in schedule.Hours)
        {
            if (at < week.Start || at >= week.End || week.Days.Length != DaysInWeek) continue;
            foreach (var session in week.Days[(int)date.DayOfWeek])
            {
                var end = Instant.Min(session.Close == TimeOnly.MinValue ? UsEastern.StartOf(date.AddDays(1)) : At(date, session.Close), week.End);
                if (At(date, session.Open) <= at && at < end && (latest is not { } known || end > known)) latest = end;
            }
        }

        return latest;
    }

    /// <summary>A wall time in New York; one that spring skips is taken as an hour later.</summary>
    private static Instant At(DateOnly date, TimeOnly time) =>
        UsEastern.TryToInstant(date, time, out var at) || UsEastern.TryToInstant(date, time.AddHours(1), out at) ? at : UsEastern.StartOf(date) + time.ToTimeSpan();
}
