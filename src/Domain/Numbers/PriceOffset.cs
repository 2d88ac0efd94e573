using System.Globalization;

namespace KalshiArb.Domain.Numbers;

/// <summary>A signed difference of prices (an edge, a spread, a threshold, a tick), in ten-thousandths of a dollar. The default value is zero.</summary>
public readonly record struct PriceOffset : IComparable<PriceOffset>
{
    private readonly int _units;

    private PriceOffset(int units) => _units = units;

    /// <summary>The difference in ten-thousandths of a dollar.</summary>
    public int Units => _units;

    /// <summary>No difference.</summary>
    public static PriceOffset Zero => default;

    /// <summary>Makes a difference from ten-thousandths of a dollar.</summary>
    public static PriceOffset FromUnits(int units) => new(units);

    /// <summary>Makes a difference from whole cents.</summary>
    public static PriceOffset FromCents(int cents) => new(cents * 100);

    /// <inheritdoc/>
    public int CompareTo(PriceOffset other) => _units.CompareTo(other._units);

    /// <summary>Sum of two differences.</summary>
    public static PriceOffset operator +(PriceOffset left, PriceOffset right) => new(left._units + right._units);

    /// <summary>Difference of two differences.</summary>
    public static PriceOffset operator -(PriceOffset left, PriceOffset right) => new(left._units - right._units);

    /// <summary>The opposite difference.</summary>
    public static PriceOffset operator -(PriceOffset value) => new(-value._units);

    /// <summary>A difference over a quantity is money.</summary>
    public static Money operator *(PriceOffset offset, Quantity quantity) => Money.FromMicros((long)offset._units * quantity.Hundredths);

    /// <summary>Orders differences.</summary>
    public static bool operator <(PriceOffset left, PriceOffset right) => left._units < right._units;

    /// <summary>Orders differences.</summary>
    public static bool operator >(PriceOffset left, PriceOffset right) => left._units > right._units;

    /// <summary>Orders differences.</summary>
    public static bool operator <=(PriceOffset left, PriceOffset right) => left._units <= right._units;

    /// <summary>Orders differences.</summary>
    public static bool operator >=(PriceOffset left, PriceOffset right) => left._units >= right._units;

    /// <summary>In cents with up to two decimals: 6.1c.</summary>
    public override string ToString() => (_units / 100m).ToString("0.##", CultureInfo.InvariantCulture) + "c";
}
