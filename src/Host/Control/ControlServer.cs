using System.Net.Sockets;
using System.Text.Json;

namespace KalshiArb.Host.Control;

/// <summary>
/// Listens on the owner-only socket of a state directory. Requests are lines of JSON of at most 64 KiB; what is malformed
/// or too long is answered with a refusal and harms nothing. At most 16 connections at once; each has 30 s to send a whole
/// request and as long to take its answer. A peer of another user is refused even where the modes of directory and socket
/// were opened to it.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    public const int MaxRequestBytes = 64 * 1024;
    private const int MaxConnections = 16;

    /// <summary>How long a peer may take for a whole request, and to take an answer.</summary>
    public static readonly TimeSpan PeerPatience = TimeSpan.FromSeconds(30);

    private readonly string _stateDirectory;
    private readonly string _path;
    private readonly Socket _listener;
    private readonly Func<ControlRequest, CancellationToken, Task<ControlResponse>> _handle;
    private readonly TimeSpan _patience;
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _slots = new(MaxConnections);
    private readonly Task _accepting;

    private ControlServer(string stateDirectory, string path, Socket listener, Func<ControlRequest, CancellationToken, Task<ControlResponse>> handle, TimeSpan patience)
    {
        (_stateDirectory, _path, _listener, _handle, _patience) = (stateDirectory, path, listener, handle, patience);
        _accepting = AcceptAsync();
    }

    /// <summary>Binds and listens. The directory is owner-only, so that nobody else reaches the socket before its mode is set.</summary>
    public static ControlServer Start(string stateDirectory, Func<ControlRequest, CancellationToken, Task<ControlResponse>> handle) => Start(stateDirectory, handle, PeerPatience);

    /// <summary>As <see cref="Start(string, Func{ControlRequest, CancellationToken, Task{ControlResponse}})"/>, with a patience of one's own.</summary>
    internal static ControlServer Start(string stateDirectory, Func<ControlRequest, CancellationToken, Task<ControlResponse>> handle, TimeSpan patience)
    {
        var path = ControlEndpoint.Prepare(stateDirectory);
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, Owner.File);
        listener.Listen(MaxConnections);
        return new ControlServer(stateDirectory, path, listener, handle, patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _accepting.ConfigureAwait(false);
        ControlEndpoint.Remove(_stateDirectory, _path);
        _stop.Dispose();
        _slots.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                await _slots.WaitAsync(_stop.Token).ConfigureAwait(false);
                var socket = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                connections.RemoveAll(c => c.IsCompleted);
                connections.Add(ServeAsync(socket));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The listener is closed: the service ends.
        }
        await Task.WhenAll(connections).ConfigureAwait(false);
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            if (!PeerCredentials.MayControl(socket)) return;
            var channel = new LineChannel(stream, MaxRequestBytes);
            while (await NextAsync(channel).ConfigureAwait(false) is { } answer)
            {
                // A peer that does not read its answers must not keep its place for ever.
                using var limit = Patience();
                await channel.WriteAsync(JsonSerializer.Serialize(answer.Response, ControlJson.Default.ControlResponse), limit.Token).ConfigureAwait(false);
                if (answer.Last) break;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The other side went away or fell silent, or the service ends.
        }
        finally
        {
            _slots.Release();
        }
    }

    private CancellationTokenSource Patience()
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(_patience);
        return limit;
    }

    private async Task<(ControlResponse Response, bool Last)?> NextAsync(LineChannel channel)
    {
        using var idle = Patience();
        try
        {
            if (await channel.ReadAsync(idle.Token).ConfigureAwait(false) is not { } line) return null;
            if (JsonSerializer.Deserialize(line, ControlJson.Default.ControlRequest) is not { } request)
                return (ControlResponse.Failed(ExitCode.Usage, "malformed request: null"), false);
            return (await _handle(request, _stop.Token).ConfigureAwait(false), false);
        }
        catch (JsonException e)
        {
            return (ControlResponse.Failed(ExitCode.Usage, $"malformed request: {e.Message}"), false);
        }
        catch (InvalidDataException e)
        {
            return (ControlResponse.Failed(ExitCode.Usage, $"refused: {e.Message}"), true);
        }
    }
}
