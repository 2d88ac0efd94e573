using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Rest;

/// <summary>Reads series, events, markets, books, fee changes and trades.</summary>
internal static class MarketRows
{
    /// <summary>The longest settlement timer that is believed.</summary>
    private const int MaxSettlementTimerSeconds = 30 * 24 * 3_600;

    private static readonly FrozenSet<string> _seriesFields = FieldWatch.Known("""
        ticker frequency title category categories tags settlement_sources contract_url contract_terms_url product_metadata fee_type
        fee_multiplier additional_prohibitions volume_fp last_updated_ts exchange_index
        """);

    private static readonly FrozenSet<string> _eventFields = FieldWatch.Known("""
        event_ticker series_ticker sub_title title collateral_return_type mutually_exclusive category strike_date strike_period markets
        product_metadata settlement_sources last_updated_ts fee_type_override fee_multiplier_override exchange_index available_on_brokers
        """);

    private static readonly FrozenSet<string> _marketFields = FieldWatch.Known("""
        ticker event_ticker market_type title subtitle yes_sub_title no_sub_title created_time updated_time open_time close_time
        expected_expiration_time expiration_time latest_expiration_time settlement_timer_seconds status yes_bid_dollars yes_bid_size_fp
        yes_ask_dollars yes_ask_size_fp no_bid_dollars no_ask_dollars last_price_dollars volume_fp volume_24h_fp result can_close_early
        open_interest_fp notional_value_dollars previous_yes_bid_dollars previous_yes_ask_dollars previous_price_dollars
        settlement_value_dollars settlement_ts expiration_value occurrence_datetime fee_waiver_expiration_time early_close_condition
        strike_type floor_strike cap_strike functional_strike custom_strike rules_primary rules_secondary mve_collection_ticker
        mve_selected_legs primary_participant_key price_level_structure price_ranges is_provisional exchange_index liquidity_dollars
        fractional_trading_enabled response_price_units
        """);

    private static readonly FrozenSet<string> _rangeFields = FieldWatch.Known("start end step");

