using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Rest;

/// <summary>Reads fills, positions, settlements, cash, limits and keys.</summary>
internal static class AccountRows
{
    private static readonly FrozenSet<string> _fillFields = FieldWatch.Known("""
        fill_id trade_id exchange_index order_id ticker market_ticker side action outcome_side book_side count_fp yes_price_dollars
        no_price_dollars is_taker created_time fee_cost subaccount_number ts
        """);

    private static readonly FrozenSet<string> _positionFields = FieldWatch.Known("""
        ticker exchange_index total_traded_dollars position_fp market_exposure_dollars realized_pnl_dollars fees_paid_dollars
        last_updated_ts resting_orders_count
        """);

    private static readonly FrozenSet<string> _settlementFields = FieldWatch.Known("""
        ticker exchange_index event_ticker market_result yes_count_fp yes_total_cost_dollars no_count_fp no_total_cost_dollars revenue
        settled_time fee_cost value
        """);

    private static readonly FrozenSet<string> _balanceFields = FieldWatch.Known("balance balance_dollars portfolio_value updated_ts balance_breakdown");
    private static readonly FrozenSet<string> _shardCashFields = FieldWatch.Known("exchange_index balance");
    private static readonly FrozenSet<string> _limitsFields = FieldWatch.Known("usage_tier read write grants");
    private static readonly FrozenSet<string> _bucketFields = FieldWatch.Known("refill_rate bucket_capacity");
    private static readonly FrozenSet<string> _costFields = FieldWatch.Known("method path cost");
    private static readonly FrozenSet<string> _keyFields = FieldWatch.Known("api_key_id name scopes subaccount fcm_subtrader_id key_type");

