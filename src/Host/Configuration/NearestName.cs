namespace KalshiArb.Host.Configuration;

/// <summary>Finds the known name that a mistyped one most likely means.</summary>
internal static class NearestName
{
    /// <summary>
    /// The known path with the least edit distance; ties go to the first. Null when nothing is near: further than a third
    /// of the letters. Underscores count as hyphens, and letters compare without case.
    /// </summary>
    public static string? Find(string name, IEnumerable<string> known)
    {
        var wanted = Normal(name);
        (string? Best, int Distance) best = (null, Math.Max(2, wanted.Length / 3) + 1);
        foreach (var candidate in known)
        {
            var distance = Distance(wanted, Normal(candidate));
            if (distance < best.Distance) best = (candidate, distance);
        }
        return best.Best;
    }

    private static string Normal(string text) => text.Replace('_', '-').ToLowerInvariant();

    // Levenshtein over two rows.
    private static int Distance(string left, string right)
    {
        var above = Enumerable.Range(0, right.Length + 1).ToArray();
        var row = new int[right.Length + 1];
        for (var i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = above[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
            }
            (above, row) = (row, above);
        }
        return above[right.Length];
    }
}
