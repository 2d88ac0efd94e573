using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kalshi.Tests.Rest;
using Xunit.Abstractions;

namespace KalshiArb.Kalshi.Tests.Fuzz;

public class BodyFuzzTests(ITestOutputHelper output)
{
    private const string Market = """{"ticker":"A-B-C","event_ticker":"A-B","market_type":"binary","status":"active","open_time":"2026-06-11T05:39:29Z","close_time":"2026-06-25T16:00:00.123456789Z","settlement_timer_seconds":30,"price_ranges":[{"start":"0.0000","end":"1.0000","step":"0.0100"}],"volume_fp":"12.00","yes_bid_dollars":"0.4700","yes_bid_size_fp":"3.00","custom_strike":{"team":"x"},"exchange_index":3}""";
    private const string Order = """{"order_id":"o1","client_order_id":"c1","ticker":"A-B-C","outcome_side":"yes","book_side":"bid","status":"resting","yes_price_dollars":"0.4700","fill_count_fp":"0.00","remaining_count_fp":"1.00","initial_count_fp":"1.00","taker_fees_dollars":"0.017500","maker_fees_dollars":"0.000000","created_time":"2026-06-11T05:39:29Z","exchange_index":3}""";
    private const string Fill = """{"fill_id":"f1","order_id":"o1","ticker":"A-B-C","outcome_side":"no","book_side":"ask","count_fp":"1.50","yes_price_dollars":"0.520000","is_taker":false,"created_time":"2026-06-11T06:29:30.164956Z","fee_cost":"0.017500"}""";
    private const string Settlement = """{"ticker":"A-B-C","market_result":"scalar","yes_count_fp":"10.00","no_count_fp":"0.00","revenue":500,"settled_time":"2026-08-17T14:00:00Z","value":50}""";
    private const string Status = """{"exchange_active":true,"trading_active":true,"exchange_index_statuses":[{"exchange_index":3,"exchange_active":true,"trading_active":false}]}""";
    private const string Schedule = """{"schedule":{"standard_hours":[],"maintenance_windows":[{"start_datetime":"2026-06-11T05:39:29Z","end_datetime":"2026-06-11T06:39:29Z"}]}}""";
    private const string Balance = """{"balance":9801,"balance_breakdown":[{"balance":"98.0186","exchange_index":0}],"portfolio_value":198,"updated_ts":1781159348}""";
    private const string Limits = """{"usage_tier":"basic","read":{"refill_rate":200,"bucket_capacity":200},"write":{"refill_rate":100,"bucket_capacity":100}}""";
    private const string Book = """{"orderbook_fp":{"no_dollars":[["0.4800","3.00"]],"yes_dollars":[["0.4700","3.00"]]}}""";
    private const string Batch = """{"orders":[{"order_id":"a","reduced_by":"2.00","ts_ms":1781159370164},{"order_id":"b","error":{"code":"not_found"}}]}""";

    private const string Candles = """{"ticker":"x","candlesticks":[{"end_period_ts":1786137900,"open_interest_fp":"7.77","price":{"close_dollars":"0.3400","high_dollars":"0.3500","low_dollars":"0.3400","mean_dollars":"0.3400","open_dollars":"0.3500","previous_dollars":"0.3400"},"volume_fp":"28.74","yes_ask":{"close_dollars":"0.3400","high_dollars":"0.3400","low_dollars":"0.3400","open_dollars":"0.3400"},"yes_bid":{"close_dollars":"0.3300","high_dollars":"0.3300","low_dollars":"0.3300","open_dollars":"0.3300"}}]}""";

    private static readonly FieldWatch _watch = new(IRestObserver.None);

    private static readonly (string Body, Func<JsonElement, object?> Read)[] _readers =
    [
        (Market, row => MarketRows.Market(row, _watch, out _)),
        ("{\"event_ticker\":\"A-B\",\"series_ticker\":\"A\",\"mutually_exclusive\":true,\"fee_multiplier_override\":0.5,\"markets\":[" + Market + "]}", row => MarketRows.Event(row, _watch, [], out _)),
        ("""{"ticker":"A","title":"","fee_type":"quadratic","fee_multiplier":0.5}""", row => MarketRows.Series(row, _watch, out _)),
        (Order, row => OrderRows.Order(row, _watch, out _)),
        (WriteOutcomeTests.Ack, row => OrderRows.Created(row, _watch, out _)),
        ("""{"order_id":"o1","reduced_by":"1.00","ts_ms":1781159370164}""", row => OrderRows.Cancelled(row, _watch, out _)),
        (Batch, row => OrderRows.CancelledBatch(row, [new CancelTarget(new VenueOrderId("a"), new Ticker("x"), new Shard(0)), new CancelTarget(new VenueOrderId("b"), new Ticker("x"), new Shard(0))], _watch, out _)),
        (Fill, row => AccountRows.Fill(row, _watch, out _)),
        (Settlement, row => AccountRows.Settlement(row, _watch, out _)),
        (Balance, row => AccountRows.Balance(row, _watch, out _)),
        (Limits, row => AccountRows.Limits(row, _watch, out _)),
        (Status, row => ExchangeRows.Status(row, _watch, out _)),
        (Schedule, row => ExchangeRows.Schedule(row, out _)),
        (Book, row => MarketRows.Book(new Ticker("x"), row, out _)),
        (Candles, row => CandleRows.Market(row, "ticker", out _)),
        ("""{"queue_position_fp":"3.00","order_id":"o1","market_ticker":"x"}""", row => CandleRows.Queued(row, out _)),
        ("""{"market_settled_ts":"2026-06-11T05:39:29Z","trades_created_ts":"2026-06-11T05:39:29Z","orders_updated_ts":"2026-06-11T05:39:29Z"}""", row => CandleRows.Cutoff(row, out _)),
        ("""{"order_id":"o1","remaining_count":"1.00","ts_ms":1781159370164}""", row => OrderRows.Amended(row, _watch, out _)),
        ("""{"error":{"code":"x","message":"y","details":"z"}}""", row => VenueErrors.Read(400, row)),
    ];

