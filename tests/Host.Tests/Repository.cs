namespace KalshiArb.Host.Tests;

/// <summary>Finds the repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
            if (File.Exists(Path.Combine(directory.FullName, "KalshiArb.sln"))) return directory.FullName;
        throw new InvalidOperationException("The tests run outside the repository.");
    }
}
