using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Import;
using KalshiArb.Simulation.Measurement;

namespace KalshiArb.Simulation.Tests.Measurement;

public sealed class DelayedOddsTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(10);

    private static Instant Second(int second) => Instant.FromUnixSeconds(1_000_000 + second);

    private static TimedInput Odds(int second) =>
        new(Second(second), new OddsPolled(new GameId("g"), "test", [new BookmakerQuote("book", Second(second), 1.9, 1.9, null)]));

    private static TimedInput Alive(int second) => new(Second(second), StreamAlive.Instance);

    [Fact]
    public void Odds_come_later_with_their_own_stamps_and_nothing_else_moves()
    {
        var delayed = DelayedOdds.Apply([Odds(0), Alive(1), Odds(2), Alive(600), Alive(601)], Delay).ToArray();

        Assert.Equal([1, 600, 600, 601, 602], delayed.Select(timed => (int)((timed.Stamp - Second(0)).TotalSeconds)));
        // Of one instant the odds come first: they were waiting.
        Assert.IsType<OddsPolled>(delayed[1].Input);
        Assert.Equal([Second(0), Second(2)], delayed.Select(timed => timed.Input).OfType<OddsPolled>().Select(odds => odds.Quotes[0].SourceStamp));
    }

    [Fact]
    public void Time_never_goes_back()
    {
        var delayed = DelayedOdds.Apply([.. Enumerable.Range(0, 2_000).Select(i => i % 3 == 0 ? Odds(i) : Alive(i))], Delay).ToArray();

        Assert.Equal(2_000, delayed.Length);
        for (var i = 1; i < delayed.Length; i++) Assert.True(delayed[i].Stamp >= delayed[i - 1].Stamp, $"at {i}");
    }

    [Fact]
    public void No_delay_changes_nothing()
    {
        TimedInput[] inputs = [Odds(0), Alive(0), Odds(3)];

        Assert.Equal(inputs, DelayedOdds.Apply(inputs, TimeSpan.Zero));
    }

    [Fact]
    public void A_delay_into_the_past_or_beyond_a_day_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DelayedOdds.Apply([], TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => DelayedOdds.Apply([], TimeSpan.FromHours(25)));
    }
}
