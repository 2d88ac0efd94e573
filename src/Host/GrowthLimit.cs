using System.Runtime.InteropServices;

namespace KalshiArb.Host;

/// <summary>
/// A file that may grow no further (a limit of the process) is a disk that refuses writes: an error to be handled, to the very end of
/// the process, and not its death by SIGXFSZ.
/// </summary>
internal static class GrowthLimit
{
    // The same number on Linux and on macOS; the runtime takes raw ones for signals without a name of their own.
    private const PosixSignal SigXfsz = (PosixSignal)25;

    // Never disposed: files are still written while the process ends.
    private static PosixSignalRegistration? _survival;

    /// <summary>Has the write fail instead.</summary>
    public static void Survive()
    {
        if (!OperatingSystem.IsWindows()) _survival ??= PosixSignalRegistration.Create(SigXfsz, static context => context.Cancel = true);
    }
}
