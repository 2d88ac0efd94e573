using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Positions;
using KalshiArb.Actors.Risk;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using static KalshiArb.Actors.Tests.Core.CoreScene;

namespace KalshiArb.Actors.Tests.Core;

/// <summary>Sets of exclusive markets through the whole core: all legs or none, and held whole.</summary>
public sealed class SetTests
{
    private static readonly SetFacts Whole = new(Exclusive: true, Exhaustive: true, CollateralReturn.None, IsAssumed: false);

    private static readonly DecisionSettings On = ShippedSettings.Default with
    {
        Sets = new SetSettings(PriceOffset.FromUnits(50), PriceOffset.FromCents(10), Quantity.FromContracts(100), Money.FromDollars(100), TimeSpan.FromSeconds(2), AcceptCollateralReturn: false),
    };

    /// <summary>A game of two markets, in which no strategy but sets is asked.</summary>
    private static CoreScene Open(DecisionSettings? settings = null, SetFacts? facts = null, bool withAway = true, ICommitLog? log = null)
    {
        var scene = new CoreScene(settings ?? On, log: log).Open(sets: facts ?? Whole);
        foreach (var strategy in (string[])["sportsbook-edge", "score-edge"]) scene.Take(new SwitchRequested(SwitchScope.Strategy, strategy, false, "test"));
        if (withAway) scene.List(Game, GameOutcome.Away, sets: facts ?? Whole);
        scene.Odds(Game, 0.49);
        scene.Forget();
        return scene;
    }

    /// <summary>YES at 44 and at 50: one dollar, or 98 cents in a void, for 94 cents and three and a half of fees.</summary>
    private static void Cheap(CoreScene scene, int size = 100)
    {
        scene.Quote(Home, 43, 44, size);
        scene.Quote(Away, 49, 50, size);
    }

    private static (OrderTicket Home, OrderTicket Away) Bought(CoreScene scene)
    {
        Cheap(scene);
        var created = scene.Created;
        return (created.Single(ticket => ticket.Ticker == Home), created.Single(ticket => ticket.Ticker == Away));
    }

    private static void Fill(CoreScene scene, OrderTicket ticket, int count)
    {
        scene.Accept(ticket, count, 0);
        if (count > 0) scene.Take(scene.FillOf(ticket, count));
    }

    [Fact]
    public void Asks_that_add_up_to_less_than_a_dollar_are_bought_in_one_input_at_one_count()
    {
        using var scene = Open();

        var (home, away) = Bought(scene);

        Assert.Equal(home.Count, away.Count);
        Assert.Equal(Quantity.FromContracts(10), home.Count);
        Assert.All([home, away], leg => Assert.Equal((OrderSide.Bid, TimeInForce.ImmediateOrCancel, OrderRole.Entry), (leg.Side, leg.TimeInForce, leg.Role)));
        Assert.Equal((44, 50), (home.Limit.Units / 100, away.Limit.Units / 100));
        var state = scene.Ask(new RiskQuery()).State;
        Assert.True(state.AvailableCash(new Shard(0)) < Money.FromCents(99_050));
        Assert.Single(scene.Decisions, entry => entry.Kind == DecisionKind.Signal && entry.Code == "sets");
    }

    [Fact]
    public void Bids_that_add_up_to_more_than_a_dollar_are_met_with_NO_of_all()
    {
        using var scene = Open();

        scene.Quote(Home, 51, 52);
        scene.Quote(Away, 55, 56);

        Assert.Equal([OrderSide.Ask, OrderSide.Ask], scene.Created.Select(ticket => ticket.Side));
    }

