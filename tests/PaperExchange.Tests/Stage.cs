using System.Collections.Immutable;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Exchange.Matching;
using KalshiArb.PaperExchange.Engine;

namespace KalshiArb.PaperExchange.Tests;

/// <summary>A monotonic clock that a test moves.</summary>
internal sealed class HandClock : TimeProvider
{
    private long _ticks = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
}

/// <summary>Markets and settings that tests share.</summary>
internal static class Stage
{
    public static readonly Instant Start = Instant.FromUnixSeconds(1_792_278_000);

    public static readonly ImmutableArray<ShardCash> Cash =
        [new(new Shard(0), Money.FromDollars(500)), new(new Shard(3), Money.FromDollars(500))];

    public const string Celtics = "KXNBAGAME-26OCT17BOSNYK-BOS";
    public const string Knicks = "KXNBAGAME-26OCT17BOSNYK-NYK";
    public const string Chiefs = "KXNFLGAME-26OCT17KCBUF-KC";

    public static EngineSettings Slate(string? state, ulong seed = 7, double speed = 1) =>
        new(seed, 4, TimeSpan.FromSeconds(12), Start, Cash, VenueRules.Kalshi2026, speed, state);

    /// <summary>Two markets of a basketball game on shard 3 and one of a football game on shard 0.</summary>
    public static QuietWorld Quiet(VenueRules? rules = null) => new(
        Start,
        [Facts(Celtics, "KXNBAGAME", Sport.Nba, 3, GameOutcome.Away), Facts(Knicks, "KXNBAGAME", Sport.Nba, 3, GameOutcome.Home), Facts(Chiefs, "KXNFLGAME", Sport.Nfl, 0, GameOutcome.Away)],
        Cash, rules ?? VenueRules.Kalshi2026);

    public static SubmitOrder Order(string ticker, OrderSide side, int cents, long contracts, string? id = null, TimeInForce tif = TimeInForce.GoodTillCanceled) => new(
        new Ticker(ticker), side, Price.FromCents(cents), Quantity.FromContracts(contracts), tif, SelfTradePrevention.TakerAtCross,
        ClientId: id is null ? null : new ClientOrderId(id));

    public static SubmitOrder House(string ticker, OrderSide side, int cents, long contracts) =>
        Order(ticker, side, cents, contracts) with { Party = Party.House };

    private static MarketFacts Facts(string ticker, string series, Sport sport, int shard, GameOutcome outcome) => new(
        new Ticker(ticker), new EventTicker(ticker[..ticker.LastIndexOf('-')]), new SeriesTicker(series), sport, PriceGrid.LinearCent,
        new FeeSchedule(FeeType.QuadraticWithMakerFees, 1000), MarketStatus.Active, Start + TimeSpan.FromHours(5), new Shard(shard), new GameId(series), outcome, 2,
        TimeSpan.FromSeconds(120));
}

/// <summary>A folder of its own that is gone afterwards.</summary>
internal sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("kalshiarb-exchange-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
