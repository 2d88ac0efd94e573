using KalshiArb.Domain.Books;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Tests.Books;

public class MarketBookTests
{
    private static readonly Ticker Market = new("KXNBAGAME-26OCT20BOSDET-BOS");

    private readonly MarketBook _book = new(PriceGrid.LinearCent);

    [Fact]
    public void A_new_book_is_stale_and_ignores_deltas()
    {
        Assert.Equal((BookStatus.Stale, StaleReason.NoSnapshot), (_book.Status, _book.StaleReason));
        Assert.Equal(BookChange.IgnoredUntilSnapshot, _book.Apply(Delta(1, 5)));
        Assert.Equal(0, _book.Book.LevelCount);
    }

    [Fact]
    public void A_snapshot_makes_it_live_and_deltas_count()
    {
        _book.Apply(Snapshot(1));

        Assert.Equal(BookChange.Applied, _book.Apply(Delta(1, 5)));
        Assert.True(_book.IsTradable);
        Assert.Equal(Quantity.FromContracts(8), _book.Book.BestBid!.Value.Size);
    }

    [Fact]
    public void After_a_gap_it_ignores_deltas_until_its_new_snapshot()
    {
        _book.Apply(Snapshot(1));

        Assert.True(_book.Invalidate(StaleReason.Gap));
        Assert.False(_book.Invalidate(StaleReason.Gap));
        Assert.Equal(BookChange.IgnoredUntilSnapshot, _book.Apply(Delta(1, 5)));
        _book.ResyncRequested();
        Assert.Equal(BookStatus.Resyncing, _book.Status);
        Assert.Equal(BookChange.IgnoredUntilSnapshot, _book.Apply(Delta(1, 5)));
        _book.Apply(Snapshot(1));

        Assert.Equal((BookStatus.Live, StaleReason.None), (_book.Status, _book.StaleReason));
        Assert.Equal(Quantity.FromContracts(3), _book.Book.BestBid!.Value.Size);
    }

    [Fact]
    public void A_second_gap_while_resyncing_asks_again()
    {
        _book.ResyncRequested();

        _book.Invalidate(StaleReason.Gap);

        Assert.Equal(BookStatus.Stale, _book.Status);
    }

    [Fact]
    public void A_request_that_was_answered_already_does_not_unmake_a_live_book()
    {
        _book.Apply(Snapshot(1));

        _book.ResyncRequested();

        Assert.Equal(BookStatus.Live, _book.Status);
    }

    [Fact]
    public void A_negative_level_makes_it_stale_as_corrupt()
    {
        _book.Apply(Snapshot(1));

        Assert.Equal(BookChange.NegativeLevel, _book.Apply(Delta(1, -4)));

        Assert.Equal((BookStatus.Stale, StaleReason.Corrupt), (_book.Status, _book.StaleReason));
    }

    [Fact]
    public void A_snapshot_that_does_not_fit_makes_it_stale_as_corrupt()
    {
        _book.Apply(Snapshot(1));
        BookLevel level = new(Price.FromCents(40), Quantity.FromContracts(-1));

        Assert.Equal(BookChange.NegativeLevel, _book.Apply(new BookSnapshot(1, 2, Market, [level], [])));

        Assert.Equal((BookStatus.Stale, StaleReason.Corrupt), (_book.Status, _book.StaleReason));
    }

    [Fact]
    public void Deltas_of_another_subscription_are_ignored()
    {
        _book.Apply(Snapshot(2));

        Assert.Equal(BookChange.IgnoredUntilSnapshot, _book.Apply(Delta(1, 5)));
        Assert.Equal(BookStatus.Live, _book.Status);
    }

    [Fact]
    public void A_crossed_book_is_live_but_not_tradable()
    {
        _book.Apply(Snapshot(1));

        _book.Apply(new BookDelta(1, 2, Market, Outcome.No, Price.FromCents(60), Quantity.FromContracts(1)));

        Assert.Equal(BookStatus.Live, _book.Status);
        Assert.False(_book.IsTradable);
    }

    private static BookSnapshot Snapshot(long sid) =>
        new(sid, 1, Market, [new(Price.FromCents(47), Quantity.FromContracts(3))], [new(Price.FromCents(48), Quantity.FromContracts(2))]);

    private static BookDelta Delta(long sid, long contracts) => new(sid, 2, Market, Outcome.Yes, Price.FromCents(47), Quantity.FromContracts(contracts));
}
