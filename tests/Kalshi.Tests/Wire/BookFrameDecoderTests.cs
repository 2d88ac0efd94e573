using System.Text;
using CsCheck;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Kalshi.Tests.Wire;

public class BookFrameDecoderTests
{
    private const string Boston = "KXNBAGAME-26OCT20BOSDET-BOS";

    private const string Delta =
        """{"type":"orderbook_delta","sid":1,"seq":2,"msg":{"market_ticker":"KXNBAGAME-26OCT20BOSDET-BOS","market_id":"f5ed","price_dollars":"0.4700","delta_fp":"-3.00","side":"yes","ts":"2026-10-20T23:31:29.957081Z","ts_ms":1792539089957}}""";

    private const string Snapshot =
        """{"type":"orderbook_snapshot","sid":1,"seq":1,"msg":{"market_ticker":"KXNBAGAME-26OCT20BOSDET-BOS","market_id":"f5ed","yes_dollars_fp":[["0.4700","3.00"],["0.4600","10.50"]],"no_dollars_fp":[["0.4800","2.00"]]}}""";

    private readonly BookFrameDecoder _decoder = new("test", useYesPrice: false, new TickerTable());

    [Fact]
    public void A_delta_is_signed_and_on_its_ladders_own_scale() =>
        Assert.Equal(new BookDelta(1, 2, new Ticker(Boston), Outcome.Yes, Price.FromCents(47), Quantity.FromContracts(-3)), Decode(Delta));

    [Fact]
    public void A_snapshot_lists_both_ladders()
    {
        var snapshot = Assert.IsType<BookSnapshot>(Decode(Snapshot));

        Assert.Equal((1, 1, new Ticker(Boston)), (snapshot.Sid, snapshot.Seq, snapshot.Ticker));
        Assert.Equal((BookLevel[])[new(Price.FromCents(47), Quantity.FromContracts(3)), new(Price.FromCents(46), Quantity.FromHundredths(1050))], snapshot.Yes.ToArray());
        Assert.Equal((BookLevel[])[new(Price.FromCents(48), Quantity.FromContracts(2))], snapshot.No.ToArray());
    }

    [Fact]
    public void An_absent_side_is_empty()
    {
        var snapshot = Assert.IsType<BookSnapshot>(Decode("""{"type":"orderbook_snapshot","sid":1,"seq":1,"msg":{"market_ticker":"A-B","market_id":"x"}}"""));

        Assert.Empty(snapshot.Yes);
        Assert.Empty(snapshot.No);
    }

    [Fact]
    public void NO_levels_in_YES_prices_are_brought_to_their_own_scale()
    {
        var decoder = new BookFrameDecoder("test", useYesPrice: true, new TickerTable());

        var snapshot = Assert.IsType<BookSnapshot>(decoder.Decode(Bytes(Snapshot.Replace("0.4800", "0.5200", StringComparison.Ordinal))));
        var delta = Assert.IsType<BookDelta>(decoder.Decode(Bytes(Delta.Replace("\"yes\"", "\"no\"", StringComparison.Ordinal))));

        Assert.Equal((BookLevel[])[new(Price.FromCents(48), Quantity.FromContracts(2))], snapshot.No.ToArray());
        Assert.Equal(Price.FromCents(47), snapshot.Yes[0].Price);
        Assert.Equal(Price.FromCents(53), delta.Price);
    }

    [Fact]
    public void The_order_of_fields_does_not_matter() =>
        Assert.Equal(
            new BookDelta(1, 2, new Ticker("A-B"), Outcome.No, Price.FromUnits(4705), Quantity.FromHundredths(125)),
            Decode("""{"msg":{"side":"no","delta_fp":"1.25","price_dollars":"0.4705","market_ticker":"A-B"},"seq":2,"sid":1,"type":"orderbook_delta"}"""));

    [Fact]
    public void Decimals_written_as_numbers_are_read_exactly() =>
        Assert.Equal(
            new BookDelta(1, 2, new Ticker("A-B"), Outcome.No, Price.FromCents(47), Quantity.FromContracts(-54)),
            Decode("""{"type":"orderbook_delta","sid":1,"seq":2,"msg":{"side":"no","delta_fp":-54,"price_dollars":0.47,"market_ticker":"A-B"}}"""));

    [Theory]
    [InlineData("""{"id":2,"sid":1,"seq":222,"type":"ok","msg":{"market_tickers":["A-B"]}}""", 1, 222)]
    [InlineData("""{"id":2,"sid":1,"seq":222,"type":"ok"}""", 1, 222)]
    [InlineData("""{"id":3,"sid":2,"seq":7,"type":"unsubscribed"}""", 2, 7)]
    [InlineData("""{"type":"trade","sid":2,"seq":5,"msg":{"trade_id":"u","market_ticker":"A-B","yes_price_dollars":"0.3600","count_fp":"136.00"}}""", 2, 5)]
    public void Acknowledgements_and_trades_consume_a_number(string frame, long sid, long seq) =>
        Assert.Equal(new SequenceConsumed(sid, seq), Decode(frame));

