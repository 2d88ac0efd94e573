using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Kill.Tests;

public sealed class FlattenProcedureTests
{
    private static readonly Ticker Long = new("T-LONG");
    private static readonly Ticker Short = new("T-SHORT");

    private readonly SteppedClock _clock = new();

    [Fact]
    public void Every_position_of_both_signs_is_left_with_one_order_each_and_none_is_flipped()
    {
        var venue = new Market { [Long] = 37, [Short] = -1_000 };

        var receipt = FlattenProcedure.Run(venue, _clock, Price.FromCents(1));

        Assert.True(receipt.Complete);
        Assert.Equal((2, 2), (receipt.Before.Length, receipt.Tries));
        Assert.All(venue.Sent, order => Assert.Equal(Price.FromCents(40), order.Limit));
    }

    [Fact]
    public void Nothing_is_sold_below_the_floor()
    {
        var venue = new Market { [Long] = 100 };
        venue.Bids = 19;

        var receipt = FlattenProcedure.Run(venue, _clock, Price.FromCents(20));

        Assert.False(receipt.Complete);
        Assert.Equal(0, receipt.Tries);
        Assert.Equal(Long, Assert.Single(receipt.After!.Value).Ticker);
    }

    [Fact]
    public void Bids_that_come_back_within_the_minute_are_met_with_the_first_rounds_price()
    {
        var venue = new Market { [Long] = 100 };
        venue.BidsFromLook = 20;

        var receipt = FlattenProcedure.Run(venue, _clock, Price.FromCents(1));

        Assert.True(receipt.Complete);
        Assert.Equal(Price.FromCents(40), Assert.Single(venue.Sent).Limit);
        Assert.Empty(receipt.Reasons);
    }

    [Theory]
    [InlineData(null, 100, ": nobody bids")]
    [InlineData("429", 0, "its prices could not be read: 429")]
    [InlineData(null, 0, "the best bid, 0.0000, is below the floor of 0.0100")]
    public void What_is_still_held_is_named_with_the_reason(string? unread, int from, string reason)
    {
        var venue = new Market { [Short] = -700 };
        (venue.Unread, venue.BidsFromLook, venue.Bids) = (unread, from, 0);
        var begun = _clock.Now;

        var receipt = FlattenProcedure.Run(venue, _clock, Price.FromCents(1));

        Assert.InRange(_clock.Now - begun, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(63));
        Assert.StartsWith("INCOMPLETE: 1 positions, 0 orders, 1 still held (T-SHORT -7: ", KillReceiptText.Text(receipt), StringComparison.Ordinal);
        Assert.Contains(reason, KillReceiptText.Text(receipt), StringComparison.Ordinal);
    }

    [Fact]
    public void A_price_that_runs_away_is_followed_in_three_rounds_and_no_further_than_the_floor()
    {
        var venue = new Market { [Long] = 100 };
        venue.Refuses = true;

        var receipt = FlattenProcedure.Run(venue, _clock, Price.FromCents(37));

        Assert.False(receipt.Complete);
        Assert.Equal([Price.FromCents(40), Price.FromCents(38), Price.FromCents(37)], venue.Sent.Select(order => order.Limit));
    }

    [Fact]
    public void An_order_whose_answer_was_lost_is_not_repeated_for_what_it_sold()
    {
        var venue = new Market { [Long] = 100 };
        venue.LosesAnswers = true;

        var receipt = FlattenProcedure.Run(venue, _clock, Price.FromCents(1));

        Assert.True(receipt.Complete);
        Assert.Single(venue.Sent);
    }

    [Fact]
    public void A_venue_that_lists_nothing_is_asked_for_a_minute_and_nothing_is_claimed()
    {
        var venue = new Market { [Long] = 100 };
        venue.ListsNothing = true;
        var begun = _clock.Now;

        var receipt = FlattenProcedure.Run(venue, _clock, Price.FromCents(1));

        Assert.Null(receipt.After);
        Assert.False(receipt.Complete);
        Assert.Empty(venue.Sent);
        Assert.InRange(_clock.Now - begun, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(70));
    }

    [Fact]
    public void A_client_that_throws_sells_nothing_twice_and_ends()
    {
        var venue = new Market { [Long] = 100 };
        venue.Throws = true;

        var receipt = FlattenProcedure.Run(venue, _clock, Price.FromCents(1));

        Assert.False(receipt.Complete);
        Assert.Equal(3, receipt.Tries);
    }

    /// <summary>Positions in hundredths, and bids for them.</summary>
    private sealed class Market : SortedDictionary<Ticker, long>, IFlattenVenue
    {
        public List<(Ticker Ticker, Price Limit)> Sent { get; } = [];

        public int Bids { get; set; } = 40;

        public int Looks { get; private set; }

        public int BidsFromLook { get; set; }

        public string? Unread { get; set; }

        public bool Refuses { get; set; }

        public bool LosesAnswers { get; set; }

        public bool ListsNothing { get; set; }

        public bool Throws { get; set; }

        public ImmutableArray<HeldPosition>? ListPositions() =>
            ListsNothing ? null : [.. this.Where(row => row.Value != 0).Select(row => new HeldPosition(row.Key, Quantity.FromHundredths(row.Value), new Shard(0)))];

        public ExitLook BestExit(HeldPosition position)
        {
            Looks++;
            return Unread is { } why ? new ExitLook(null, why) : new ExitLook(Looks >= BidsFromLook ? Price.FromCents(Bids) : null);
        }

        public Quantity? Leave(HeldPosition position, Price limit)
        {
            if (Throws) throw new InvalidOperationException("a client that breaks its promise");
            Sent.Add((position.Ticker, limit));
            if (Refuses) return Quantity.Zero;
            Assert.Equal(this[position.Ticker], position.Position.Hundredths);
            this[position.Ticker] = 0;
            return LosesAnswers ? null : position.Position.Magnitude;
        }
    }
}
