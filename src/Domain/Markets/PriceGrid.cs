using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace KalshiArb.Domain.Markets;

/// <summary>One range of a grid: prices from <paramref name="Start"/> to <paramref name="End"/> in steps of <paramref name="Step"/> (Kalshi's price_ranges).</summary>
public readonly record struct PriceRange(Price Start, Price End, PriceOffset Step);

/// <summary>
/// The valid limit prices of a market (Kalshi's <c>price_ranges</c>). Never a whole-dollar end point: 0 &lt; price &lt; $1.
/// The ranges cover $0 to $1 without a hole, each a whole number of steps long; a shared end point belongs to both.
/// Two grids are equal when their ranges are. Every question is answered in time proportional to the number of ranges.
/// </summary>
public sealed record PriceGrid
{
    /// <summary>More ranges than this are refused; the venue's structures have at most three.</summary>
    public const int MaxRanges = 32;

    // Parallel to Ranges: units of start, end and step, and the index that start would have if $0 counted as index -1.
    private readonly int[] _starts;
    private readonly int[] _ends;
    private readonly int[] _steps;
    private readonly int[] _firstIndexes;
    private readonly bool _symmetric;

    /// <summary>Makes a grid from ranges known to be valid; throws <see cref="InvariantViolation"/> otherwise. What comes from outside goes through <see cref="TryCreate"/>.</summary>
    public PriceGrid(ImmutableArray<PriceRange> ranges)
    {
        if (FindFault(ranges) is { } fault) throw new InvariantViolation("price grid: " + fault);
        Ranges = ranges;
        var count = ranges.Length;
        (_starts, _ends, _steps, _firstIndexes) = (new int[count], new int[count], new int[count], new int[count]);
        var index = -1;
        var common = Price.UnitsPerDollar;
        for (var i = 0; i < count; i++)
        {
            (_starts[i], _ends[i], _steps[i]) = (ranges[i].Start.Units, ranges[i].End.Units, ranges[i].Step.Units);
            _firstIndexes[i] = index;
            index += (_ends[i] - _starts[i]) / _steps[i];
            common = GreatestCommonDivisor(GreatestCommonDivisor(common, _steps[i]), _starts[i]);
        }

        Count = index;
        CommonStep = PriceOffset.FromUnits(common);
        FirstTick = PriceAt(0);
        LastTickBelowOne = PriceAt(Count - 1);
        _symmetric = IsSymmetric();
    }

    /// <summary>The ranges, ascending.</summary>
    public ImmutableArray<PriceRange> Ranges { get; }

    /// <summary>How many valid prices there are.</summary>
    public int Count { get; }

    /// <summary>The largest step of which every valid price is a multiple.</summary>
    public PriceOffset CommonStep { get; }

    /// <summary>The lowest valid price.</summary>
    public Price FirstTick { get; }

    /// <summary>The highest valid price.</summary>
    public Price LastTickBelowOne { get; }

    /// <summary>One cent everywhere, the grid of every game market observed so far (production bodies of 2026-07-09).</summary>
    public static PriceGrid LinearCent { get; } = new([new PriceRange(Price.Zero, Price.One, PriceOffset.FromCents(1))]);

    /// <summary>Makes a grid from what the venue or a file says.</summary>
    /// <param name="ranges">The ranges in the order given.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="reason">Why not: no range, too many, not from $0 to $1, a hole or an overlap, a step that is not positive or does not divide its range.</param>
    public static bool TryCreate(ImmutableArray<PriceRange> ranges, [NotNullWhen(true)] out PriceGrid? grid, [NotNullWhen(false)] out string? reason)
    {
        reason = FindFault(ranges);
        grid = reason is null ? new PriceGrid(ranges) : null;
        return grid is not null;
    }

    /// <summary>Whether an order may be placed at <paramref name="price"/>.</summary>
    public bool IsValid(Price price) => IndexOf(price) >= 0;

    /// <summary>The position of a valid price, 0 for the first tick; -1 when the price is not valid.</summary>
    public int IndexOf(Price price)
    {
        var floor = FloorIndex(price.Units, out var exact);
        return exact && floor >= 0 && floor < Count ? floor : -1;
    }

    /// <summary>The price at a position between 0 and <see cref="Count"/> − 1; throws <see cref="InvariantViolation"/> outside.</summary>
    public Price PriceAt(int index)
    {
        InvariantViolation.Unless(index >= 0 && index < Count, "price grid: position outside the grid");
        var range = _starts.Length - 1;
        while (_firstIndexes[range] > index) range--;
        return Price.FromUnits(_starts[range] + (index - _firstIndexes[range]) * _steps[range]);
    }

