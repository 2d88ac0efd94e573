using System.Text;
using Akka.Actor;
using KalshiArb.Actors.Journal;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Actors.Tests.Journal;

/// <summary>The corpus holds one file a manifest. A file is never edited: a changed fact is a new version beside the old one.</summary>
public sealed class JournalFormatTests
{
    private static readonly Instant At = Instant.FromUnixMicros(1_792_278_192_123_456);
    private static readonly ClientOrderId Order = new("k1-17-e-42");
    private static readonly VenueOrderId VenueOrder = new("97ec4a0e-6f3b-4f0a-9a53-3f4f6a1d2b10");
    private static readonly Ticker Market = new("KXNBAGAME-26OCT17BOSNYK-BOS");

    private static readonly (string Manifest, IJournaled Fact)[] Samples =
    [
        ("run-started/1", new RunStarted(17, At, "0.1.0+4f2c91a")),
        ("order-intended/1", new OrderIntended(
            new OrderTicket(
                Order, Market, OrderSide.Bid, Price.FromUnits(4_700), Quantity.FromHundredths(1_050), TimeInForce.GoodTillCanceled, OrderRole.Entry,
                true, false, At + TimeSpan.FromSeconds(10), SelfTradePrevention.TakerAtCross, true, new OrderGroupId("group-3"), new Shard(3)),
            new StrategyId("fair-value"), Money.FromMicros(5_123_400), At)),
        ("order-written/1", new OrderWritten(Order, At)),
        ("order-acknowledged/1", new OrderAcknowledged(Order, VenueOrder, At)),
        ("fill-count-seen/1", new FillCountSeen(Order, Quantity.FromHundredths(250), At)),
        ("order-doubted/1", new OrderDoubted(Order, "no answer in 30 s", At)),
        ("order-not-listed/1", new OrderNotListed(Order, At - TimeSpan.FromSeconds(1), At)),
        ("order-overdue/1", new OrderOverdue(Order, "in doubt", At)),
        ("cancel-decided/1", new CancelDecided(Order, "maker time-out", At)),
        ("order-ended/1", new OrderEnded(Order, OrderEnd.Canceled, Quantity.FromHundredths(250), "ExpiryCancel", At)),
        ("fill-booked/1", new FillBooked(
            new FillId("8f0c"), VenueOrder, Order, Market, OrderSide.Bid, Price.FromUnits(4_700), Quantity.FromHundredths(250), Money.FromMicros(43_600),
            Liquidity.Maker, At - TimeSpan.FromMilliseconds(12), At)),
        ("settlement-booked/1", new SettlementBooked(Market, Price.One, Quantity.FromContracts(-10), Money.Zero, At - TimeSpan.FromSeconds(3), At)),
        ("order-group-opened/1", new OrderGroupOpened(OrderRole.Exit, new Shard(0), new OrderGroupId("group-4"), At)),
        ("trading-state-changed/1", new TradingStateChanged(TradingState.Killed, "operator", "by hand", At)),
        ("cool-down-started/1", new CoolDownStarted(Market, new EventTicker("KXNBAGAME-26OCT17BOSNYK"), At, "loss")),
        ("ticker-frozen/1", new TickerFrozen(Market, "reconcile: position ours 10, exchange 7", At)),
        ("ticker-thawed/1", new TickerThawed(Market, "reconcile: agrees", At)),
        ("high-water-mark-raised/1", new HighWaterMarkRaised(Money.FromDollars(1_012), At)),
        ("switch-changed/1", new SwitchChanged(SwitchScope.Series, "KXNHLGAME", false, "operator", At)),
        ("cash-opened/1", new CashOpened(new Shard(3), Money.FromDollars(1_000), At)),
        ("run-ended/1", new RunEnded(17, "Ctrl-C", At)),
        ("ceilings-raised/1", new CeilingsRaised(17, Money.FromDollars(500), Money.FromDollars(10_000), At)),
        ("mark-out-measured/1", new MarkOutMeasured(new FillId("8f0c"), VenueOrder, Market, new StrategyId("fair-value"), Quantity.FromHundredths(250), Money.FromMicros(-15_050), At)),
        ("mark-out-stopped/1", new MarkOutStopped(SwitchScope.Strategy, "fair-value", Money.FromMicros(-20_333), 30, At)),
        ("position-adopted/1", new PositionAdopted(
            Market, Quantity.FromContracts(10), Quantity.FromHundredths(-37), Money.FromMicros(212_000), Money.FromMicros(4_300_100), Money.FromMicros(-172_000), At, "operator", "looked", At)),
    ];

    public static TheoryData<string> ManifestNames => [.. Samples.Select(sample => sample.Manifest)];

