using System.Globalization;

namespace KalshiArb.Domain.Numbers;

/// <summary>An amount of money in micro-dollars, signed. The default value is $0.</summary>
public readonly record struct Money : IComparable<Money>
{
    /// <summary>How many units make a dollar.</summary>
    public const int MicrosPerDollar = 1_000_000;

    private readonly long _micros;

    private Money(long micros) => _micros = micros;

    /// <summary>The amount in micro-dollars.</summary>
    public long Micros => _micros;

    /// <summary>Nothing.</summary>
    public static Money Zero => default;

    /// <summary>Makes an amount from micro-dollars.</summary>
    public static Money FromMicros(long micros) => new(micros);

    /// <summary>Makes an amount from whole dollars.</summary>
    public static Money FromDollars(long dollars) => new(dollars * MicrosPerDollar);

    /// <summary>Makes an amount from whole cents.</summary>
    public static Money FromCents(long cents) => new(cents * 10_000);

    /// <summary>The smaller of two.</summary>
    public static Money Min(Money left, Money right) => left._micros <= right._micros ? left : right;

    /// <summary>The larger of two.</summary>
    public static Money Max(Money left, Money right) => left._micros >= right._micros ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Money other) => _micros.CompareTo(other._micros);

    /// <summary>Sum.</summary>
    public static Money operator +(Money left, Money right) => new(left._micros + right._micros);

    /// <summary>Difference.</summary>
    public static Money operator -(Money left, Money right) => new(left._micros - right._micros);

    /// <summary>The opposite amount.</summary>
    public static Money operator -(Money value) => new(-value._micros);

    /// <summary>Orders amounts.</summary>
    public static bool operator <(Money left, Money right) => left._micros < right._micros;

    /// <summary>Orders amounts.</summary>
    public static bool operator >(Money left, Money right) => left._micros > right._micros;

    /// <summary>Orders amounts.</summary>
    public static bool operator <=(Money left, Money right) => left._micros <= right._micros;

    /// <summary>Orders amounts.</summary>
    public static bool operator >=(Money left, Money right) => left._micros >= right._micros;

    /// <summary>In dollars, at least two decimals and up to six: $988.40, -$0.1744.</summary>
    public override string ToString() =>
        (_micros < 0 ? "-$" : "$") + (Math.Abs(_micros) / (decimal)MicrosPerDollar).ToString("#,##0.00####", CultureInfo.InvariantCulture);
}
