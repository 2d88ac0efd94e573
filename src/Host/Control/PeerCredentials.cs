using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace KalshiArb.Host.Control;

/// <summary>Who is at the other end of a Unix socket, as the kernel says.</summary>
internal static class PeerCredentials
{
    // Linux: SOL_SOCKET, SO_PEERCRED, and struct ucred { pid, uid, gid }.
    private const int SocketLevel = 1;
    private const int PeerOption = 17;
    private const int UserOffset = 4;
    private const int Size = 12;
    private const uint Root = 0;

    /// <summary>Whether the peer is our own user or root. Where the kernel does not say, the modes of directory and socket alone decide.</summary>
    public static bool MayControl(Socket socket)
    {
        if (!OperatingSystem.IsLinux()) return true;
        Span<byte> credentials = stackalloc byte[Size];
        if (socket.GetRawSocketOption(SocketLevel, PeerOption, credentials) != Size) return false;
        var user = MemoryMarshal.Read<uint>(credentials[UserOffset..]);
        return user == Root || user == EffectiveUser();
    }

    // "Uid:" with the real, effective, saved and file system user.
    private static uint EffectiveUser()
    {
        var line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("Uid:", StringComparison.Ordinal));
        return uint.Parse(line.Split('\t', StringSplitOptions.RemoveEmptyEntries)[2], CultureInfo.InvariantCulture);
    }
}