    [Theory]
    [InlineData("""{"id":1,"type":"subscribed","msg":{"channel":"orderbook_delta","sid":1}}""")]
    [InlineData("""{"id":4,"type":"ok","msg":[{"channel":"orderbook_delta","sid":1}]}""")]
    public void Frames_outside_every_sequence_show_life(string frame) => Assert.Same(StreamAlive.Instance, Decode(frame));

    [Fact]
    public void A_ticker_frame_gives_the_volume() =>
        Assert.Equal(
            new MarketVolumeReported(new Ticker("A-B"), Quantity.FromHundredths(3_389_625)),
            Decode("""{"type":"ticker","sid":11,"msg":{"market_ticker":"A-B","price_dollars":"","yes_bid_dollars":"0","volume_fp":"33896.25","ts":1669149841}}"""));

    [Theory]
    [InlineData(10)]
    [InlineData(25)]
    public void A_terminal_error_loses_the_stream(int code) =>
        Assert.IsType<StreamLost>(Decode($$$"""{"id":0,"type":"error","msg":{"code":{{{code}}},"msg":"terminal"}}"""));

    [Fact]
    public void An_error_to_a_command_is_seen()
    {
        var frame = Assert.IsType<FrameQuarantined>(Decode("""{"id":5,"type":"error","msg":{"code":8,"msg":"Unknown channel name"}}"""));

        Assert.Equal("venue error 8: 'Unknown channel name'", frame.Reason);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "not a JSON object")]
    [InlineData("{\"type\":\"orderbook_delta\"", "not JSON")]
    [InlineData("{} {}", "not JSON")]
    [InlineData("{}", "type is missing")]
    [InlineData("""{"type":7}""", "type is not a string")]
    [InlineData("""{"type":"ok","type":"ok","sid":1,"seq":2}""", "type stands there twice")]
    [InlineData("""{"type":"brand_new","sid":1,"seq":2,"msg":{}}""", "unknown frame type 'brand_new'")]
    [InlineData("""{"type":"ok","sid":1}""", "sid or seq is missing")]
    [InlineData("""{"type":"ok","sid":"1","seq":2}""", "sid is not a whole number")]
    [InlineData("""{"type":"ok","sid":1,"seq":2.5}""", "seq is not a whole number")]
    [InlineData("""{"type":"orderbook_delta","sid":1,"seq":2}""", "missing in the delta")]
    [InlineData("""{"type":"orderbook_delta","sid":1,"seq":2,"msg":[]}""", "msg is not an object")]
    [InlineData("""{"type":"orderbook_snapshot","sid":1,"seq":2,"msg":7}""", "msg is missing or not an object")]
    [InlineData("""{"type":"orderbook_snapshot","sid":1,"seq":2,"msg":{"market_ticker":"A-B","market_id":""}}""", "market_id is empty")]
    [InlineData("""{"type":"orderbook_snapshot","sid":1,"seq":2,"msg":{}}""", "market_ticker is missing")]
    [InlineData("""{"type":"orderbook_snapshot","sid":1,"seq":2,"msg":{"market_ticker":"A-B","yes_dollars_fp":[["0.47"]]}}""", "the size of a level")]
    [InlineData("""{"type":"orderbook_snapshot","sid":1,"seq":2,"msg":{"market_ticker":"A-B","yes_dollars_fp":[["0.47","-1"]]}}""", "the size of a level")]
    [InlineData("""{"type":"orderbook_snapshot","sid":1,"seq":2,"msg":{"market_ticker":"A-B","yes_dollars_fp":[["1.00","1"]]}}""", "a level at $0 or $1")]
    [InlineData("""{"type":"orderbook_snapshot","sid":1,"seq":2,"msg":{"market_ticker":"A-B","yes_dollars_fp":null}}""", "the levels are not a list")]
    [InlineData("""{"type":"ticker","sid":1,"msg":{"market_ticker":"A-B"}}""", "volume_fp is missing")]
    [InlineData("""{"type":"error","msg":{}}""", "an error without a code")]
    public void What_cannot_be_read_is_quarantined_with_its_reason_and_bytes(string text, string reason)
    {
        var frame = Assert.IsType<FrameQuarantined>(Decode(text));

        Assert.Contains(reason, frame.Reason, StringComparison.Ordinal);
        Assert.Equal(Bytes(text), frame.Bytes);
        Assert.Equal(1, _decoder.Statistics.Quarantined);
    }

    [Theory]
    [InlineData("\"price_dollars\":\"0.4700\",", "")]
    [InlineData("\"delta_fp\":\"-3.00\",", "")]
    [InlineData("\"side\":\"yes\",", "")]
    [InlineData("\"market_ticker\":\"KXNBAGAME-26OCT20BOSDET-BOS\",", "")]
    [InlineData("\"side\":\"yes\",", "\"side\":\"yes\",\"side\":\"no\",")]
    [InlineData("\"yes\"", "\"maybe\"")]
    [InlineData("0.4700", "0.47001")]
    [InlineData("0.4700", "1.0000")]
    [InlineData("0.4700", "0.0000")]
    [InlineData("0.4700", "")]
    [InlineData("-3.00", "-3.001")]
    [InlineData("\"-3.00\"", "null")]
    [InlineData("\"-3.00\"", "-3e0")]
    [InlineData("\"seq\":2,", "")]
    [InlineData("\"sid\":1,", "")]
    public void A_delta_with_a_needed_field_missing_or_unreadable_is_quarantined(string part, string replacement) =>
        Assert.IsType<FrameQuarantined>(Decode(Delta.Replace(part, replacement, StringComparison.Ordinal)));

    [Fact]
    public void A_quarantined_frame_names_what_could_be_read_of_it()
    {
        var frame = Assert.IsType<FrameQuarantined>(Decode(Delta.Replace("0.4700", "0.47001", StringComparison.Ordinal)));

        Assert.Equal("test", frame.Source);
        Assert.Equal(new Ticker(Boston), frame.Ticker);
        Assert.Equal(1, frame.Sid);
        Assert.Equal(1, Assert.IsType<FrameQuarantined>(Decode("""{"type":"brand_new","sid":1,"seq":2,"msg":{}}""")).Sid);
    }

    [Fact]
    public void One_frame_leaves_nothing_behind_for_the_next()
    {
        Decode(Delta);

        var frame = Assert.IsType<FrameQuarantined>(Decode("{}"));

        Assert.Null(frame.Ticker);
        Assert.Null(frame.Sid);
    }

    [Fact]
    public void Long_frames_are_kept_in_part_and_too_long_ones_are_not_read()
    {
        var frame = Assert.IsType<FrameQuarantined>(Decode(new string(' ', BookFrameDecoder.MaxFrameBytes + 1)));

        Assert.Equal(BookFrameDecoder.MaxQuarantinedBytes, frame.Bytes.Length);
    }

    [Fact]
    public void Unknown_fields_are_counted_and_named()
    {
        var decoded = Decode(Delta.Replace("\"market_id\"", "\"brand_new\":{\"a\":[1]},\"market_id\"", StringComparison.Ordinal).Replace("\"sid\"", "\"other\":1,\"sid\"", StringComparison.Ordinal));

        Assert.IsType<BookDelta>(decoded);
        Assert.Equal(2, _decoder.Statistics.UnknownFields);
        Assert.Equal(["frame.other", "orderbook_delta.brand_new"], _decoder.Statistics.UnknownFieldNames);
    }

    [Fact]
    public void No_bytes_at_all_make_it_throw() =>
        Gen.Select(Gen.OneOf(Gen.Const(Delta), Gen.Const(Snapshot)), Gen.Select(Gen.Int[0, 400], Gen.Byte).List[0, 4], Gen.Int[0, 400]).Sample((text, changes, length) =>
        {
            var frame = Bytes(text);
            foreach (var (at, value) in changes) frame[at % frame.Length] = value;
            return new BookFrameDecoder("test", false, new TickerTable()).Decode(frame.AsSpan(0, Math.Min(length, frame.Length))) is not null;
        });

    [Fact]
    public void A_delta_about_a_known_market_allocates_its_input_alone()
    {
        var frame = Bytes(Delta);
        Decode(Delta);
        var last = _decoder.Decode(frame);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) last = _decoder.Decode(frame);
        var perDelta = (GC.GetAllocatedBytesForCurrentThread() - before) / 1_000;

        Assert.IsType<BookDelta>(last);
        // Header and method table 16; sid, seq, ticker, ladder, price and delta 8 each.
        Assert.Equal(64, perDelta);
    }

    [Fact]
    public void A_full_table_still_reads_tickers()
    {
        var table = new TickerTable(1);

        Assert.True(table.TryGet("A-B"u8, out _));
        Assert.True(table.TryGet("A-C"u8, out var other));
        Assert.True(table.TryGet("A-C"u8, out var again));

        Assert.Equal((new Ticker("A-C"), new Ticker("A-C")), (other, again));
        Assert.Equal((1, 2), (table.Count, table.Overflows));
    }

    [Fact]
    public void Tickers_are_found_again_among_many() =>
        Gen.String[Gen.Char['!', '~'], 1, 40].List[1, 200].Sample(texts =>
        {
            var table = new TickerTable(256);
            foreach (var text in texts) Assert.True(table.TryGet(Bytes(text), out _));
            foreach (var text in texts)
            {
                Assert.True(table.TryGet(Bytes(text), out var ticker));
                Assert.Equal(text, ticker.Value);
            }

            Assert.Equal(texts.Distinct().Count(), table.Count);
        });

    private Input Decode(string frame) => _decoder.Decode(Bytes(frame));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
