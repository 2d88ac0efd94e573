using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Tests.Metamorphic;

/// <summary>
/// What must not change a day, and what must change it by a known amount.
/// </summary>
public sealed class MetamorphicTests
{
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(20);

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_game_that_is_left_out_changes_no_decision_on_the_others(ulong seed)
    {
        var day = RecordedSlate.Record(seed, Time);
        var whole = Traded.On(day, Traded.Wide(10));
        var markets = day.Select(timed => timed.Input).OfType<MarketListed>().Select(listed => listed.Facts).DistinctBy(facts => facts.Ticker).ToDictionary(facts => facts.Ticker, facts => facts.Game);
        // The game that was traded most: what is left out was not idle.
        var busiest = whole.Fills.GroupBy(fill => markets[fill.Ticker]).MaxBy(fills => fills.Count())!.Key;

        var others = Traded.On(RecordedSlate.Without(day, input => IsOf(input, busiest, markets)), Traded.Wide(10));

        Assert.Contains(whole.Fills, fill => markets[fill.Ticker] == busiest);
        Assert.DoesNotContain(others.Fills, fill => markets[fill.Ticker] == busiest);
        Assert.True(others.Fills.Count > 5, $"{others.Fills.Count} fills");
        var (expected, actual) = (whole.Of(ticker => markets[ticker] != busiest), others.Of(_ => true));
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++) Assert.Equal(expected[i], actual[i]);
        Assert.Equal(expected.Count, actual.Count);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void Sizes_three_times_as_large_make_a_ledger_three_times_as_large(ulong seed)
    {
        // Twice the recorded sizes, since half of what is displayed may be taken and hundredths have no halves.
        var day = RecordedSlate.Record(seed, Time);
        var once = Traded.On(RecordedSlate.Scaled(day, 2), Traded.Wide(10));

        var thrice = Traded.On(RecordedSlate.Scaled(day, 6), Traded.Wide(30));

        Assert.True(once.Fills.Count > 10, $"{once.Fills.Count} fills");
        Assert.Equal(
            once.Fills.Select(fill => (fill.TradedAt, fill.Ticker, fill.Side, fill.Price, fill.Count.Hundredths * 3)),
            thrice.Fills.Select(fill => (fill.TradedAt, fill.Ticker, fill.Side, fill.Price, fill.Count.Hundredths)));
        Assert.Equal(once.Ledger.RealizedPnl.Micros * 3, thrice.Ledger.RealizedPnl.Micros);
        Assert.NotEqual(Money.Zero, once.Ledger.RealizedPnl);
        foreach (var (ticker, position) in once.Ledger.Positions)
        {
            Assert.Equal(position.Quantity.Hundredths * 3, thrice.Ledger.Positions[ticker].Quantity.Hundredths);
            Assert.Equal(position.Cost.Micros * 3, thrice.Ledger.Positions[ticker].Cost.Micros);
        }

        foreach (var (shard, cash) in once.Ledger.Cash)
            Assert.Equal((cash - Money.FromDollars(1_000_000)).Micros * 3, (thrice.Ledger.Cash[shard] - Money.FromDollars(1_000_000)).Micros);
    }

    /// <summary>
    /// Books, odds and scores are in no snapshot: they are told anew to whoever begins. So the cut lies where a day's own connection is
    /// lost for a while, and both runs are told them anew.
    /// </summary>
    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    public void A_day_that_is_cut_in_two_with_a_snapshot_between_decides_what_the_whole_day_decides(ulong seed)
    {
        var (day, lost, back) = RecordedSlate.RecordWithGap(seed, TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10));
        var whole = Traded.On(day, Traded.Wide(10));

        var cut = Traded.On(day, Traded.Wide(10), [lost + TimeSpan.FromSeconds(30)]);

        // By then every game's odds and score were told once more.
        var settled = back + TimeSpan.FromSeconds(30);
        Assert.Equal(whole.VerdictsAt(settled).OrderBy(one => one.Key), cut.VerdictsAt(settled).OrderBy(one => one.Key));
        var (expected, actual) = (whole.Since(back, settled), cut.Since(back, settled));
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++) Assert.Equal(expected[i], actual[i]);
        Assert.Equal(expected.Count, actual.Count);
        var (before, after) = (whole.Fills.Count(fill => fill.TradedAt < lost), whole.Fills.Count(fill => fill.TradedAt >= back));
        Assert.True(before > 5 && after > 5, $"{before} fills before, {after} after");
        Assert.Equal(whole.Ledger.RealizedPnl, cut.Ledger.RealizedPnl);
        Assert.Equal(whole.Ledger.Positions.Values.OrderBy(position => position.Ticker), cut.Ledger.Positions.Values.OrderBy(position => position.Ticker));
        Assert.Equal(whole.Ledger.Cash.OrderBy(cash => cash.Key), cut.Ledger.Cash.OrderBy(cash => cash.Key));
    }

    private static bool IsOf(Input input, GameId game, Dictionary<Ticker, GameId> markets) => input switch
    {
        MarketListed listed => listed.Facts.Game == game,
        GameListed listed => listed.Game == game,
        OddsPolled polled => polled.Game == game,
        ScoreReported reported => reported.Game == game,
        BookSnapshot snapshot => markets[snapshot.Ticker] == game,
        BookDelta delta => markets[delta.Ticker] == game,
        MarketVolumeReported volume => markets[volume.Ticker] == game,
        MarketCloseTimeChanged changed => markets[changed.Ticker] == game,
        MarketStatusChanged changed => markets[changed.Ticker] == game,
        MarketDetermined determined => markets[determined.Ticker] == game,
        _ => false,
    };
}