    [Fact]
    public void Every_journaled_type_has_one_manifest_one_sample_and_one_golden_file()
    {
        var types = typeof(IJournaled).Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsInterface: false } && typeof(IJournaled).IsAssignableFrom(type))
            .Select(type => type.Name).Order(StringComparer.Ordinal).ToArray();

        Assert.NotEmpty(types);
        Assert.Equal(types, JournalFormat.Manifests.Select(entry => entry.Type.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(JournalFormat.Manifests.Select(entry => entry.Manifest), Samples.Select(sample => sample.Manifest));
        Assert.Equal(
            JournalFormat.Manifests.Select(entry => FileName(entry.Manifest)).Order(StringComparer.Ordinal),
            Directory.GetFiles(CorpusFolder(), "*.json").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(ManifestNames))]
    public void A_fact_is_written_byte_for_byte_as_its_golden_file_and_read_back_equal(string manifest)
    {
        var fact = Samples.Single(sample => sample.Manifest == manifest).Fact;
        var golden = File.ReadAllText(Path.Combine(CorpusFolder(), FileName(manifest))).TrimEnd('\n');

        Assert.Equal(golden, Encoding.UTF8.GetString(JournalFormat.Serialize(fact)));
        Assert.Equal(manifest, JournalFormat.ManifestOf(fact));
        Assert.Equal(fact, JournalFormat.Deserialize(manifest, Encoding.UTF8.GetBytes(golden)));
        Assert.Equal(fact, JournalFormat.Instance.Decode(JournalFormat.Instance.Encode(fact)));
    }

    [Fact]
    public void What_may_be_absent_is_read_back_as_absent()
    {
        var fill = new FillBooked(
            new FillId("f"), VenueOrder, null, Market, OrderSide.Ask, Price.FromUnits(1), Quantity.FromHundredths(1), Money.Zero, Liquidity.Taker, At, At);

        Assert.Equal(fill, JournalFormat.Deserialize("fill-booked/1", JournalFormat.Serialize(fill)));
        var unmeasured = new MarkOutMeasured(new FillId("f"), VenueOrder, Market, new StrategyId("s"), Quantity.FromHundredths(1), null, At);
        Assert.Equal(unmeasured, JournalFormat.Deserialize("mark-out-measured/1", JournalFormat.Serialize(unmeasured)));
    }

    [Theory]
    [InlineData("order-intended/2", "{}", "order-intended/2")]
    [InlineData("OrderWritten", "{}", "OrderWritten")]
    [InlineData("order-written/1", """{"order":"a"}""", "order-written/1")]
    [InlineData("order-written/1", """{"order":null,"at":1}""", "order-written/1")]
    [InlineData("order-written/1", """{"order":"","at":1}""", "order-written/1")]
    [InlineData("order-written/1", """{"order":"a","at":1,"more":2}""", "order-written/1")]
    [InlineData("order-written/1", """{"order":"a","at":1,"at":2}""", "order-written/1")]
    [InlineData("order-written/1", """{"order":"a","at":1.5}""", "order-written/1")]
    [InlineData("order-written/1", """{"order":"a","at":"1"}""", "order-written/1")]
    [InlineData("order-written/1", "null", "order-written/1")]
    [InlineData("order-written/1", """{"order":"a","at":""", "order-written/1")]
    [InlineData("order-doubted/1", """{"order":"a","reason":null,"at":1}""", "order-doubted/1")]
    [InlineData("order-ended/1", """{"order":"a","end":1,"cumulative":0,"reason":null,"at":1}""", "order-ended/1")]
    [InlineData("order-ended/1", """{"order":"a","end":"canceled","cumulative":0,"reason":null,"at":1}""", "order-ended/1")]
    [InlineData("settlement-booked/1", """{"ticker":"a","value":10001,"position":0,"revenue":0,"settledAt":1,"at":1}""", "settlement-booked/1")]
    public void What_is_not_such_a_fact_is_refused_by_name(string manifest, string json, string named)
    {
        var refusal = Assert.Throws<FormatException>(() => JournalFormat.Deserialize(manifest, Encoding.UTF8.GetBytes(json)));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fact_without_a_manifest_breaks_the_program()
    {
        Assert.Throws<InvariantViolation>(() => JournalFormat.Serialize(new Stranger()));
    }

    [Fact]
    public void Akka_stores_facts_under_the_fixed_identifier_and_their_manifests()
    {
        using var system = ActorSystem.Create("journal-format");
        var serializer = new JournalSerializer((ExtendedActorSystem)system);
        var fact = Samples[1].Fact;

        Assert.Equal(7001, serializer.Identifier);
        Assert.Equal("order-intended/1", serializer.Manifest(fact));
        Assert.Equal(fact, serializer.FromBinary(serializer.ToBinary(fact), "order-intended/1"));
        Assert.Throws<FormatException>(() => serializer.FromBinary([], "order-intended/9"));
        Assert.Throws<InvariantViolation>(() => serializer.ToBinary("text"));
    }

    private static string FileName(string manifest) => manifest.Replace('/', '.') + ".json";

    private static string CorpusFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "KalshiArb.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("KalshiArb.sln is in no folder above the tests");
        return Path.Combine(folder, "tests", "Actors.Tests", "Journal", "corpus");
    }

    private sealed record Stranger : IJournaled;
}
