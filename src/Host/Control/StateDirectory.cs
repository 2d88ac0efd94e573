using System.Text.Json;
using KalshiArb.Host.Configuration;
using KalshiArb.Host.Sessions;
using KalshiArb.Kill;

namespace KalshiArb.Host.Control;

/// <summary>Whose state a directory holds; written once and never changed.</summary>
/// <param name="Version">Layout of the directory.</param>
/// <param name="Mode">paper, demo, live or dry-run.</param>
/// <param name="Account">The account tag.</param>
/// <param name="Seed">The slate's seed; null outside paper.</param>
internal sealed record StateStamp(int Version, string Mode, string Account, long? Seed);

/// <summary>
/// A service's own directory: journal, tapes, logs, gate, socket. Owner only. Stamped with mode, account and seed; of
/// another one it is refused. One service at a time holds its lock.
/// </summary>
public sealed class StateDirectory : IDisposable
{
    private const int Version = 1;
    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>The send gate's file.</summary>
    public string GatePath => System.IO.Path.Combine(Path, SendGate.FileName);

    /// <summary>Where state directories are made: $XDG_STATE_HOME/kalshiarb, else ~/.local/state/kalshiarb.</summary>
    public static string Root =>
        System.IO.Path.Combine(
            Environment.GetEnvironmentVariable("XDG_STATE_HOME") is { Length: > 0 } state && System.IO.Path.IsPathFullyQualified(state)
                ? state
                : System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
            "kalshiarb");

    /// <summary>The path of a new directory: mode, time and seed; a number follows where it exists already.</summary>
    public static string NewPath(TradingMode mode, long seed, DateTimeOffset now)
    {
        var name = $"{now.UtcDateTime:yyyyMMdd-HHmmss}-{seed}";
        var path = System.IO.Path.Combine(Root, SettingsBinder.NameOf(mode), name);
        for (var i = 2; Directory.Exists(path) && i < 1000; i++) path = System.IO.Path.Combine(Root, SettingsBinder.NameOf(mode), $"{name}.{i}");
        return path;
    }

    /// <summary>
    /// Where an account's state lies for good: a venue that keeps our orders burns their ids too, so the runs of one account
    /// are to be counted in one place.
    /// </summary>
    public static string StandingPath(TradingMode mode, string account, int subaccount) =>
        System.IO.Path.Combine(Root, SettingsBinder.NameOf(mode), subaccount == 0 ? account : $"{account}-{subaccount}");

    /// <summary>Makes or opens a directory and takes its lock; throws <see cref="SessionRefusedException"/> where that is not allowed.</summary>
    public static StateDirectory Open(string path, TradingMode mode, string account, long? seed)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(path, Owner.Directory);
            File.SetUnixFileMode(path, Owner.Directory);
            var directory = new StateDirectory(path, TakeLock(path));
            try
            {
                directory.CheckStamp(new StateStamp(Version, SettingsBinder.NameOf(mode), account, seed));
                Directory.CreateDirectory(System.IO.Path.Combine(path, "tape"), Owner.Directory);
                return directory;
            }
            catch
            {
                directory.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SessionRefusedException(ExitCode.StorageFailed, $"{path}: {e.Message}", e);
        }
    }

    /// <summary>The seed that a directory is stamped with; null when there is none, or the stamp cannot be read (opening it says why).</summary>
    public static long? SeedOf(string path)
    {
        var file = System.IO.Path.Combine(path, "state.json");
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllText(file), ControlJson.Default.StateStamp)?.Seed : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The kill that stands; null when none does. A record that cannot be read stands too.</summary>
    public static KillRecord? ReadKill(string path)
    {
        var file = System.IO.Path.Combine(path, "kill.json");
        if (!File.Exists(file)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), ControlJson.Default.KillRecord) ?? Unreadable(file, "empty");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return Unreadable(file, e.Message);
        }
    }

    /// <summary>Keeps a kill, so that the next start says who killed and why. Replaced as a whole; never half written.</summary>
    public static void WriteKill(string path, KillRecord record) => WriteWhole(System.IO.Path.Combine(path, "kill.json"), JsonSerializer.Serialize(record, ControlJson.Default.KillRecord));

    /// <summary>Keeps a kill's whole receipt as text beside its record.</summary>
    public static void WriteReceipt(string path, KillReceipt receipt) => WriteWhole(System.IO.Path.Combine(path, "kill-receipt.txt"), KillReceiptText.Write(receipt));

    /// <summary>Lifts a kill: the record is kept beside with its time, so that nothing is lost.</summary>
    public static void ArchiveKill(string path, Instant at)
    {
        var file = System.IO.Path.Combine(path, "kill.json");
        if (File.Exists(file)) File.Move(file, System.IO.Path.Combine(path, $"kill-{at.UnixMicros}.json"), overwrite: true);
        File.Delete(System.IO.Path.Combine(path, KillWatcher.FileName));
    }

    private static long _writes;

    /// <summary>Writes a small file so that a reader sees the old or the new text, owner only.</summary>
    internal static void WriteWhole(string file, string text)
    {
        // A kill's record is written by the service and by the command, each in its own time: neither takes the other's half, and
        // neither moves what the other is still writing.
        var temporary = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}.{Environment.ProcessId}-{Interlocked.Increment(ref _writes)}.new");
        try
        {
            using var stream = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = Owner.File });
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }
        catch (ArgumentOutOfRangeException refused)
        {
            // What .NET makes of a file that may not grow: a disk that refuses, like any other.
            throw new IOException(refused.Message, refused);
        }

        File.Move(temporary, file, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static KillRecord Unreadable(string file, string why) => new("unknown", $"{file} cannot be read: {why}", Instant.Never, Verified: false, "");

    private static FileStream TakeLock(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");
        try
        {
            return new FileStream(file, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, UnixCreateMode = Owner.File });
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new SessionRefusedException(ExitCode.Refused, $"{path} is in use by another service; stop it first, or give another --state", e);
        }
    }

    private void CheckStamp(StateStamp wanted)
    {
        var file = System.IO.Path.Combine(Path, "state.json");
        if (!File.Exists(file))
        {
            if (File.Exists(System.IO.Path.Combine(Path, "journal.db")))
                throw new SessionRefusedException(ExitCode.Refused, $"{Path} holds a journal without its stamp (state.json): whose it is cannot be known");
            WriteWhole(file, JsonSerializer.Serialize(wanted, ControlJson.Default.StateStamp));
            return;
        }
        StateStamp? found;
        try
        {
            found = JsonSerializer.Deserialize(File.ReadAllText(file), ControlJson.Default.StateStamp);
        }
        catch (JsonException e)
        {
            throw new SessionRefusedException(ExitCode.Refused, $"{file} cannot be read: {e.Message}", e);
        }
        if (found == wanted) return;
        var differences = new List<string>();
        if (found?.Version != wanted.Version) differences.Add($"layout {found?.Version}, this build writes {wanted.Version}");
        if (found?.Mode != wanted.Mode) differences.Add($"mode {found?.Mode}, asked for {wanted.Mode}");
        if (found?.Account != wanted.Account) differences.Add($"account {found?.Account}, asked for {wanted.Account}");
        if (found?.Seed != wanted.Seed) differences.Add($"seed {found?.Seed}, asked for {wanted.Seed}");
        throw new SessionRefusedException(ExitCode.Refused, $"{Path} is the state of another service: {string.Join("; ", differences)}");
    }
}

/// <summary>File modes: nobody but the owner.</summary>
internal static class Owner
{
    public const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public const UnixFileMode Directory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
}
