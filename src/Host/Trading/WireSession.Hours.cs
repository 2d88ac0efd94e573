using KalshiArb.Domain.Ports;
using KalshiArb.Host.Sessions;
using KalshiArb.Kalshi.Discovery;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Trading;

/// <summary>When the venue trades: what each shard takes is told to the core as it changes.</summary>
internal sealed partial class WireSession
{
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StatusHolds = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ScheduleEvery = TimeSpan.FromMinutes(10);

    // Used by one at a time: the start, then the watch.
    private readonly SortedDictionary<Shard, ShardTradingChanged> _shardsTold = [];
    private TradingHours? _hours;
    private long _scheduleReadAt;

    private async Task WatchHoursAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(StatusEvery, cancellation).ConfigureAwait(false);
            await LookAtHoursAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the status, now and then the schedule, and tells what is new. Entries wait for the first answers.</summary>
    private async Task LookAtHoursAsync(CancellationToken cancellation)
    {
        // An order expires at a whole second; and what is told now must hold until the next look.
        var longest = _request.Settings.Decision.Execution.EntryExpiry + TimeSpan.FromSeconds(1) + 2 * StatusEvery * _venue.Speed;
        var hours = _hours ?? new TradingHours(null, Instant.Never, StatusHolds * _venue.Speed, null, longest);
        if (hours.Schedule is null || Environment.TickCount64 - _scheduleReadAt >= (long)ScheduleEvery.TotalMilliseconds)
        {
            if (await _clients.Trading.GetScheduleAsync(cancellation).ConfigureAwait(false) is ReadOutcome<ExchangeSchedule>.Ok { Value: var schedule })
                (hours, _scheduleReadAt) = (hours with { Schedule = schedule }, Environment.TickCount64);
        }

        var askedAt = _venue.Now;
        if (await _clients.Trading.GetExchangeStatusAsync(cancellation).ConfigureAwait(false) is ReadOutcome<ExchangeStatus>.Ok { Value: var status })
            hours = hours with { Status = status, StatusReadAt = askedAt };
        _hours = hours;
        foreach (var shard in _directory!.Markets.Select(market => market.Facts.Shard).Distinct().Order()) await TellShardAsync(hours.Of(shard, _venue.Now), cancellation).ConfigureAwait(false);
    }

    private async Task TellShardAsync(ShardTradingChanged now, CancellationToken cancellation)
    {
        if (_shardsTold.TryGetValue(now.Shard, out var before) ? before == now : now.Trading == ShardTrading.Open) return;
        _shardsTold[now.Shard] = now;
        await PostAsync(now, cancellation).ConfigureAwait(false);
        var (kind, text) = now.Trading == ShardTrading.Open ? ("RESUMED", "trades again") : ("PAUSED", "takes no entries: " + now.Reason);
        _observer.Report(new SessionLine.Alert(_venue.Now, kind, $"shard {now.Shard} of the exchange {text}"));
        if (now.Trading == ShardTrading.Open) WantLook();
    }
}
