using System.Net.Sockets;
using System.Text;

namespace KalshiArb.Host.Control;

/// <summary>
/// Where a state directory's socket is. A Unix socket's path holds at most 107 bytes; a longer one goes to a private
/// directory under $XDG_RUNTIME_DIR or /tmp, and a pointer file in the state directory says where.
/// </summary>
internal static class ControlEndpoint
{
    public const int MaxPathBytes = 107;
    private const string SocketName = "control.sock";
    private const string PointerName = "control.path";

    /// <summary>Chooses the path for a service that is about to listen, and removes what an earlier one left.</summary>
    public static string Prepare(string stateDirectory)
    {
        var pointer = Path.Combine(stateDirectory, PointerName);
        var path = Path.Combine(stateDirectory, SocketName);
        if (Encoding.UTF8.GetByteCount(path) <= MaxPathBytes)
        {
            File.Delete(pointer);
            File.Delete(path);
            return path;
        }
        path = Path.Combine(PrivateDirectory(), SocketName);
        StateDirectory.WriteWhole(pointer, path);
        return path;
    }

    /// <summary>The path of a service's socket; null when none is there.</summary>
    public static string? Find(string stateDirectory)
    {
        var pointer = Path.Combine(stateDirectory, PointerName);
        var path = File.Exists(pointer) ? File.ReadAllText(pointer).Trim() : Path.Combine(stateDirectory, SocketName);
        return File.Exists(path) && Encoding.UTF8.GetByteCount(path) <= MaxPathBytes ? path : null;
    }

    /// <summary>Removes socket and pointer at the end.</summary>
    public static void Remove(string stateDirectory, string socketPath)
    {
        File.Delete(socketPath);
        var pointer = Path.Combine(stateDirectory, PointerName);
        if (!File.Exists(pointer)) return;
        File.Delete(pointer);
        if (Path.GetDirectoryName(socketPath) is { } directory && Directory.Exists(directory) && Directory.GetFileSystemEntries(directory).Length == 0) Directory.Delete(directory);
    }

    /// <summary>Whether somebody listens there.</summary>
    public static bool IsLive(string socketPath)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>The newest state directory with a live service; null when there is none.</summary>
    public static string? NewestLive() =>
        Candidates().FirstOrDefault(d => Find(d) is { } path && IsLive(path));

    /// <summary>State directories under the root, newest first; a newest one without a service still tells of its kill.</summary>
    public static IEnumerable<string> Candidates() =>
        Directory.Exists(StateDirectory.Root)
            ? Directory.GetDirectories(StateDirectory.Root).SelectMany(Directory.GetDirectories)
                .OrderByDescending(Directory.GetLastWriteTimeUtc).ThenByDescending(d => d, StringComparer.Ordinal).Take(1_000)
            : [];

    private static string PrivateDirectory()
    {
        var parent = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 and < 60 } runtime && Directory.Exists(runtime) ? runtime : "/tmp";
        // The name is drawn, so that nobody else can have made the directory before us.
        var path = Path.Combine(parent, $"kalshiarb-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(path, Owner.Directory);
        return path;
    }
}
