using System.Collections.Immutable;
using System.Globalization;

namespace KalshiArb.Simulation.Seeds;

/// <summary>What the hours of a soak show, held against its limits; the first hour is for warming up.</summary>
public static class SoakVerdict
{
    /// <summary>Resident memory may grow by so much an hour after the first, in bytes.</summary>
    public const long MaxGrowthPerHour = 1_000_000;

    /// <summary>Handles may differ by so many from those after the first hour.</summary>
    public const int MaxHandlesApart = 8;

    /// <summary>The second half of the hours may add so much more to the journal for a fact than the first.</summary>
    public const double MaxJournalSteepening = 1.3;

    /// <summary>Each limit that is broken, as a line; none when all held.</summary>
    public static ImmutableArray<string> Broken(IReadOnlyList<SoakHour> hours, string? ended)
    {
        ArgumentNullException.ThrowIfNull(hours);
        var broken = ImmutableArray.CreateBuilder<string>();
        if (ended is not null) broken.Add(ended);
        if (hours.Count < 2)
        {
            broken.Add("fewer than two hours were run");
            return broken.ToImmutable();
        }

        var (first, last) = (hours[0], hours[^1]);
        if (GrowthPerHour(hours) >= MaxGrowthPerHour)
            broken.Add(string.Create(CultureInfo.InvariantCulture, $"resident memory grew {GrowthPerHour(hours):#,##0} bytes an hour after the first, limit {MaxGrowthPerHour:#,##0}"));
        foreach (var hour in hours)
        {
            if (Math.Abs(hour.Handles - first.Handles) <= MaxHandlesApart) continue;
            broken.Add($"hour {hour.Hour}: {hour.Handles} handles, {first.Handles} after the first hour");
            break;
        }

        if (Steepening(hours) is { } steepening && steepening > MaxJournalSteepening)
            broken.Add(string.Create(CultureInfo.InvariantCulture, $"the journal grew {steepening:0.00} times as much for a fact in the second half as in the first"));
        if (last.Foreign > 0) broken.Add($"{last.Foreign} messages reached core actors from another thread");
        if (last.Lost > 0) broken.Add("messages were lost or not handled");
        return broken.ToImmutable();
    }

    /// <summary>Growth of resident memory an hour after the first, in bytes, by the line of least squares.</summary>
    public static double GrowthPerHour(IReadOnlyList<SoakHour> hours)
    {
        ArgumentNullException.ThrowIfNull(hours);
        var (n, sumX, sumY, sumXX, sumXY) = (0, 0.0, 0.0, 0.0, 0.0);
        foreach (var hour in hours)
        {
            n++;
            sumX += hour.Hour;
            sumY += hour.ResidentBytes;
            sumXX += (double)hour.Hour * hour.Hour;
            sumXY += (double)hour.Hour * hour.ResidentBytes;
        }

        return n < 2 ? 0 : (n * sumXY - sumX * sumY) / (n * sumXX - sumX * sumX);
    }

    private static double? Steepening(IReadOnlyList<SoakHour> hours)
    {
        var (first, middle, last) = (hours[0], hours[hours.Count / 2], hours[^1]);
        if (middle.Facts <= first.Facts || last.Facts <= middle.Facts || middle.JournalBytes <= first.JournalBytes) return null;
        var early = (double)(middle.JournalBytes - first.JournalBytes) / (middle.Facts - first.Facts);
        var late = (double)(last.JournalBytes - middle.JournalBytes) / (last.Facts - middle.Facts);
        return late / early;
    }
}
