using System.Globalization;

namespace KalshiArb.Domain.Numbers;

/// <summary>
/// A number of contracts in hundredths of a contract, the venue's granularity. Signed: a position is positive when long YES
/// and negative when long NO; the count of an order or a fill is positive. The default value is zero.
/// </summary>
public readonly record struct Quantity : IComparable<Quantity>
{
    /// <summary>How many units make a contract.</summary>
    public const int HundredthsPerContract = 100;

    private readonly long _hundredths;

    private Quantity(long hundredths) => _hundredths = hundredths;

    /// <summary>The quantity in hundredths of a contract.</summary>
    public long Hundredths => _hundredths;

    /// <summary>No contracts.</summary>
    public static Quantity Zero => default;

    /// <summary>Whether there is nothing.</summary>
    public bool IsZero => _hundredths == 0;

    /// <summary>The size without its sign.</summary>
    public Quantity Magnitude => new(Math.Abs(_hundredths));

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => Math.Sign(_hundredths);

    /// <summary>Makes a quantity from hundredths of a contract.</summary>
    public static Quantity FromHundredths(long hundredths) => new(hundredths);

    /// <summary>Makes a quantity from whole contracts.</summary>
    public static Quantity FromContracts(long contracts) => new(contracts * HundredthsPerContract);

    /// <summary>The smaller of two.</summary>
    public static Quantity Min(Quantity left, Quantity right) => left._hundredths <= right._hundredths ? left : right;

    /// <summary>The larger of two.</summary>
    public static Quantity Max(Quantity left, Quantity right) => left._hundredths >= right._hundredths ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => _hundredths.CompareTo(other._hundredths);

    /// <summary>Sum.</summary>
    public static Quantity operator +(Quantity left, Quantity right) => new(left._hundredths + right._hundredths);

    /// <summary>Difference.</summary>
    public static Quantity operator -(Quantity left, Quantity right) => new(left._hundredths - right._hundredths);

    /// <summary>The opposite position.</summary>
    public static Quantity operator -(Quantity value) => new(-value._hundredths);

    /// <summary>Orders quantities.</summary>
    public static bool operator <(Quantity left, Quantity right) => left._hundredths < right._hundredths;

    /// <summary>Orders quantities.</summary>
    public static bool operator >(Quantity left, Quantity right) => left._hundredths > right._hundredths;

    /// <summary>Orders quantities.</summary>
    public static bool operator <=(Quantity left, Quantity right) => left._hundredths <= right._hundredths;

    /// <summary>Orders quantities.</summary>
    public static bool operator >=(Quantity left, Quantity right) => left._hundredths >= right._hundredths;

    /// <summary>As few decimals as the value needs: 10, 0.37.</summary>
    public override string ToString() => (_hundredths / (decimal)HundredthsPerContract).ToString("0.##", CultureInfo.InvariantCulture);
}
