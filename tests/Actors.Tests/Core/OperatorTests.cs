using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Markets;
using KalshiArb.Actors.Positions;
using KalshiArb.Actors.Risk;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using static KalshiArb.Actors.Tests.Core.CoreScene;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>What operators do by hand: close a position, adopt the exchange's.</summary>
public sealed class OperatorTests
{
    private static CloseRequested Close(int cents, Quantity? count = null, string id = "c1") => new(id, Home, Price.FromCents(cents), count, "test");

    private static CloseAnswer? Answer(CoreScene scene) => scene.Ask(new MarketQuery(Home)).Close;

    [Fact]
    public void A_close_cancels_the_resting_exit_waits_for_its_end_and_sends_one_immediate_order_that_only_reduces()
    {
        using var scene = new CoreScene().Open();
        var exit = scene.Buy();
        scene.Forget();

        scene.Take(Close(38));
        Assert.Equal([exit.Id], scene.Cancelled);
        scene.Pass(2, Game);
        Assert.Empty(scene.Created);
        Assert.Null(Answer(scene));

        scene.Take(new CancelAccepted(exit.Id, exit.Count));
        var sent = Assert.Single(scene.Created);
        Assert.Equal((OrderRole.Exit, OrderSide.Ask, Price.FromCents(38), Quantity.FromContracts(10)), (sent.Role, sent.Side, sent.Limit, sent.Count));
        Assert.True(sent is { TimeInForce: TimeInForce.ImmediateOrCancel, ReduceOnly: true, PostOnly: false });

        scene.Accept(sent, 4, 0);
        Assert.Null(Answer(scene));
        scene.Take(scene.FillOf(sent, 4));
        Assert.Equal(new CloseAnswer("c1", true, "sent 10, filled 4, 6 held"), Answer(scene));
        // What is left is managed again.
        Assert.Equal((OrderRole.Exit, Quantity.FromContracts(6)), (scene.Created[^1].Role, scene.Created[^1].Count));
        Assert.Equal(0, scene.Failures);
    }

    [Theory]
    [InlineData(OrderSide.Ask, OrderSide.Bid, 37, 63, 100_000)]
    [InlineData(OrderSide.Bid, OrderSide.Ask, 37, 37, 37)]
    public void A_close_of_either_sign_and_of_a_fraction_asks_for_no_more_than_is_held(OrderSide bought, OrderSide leaves, int own, int yes, int hundredths)
    {
        var held = Quantity.FromHundredths(37);
        using var scene = new CoreScene(recovered:
        [
            new CashOpened(new Shard(0), Money.FromDollars(1_000), Instant.FromUnixSeconds(1_799_999_900)),
            new FillBooked(
                new FillId("f1"), new VenueOrderId("v1"), new ClientOrderId("ka-1-e-1"), Home, bought, Price.FromCents(43), held, Money.Zero,
                Liquidity.Taker, Instant.FromUnixSeconds(1_799_999_950), Instant.FromUnixSeconds(1_799_999_950)),
        ]);
        scene.Open(run: 2);

        scene.Take(Close(own, Quantity.FromHundredths(hundredths)));

        var sent = Assert.Single(scene.Created);
        Assert.Equal((leaves, Price.FromCents(yes), held, true), (sent.Side, sent.Limit, sent.Count, sent.ReduceOnly));
        scene.Take(new OrderSent(sent.Id), new OrderAccepted(sent.Id, VenueIdOf(sent), held, Quantity.Zero), scene.FillOf(sent, 1) with { Count = held });
        Assert.Equal("sent 0.37, filled 0.37, 0 held", Answer(scene)!.Text);
    }

    [Fact]
    public void A_close_goes_out_on_a_frozen_ticker_and_a_stale_book_and_is_refused_while_killed_and_when_nothing_is_held()
    {
        using var scene = new CoreScene().Open();
        scene.Take(Close(38));
        Assert.Equal((false, "nothing is held"), (Answer(scene)!.Sent, Answer(scene)!.Text));
        var exit = scene.Buy();
        scene.Gap(Home);
        scene.Take(new CancelAccepted(exit.Id, exit.Count));
        scene.Forget();

        scene.Take(Close(38, id: "c2"));
        var sent = Assert.Single(scene.Created);
        scene.Accept(sent, 0, 0);
        Assert.Equal("sent 10, filled 0, 10 held", Answer(scene)!.Text);

        scene.Take(new KillBegun("test", "look"));
        scene.Take(Close(38, id: "c3"));
        Assert.Equal("c3", Answer(scene)!.Id);
        Assert.StartsWith("refused: TRADING_STATE Killed", Answer(scene)!.Text, StringComparison.Ordinal);
        Assert.Single(scene.Created);
    }

