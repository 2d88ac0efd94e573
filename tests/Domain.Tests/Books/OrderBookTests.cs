using CsCheck;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Tests.Markets;

namespace KalshiArb.Domain.Tests.Books;

public class OrderBookTests
{
    private static readonly Gen<PriceGrid> AnyGrid = Choose.From(PriceGridTests.Structures.Select(structure => structure.Grid).ToArray());

    // Mostly whole cents near the middle, so that levels meet; sometimes anything at all.
    private static readonly Gen<int> AnyUnits = Gen.Frequency((6, Gen.Int[40, 60].Select(cents => cents * 100)), (2, Gen.Int[1, 99].Select(cents => cents * 100)), (2, Gen.Int[1, 9999]));

    private static readonly Gen<(Outcome Ladder, int Units, long Delta)> AnyDelta = Gen.Select(Gen.Enum<Outcome>(), AnyUnits, Gen.Long[-300, 400]);

    private static readonly Gen<BookLevel[]> AnyLevels =
        Gen.Dictionary(AnyUnits, Gen.Long[0, 1000])[0, 30].Select(levels => levels.Select(level => new BookLevel(Price.FromUnits(level.Key), Quantity.FromHundredths(level.Value))).ToArray());

    private static readonly Gen<OwnQuotes> AnyOwn = Gen.Select(AnyUnits, Gen.Long[0, 400], AnyUnits, Gen.Long[0, 400])
        .Select((bid, bidSize, ask, askSize) => new OwnQuotes(Price.FromUnits(bid), Quantity.FromHundredths(bidSize), Price.FromUnits(ask), Quantity.FromHundredths(askSize)));

    [Fact]
    public void Every_book_agrees_with_its_naive_twin_after_every_change() =>
        Gen.Select(AnyGrid, AnyLevels, AnyLevels, AnyDelta.List[0, 60], AnyOwn, Gen.Int[0, 3000]).Sample((grid, yes, no, deltas, own, band) =>
        {
            var (book, twin) = (new OrderBook(grid), new NaiveBook());
            Assert.Equal(BookChange.Applied, book.Replace(yes, no));
            twin.Replace(yes, no);
            AssertEqual(book, twin, own, band);
            foreach (var (ladder, units, delta) in deltas)
            {
                var applied = twin.Apply(ladder, units, delta);
                Assert.Equal(applied ? BookChange.Applied : BookChange.NegativeLevel, book.Apply(ladder, Price.FromUnits(units), Quantity.FromHundredths(delta)));
                AssertEqual(book, twin, own, band);
            }
        });

    [Fact]
    public void Equal_books_have_equal_hashes_whatever_led_to_them() =>
        Gen.Select(AnyGrid, AnyGrid, AnyLevels, AnyLevels).Sample((grid, otherGrid, yes, no) =>
        {
            var (whole, piecemeal) = (new OrderBook(grid), new OrderBook(otherGrid));
            whole.Replace(yes, no);
            foreach (var level in no.Reverse()) piecemeal.Apply(Outcome.No, level.Price, level.Size);
            foreach (var level in yes) piecemeal.Apply(Outcome.Yes, level.Price, level.Size);
            Assert.Equal(whole.StateHash(), piecemeal.StateHash());

            piecemeal.Apply(Outcome.Yes, Price.FromCents(1), Quantity.FromHundredths(1));
            Assert.NotEqual(whole.StateHash(), piecemeal.StateHash());
        });

    [Fact]
    public void A_level_on_the_other_ladder_has_another_hash()
    {
        var (yes, no) = (new OrderBook(PriceGrid.LinearCent), new OrderBook(PriceGrid.LinearCent));
        yes.Apply(Outcome.Yes, Price.FromCents(40), Quantity.FromContracts(1));
        no.Apply(Outcome.No, Price.FromCents(40), Quantity.FromContracts(1));

        Assert.NotEqual(yes.StateHash(), no.StateHash());
    }

    [Fact]
    public void A_delta_is_added_and_a_level_ends_at_zero()
    {
        var book = new OrderBook(PriceGrid.LinearCent);
        book.Apply(Outcome.Yes, Price.FromCents(47), Quantity.FromContracts(100));

        book.Apply(Outcome.Yes, Price.FromCents(47), Quantity.FromContracts(-54));
        Assert.Equal(Quantity.FromContracts(46), book.SizeAt(Outcome.Yes, Price.FromCents(47)));
        book.Apply(Outcome.Yes, Price.FromCents(47), Quantity.FromContracts(20));
        Assert.Equal(Quantity.FromContracts(66), book.BestBid!.Value.Size);
        book.Apply(Outcome.Yes, Price.FromCents(47), Quantity.FromContracts(-66));
        Assert.Null(book.BestBid);
        Assert.Equal(0, book.LevelCount);
    }

    [Fact]
    public void A_negative_level_is_reported_and_changes_nothing()
    {
        var book = new OrderBook(PriceGrid.LinearCent);
        book.Apply(Outcome.No, Price.FromCents(48), Quantity.FromContracts(2));

        Assert.Equal(BookChange.NegativeLevel, book.Apply(Outcome.No, Price.FromCents(48), Quantity.FromContracts(-3)));

        Assert.Equal(new BookLevel(Price.FromCents(52), Quantity.FromContracts(2)), book.BestAsk);
    }

