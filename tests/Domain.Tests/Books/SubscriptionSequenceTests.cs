using CsCheck;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Domain.Tests.Books;

public class SubscriptionSequenceTests
{
    private static readonly Instant T0 = Instant.FromUnixSeconds(1_790_000_000);

    [Fact]
    public void Numbers_that_follow_each_other_from_one_are_in_order() =>
        Assert.Equal(Enumerable.Repeat(SequenceVerdict.InOrder, 5), Judge(1, 2, 3, 4, 5));

    [Fact]
    public void A_missing_number_is_a_gap_and_counting_goes_on_from_there() =>
        Assert.Equal([SequenceVerdict.InOrder, SequenceVerdict.Gap, SequenceVerdict.InOrder], Judge(1, 3, 4));

    [Fact]
    public void A_first_number_other_than_one_is_a_gap() =>
        Assert.Equal([SequenceVerdict.Gap, SequenceVerdict.InOrder], Judge(7, 8));

    [Fact]
    public void A_repeated_or_late_number_is_a_duplicate() =>
        Assert.Equal(
            [SequenceVerdict.InOrder, SequenceVerdict.InOrder, SequenceVerdict.Duplicate, SequenceVerdict.InOrder, SequenceVerdict.Duplicate, SequenceVerdict.InOrder],
            Judge(1, 2, 2, 3, 1, 4));

    [Fact]
    public void A_subscription_that_counts_anew_is_a_gap_at_its_second_number_at_the_latest() =>
        Assert.Equal(
            [SequenceVerdict.InOrder, SequenceVerdict.InOrder, SequenceVerdict.InOrder, SequenceVerdict.Duplicate, SequenceVerdict.Gap, SequenceVerdict.InOrder],
            Judge(1, 2, 3, 1, 2, 3));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_number_below_one_is_a_gap(long number) => Assert.Equal(SequenceVerdict.Gap, Judge(1, number)[1]);

    [Fact]
    public void A_stream_with_losses_is_never_taken_for_whole() =>
        Gen.Bool.List[1, 200].Sample(kept =>
        {
            var numbers = kept.Select((keep, index) => (keep, seq: index + 1L)).Where(frame => frame.keep).Select(frame => frame.seq).ToArray();
            var verdicts = Judge(numbers);
            for (var i = 0; i < numbers.Length; i++)
            {
                var before = i == 0 ? 0 : numbers[i - 1];
                Assert.Equal(numbers[i] == before + 1 ? SequenceVerdict.InOrder : SequenceVerdict.Gap, verdicts[i]);
            }
        });

    [Fact]
    public void Subscriptions_are_counted_apart()
    {
        var stream = new StreamSequences();

        Assert.Equal(SequenceVerdict.InOrder, stream.Observe(1, 1, T0));
        Assert.Equal(SequenceVerdict.InOrder, stream.Observe(2, 1, T0));
        Assert.Equal(SequenceVerdict.InOrder, stream.Observe(1, 2, T0));
        Assert.Equal(SequenceVerdict.Gap, stream.Observe(2, 3, T0));
        Assert.Equal(SequenceVerdict.InOrder, stream.Observe(1, 3, T0));
        Assert.Equal(1, stream.Gaps);
    }

    [Fact]
    public void Any_frame_within_the_limit_shows_life()
    {
        var stream = new StreamSequences();
        var limit = TimeSpan.FromSeconds(5);
        Assert.False(stream.IsAlive(T0, limit));

        stream.Heard(T0);

        Assert.True(stream.IsAlive(T0 + limit, limit));
        Assert.False(stream.IsAlive(T0 + limit + TimeSpan.FromMicroseconds(1), limit));
    }

    [Fact]
    public void A_new_connection_counts_from_one_again()
    {
        var stream = new StreamSequences();
        stream.Observe(1, 1, T0);
        stream.Observe(1, 2, T0);

        stream.Reset();

        Assert.False(stream.IsAlive(T0, TimeSpan.FromSeconds(5)));
        Assert.Equal(SequenceVerdict.InOrder, stream.Observe(1, 1, T0));
    }

    [Fact]
    public void Subscriptions_beyond_the_limit_are_never_taken_for_whole()
    {
        var stream = new StreamSequences();
        for (var sid = 1; sid <= StreamSequences.MaxSubscriptions; sid++) stream.Observe(sid, 1, T0);

        Assert.Equal(SequenceVerdict.Gap, stream.Observe(StreamSequences.MaxSubscriptions + 1, 1, T0));
        Assert.Equal(SequenceVerdict.InOrder, stream.Observe(1, 2, T0));
    }

    private static SequenceVerdict[] Judge(params long[] numbers)
    {
        var sequence = default(SubscriptionSequence);
        return [.. numbers.Select(number =>
        {
            var verdict = sequence.Observe(number, out var next);
            sequence = next;
            return verdict;
        })];
    }
}
