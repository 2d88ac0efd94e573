using System.Collections.Immutable;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Doctor;
using KalshiArb.Host.Doctor.Checks;
using KalshiArb.Kalshi.Limits;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Signing;

namespace KalshiArb.Host.Tests.Doctor;

public sealed class CheckTests
{
    private static readonly Instant _now = Instant.FromUnixSeconds(1_795_500_000);

    private static EffectiveSettings Settings(params string[] overrides) =>
        ConfigurationLoader.Load([Path.Combine(Repository.Root, "hocon.conf")], overrides).Settings!;

    [Theory]
    [InlineData("read,write::trade", 0, CheckResult.Ok)]
    [InlineData("read,write", 0, CheckResult.Warn)]
    [InlineData("read,write::trade,write::transfer", 0, CheckResult.Warn)]
    [InlineData("read,write::trade", null, CheckResult.Warn)]
    [InlineData("read", 0, CheckResult.Fail)]
    [InlineData("write::trade", 0, CheckResult.Fail)]
    [InlineData("read,write::trade", 5, CheckResult.Fail)]
    public void A_key_is_right_when_it_is_narrow_and_useless_when_it_cannot_trade(string scopes, int? subaccount, CheckResult expected) =>
        Assert.Equal(expected, Worst(PermissionsCheck.Look(new KeyInfo("k", "n", [.. scopes.Split(',')], subaccount), 0, trades: true)));

