using System.Text.RegularExpressions;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Slate;

namespace KalshiArb.Exchange.Tests;

public sealed partial class SlateTests
{
    [Fact]
    public void The_same_seed_and_calls_give_the_same_evening_and_money_is_conserved()
    {
        var hashes = new ulong[2];
        for (var run = 0; run < 2; run++)
        {
            var world = new SlateWorld(SlateSettings.Default(7));
            new SlateObserver(world) { Trades = true }.RunFor(TimeSpan.FromMinutes(45));
            world.CheckInvariants();
            hashes[run] = world.StateHash();
        }

        Assert.Equal(hashes[0], hashes[1]);
    }

    [Fact]
    public void Another_seed_or_another_call_gives_another_evening_but_calls_never_reach_the_games()
    {
        var quiet = new SlateWorld(SlateSettings.Default(7));
        var traded = new SlateWorld(SlateSettings.Default(7));
        var other = new SlateWorld(SlateSettings.Default(8));
        new SlateObserver(quiet).RunFor(TimeSpan.FromMinutes(30));
        new SlateObserver(traded) { Trades = true }.RunFor(TimeSpan.FromMinutes(30));
        new SlateObserver(other).RunFor(TimeSpan.FromMinutes(30));

        Assert.NotEqual(quiet.StateHash(), traded.StateHash());
        Assert.NotEqual(quiet.StateHash(), other.StateHash());
        Assert.Equal(
            quiet.Games.Select(game => (game.Game.HomeScore, game.Game.AwayScore, game.Game.Truth)),
            traded.Games.Select(game => (game.Game.HomeScore, game.Game.AwayScore, game.Game.Truth)));
    }

    [Fact]
    public void Edges_appear_with_lagging_makers_and_vanish_when_they_are_as_fresh_as_the_odds()
    {
        var lagging = (Entries: 0, Markets: int.MaxValue, Edge: 0.0);
        var fresh = (Entries: 0, Edge: 0.0);
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var behind = new SlateObserver(new SlateWorld(SlateSettings.Default(seed)));
            behind.RunFor(TimeSpan.FromMinutes(40));
            lagging = (lagging.Entries + behind.TakerEntries, Math.Min(lagging.Markets, behind.EnteredMarkets.Count), lagging.Edge + behind.EdgeAgainstTruth);
            var same = new SlateObserver(new SlateWorld(SlateSettings.Default(seed) with { Lag = TimeSpan.Zero }));
            same.RunFor(TimeSpan.FromMinutes(40));
            fresh = (fresh.Entries + same.TakerEntries, fresh.Edge + same.EdgeAgainstTruth);
        }