    [Theory]
    [InlineData("switched off")]
    [InlineData("unknown facts")]
    [InlineData("unknown facts of one market")]
    [InlineData("assumed facts")]
    [InlineData("collateral given back")]
    [InlineData("one market missing")]
    [InlineData("a stale book")]
    [InlineData("a quote without a sequence that is older than it may be")]
    [InlineData("suspended odds")]
    [InlineData("a stop")]
    [InlineData("the strategy disabled")]
    public void Nothing_is_bought_with(string what)
    {
        var facts = what switch { "assumed facts" => Whole with { IsAssumed = true }, "collateral given back" => Whole with { Collateral = CollateralReturn.Mecnet }, _ => Whole };
        using var scene = Open(what == "switched off" ? ShippedSettings.Default : On, facts, withAway: what != "one market missing");
        switch (what)
        {
            case "unknown facts":
                scene.List(Game, GameOutcome.Away);
                break;
            case "unknown facts of one market":
                scene.List(Game, GameOutcome.Home);
                break;
            case "a stale book":
                scene.Quote(Home, 44, 46);
                scene.Gap(Home);
                break;
            case "a quote without a sequence that is older than it may be":
                scene.Take(new TopQuoted(Home, new BookLevel(Price.FromCents(43), Quantity.FromContracts(100)), new BookLevel(Price.FromCents(44), Quantity.FromContracts(100))));
                scene.Pass(3, Game, 0.49);
                break;
            case "suspended odds":
                scene.Odds(Game, 0.49, suspended: true);
                break;
            case "a stop":
                scene.Take(new StopRequested("test"));
                break;
            case "the strategy disabled":
                scene.Take(new SwitchRequested(SwitchScope.Strategy, "sets", false, "test"));
                break;
            default:
                break;
        }

        if (what is not ("a stale book" or "a quote without a sequence that is older than it may be")) scene.Quote(Home, 43, 44);
        scene.Quote(Away, 49, 50);

        Assert.Empty(scene.Created);
    }