    [Fact]
    public void What_cannot_be_a_level_is_reported_instead_of_thrown()
    {
        var book = new OrderBook(PriceGrid.LinearCent);
        var most = Quantity.FromHundredths(OrderBook.MaxLevelHundredths);

        Assert.Equal(BookChange.PriceOutOfRange, book.Apply(Outcome.Yes, Price.Zero, Quantity.FromContracts(1)));
        Assert.Equal(BookChange.PriceOutOfRange, book.Apply(Outcome.Yes, Price.One, Quantity.FromContracts(1)));
        Assert.Equal(BookChange.SizeOutOfRange, book.Apply(Outcome.Yes, Price.FromCents(1), Quantity.FromHundredths(long.MaxValue)));
        Assert.Equal(BookChange.SizeOutOfRange, book.Apply(Outcome.Yes, Price.FromCents(1), Quantity.FromHundredths(long.MinValue)));
        Assert.Equal(BookChange.Applied, book.Apply(Outcome.Yes, Price.FromCents(1), most));
        Assert.Equal(BookChange.SizeOutOfRange, book.Apply(Outcome.Yes, Price.FromCents(1), Quantity.FromHundredths(1)));
    }

    [Fact]
    public void A_snapshot_that_lists_a_level_twice_leaves_the_book_empty()
    {
        var book = new OrderBook(PriceGrid.LinearCent);
        BookLevel level = new(Price.FromCents(40), Quantity.FromContracts(1));

        Assert.Equal(BookChange.LevelTwice, book.Replace([level], [level, level]));

        Assert.Equal(0, book.LevelCount);
    }

    [Fact]
    public void A_level_that_is_ours_alone_is_passed_over()
    {
        var book = new OrderBook(PriceGrid.LinearCent);
        book.Replace(
            [new(Price.FromCents(47), Quantity.FromContracts(3)), new(Price.FromCents(45), Quantity.FromContracts(7))],
            [new(Price.FromCents(48), Quantity.FromContracts(2))]);

        var top = book.TopWithout(new OwnQuotes(Price.FromCents(47), Quantity.FromContracts(3), Price.FromCents(52), Quantity.FromContracts(2)));

        Assert.Equal(new BookTop(new BookLevel(Price.FromCents(45), Quantity.FromContracts(7)), null), top);
    }

    [Fact]
    public void A_book_whose_bid_meets_its_ask_is_crossed()
    {
        var book = new OrderBook(PriceGrid.LinearCent);
        book.Apply(Outcome.Yes, Price.FromCents(52), Quantity.FromContracts(1));
        book.Apply(Outcome.No, Price.FromCents(47), Quantity.FromContracts(1));
        Assert.False(book.IsCrossed);

        book.Apply(Outcome.No, Price.FromCents(48), Quantity.FromContracts(1));

        Assert.True(book.IsCrossed);
    }

    [Fact]
    public void The_top_for_NO_is_the_mirror_of_the_top_for_YES()
    {
        var book = new OrderBook(PriceGrid.LinearCent);
        book.Apply(Outcome.Yes, Price.FromCents(47), Quantity.FromContracts(3));
        book.Apply(Outcome.No, Price.FromCents(48), Quantity.FromContracts(2));

        Assert.Equal(new BookTop(new(Price.FromCents(48), Quantity.FromContracts(2)), new(Price.FromCents(53), Quantity.FromContracts(3))), book.Top.For(Outcome.No));
        Assert.Equal(PriceOffset.FromCents(5), book.Top.Spread);
        Assert.Equal(9_900, book.Top.TwiceMidUnits);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Applying_and_asking_allocate_nothing(int structure)
    {
        var grid = structure == 0 ? PriceGrid.LinearCent : PriceGridTests.Grid((0, 10000, 1));
        var book = new OrderBook(grid);
        var own = new OwnQuotes(Price.FromCents(50), Quantity.FromContracts(1), Price.FromCents(51), Quantity.FromContracts(1));
        long Run(int rounds)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var sum = 0L;
            for (var round = 0; round < rounds; round++)
            {
                var price = grid.PriceAt(round % grid.Count);
                book.Apply(Outcome.Yes, price, Quantity.FromContracts(2));
                book.Apply(Outcome.No, price, Quantity.FromContracts(2));
                sum += book.TopWithout(own).Bid!.Value.Size.Hundredths + book.DepthWithin(OrderSide.Ask, PriceOffset.FromCents(5), own).Hundredths;
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.NotEqual(0, sum);
            return allocated;
        }

        Run(100);

        Assert.Equal(0, Run(1_000));
    }

    private static void AssertEqual(OrderBook book, NaiveBook twin, OwnQuotes own, int bandUnits)
    {
        var band = PriceOffset.FromUnits(bandUnits);
        Assert.Equal(twin.Top, book.Top);
        Assert.Equal(twin.TopWithout(own), book.TopWithout(own));
        Assert.Equal(twin.BestFirst(Outcome.Yes), book.Levels(Outcome.Yes));
        Assert.Equal(twin.BestFirst(Outcome.No), book.Levels(Outcome.No));
        foreach (var side in Enum.GetValues<OrderSide>())
        {
            Assert.Equal(twin.DepthWithin(side, band, OwnQuotes.None), book.DepthWithin(side, band));
            Assert.Equal(twin.DepthWithin(side, band, own), book.DepthWithin(side, band, own));
            Assert.Equal(twin.DepthAtOrBetter(side, own.BidPrice, own), book.DepthAtOrBetter(side, own.BidPrice, own));
        }
    }
}
