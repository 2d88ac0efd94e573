using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Domain.Tests.Strategies;

public sealed class EntryScreenTests
{
    [Fact]
    public void A_market_that_lacks_nothing_passes() => Assert.Null(EntryScreen.Check(Views.At(), FairSource.Consensus));

    [Fact]
    public void Each_obstacle_is_refused_with_its_code()
    {
        var view = Views.At();
        Refused(RefusalCode.Disabled, view with { Enabled = false });
        Refused(RefusalCode.TickerFrozen, view with { Frozen = true });
        Refused(RefusalCode.MarketNotActive, view with { Status = MarketStatus.Inactive });
        Refused(RefusalCode.NearClose, view with { CloseTime = Views.Now + TimeSpan.FromSeconds(119.999) });
        Refused(RefusalCode.BookStale, view with { BookLive = false });
        Refused(RefusalCode.FeedStale, view with { Odds = null, OddsMissing = NoFairReason.TooFewBooks });
        Refused(RefusalCode.NotLive, view with { CommenceTime = Views.Now + TimeSpan.FromSeconds(1) });
        Refused(RefusalCode.NotLive, view with { CommenceTime = null });
        Refused(RefusalCode.SourcesDisagree, WithScore(view, 0.5601));
        Refused(RefusalCode.UnexplainedMove, view with { UnexplainedMoveAt = Views.Now - TimeSpan.FromSeconds(9.999) });
        Refused(RefusalCode.Spread, Views.At(bidCents: 41));
        Refused(RefusalCode.Volume, view with { Volume = Quantity.FromHundredths(4_999) });
        Refused(RefusalCode.Volume, view with { Volume = null });
        Refused(RefusalCode.DuplicateEntry, view with { EntryWorks = true });
    }

    [Fact]
    public void Limits_themselves_are_allowed()
    {
        var view = Views.At();
        Passes(view with { CloseTime = Views.Now + TimeSpan.FromSeconds(120) });
        Passes(WithScore(view, 0.56));
        Passes(view with { UnexplainedMoveAt = Views.Now - TimeSpan.FromSeconds(10) });
        Passes(Views.At(bidCents: 42));
        Passes(view with { Volume = Quantity.FromContracts(50) });
        Passes(view with { CommenceTime = Views.Now });
    }

    [Fact]
    public void Odds_are_fresh_until_the_last_instant_at_which_they_hold_and_no_longer()
    {
        var view = Views.At();
        Passes(view with { Odds = view.Odds!.Value with { ValidUntil = Views.Now } });
        Refused(RefusalCode.FeedStale, view with { Odds = view.Odds!.Value with { ValidUntil = Views.Now - TimeSpan.FromMicroseconds(1) } });
    }

    [Fact]
    public void A_book_with_an_empty_side_or_that_crosses_is_not_traded()
    {
        var view = Views.At();
        Refused(RefusalCode.Spread, view with { Bid = null });
        Refused(RefusalCode.Spread, view with { Ask = null });
        Refused(RefusalCode.BookStale, view with { Bid = view.Ask });
    }

    [Fact]
    public void A_stale_score_stops_a_strategy_that_rests_on_odds_and_the_other_way_round()
    {
        var view = WithScore(Views.At(), 0.5);
        Refused(RefusalCode.FeedStale, view with { ScoreReceivedAt = Views.Now - TimeSpan.FromSeconds(10.001) });
        Assert.Equal(RefusalCode.FeedStale, EntryScreen.Check(view with { Odds = null, OddsMissing = NoFairReason.TooFewBooks }, FairSource.WinModel));
        Assert.Null(EntryScreen.Check(view with { Odds = null, OddsMissing = NoFairReason.NoData }, FairSource.WinModel));
    }

    [Fact]
    public void The_source_that_speaks_first_is_not_believed_alone_while_the_other_may_still_speak()
    {
        var odds = Views.At() with { FirstSourceAt = Views.Now - TimeSpan.FromSeconds(60) + TimeSpan.FromMicroseconds(1) };
        var score = WithScore(odds, 0.5) with { Odds = null, OddsMissing = NoFairReason.NoData };
        Refused(RefusalCode.FeedStale, odds);
        Assert.Equal(RefusalCode.FeedStale, EntryScreen.Check(score, FairSource.WinModel));
        Assert.Equal(TimeSpan.FromMicroseconds(1), score.SecondSourceDueIn);

        // Both have spoken, or enough was waited, or nothing is to be waited for.
        Passes(WithScore(odds, 0.5));
        Passes(odds with { FirstSourceAt = Views.Now - TimeSpan.FromSeconds(60) });
        Assert.Null(EntryScreen.Check(score with { FirstSourceAt = Views.Now - TimeSpan.FromSeconds(60) }, FairSource.WinModel));
        Passes(odds with { Terms = Views.Terms(Views.Series with { Freshness = Views.Freshness with { SecondSourceWait = null } }) });
    }

