using System.Collections.Immutable;
using CsCheck;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Discovery;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Tests.Discovery;

public sealed class TradingHoursTests
{
    private static readonly TimeSpan _life = TimeSpan.FromSeconds(90);
    private static readonly Shard _shard = new(3);
    // A Tuesday.
    private static readonly DateOnly _day = new(2026, 11, 24);
    private static readonly ExchangeStatus _trading = new(true, true, null, [new ShardStatus(new Shard(0), "", true, true), new ShardStatus(_shard, "", true, true)]);

    [Fact]
    public void A_paused_shard_takes_cancels_only_and_the_others_trade()
    {
        var paused = _trading with { Shards = [_trading.Shards[0], new ShardStatus(_shard, "", true, false)] };

        Assert.Equal(ShardTrading.CancelsOnly, At(Noon, paused, []).Of(_shard, Noon).Trading);
        Assert.Equal(ShardTrading.Open, At(Noon, paused, []).Of(new Shard(0), Noon).Trading);
        Assert.Equal(ShardTrading.CancelsOnly, At(Noon, _trading with { Shards = [], TradingActive = false }, []).Of(_shard, Noon).Trading);
    }

    [Fact]
    public void What_is_not_known_is_no_permission()
    {
        var known = At(Noon, _trading, []);

        Assert.Equal(ShardTrading.NoEntries, (known with { Status = null }).Of(_shard, Noon).Trading);
        Assert.Equal(ShardTrading.NoEntries, (known with { Schedule = null }).Of(_shard, Noon).Trading);
        Assert.Equal(ShardTrading.NoEntries, (known with { Schedule = new ExchangeSchedule([], []) }).Of(_shard, Noon).Trading);
        Assert.Equal(ShardTrading.NoEntries, known.Of(_shard, Noon + TimeSpan.FromSeconds(31)).Trading);
    }

    [Fact]
    public void An_entry_never_lives_into_a_maintenance_window()
    {
        Gen.Select(Gen.Int[-40_000, 40_000], Gen.Int[1, 20_000], Gen.Int[1, 600]).Sample((startsIn, length, life) =>
        {
            var window = new MaintenanceWindow(Noon + TimeSpan.FromSeconds(startsIn), Noon + TimeSpan.FromSeconds(startsIn + length));
            var hours = At(Noon, _trading, [window]) with { LongestEntry = TimeSpan.FromSeconds(life) };
            var touches = startsIn < life && startsIn + length > 0;

            Assert.Equal(touches ? ShardTrading.NoEntries : ShardTrading.Open, hours.Of(_shard, Noon).Trading);
        });
    }

    [Fact]
    public void The_gap_between_two_sessions_of_a_day_is_maintenance_too_and_midnight_is_none()
    {
        // As recorded: Thursdays 00:00 to 03:00 and 05:00 to 00:00, on other days around the clock.
        Gen.Int[0, (7 * 86_400) - 1].Sample(second =>
        {
            var now = UsEastern.StartOf(_day) + TimeSpan.FromSeconds(second);
            var thursday = UsEastern.StartOf(_day.AddDays(2));
            var closed = now + _life >= thursday + TimeSpan.FromHours(3) && now < thursday + TimeSpan.FromHours(5);

            Assert.Equal(closed ? ShardTrading.NoEntries : ShardTrading.Open, At(now, _trading, []).Of(_shard, now).Trading);
        });
    }

    private static Instant Noon => UsEastern.StartOf(_day) + TimeSpan.FromHours(12);

    private static TradingHours At(Instant now, ExchangeStatus status, ImmutableArray<MaintenanceWindow> windows) =>
        new(status, now, TimeSpan.FromSeconds(30), new ExchangeSchedule([Week()], windows), _life);

    private static WeeklyHours Week()
    {
        ImmutableArray<DailySession> whole = [new(TimeOnly.MinValue, TimeOnly.MinValue)];
        ImmutableArray<DailySession> thursday = [new(TimeOnly.MinValue, new TimeOnly(3, 0)), new(new TimeOnly(5, 0), TimeOnly.MinValue)];
        return new WeeklyHours(UsEastern.StartOf(new DateOnly(2024, 12, 1)), UsEastern.StartOf(new DateOnly(2200, 12, 1)), [whole, whole, whole, whole, thursday, whole, whole]);
    }
}