    [Fact]
    public void A_close_whose_exit_does_not_end_sends_nothing_and_says_so()
    {
        using var scene = new CoreScene().Open();
        var exit = scene.Buy();
        scene.Forget();

        scene.Take(Close(38));
        scene.Pass(5, Game);

        Assert.Equal($"exit {exit.Id} has not ended within 5 s: nothing was sent", Answer(scene)!.Text);
        Assert.Empty(scene.Created);
    }

    [Fact]
    public void A_working_entry_is_cancelled_before_a_close_and_none_is_made_meanwhile()
    {
        using var scene = new CoreScene().Open();
        scene.Buy();
        scene.Take(Close(38));
        scene.Forget();

        scene.Quote(Home, 40, 42);
        scene.Odds(Game, 0.56);

        Assert.DoesNotContain(scene.Created, ticket => ticket.Role == OrderRole.Entry);
    }

    [Fact]
    public void An_adopted_position_is_thawed_and_its_exit_is_managed()
    {
        VenuePosition[] theirs = [new(Home, Quantity.FromContracts(5), Money.Zero, Money.Zero) { Cost = Money.FromDollars(2) }];
        using var scene = new CoreScene().Open(positions: theirs);
        for (var i = 0; i < 2; i++)
        {
            scene.Pass(3);
            scene.Listing(998, [], theirs);
        }

        Assert.True(scene.Ask(new RiskQuery()).State.IsFrozen(Home));
        scene.Forget();
        scene.Take(new AdoptRequested(Home, "test", "looked"));

        var ledger = scene.Ask(new PositionQuery()).Ledger;
        Assert.Equal((Quantity.FromContracts(5), Money.FromDollars(2), Money.FromDollars(998), Money.Zero), (ledger.Of(Home).Quantity, ledger.Of(Home).Cost, ledger.TotalCash, ledger.RealizedPnl));
        Assert.Equal(Money.FromDollars(2), scene.Ask(new RiskQuery()).State.AccountExposure);
        Assert.False(scene.Ask(new RiskQuery()).State.IsFrozen(Home));
        Assert.Contains(scene.Decisions, line => line is { Code: "ADOPTED" } && line.Text.Contains("by=test", StringComparison.Ordinal) && line.Text.Contains("ours 0", StringComparison.Ordinal) && line.Text.Contains("exchange 5", StringComparison.Ordinal));
        scene.Quote(Home, 40, 43);
        scene.Odds(Game, 0.52);
        Assert.Equal((OrderRole.Exit, Quantity.FromContracts(5)), (Assert.Single(scene.Created).Role, scene.Created[0].Count));
    }

    [Fact]
    public void What_cannot_be_adopted_is_refused_and_nothing_changes()
    {
        using var scene = new CoreScene().Open();
        scene.Buy();
        scene.Forget();

        scene.Take(new AdoptRequested(Home, "test", ""));

        Assert.Contains(scene.Decisions, line => line.Code == "NOT_ADOPTED");
        Assert.Equal(Quantity.FromContracts(10), scene.Ask(new PositionQuery()).Ledger.Of(Home).Quantity);
    }

    [Fact]
    public void A_stop_by_mark_out_cancels_the_working_entry_of_that_strategy_in_the_same_input()
    {
        var settings = ShippedSettings.Default with { MarkOut = new Domain.Settings.MarkOutSettings(TimeSpan.FromSeconds(2), 1, PriceOffset.FromCents(1)) };
        using var scene = new CoreScene(settings).Open();
        scene.List(OtherGame, GameOutcome.Home);
        scene.Buy();
        scene.Quote(Home, 38, 41);
        scene.Quote(Other, 40, 43);
        scene.Pass(1, OtherGame, 0.46);
        var entry = scene.Created[^1];
        Assert.Equal((Other, OrderRole.Entry, true), (entry.Ticker, entry.Role, entry.PostOnly));
        scene.Accept(entry, 0, 10);
        scene.Forget();

        scene.Pass(1, OtherGame, 0.46);

        Assert.Equal([entry.Id], scene.Cancelled);
        Assert.Contains(scene.Decisions, line => line.Kind == DecisionKind.Cancel && line.Text.EndsWith("reason=MARK_OUT", StringComparison.Ordinal));
        Assert.Null(scene.Ask(new OrderQuery()).Orders.EntryOf(Home));
    }
}
