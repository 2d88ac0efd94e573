using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KalshiArb.Simulation.Reports;

/// <summary>The generated reader and writer of <c>report.json</c>.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(ReportComparison))]
[JsonSerializable(typeof(ImmutableArray<SourceComparisonRow>))]
public sealed partial class ReportJson : JsonSerializerContext;

/// <summary>The files of a report.</summary>
public static class ReportFiles
{
    /// <summary>The page.</summary>
    public const string Page = "report.html";

    /// <summary>The same as JSON.</summary>
    public const string Json = "report.json";

    private const long MostBytes = 1L << 30;

    /// <summary>Writes both files into a directory, which is made; what was there is written over.</summary>
    public static void Write(string directory, ReplayReport report)
    {
        Directory.CreateDirectory(directory);
        using (var file = File.Create(Path.Combine(directory, Json))) JsonSerializer.Serialize(file, report, ReportJson.Default.ReplayReport);
        File.WriteAllText(Path.Combine(directory, Page), ReportPage.Of(report));
    }

    /// <summary>Reads a report from its file or its directory; false with the reason when it is none.</summary>
    public static bool TryRead(string path, out ReplayReport report, out string reason)
    {
        report = null!;
        var file = Directory.Exists(path) ? Path.Combine(path, Json) : path;
        try
        {
            if (!File.Exists(file)) reason = $"{file}: no such report";
            else if (new FileInfo(file).Length > MostBytes) reason = $"{file}: longer than {MostBytes >> 20} MiB";
            else
            {
                using var stream = File.OpenRead(file);
                report = JsonSerializer.Deserialize(stream, ReportJson.Default.ReplayReport)!;
                reason = report?.Format == ReplayReport.CurrentFormat ? "" : $"{file}: {report?.Format ?? "null"} is not {ReplayReport.CurrentFormat}";
            }
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            reason = $"{file}: {error.Message}";
        }

        return reason.Length == 0;
    }
}
