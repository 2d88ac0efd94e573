using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Wire;

// Books and volume.
public sealed partial class StreamFrameDecoder
{
    [Flags]
    private enum DeltaParts
    {
        None = 0,
        Ticker = 1,
        Price = 2,
        Delta = 4,
        Side = 8,
        All = Ticker | Price | Delta | Side,
    }

    private string? ReadDelta(ref Utf8JsonReader reader, ref DeltaFields fields)
    {
        if (reader.TokenType != JsonTokenType.StartObject) return "msg is not an object";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            DeltaParts part;
            if (reader.ValueTextEquals("market_ticker"u8)) part = DeltaParts.Ticker;
            else if (reader.ValueTextEquals("price_dollars"u8)) part = DeltaParts.Price;
            else if (reader.ValueTextEquals("delta_fp"u8)) part = DeltaParts.Delta;
            else if (reader.ValueTextEquals("side"u8)) part = DeltaParts.Side;
            else
            {
                SkipOther(ref reader, "orderbook_delta", IsKnownAndUnusedInDelta(in reader));
                continue;
            }

            if ((fields.Parts & part) != 0) return "a field of the delta stands there twice";
            fields.Parts |= part;
            reader.Read();
            var fault = part switch
            {
                DeltaParts.Ticker => TryReadTicker(in reader) ? null : "market_ticker is not a ticker",
                DeltaParts.Price => TryText(in reader, out var price) && WireDecimal.TryParsePrice(price, out fields.Price) ? null : "price_dollars is not a price",
                DeltaParts.Delta => TryText(in reader, out var delta) && WireDecimal.TryParseSignedQuantity(delta, out fields.Delta) ? null : "delta_fp is not a quantity in hundredths",
                _ => TryReadLadder(in reader, out fields.Side) ? null : "side is neither yes nor no",
            };
            if (fault is not null) return fault;
        }