    /// <summary>The lowest valid price above <paramref name="price"/>, which need not be valid itself; null when there is none.</summary>
    public Price? NextAbove(Price price)
    {
        var next = FloorIndex(price.Units, out _) + 1;
        return next < Count ? PriceAt(next) : null;
    }

    /// <summary>The highest valid price below <paramref name="price"/>, which need not be valid itself; null when there is none.</summary>
    public Price? NextBelow(Price price)
    {
        var floor = FloorIndex(price.Units, out var exact);
        return At(exact ? floor - 1 : floor);
    }

    /// <summary>The highest valid price not above <paramref name="price"/>; null below the first tick.</summary>
    public Price? RoundDown(Price price) => At(Math.Min(FloorIndex(price.Units, out _), Count - 1));

    /// <summary>The lowest valid price not below <paramref name="price"/>; null above the last tick.</summary>
    public Price? RoundUp(Price price)
    {
        var floor = FloorIndex(price.Units, out var exact);
        return At(exact ? Math.Max(floor, 0) : floor + 1);
    }

    /// <summary>The step in force from <paramref name="price"/> upwards; at $1, the last step.</summary>
    public PriceOffset TickAt(Price price) => PriceOffset.FromUnits(_steps[RangeOf(price.Units)]);

    /// <summary>The grid of the other outcome's prices: every price replaced by its complement.</summary>
    public PriceGrid Mirror() =>
        _symmetric ? this : new PriceGrid([.. Ranges.Reverse().Select(range => new PriceRange(range.End.Complement, range.Start.Complement, range.Step))]);

    /// <inheritdoc/>
    public bool Equals(PriceGrid? other) => other is not null && Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = Ranges.Length;
        foreach (var range in Ranges) hash = HashCode.Combine(hash, range);
        return hash;
    }

    /// <summary>The ranges as the venue writes them.</summary>
    public override string ToString() =>
        string.Join(", ", Ranges.Select(range => string.Create(CultureInfo.InvariantCulture, $"{range.Start}..{range.End} by {Price.FromUnits(range.Step.Units)}")));

    private static string? FindFault(ImmutableArray<PriceRange> ranges)
    {
        if (ranges.IsDefaultOrEmpty) return "no range";
        if (ranges.Length > MaxRanges) return $"{ranges.Length} ranges, at most {MaxRanges} are read";
        if (ranges[0].Start != Price.Zero) return $"starts at {ranges[0].Start}, not at 0.0000";
        if (ranges[^1].End != Price.One) return $"ends at {ranges[^1].End}, not at 1.0000";
        for (var i = 0; i < ranges.Length; i++)
        {
            var (start, end, step) = ranges[i];
            if (i > 0 && start != ranges[i - 1].End) return $"range {i} starts at {start}, the one before ends at {ranges[i - 1].End}";
            if (end <= start) return $"range {i} does not ascend: {start} to {end}";
            if (step.Units <= 0) return $"range {i} has no positive step";
            if ((end.Units - start.Units) % step.Units != 0) return $"range {i}: {start} to {end} is no whole number of steps";
        }

        return ranges.Length == 1 && ranges[0].Step.Units == Price.UnitsPerDollar ? "no price between 0.0000 and 1.0000" : null;
    }

    // The range whose steps lead upwards from the price: at a shared end point, the upper one.
    private int RangeOf(int units)
    {
        var range = _starts.Length - 1;
        while (_starts[range] > units) range--;
        return range;
    }

    // -1 for prices below the first tick (exact for $0 itself), Count for $1.
    private int FloorIndex(int units, out bool exact)
    {
        var range = RangeOf(units);
        var (steps, rest) = Math.DivRem(units - _starts[range], _steps[range]);
        exact = rest == 0;
        return _firstIndexes[range] + steps;
    }

    private Price? At(int index) => index >= 0 && index < Count ? PriceAt(index) : null;

    private bool IsSymmetric()
    {
        for (int low = 0, high = Ranges.Length - 1; low <= high; low++, high--)
        {
            var (left, right) = (Ranges[low], Ranges[high]);
            if (left.Start != right.End.Complement || left.End != right.Start.Complement || left.Step != right.Step) return false;
        }

        return true;
    }

    private static int GreatestCommonDivisor(int left, int right)
    {
        while (right != 0) (left, right) = (right, left % right);
        return left;
    }
}
