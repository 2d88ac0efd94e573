using System.Reflection;

namespace KalshiArb.Host;

/// <summary>What was built.</summary>
internal static class Build
{
    /// <summary>Version and commit, for instance 0.1.0+4f2c91a.</summary>
    public static string Version { get; } = Shorten(typeof(Build).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0");

    private static string Shorten(string version)
    {
        var plus = version.IndexOf('+', StringComparison.Ordinal);
        return plus >= 0 && version.Length > plus + 8 ? version[..(plus + 8)] : version;
    }
}
