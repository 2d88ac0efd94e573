using System.Collections.Immutable;
using System.Text.Json;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Wire;

// The bodies (msg) of the frame types.
public sealed partial class BookFrameDecoder
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
                _ => TryReadSide(in reader, out fields.Side) ? null : "side is neither yes nor no",
            };
            if (fault is not null) return fault;
        }

        return null;
    }

    private BookDelta? MakeDelta(in DeltaFields fields, out string? reason)
    {
        reason = null;
        if (fields.Parts != DeltaParts.All) reason = "missing in the delta: " + (DeltaParts.All & ~fields.Parts);
        else if (_header.Sid is null || _header.Seq is null) reason = "sid or seq is missing";
        else if (fields.Price <= Price.Zero || fields.Price >= Price.One) reason = "a level at $0 or $1";
        if (reason is not null) return null;
        return new BookDelta(_header.Sid!.Value, _header.Seq!.Value, _header.Ticker!.Value, fields.Side, OwnScale(fields.Side, fields.Price), fields.Delta);
    }

    private BookSnapshot? ReadSnapshot(ref Utf8JsonReader reader, out string? reason)
    {
        // An absent key is an empty side (kalshi-api.md §5.3).
        ImmutableArray<BookLevel> yes = default, no = default;
        reason = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("market_ticker"u8))
            {
                reader.Read();
                if (_header.Ticker is not null || !TryReadTicker(in reader)) reason = "market_ticker is not a ticker, or stands there twice";
            }
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
            else
            {
                SkipOther(ref reader, "orderbook_snapshot", known: false);
            }
        }

        if (reason is null && _header.Ticker is null) reason = "market_ticker is missing";
        if (reason is null && (_header.Sid is null || _header.Seq is null)) reason = "sid or seq is missing";
        if (reason is not null) return null;
        return new BookSnapshot(_header.Sid!.Value, _header.Seq!.Value, _header.Ticker!.Value, yes.IsDefault ? [] : yes, no.IsDefault ? [] : no);
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

    private MarketVolumeReported? ReadTickerFrame(ref Utf8JsonReader reader, out string? reason)
    {
        Quantity? volume = null;
        reason = null;
        while (reason is null && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("market_ticker"u8))
            {
                reader.Read();
                if (_header.Ticker is not null || !TryReadTicker(in reader)) reason = "market_ticker is not a ticker, or stands there twice";
            }
            else if (reader.ValueTextEquals("volume_fp"u8))
            {
                reader.Read();
                if (volume is null && TryText(in reader, out var text) && WireDecimal.TryParseQuantity(text, out var read)) volume = read;
                else reason = "volume_fp is not a count in hundredths, or stands there twice";
            }
            else
            {
                // Prices of this channel carry no number and are not used; the book is.
                SkipOther(ref reader, "ticker", known: true);
            }
        }

        if (reason is null && (_header.Ticker is null || volume is null)) reason = "market_ticker or volume_fp is missing";
        return reason is null ? new MarketVolumeReported(_header.Ticker!.Value, volume!.Value) : null;
    }

    private StreamLost? ReadError(ref Utf8JsonReader reader, out string? reason)
    {
        long? code = null;
        string? text = null;
        reason = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("code"u8))
            {
                if (!TryReadNumber(ref reader, ref code)) return RefuseError("the code of an error is not a number", out reason);
            }
            else if (reader.ValueTextEquals("msg"u8))
            {
                reader.Read();
                text = Excerpt(in reader);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("market_ticker"u8))
            {
                reader.Read();
                if (!TryReadTicker(in reader)) return RefuseError("market_ticker is not a ticker", out reason);
            }
            else
            {
                SkipOther(ref reader, "error", known: false);
            }
        }

        // 10 (channel error) and 25 (subscription buffer overflow, frames lost) end the subscription; the frame does not say
        // which, so nothing on this connection can be trusted. Other codes answer a command of ours, which must be seen.
        if (code is 10 or 25) return new StreamLost($"venue error {code}: {text ?? "no text"}");
        return RefuseError(code is null ? "an error without a code" : $"venue error {code}: {text ?? "no text"}", out reason);
    }

    private static StreamLost? RefuseError(string why, out string? reason)
    {
        reason = why;
        return null;
    }

    private Price OwnScale(Outcome side, Price price) => side == Outcome.No && _noLevelsInYesPrices ? price.Complement : price;

    private void SkipOther(ref Utf8JsonReader reader, string frameType, bool known)
    {
        if (!known) Statistics.CountUnknown(frameType, reader.ValueSpan);
        reader.Skip();
    }

    private static bool IsKnownAndUnusedInDelta(in Utf8JsonReader reader) =>
        reader.ValueTextEquals("ts_ms"u8) || reader.ValueTextEquals("ts"u8) || reader.ValueTextEquals("market_id"u8)
        || reader.ValueTextEquals("client_order_id"u8) || reader.ValueTextEquals("subaccount"u8);

    private bool TryReadTicker(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped || !_tickers.TryGet(reader.ValueSpan, out var ticker)) return false;
        _header.Ticker = ticker;
        return true;
    }

    private static bool TryReadSide(in Utf8JsonReader reader, out Outcome side)
    {
        var yes = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("yes"u8);
        side = yes ? Outcome.Yes : Outcome.No;
        return yes || (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("no"u8));
    }

    // Decimals are strings; old frames had some as numbers, whose text is read in the same exact way.
    private static bool TryText(in Utf8JsonReader reader, out ReadOnlySpan<byte> text)
    {
        var readable = reader.TokenType is JsonTokenType.String or JsonTokenType.Number && !reader.ValueIsEscaped;
        text = readable ? reader.ValueSpan : default;
        return readable;
    }

    private struct DeltaFields
    {
        internal DeltaParts Parts;
        internal Price Price;
        internal Quantity Delta;
        internal Outcome Side;
    }
}
