using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;
using KalshiArb.Simulation.Seeds;
using KalshiArb.Simulation.Seeds.Checks;

namespace KalshiArb.Simulation.Tests.Seeds;

/// <summary>Each check on an invented history: what keeps the promise passes, what breaks it is found.</summary>
public sealed class CheckTests
{
    private static readonly Instant Now = SeedWorld.Start;
    private static readonly Ticker Market = new("KXNBAGAME-G1-HOME");

    [Fact]
    public void Exposure_counts_creates_on_their_way_and_the_venues_own_fills()
    {
        var settings = SeedSettings.Draw(1);
        var limits = settings.Default.Limits with { MaxOrderContracts = Contracts(100), MaxContracts = Contracts(100), MaxOrderCost = Money.FromDollars(100), MaxExposureMarket = Money.FromDollars(5), RepeatedEntryWindow = TimeSpan.Zero };
        settings = settings with { Default = settings.Default with { Limits = limits } };
        var check = new ExposureCheck(settings, "ka");
        check.Shown(Listed(), Now);
        var first = Ticket("ka-1-e-1", count: 5);
        check.Decided(first, Now);
        check.Accepted(first, new OrderAccepted(first.Id, new VenueOrderId("v1"), Contracts(5), Quantity.Zero), Now);
        check.VenueFilled(new FillReported(new FillId("f1"), new VenueOrderId("v1"), first.Id, Market, OrderSide.Bid, Price.FromCents(50), Contracts(5), Money.FromMicros(87_500), Liquidity.Taker, null, Now));
        check.StepEnded(Now);
        Assert.Null(check.Breach);
        Assert.Equal(2.5875m, check.ExposureOf(Market));

        check.Decided(Ticket("ka-1-e-2", count: 5), Now);

        Assert.Contains("exposure of market", check.Breach, StringComparison.Ordinal);
    }

    [Fact]
    public void A_strategy_has_at_stake_what_it_entered_until_the_market_is_flat_and_only_its_own_limits_count()
    {
        var wide = SeedSettings.Draw(1);
        wide = wide with { Default = wide.Default with { Limits = wide.Default.Limits with { MaxOrderContracts = Contracts(100), MaxContracts = Contracts(100), MaxOrderCost = Money.FromDollars(100), MaxExposureMarket = Money.FromDollars(50), RepeatedEntryWindow = TimeSpan.Zero } } };
        var settings = wide with { ByStrategy = System.Collections.Immutable.ImmutableSortedDictionary<string, StrategyLimits>.Empty.Add("one", new StrategyLimits(Money.FromDollars(5), 1, Money.FromDollars(3))) };
        var exposure = new ExposureCheck(settings, "ka");
        var check = new StrategyLimitsCheck(settings, exposure);
        Check[] both = [exposure, check];
        var elsewhere = new Ticker("KXNBAGAME-G2-HOME");
        foreach (var told in both) told.Shown(Listed(), Now);
        foreach (var told in both) told.Shown(new MarketListed(Listed().Facts with { Ticker = elsewhere, Event = new EventTicker("KXNBAGAME-G2"), Game = new GameId("G2") }), Now);

        Decide("ka-1-e-1", "one", 5);
        Fill("ka-1-e-1", OrderSide.Bid, 5);
        Decide("ka-1-e-2", "two", 20);
        Fill("ka-1-e-2", OrderSide.Bid, 20);
        Assert.Null(check.Breach);
        Decide("ka-1-x-3", "exit", 25);
        Fill("ka-1-x-3", OrderSide.Ask, 25);
        Decide("ka-1-e-4", "two", 20);
        Fill("ka-1-e-4", OrderSide.Bid, 20);
        // What "one" had is sold, and what "two" has there now is none of its business: the market elsewhere is its only one.
        Decide("ka-1-e-7", "one", 5, elsewhere);
        Assert.Null(check.Breach);

        Fill("ka-1-e-7", OrderSide.Bid, 5, elsewhere);
        Decide("ka-1-e-5", "one", 5);
        Assert.Contains("one has 2 markets", check.Breach, StringComparison.Ordinal);
        var dear = new StrategyLimitsCheck(settings, exposure);
        dear.Intended(new ClientOrderId("ka-1-e-6"), new StrategyId("one"));
        dear.Decided(Ticket("ka-1-e-6", count: 6), Now);
        Assert.Contains("costs", dear.Breach, StringComparison.Ordinal);

        void Decide(string id, string strategy, int count, Ticker? where = null)
        {
            var ticket = Ticket(id, count) with { Ticker = where ?? Market };
            foreach (var told in both) told.Intended(ticket.Id, new StrategyId(strategy));
            foreach (var told in both) told.Decided(ticket, Now);
            foreach (var told in both) told.Accepted(ticket, new OrderAccepted(ticket.Id, new VenueOrderId("v" + id), ticket.Count, Quantity.Zero), Now);
        }

        void Fill(string id, OrderSide side, int count, Ticker? where = null)
        {
            var fill = new FillReported(new FillId("f" + id), new VenueOrderId("v" + id), new ClientOrderId(id), where ?? Market, side, Price.FromCents(50), Contracts(count), Money.Zero, Liquidity.Taker, null, Now);
            foreach (var told in both) told.VenueFilled(fill);
        }
    }

