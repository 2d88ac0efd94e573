using System.Runtime.InteropServices;

namespace KalshiArb.Host.Control;

/// <summary>
/// Watches for a kill that needs no socket: a file named KILL in the state directory (looked for four times a second on a
/// thread of its own, since a notification could be lost), and SIGUSR1.
/// </summary>
internal sealed class KillWatcher : IDisposable
{
    public const string FileName = "KILL";

    // Linux; PosixSignalRegistration takes raw numbers for signals without a name of their own.
    private const int SigUsr1Linux = 10;
    private const int SigUsr1MacOS = 30;

    private readonly string _file;
    private readonly Action<string, string> _kill;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;
    private readonly PosixSignalRegistration _signal;

    /// <summary>Begins to watch; <paramref name="kill"/> gets who and why, and must be idempotent.</summary>
    public KillWatcher(string stateDirectory, Action<string, string> kill)
    {
        _file = Path.Combine(stateDirectory, FileName);
        _kill = kill;
        _signal = PosixSignalRegistration.Create((PosixSignal)(OperatingSystem.IsMacOS() ? SigUsr1MacOS : SigUsr1Linux), context =>
        {
            context.Cancel = true;
            kill("SIGUSR1", "");
        });
        _thread = new Thread(Watch) { IsBackground = true, Name = "kill-watcher" };
        _thread.Start();
    }

    public void Dispose()
    {
        _stop.Set();
        _signal.Dispose();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        var reported = false;
        while (!_stop.Wait(TimeSpan.FromMilliseconds(250)))
        {
            var present = File.Exists(_file);
            if (present && !reported) _kill("file KILL", FirstLine());
            reported = present;
        }
    }

    // The reason is a courtesy; a file that cannot be read kills all the same.
    private string FirstLine()
    {
        try
        {
            using var reader = new StreamReader(_file);
            var text = reader.ReadLine() ?? "";
            return text.Length > 200 ? text[..200] : text;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
