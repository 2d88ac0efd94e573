using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using KalshiArb.Domain.Numbers;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Odds;

/// <summary>Reads recorded odds: snapshots (JSON) or change rows (CSV), gzipped or not.</summary>
public static partial class OddsFiles
{
    /// <summary>
    /// The polls of several files, merged by the time of receipt; at the same time, in the order of the files. False with the
    /// first file that could not be used. A snapshot that is a bare array must carry its time of receipt in its name
    /// (<c>…20260707T220047Z…</c>).
    /// </summary>
    public static bool TryRead(IReadOnlyList<string> paths, FaultLog faults, out ImmutableArray<OddsPoll> polls, out string reason)
    {
        var all = new List<OddsPoll>();
        polls = [];
        reason = "";
        foreach (var path in paths)
        {
            try
            {
                if (!TryReadOne(path, faults, all, out reason))
                {
                    reason = $"{path}: {reason}";
                    return false;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or System.Text.DecoderFallbackException)
            {
                reason = $"{path}: {e.Message}";
                return false;
            }
        }
        // OrderBy is stable.
        polls = [.. all.OrderBy(p => p.ReceivedAt)];
        return true;
    }

    private static bool TryReadOne(string path, FaultLog faults, List<OddsPoll> polls, out string reason)
    {
        var where = Path.GetFileName(path);
        var first = RecordedFile.ReadLines(path).FirstOrDefault(l => !string.IsNullOrWhiteSpace(l))?.TrimStart();
        if (first is null)
        {
            reason = "empty";
            return false;
        }
        if (first[0] is not ('[' or '{'))
        {
            if (!OddsChanges.TryRead(RecordedFile.ReadLines(path), where, faults, out var changes, out reason)) return false;
            polls.AddRange(changes);
            return true;
        }
        Instant? received = first[0] == '[' ? TimeInName(where) : null;
        if (first[0] == '[' && received is null)
        {
            reason = "a bare array of events, and no time of receipt in the file's name (20260707T220047Z)";
            return false;
        }
        if (!OddsApiDecoder.TryDecode(RecordedFile.ReadAllBytes(path), received, null, null, where, faults, out var poll, out reason)) return false;
        polls.Add(poll);
        return true;
    }

    private static Instant? TimeInName(string name)
    {
        var match = StampPattern().Match(name);
        return match.Success && DateTimeOffset.TryParseExact(match.Value, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? Instant.From(time)
            : null;
    }

    [GeneratedRegex("[0-9]{8}T[0-9]{6}Z", RegexOptions.CultureInvariant)]
    private static partial Regex StampPattern();
}