    [Fact]
    public void Exposure_takes_the_average_cost_in_the_order_in_which_fills_were_shown()
    {
        var check = new ExposureCheck(SeedSettings.Draw(1), "ka");
        check.Shown(Listed(), Now);
        foreach (var id in (ReadOnlySpan<string>)["ka-1-e-1", "ka-1-e-2", "ka-1-x-3"])
        {
            var ticket = Ticket(id, count: 2);
            check.Decided(ticket, Now);
            check.Accepted(ticket, new OrderAccepted(ticket.Id, new VenueOrderId("v" + id), ticket.Count, Quantity.Zero), Now);
        }

        var (dear, cheap, sale) = (Fill("ka-1-e-1", OrderSide.Bid, 50), Fill("ka-1-e-2", OrderSide.Bid, 40), Fill("ka-1-x-3", OrderSide.Ask, 60));
        foreach (var fill in (ReadOnlySpan<FillReported>)[dear, cheap, sale]) check.VenueFilled(fill);
        Assert.Equal(0.90m, check.ExposureOf(Market));

        check.Shown(dear, Now);
        check.Shown(sale, Now);

        // What was bought first was sold first; the other purchase, of which nobody has heard, is what is left.
        Assert.Equal(0.80m, check.ExposureOf(Market));
    }

    private static FillReported Fill(string order, OrderSide side, int cents) => new(
        new FillId("f" + order), new VenueOrderId("v" + order), new ClientOrderId(order), Market, side, Price.FromCents(cents), Contracts(2), Money.Zero, Liquidity.Maker, null, Now);

    [Fact]
    public void Exposure_lets_go_of_a_create_that_is_known_to_be_lost()
    {
        var check = new ExposureCheck(SeedSettings.Draw(1), "ka");
        check.Shown(Listed(), Now);
        var ticket = Ticket("ka-1-e-1", count: 1);
        check.Decided(ticket, Now);
        Assert.True(check.ExposureOf(Market) > 0);

        check.Gone(ticket.Id);

        Assert.Equal(0, check.ExposureOf(Market));
    }

