namespace KalshiArb.Feeds.Tests;

/// <summary>Finds the recordings, which are not part of the repository.</summary>
internal static class RecordedData
{
    /// <summary>A file of the recordings; skips the test when it is not there.</summary>
    public static string File(string relative)
    {
        var root = Environment.GetEnvironmentVariable("KALSHIARB_DATA");
        if (root is null)
        {
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (directory is not null && !System.IO.File.Exists(Path.Combine(directory.FullName, "KalshiArb.sln"))) directory = directory.Parent;
            root = Path.Combine(directory?.FullName ?? ".", "..", "shared", "data");
        }
        var path = Path.GetFullPath(Path.Combine(root, relative));
        Skip.IfNot(System.IO.File.Exists(path), $"missing: {path}");
        return path;
    }
}
