using System.Text;
using CsCheck;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Kalshi.Tests.Wire;

public class StreamFrameDecoderTests
{
    internal const string Delta =
        """{"type":"orderbook_delta","sid":1,"seq":2,"msg":{"market_ticker":"KXNBAGAME-26OCT20BOSDET-BOS","market_id":"f5ed","price_dollars":"0.4700","delta_fp":"-3.00","side":"yes","client_order_id":"a","subaccount":0,"ts":"2026-10-20T23:31:29.957081Z","ts_ms":1792539089957}}""";

    internal const string Fill =
        """{"type":"fill","sid":13,"msg":{"trade_id":"t-1","order_id":"o-1","client_order_id":"c-1","market_ticker":"A-B","exchange_index":3,"is_taker":true,"side":"yes","yes_price_dollars":"0.7500","count_fp":"278.00","fee_cost":"3.648800","action":"buy","ts":1671899397,"ts_ms":1671899397123,"post_position_fp":"-500.00","purchased_side":"yes","outcome_side":"yes","book_side":"bid","subaccount":0}}""";

    internal const string Order =
        """{"type":"user_order","sid":22,"msg":{"order_id":"o-1","user_id":"u","ticker":"A-B","exchange_index":3,"status":"resting","side":"yes","is_yes":true,"outcome_side":"no","book_side":"ask","yes_price_dollars":"0.3500","fill_count_fp":"1.00","remaining_count_fp":"9.00","initial_count_fp":"10.00","taker_fill_cost_dollars":"0.000000","maker_fill_cost_dollars":"0.000000","taker_fees_dollars":"0.000000","maker_fees_dollars":"0.000000","client_order_id":"my-1","order_group_id":"g","self_trade_prevention_type":"taker_at_cross","created_time":"2024-12-01T10:00:00Z","created_ts_ms":1733047200000,"last_update_time":"2024-12-01T10:00:00Z","last_updated_ts_ms":0,"expiration_time":"2024-12-01T10:00:00Z","expiration_ts_ms":0,"last_update_reason":"Trade","subaccount_number":2}}""";

    internal const string Position =
        """{"type":"market_position","sid":14,"msg":{"user_id":"u","market_ticker":"A-B","position_fp":"-100.00","position_cost_dollars":"50.0000","realized_pnl_dollars":"-10.0000","fees_paid_dollars":"1.0000","position_fee_cost_dollars":"0.5000","volume_fp":"15.00","subaccount":0}}""";

    internal const string Created =
        """{"type":"market_lifecycle_v2","sid":13,"seq":9,"msg":{"market_ticker":"A-B","event_type":"created","exchange_index":3,"open_ts":1694635200,"close_ts":1694721600,"price_level_structure":"linear_cent","price_ranges":[{"start":"0.0000","end":"1.0000","step":"0.0100"}],"additional_metadata":{"name":"n","title":"t","yes_sub_title":"y","event_ticker":"A","expected_expiration_ts":1694721600,"custom_strike":{"a":[1]}}}}""";

    internal const string Fee =
        """{"type":"event_fee_update","sid":5,"seq":11,"msg":{"event_ticker":"A","fee_type_override":"quadratic","fee_multiplier_override":0.5}}""";

    internal const string Group =
        """{"type":"order_group_updates","sid":21,"seq":7,"msg":{"event_type":"limit_updated","order_group_id":"og_123","contracts_limit_fp":"150.00","ts_ms":1792539089957}}""";

    private static readonly Ticker Market = new("A-B");

    private readonly StreamFrameDecoder _decoder = new("test", useYesPrice: true, new TickerTable());

