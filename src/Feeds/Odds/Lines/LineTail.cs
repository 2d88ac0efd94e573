using System.Globalization;
using KalshiArb.Feeds.Polling;

namespace KalshiArb.Feeds.Odds.Lines;

/// <summary>
/// Follows a file to which lines are appended: what was there before is not news and is passed over. A file that is replaced or cut
/// is read from its beginning, after what is left of the old one. Bounded: so much a look, and of a file that grew beyond a bound the
/// older part is skipped and said.
/// </summary>
public sealed class LineTail : IFeedFetcher, IDisposable
{
    /// <summary>Most bytes of one look.</summary>
    public const int LookBytes = 1 << 20;

    /// <summary>A file that has grown by more than this since the last look is read from its last <see cref="LookBytes"/>.</summary>
    public const long MaxGrowth = 4L << 20;

    /// <summary>The header of an answer that says how many bytes were passed over.</summary>
    public const string SkippedHeader = "X-Skipped-Bytes";

    private const int HeadBytes = 256;
    private const byte LineEnd = (byte)'\n';

    private readonly string _path;
    private readonly byte[] _head = new byte[HeadBytes];
    private FileStream? _file;
    private int _headLength;
    private long _position;
    private bool _midLine;
    private bool _followed;

    /// <summary>Follows a file; it need not be there yet.</summary>
    public LineTail(string path) => _path = path;

    /// <inheritdoc/>
    public void Forget(string label)
    {
        // What was read is gone; the next lines are asked for.
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    /// <inheritdoc/>
    public async Task<FeedReply> AskAsync(FeedRequest request, CancellationToken cancellation)
    {
        try
        {
            if (_file is null) Open(passOver: !_followed);
            var skipped = 0L;
            var lines = await LookAsync(cancellation).ConfigureAwait(false);
            skipped += lines.Skipped;
            if (lines.Body.IsEmpty && lines.Skipped == 0 && WasReplaced())
            {
                _file!.Dispose();
                Open(passOver: false);
                lines = await LookAsync(cancellation).ConfigureAwait(false);
                skipped += lines.Skipped;
            }

            if (lines.Body.IsEmpty && skipped == 0) return new FeedReply.Unchanged(ReplyHeaders.None);
            var headers = skipped == 0
                ? ReplyHeaders.None
                : new ReplyHeaders(new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { [SkippedHeader] = skipped.ToString(CultureInfo.InvariantCulture) });
            return new FeedReply.Answer(lines.Body, headers);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new FeedReply.Failed(e is FileNotFoundException or DirectoryNotFoundException ? "the file is not there" : $"the file cannot be read: {e.GetType().Name}", null, default, ReplyHeaders.None);
        }
    }

    private void Open(bool passOver)
    {
        _file = null;
        var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        (_file, _headLength, _position, _midLine, _followed) = (file, 0, 0, false, true);
        ExtendHead();
        if (!passOver) return;
        _position = file.Length;
        _midLine = _position > 0 && ByteAt(_position - 1) != LineEnd;
    }

    /// <summary>Whole lines after the position, at most so many bytes; what is skipped is counted.</summary>
    private async Task<(ReadOnlyMemory<byte> Body, long Skipped)> LookAsync(CancellationToken cancellation)
    {
        var file = _file!;
        var (length, skipped) = (file.Length, 0L);
        // Cut and written anew under the same name and handle.
        if (length < _position) (_position, _midLine, _headLength) = (0, false, 0);
        ExtendHead();
        if (length - _position > MaxGrowth)
        {
            skipped = length - LookBytes - _position;
            (_position, _midLine) = (length - LookBytes, true);
        }

        var buffer = new byte[(int)Math.Min(LookBytes, length - _position)];
        file.Position = _position;
        var filled = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        var from = 0;
        if (_midLine)
        {
            var end = Array.IndexOf(buffer, LineEnd, 0, filled);
            from = end < 0 ? filled : end + 1;
            _midLine = end < 0;
        }

        var last = filled == from ? -1 : Array.LastIndexOf(buffer, LineEnd, filled - 1, filled - from);
        if (last < 0)
        {
            // A line without an end: waited for, up to the longest that could be read; then it is passed over.
            if (filled - from > OddsLine.MaxBytes)
            {
                skipped += filled - from;
                (_position, _midLine) = (_position + filled, true);
            }
            else
            {
                _position += from;
            }

            return (default, skipped);
        }

        _position += last + 1;
        return (buffer.AsMemory(from, last + 1 - from), skipped);
    }

    /// <summary>Whether another file stands under the name: it begins otherwise, or is shorter than what was read.</summary>
    private bool WasReplaced()
    {
        using var now = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        if (now.Length < _position) return true;
        Span<byte> head = stackalloc byte[HeadBytes];
        var read = now.ReadAtLeast(head[.._headLength], _headLength, throwOnEndOfStream: false);
        return !head[..read].SequenceEqual(_head.AsSpan(0, _headLength));
    }

    private void ExtendHead()
    {
        if (_headLength == HeadBytes) return;
        _file!.Position = 0;
        _headLength = _file.ReadAtLeast(_head, HeadBytes, throwOnEndOfStream: false);
    }

    private int ByteAt(long position)
    {
        _file!.Position = position;
        return _file.ReadByte();
    }
}
