namespace KalshiArb.Simulation.Tests.Import;

/// <summary>Finds recorded market data, which is not part of the repository.</summary>
internal static class RecordedData
{
    /// <summary>The path of a recording under KALSHIARB_DATA, else under ../shared/data beside the repository; null when it is not there.</summary>
    internal static string? Find(string relative)
    {
        var folder = Environment.GetEnvironmentVariable("KALSHIARB_DATA");
        for (var root = new DirectoryInfo(AppContext.BaseDirectory); folder is null && root is not null; root = root.Parent)
        {
            if (File.Exists(Path.Combine(root.FullName, "KalshiArb.sln"))) folder = Path.Combine(root.FullName, "..", "shared", "data");
        }

        var path = folder is null ? null : Path.Combine(folder, relative);
        return File.Exists(path) ? path : null;
    }
}