    public static SeriesInfo? Series(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "series", _seriesFields);
        var row = new JsonRow(element, "series");
        var series = new SeriesInfo(
            new SeriesTicker(row.Name("ticker")), row.Text("title"), row.OptionalText("category") ?? "",
            Fees(row, "fee_type", "fee_multiplier"), OrderRows.OptionalShard(row));
        fault = row.Fault;
        return fault is null ? series : null;
    }

    public static EventInfo? Event(JsonElement element, FieldWatch watch, List<QuarantinedRow> quarantined, out string? fault)
    {
        watch.Look(element, "event", _eventFields);
        var row = new JsonRow(element, "event");
        var markets = ImmutableArray.CreateBuilder<MarketInfo>();
        foreach (var item in row.OptionalArray("markets"))
        {
            if (Market(item, watch, out var why) is { } market) markets.Add(market);
            else quarantined.Add(watch.Quarantine("market", item, "ticker", why!));
        }

        var read = new EventInfo(
            new EventTicker(row.Name("event_ticker")), new SeriesTicker(row.Name("series_ticker")), row.OptionalText("title") ?? "",
            row.Flag("mutually_exclusive"), row.OptionalText("collateral_return_type") ?? "",
            Override(row), OrderRows.OptionalShard(row), markets.ToImmutable());
        fault = row.Fault;
        return fault is null ? read : null;
    }

    public static MarketInfo? Market(JsonElement element, FieldWatch watch, out string? fault)
    {
        watch.Look(element, "market", _marketFields);
        var row = new JsonRow(element, "market");
        var kind = row.Text("market_type");
        if (kind is not ("binary" or "scalar")) row.Fail("market_type", "neither binary nor scalar");
        var result = row.OptionalText("result") ?? "";
        if (result is not ("" or "yes" or "no" or "scalar")) row.Fail("result", "not one of yes, no, scalar");
        var timer = row.Integer("settlement_timer_seconds");
        if (timer is < 0 or > MaxSettlementTimerSeconds) row.Fail("settlement_timer_seconds", "out of range");
        var grid = Grid(row, watch);
        var market = new MarketInfo(
            new Ticker(row.Name("ticker")), new EventTicker(row.Name("event_ticker")), Status(row), grid,
            row.Time("open_time"), row.Time("close_time"), row.OptionalTime("expected_expiration_time"),
            TimeSpan.FromSeconds(row.Fault is null ? timer : 0), OrderRows.OptionalShard(row), row.OptionalText("yes_sub_title") ?? "",
            kind == "scalar", row.OptionalFlag("can_close_early") ?? false, result, row.OptionalPrice("settlement_value_dollars"),
            row.Count("volume_fp"), Level(row, "yes_bid_dollars", "yes_bid_size_fp"), Level(row, "yes_ask_dollars", "yes_ask_size_fp"),
            CustomStrike(row), row.OptionalText("rules_primary") ?? "")
        {
            SettledAt = row.OptionalTime("settlement_ts"),
        };
        fault = row.Fault;
        return fault is null ? market : null;
    }

    public static OrderBookInfo? Book(Ticker ticker, JsonElement root, out string? fault)
    {
        var row = new JsonRow(root, "orderbook");
        var (yes, no) = (ImmutableArray<BookLevel>.Empty, ImmutableArray<BookLevel>.Empty);
        if (row.TryField("orderbook_fp", out var field))
        {
            var book = new JsonRow(field, "orderbook_fp");
            (yes, no) = (Ladder(book, "yes_dollars"), Ladder(book, "no_dollars"));
            if (book.Fault is { } why) row.Fail("orderbook_fp", why);
        }
        else
        {
            row.Fail("orderbook_fp", "missing");
        }

        fault = row.Fault;
        return fault is null ? new OrderBookInfo(ticker, yes, no) : null;
    }

    public static SeriesFeeChange? SeriesChange(JsonElement element, FieldWatch watch, out string? fault)
    {
        _ = watch;
        var row = new JsonRow(element, "series_fee_change");
        var change = new SeriesFeeChange(new SeriesTicker(row.Name("series_ticker")), Fees(row, "fee_type", "fee_multiplier"), row.Time("scheduled_ts"));
        fault = row.Fault;
        return fault is null ? change : null;
    }

    public static EventFeeChange? EventChange(JsonElement element, FieldWatch watch, out string? fault)
    {
        _ = watch;
        var row = new JsonRow(element, "event_fee_change");
        var change = new EventFeeChange(
            new EventTicker(row.Name("event_ticker")), new SeriesTicker(row.Name("series_ticker")), Override(row), row.Time("scheduled_ts"));
        fault = row.Fault;
        return fault is null ? change : null;
    }

    public static PublicTrade? Trade(JsonElement element, FieldWatch watch, out string? fault)
    {
        _ = watch;
        var row = new JsonRow(element, "trade");
        var taker = row.Text("taker_outcome_side");
        if (taker is not ("yes" or "no")) row.Fail("taker_outcome_side", "neither yes nor no");
        var trade = new PublicTrade(
            new FillId(row.Name("trade_id")), new Ticker(row.Name("ticker")), row.Price("yes_price_dollars"), row.Count("count_fp"),
            taker == "no" ? Outcome.No : Outcome.Yes, row.OptionalFlag("is_block_trade") ?? false, row.Time("created_time"));
        fault = row.Fault;
        return fault is null ? trade : null;
    }

    /// <summary>fee_type; null with a fault when it is one that we cannot compute, whose markets are not quoted.</summary>
    public static FeeType? FeeTypeOf(JsonRow row, string name)
    {
        switch (row.OptionalText(name))
        {
            case null: return null;
            case "quadratic": return FeeType.Quadratic;
            case "quadratic_with_maker_fees": return FeeType.QuadraticWithMakerFees;
            case "quadratic_with_combo_maker_fees": return FeeType.QuadraticWithComboMakerFees;
            case { } other:
                row.Fail(name, $"'{(other.Length <= 60 ? other : other[..60])}' is a fee type that cannot be computed");
                return null;
        }
    }

    private static FeeSchedule Fees(JsonRow row, string type, string multiplier)
    {
        if (!row.Has(type)) row.Fail(type, "missing");
        var millis = row.Scaled(multiplier, 3);
        return new FeeSchedule(FeeTypeOf(row, type) ?? default, Millis(row, multiplier, millis));
    }

    private static FeeOverride Override(JsonRow row) => new(
        FeeTypeOf(row, "fee_type_override"),
        row.OptionalScaled("fee_multiplier_override", 3) is { } millis ? Millis(row, "fee_multiplier_override", millis) : null);

    private static int Millis(JsonRow row, string name, long millis)
    {
        if (millis <= 100_000) return (int)millis;
        row.Fail(name, "above 100");
        return 0;
    }

    private static MarketStatus Status(JsonRow row)
    {
        switch (row.Text("status"))
        {
            case "initialized": return MarketStatus.Initialized;
            case "active": return MarketStatus.Active;
            case "inactive": return MarketStatus.Inactive;
            case "closed": return MarketStatus.Closed;
            case "determined": return MarketStatus.Determined;
            case "disputed": return MarketStatus.Disputed;
            case "amended": return MarketStatus.Amended;
            case "finalized": return MarketStatus.Finalized;
            default:
                row.Fail("status", "not a status of the market lifecycle");
                return default;
        }
    }

    private static PriceGrid Grid(JsonRow row, FieldWatch watch)
    {
        var ranges = ImmutableArray.CreateBuilder<PriceRange>();
        foreach (var item in row.Array("price_ranges"))
        {
            watch.Look(item, "price_range", _rangeFields);
            var range = new JsonRow(item, "price_range");
            ranges.Add(new PriceRange(range.Price("start"), range.Price("end"), range.Price("step") - Price.Zero));
            if (range.Fault is { } why) row.Fail("price_ranges", why);
        }

        if (row.Fault is not null) return PriceGrid.LinearCent;
        if (PriceGrid.TryCreate(ranges.ToImmutable(), out var grid, out var reason)) return grid;
        row.Fail("price_ranges", reason);
        return PriceGrid.LinearCent;
    }

    /// <summary>The best level of a side; a price without size is a placeholder of an empty side.</summary>
    private static BookLevel? Level(JsonRow row, string price, string size)
    {
        var (at, count) = (row.OptionalPrice(price), row.OptionalCount(size));
        return at is { } level && count is { IsZero: false } contracts ? new BookLevel(level, contracts) : null;
    }

    private static ImmutableArray<BookLevel> Ladder(JsonRow book, string name)
    {
        var levels = ImmutableArray.CreateBuilder<BookLevel>();
        foreach (var level in book.OptionalArray(name))
        {
            if (level.ValueKind != JsonValueKind.Array || level.GetArrayLength() != 2
                || !WireDecimal.TryParsePrice(JsonRow.Utf8(level[0]), out var price) || !WireDecimal.TryParseQuantity(JsonRow.Utf8(level[1]), out var size))
                book.Fail(name, "a level is no pair of a price and a count");
            else if (!size.IsZero) levels.Add(new BookLevel(price, size));
        }

        return levels.ToImmutable();
    }

    private static ImmutableSortedDictionary<string, string> CustomStrike(JsonRow row)
    {
        var strike = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (!row.TryField("custom_strike", out var field) || field.ValueKind != JsonValueKind.Object) return strike.ToImmutable();
        foreach (var part in field.EnumerateObject())
            strike[part.Name] = part.Value.ValueKind == JsonValueKind.String ? part.Value.GetString()! : part.Value.GetRawText();
        return strike.ToImmutable();
    }
}
