using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Trading;

/// <summary>Finds what lies beside the program: the repository's folders when it is started from there, or a copy beside the binaries.</summary>
internal static class ProgramFiles
{
    /// <summary>The folder of that name in the nearest directory upwards from the program that has one.</summary>
    public static string Find(string folder)
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            var candidate = Path.Combine(directory.FullName, folder);
            if (File.Exists(Path.Combine(directory.FullName, "hocon.conf")) && Directory.Exists(candidate)) return candidate;
        }

        throw new SessionRefusedException(ExitCode.Usage, $"no folder '{folder}' beside the program or above it; give --markets");
    }
}
