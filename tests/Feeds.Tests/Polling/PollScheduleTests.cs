using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Tests.Polling;

public class PollScheduleTests
{
    private static readonly Instant T0 = Instant.FromUnixSeconds(1_796_000_000);
    private static readonly PollTerms Terms = new(Seconds(10), 1_000, Seconds(2), Seconds(60), 0.25);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void Failures_double_the_wait_up_to_the_longest_and_a_success_ends_it()
    {
        var state = PollState.Starting(T0);
        var waits = new List<double>();
        for (var i = 0; i < 8; i++)
        {
            state = PollSchedule.Failed(state, T0, Terms, null, 0);
            waits.Add((state.DueAt - T0).TotalSeconds);
        }

        Assert.Equal([2, 4, 8, 16, 32, 60, 60, 60], waits);
        Assert.Equal(8, state.FailuresInRow);
        state = PollSchedule.Succeeded(state, T0, Seconds(5), Terms.Jitter, 0);
        Assert.Equal((T0 + Seconds(5), 0), (state.DueAt, state.FailuresInRow));
    }

    [Fact]
    public void Failures_without_end_neither_overflow_nor_pass_the_longest_wait()
    {
        var state = PollState.Starting(T0) with { FailuresInRow = int.MaxValue };

        Assert.Equal(Seconds(60), PollSchedule.Failed(state, T0, Terms, null, 0).DueAt - T0);
    }

    [Fact]
    public void Jitter_only_adds_and_never_more_than_its_share()
    {
        var state = PollState.Starting(T0);

        Assert.Equal(Seconds(5), PollSchedule.Succeeded(state, T0, Seconds(5), 0.25, 0).DueAt - T0);
        Assert.Equal(Seconds(5.5), PollSchedule.Succeeded(state, T0, Seconds(5), 0.25, 0.4).DueAt - T0);
        Assert.Equal(Seconds(2.2), PollSchedule.Failed(state, T0, Terms, null, 0.4).DueAt - T0);
    }

    [Fact]
    public void A_source_that_asks_for_a_longer_rest_is_given_it_but_no_more_than_an_hour()
    {
        var state = PollState.Starting(T0);

        Assert.Equal(Seconds(90), PollSchedule.Failed(state, T0, Terms, Seconds(90), 0).DueAt - T0);
        Assert.Equal(Seconds(2), PollSchedule.Failed(state, T0, Terms, Seconds(1), 0).DueAt - T0);
        Assert.Equal(TimeSpan.FromHours(1), PollSchedule.Failed(state, T0, Terms, TimeSpan.FromDays(9), 0).DueAt - T0);
    }

    [Fact]
    public void A_clock_that_goes_back_does_not_lengthen_a_wait()
    {
        var state = PollSchedule.Succeeded(PollState.Starting(T0), T0, Seconds(5), 0, 0);

        Assert.Equal(state, PollSchedule.Anchored(state, T0 + Seconds(2)));
        var back = T0 - TimeSpan.FromHours(3);
        Assert.Equal(back + Seconds(5), PollSchedule.Anchored(state, back).DueAt);
    }

    [Fact]
    public void No_lane_starves_while_another_is_due_again_at_once()
    {
        PollState[] lanes = [PollState.Starting(T0), PollState.Starting(T0), PollState.Starting(T0)];
        var asked = new int[3];
        var now = T0;
        for (var i = 0; i < 300; i++)
        {
            var next = PollSchedule.Next(lanes);
            asked[next]++;
            now += Seconds(1);
            // All want to be asked far more often than there is time for.
            lanes[next] = PollSchedule.Succeeded(lanes[next] with { AskedAt = now }, now, Seconds(0.1), 0, 0);
        }

        Assert.Equal([100, 100, 100], asked);
    }
}