        return null;
    }

    private string? MakeDelta(in DeltaFields fields, out StreamFrame frame)
    {
        frame = default;
        if (fields.Parts != DeltaParts.All) return "missing in the delta: " + (DeltaParts.All & ~fields.Parts);
        if (_header.Sid is null || _header.Seq is null) return "sid or seq is missing";
        if (fields.Price <= Price.Zero || fields.Price >= Price.One) return "a level at $0 or $1";
        frame = Frame() with { Delta = new DeltaFrame(_header.Ticker!.Value, fields.Side, OwnScale(fields.Side, fields.Price), fields.Delta) };
        return null;
    }

    private string? ReadSnapshot(ref Utf8JsonReader reader, out StreamFrame frame)
    {
        // An absent key is an empty side (kalshi-api.md §5.3).
        ImmutableArray<BookLevel> yes = default, no = default;
        frame = default;
        string? reason = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("market_ticker"u8)) reason = ReadTicker(ref reader, keep: true);
            else if (reader.ValueTextEquals("yes_dollars_fp"u8))
            {
                if (!yes.IsDefault) reason = "yes_dollars_fp stands there twice";
                else reason = ReadLevels(ref reader, Outcome.Yes, out yes);
            }
            else if (reader.ValueTextEquals("no_dollars_fp"u8))
            {
                if (!no.IsDefault) reason = "no_dollars_fp stands there twice";
                else reason = ReadLevels(ref reader, Outcome.No, out no);
            }
            else if (reader.ValueTextEquals("market_id"u8))
            {
                reader.Read();
                // The venue answers a subscription to an unknown ticker with an empty id.
                if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty) reason = "market_id is empty: the venue does not know the market";
            }
            else if (IsOneOf(in reader, OldLadders))
            {
                // Passing these over would show an empty book where there is one.
                reason = "levels in the shape before 2026-03-12";
            }
            else
            {
                SkipOther(ref reader, "orderbook_snapshot", known: false);
            }
        }

        if (reason is null && _header.Ticker is null) reason = "market_ticker is missing";
        if (reason is null && (_header.Sid is null || _header.Seq is null)) reason = "sid or seq is missing";
        if (reason is not null) return reason;
        frame = Frame() with { Input = new BookSnapshot(_header.Sid!.Value, _header.Seq!.Value, _header.Ticker!.Value, yes.IsDefault ? [] : yes, no.IsDefault ? [] : no) };
        return null;
    }

    private string? ReadLevels(ref Utf8JsonReader reader, Outcome side, out ImmutableArray<BookLevel> levels)
    {
        levels = default;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) return "the levels are not a list";
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartArray) return "a level is not a pair";
            reader.Read();
            if (!TryText(in reader, out var text) || !WireDecimal.TryParsePrice(text, out var price)) return "the price of a level is not a price";
            if (price <= Price.Zero || price >= Price.One) return "a level at $0 or $1";
            reader.Read();
            if (!TryText(in reader, out text) || !WireDecimal.TryParseQuantity(text, out var size)) return "the size of a level is not a count in hundredths";
            reader.Read();
            if (reader.TokenType != JsonTokenType.EndArray) return "a level is not a pair";
            if (count == MaxLevels) return $"more than {MaxLevels} levels";
            if (count == _levels.Length) Array.Resize(ref _levels, count * 2);
            _levels[count++] = new BookLevel(OwnScale(side, price), size);
        }

        levels = ImmutableArray.Create(_levels.AsSpan(0, count));
        return null;
    }

    private string? ReadTickerFrame(ref Utf8JsonReader reader, out StreamFrame frame)
    {
        frame = default;
        Quantity? volume = null;
        string? reason = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("market_ticker"u8)) reason = ReadTicker(ref reader, keep: true);
            else if (reader.ValueTextEquals("volume_fp"u8)) reason = ReadQuantity(ref reader, ref volume, "volume_fp");
            else
            {
                // Prices of this channel carry no number and are not used; the book is.
                SkipOther(ref reader, "ticker", IsOneOf(in reader, UnusedInTicker));
            }
        }

        if (reason is null && (_header.Ticker is null || volume is null)) reason = "market_ticker or volume_fp is missing";
        if (reason is null) frame = Frame() with { Input = new MarketVolumeReported(_header.Ticker!.Value, volume!.Value) };
        return reason;
    }

    private static readonly byte[][] OldLadders = Names("yes", "no", "yes_dollars", "no_dollars");

    private static readonly byte[][] UnusedInTicker = Names(
        "market_id", "price_dollars", "yes_bid_dollars", "yes_ask_dollars", "open_interest_fp", "dollar_volume", "dollar_open_interest",
        "yes_bid_size_fp", "yes_ask_size_fp", "last_trade_size_fp", "ts", "ts_ms", "time");

    private Price OwnScale(Outcome side, Price price) => side == Outcome.No && _noLevelsInYesPrices ? price.Complement : price;

    private static bool IsKnownAndUnusedInDelta(in Utf8JsonReader reader) =>
        reader.ValueTextEquals("ts_ms"u8) || reader.ValueTextEquals("ts"u8) || reader.ValueTextEquals("market_id"u8)
        || reader.ValueTextEquals("client_order_id"u8) || reader.ValueTextEquals("subaccount"u8);

    private bool TryReadTicker(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || !_tickers.TryGet(reader.ValueSpan, out var ticker)) return false;
        _header.Ticker = ticker;
        return true;
    }

    private static bool TryReadLadder(in Utf8JsonReader reader, out Outcome side)
    {
        var yes = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("yes"u8);
        side = yes ? Outcome.Yes : Outcome.No;
        return yes || (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("no"u8));
    }

    [StructLayout(LayoutKind.Auto)]
    private struct DeltaFields
    {
        internal DeltaParts Parts;
        internal Price Price;
        internal Quantity Delta;
        internal Outcome Side;
    }
}
