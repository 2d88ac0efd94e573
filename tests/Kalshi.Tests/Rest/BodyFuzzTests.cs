using System.Text;
using System.Text.Json;
using CsCheck;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Tests.Rest;

public class BodyFuzzTests
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
        ("""{"error":{"code":"x","message":"y","details":"z"}}""", row => VenueErrors.Read(400, row)),
    ];

    private static readonly string[] _pieces = ["\"", "{", "}", "[", "]", ",", ":", "null", "true", "-", "1e9", "99999999999999999999", "\\ud800", "0.00005", "9223372036854775807", "\"\"", "-1", " "];

    [Fact]
    public void Every_body_reads_as_it_stands()
    {
        foreach (var (body, read) in _readers)
        {
            using var document = JsonDocument.Parse(body);
            Assert.NotNull(read(document.RootElement));
        }
    }

    /// <summary>A mutated body is read or refused; what is read is in range. Only what the client catches may be thrown.</summary>
    [Fact]
    public void A_mutated_body_is_read_or_refused_and_never_more_than_that() =>
        Gen.Select(Gen.Int[0, _readers.Length - 1], Gen.Select(Gen.Int[0, 2_000], Gen.Int[0, 3], Gen.Int[0, _pieces.Length - 1], Gen.Byte).Array[1, 4]).Sample((which, edits) =>
        {
            var (body, read) = _readers[which];
            var bytes = Encoding.UTF8.GetBytes(body).ToList();
            foreach (var (position, kind, piece, value) in edits)
            {
                var at = position % bytes.Count;
                if (kind == 0) bytes[at] = value;
                else if (kind == 1) bytes.RemoveRange(at, Math.Min(1 + value % 8, bytes.Count - at - (at == 0 ? 1 : 0)));
                else bytes.InsertRange(at, Encoding.UTF8.GetBytes(_pieces[piece]));
                if (bytes.Count == 0) return;
            }

            try
            {
                using var document = JsonDocument.Parse(bytes.ToArray());
                switch (read(document.RootElement))
                {
                    case ListedOrder listed:
                        Assert.True(listed.Order.Filled >= Quantity.Zero && listed.Order.Remaining >= Quantity.Zero && listed.Order.VenueOrderId.Value.Length > 0);
                        break;
                    case Domain.Ports.FillReported fill:
                        Assert.True(fill.Count > Quantity.Zero && fill.VenueOrder.Value.Length > 0 && fill.TradedAt > Instant.Never);
                        break;
                    case MarketInfo market:
                        Assert.True(market.Grid.Count > 0 && market.SettlementTimer >= TimeSpan.Zero && market.Ticker.Value.Length > 0);
                        break;
                }
            }
            catch (Exception e) when (KalshiRestClient.IsUnreadable(e))
            {
                // Refused.
            }
        }, iter: 20_000);
}
