using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Wire;

// The life of markets and events. The channel cannot be filtered: its tickers are not kept.
public sealed partial class StreamFrameDecoder
{
    private static readonly byte[][] UnusedInLifecycle = Names(
        "determination_ts", "settled_ts", "is_deactivated", "price_level_structure", "floor_strike", "yes_sub_title", "market_id");

    private static readonly byte[][] UnusedInEvent = Names("exchange_index", "title", "subtitle", "collateral_return_type", "strike_date", "strike_period");

    private string? ReadLifecycle(ref Utf8JsonReader reader, out StreamFrame frame)
    {
        frame = default;
        var fields = default(LifecycleFields);
        string? reason = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("market_ticker"u8)) reason = ReadTicker(ref reader, keep: false);
            else if (reader.ValueTextEquals("event_type"u8)) reason = ReadText(ref reader, ref fields.EventType, "event_type");
            else if (reader.ValueTextEquals("open_ts"u8)) reason = ReadSeconds(ref reader, ref fields.OpenTime, "open_ts");
            else if (reader.ValueTextEquals("close_ts"u8)) reason = ReadSeconds(ref reader, ref fields.CloseTime, "close_ts");
            else if (reader.ValueTextEquals("result"u8)) reason = ReadText(ref reader, ref fields.Result, "result");
            else if (reader.ValueTextEquals("settlement_value"u8)) reason = ReadSettlementValue(ref reader, ref fields.Value);
            else if (reader.ValueTextEquals("exchange_index"u8)) reason = ReadInteger(ref reader, ref fields.Shard, "exchange_index");
            else if (reader.ValueTextEquals("price_ranges"u8)) fields.Grid = ReadGrid(ref reader, out fields.GridFault);
            else if (reader.ValueTextEquals("additional_metadata"u8)) reason = ReadMetadata(ref reader, ref fields.Event);
            else SkipOther(ref reader, "market_lifecycle_v2", IsOneOf(in reader, UnusedInLifecycle));
        }

        reason ??= MissingOf((_header.Ticker is null, "market_ticker"), (fields.EventType is null, "event_type"));
        return reason ?? MakeLifecycle(in fields, _header.Ticker!.Value, out frame);
    }

    private string? MakeLifecycle(in LifecycleFields fields, Ticker ticker, out StreamFrame frame)
    {
        frame = Frame();
        switch (fields.EventType)
        {
            case "created":
                if (fields.Shard is < 0 or > int.MaxValue) return "exchange_index is not a shard";
                var shard = fields.Shard is { } index ? new Shard((int)index) : (Shard?)null;
                frame = frame with { Notice = new MarketCreatedNotice(ticker, fields.Event is { } name ? new EventTicker(name) : null, fields.OpenTime, fields.CloseTime, shard) };
                return null;
            case "activated":
                frame = frame with { Input = new MarketStatusChanged(ticker, MarketStatus.Active) };
                return null;
            case "deactivated":
                frame = frame with { Input = new MarketStatusChanged(ticker, MarketStatus.Inactive) };
                return null;
            case "settled":
                frame = frame with { Input = new MarketStatusChanged(ticker, MarketStatus.Finalized) };
                return null;
            case "close_date_updated":
                if (fields.CloseTime is not { } close) return "close_ts is missing";
                frame = frame with { Input = new MarketCloseTimeChanged(ticker, close) };
                return null;
            case "determined":
                if (ValueOf(fields.Result, fields.Value, out var value) is { } fault) return fault;
                frame = frame with { Input = new MarketDetermined(ticker, value) };
                return null;
            case "price_level_structure_updated":
                frame = frame with { Input = new PriceGridChanged(ticker, fields.Grid), Text = fields.Grid is null ? fields.GridFault ?? "price_ranges is missing" : null };
                return null;
            case "metadata_updated":
                frame = frame with { Notice = new MarketDetailsNotice(ticker, "metadata_updated") };
                return null;
            default:
                Statistics.CountUnknownType("'market_lifecycle_v2' of event_type '" + fields.EventType + "'");
                frame = frame with { Notice = new MarketDetailsNotice(ticker, fields.EventType!) };
                return null;
        }
    }

    // The value is what money moves by; a result of yes or no says the same, and anything else needs the value.
    private static string? ValueOf(string? result, Price? told, out Price value)
    {
        Price? implied = result switch
        {
            "yes" => Price.One,
            "no" => Price.Zero,
            _ => null,
        };
        value = told ?? implied ?? Price.Zero;
        if (told is null && implied is null) return "settlement_value is missing, and the result alone does not say it";
        return told is { } there && implied is { } meant && there != meant ? "result and settlement_value contradict each other" : null;
    }

    // An empty text stands for nothing.
    private static string? ReadSettlementValue(ref Utf8JsonReader reader, ref Price? value)
    {
        var ahead = reader;
        ahead.Read();
        if (ahead.TokenType != JsonTokenType.String || !ahead.ValueSpan.IsEmpty) return ReadPrice(ref reader, ref value, "settlement_value");
        reader.Read();
        return null;
    }

    private PriceGrid? ReadGrid(ref Utf8JsonReader reader, out string? fault)
    {
        fault = "price_ranges is not a list of ranges";
        reader.Read();
        // Read on a copy, so that whatever stands there the frame goes on after it.
        var ranges = reader;
        reader.Skip();
        if (ranges.TokenType != JsonTokenType.StartArray) return null;
        var list = ImmutableArray.CreateBuilder<PriceRange>();
        while (ranges.Read() && ranges.TokenType == JsonTokenType.StartObject)
        {
            Price? start = null, end = null, step = null;
            string? reason = null;
            while (reason is null && ranges.Read() && ranges.TokenType == JsonTokenType.PropertyName)
            {
                if (ranges.ValueTextEquals("start"u8)) reason = ReadPrice(ref ranges, ref start, "start");
                else if (ranges.ValueTextEquals("end"u8)) reason = ReadPrice(ref ranges, ref end, "end");
                else if (ranges.ValueTextEquals("step"u8)) reason = ReadPrice(ref ranges, ref step, "step");
                else SkipOther(ref ranges, "price_ranges", known: false);
            }

            reason ??= MissingOf((start is null, "start"), (end is null, "end"), (step is null, "step"));
            if (reason is null && list.Count == PriceGrid.MaxRanges) reason = "too many ranges";
            if (reason is not null)
            {
                fault = "price_ranges: " + reason;
                return null;
            }

            list.Add(new PriceRange(start!.Value, end!.Value, step!.Value - Price.Zero));
        }

        if (ranges.TokenType != JsonTokenType.EndArray) return null;
        return PriceGrid.TryCreate(list.ToImmutable(), out var grid, out fault) ? grid : null;
    }

    private static string? ReadMetadata(ref Utf8JsonReader reader, ref string? eventTicker)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.StartObject) return "additional_metadata is not an object";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("event_ticker"u8))
            {
                if (ReadId(ref reader, ref eventTicker, "event_ticker") is { } fault) return fault;
            }
            else
            {
                // Free descriptive fields; the market is read over REST before it is traded.
                reader.Skip();
            }
        }

        return null;
    }

    private string? ReadEvent(ref Utf8JsonReader reader, out StreamFrame frame)
    {
        frame = default;
        string? name = null, series = null, reason = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("event_ticker"u8)) reason = ReadId(ref reader, ref name, "event_ticker");
            else if (reader.ValueTextEquals("series_ticker"u8)) reason = ReadId(ref reader, ref series, "series_ticker");
            else SkipOther(ref reader, "event_lifecycle", IsOneOf(in reader, UnusedInEvent));
        }

        reason ??= MissingOf((name is null, "event_ticker"), (series is null, "series_ticker"));
        if (reason is null) frame = Frame() with { Notice = new EventCreatedNotice(new EventTicker(name!), new SeriesTicker(series!)) };
        return reason;
    }

    private string? ReadEventFee(ref Utf8JsonReader reader, out StreamFrame frame)
    {
        frame = default;
        string? name = null, type = null, reason = null;
        var (hasType, hasMultiplier) = (false, false);
        int? multiplier = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("event_ticker"u8)) reason = ReadId(ref reader, ref name, "event_ticker");
            else if (reader.ValueTextEquals("fee_type_override"u8))
            {
                hasType = true;
                reason = ReadId(ref reader, ref type, "fee_type_override");
            }
            else if (reader.ValueTextEquals("fee_multiplier_override"u8))
            {
                hasMultiplier = true;
                reason = ReadMultiplier(ref reader, ref multiplier);
            }
            else SkipOther(ref reader, "event_fee_update", reader.ValueTextEquals("exchange_index"u8));
        }

        // Null clears an override; an absent key says nothing, and nothing must not clear one.
        reason ??= MissingOf((name is null, "event_ticker"), (!hasType, "fee_type_override"), (!hasMultiplier, "fee_multiplier_override"));
        if (reason is null) frame = Frame() with { Notice = new EventFeeNotice(new EventTicker(name!), type, multiplier) };
        return reason;
    }

    private static string? ReadMultiplier(ref Utf8JsonReader reader, ref int? millis)
    {
        if (!Next(ref reader, millis is not null, "fee_multiplier_override", out var fault)) return fault;
        if (!TryText(in reader, out var text) || !WireDecimal.TryParse(text, 3, allowMinus: false, out var value) || value > int.MaxValue) return "fee_multiplier_override is not a number of thousandths";
        millis = (int)value;
        return null;
    }

    private struct LifecycleFields
    {
        internal string? EventType;
        internal Instant? OpenTime;
        internal Instant? CloseTime;
        internal string? Result;
        internal Price? Value;
        internal long? Shard;
        internal PriceGrid? Grid;
        internal string? GridFault;
        internal string? Event;
    }
}
