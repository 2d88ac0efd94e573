using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Risk;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using static KalshiArb.Actors.Tests.Core.CoreScene;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>Pauses and closes of the venue: what stops, what ends by itself, and what must be read before an entry.</summary>
public sealed class PauseTests
{
    private static PriceGrid Tenths { get; } = new([new(Price.Zero, Price.One, PriceOffset.FromUnits(10))]);

    public static TheoryData<string> Changes => ["reactivated", "grid", "shard"];

    private static void Play(CoreScene scene, string change)
    {
        if (change == "grid")
        {
            scene.Take(new PriceGridChanged(Home, Tenths));
            return;
        }

        scene.Take(change == "shard" ? new ShardTradingChanged(new Shard(0), ShardTrading.CancelsOnly, "paused") : new MarketStatusChanged(Home, MarketStatus.Inactive));
        scene.Take(change == "shard" ? new ShardTradingChanged(new Shard(0), ShardTrading.Open, "") : new MarketStatusChanged(Home, MarketStatus.Active));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_market_is_not_entered_before_a_listing_that_began_after_the_change(string change)
    {
        using var scene = new CoreScene().Open();
        scene.Quote(Home, 40, 43);

        Play(scene, change);
        scene.Odds(Game, 0.52);
        Assert.True(scene.Refused(Home, RefusalCode.NotReconciled, "paused or changed"));
        Assert.Empty(scene.Created);

        scene.Pass(6, Game, 0.52);
        Assert.Empty(scene.Created);
        scene.Listing(1_000);
        scene.Pass(6, Game, 0.521);
        Assert.Single(scene.Created);
        Assert.Equal(0, scene.Failures);
    }

    [Fact]
    public void A_listing_that_was_under_way_at_the_change_does_not_count()
    {
        using var scene = new CoreScene().Open();
        scene.Quote(Home, 40, 43);
        scene.Take(new AccountInDoubt("test"));
        scene.Pass(2);
        Assert.Single(scene.Effects.OfType<ListAccount>());

        Play(scene, "reactivated");
        scene.Listing(1_000);
        scene.Odds(Game, 0.52);
        Assert.True(scene.Refused(Home, RefusalCode.NotReconciled));

        scene.Pass(2);
        Assert.Equal(2, scene.Effects.OfType<ListAccount>().Count());
        scene.Listing(1_000);
        scene.Pass(6, Game, 0.521);
        Assert.Single(scene.Created);
    }

    [Fact]
    public void A_market_that_was_never_paused_owes_no_listing()
    {
        using var scene = new CoreScene().Open();

        scene.Take(new MarketStatusChanged(Home, MarketStatus.Active), new ShardTradingChanged(new Shard(0), ShardTrading.Open, ""));
        scene.SignalTaker();

        Assert.Single(scene.Created);
    }

    [Fact]
    public void A_paused_shard_cancels_what_works_and_takes_no_entry()
    {
        using var scene = new CoreScene().Open();
        var entry = scene.WorkMaker();
        scene.Forget();

        scene.Take(new ShardTradingChanged(new Shard(0), ShardTrading.CancelsOnly, "cancels only"));
        scene.Odds(Game, 0.52);

        Assert.Equal(entry.Id, Assert.Single(scene.Cancelled));
        Assert.Empty(scene.Created);
        Assert.True(scene.Refused(Home, RefusalCode.MarketNotActive));
    }

    [Fact]
    public void Before_maintenance_entries_stop_and_exits_go_on()
    {
        using var scene = new CoreScene().Open();
        scene.SignalTaker();
        var entry = Assert.Single(scene.Created);
        scene.Take(new ShardTradingChanged(new Shard(0), ShardTrading.NoEntries, "maintenance"));
        scene.Accept(entry, 10, 0);
        scene.Take(scene.FillOf(entry, 10));
        Assert.Equal(OrderRole.Exit, scene.Created[^1].Role);
        scene.Forget();

        scene.List(OtherGame, GameOutcome.Home);
        scene.SignalTaker(OtherGame);

        Assert.True(scene.Refused(Other, RefusalCode.MarketNotActive, "maintenance"));
        Assert.Empty(scene.Created);
    }

    [Fact]
    public void Another_shard_s_pause_concerns_nobody_here()
    {
        using var scene = new CoreScene().Open();

        scene.Take(new ShardTradingChanged(new Shard(3), ShardTrading.CancelsOnly, "cancels only"));
        scene.SignalTaker();

        Assert.Single(scene.Created);
    }

    [Theory]
    [InlineData("CloseCancel")]
    [InlineData("HaltCancel")]
    [InlineData("ExpiryCancel")]
    [InlineData("SelfTradeCancel")]
    [InlineData("ReduceOnlyCancel")]
    [InlineData("PostOnlyCrossCancel")]
    [InlineData(null)]
    public void A_cancel_by_the_venue_is_a_normal_end_of_an_entry_and_of_an_exit(string? reason)
    {
        using var scene = new CoreScene().Open();
        End(scene, scene.WorkMaker(), reason);
        Assert.Empty(scene.Ask(new OrderQuery()).Orders.Orders);

        using var other = new CoreScene().Open();
        End(other, other.Buy(), reason);

        Assert.DoesNotContain(other.Ask(new OrderQuery()).Orders.Orders.Values, order => order.Ticket.Role == OrderRole.Exit && order.Phase == OrderPhase.Unknown);
    }

    private static void End(CoreScene scene, OrderTicket ticket, string? reason)
    {
        scene.Take(new OrderReported(new VenueOrder(
            VenueIdOf(ticket), ticket.Id, ticket.Ticker, ticket.Side, ticket.Limit, VenueOrderStatus.Canceled, Quantity.Zero, Quantity.Zero, ticket.Count, reason)));

        var orders = scene.Ask(new OrderQuery()).Orders;
        Assert.False(orders.IsInDoubt(ticket.Ticker));
        Assert.Null(orders.Orders.GetValueOrDefault(ticket.Id));
        Assert.False(scene.Ask(new RiskQuery()).State.IsFrozen(ticket.Ticker));
        Assert.Contains(scene.Decisions, line => line.Kind == DecisionKind.Ended);
        Assert.DoesNotContain(scene.Decisions, line => line.Kind == DecisionKind.Alert);
        Assert.Equal(0, scene.Failures);
    }
}
