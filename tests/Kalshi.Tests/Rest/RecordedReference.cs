namespace KalshiArb.Kalshi.Tests.Rest;

/// <summary>Recorded bodies, which are not part of the repository.</summary>
internal static class RecordedReference
{
    /// <summary>The shared folder: the parent of KALSHIARB_DATA, else ../shared beside the repository.</summary>
    public static string Folder(params string[] parts)
    {
        var root = Environment.GetEnvironmentVariable("KALSHIARB_DATA") is { Length: > 0 } data ? Path.GetFullPath(Path.Combine(data, "..")) : null;
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); root is null && at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "KalshiArb.sln"))) root = Path.Combine(at.FullName, "..", "shared");
        return Path.Combine([root ?? "shared", .. parts]);
    }
}