    [Fact]
    public void A_score_feed_has_the_last_word_on_whether_a_game_is_live()
    {
        var view = WithScore(Views.At(), 0.5);
        foreach (var phase in new[] { GamePhase.Scheduled, GamePhase.Suspended, GamePhase.Postponed, GamePhase.Final })
            Refused(RefusalCode.NotLive, view with { ScorePhase = phase });
        Passes(view with { ScorePhase = GamePhase.InPlay, CommenceTime = Views.Now + TimeSpan.FromHours(1) });
    }

    [Fact]
    public void Before_the_start_entries_are_a_setting_that_never_covers_a_suspended_game()
    {
        var terms = Views.Terms(Views.Series with { Entry = Views.Entry with { PreGame = true } });
        Passes(Views.At() with { Terms = terms, CommenceTime = null });
        Refused(RefusalCode.NotLive, WithScore(Views.At() with { Terms = terms }, 0.5) with { ScorePhase = GamePhase.Suspended });
    }

    [Fact]
    public void A_strategy_never_sees_a_stale_market()
    {
        var probe = new Probe();
        var table = new StrategyTable(probe);
        Assert.Equal(RefusalCode.BookStale, table.Decide(0, Views.At() with { BookLive = false }).Refusal);
        Assert.Equal(RefusalCode.FeedStale, table.Decide(0, Views.At() with { Odds = null, OddsMissing = NoFairReason.ReceiptTooOld }).Refusal);
        Assert.Equal(0, probe.Calls);
        table.Decide(0, Views.At());
        Assert.Equal(1, probe.Calls);
    }

    [Fact]
    public void Staleness_is_reported_before_anything_that_reads_a_price()
    {
        var view = Views.At(bidCents: 30) with { BookLive = false, Volume = null, EntryWorks = true, UnexplainedMoveAt = Views.Now };
        Refused(RefusalCode.BookStale, view);
        Refused(RefusalCode.FeedStale, view with { BookLive = true, Odds = null, OddsMissing = NoFairReason.TooFewBooks });
    }

    [Fact]
    public void A_strategy_can_be_switched_off_by_its_place()
    {
        var table = StrategyTable.Standard;
        var place = table.IndexOf(new SportsbookEdge().Id);
        var view = Views.At(0.56) with { StrategiesOff = 1u << place };
        Assert.Equal(RefusalCode.Disabled, table.Decide(place, view).Refusal);
        Assert.True(table.Decide(place, view with { StrategiesOff = ~(1u << place) }).IsEntry);
    }

    [Fact]
    public void A_table_refuses_two_strategies_of_one_name() =>
        Assert.Throws<InvariantViolation>(() => new StrategyTable(new Probe(), new Probe()));

    [Fact]
    public void Codes_are_written_in_snake_case()
    {
        Assert.Equal("EDGE_TOO_LARGE", Verdict.Refuse(RefusalCode.EdgeTooLarge).CodeName);
        Assert.Equal("NO_EDGE", Verdict.None(VerdictCode.NoEdge).CodeName);
    }

    private static MarketView WithScore(MarketView view, double yes) => view with
    {
        Score = Views.Fair(yes, FairSource.WinModel),
        ScoreReceivedAt = Views.Now - TimeSpan.FromSeconds(1),
        ScorePhase = GamePhase.InPlay,
    };

    private static void Refused(RefusalCode code, in MarketView view) => Assert.Equal(code, EntryScreen.Check(in view, FairSource.Consensus));

    private static void Passes(in MarketView view) => Assert.Null(EntryScreen.Check(in view, FairSource.Consensus));

    private sealed class Probe : IStrategy
    {
        internal int Calls { get; private set; }

        public StrategyId Id { get; } = new("probe");

        public FairSource Source => FairSource.Consensus;

        public Verdict Evaluate(in MarketView view)
        {
            Calls++;
            return Verdict.None(VerdictCode.NoEdge);
        }
    }
}