        Assert.True(lagging.Markets >= 5, $"entries on {lagging.Markets} markets");
        Assert.InRange(lagging.Edge / lagging.Entries, 0.03, 0.10);
        Assert.True(fresh.Entries <= lagging.Entries / 5, $"{fresh.Entries} of {lagging.Entries}");
        Assert.True(fresh.Edge <= 0.01 * Math.Max(1, fresh.Entries), $"edge {fresh.Edge} over {fresh.Entries}");
    }

    [Fact]
    public void Seeds_one_to_ten_hold_every_shape_of_evening()
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        for (ulong seed = 1; seed <= 10; seed++)
        {
            var games = SlatePlan.Games(SlateSettings.Default(seed));
            Assert.Equal(12, games.Length);
            Assert.Equal(25, games.Sum(planned => SlatePlan.Markets(planned).Length));
            Assert.Equal(7, games.Count(planned => planned.Game.Phase == GamePhase.InPlay));
            foreach (var planned in games)
            {
                Assert.All(SlatePlan.Markets(planned), facts => Assert.Matches(TickerShape(), facts.Ticker.Value));
                seen.Add(planned.Game.League.Sport.ToString());
                if (planned.RainAt is not null) seen.Add("rain");
                if (planned.PostponedAt is not null) seen.Add("postponed");
                else PlayOut(planned.Game, seen);
            }
        }

        string[] wanted = ["Nba", "Nfl", "Nhl", "Mlb", "CollegeBasketballMen", "CollegeBasketballWomen", "Epl", "rain", "postponed", "tie", "draw", "overtime", "suspension"];
        Assert.Superset(wanted.ToHashSet(), seen.ToHashSet());
    }

    [Fact]
    public void The_true_chance_is_a_martingale_of_the_very_steps_that_are_played()
    {
        var home = 0.0;
        var start = 0.0;
        const int Games = 2_000;
        for (ulong seed = 1; seed <= Games; seed++)
        {
            var game = new Game(League.Nhl, new GameId("g"), "h", "a", SlateSettings.DefaultStart, 0.3, new Chance(seed, 1));
            start = game.Truth.Home;
            game.Begin(SlateSettings.DefaultStart);
            PlayOut(game, []);
            home += game.SettlementValue(GameOutcome.Home).Units / 10_000.0;
        }

        Assert.InRange(home / Games - start, -0.035, 0.035); // three standard errors
    }

    [Fact]
    public void An_evening_settles_every_game_and_shows_it_in_the_inputs()
    {
        var world = new SlateWorld(SlateSettings.Default(3) with { Games = 4 });
        var inputs = new List<Input>();
        var determined = new Dictionary<Ticker, Price>();
        for (var i = 0; i < 3_000_000 && !world.IsOver; i++)
        {
            inputs.Clear();
            world.Step(inputs);
            foreach (var input in inputs.OfType<MarketDetermined>()) determined[input.Ticker] = input.SettlementValue;
        }

        Assert.True(world.IsOver);
        world.CheckInvariants();
        foreach (var byEvent in world.Markets.GroupBy(facts => facts.Event))
            Assert.Equal(Price.UnitsPerDollar, byEvent.Sum(facts => determined[facts.Ticker].Units));
    }

    [Fact]
    public void Our_orders_show_in_the_book_in_our_stream_and_in_the_listing()
    {
        var world = new SlateWorld(SlateSettings.Default(5));
        var seen = new List<Input>();
        while (world.Now < SlateSettings.DefaultStart + TimeSpan.FromSeconds(10)) world.Step(seen);
        var facts = world.Markets[0];
        var group = world.CreateGroup(OrderRole.Entry, facts.Shard, 100, world.Now, out _)!.Group;
        var ticket = new OrderTicket(
            new ClientOrderId("ka-1-e-1"), facts.Ticker, OrderSide.Bid, Price.FromCents(1), Quantity.FromContracts(10), TimeInForce.GoodTillCanceled,
            OrderRole.Entry, true, false, Instant.FromUnixSeconds(world.Now.UnixMicros / 1_000_000 + 10), SelfTradePrevention.TakerAtCross, true, group, facts.Shard);
        seen.Clear();
        var accepted = Assert.IsType<OrderAccepted>(world.Submit(ticket, world.Now, seen));
        Assert.Equal(new BookLevel(Price.FromCents(1), Quantity.FromContracts(10)), seen.OfType<BookDelta>().Select(delta => new BookLevel(delta.Price, delta.Delta)).Single());
        Assert.Equal(ticket.Id, seen.OfType<OrderReported>().Single().State.Order);
        Assert.Equal(accepted.VenueOrder, world.ListAccount(1, Instant.Never, world.Now, seen).Orders.Single().VenueOrderId);
        Assert.Equal("order_already_exists", Assert.IsType<OrderRejected>(world.Submit(ticket, world.Now, seen)).Code);
        Assert.Equal("user_not_found", Assert.IsType<OrderRejected>(world.Submit(ticket with { Id = new ClientOrderId("x"), Shard = new Shard(1) }, world.Now, seen)).Code);

        seen.Clear();
        Assert.Null(world.TriggerGroup(group, world.Now, seen));
        Assert.Single(seen.OfType<OrderGroupTriggered>());
        Assert.Equal(VenueOrderStatus.Canceled, seen.OfType<OrderReported>().Single().State.Status);
        Assert.IsType<CancelNotFound>(world.Cancel(ticket.Id, accepted.VenueOrder, world.Now, seen));
    }

    private static void PlayOut(Game game, SortedSet<string> seen)
    {
        var at = SlateSettings.DefaultStart;
        if (game.Phase == GamePhase.Scheduled) game.Begin(at);
        while (game.Step(at, out _) is { } wait)
        {
            at += wait;
            if (game.InOvertime) seen.Add("overtime");
            if (game.SuspendedUntil > at) seen.Add("suspension");
        }

        if (game.IsTied) seen.Add(game.League.Level == LevelRule.Draw ? "draw" : "tie");
        var home = game.SettlementValue(GameOutcome.Home).Units + game.SettlementValue(GameOutcome.Away).Units;
        Assert.Equal(Price.UnitsPerDollar, home + (game.League.Level == LevelRule.Draw ? game.SettlementValue(GameOutcome.Draw).Units : 0));
    }

    [GeneratedRegex("^(KX(NBA|NFL|NHL|NCAAMB|NCAAWB|EPL)GAME-26OCT1[78]|KXMLBGAME-26OCT1[78][0-9]{4})[A-Z]{4,10}-[A-Z]{2,5}$")]
    private static partial Regex TickerShape();
}