    [Fact]
    public void Two_open_exits_of_a_ticker_break_P2()
    {
        var check = new SingleOrderCheck("ka");
        Accept(check, "ka-1-x-1", "v1");
        Accept(check, "ka-1-e-2", "v2");
        check.StepEnded(Now);
        Assert.Null(check.Breach);

        Accept(check, "ka-1-x-3", "v3");
        check.StepEnded(Now);

        Assert.Contains("2 open orders of role x", check.Breach, StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_sent_with_other_terms_than_were_decided_breaks_P2()
    {
        var check = new SingleOrderCheck("ka");
        check.Decided(Ticket("ka-1-e-1", count: 1), Now);

        check.Written(Ticket("ka-1-e-1", count: 2), Now);

        Assert.Contains("other terms", check.Breach, StringComparison.Ordinal);
    }

    [Fact]
    public void A_create_behind_the_closed_gate_breaks_P3()
    {
        var check = new GateCheck();
        check.Written(Ticket("ka-1-e-1", count: 1), Now);
        check.GateClosed(Now);
        Assert.Null(check.Breach);

        check.Written(Ticket("ka-1-e-2", count: 1), Now);

        Assert.Contains("ka-1-e-2 was written", check.Breach, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decision_of_a_killed_core_and_an_accept_after_the_receipt_break_P3()
    {
        var killed = new GateCheck();
        killed.Took(new KillBegun("operator", "test"), Now);
        killed.Decided(Ticket("ka-1-x-1", count: 1), Now);
        Assert.Contains("while killed", killed.Breach, StringComparison.Ordinal);

        var verified = new GateCheck();
        verified.KillVerified(Now);
        var ticket = Ticket("ka-1-e-1", count: 1);
        verified.Accepted(ticket, new OrderAccepted(ticket.Id, new VenueOrderId("v1"), Quantity.Zero, ticket.Count), Now);
        Assert.Contains("after the verified receipt", verified.Breach, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_number_makes_every_book_of_its_subscription_stale_until_the_next_snapshot()
    {
        var evidence = new Evidence(SeedSettings.Draw(1));
        evidence.Take(Snapshot(1), Now);
        Assert.True(evidence.IsLive(Market, Now));

        evidence.Take(new SequenceConsumed(1, 3), Now);
        Assert.False(evidence.IsLive(Market, Now));

        evidence.Take(Snapshot(4), Now);
        Assert.True(evidence.IsLive(Market, Now));
        Assert.False(evidence.IsLive(Market, Now + TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void A_working_entry_without_a_cancel_in_the_step_that_makes_it_stale_breaks_P8()
    {
        var evidence = new Evidence(SeedSettings.Draw(1));
        var check = new StaleCheck(evidence);
        foreach (var input in (ReadOnlySpan<Input>)[Listed(), Snapshot(1), Odds(), Score()]) evidence.Take(input, Now);
        var ticket = Ticket("ka-1-e-1", count: 1);
        check.Decided(ticket, Now);
        check.Took(new OrderAccepted(ticket.Id, new VenueOrderId("v1"), Quantity.Zero, ticket.Count), Now);
        check.StepEnded(Now);
        Assert.Null(check.Breach);

        evidence.Take(new ScoreReported(new GameId("G1"), GamePhase.InPlay, 2, 1, null, 2, Now), Now);
        check.StepEnded(Now);

        Assert.Contains("the score has changed", check.Breach, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_whose_last_fill_a_listing_alone_shows_works_no_longer()
    {
        var evidence = new Evidence(SeedSettings.Draw(1));
        var check = new StaleCheck(evidence);
        foreach (var input in (ReadOnlySpan<Input>)[Listed(), Snapshot(1), Odds(), Score()]) evidence.Take(input, Now);
        var ticket = Ticket("ka-1-e-1", count: 2);
        check.Decided(ticket, Now);
        check.Took(new OrderAccepted(ticket.Id, new VenueOrderId("vka-1-e-1"), Quantity.Zero, ticket.Count), Now);

        check.Took(new AccountListed(1, [], [Fill("ka-1-e-1", OrderSide.Bid, 50) with { Order = null }], [], [], [], Now), Now);
        evidence.Take(new StreamLost("test"), Now);
        check.StepEnded(Now);

        Assert.Null(check.Breach);
    }

    [Fact]
    public void A_working_entry_that_is_cancelled_in_that_step_keeps_P8()
    {
        var evidence = new Evidence(SeedSettings.Draw(1));
        var check = new StaleCheck(evidence);
        foreach (var input in (ReadOnlySpan<Input>)[Listed(), Snapshot(1), Odds(), Score()]) evidence.Take(input, Now);
        var ticket = Ticket("ka-1-e-1", count: 1);
        check.Decided(ticket, Now);
        check.Took(new OrderAccepted(ticket.Id, new VenueOrderId("v1"), Quantity.Zero, ticket.Count), Now);

        evidence.Take(new StreamLost("test"), Now);
        check.CancelLeft(ticket.Id);
        check.StepEnded(Now);

        Assert.Null(check.Breach);
        Assert.Equal(1, check.StaleEntries);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    public void An_entry_on_odds_alone_keeps_P8_only_when_a_score_was_waited_for(int seconds, bool kept)
    {
        var settings = SeedSettings.Draw(1);
        settings = settings with { Default = settings.Default with { Freshness = settings.Default.Freshness with { OddsSinceReceipt = TimeSpan.FromSeconds(60), BookLiveness = TimeSpan.FromSeconds(60) } } };
        Assert.Equal(TimeSpan.FromSeconds(10), settings.Default.Freshness.SecondSourceWait);
        var evidence = new Evidence(settings);
        var check = new StaleCheck(evidence);
        foreach (var input in (ReadOnlySpan<Input>)[Listed(), Snapshot(1), Odds()]) evidence.Take(input, Now);

        check.Decided(Ticket("ka-1-e-1", count: 1), Now + TimeSpan.FromSeconds(seconds));

        Assert.Equal(kept, check.Breach is null);
    }

    [Fact]
    public void An_exit_of_a_deadline_before_the_input_that_makes_its_book_stale_keeps_P7_and_one_in_that_input_breaks_it()
    {
        var evidence = new Evidence(SeedSettings.Draw(1));
        var check = new BookCheck(evidence);
        evidence.Take(Snapshot(1), Now);
        evidence.Take(new ClockJumped(TimeSpan.FromSeconds(2)), Now + TimeSpan.FromSeconds(2));

        check.Decided(Ticket("ka-1-x-1", count: 1), Now + TimeSpan.FromSeconds(1));
        Assert.Null(check.Breach);

        check.Decided(Ticket("ka-1-x-2", count: 1), Now + TimeSpan.FromSeconds(2));
        Assert.Contains("ka-1-x-2", check.Breach, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exit_of_a_deadline_before_the_snapshot_that_makes_its_book_live_breaks_P7()
    {
        var evidence = new Evidence(SeedSettings.Draw(1));
        var check = new BookCheck(evidence);
        evidence.Take(Snapshot(1), Now);
        evidence.Take(new StreamLost("test"), Now);
        evidence.Take(Snapshot(2), Now + TimeSpan.FromSeconds(2));

        check.Decided(Ticket("ka-1-x-1", count: 1), Now + TimeSpan.FromSeconds(1));

        Assert.Contains("not live", check.Breach, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_is_taken_by_the_core_that_failed_in_a_deadline_before_it_and_not_by_one_that_failed_in_it()
    {
        var later = Now + TimeSpan.FromSeconds(2);
        var before = new Evidence(SeedSettings.Draw(1));
        before.Take(Snapshot(1), later);
        before.Rebuild(Now + TimeSpan.FromSeconds(1));
        Assert.True(before.IsLive(Market, later));

        var within = new Evidence(SeedSettings.Draw(1));
        within.Take(Snapshot(1), later);
        within.Rebuild(later);
        Assert.False(within.IsLive(Market, later));
    }

    private static void Accept(SingleOrderCheck check, string id, string venueOrder)
    {
        var ticket = Ticket(id, count: 1);
        check.Decided(ticket, Now);
        check.Accepted(ticket, new OrderAccepted(ticket.Id, new VenueOrderId(venueOrder), Quantity.Zero, ticket.Count), Now);
    }

    private static MarketListed Listed() => new(new MarketFacts(
        Market, new EventTicker("KXNBAGAME-G1"), new SeriesTicker("KXNBAGAME"), Sport.Nba, PriceGrid.LinearCent, new FeeSchedule(FeeType.Quadratic, 1_000),
        MarketStatus.Active, Now + TimeSpan.FromHours(3), new Shard(0), new GameId("G1"), GameOutcome.Home, 2, TimeSpan.FromSeconds(10)));

    private static BookSnapshot Snapshot(long seq) => new(1, seq, Market, [], []);

    private static OddsPolled Odds() =>
        new(new GameId("G1"), "test", [.. Enumerable.Range(1, 5).Select(book => new BookmakerQuote("b" + book, Now, 1.9, 1.9, null))]);

    private static ScoreReported Score() => new(new GameId("G1"), GamePhase.InPlay, 1, 1, null, 2, Now);

    private static Quantity Contracts(int count) => Quantity.FromContracts(count);

    private static OrderTicket Ticket(string id, int count) => new(
        new ClientOrderId(id), Market, OrderSide.Bid, Price.FromCents(50), Contracts(count), TimeInForce.GoodTillCanceled,
        id.Contains("-x-", StringComparison.Ordinal) ? OrderRole.Exit : OrderRole.Entry, true, false, Now + TimeSpan.FromSeconds(10), SelfTradePrevention.TakerAtCross, true, null, new Shard(0));
}
