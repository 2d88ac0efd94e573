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
    private bool _heard;
    private int _looks;

    /// <summary>
    /// Begins to watch; <paramref name="kill"/> gets who and why, and must be idempotent. With <paramref name="carriedOut"/> a file
    /// that lies there now belongs to a kill that was verified: only one that is put there anew begins another.
    /// </summary>
    public KillWatcher(string stateDirectory, Action<string, string> kill, bool carriedOut = false)
    {
        _file = Path.Combine(stateDirectory, FileName);
        _kill = kill;
        _signal = PosixSignalRegistration.Create((PosixSignal)(OperatingSystem.IsMacOS() ? SigUsr1MacOS : SigUsr1Linux), context =>
        {
            context.Cancel = true;
            kill("SIGUSR1", "");
        });
        _heard = carriedOut && File.Exists(_file);
        _thread = new Thread(Watch) { IsBackground = true, Name = "kill-watcher" };
        _thread.Start();
    }

    /// <summary>How often the file was looked for.</summary>
    internal int Looks => Volatile.Read(ref _looks);

    public void Dispose()
    {
        _stop.Set();
        _signal.Dispose();
        _thread.Join();
        _stop.Dispose();
    }

    private void Watch()
    {
        while (!_stop.Wait(TimeSpan.FromMilliseconds(250)))
        {
            var present = File.Exists(_file);
            if (present && !_heard) _kill("file KILL", FirstLine());
            _heard = present;
            Interlocked.Increment(ref _looks);
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
