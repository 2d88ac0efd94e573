using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Strategies;

namespace KalshiArb.Domain.Tests.Strategies;

public sealed class EntryCancelRuleTests
{
    private static readonly WorkingEntry Bid = new(
        FairSource.Consensus, 0, FollowsMomentum: true, OrderSide.Bid, Price.FromCents(45), Views.Now - TimeSpan.FromSeconds(1));

    private static readonly WorkingEntry Ask = Bid with { Side = OrderSide.Ask, Limit = Price.FromCents(46) };

    [Fact]
    public void An_entry_that_would_be_made_again_works_on()
    {
        Assert.Equal(EntryCancelReason.None, Check(Views.At(0.50)));
        Assert.Equal(EntryCancelReason.None, Check(Views.At(0.41) with { EntryWorks = true }, Ask));
    }

    [Fact]
    public void Each_reason_cancels_in_the_step_in_which_it_appears()
    {
        var view = Views.At();
        Cancels(EntryCancelReason.Disabled, view with { Enabled = false });
        Cancels(EntryCancelReason.Disabled, view with { StrategiesOff = 1 });
        Cancels(EntryCancelReason.TickerFrozen, view with { Frozen = true });
        Cancels(EntryCancelReason.MarketNotActive, view with { Status = MarketStatus.Inactive });
        Cancels(EntryCancelReason.NearClose, view with { CloseTime = Views.Now + TimeSpan.FromSeconds(119.9) });
        Cancels(EntryCancelReason.BookStale, view with { BookLive = false });
        Cancels(EntryCancelReason.FeedStale, view with { Odds = null, OddsMissing = NoFairReason.TooFewBooks });
        Cancels(EntryCancelReason.FeedStale, WithScore(view, 0.5) with { ScoreReceivedAt = Views.Now - TimeSpan.FromSeconds(11) });
        Cancels(EntryCancelReason.NotLive, WithScore(view, 0.5) with { ScorePhase = GamePhase.Suspended });
        Cancels(EntryCancelReason.SourcesDisagree, WithScore(view, 0.57));
        Cancels(EntryCancelReason.UnexplainedMove, view with { UnexplainedMoveAt = Views.Now });
        Cancels(EntryCancelReason.Momentum, view with { Momentum = new MomentumScores(29.9, 100) });
        Cancels(EntryCancelReason.EdgeGone, Views.At(0.4799));
        Cancels(EntryCancelReason.TimedOut, view with { Now = Bid.DecidedAt + TimeSpan.FromSeconds(5) });
        Assert.Equal(EntryCancelReason.ScoreChanged, EntryCancelRule.Check(in view, in Bid, scoreChanged: true));
    }

    [Fact]
    public void The_cancel_levels_themselves_are_allowed()
    {
        Assert.Equal(EntryCancelReason.None, Check(Views.At() with { Momentum = new MomentumScores(30, 0) }));
        Assert.Equal(EntryCancelReason.None, Check(Views.At(0.48)));
        Assert.Equal(EntryCancelReason.None, Check(Views.At() with { Now = Bid.DecidedAt + TimeSpan.FromSeconds(4.999) }));
    }

    [Fact]
    public void An_entry_for_NO_is_held_to_the_mirrored_measures()
    {
        Cancels(EntryCancelReason.EdgeGone, Views.At(0.4301), Ask);
        Assert.Equal(EntryCancelReason.None, Check(Views.At(0.43), Ask));
        Cancels(EntryCancelReason.Momentum, Views.At(0.41) with { Momentum = new MomentumScores(100, 29) }, Ask);
    }

    [Fact]
    public void A_score_driven_entry_does_not_follow_momentum()
    {
        var entry = Bid with { Source = FairSource.WinModel, FollowsMomentum = false };
        Assert.Equal(EntryCancelReason.None, Check(WithScore(Views.At(), 0.5) with { Momentum = default }, entry));
    }

    [Fact]
    public void A_momentum_level_of_zero_never_cancels()
    {
        var terms = Views.Terms(Views.Series with { Momentum = new(0, 0, 0) });
        Assert.Equal(EntryCancelReason.None, Check(Views.At() with { Terms = terms, Momentum = default }));
    }

    [Fact]
    public void A_move_from_before_the_decision_was_judged_then() =>
        Assert.Equal(EntryCancelReason.None, Check(Views.At() with { UnexplainedMoveAt = Bid.DecidedAt - TimeSpan.FromMicroseconds(1) }));

    private static MarketView WithScore(MarketView view, double yes) => view with
    {
        Score = Views.Fair(yes, FairSource.WinModel),
        ScoreReceivedAt = Views.Now - TimeSpan.FromSeconds(1),
        ScorePhase = GamePhase.InPlay,
    };

    private static EntryCancelReason Check(in MarketView view, WorkingEntry? entry = null)
    {
        var working = entry ?? Bid;
        return EntryCancelRule.Check(in view, in working, scoreChanged: false);
    }

    private static void Cancels(EntryCancelReason reason, in MarketView view, WorkingEntry? entry = null) => Assert.Equal(reason, Check(in view, entry));
}
