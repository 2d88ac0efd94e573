using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Benchmarks.Books;

/// <summary>Decoding a delta, applying it, and asking for what a strategy asks, over a cycle of frames about many markets.</summary>
[MemoryDiagnoser]
public class BookBenchmarks
{
    private const int Markets = 1_000;
    private const int Frames = 16_384;

    private readonly byte[][] _frames = new byte[Frames][];
    private readonly BookDelta[] _deltas = new BookDelta[Frames];
    private readonly OrderBook[] _books = new OrderBook[Markets];
    private readonly int[] _market = new int[Frames];
    private readonly BookFrameDecoder _decoder = new("bench", useYesPrice: false, new TickerTable());
    private readonly StreamFrameDecoder _stream = new("bench", useYesPrice: false, new TickerTable());
    private int _next;

    /// <summary>Every other delta takes back what the one before added, so that no level goes negative however long it runs.</summary>
    [GlobalSetup]
    public void Setup()
    {
        var levels = Enumerable.Range(20, 25).Select(cents => new BookLevel(Price.FromCents(cents), Quantity.FromContracts(100))).ToArray();
        for (var i = 0; i < Markets; i++)
        {
            _books[i] = new OrderBook(PriceGrid.LinearCent);
            _books[i].Replace(levels, levels);
        }

        for (var i = 0; i < Frames; i++)
        {
            var pair = i / 2;
            _market[i] = pair % Markets;
            var delta = i % 2 == 0 ? "12.50" : "-12.50";
            var side = pair % 3 == 0 ? "no" : "yes";
            _frames[i] = Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $$$"""{"type":"orderbook_delta","sid":1,"seq":{{{i + 1}}},"msg":{"market_ticker":"KXNBAGAME-26OCT20BOSDET-{{{_market[i]:0000}}}","market_id":"957ed958-9b9b-4a98-b024-16a394cd214c","price_dollars":"0.{{{30 + pair % 20}}}00","delta_fp":"{{{delta}}}","side":"{{{side}}}","ts":"2026-08-07T06:46:28.97871Z","ts_ms":1786085188978}}"""));
            _deltas[i] = (BookDelta)_decoder.Decode(_frames[i]);
        }
    }

    /// <summary>Frame to what it says, as a value.</summary>
    [Benchmark]
    public Price Decode()
    {
        _stream.Decode(_frames[Step()], out var frame);
        return frame.Delta.Price;
    }

    /// <summary>Frame to input of the core.</summary>
    [Benchmark]
    public Input DecodeToInput() => _decoder.Decode(_frames[Step()]);

    /// <summary>Input to book.</summary>
    [Benchmark]
    public BookChange Apply()
    {
        var step = Step();
        var delta = _deltas[step];
        return _books[_market[step]].Apply(delta.Ladder, delta.Price, delta.Delta);
    }

    /// <summary>Best prices and depth near the touch, without our own orders.</summary>
    [Benchmark]
    public long TopAndDepth()
    {
        var book = _books[_market[Step()]];
        var own = new OwnQuotes(Price.FromCents(44), Quantity.FromContracts(10), Price.FromCents(56), Quantity.FromContracts(10));
        return book.TopWithout(own).Bid!.Value.Size.Hundredths
            + book.DepthWithin(OrderSide.Bid, PriceOffset.FromCents(5), own).Hundredths
            + book.DepthWithin(OrderSide.Ask, PriceOffset.FromCents(5), own).Hundredths;
    }

    /// <summary>The entry check, with its bisection for the break-even price.</summary>
    [Benchmark]
    public BreakEvenVerdict EntryCheck() => BreakEven.CheckEntry(
        Price.FromCents(30 + Step() % 40),
        Quantity.FromContracts(10),
        Liquidity.Taker,
        Schedule,
        MemberPrecision.Direct,
        PriceGrid.LinearCent,
        Price.FromCents(95));

    /// <summary>Frame to book.</summary>
    [Benchmark]
    public BookChange DecodeAndApply()
    {
        var step = Step();
        _stream.Decode(_frames[step], out var frame);
        return _books[_market[step]].Apply(frame.Delta.Ladder, frame.Delta.Price, frame.Delta.Change);
    }

    private static FeeSchedule Schedule { get; } = new(FeeType.QuadraticWithMakerFees, 1000);

    private int Step() => _next = (_next + 1) & (Frames - 1);
}