    [Fact]
    public void A_delta_comes_on_its_ladders_own_scale_whatever_the_subscription()
    {
        var frame = Read(Delta.Replace("\"side\":\"yes\"", "\"side\":\"no\"", StringComparison.Ordinal));

        Assert.Equal(new DeltaFrame(new Ticker("KXNBAGAME-26OCT20BOSDET-BOS"), Outcome.No, Price.FromCents(53), Quantity.FromContracts(-3)), frame.Delta);
        Assert.Equal(new BookDelta(1, 2, frame.Delta.Ticker, Outcome.No, Price.FromCents(53), Quantity.FromContracts(-3)), frame.ToBookDelta());
    }

    [Fact]
    public void Decoding_a_delta_about_a_known_market_allocates_nothing()
    {
        var bytes = Encoding.UTF8.GetBytes(Delta);
        _decoder.Decode(bytes, out var frame);
        // The runtime may allocate on this thread while it compiles the loop anew; the decoder would in every round.
        var least = long.MaxValue;
        for (var round = 0; round < 20; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++) _decoder.Decode(bytes, out frame);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(FrameKind.Delta, frame.Kind);
        Assert.Equal(0, least);
    }

    [Fact]
    public void A_fill_says_all_that_the_ledger_needs() =>
        Assert.Equal(
            new FillReported(
                new FillId("t-1"), new VenueOrderId("o-1"), new ClientOrderId("c-1"), Market, OrderSide.Bid, Price.FromCents(75), Quantity.FromContracts(278),
                Money.FromMicros(3_648_800), Liquidity.Taker, Quantity.FromContracts(-500), Instant.FromUnixMillis(1671899397123)),
            Read(Fill).Input);

    [Theory]
    [InlineData("\"book_side\":\"bid\",", "", OrderSide.Bid)]
    [InlineData("\"outcome_side\":\"yes\",\"book_side\":\"bid\"", "\"outcome_side\":\"no\"", OrderSide.Ask)]
    [InlineData("\"outcome_side\":\"yes\",\"book_side\":\"bid\"", "\"x\":1", OrderSide.Bid)]
    [InlineData("\"purchased_side\":\"yes\",\"outcome_side\":\"yes\",\"book_side\":\"bid\"", "\"x\":1", OrderSide.Bid)]
    public void The_side_of_a_fill_is_read_from_older_shapes_where_they_are_clear(string part, string replacement, OrderSide side) =>
        Assert.Equal(side, Assert.IsType<FillReported>(Read(Fill.Replace(part, replacement, StringComparison.Ordinal)).Input).Side);

