using System.Collections.Immutable;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Feeds.Reference;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Simulation.Import;

namespace KalshiArb.Simulation.Tests.Import;

/// <summary>How the venue's records, minutes and trades become inputs.</summary>
public sealed class KalshiHistoryTests
{
    private static readonly Ticker _home = new("KXMLBGAME-26JUL051300PITWSH-WSH");
    private static readonly Instant _start = Instant.From(new DateTimeOffset(2026, 7, 5, 17, 0, 0, TimeSpan.Zero));
    private static readonly Quantity _size = Quantity.FromContracts(100);
    private static readonly FeeSchedule _fees = new(FeeType.Quadratic, 700);

    [Fact]
    public void A_minute_is_top_of_book_at_its_end_with_an_assumed_size_and_the_volume_so_far()
    {
        var history = Import(Market([Bar(1, 50, 51, 12), Bar(2, 50, 52, 0), Bar(3, 51, 52, 3)]));

        Assert.Equal(
            [
                (At(1), (Input)new MarketVolumeReported(_home, Quantity.FromContracts(12))), (At(1), Top(50, 51)), (At(2), Top(50, 52)),
                (At(3), new MarketVolumeReported(_home, Quantity.FromContracts(15))), (At(3), Top(51, 52)),
            ],
            history.Day.Inputs.Where(timed => timed.Input is TopQuoted or MarketVolumeReported).Select(timed => (timed.Stamp, timed.Input)));
        Assert.Equal(TimeSpan.FromMinutes(1), history.Day.Report.Bar);
        Assert.Equal(_size, history.Day.Report.AssumedDisplayedSize);
    }

    [Fact]
    public void A_side_without_a_price_is_empty_and_never_zero()
    {
        var history = Import(Market([Bar(1, 0, 51), Bar(2, 50, 100), Bar(3, 0, 100)]));

        Assert.Equal([Top(null, 51), Top(50, null), Top(null, null)], history.Day.Inputs.Select(timed => timed.Input).OfType<TopQuoted>());
    }

