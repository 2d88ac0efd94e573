using System.Collections.Immutable;
using CsCheck;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Tests.FairValue;

public class OddsConsensusTests
{
    private static readonly Instant T0 = Instant.FromUnixSeconds(1_800_000_000);
    private static readonly ConsensusSettings Three = new(3, PriceOffset.FromCents(6));

    private static readonly FreshnessSettings Freshness = new(
        OddsSinceReceipt: TimeSpan.FromSeconds(5),
        OddsSinceStamp: TimeSpan.FromSeconds(120),
        ScoreSinceReceipt: TimeSpan.FromSeconds(10),
        BookLiveness: TimeSpan.FromSeconds(5),
        NearClose: TimeSpan.FromSeconds(120),
        UnexplainedMoveTicks: 5,
        UnexplainedMovePause: TimeSpan.FromSeconds(10));

    private static BookmakerQuote Book(string name, double home, double away, double? draw = null, double stampAge = 0) =>
        new(name, T0 - TimeSpan.FromSeconds(stampAge), home, away, draw);

    private static GameConsensus Compute(Instant now, params BookmakerQuote[] books) =>
        OddsConsensus.Compute([.. books], T0, now, 2, Three, Freshness);

    [Fact]
    public void The_consensus_is_the_median_of_three_fresh_books()
    {
        var consensus = Compute(T0, Book("a", 2, 2), Book("b", 1.25, 5), Book("c", 4, 1 / 0.75));
        Assert.True(consensus.HasValue);
        Assert.Equal(0.5, consensus.Home.Probability, 9);
        Assert.Equal(0.5, consensus.Away.Probability, 9);
        Assert.Equal(3, consensus.Books);
        Assert.Null(consensus.Draw);
    }

    [Fact]
    public void Two_books_are_no_consensus()
    {
        var consensus = Compute(T0, Book("a", 2, 2), Book("b", 2, 2));
        Assert.Equal(NoFairReason.TooFewBooks, consensus.Reason);
        Assert.Equal(2, consensus.Books);
    }

    [Fact]
    public void A_book_too_old_by_its_own_stamp_does_not_count()
    {
        var consensus = Compute(T0, Book("a", 2, 2), Book("b", 2, 2), Book("c", 2, 2, stampAge: 121));
        Assert.Equal(NoFairReason.TooFewBooks, consensus.Reason);
    }

    [Fact]
    public void A_poll_received_too_long_ago_gives_nothing()
    {
        BookmakerQuote[] books = [Book("a", 2, 2), Book("b", 2, 2), Book("c", 2, 2)];
        Assert.True(Compute(T0 + TimeSpan.FromSeconds(5), books).HasValue);
        Assert.Equal(NoFairReason.ReceiptTooOld, Compute(T0 + TimeSpan.FromSeconds(5.000001), books).Reason);
    }

    [Fact]
    public void The_poll_ages_by_the_stamp_of_the_first_book_that_will_drop_out()
    {
        BookmakerQuote[] books = [Book("a", 2, 2), Book("b", 2, 2), Book("c", 2, 2), Book("d", 1.5, 3, stampAge: 118)];
        var consensus = Compute(T0, books);
        Assert.Equal(T0 + TimeSpan.FromSeconds(2), consensus.ValidUntil);
        Assert.Equal(4, Compute(consensus.ValidUntil, books).Books);
        Assert.Equal(3, Compute(consensus.ValidUntil + TimeSpan.FromMicroseconds(1), books).Books);
    }

    [Fact]
    public void Until_its_validity_ends_the_same_poll_gives_the_same_answer() =>
        Gen.Select(Gen.Double[0, 150].Array[3, 12], Gen.Double[0, 1]).Sample((ages, share) =>
        {
            var books = ages.Select((age, i) => Book("b" + i, 1.8 + i * 0.01, 2.1, stampAge: age)).ToArray();
            var first = Compute(T0, books);
            if (!first.HasValue) return;
            var later = T0 + (first.ValidUntil - T0) * share;
            Assert.Equal(first, Compute(later, books));
            Assert.NotEqual(first, Compute(first.ValidUntil + TimeSpan.FromMicroseconds(1), books));
        });

    [Fact]
    public void A_stamp_from_the_future_makes_a_price_no_younger_than_its_receipt()
    {
        var consensus = Compute(T0, Book("a", 2, 2, stampAge: -1000), Book("b", 2, 2), Book("c", 2, 2));
        Assert.Equal(T0, consensus.OldestStamp);
        Assert.Equal(T0 + TimeSpan.FromSeconds(5), consensus.ValidUntil);
    }

    [Fact]
    public void A_stamp_from_the_future_ages_from_receipt_where_receipts_may_be_older_than_stamps()
    {
        var longReceipt = Freshness with { OddsSinceReceipt = TimeSpan.FromSeconds(600) };
        BookmakerQuote[] books = [Book("a", 2, 2, stampAge: -1000), Book("b", 2, 2, stampAge: -1000), Book("c", 2, 2, stampAge: -1000)];
        GameConsensus At(double seconds) => OddsConsensus.Compute([.. books], T0, T0 + TimeSpan.FromSeconds(seconds), 2, Three, longReceipt);
        Assert.True(At(120).HasValue);
        Assert.Equal(NoFairReason.TooFewBooks, At(121).Reason);
    }