    public static FillReported? Fill(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "fill", _fillFields);
        var row = new JsonRow(element, "fill");
        // The same time to the microsecond and to the second; older answers have but the one.
        var at = row.Has("created_time") ? row.Time("created_time") : (row.Has("ts") ? row.Seconds("ts") : row.Time("created_time"));
        var count = row.Count("count_fp");
        if (row.Fault is null && count.IsZero) row.Fail("count_fp", "zero");
        var fill = new FillReported(
            new FillId(row.Name("fill_id")),
            new VenueOrderId(row.Name("order_id")),
            null,
            new Ticker(row.Name("ticker")),
            OrderRows.Side(row),
            row.Price("yes_price_dollars"),
            count,
            row.Money("fee_cost"),
            row.Flag("is_taker") ? Liquidity.Taker : Liquidity.Maker,
            null,
            at);
        fault = row.Fault;
        return fault is null ? fill : null;
    }

    public static VenuePosition? Position(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "position", _positionFields);
        var row = new JsonRow(element, "position");
        var position = new VenuePosition(
            new Ticker(row.Name("ticker")), row.SignedCount("position_fp"), row.Money("realized_pnl_dollars"), row.Money("fees_paid_dollars"))
        {
            Cost = row.OptionalMoney("market_exposure_dollars"),
        };
        fault = row.Fault;
        return fault is null ? position : null;
    }

    /// <summary>A settlement. Revenue is in whole cents at the venue; value, where given, must agree with the result.</summary>
    public static SettlementRow? Settlement(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "settlement", _settlementFields);
        var row = new JsonRow(element, "settlement");
        var value = row.OptionalInteger("value");
        Price paid = default;
        switch (row.Text("market_result"))
        {
            case "yes":
                paid = Price.One;
                if (value is not (null or 100)) row.Fail("value", $"{value} cents for a result of yes");
                break;
            case "no":
                paid = Price.Zero;
                if (value is not (null or 0)) row.Fail("value", $"{value} cents for a result of no");
                break;
            case "scalar":
                if (value is >= 0 and <= 100) paid = Price.FromCents((int)value);
                else row.Fail("value", value is null ? "missing for a scalar result" : "outside 0 to 100 cents");
                break;
            default:
                row.Fail("market_result", "not one of yes, no, scalar");
                break;
        }

        var (yes, no) = (row.Count("yes_count_fp"), row.Count("no_count_fp"));
        var settlement = new SettlementRow(new Ticker(row.Name("ticker")), paid, yes - no, row.Cents("revenue"), row.Time("settled_time"));
        fault = row.Fault;
        return fault is null ? settlement : null;
    }

    public static AccountBalance? Balance(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "balance", _balanceFields);
        var row = new JsonRow(element, "balance");
        var cash = ImmutableArray.CreateBuilder<ShardCash>();
        var seen = new HashSet<int>();
        foreach (var item in row.Array("balance_breakdown"))
        {
            watch.Look(item, "balance_breakdown", _shardCashFields);
            var part = new JsonRow(item, "balance_breakdown");
            var (shard, money) = (part.Index("exchange_index"), part.Money("balance"));
            if (part.Fault is { } why) row.Fail("balance_breakdown", why);
            else if (!seen.Add(shard)) row.Fail("balance_breakdown", $"shard {shard} stands twice");
            else cash.Add(new ShardCash(new Shard(shard), money));
        }

        var balance = new AccountBalance(cash.ToImmutable(), row.Cents("portfolio_value"), row.Seconds("updated_ts"));
        fault = row.Fault;
        return fault is null ? balance : null;
    }

    public static AccountLimits? Limits(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "limits", _limitsFields);
        var row = new JsonRow(element, "limits");
        var limits = new AccountLimits(row.Name("usage_tier"), Bucket(row, "read", watch), Bucket(row, "write", watch));
        fault = row.Fault;
        return fault is null ? limits : null;
    }

    public static EndpointCosts? Costs(JsonElement element, FieldWatch watch, out string? fault)
    {
        var row = new JsonRow(element, "endpoint_costs");
        var costs = ImmutableArray.CreateBuilder<EndpointCost>();
        foreach (var item in row.Array("endpoint_costs"))
        {
            watch.Look(item, "endpoint_cost", _costFields);
            var part = new JsonRow(item, "endpoint_cost");
            costs.Add(new EndpointCost(part.Name("method"), part.Name("path"), part.Index("cost")));
            if (part.Fault is { } why) row.Fail("endpoint_costs", why);
        }

        var read = new EndpointCosts(row.Index("default_cost"), costs.ToImmutable());
        fault = row.Fault;
        return fault is null ? read : null;
    }

    public static KeyListing? Keys(JsonElement element, FieldWatch watch, out string? fault)
    {
        var row = new JsonRow(element, "api_keys");
        var keys = ImmutableArray.CreateBuilder<KeyInfo>();
        foreach (var item in row.Array("api_keys"))
        {
            watch.Look(item, "api_key", _keyFields);
            var part = new JsonRow(item, "api_key");
            keys.Add(new KeyInfo(part.Name("api_key_id"), part.Text("name"), part.Texts("scopes"), part.OptionalIndex("subaccount")));
            if (part.Fault is { } why) row.Fail("api_keys", why);
        }

        var listing = new KeyListing(keys.ToImmutable(), row.OptionalSeconds("api_key_region_expiration_ts"));
        fault = row.Fault;
        return fault is null ? listing : null;
    }

    public static NettingSetting? Netting(JsonElement element, FieldWatch watch, out string? fault)
    {
        _ = watch;
        var row = new JsonRow(element, "netting");
        var setting = new NettingSetting(row.Index("subaccount_number"), OrderRows.OptionalShard(row), row.Flag("enabled"));
        fault = row.Fault;
        return fault is null ? setting : null;
    }

    private static BucketLimits Bucket(JsonRow row, string name, FieldWatch watch)
    {
        if (!row.TryField(name, out var field))
        {
            row.Fail(name, "missing");
            return default;
        }

        watch.Look(field, "bucket", _bucketFields);
        var bucket = new JsonRow(field, name);
        var limits = new BucketLimits(bucket.Index("refill_rate"), bucket.Index("bucket_capacity"));
        if (bucket.Fault is { } why) row.Fail(name, why);
        else if (limits.RefillPerSecond < 1 || limits.Capacity < 1) row.Fail(name, "a bucket refills by at least one token a second and holds at least one");
        return limits;
    }
}
