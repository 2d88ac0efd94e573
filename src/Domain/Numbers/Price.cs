using System.Globalization;

namespace KalshiArb.Domain.Numbers;

/// <summary>
/// A price of one contract, in ten-thousandths of a dollar (the finest tick of the venue), from $0 to $1 inclusive.
/// A YES price unless a name says otherwise. The default value is $0, which is never a valid limit price.
/// </summary>
public readonly record struct Price : IComparable<Price>
{
    /// <summary>How many units make a dollar.</summary>
    public const int UnitsPerDollar = 10_000;

    private readonly int _units;

    private Price(int units) => _units = units;

    /// <summary>The price in ten-thousandths of a dollar.</summary>
    public int Units => _units;

    /// <summary>$0: the settlement price of an outcome that did not happen.</summary>
    public static Price Zero => default;

    /// <summary>$1: the settlement price of an outcome that did happen.</summary>
    public static Price One => new(UnitsPerDollar);

    /// <summary>The same trade seen from the other outcome: $1 less this price.</summary>
    public Price Complement => new(UnitsPerDollar - _units);

    /// <summary>Makes a price from ten-thousandths of a dollar; throws outside $0..$1, since a caller must have checked.</summary>
    public static Price FromUnits(int units) =>
        units is >= 0 and <= UnitsPerDollar
            ? new Price(units)
            : throw new ArgumentOutOfRangeException(nameof(units), units, "A price lies between $0 and $1.");

    /// <summary>Makes a price from whole cents.</summary>
    public static Price FromCents(int cents) => FromUnits(cents * 100);

    /// <summary>Whether <paramref name="units"/> would be a price at all.</summary>
    public static bool IsInRange(long units) => units is >= 0 and <= UnitsPerDollar;

    /// <inheritdoc/>
    public int CompareTo(Price other) => _units.CompareTo(other._units);

    /// <summary>The signed difference of two prices.</summary>
    public static PriceOffset operator -(Price left, Price right) => PriceOffset.FromUnits(left._units - right._units);

    /// <summary>A price moved by an offset; throws when the result leaves $0..$1.</summary>
    public static Price operator +(Price left, PriceOffset right) => FromUnits(left._units + right.Units);

    /// <summary>A price moved back by an offset; throws when the result leaves $0..$1.</summary>
    public static Price operator -(Price left, PriceOffset right) => FromUnits(left._units - right.Units);

    /// <summary>Price times quantity is exact: ten-thousandths times hundredths are micro-dollars.</summary>
    public static Money operator *(Price price, Quantity quantity) => Money.FromMicros((long)price._units * quantity.Hundredths);

    /// <summary>Orders prices.</summary>
    public static bool operator <(Price left, Price right) => left._units < right._units;

    /// <summary>Orders prices.</summary>
    public static bool operator >(Price left, Price right) => left._units > right._units;

    /// <summary>Orders prices.</summary>
    public static bool operator <=(Price left, Price right) => left._units <= right._units;

    /// <summary>Orders prices.</summary>
    public static bool operator >=(Price left, Price right) => left._units >= right._units;

    /// <summary>Four decimals, as the venue writes it: 0.4700.</summary>
    public override string ToString() => (_units / (decimal)UnitsPerDollar).ToString("0.0000", CultureInfo.InvariantCulture);
}
