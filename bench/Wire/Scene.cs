using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Reconciliation;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Benchmarks.Wire;

/// <summary>
/// A hundred markets in play whose next delta is worth an entry: YES worth 50 cents, 44 bid, 47 asked; the measured frame puts
/// ten contracts at 45. Core time goes on by a minute from one frame to the next, so that no brake of the last one binds.
/// </summary>
internal sealed class Scene
{
    private const int Markets = 100;

    private readonly LiveCore _core;
    private readonly BenchClock _clock;
    private readonly StreamFrameDecoder _decoder = new("bench", useYesPrice: false, new TickerTable());
    private readonly byte[][] _names = new byte[Markets][];
    private long _seq;

    public Scene(LiveCore core, BenchClock clock)
    {
        (_core, _clock) = (core, clock);
        Post(new SessionStarted(1, "ka", "bench"));
        for (var i = 0; i < Markets; i++)
        {
            var ticker = TickerOf(i);
            _names[i] = Encoding.UTF8.GetBytes(ticker.Value);
            Post(new MarketListed(new MarketFacts(
                ticker, new EventTicker(EventOf(i)), new SeriesTicker("KXNBAGAME"), Sport.Nba, PriceGrid.LinearCent, new FeeSchedule(FeeType.Quadratic, 1_000),
                MarketStatus.Active, clock.Now + TimeSpan.FromDays(300), new Shard(0), GameOf(i), GameOutcome.Home, 2, TimeSpan.FromMinutes(5))));
            Post(new GameListed(GameOf(i), Sport.Nba, "Home", "Away", clock.Now - TimeSpan.FromHours(1)));
            Post(new MarketVolumeReported(ticker, Quantity.FromContracts(1_000)));
        }

        // The first listing of the account is due after a second.
        clock.Advance(TimeSpan.FromSeconds(2));
        Post(ClockTicked.Instance);
        Settle();
    }

    /// <summary>Makes one market ready and returns the frame that is worth an entry.</summary>
    public byte[] Prepare(int round)
    {
        var market = round % Markets;
        _clock.Advance(TimeSpan.FromMinutes(1));
        Post(ClockTicked.Instance);
        Settle();
        Post(new BookSnapshot(1, ++_seq, TickerOf(market), Levels(30, 44), Levels(40, 53)));
        var odds = ImmutableArray.CreateBuilder<BookmakerQuote>();
        for (var book = 0; book < 5; book++) odds.Add(new BookmakerQuote("book" + book, _clock.Now, 2.0, 2.0, null));
        Post(new OddsPolled(GameOf(market), "bench", odds.ToImmutable()));
        Settle();
        return Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$$"""{"type":"orderbook_delta","sid":1,"seq":{{{++_seq}}},"msg":{"market_ticker":"{{{TickerOf(market).Value}}}","market_id":"957ed958-9b9b-4a98-b024-16a394cd214c","price_dollars":"0.5500","delta_fp":"20.00","side":"no","ts":"2026-08-07T06:46:28.97871Z","ts_ms":1786085188978}}"""));
    }

    /// <summary>What the receive loop of the stream does with a frame.</summary>
    public void Receive(byte[] frame)
    {
        _decoder.Decode(frame, out var decoded);
        _core.TryPost(decoded.ToBookDelta(), _clock.Now);
    }

    /// <summary>Returns when the core has nothing left to do: the order groups are there, no order is open, no listing awaited.</summary>
    public void Settle()
    {
        var until = Environment.TickCount64 + 30_000;
        while (Environment.TickCount64 < until)
        {
            if (_core.TryQuery(new OrderQuery(), TimeSpan.FromSeconds(30), out var orders) && orders.Orders.Groups.Count == 2 && orders.Orders.Orders.Values.All(order => order.IsTerminal)
                && _core.TryQuery(new ReconciliationQuery(), TimeSpan.FromSeconds(30), out var listing) && listing.State.IsClean) return;
            Thread.Sleep(1);
        }

        throw new InvalidOperationException("the core does not come to rest");
    }

    /// <summary>Why the last frame of a round made no order.</summary>
    public string Why(int round)
    {
        _core.TryQuery(new KalshiArb.Actors.Markets.MarketQuery(TickerOf(round % Markets)), TimeSpan.FromSeconds(5), out var market);
        return string.Join("; ", market!.Verdicts.Select(verdict => verdict.ToString()));
    }

    private void Post(Input input)
    {
        while (!_core.TryPost(input, _clock.Now)) Thread.Sleep(1);
    }

    private static string EventOf(int i) => string.Create(CultureInfo.InvariantCulture, $"KXNBAGAME-26OCT20G{i:000}");

    private static Ticker TickerOf(int i) => new(EventOf(i) + "-HOM");

    private static GameId GameOf(int i) => new(EventOf(i));

    private static ImmutableArray<BookLevel> Levels(int from, int to) =>
        [.. Enumerable.Range(from, to - from + 1).Select(cents => new BookLevel(Price.FromCents(cents), Quantity.FromContracts(100)))];
}

/// <summary>Core time, moved by hand.</summary>
internal sealed class BenchClock
{
    private long _micros = Instant.FromUnixSeconds(1_800_000_000).UnixMicros;

    public Instant Now => Instant.FromUnixMicros(Volatile.Read(ref _micros));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _micros, (long)by.TotalMicroseconds);
}