    [Fact]
    public void Every_body_reads_as_it_stands()
    {
        foreach (var (body, read) in _readers)
        {
            using var document = JsonDocument.Parse(body);
            Assert.NotNull(read(document.RootElement));
        }
    }

    /// <summary>A mutated body is read or refused; what is read stands in the bytes. Only what the client catches may be thrown.</summary>
    [Fact]
    public void A_mutated_body_is_read_as_it_stands_or_refused()
    {
        var random = new Random(6);
        var corpus = _readers.Select(one => Encoding.UTF8.GetBytes(one.Body)).ToArray();
        var (accepted, slowest) = (0, TimeSpan.Zero);
        var total = Stopwatch.StartNew();
        for (var i = 0; i < Mutations.Count; i++)
        {
            var which = random.Next(corpus.Length);
            var bytes = Mutations.Mutate(corpus[which], random);
            var began = Stopwatch.GetTimestamp();
            try
            {
                using var document = JsonDocument.Parse(bytes);
                if (_readers[which].Read(document.RootElement) is not { } read) continue;
                accepted++;
                Assert.True(Agrees(read, document.RootElement), $"case {i}: {read} from {Encoding.UTF8.GetString(bytes)}");
            }
            catch (Exception e) when (KalshiRestClient.IsUnreadable(e))
            {
                // Refused.
            }
            finally
            {
                var took = Stopwatch.GetElapsedTime(began);
                if (took > slowest) slowest = took;
            }
        }

        output.WriteLine($"{Mutations.Count} bodies in {total.Elapsed.TotalSeconds:0.0} s, {accepted} accepted, slowest {slowest.TotalMilliseconds:0.0} ms");
        Assert.True(slowest < TimeSpan.FromSeconds(5), $"one body took {slowest}");
        Assert.True(accepted > 0);
    }

    private static bool Agrees(object read, JsonElement row) => read switch
    {
        ListedOrder listed => Is(row, "yes_price_dollars", listed.Order.Limit.Units, 10_000) && Is(row, "fill_count_fp", listed.Order.Filled.Hundredths, 100)
            && Is(row, "remaining_count_fp", listed.Order.Remaining.Hundredths, 100) && listed.Order.Limit.Units is >= 0 and <= 10_000 && listed.Order.Filled >= Quantity.Zero,
        Domain.Ports.FillReported fill => Is(row, "yes_price_dollars", fill.Price.Units, 10_000) && Is(row, "count_fp", fill.Count.Hundredths, 100) && Is(row, "fee_cost", fill.Fee.Micros, 1_000_000)
            && fill.Count > Quantity.Zero && fill.VenueOrder.Value.Length > 0 && fill.TradedAt > Instant.Never,
        CreateAck ack => Is(row, "fill_count", ack.Filled.Hundredths, 100) && Is(row, "remaining_count", ack.Remaining.Hundredths, 100),
        CancelAck ack => Is(row, "reduced_by", ack.ReducedBy.Hundredths, 100),
        QueuePosition position => Is(row, "queue_position_fp", position.Ahead.Hundredths, 100),
        MarketCandles candles => candles.Candles.Zip(row.GetProperty("candlesticks").EnumerateArray()).All(pair =>
            Is(pair.Second, "volume_fp", pair.First.Volume.Hundredths, 100) && Is(pair.Second.GetProperty("yes_bid"), "close_dollars", pair.First.Bid.Close.Units, 10_000)
            && Is(pair.Second.GetProperty("yes_ask"), "high_dollars", pair.First.Ask.High.Units, 10_000)),
        MarketInfo market => market.Grid.Count > 0 && market.SettlementTimer >= TimeSpan.Zero && market.Ticker.Value.Length > 0 && Is(row, "volume_fp", market.Volume.Hundredths, 100),
        _ => true,
    };

    private static bool Is(JsonElement row, string name, long value, decimal unit) =>
        row.GetProperty(name) is var field
        && decimal.Parse(field.ValueKind == JsonValueKind.String ? field.GetString()! : field.GetRawText(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) == value / unit;
}
