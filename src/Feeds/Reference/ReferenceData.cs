using System.Collections.Immutable;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Markets;
using KalshiArb.Feeds.Files;

namespace KalshiArb.Feeds.Reference;

/// <summary>The tables of <c>data/</c>: clubs and series. They are copied beside the program when it is built.</summary>
/// <param name="Series">What is known of each series.</param>
/// <param name="Teams">Clubs by league.</param>
public sealed record ReferenceData(SeriesCatalog Series, TeamCatalog Teams)
{
    /// <summary>Where the tables lie beside the program.</summary>
    public static string DefaultDirectory => Path.Combine(AppContext.BaseDirectory, "data");

    /// <summary>
    /// Reads <c>series.csv</c>, every <c>teams-*.csv</c> and every <c>names-*.csv</c> (in ordinal order) of a directory; false with
    /// every error when one does not read whole: half a table is no table.
    /// </summary>
    public static bool TryLoad(string directory, out ReferenceData data, out ImmutableArray<string> errors)
    {
        data = new ReferenceData(new SeriesCatalog([]), TeamCatalog.Empty);
        var found = ImmutableArray.CreateBuilder<string>();
        var series = ImmutableArray<SeriesFacts>.Empty;
        var teams = ImmutableArray.CreateBuilder<Team>();
        var names = ImmutableArray.CreateBuilder<TeamName>();
        var catalog = TeamCatalog.Empty;
        try
        {
            var path = Path.Combine(directory, "series.csv");
            series = SeriesTable.Read(path, RecordedFile.ReadLines(path), found);
            foreach (var file in Directory.GetFiles(directory, "teams-*.csv").Order(StringComparer.Ordinal))
                TeamTable.Read(file, RecordedFile.ReadLines(file), teams, found);
            foreach (var file in Directory.GetFiles(directory, "names-*.csv").Order(StringComparer.Ordinal))
                TeamNameTable.Read(file, RecordedFile.ReadLines(file), names, found);
            if (found.Count == 0 && !TeamCatalog.TryCreate(teams.ToImmutable(), names.ToImmutable(), out catalog, out var reason)) found.Add($"{directory}: {reason}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            found.Add($"{directory}: {e.Message}");
        }
        errors = found.ToImmutable();
        if (errors.Length > 0) return false;
        data = new ReferenceData(new SeriesCatalog(series), catalog);
        return true;
    }
}

/// <summary>Reads a clubs' table: sport, code, feed_name, status, date, source.</summary>
internal static class TeamTable
{
    private static readonly string[] Columns = ["sport", "code", "feed_name", "status", "date", "source"];

    /// <summary>Adds the clubs of one file, and what is wrong with it.</summary>
    public static void Read(string path, IEnumerable<string> lines, ImmutableArray<Team>.Builder teams, ImmutableArray<string>.Builder errors)
    {
        foreach (var row in ReferenceTable.Rows(path, lines, Columns, errors))
        {
            if (!Enum.TryParse<Sport>(row.Fields[0], out var sport) || !Enum.IsDefined(sport)) errors.Add($"{row.Where}: '{row.Fields[0]}' is no sport.");
            else if (!ReferenceTable.IsMarked(row, 3, errors)) continue;
            else teams.Add(new Team(sport, row.Fields[1], row.Fields[2]) { CodeAssumed = row.Fields[3] == "assumed" });
        }
    }
}

/// <summary>Reads a table of further names: sport, code, naming, name, status, date, source.</summary>
internal static class TeamNameTable
{
    private static readonly string[] Columns = ["sport", "code", "naming", "name", "status", "date", "source"];

    /// <summary>Adds the names of one file, and what is wrong with it.</summary>
    public static void Read(string path, IEnumerable<string> lines, ImmutableArray<TeamName>.Builder names, ImmutableArray<string>.Builder errors)
    {
        foreach (var row in ReferenceTable.Rows(path, lines, Columns, errors))
        {
            if (!Enum.TryParse<Sport>(row.Fields[0], out var sport) || !Enum.IsDefined(sport)) errors.Add($"{row.Where}: '{row.Fields[0]}' is no sport.");
            else if (NamingOf(row.Fields[2]) is not { } naming) errors.Add($"{row.Where}: '{row.Fields[2]}' is no naming.");
            else if (!ReferenceTable.IsMarked(row, 4, errors)) continue;
            else names.Add(new TeamName(sport, row.Fields[1], naming, row.Fields[3]));
        }
    }

    private static TeamNaming? NamingOf(string text) => text switch
    {
        "full_name" => TeamNaming.FullName,
        "kalshi_code" => TeamNaming.VenueCode,
        "kalshi_id" => TeamNaming.VenueId,
        "kalshi_name" => TeamNaming.VenueName,
        "nba_tricode" => TeamNaming.NbaTricode,
        "espn_id" => TeamNaming.EspnId,
        "espn_abbreviation" => TeamNaming.EspnAbbreviation,
        _ => null,
    };
}

/// <summary>What the tables of <c>data/</c> have in common: comments, a header in a fixed order, and a mark, a date and a source on every row.</summary>
internal static class ReferenceTable
{
    internal readonly record struct Row(string Where, string[] Fields);

    /// <summary>The rows below the header; what does not read is added to the errors and left out.</summary>
    public static IEnumerable<Row> Rows(string path, IEnumerable<string> lines, string[] columns, ImmutableArray<string>.Builder errors)
    {
        var number = 0;
        var header = false;
        foreach (var line in lines)
        {
            number++;
            if (line.Length == 0 || line[0] == '#') continue;
            var where = $"{Path.GetFileName(path)}:{number}";
            var fields = Csv.Split(line);
            if (fields is null || fields.Length != columns.Length) errors.Add($"{where}: not {columns.Length} fields.");
            else if (header) yield return new Row(where, fields);
            else if (fields.SequenceEqual(columns)) header = true;
            else
            {
                errors.Add($"{where}: the header is not '{string.Join(',', columns)}'.");
                yield break;
            }
        }
        if (!header) errors.Add($"{Path.GetFileName(path)}: empty.");
    }

    /// <summary>Whether status, date and source (from field <paramref name="at"/> on) are there.</summary>
    public static bool IsMarked(Row row, int at, ImmutableArray<string>.Builder errors)
    {
        if (row.Fields[at] is not ("observed" or "assumed")) errors.Add($"{row.Where}: '{row.Fields[at]}' is neither observed nor assumed.");
        else if (!DateOnly.TryParseExact(row.Fields[at + 1], "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _)) errors.Add($"{row.Where}: '{row.Fields[at + 1]}' is no date.");
        else if (row.Fields[at + 2].Length == 0) errors.Add($"{row.Where}: no source.");
        else return true;
        return false;
    }
}