    [Theory]
    [InlineData("\"outcome_side\":\"yes\"", "\"outcome_side\":\"no\"", "contradict")]
    [InlineData("\"outcome_side\":\"yes\",\"book_side\":\"bid\",", "", null)]
    [InlineData("\"action\":\"buy\",", "", null)]
    [InlineData("\"trade_id\":\"t-1\",", "", "trade_id is missing")]
    [InlineData("\"order_id\":\"o-1\",", "", "order_id is missing")]
    [InlineData("\"market_ticker\":\"A-B\",", "", "market_ticker is missing")]
    [InlineData("\"is_taker\":true,", "", "is_taker is missing")]
    [InlineData("\"yes_price_dollars\":\"0.7500\",", "", "yes_price_dollars is missing")]
    [InlineData("\"count_fp\":\"278.00\",", "", "count_fp is missing")]
    [InlineData("\"fee_cost\":\"3.648800\",", "", "fee_cost is missing")]
    [InlineData("\"post_position_fp\":\"-500.00\",", "", "post_position_fp is missing")]
    [InlineData("\"ts\":1671899397,\"ts_ms\":1671899397123,", "", "ts_ms is missing")]
    [InlineData("1671899397123", "99999999999999999", "ts_ms is not a time")]
    [InlineData("278.00", "0.00", "a fill of nothing")]
    [InlineData("0.7500", "1.0000", "a fill at $0 or $1")]
    [InlineData("\"278.00\"", "null", "count_fp is missing")]
    [InlineData("\"278.00\"", "\"-1\"", "count_fp is not a count")]
    [InlineData("\"is_taker\":true", "\"is_taker\":1", "is_taker is neither")]
    public void A_fill_that_lacks_something_is_quarantined(string part, string replacement, string? reason)
    {
        var frame = Read(Fill.Replace(part, replacement, StringComparison.Ordinal));
        if (reason is null) Assert.Null(frame.Quarantine);
        else Assert.Contains(reason, frame.Quarantine!.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"action\":\"buy\"", "\"action\":\"sell\"")]
    [InlineData("\"purchased_side\":\"yes\"", "\"purchased_side\":\"no\"")]
    [InlineData("\"side\":\"yes\",\"yes_price", "\"yes_price")]
    public void An_older_fill_whose_side_is_not_clear_is_refused(string part, string replacement)
    {
        var old = Fill.Replace(",\"outcome_side\":\"yes\",\"book_side\":\"bid\"", "", StringComparison.Ordinal);
        Assert.NotNull(Read(old).Input);

        Assert.Contains("book_side is missing", Read(old.Replace(part, replacement, StringComparison.Ordinal)).Quarantine!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decimals_of_a_fill_may_be_numbers() =>
        Assert.Equal(Read(Fill).Input, Read(Fill.Replace("\"278.00\"", "278", StringComparison.Ordinal).Replace("\"3.648800\"", "3.6488", StringComparison.Ordinal)).Input);

    [Fact]
    public void An_order_is_shown_as_it_stands()
    {
        var frame = Read(Order);

        Assert.Equal(
            new OrderReported(new VenueOrder(
                new VenueOrderId("o-1"), new ClientOrderId("my-1"), Market, OrderSide.Ask, Price.FromCents(35), VenueOrderStatus.Resting,
                Quantity.FromContracts(1), Quantity.FromContracts(9), Quantity.FromContracts(10), "Trade")),
            frame.Input);
        Assert.Equal(2, frame.Subaccount);
    }

    [Theory]
    [InlineData("\"resting\"", "\"unknown\"", "order status 'unknown'")]
    [InlineData("\"outcome_side\":\"no\",\"book_side\":\"ask\",", "", "book_side is missing")]
    [InlineData("\"remaining_count_fp\":\"9.00\",", "", "remaining_count_fp is missing")]
    [InlineData("\"client_order_id\":\"my-1\",", "", "client_order_id is missing")]
    public void An_order_that_lacks_something_is_quarantined(string part, string replacement, string reason) =>
        Assert.Equal(reason, Read(Order.Replace(part, replacement, StringComparison.Ordinal)).Quarantine!.Reason);

    [Fact]
    public void A_position_is_a_notice() =>
        Assert.Equal(new PositionNotice(new VenuePosition(Market, Quantity.FromContracts(-100), Money.FromMicros(-10_000_000), Money.FromMicros(1_000_000))), Read(Position).Notice);

    [Theory]
    [InlineData("activated", MarketStatus.Active)]
    [InlineData("deactivated", MarketStatus.Inactive)]
    [InlineData("settled", MarketStatus.Finalized)]
    public void The_life_of_a_market_changes_its_status(string type, MarketStatus status) =>
        Assert.Equal(new MarketStatusChanged(Market, status), Read(Lifecycle(type, "\"settled_ts\":1694721600,\"is_deactivated\":true")).Input);

    [Fact]
    public void A_moved_close_is_an_input() =>
        Assert.Equal(new MarketCloseTimeChanged(Market, Instant.FromUnixSeconds(1694721600)), Read(Lifecycle("close_date_updated", "\"close_ts\":1694721600")).Input);

    [Theory]
    [InlineData("\"result\":\"yes\",\"settlement_value\":\"1.0000\"", 100)]
    [InlineData("\"result\":\"yes\"", 100)]
    [InlineData("\"result\":\"no\",\"settlement_value\":\"\"", 0)]
    [InlineData("\"result\":\"scalar\",\"settlement_value\":\"0.5000\",\"determination_ts\":1694721600", 50)]
    public void A_result_has_its_value(string fields, int cents) =>
        Assert.Equal(new MarketDetermined(Market, Price.FromCents(cents)), Read(Lifecycle("determined", fields)).Input);

    [Theory]
    [InlineData("determined", "\"result\":\"scalar\"", "settlement_value is missing")]
    [InlineData("determined", "\"result\":\"yes\",\"settlement_value\":\"0.0000\"", "contradict")]
    [InlineData("determined", "\"x\":1", "settlement_value is missing")]
    [InlineData("close_date_updated", "\"x\":1", "close_ts is missing")]
    [InlineData("close_date_updated", "\"close_ts\":\"soon\"", "close_ts is not a whole number")]
    public void A_change_that_cannot_be_read_is_quarantined_with_its_market(string type, string fields, string reason)
    {
        var frame = Read(Lifecycle(type, fields));

        Assert.Contains(reason, frame.Quarantine!.Reason, StringComparison.Ordinal);
        Assert.Equal((Market, 13, 9), (frame.Ticker, frame.Sid, frame.Seq));
    }

    [Fact]
    public void A_changed_grid_is_read_and_one_that_cannot_be_read_is_null()
    {
        var frame = Read(Lifecycle("price_level_structure_updated", "\"price_ranges\":[{\"start\":\"0.0000\",\"end\":\"1.0000\",\"step\":\"0.0100\"}]"));
        Assert.Equal(new PriceGridChanged(Market, PriceGrid.LinearCent), frame.Input);
        foreach (var bad in (string[])["\"price_ranges\":[{\"start\":\"0.0000\",\"end\":\"0.5\",\"step\":\"0.0100\"}]", "\"price_ranges\":{\"a\":1}", "\"price_ranges\":[{\"start\":\"0\"}]", "\"price_ranges\":[7]", "\"price_level_structure\":\"deci_cent\""])
        {
            frame = Read(Lifecycle("price_level_structure_updated", bad));
            Assert.Equal(new PriceGridChanged(Market, null), frame.Input);
            Assert.NotNull(frame.Text);
        }
    }

    [Fact]
    public void A_new_market_and_a_new_event_are_notices()
    {
        Assert.Equal(
            new MarketCreatedNotice(Market, new EventTicker("A"), Instant.FromUnixSeconds(1694635200), Instant.FromUnixSeconds(1694721600), new Shard(3)),
            Read(Created).Notice);
        Assert.Equal(
            new EventCreatedNotice(new EventTicker("A"), new SeriesTicker("S")),
            Read("""{"type":"event_lifecycle","sid":5,"seq":10,"msg":{"event_ticker":"A","exchange_index":3,"title":"t","subtitle":"","collateral_return_type":"MECNET","series_ticker":"S","strike_date":0}}""").Notice);
        Assert.Equal(0, _decoder.Statistics.UnknownFields);
    }

    [Fact]
    public void Fee_overrides_are_set_and_cleared_but_never_by_absence()
    {
        Assert.Equal(new EventFeeNotice(new EventTicker("A"), "quadratic", 500), Read(Fee).Notice);
        Assert.Equal(new EventFeeNotice(new EventTicker("A"), null, null), Read(Fee.Replace("\"quadratic\"", "null", StringComparison.Ordinal).Replace("0.5", "null", StringComparison.Ordinal)).Notice);
        Assert.Equal("fee_type_override is missing", Read(Fee.Replace("\"fee_type_override\":\"quadratic\",", "", StringComparison.Ordinal)).Quarantine!.Reason);
    }

    [Fact]
    public void A_triggered_group_is_an_input_and_other_changes_are_notices()
    {
        Assert.Equal(new OrderGroupNotice(new OrderGroupId("og_123"), OrderGroupChange.LimitUpdated, Quantity.FromContracts(150)), Read(Group).Notice);
        Assert.Equal(new OrderGroupTriggered(new OrderGroupId("og_123")), Read(Group.Replace("limit_updated", "triggered", StringComparison.Ordinal)).Input);
        Assert.NotNull(Read(Group.Replace("limit_updated", "melted", StringComparison.Ordinal)).Quarantine);
    }

    [Fact]
    public void Answers_name_their_command_and_subscription()
    {
        var subscribed = Read("""{"id":1,"type":"subscribed","msg":{"channel":"orderbook_delta","sid":4}}""");
        var error = Read("""{"id":5,"type":"error","msg":{"code":14,"msg":"Market Ticker required","market_ticker":"A-B"}}""");
        var snapshot = Read("""{"id":7,"type":"orderbook_snapshot","sid":1,"seq":9,"msg":{"market_ticker":"A-B","market_id":"m"}}""");

        Assert.Equal((1L, 4L, "orderbook_delta"), (subscribed.CommandId, subscribed.Sid, subscribed.Text));
        Assert.Equal((5L, 14L, Market), (error.CommandId, error.ErrorCode, error.Ticker));
        Assert.Equal("venue error 14: 'Market Ticker required'", error.Text);
        Assert.Equal(7, snapshot.CommandId);
    }

    [Fact]
    public void An_unknown_type_is_counted_and_keeps_its_number()
    {
        var frame = Read("""{"type":"brand_new","sid":1,"seq":2,"msg":{}}""");
        Read("""{"type":"brand_new","sid":1,"seq":3,"msg":{}}""");

        Assert.Equal((FrameKind.Unknown, true), (frame.Kind, frame.IsNumbered));
        Assert.Null(frame.Quarantine);
        Assert.Equal(2, _decoder.Statistics.UnknownTypes);
        Assert.Equal(["'brand_new'"], _decoder.Statistics.UnknownTypeNames);
    }

    [Fact]
    public void Samples_of_every_type_have_no_unknown_field()
    {
        foreach (var sample in Samples) Assert.Null(Read(sample).Quarantine);

        Assert.Empty(_decoder.Statistics.UnknownFieldNames);
    }

    [Theory]
    [InlineData("""{"type":"orderbook_snapshot","sid":2,"seq":2,"msg":{"market_ticker":"A-B","yes":[[8,300]],"yes_dollars":[["0.080",300]],"no":[[54,20]],"no_dollars":[["0.540",20]]}}""")]
    [InlineData("""{"type":"orderbook_delta","sid":2,"seq":3,"msg":{"market_ticker":"A-B","price":96,"price_dollars":"0.960","delta":-54,"side":"yes"}}""")]
    [InlineData("""{"type":"ticker","sid":11,"msg":{"market_ticker":"A-B","price":48,"yes_bid":45,"yes_ask":53,"volume":33896,"open_interest":20422,"ts":1669149841}}""")]
    [InlineData("""{"type":"fill","sid":13,"msg":{"trade_id":"t","order_id":"o","market_ticker":"A-B","is_taker":true,"side":"yes","yes_price":75,"yes_price_dollars":"0.750","count":278,"action":"buy","ts":1671899397,"post_position":500}}""")]
    [InlineData("""{"type":"market_position","sid":14,"msg":{"user_id":"u","market_ticker":"A-B","position":100,"position_cost":500000,"realized_pnl":100000,"fees_paid":10000,"volume":15}}""")]
    public void Shapes_of_January_2026_are_refused_with_a_reason(string frame) => Assert.NotEmpty(Read(frame).Quarantine!.Reason);

    [Fact]
    public void Mutated_frames_never_make_it_throw_or_accept_nonsense() =>
        Gen.Select(Gen.Int[0, Samples.Length - 1], Gen.Select(Gen.Int[0, 2_000], Gen.OneOf(Gen.Byte, Gen.Char["{}[],:\"0123456789-.eunlltrfas\\"].Select(char.ToLowerInvariant).Select(c => (byte)c))).Array[0, 5], Gen.Int[0, 2_000], Gen.Int[0, 40])
            .Sample((sample, changes, cut, drop) =>
            {
                var bytes = Encoding.UTF8.GetBytes(Samples[sample]);
                foreach (var (at, value) in changes) bytes[at % bytes.Length] = value;
                // Half of them lose a piece from the middle.
                if (drop > 20) bytes = [.. bytes.Take(cut % bytes.Length), .. bytes.Skip((cut % bytes.Length) + drop)];
                new StreamFrameDecoder("test", false, new TickerTable(4)).Decode(bytes, out var frame);
                return frame.Quarantine is { } refused ? refused.Reason.Length > 0 : IsSane(frame);
            }, iter: Math.Max(20_000, Check.Iter));

    internal static readonly string[] Samples =
    [
        Delta, Fill, Order, Position, Created, Fee, Group,
        """{"type":"orderbook_snapshot","sid":1,"seq":1,"msg":{"market_ticker":"A-B","market_id":"f5ed","yes_dollars_fp":[["0.4700","3.00"],["0.4600","10.50"]],"no_dollars_fp":[["0.4800","2.00"]]}}""",
        """{"type":"ticker","sid":11,"msg":{"market_ticker":"A-B","market_id":"m","price_dollars":"0.4800","yes_bid_dollars":"0.4500","yes_ask_dollars":"0.5300","volume_fp":"33896.00","open_interest_fp":"20422.00","dollar_volume":16948,"dollar_open_interest":10211,"yes_bid_size_fp":"300.00","yes_ask_size_fp":"150.00","last_trade_size_fp":"25.00","ts":1669149841,"ts_ms":1669149841000,"time":"2022-11-22T20:44:01Z"}}""",
        """{"type":"trade","sid":2,"seq":5,"msg":{"trade_id":"u","market_ticker":"A-B","yes_price_dollars":"0.3600","count_fp":"136.00"}}""",
        """{"type":"market_lifecycle_v2","sid":13,"seq":9,"msg":{"market_ticker":"A-B","event_type":"determined","result":"scalar","settlement_value":"0.5000","determination_ts":1694721600}}""",
        """{"type":"market_lifecycle_v2","sid":13,"seq":9,"msg":{"market_ticker":"A-B","event_type":"close_date_updated","close_ts":1694721600}}""",
        """{"id":2,"sid":1,"seq":222,"type":"ok","msg":{"market_tickers":["A-B"]}}""",
        """{"id":4,"type":"ok","msg":[{"channel":"orderbook_delta","sid":1}]}""",
        """{"id":3,"sid":2,"seq":7,"type":"unsubscribed"}""",
        """{"id":1,"type":"subscribed","msg":{"channel":"orderbook_delta","sid":1}}""",
        """{"id":5,"type":"error","msg":{"code":8,"msg":"Unknown channel name","market_ticker":"A-B"}}""",
    ];

    private static bool IsSane(in StreamFrame frame) => frame.Input switch
    {
        FillReported fill => fill.Price > Price.Zero && fill.Price < Price.One && fill.Count.Sign > 0 && fill.Ticker.Value.Length > 0,
        OrderReported { State: var state } => state.Limit > Price.Zero && state.Limit < Price.One && state.Remaining.Sign >= 0,
        BookSnapshot snapshot => snapshot.Yes.All(level => level.Size.Sign >= 0) && snapshot.Sid == frame.Sid,
        _ => frame.Kind != FrameKind.Delta || (frame.IsNumbered && frame.Delta.Price > Price.Zero && frame.Delta.Price < Price.One),
    };

    private static string Lifecycle(string type, string fields) =>
        $$$"""{"type":"market_lifecycle_v2","sid":13,"seq":9,"msg":{"market_ticker":"A-B","event_type":"{{{type}}}",{{{fields}}}}}""";

    private StreamFrame Read(string text)
    {
        _decoder.Decode(Encoding.UTF8.GetBytes(text), out var frame);
        return frame;
    }
}
