namespace KalshiArb.Kalshi.Tests.Wire;

/// <summary>Finds recordings and reference bodies, which are not part of the repository.</summary>
internal static class SharedFiles
{
    /// <summary>A file of the recordings (data/…) or of the reference (reference/…); skips the test when it is not there.</summary>
    public static string File(string relative)
    {
        var path = Path.Combine(Root, relative);
        Skip.IfNot(System.IO.File.Exists(path), $"missing: {path}");
        return path;
    }

    /// <summary>The files of a folder; skips the test when it is not there.</summary>
    public static string[] Files(string relative, string pattern)
    {
        var path = Path.Combine(Root, relative);
        Skip.IfNot(Directory.Exists(path), $"missing: {path}");
        return Directory.GetFiles(path, pattern);
    }

    private static string Root
    {
        get
        {
            if (Environment.GetEnvironmentVariable("KALSHIARB_DATA") is { } data) return Path.GetFullPath(Path.Combine(data, ".."));
            var directory = new DirectoryInfo(AppContext.BaseDirectory);
            while (directory is not null && !System.IO.File.Exists(Path.Combine(directory.FullName, "KalshiArb.sln"))) directory = directory.Parent;
            return Path.GetFullPath(Path.Combine(directory?.FullName ?? ".", "..", "shared"));
        }
    }
}