    [Fact]
    public void A_book_whose_next_minute_does_not_come_is_stale_and_one_that_crosses_is_quarantined()
    {
        var history = Import(Market([Bar(1, 50, 51), Bar(2, 51, 51), Bar(4, 50, 51)]));

        Assert.Equal([At(2), At(5)], history.Day.Inputs.Where(timed => timed.Input is FrameQuarantined).Select(timed => timed.Stamp));
        Assert.Equal(2, history.Day.Report.Rows);
        Assert.Contains("not below the ask", Assert.Single(history.Day.Report.Faults.First).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Facts_are_the_records_and_what_it_does_not_say_the_tables()
    {
        var grid = new PriceGrid([new(Price.Zero, Price.One, PriceOffset.FromUnits(10))]);
        var listed = Record() with { Grid = grid, Shard = new Shard(7), SettlementTimer = TimeSpan.FromSeconds(45) };
        var facts = Listed(Import(Market([Bar(1, 50, 51)], listed)));
        Assert.Equal((grid, new Shard(7), TimeSpan.FromSeconds(45), _fees, MarketStatus.Active), (facts.Grid, facts.Shard, facts.SettlementTimer, facts.Fees, facts.Status));
        Assert.Equal(new Shard(3), Listed(Import(Market([Bar(1, 50, 51)], listed with { Shard = null }))).Shard);
    }

    [Fact]
    public void The_future_reaches_nothing_but_close_and_result()
    {
        var bars = Enumerable.Range(1, 30).Select(minute => Bar(minute, 50, 51, 1)).ToArray();
        var first = Import(Market(bars, Settled("yes", Price.One, 35, 40)));
        var second = Import(Market(bars, Settled("no", Price.Zero, 31, 300) with { Volume = Quantity.FromContracts(1) }));

        static bool IsEnd(TimedInput timed) => timed.Input is MarketDetermined or MarketStatusChanged;
        Assert.Equal(first.Day.Inputs.Where(timed => !IsEnd(timed)).Select(Describe), second.Day.Inputs.Where(timed => !IsEnd(timed)).Select(Describe));
        Assert.Equal(
            [(At(35), (Input)new MarketStatusChanged(_home, MarketStatus.Closed)), (At(40), new MarketDetermined(_home, Price.One))], first.Day.Inputs.Where(IsEnd).Select(timed => (timed.Stamp, timed.Input)));
        // The record's own close was pulled in when the winner was known: the market is listed with the one of its series.
        Assert.Equal(Instant.From(new DateTimeOffset(2026, 7, 8, 17, 0, 0, TimeSpan.Zero)), Listed(first).CloseTime);
    }

    [Fact]
    public void A_minute_that_ends_after_the_close_is_left_out_and_counted()
    {
        var history = Import(Market([Bar(1, 50, 51), Bar(2, 0, 100)], Settled("yes", Price.One, 1.5, 3)));

        Assert.Equal(1, history.AfterClose);
        Assert.Equal(Top(50, 51), Assert.Single(history.Day.Inputs.Select(timed => timed.Input).OfType<TopQuoted>()));
    }

    [Theory]
    [InlineData("yes", 100, 3.0, 100, "")]
    [InlineData("no", 0, 3.0, 0, "")]
    [InlineData("no", null, 3.0, 0, "")] // the word says it
    [InlineData("scalar", 41, 3.0, 41, "")]
    [InlineData("", 100, 3.0, null, "result is empty")]
    [InlineData("scalar", null, 3.0, null, "settlement_value_dollars is missing")]
    [InlineData("yes", 0, 3.0, null, "settled yes")]
    [InlineData("yes", 100, null, null, "settlement_ts is missing")]
    [InlineData("yes", 100, 1.0, null, "before it closed")]
    public void A_result_that_lacks_a_fact_is_quarantined_and_never_made_up(string result, int? value, double? settledAt, int? paid, string reason)
    {
        var listed = Settled(result, value is { } cents ? Price.FromCents(cents) : null, 2, 3) with { SettledAt = settledAt is { } minute ? At(minute) : null };

        var history = Import(Market([Bar(1, 50, 51)], listed));

        var determined = history.Day.Inputs.Select(timed => timed.Input).OfType<MarketDetermined>().ToArray();
        Assert.Equal(paid is { } price ? [Price.FromCents(price)] : [], determined.Select(one => one.SettlementValue));
        Assert.Equal(paid is null ? 0 : 1, history.Day.Report.Settled);
        if (paid is null) Assert.Contains(reason, Assert.Single(history.Quarantined).Reason, StringComparison.Ordinal);
        else Assert.Empty(history.Quarantined);
    }

    [Theory]
    [InlineData(MarketStatus.Active, 0)]
    [InlineData(MarketStatus.Closed, 1)]
    [InlineData(MarketStatus.Determined, 1)] // the result may still change, and money has not moved
    [InlineData(MarketStatus.Disputed, 1)]
    public void A_market_that_has_not_settled_has_no_result(MarketStatus status, int changes)
    {
        var history = Import(Market([Bar(1, 50, 51)], Settled("yes", Price.One, 2, 3) with { Status = status }));

        Assert.Equal((1, 0), (history.Unsettled, history.Day.Report.Settled));
        Assert.Empty(history.Day.Inputs.Where(timed => timed.Input is MarketDetermined));
        Assert.Equal(changes, history.Day.Inputs.Count(timed => timed.Input is MarketStatusChanged));
    }

    [Fact]
    public void Trades_stand_at_their_own_time_before_the_minute_that_ends_with_them()
    {
        var history = Import(Market(
            [Bar(1, 50, 51, 5), Bar(2, 50, 51, 4)], trades: [Trade(0.5, 50, 5), Trade(2, 51, 4, Outcome.No, block: true)]));

        var order = history.Day.Inputs.Where(timed => timed.Input is not FrameQuarantined).Select(timed => timed.Input.GetType().Name).ToArray();
        Assert.Equal(["MarketListed", "PublicTradeReported", "MarketVolumeReported", "TopQuoted", "PublicTradeReported", "MarketVolumeReported", "TopQuoted"], order);
        Assert.Equal(At(0.5), history.Day.Inputs[1].Stamp);
        Assert.Equal(new PublicTradeReported(_home, Price.FromCents(51), Quantity.FromContracts(4), Outcome.No, true), history.Day.Inputs[4].Input);
        Assert.Equal((2, 1, 1), (history.Trades, history.Blocks, history.WithTrades));
    }

    [Fact]
    public void Trades_that_do_not_add_up_to_the_minutes_are_named()
    {
        Assert.Empty(Import(Market([Bar(1, 50, 51, 5)], trades: [Trade(0.5, 50, 5)])).Uneven);
        Assert.Equal(_home, Assert.Single(Import(Market([Bar(1, 50, 51, 5)], trades: [Trade(0.5, 50, 4)])).Uneven));
    }

    [Fact]
    public void A_market_that_cannot_be_understood_is_quarantined_and_one_without_a_minute_left_out_the_others_stand()
    {
        var other = new Ticker("KXMLBGAME-26JUL051300PITWSH-PIT");
        var history = Import(
            Market([Bar(1, 50, 51)]), Market([], Record() with { Ticker = other }),
            Market([Bar(1, 50, 51)], Record() with { Ticker = new Ticker("KXMLBGAME-26JUL051300PITWSH-XXX") }),
            Market([Bar(1, 50, 51)], Record() with { Ticker = new Ticker("KXMLBGAME-26JUL051335MINNYY-NYY") }),
            Market([Bar(1, 50, 51)], Record() with { Ticker = new Ticker("KXMLBGAME-26JUL051335MINNYY-MIN"), Event = new EventTicker("KXMLBGAME-26JUL051335MINNYY"), IsScalar = true }));

        Assert.Equal((5, 1, 1, 3), (history.Found, history.Day.Report.Markets, history.Empty, history.Quarantined.Length));
        Assert.Contains(history.Quarantined, one => one.Reason.Contains("scalar", StringComparison.Ordinal));
        Assert.Contains(history.Quarantined, one => one.Reason.Contains("its event is", StringComparison.Ordinal));
    }

    private static ImportedHistory Import(params HistoryMarket[] markets)
    {
        Assert.True(ReferenceData.TryLoad(ReferenceData.DefaultDirectory, out var reference, out var errors), string.Join('\n', errors));
        return KalshiHistory.Import(markets, _fees, [], reference, _size);
    }

    private static HistoryMarket Market(HistoryBar[] bars, MarketInfo? listed = null, HistoryTrade[]? trades = null) => new(listed ?? Record(), [.. bars], [.. trades ?? []]);

    private static MarketInfo Record() => new(
        _home, new EventTicker("KXMLBGAME-26JUL051300PITWSH"), MarketStatus.Active, PriceGrid.LinearCent, _start - TimeSpan.FromDays(3), _start + TimeSpan.FromDays(3), null,
        TimeSpan.FromSeconds(120), new Shard(3), "Washington", false, true, "", null, Quantity.FromContracts(9), null, null, ImmutableSortedDictionary<string, string>.Empty, "");

    private static MarketInfo Settled(string result, Price? value, double closed, double settled) =>
        Record() with { Status = MarketStatus.Finalized, Result = result, SettlementValue = value, CloseTime = At(closed), SettledAt = At(settled) };

    private static MarketFacts Listed(ImportedHistory history) => Assert.Single(history.Day.Inputs.Select(timed => timed.Input).OfType<MarketListed>()).Facts;

    private static TopQuoted Top(int? bid, int? ask) => new TopQuoted(
        _home, bid is { } low ? new BookLevel(Price.FromCents(low), _size) : null, ask is { } high ? new BookLevel(Price.FromCents(high), _size) : null);

    private static HistoryBar Bar(int minute, int bid, int ask, int volume = 0) => new(At(minute), Price.FromCents(bid), Price.FromCents(ask), Quantity.FromContracts(volume));

    private static HistoryTrade Trade(double minute, int cents, int contracts, Outcome taker = Outcome.Yes, bool block = false) =>
        new(At(minute), Price.FromCents(cents), Quantity.FromContracts(contracts), taker, block);

    private static Instant At(double minutes) => _start + TimeSpan.FromMinutes(minutes);

    private static string Describe(TimedInput timed) => $"{timed.Stamp} {timed.Input}";
}
