using System.Text;

namespace KalshiArb.Feeds.Files;

/// <summary>One line of comma-separated values. Fields may stand in double quotes, with a quote doubled inside; a field does not span lines.</summary>
public static class Csv
{
    /// <summary>The fields of a line; null when a quote is left open or stands inside an unquoted field.</summary>
    public static string[]? Split(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal)) return line.Split(',');
        var fields = new List<string>();
        var field = new StringBuilder();
        var at = 0;
        while (true)
        {
            field.Clear();
            if (at < line.Length && line[at] == '"')
            {
                if (!ReadQuoted(line, ref at, field)) return null;
                if (at < line.Length && line[at] != ',') return null;
            }
            else
            {
                var end = line.IndexOf(',', at);
                if (end < 0) end = line.Length;
                field.Append(line, at, end - at);
                at = end;
                if (field.ToString().Contains('"', StringComparison.Ordinal)) return null;
            }
            fields.Add(field.ToString());
            if (at >= line.Length) return [.. fields];
            at++;
        }
    }

    private static bool ReadQuoted(string line, ref int at, StringBuilder field)
    {
        for (at++; at < line.Length; at++)
        {
            if (line[at] != '"')
            {
                field.Append(line[at]);
            }
            else if (at + 1 < line.Length && line[at + 1] == '"')
            {
                field.Append('"');
                at++;
            }
            else
            {
                at++;
                return true;
            }
        }
        return false;
    }
}

/// <summary>The columns of a table by name, as its first line gives them.</summary>
public sealed class CsvHeader
{
    private readonly string[] _names;

    private CsvHeader(string[] names) => _names = names;

    /// <summary>How many fields a row must have.</summary>
    public int Count => _names.Length;

    /// <summary>Reads a header; false with the reason when a needed column is missing or stands twice.</summary>
    public static bool TryRead(string line, ReadOnlySpan<string> needed, out CsvHeader header, out string reason)
    {
        header = new CsvHeader(Csv.Split(line) ?? []);
        foreach (var name in needed)
        {
            var count = header._names.Count(n => n == name);
            if (count == 1) continue;
            reason = count == 0 ? $"no column '{name}'" : $"column '{name}' stands twice";
            return false;
        }
        reason = "";
        return true;
    }

    /// <summary>The place of a column that <see cref="TryRead"/> was asked for.</summary>
    public int this[string name] => Array.IndexOf(_names, name);
}