    [Fact]
    public void A_book_with_nonsense_or_with_the_wrong_number_of_outcomes_does_not_count()
    {
        Assert.Equal(2, Compute(T0, Book("a", 2, 2), Book("b", 2, 2), Book("c", 1, 2)).Books);
        Assert.Equal(2, Compute(T0, Book("a", 2, 2), Book("b", 2, 2), Book("c", 3, 3, draw: 3)).Books);
        var threeWay = OddsConsensus.Compute([Book("a", 2, 2), Book("b", 2, 2), Book("c", 2, 2)], T0, T0, 3, Three, Freshness);
        Assert.Equal(NoFairReason.TooFewBooks, threeWay.Reason);
    }

    [Fact]
    public void A_three_way_game_has_a_value_for_each_outcome_and_a_two_way_game_none_for_the_draw()
    {
        ImmutableArray<BookmakerQuote> books = [Book("a", 2.6, 4.3, 2.4), Book("b", 2.6, 4.3, 2.4), Book("c", 2.6, 4.3, 2.4)];
        var consensus = OddsConsensus.Compute(books, T0, T0, 3, Three, Freshness);
        Assert.True(consensus.TryFor(GameOutcome.Draw, out var draw, out var reason));
        Assert.Equal(NoFairReason.None, reason);
        Assert.InRange(draw.Yes, 0.39, 0.41);
        Assert.True(draw.ConservativeYes < draw.Yes && draw.ConservativeNo < draw.No);

        var two = Compute(T0, Book("a", 2, 2), Book("b", 2, 2), Book("c", 2, 2));
        Assert.False(two.TryFor(GameOutcome.Draw, out _, out reason));
        Assert.Equal(NoFairReason.OutcomeNotPriced, reason);
    }

    [Fact]
    public void The_no_of_one_side_is_worth_what_the_yes_of_the_other_is()
    {
        var consensus = Compute(T0, Book("a", 1.5, 2.7), Book("b", 1.55, 2.6), Book("c", 1.4, 3.0));
        Assert.True(consensus.TryFor(GameOutcome.Home, out var home, out _));
        Assert.True(consensus.TryFor(GameOutcome.Away, out var away, out _));
        Assert.Equal(home.ConservativeNo, away.ConservativeYes, 9);
        Assert.Equal(home.ConservativeYes, away.ConservativeNo, 9);
        Assert.True(home.ConservativeYes + home.ConservativeNo < 1);
    }

    [Fact]
    public void Nothing_received_has_its_own_reason()
    {
        Assert.False(GameConsensus.Nothing.TryFor(GameOutcome.Home, out _, out var reason));
        Assert.Equal(NoFairReason.NoData, reason);
    }

    [Fact]
    public void A_consensus_allocates_nothing()
    {
        ImmutableArray<BookmakerQuote> books = [.. Enumerable.Range(0, 30).Select(i => Book("b" + i, 1.8 + i * 0.01, 2.1))];
        OddsConsensus.Compute(books, T0, T0, 2, Three, Freshness);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++) OddsConsensus.Compute(books, T0, T0, 2, Three, Freshness);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Sources_more_than_six_cents_apart_disagree()
    {
        FairEstimate At(double yes) => new(yes, yes, 1 - yes, FairSource.WinModel, T0, T0, T0, 0);
        Assert.False(SourceAgreement.Disagree(At(0.50), At(0.56), Three.MaximumDisagreement));
        Assert.True(SourceAgreement.Disagree(At(0.50), At(0.5601), Three.MaximumDisagreement));
        Assert.True(SourceAgreement.Disagree(At(0.5601), At(0.50), Three.MaximumDisagreement));
    }

    private static GameConsensus Weighted(string weights, params BookmakerQuote[] books) => OddsConsensus.Compute(
        [.. books], T0, T0, 2,
        Three with { Weights = weights.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w.Split('=')).ToImmutableSortedDictionary(w => w[0], w => double.Parse(w[1], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal) },
        Freshness);

    [Fact]
    public void A_book_with_more_than_half_of_the_weight_decides_and_one_without_weight_is_no_book()
    {
        BookmakerQuote[] books = [Book("a", 2, 2), Book("b", 1.25, 5), Book("c", 4, 1 / 0.75)];
        Assert.Equal(0.5, Weighted("", books).Home.Probability, 9);
        Assert.Equal(0.8, Weighted("b=3", books).Home.Probability, 9);
        Assert.Equal(0.65, Weighted("b=2", books).Home.Probability, 9);
        Assert.Equal((NoFairReason.TooFewBooks, 2), (Weighted("b=0", books).Reason, Weighted("b=0", books).Books));
    }

    [Fact]
    public void Equal_weights_give_the_plain_median_to_the_last_bit() =>
        Gen.Select(Gen.Double[1.2, 4].Array[3, 12], Gen.Int[1, 5]).Sample((home, weight) =>
        {
            var books = home.Select((odds, i) => Book("b" + i, odds, 1 / (1.05 - 1 / odds))).ToArray();
            var plain = Compute(T0, books);
            Assert.Equal(plain, Weighted(string.Join(' ', books.Select(b => $"{b.Book}={weight}")), books));
        });
}
