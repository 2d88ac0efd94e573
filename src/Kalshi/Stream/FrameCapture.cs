using System.Buffers;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Kalshi.Stream;

/// <summary>
/// Keeps raw frames with their receive time in files of bounded size and number, readable by their owner alone: one line a
/// frame, <c>{"received_us":…,"frame":…}</c>, line breaks inside a frame written as blanks. Writing happens on a thread of its
/// own: a slow disk loses frames (counted), a failing one ends the capture with one report; the stream goes on either way.
/// </summary>
public sealed class FrameCapture : IAsyncDisposable
{
    /// <summary>Frames that wait for the disk, at most.</summary>
    public const int MaxWaiting = 16_384;

    /// <summary>Bytes that wait for the disk, at most.</summary>
    public const long MaxWaitingBytes = 32L << 20;

    private const string Prefix = "frames-";
    private const string Suffix = ".jsonl";

    private readonly string _folder;
    private readonly long _maxFileBytes;
    private readonly int _maxFiles;
    private readonly Action<string> _report;
    private readonly Channel<Line> _lines = Channel.CreateBounded<Line>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly Task _writing;
    private long _waitingBytes;
    private long _written;
    private long _lost;
    private int _failed;
    private int _opened;

    /// <summary>Starts a capture. The folder is made when it is not there.</summary>
    /// <param name="folder">Where the files go.</param>
    /// <param name="maxFileBytes">A file that has reached this size is followed by the next (at least 1).</param>
    /// <param name="maxFiles">The oldest files beyond this number are deleted (at least 1).</param>
    /// <param name="report">Told once, on another thread, when the capture ends because of the disk.</param>
    public FrameCapture(string folder, long maxFileBytes, int maxFiles, Action<string> report)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFileBytes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFiles, 1);
        (_folder, _maxFileBytes, _maxFiles, _report) = (folder, maxFileBytes, maxFiles, report);
        _writing = Task.Run(WriteAll);
    }

    /// <summary>Frames written.</summary>
    public long Written => Interlocked.Read(ref _written);

    /// <summary>Frames lost because the disk was too slow or failed.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Whether the disk failed, which ended the capture.</summary>
    public bool HasFailed => Volatile.Read(ref _failed) != 0;

    /// <summary>Hands a frame over; never waits. False when it was lost.</summary>
    public bool TryWrite(ReadOnlySpan<byte> frame, Instant receivedAt)
    {
        if (!HasFailed && Interlocked.Add(ref _waitingBytes, frame.Length) <= MaxWaitingBytes)
        {
            var bytes = ArrayPool<byte>.Shared.Rent(frame.Length);
            frame.CopyTo(bytes);
            if (_lines.Writer.TryWrite(new Line(bytes, frame.Length, receivedAt))) return true;
            ArrayPool<byte>.Shared.Return(bytes);
        }

        Interlocked.Add(ref _waitingBytes, -frame.Length);
        Interlocked.Increment(ref _lost);
        return false;
    }

    /// <summary>Writes what waits and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing.ConfigureAwait(false);
    }

    private async Task WriteAll()
    {
        FileStream? file = null;
        try
        {
            while (await _lines.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (_lines.Reader.TryRead(out var line))
                {
                    file = Write(file, in line);
                    ArrayPool<byte>.Shared.Return(line.Bytes);
                    Interlocked.Add(ref _waitingBytes, -line.Length);
                }

                file?.Flush();
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            Volatile.Write(ref _failed, 1);
            _report("capture of frames ended: " + fault.Message);
        }
        finally
        {
            Close(file);
        }
    }

    private FileStream Write(FileStream? file, in Line line)
    {
        if (file is null || file.Length >= _maxFileBytes)
        {
            file?.Dispose();
            file = Open(line.ReceivedAt);
        }

        file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{{\"received_us\":{line.ReceivedAt.UnixMicros},\"frame\":")));
        var frame = line.Bytes.AsSpan(0, line.Length);
        while (!frame.IsEmpty && frame[^1] is (byte)'\n' or (byte)'\r') frame = frame[..^1];
        frame.Replace((byte)'\n', (byte)' ');
        frame.Replace((byte)'\r', (byte)' ');
        file.Write(frame);
        file.Write("}\n"u8);
        Interlocked.Increment(ref _written);
        return file;
    }

    private FileStream Open(Instant firstAt)
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(_folder);
        else Directory.CreateDirectory(_folder, OwnerOnly | UnixFileMode.UserExecute);
        var old = Directory.GetFiles(_folder, Prefix + "*" + Suffix).Order(StringComparer.Ordinal).ToList();
        foreach (var surplus in old.Take(Math.Max(0, old.Count - _maxFiles + 1))) File.Delete(surplus);
        // Sorts as they follow each other, also within one instant.
        var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{firstAt.UnixMicros:D16}-{++_opened:D6}{Suffix}"));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    private void Close(FileStream? file)
    {
        try
        {
            file?.Dispose();
        }
        catch (IOException fault)
        {
            // The rest of the last file: the same disk, told only when nothing was told before.
            if (Interlocked.Exchange(ref _failed, 1) == 0) _report("capture of frames ended: " + fault.Message);
        }
    }

    private readonly record struct Line(byte[] Bytes, int Length, Instant ReceivedAt);
}