    [Theory]
    [InlineData(RefusalCode.MaxMarkets)]
    [InlineData(RefusalCode.OrderRate)]
    [InlineData(RefusalCode.ExposureEvent)]
    public void A_limit_that_only_one_leg_would_keep_lets_none_leave(RefusalCode code)
    {
        using var scene = Open(code switch
        {
            RefusalCode.MaxMarkets => On.OfAccount(account => account with { MaxMarkets = 1 }),
            RefusalCode.OrderRate => On.OfAccount(account => account with { MaxOrders = 1 }),
            _ => On.Limits(limits => limits with { MaxExposureEvent = Money.FromCents(90) }),
        });

        Cheap(scene);

        Assert.Empty(scene.Created);
        if (code != RefusalCode.ExposureEvent) Assert.Contains(scene.Decisions, entry => entry.Kind == DecisionKind.Refused && entry.Code == SnakeCase.Of(code) && entry.Text.StartsWith("set of", StringComparison.Ordinal));
        Assert.Equal(Money.FromDollars(1_000), scene.Ask(new RiskQuery()).State.AvailableCash(new Shard(0)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_leg_whose_order_is_refused_by_the_registry_takes_the_others_with_it_and_gives_the_money_back(int home, int away)
    {
        // The groups are of shard 0: one of the markets lies on another, which has none.
        using var scene = Open(withAway: false);
        scene.List(Game, GameOutcome.Home, sets: Whole, shard: home);
        scene.List(Game, GameOutcome.Away, sets: Whole, shard: away);
        scene.Take(new AccountListed(scene.LastPass, [], [], [], [], [new ShardCash(new Shard(0), Money.FromDollars(1_000)), new ShardCash(new Shard(1), Money.FromDollars(1_000))], scene.Now));
        scene.Odds(Game, 0.49);

        Cheap(scene);

        Assert.Empty(scene.Created);
        Assert.Equal(2, scene.Decisions.Count(entry => entry is { Kind: DecisionKind.Refused, Code: "NO_ORDER_GROUP" }));
        var state = scene.Ask(new RiskQuery()).State;
        Assert.Equal([Money.FromDollars(1_000), Money.FromDollars(1_000)], [state.AvailableCash(new Shard(0)), state.AvailableCash(new Shard(1))]);
        Assert.Equal(0, scene.Failures);
    }

    [Fact]
    public void A_whole_set_is_held_to_settlement_whatever_its_markets_do()
    {
        using var scene = Open();
        var (home, away) = Bought(scene);
        Fill(scene, home, 10);
        Fill(scene, away, 10);
        scene.Forget();

        scene.Pass(2, Game, 0.49);
        scene.Quote(Home, 20, 22);
        scene.Quote(Away, 78, 80);
        scene.Pass(400, Game, 0.2);

        Assert.Empty(scene.Created);
        Assert.All((Ticker[])[Home, Away], ticker => Assert.Equal(Quantity.FromContracts(10), scene.Ask(new PositionQuery()).Ledger.Of(ticker).Quantity));
    }

    [Fact]
    public void Of_a_set_that_filled_in_part_only_what_is_over_is_left_and_only_when_the_other_leg_has_had_its_time()
    {
        using var scene = Open();
        var (home, away) = Bought(scene);
        Fill(scene, home, 10);
        scene.Odds(Game, 0.49);
        Assert.DoesNotContain(scene.Created, ticket => ticket.Role == OrderRole.Exit);

        Fill(scene, away, 6);
        scene.Pass(1, Game, 0.49);
        Assert.DoesNotContain(scene.Created, ticket => ticket.Role == OrderRole.Exit);
        scene.Pass(2, Game, 0.49);

        var exit = Assert.Single(scene.Created, ticket => ticket.Role == OrderRole.Exit);
        Assert.Equal((Home, OrderSide.Ask, Quantity.FromContracts(4)), (exit.Ticker, exit.Side, exit.Count));
        // Four contracts at 44 cents and a fee of 1.72 each, and 1.74 for the sale: what they cost alone, not what the whole position did.
        Assert.True(exit.Limit >= Price.FromCents(48) && exit.Limit <= Price.FromCents(50), exit.Limit.ToString());
    }

    [Fact]
    public void A_leg_that_fills_late_makes_the_set_whole_and_the_exit_of_the_other_is_cancelled()
    {
        using var scene = Open();
        var (home, away) = Bought(scene);
        Fill(scene, home, 10);
        scene.Pass(3, Game, 0.49);
        var exit = Assert.Single(scene.Created, ticket => ticket.Role == OrderRole.Exit);
        scene.Accept(exit, 0, 10);

        Fill(scene, away, 10);

        Assert.Equal(exit.Id, Assert.Single(scene.Cancelled));
        scene.Take(new CancelAccepted(exit.Id, exit.Count));
        scene.Forget();
        scene.Pass(10, Game, 0.49);
        Assert.Empty(scene.Created);
    }

    [Fact]
    public void While_a_part_of_it_is_held_no_second_set_is_bought()
    {
        using var scene = Open();
        var (home, away) = Bought(scene);
        Fill(scene, home, 10);
        Fill(scene, away, 0);
        scene.Pass(40, Game, 0.49);

        scene.Quote(Home, 42, 43);

        Assert.Equal(2, scene.Created.Count(ticket => ticket.Role == OrderRole.Entry));
        Assert.Contains(scene.Decisions, entry => entry.Code == "SET_LEG_HELD");
    }

    [Fact]
    public void After_a_restart_the_set_is_found_again_and_not_taken_apart_while_its_markets_are_listed_one_by_one()
    {
        var log = new InMemoryCommitLog();
        using (var before = Open(log: log))
        {
            var (home, away) = Bought(before);
            Fill(before, home, 10);
            Fill(before, away, 7);
        }

        using var scene = new CoreScene(On, log: log.Reopen("test"), opensAt: Instant.FromUnixSeconds(1_800_000_000) + TimeSpan.FromMinutes(10));
        scene.Take(new SessionStarted(2, "ka", "test"));
        scene.List(Game, GameOutcome.Home, sets: Whole);
        foreach (var role in (OrderRole[])[OrderRole.Entry, OrderRole.Exit]) scene.Take(new OrderGroupCreated(role, new Shard(0), new OrderGroupId(role + "-2")));
        scene.Quote(Home, 43, 44);
        scene.Odds(Game, 0.49);
        scene.Pass(3, Game, 0.49);
        Assert.Empty(scene.Created);

        scene.List(Game, GameOutcome.Away, sets: Whole);
        scene.Quote(Away, 49, 50);
        scene.Pass(3, Game, 0.49);

        // Its time was over ten minutes ago: three are over, seven belong to the set.
        var exit = Assert.Single(scene.Created);
        Assert.Equal((Home, Quantity.FromContracts(3)), (exit.Ticker, exit.Count));
    }

    [Fact]
    public void A_market_whose_partner_is_never_listed_is_left_as_a_position_by_itself()
    {
        var log = new InMemoryCommitLog();
        using (var before = Open(log: log))
        {
            var (home, away) = Bought(before);
            Fill(before, home, 10);
            Fill(before, away, 10);
        }

        using var scene = new CoreScene(On, log: log.Reopen("test"), opensAt: Instant.FromUnixSeconds(1_800_000_000) + TimeSpan.FromMinutes(10));
        scene.Take(new SessionStarted(2, "ka", "test"));
        scene.List(Game, GameOutcome.Home, sets: Whole);
        scene.Take(new OrderGroupCreated(OrderRole.Exit, new Shard(0), new OrderGroupId("exits-2")));
        scene.Quote(Home, 43, 44);
        scene.Pass(9, Game, 0.49);
        Assert.Empty(scene.Created);
        scene.Pass(3, Game, 0.49);

        Assert.Equal(Quantity.FromContracts(10), Assert.Single(scene.Created).Count);
    }

    [Fact]
    public void A_game_that_may_be_drawn_is_bought_in_three_legs_at_one_count_and_held_whole()
    {
        using var scene = OpenThreeWay();

        var legs = BoughtThreeWay(scene);

        Assert.Equal([Home, Away, Tie], legs.Select(leg => leg.Ticker).OrderBy(ticker => Array.IndexOf([Home, Away, Tie], ticker)));
        Assert.All(legs, leg => Assert.Equal((OrderSide.Bid, Quantity.FromContracts(10), TimeInForce.ImmediateOrCancel), (leg.Side, leg.Count, leg.TimeInForce)));
        foreach (var leg in legs) Fill(scene, leg, 10);
        scene.Forget();
        for (var minute = 0; minute < 7; minute++) PassThreeWay(scene, 60);
        Assert.Empty(scene.Created);
        Assert.Equal(0, scene.Failures);
    }

    [Fact]
    public void Of_three_legs_what_the_scarcest_did_not_fill_is_over_in_both_others()
    {
        using var scene = OpenThreeWay();
        foreach (var leg in BoughtThreeWay(scene)) Fill(scene, leg, leg.Ticker == Tie ? 4 : leg.Ticker == Away ? 9 : 10);
        scene.Forget();

        PassThreeWay(scene, 3);

        Assert.Equal(
            [(Away, Quantity.FromContracts(5)), (Home, Quantity.FromContracts(6))],
            scene.Created.Select(exit => (exit.Ticker, exit.Count)).OrderBy(exit => exit.Ticker));
        Assert.All(scene.Created, exit => Assert.Equal((OrderRole.Exit, OrderSide.Ask), (exit.Role, exit.Side)));
    }

    [Fact]
    public void Without_the_draw_listed_two_of_three_outcomes_are_no_set()
    {
        using var scene = OpenThreeWay(withDraw: false);

        Assert.Empty(BoughtThreeWay(scene));
        Assert.Equal(0, scene.Failures);
    }

    private static readonly Ticker Tie = TickerOf(Game, GameOutcome.Draw);

    private static CoreScene OpenThreeWay(bool withDraw = true)
    {
        var scene = new CoreScene(On).Open(outcomes: 3, sets: Whole);
        foreach (var strategy in (string[])["sportsbook-edge", "score-edge"]) scene.Take(new SwitchRequested(SwitchScope.Strategy, strategy, false, "test"));
        scene.List(Game, GameOutcome.Away, outcomes: 3, sets: Whole);
        if (withDraw) scene.List(Game, GameOutcome.Draw, outcomes: 3, sets: Whole);
        scene.Odds(Game, 0.34, draw: 0.33);
        scene.Forget();
        return scene;
    }

    /// <summary>YES at 30 in each: one dollar, or 98 cents in a void, for 90 cents and four and a half of fees.</summary>
    private static IReadOnlyList<OrderTicket> BoughtThreeWay(CoreScene scene)
    {
        foreach (var ticker in (Ticker[])[Home, Away, Tie]) scene.Quote(ticker, 29, 30);
        return scene.Created;
    }

    private static void PassThreeWay(CoreScene scene, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            scene.Pass(1);
            scene.Odds(Game, 0.34, draw: 0.33);
        }
    }

    [Fact]
    public void An_operator_may_take_a_set_apart()
    {
        using var scene = Open();
        var (home, away) = Bought(scene);
        Fill(scene, home, 10);
        Fill(scene, away, 10);
        scene.Pass(3, Game, 0.49);
        scene.Forget();

        scene.Take(new CloseRequested("c1", Home, Price.FromCents(43), null, "test"));

        Assert.Equal((Home, Quantity.FromContracts(10)), (scene.Created[^1].Ticker, scene.Created[^1].Count));
    }
}
