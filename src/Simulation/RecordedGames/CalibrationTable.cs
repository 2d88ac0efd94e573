using System.Diagnostics.CodeAnalysis;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Simulation.RecordedGames;

/// <summary>A table of a recording with its columns by name.</summary>
internal static class CalibrationTable
{
    /// <summary>The rows of a file; false with the reason when a needed column is missing, a row has other fields, or the file cannot be read.</summary>
    public static bool TryRead(string path, string[] columns, [NotNullWhen(true)] out List<Func<string, string>>? rows, out string reason)
    {
        rows = null;
        var read = new List<Func<string, string>>();
        CsvHeader? header = null;
        var number = 0;
        try
        {
            foreach (var line in RecordedFile.ReadLines(path))
            {
                number++;
                if (header is null)
                {
                    if (CsvHeader.TryRead(line, columns, out header, out reason)) continue;
                    reason = $"{path}: {reason}";
                    return false;
                }
                if (line.Length == 0) continue;
                if (Csv.Split(line) is not { } fields || fields.Length != header.Count)
                {
                    reason = $"{path}:{number}: not {header.Count} fields";
                    return false;
                }
                var known = header;
                read.Add(name => fields[known[name]]);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or System.Text.DecoderFallbackException)
        {
            reason = $"{path}: {e.Message}";
            return false;
        }
        reason = header is null ? $"{path}: empty" : "";
        rows = read;
        return header is not null;
    }

    /// <summary>A number of a row; false when it is none.</summary>
    public static bool TryNumber(string text, out double number) =>
        double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
}
