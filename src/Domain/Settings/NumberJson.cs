using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KalshiArb.Domain.Settings;

/// <summary>
/// Numbers in JSON as decimal strings in dollars or contracts ("0.05", "10"), exact both ways. A value that does not fit
/// the unit, or is no string, is refused with a <see cref="JsonException"/>.
/// </summary>
/// <typeparam name="T">The number.</typeparam>
public abstract class DecimalStringConverter<T> : JsonConverter<T>
{
    private readonly int _unitsPerOne;

    private protected DecimalStringConverter(int unitsPerOne) => _unitsPerOne = unitsPerOne;

    /// <inheritdoc/>
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("A number is written as a decimal string.");
        if (!decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            || Math.Abs(value) > 1_000_000_000_000m
            || value * _unitsPerOne != decimal.Truncate(value * _unitsPerOne))
            throw new JsonException($"'{text}' is not a multiple of 1/{_unitsPerOne}.");
        return FromUnits((long)(value * _unitsPerOne));
    }

    /// <inheritdoc/>
    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        writer.WriteStringValue((ToUnits(value) / (decimal)_unitsPerOne).ToString("0.######", CultureInfo.InvariantCulture));

    private protected abstract T FromUnits(long units);

    private protected abstract long ToUnits(T value);
}

/// <summary><see cref="Price"/> in dollars.</summary>
public sealed class PriceJsonConverter() : DecimalStringConverter<Price>(Price.UnitsPerDollar)
{
    private protected override Price FromUnits(long units) =>
        Price.IsInRange(units) ? Price.FromUnits((int)units) : throw new JsonException("A price lies between 0 and 1.");

    private protected override long ToUnits(Price value) => value.Units;
}

/// <summary><see cref="PriceOffset"/> in dollars.</summary>
public sealed class PriceOffsetJsonConverter() : DecimalStringConverter<PriceOffset>(Price.UnitsPerDollar)
{
    private protected override PriceOffset FromUnits(long units) =>
        units is >= -Price.UnitsPerDollar and <= Price.UnitsPerDollar
            ? PriceOffset.FromUnits((int)units)
            : throw new JsonException("A difference of prices lies between -1 and 1.");

    private protected override long ToUnits(PriceOffset value) => value.Units;
}

/// <summary><see cref="Money"/> in dollars.</summary>
public sealed class MoneyJsonConverter() : DecimalStringConverter<Money>(Money.MicrosPerDollar)
{
    private protected override Money FromUnits(long units) => Money.FromMicros(units);

    private protected override long ToUnits(Money value) => value.Micros;
}

/// <summary><see cref="Quantity"/> in contracts.</summary>
public sealed class QuantityJsonConverter() : DecimalStringConverter<Quantity>(Quantity.HundredthsPerContract)
{
    private protected override Quantity FromUnits(long units) => Quantity.FromHundredths(units);

    private protected override long ToUnits(Quantity value) => value.Hundredths;
}