    [Theory]
    [InlineData(TradingMode.Live, CheckResult.Fail, "feeds.scores.enabled=on")]
    [InlineData(TradingMode.Demo, CheckResult.Warn, "feeds.scores.enabled=on")]
    [InlineData(TradingMode.Live, CheckResult.Warn, "feeds.scores.enabled=on", "models.nba.enabled=off", "models.college-men.enabled=off", "models.college-women.enabled=off")]
    [InlineData(TradingMode.Live, CheckResult.Warn)]
    [InlineData(TradingMode.Live, null, "feeds.scores.enabled=on", "feeds.lines.enabled=on", "feeds.lines.file=/tmp/lines.jsonl")]
    public void Scores_without_odds_are_not_traded_with_real_money(TradingMode mode, CheckResult? expected, params string[] set)
    {
        var row = FeedSourcesCheck.LookForOdds(Settings(set), mode);

        Assert.Equal(expected, row?.Result);
        if (expected == CheckResult.Fail) Assert.Contains("nba, college-men, college-women would be entered on league averages alone", row!.Measured, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dry_run_needs_no_scope_to_write_and_warns_of_one()
    {
        Assert.Equal(CheckResult.Ok, Worst(PermissionsCheck.Look(new KeyInfo("k", "n", ["read"], 0), 0, trades: false)));
        Assert.Equal(CheckResult.Warn, Worst(PermissionsCheck.Look(new KeyInfo("k", "n", ["read", "write::trade"], 0), 0, trades: false)));
    }

    [Theory]
    [InlineData(-1, CheckResult.Fail)]
    [InlineData(6, CheckResult.Warn)]
    [InlineData(8, CheckResult.Ok)]
    [InlineData(null, CheckResult.Warn)]
    public void A_region_attestation_warns_a_week_ahead_and_fails_once_past(int? days, CheckResult expected) =>
        Assert.Equal(expected, RegionCheck.Look(TradingMode.Live, days is { } d ? _now + TimeSpan.FromDays(d) : null, _now).Result);

    [Theory]
    [InlineData(0, CheckResult.Ok)]
    [InlineData(1_900, CheckResult.Ok)]
    [InlineData(-1_900, CheckResult.Ok)]
    [InlineData(2_200, CheckResult.Fail)]
    [InlineData(-2_200, CheckResult.Fail)]
    public void A_clock_more_than_two_seconds_off_fails_and_replies_spread_over_a_second_show_it(int aheadMillis, CheckResult expected)
    {
        SkewBounds? bounds = null;
        for (var i = 0; i < 20; i++)
        {
            var truth = _now + TimeSpan.FromMilliseconds(i * 51);
            var ours = truth + TimeSpan.FromMilliseconds(aheadMillis);
            var one = SkewBounds.Of(ours, ours + TimeSpan.FromMilliseconds(5), Instant.FromUnixSeconds(truth.UnixMillis / 1000));
            bounds = bounds is { } before ? before.And(one) : one;
        }

        Assert.True(bounds!.Value.Least <= TimeSpan.FromMilliseconds(aheadMillis) && bounds.Value.Most >= TimeSpan.FromMilliseconds(aheadMillis));
        Assert.Equal(expected, ClockSkewCheck.Look(bounds.Value).Result);
    }

    [Fact]
    public void Replies_that_contradict_each_other_say_nothing_of_the_skew() =>
        Assert.Null(SkewBounds.Of(_now, _now, _now).And(SkewBounds.Of(_now, _now, _now - TimeSpan.FromSeconds(5))));

    [Theory]
    [InlineData(100, 10, 5, true, true)]
    [InlineData(30, 10, 5, false, true)]
    [InlineData(100, 40, 5, false, true)]
    [InlineData(100, 10, 40, true, false)]
    public void Worst_case_writes_stay_below_seventy_percent_and_renewals_below_thirty(int refill, int orders, int markets, bool writesFit, bool renewalsFit)
    {
        var decision = Settings($"risk.account.max-orders={orders}", $"risk.account.max-markets={markets}").Decision;

        var rows = TokenUseCheck.Look(new AccountLimits("basic", new BucketLimits(200, 400), new BucketLimits(refill, refill)), CostTable.Documented, decision);

        Assert.Equal(writesFit, rows[0].Result == CheckResult.Ok);
        Assert.Equal(CheckResult.Ok, rows[1].Result);
        Assert.Equal(renewalsFit, rows[2].Result == CheckResult.Ok);
    }

    [Fact]
    public void A_shard_in_use_without_cash_fails_and_one_that_is_not_used_does_not_matter()
    {
        var used = ImmutableSortedDictionary<Shard, string>.Empty.Add(new Shard(0), "KXNFLGAME").Add(new Shard(3), "KXNBAGAME");

        var rows = CashCheck.Look([new ShardCash(new Shard(0), Money.FromDollars(10)), new ShardCash(new Shard(2), Money.Zero)], used);

        Assert.Equal([CheckResult.Ok, CheckResult.Fail], rows.Select(r => r.Result));
        Assert.Contains("shard 3 (KXNBAGAME)", rows[1].Measured, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000, CheckResult.Ok)]
    [InlineData(999, CheckResult.Fail)]
    [InlineData(0, CheckResult.Fail)]
    public void At_most_half_of_the_cash_may_be_at_risk(int dollars, CheckResult expected) =>
        Assert.Equal(expected, BalanceCheck.Look(Money.FromDollars(dollars), Settings().Decision.Account).Result);

    [Fact]
    public void Netting_that_is_off_on_a_shard_in_use_fails_and_elsewhere_does_not_matter()
    {
        ImmutableArray<NettingSetting> settings = [new(0, new Shard(0), true), new(0, new Shard(3), false), new(1, new Shard(0), false)];

        Assert.Equal(CheckResult.Ok, Worst(NettingCheck.Look(settings, 0, [new Shard(0)])));
        Assert.Equal(CheckResult.Fail, Worst(NettingCheck.Look(settings, 0, [new Shard(0), new Shard(3)])));
        Assert.Equal(CheckResult.Warn, Worst(NettingCheck.Look(settings, 7, [new Shard(0)])));
    }

    [Fact]
    public void A_shard_that_only_cancels_fails_and_so_does_one_that_the_venue_does_not_list()
    {
        var used = ImmutableSortedDictionary<Shard, string>.Empty.Add(new Shard(0), "A").Add(new Shard(3), "B").Add(new Shard(9), "C");
        var status = new ExchangeStatus(true, true, null, [new ShardStatus(new Shard(0), "Default", true, true), new ShardStatus(new Shard(3), "Sports", true, false)]);

        Assert.Equal([CheckResult.Ok, CheckResult.Fail, CheckResult.Fail], ExchangeStatusCheck.Look(status, used).Select(r => r.Result));
    }

    [Fact]
    public void Maintenance_fails_while_it_lasts_and_warns_an_hour_ahead()
    {
        MaintenanceWindow At(int minutes) => new(_now + TimeSpan.FromMinutes(minutes), _now + TimeSpan.FromMinutes(minutes + 120));

        Assert.Equal(CheckResult.Fail, ExchangeStatusCheck.Next(new ExchangeSchedule([], [At(300), At(-10)]), _now).Result);
        Assert.Equal(CheckResult.Warn, ExchangeStatusCheck.Next(new ExchangeSchedule([], [At(30)]), _now).Result);
        Assert.Equal(CheckResult.Ok, ExchangeStatusCheck.Next(new ExchangeSchedule([], [At(-500), At(61)]), _now).Result);
    }

    [Fact]
    public void The_weekly_maintenance_is_the_gap_in_the_hours_of_thursday()
    {
        // Thursday 26 November 2026, 04:00 in New York; the hours as recorded on 2026-01-15.
        var thursday = Instant.FromUnixSeconds(1_795_683_600);
        ImmutableArray<DailySession> whole = [new(TimeOnly.MinValue, TimeOnly.MinValue)];
        ImmutableArray<DailySession> gap = [new(TimeOnly.MinValue, new TimeOnly(3, 0)), new(new TimeOnly(5, 0), TimeOnly.MinValue)];
        var schedule = new ExchangeSchedule([new WeeklyHours(Instant.Never, thursday + TimeSpan.FromDays(365), [whole, whole, whole, whole, gap, whole, whole])], []);

        Assert.Equal(CheckResult.Fail, ExchangeStatusCheck.Next(schedule, thursday).Result);
        Assert.Equal(CheckResult.Ok, ExchangeStatusCheck.Next(schedule, thursday + TimeSpan.FromHours(2)).Result);
        Assert.Equal(CheckResult.Warn, ExchangeStatusCheck.Next(schedule, thursday - TimeSpan.FromMinutes(90)).Result);
    }

    [Fact]
    public void Fees_that_differ_from_the_table_are_a_warning()
    {
        Assert.True(Feeds.Reference.ReferenceData.TryLoad(Path.Combine(Repository.Root, "data"), out var data, out _));
        var known = data.Series.Find(new SeriesTicker("KXNBAGAME"))!;
        SeriesInfo Info(FeeType type, int millis) => new(known.Series, "", "Sports", new FeeSchedule(type, millis), null);

        Assert.Null(FeeTypesCheck.Look(Info(known.Fees.Type, known.Fees.MultiplierMillis), known));
        Assert.Equal(CheckResult.Warn, FeeTypesCheck.Look(Info(FeeType.Quadratic, 1_000), known)!.Result);
        Assert.Equal(CheckResult.Warn, FeeTypesCheck.Look(Info(known.Fees.Type, 500), known)!.Result);
        Assert.Equal(CheckResult.Warn, FeeTypesCheck.Look(Info(known.Fees.Type, 1_000), null)!.Result);
    }

    [Theory]
    [InlineData("feeds.odds-poll=6s", CheckResult.Fail)]
    [InlineData("feeds.score-poll=11s", CheckResult.Fail)]
    [InlineData("strategies.series.KXNFLGAME.freshness.odds-since-receipt=1s", CheckResult.Fail)]
    [InlineData("feeds.odds-poll=5s", CheckResult.Ok)]
    public void A_staleness_limit_below_the_poll_interval_fails(string set, CheckResult expected)
    {
        var settings = Settings(set);
        Assert.Equal(expected, Worst(FeedsCheck.Look(settings.Feeds, settings.Decision)));
    }

    [Theory]
    [InlineData(999_999_999, CheckResult.Fail)]
    [InlineData(1_000_000_000, CheckResult.Ok)]
    public void Less_than_a_gigabyte_of_disk_fails(long bytes, CheckResult expected) => Assert.Equal(expected, DiskCheck.Look("/", bytes).Result);

    [Fact]
    public void A_limit_above_the_one_around_it_is_named_with_both_numbers()
    {
        var tight = Settings("risk.market.max-contracts=10", "risk.market.max-order-cost=10", "risk.market.max-exposure-market=10", "risk.market.max-exposure-event=20",
            "risk.market.max-exposure-sport=30", "risk.account.max-exposure=50").Decision;
        Assert.Equal(CheckResult.Ok, Worst(IdleLimitsCheck.Look(tight)));

        var row = Assert.Single(IdleLimitsCheck.Look(tight with { Account = tight.Account with { MaxExposure = Money.FromDollars(25) } }));

        Assert.Equal(CheckResult.Warn, row.Result);
        Assert.Contains("max-exposure-sport $30.00 is above risk.account.max-exposure $25.00", row.Measured, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_named_in_two_places_is_refused_and_none_is_said()
    {
        var exchange = Settings("exchange.key-id=abc", "exchange.key-file=/tmp/key.pem").Exchange;

        Assert.Contains("keep one", Refusal(VenueKey.Read(exchange, n => n == VenueKey.PemVariable ? "pem" : null)), StringComparison.Ordinal);
        Assert.Contains("different keys", Refusal(VenueKey.Read(exchange, n => n == VenueKey.IdVariable ? "other" : null)), StringComparison.Ordinal);
        Assert.Contains("no key id", Refusal(VenueKey.Read(Settings().Exchange, _ => null)), StringComparison.Ordinal);
        Assert.Contains("no private key", Refusal(VenueKey.Read(Settings("exchange.key-id=abc").Exchange, _ => null)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_position_from_elsewhere_is_a_warning_and_an_order_with_our_tag_that_no_journal_knows_fails()
    {
        var ticker = new Ticker("KXNBAGAME-26OCT20BOSDET-BOS");
        VenueOrder Order(string id) => new(new VenueOrderId("v"), new ClientOrderId(id), ticker, OrderSide.Bid, Price.FromCents(1), VenueOrderStatus.Resting, Quantity.Zero, Quantity.FromContracts(1), Quantity.FromContracts(1), null);
        ImmutableArray<CheckRow> Look(ImmutableArray<VenuePosition> positions, ImmutableArray<VenueOrder> orders) =>
            JournalAgreementCheck.Look(positions, orders, PositionLedger.Empty, OrderRegistry.Empty, "ka", "the journal");

        Assert.Equal(CheckResult.Ok, Worst(Look([], [])));
        Assert.Equal(CheckResult.Warn, Worst(Look([new VenuePosition(ticker, Quantity.FromContracts(3), Money.Zero, Money.Zero)], [])));
        Assert.Equal(CheckResult.Warn, Worst(Look([], [Order("someone")])));
        Assert.Equal(CheckResult.Fail, Worst(Look([], [Order("ka-3-e-7")])));
    }

    private static string Refusal(KeyReading reading) => Assert.IsType<KeyReading.Refused>(reading).Reason;

    internal static CheckResult Worst(ImmutableArray<CheckRow> rows) =>
        rows.Any(r => r.Result == CheckResult.Fail) ? CheckResult.Fail : rows.Any(r => r.Result == CheckResult.Warn) ? CheckResult.Warn : CheckResult.Ok;
}
