using System.IO.MemoryMappedFiles;

namespace KalshiArb.Kill;

/// <summary>
/// One word in a memory-mapped file of the state directory, read before every write of a create to a socket. Any process
/// that can open the file can close the gate, so that a service that was stopped and continued wakes to a closed gate.
/// Everything but the one word that means open is closed: an empty, torn or foreign file never lets an order out.
/// </summary>
public sealed class SendGate : IDisposable
{
    /// <summary>The file's name in a state directory.</summary>
    public const string FileName = "send.gate";

    private const int Open = 0x4F50454E; // "OPEN"
    private const int Shut = 0x53485554; // "SHUT"
    private const int Kill = 0x4B494C4C; // "KILL"
    private const int Size = 4096;

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    private SendGate(MemoryMappedFile file)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, Size);
    }

    /// <summary>Opens the gate's file, or makes it, closed. The service does this once at start, so that a kill needs no new file.</summary>
    public static SendGate OpenOrCreate(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(path, options);
        if (stream.Length < Size) stream.Write(new byte[Size - stream.Length]);
        stream.Flush(flushToDisk: true);
        return new SendGate(Map(path));
    }

    /// <summary>Opens the gate of a service from outside; null when there is none to close.</summary>
    public static SendGate? OpenExisting(string path) =>
        File.Exists(path) && new FileInfo(path).Length >= Size ? new SendGate(Map(path)) : null;

    /// <summary>Whether creates may leave. One memory read.</summary>
    public bool IsOpen
    {
        get
        {
            var word = _view.ReadInt32(0);
            Thread.MemoryBarrier();
            return word == Open;
        }
    }

    /// <summary>
    /// Whether a kill closed it and none has lifted it. The word lies in a page that was written when the file was made, so it
    /// stands where a full disk kept every other record of the kill from being written: a start that finds it is Killed.
    /// </summary>
    public bool IsKilled
    {
        get
        {
            var word = _view.ReadInt32(0);
            Thread.MemoryBarrier();
            return word == Kill;
        }
    }

    /// <summary>
    /// Kills: no create leaves from here on, in any process, nor from a later start. One memory write; it cannot fail and waits
    /// for nothing.
    /// </summary>
    public void Close()
    {
        _view.Write(0, Kill);
        Thread.MemoryBarrier();
    }

    /// <summary>Closes it for a start that has not yet found out whether it may trade; a kill that stands goes on standing.</summary>
    public void Hold()
    {
        if (IsKilled) return;
        _view.Write(0, Shut);
        Thread.MemoryBarrier();
    }

    /// <summary>
    /// Hands the word to the disk, so that it outlives the machine as it outlives the process. Never on a kill's own way. Nothing once
    /// the gate was put away, which is the end of the process: the word is in its page, and the kernel writes it.
    /// </summary>
    public void Flush()
    {
        try
        {
            _view.Flush();
        }
        catch (ObjectDisposedException)
        {
            // The kill's last listing may come when the service has ended; its record is still written.
        }
    }

    /// <summary>Lets creates out. Only the service does this: at a start that no kill forbids, and after a reset.</summary>
    public void Reopen()
    {
        _view.Write(0, Open);
        Thread.MemoryBarrier();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private static MemoryMappedFile Map(string path) =>
        MemoryMappedFile.CreateFromFile(
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete),
            mapName: null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
}
