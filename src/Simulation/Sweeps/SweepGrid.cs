using System.Collections.Immutable;
using KalshiArb.Simulation.Seeds;

namespace KalshiArb.Simulation.Sweeps;

/// <summary>A setting and the values that are tried of it.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Values">The values as written, at least one.</param>
public sealed record SweptSetting(string Path, ImmutableArray<string> Values);

/// <summary>Every combination of the values of some settings, numbered: the last setting changes fastest.</summary>
/// <param name="Settings">The settings, at least one.</param>
public sealed record SweepGrid(ImmutableArray<SweptSetting> Settings)
{
    /// <summary>A grid of more combinations is not even drawn from.</summary>
    public const long MostCombinations = 1_000_000;

    /// <summary>How many combinations there are; <see cref="MostCombinations"/> + 1 for anything above.</summary>
    public long Count => Settings.Aggregate(1L, (count, setting) => Math.Min(count * setting.Values.Length, MostCombinations + 1));

    /// <summary>The value of each setting in a combination, from 0 to <see cref="Count"/> − 1.</summary>
    public ImmutableArray<string> this[long combination]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(combination);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(combination, Count);
            var values = new string[Settings.Length];
            for (var i = Settings.Length - 1; i >= 0; i--)
            {
                values[i] = Settings[i].Values[(int)(combination % Settings[i].Values.Length)];
                combination /= Settings[i].Values.Length;
            }

            return [.. values];
        }
    }

    /// <summary>Draws different combinations, in rising order; all of them when there are no more than that. The same seed draws the same.</summary>
    public ImmutableArray<long> Draw(int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (Count > MostCombinations) throw new InvalidOperationException("The grid is too large to be drawn from.");
        if (count >= Count) return All();
        // Floyd's sampling without replacement: as many draws as combinations.
        var (dice, drawn) = (new Dice(seed, 1), new SortedSet<long>());
        for (var top = (int)Count - count; top < Count; top++)
            if (!drawn.Add(dice.Between(0, top))) drawn.Add(top);
        return [.. drawn];
    }

    /// <summary>All combinations, in order.</summary>
    public ImmutableArray<long> All() => [.. Enumerable.Range(0, checked((int)Count)).Select(number => (long)number)];
}
