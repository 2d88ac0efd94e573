using System.Net.WebSockets;
using System.Threading.Channels;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Signing;
using KalshiArb.Kalshi.Wire;

namespace KalshiArb.Kalshi.Stream;

/// <summary>
/// The venue's stream: one signed WebSocket that is made again whenever it breaks, the books and volumes of the markets that
/// are followed in bounded groups, market life and the private channels. What it hears goes to the input sink as it came, every
/// number of every subscription included; gaps are judged by the core, which asks for snapshots through
/// <see cref="RequestSnapshots"/>. Nothing waits for the sink: what it refuses is lost, the stream says so with
/// <see cref="StreamLost"/> as soon as it can, and asks for every book anew.
/// Liveness: <see cref="ClientWebSocket"/> pings and answers pings without showing them, so a quiet market would look like a dead
/// one; the stream therefore asks for its list of subscriptions when nothing was heard for a while, and any frame counts.
/// All members may be called from any thread; none waits for the network except <see cref="StopAsync"/>.
/// </summary>
#pragma warning disable CA1711 // It is a stream of market data, Kalshi's own word for it; nobody takes it for System.IO.Stream.
public sealed partial class KalshiStream : IAsyncDisposable
#pragma warning restore CA1711
{
    private const int MaxCommandsWaiting = 4_096;
    private const int FirstBuffer = 64 * 1024;

    private readonly StreamOptions _options;
    private readonly object _gate = new();
    private readonly Subscriptions _subscriptions;
    private readonly StreamFrameDecoder _decoder;
    private readonly List<byte[]> _commands = [];
    private readonly List<Action<IStreamListener>> _calls = [];
    private readonly object _callGate = new();
    private readonly CancellationTokenSource _stop = new();

    // The connection in hand; null between connections.
    private Channel<byte[]>? _outgoing;
    private CancellationTokenSource? _ending;
    private string? _endReason;
    private Task _cancelling = Task.CompletedTask;
    private long _connections;
    private Task? _running;

    /// <summary>Makes a stream that does nothing yet.</summary>
    public KalshiStream(StreamOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.GroupSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.SnapshotBatch, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxMessageBytes, StreamFrameDecoder.MaxFrameBytes);
        _options = options;
        _subscriptions = new Subscriptions(options);
        _decoder = new StreamFrameDecoder("kalshi-stream", options.UseYesPrice, new TickerTable());
    }

    /// <summary>Completes when the stream was stopped; faults only when the program is wrong, and then nothing is heard any more.</summary>
    public Task Completion => _running ?? Task.CompletedTask;

    /// <summary>How it stands.</summary>
    public StreamStatus Status
    {
        get
        {
            lock (_gate)
            {
                var seen = _decoder.Statistics;
                return new StreamStatus(
                    _outgoing is not null, _subscriptions.PrivateConfirmed, _connections, seen.Frames, seen.Quarantined, seen.UnknownFields, seen.UnknownTypes,
                    _dropped, _otherSubaccounts, _subscriptions.Markets, _lastFrameAt);
            }
        }
    }

    /// <summary>Starts connecting. Once.</summary>
    public void Start()
    {
        lock (_gate)
        {
            InvariantViolation.Unless(_running is null, "stream: started twice");
            _running = Task.Run(RunAsync);
        }
    }

    /// <summary>Follows further markets: their books and volumes. Those beyond <see cref="StreamOptions.MaxMarkets"/> are refused through the listener.</summary>
    public void AddMarkets(IEnumerable<Ticker> tickers)
    {
        lock (_gate)
        {
            foreach (var ticker in tickers)
                if (!_subscriptions.Add(ticker)) _calls.Add(listener => listener.MarketRefused(ticker, "too many markets are followed"));
            SendDue();
        }

        Tell();
    }

    /// <summary>Follows markets no more. Their books are not made stale: it is for markets that are over.</summary>
    public void RemoveMarkets(IEnumerable<Ticker> tickers)
    {
        lock (_gate)
        {
            foreach (var ticker in tickers) _subscriptions.Remove(ticker);
            SendDue();
        }

        Tell();
    }

    /// <summary>
    /// Asks for new snapshots, whichever subscription carries the markets by now; those that are not followed are passed over.
    /// When the venue refuses or does not answer, the group is subscribed anew.
    /// </summary>
    public void RequestSnapshots(RequestSnapshots request)
    {
        lock (_gate)
        {
            var now = _options.Clock();
            foreach (var ticker in request.Tickers) _subscriptions.WantSnapshot(ticker, now);
            SendDue();
        }

        Tell();
    }

    /// <summary>Closes the connection and ends. Waits for it.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_running is { } running) await running.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            var started = _options.Clock();
            var (socket, refusal) = await ConnectAsync().ConfigureAwait(false);
            if (socket is not null)
            {
                using (socket) refusal = await ServeAsync(socket).ConfigureAwait(false);
                if (_options.Clock() - started >= _options.StableAfter) failures = 0;
            }

            if (_stop.IsCancellationRequested) return;
            Report("stream: " + refusal);
            failures = Math.Min(failures + 1, 16);
            await Pause(BackOff(failures)).ConfigureAwait(false);
        }
    }

    private TimeSpan BackOff(int failures)
    {
        var most = Math.Min(_options.BackOffFirst.Ticks << (failures - 1), _options.BackOffMax.Ticks);
        return TimeSpan.FromTicks(most - (long)(most / 2 * Math.Clamp(_options.Chance(), 0, 1)));
    }

    private async Task<(ClientWebSocket? Socket, string Refusal)> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        limit.CancelAfter(_options.HandshakeTimeout);
        try
        {
            var headers = _options.Signer.Sign("GET", _options.Uri.AbsolutePath);
            socket.Options.SetRequestHeader(SignedHeaders.KeyHeader, headers.KeyId);
            socket.Options.SetRequestHeader(SignedHeaders.TimestampHeader, headers.TimestampMs);
            socket.Options.SetRequestHeader(SignedHeaders.SignatureHeader, headers.Signature);
            socket.Options.CollectHttpResponseDetails = true;
            // A ping of our own, which ends the connection when it is not answered; its answers cannot be seen from here.
            socket.Options.KeepAliveInterval = _options.ProbeAfter;
            socket.Options.KeepAliveTimeout = _options.SilenceLimit;
            await socket.ConnectAsync(_options.Uri, limit.Token).ConfigureAwait(false);
            return (socket, "");
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or HttpRequestException or IOException)
        {
            var status = (int)socket.HttpStatusCode;
            socket.Dispose();
            var why = fault is OperationCanceledException ? "not answered in time" : status is not (0 or 101) ? $"HTTP {status}" : fault.Message;
            return (null, "handshake refused: " + why);
        }
    }

    // One connection from its first frame to its end; says why it ended.
    private async Task<string> ServeAsync(ClientWebSocket socket)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        var outgoing = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MaxCommandsWaiting) { SingleReader = true });
        // Before any frame of the connection: numbers begin anew.
        await PostSurely(StreamConnected.Instance).ConfigureAwait(false);
        Begin(outgoing, ending);
        var sending = SendAll(socket, outgoing.Reader, ending.Token);
        var tending = TendAll(ending.Token);
        var reason = "a fault of the program";
        try
        {
            reason = await ReceiveAll(socket, ending.Token).ConfigureAwait(false);
        }
        finally
        {
            reason = End(reason);
            await ending.CancelAsync().ConfigureAwait(false);
            await _cancelling.ConfigureAwait(false);
            await Task.WhenAll(sending, tending).ConfigureAwait(false);
        }

        await CloseQuietly(socket).ConfigureAwait(false);
        await PostSurely(new StreamLost(reason)).ConfigureAwait(false);
        return reason;
    }

    private void Begin(Channel<byte[]> outgoing, CancellationTokenSource ending)
    {
        lock (_gate)
        {
            (_outgoing, _ending, _endReason) = (outgoing, ending, null);
            _connections++;
            _subscriptions.Reset();
            Forget(_options.Clock());
            _calls.Add(listener => listener.Reported("stream: connected"));
            SendDue();
        }

        Tell();
    }

    private string End(string reason)
    {
        lock (_gate)
        {
            (_outgoing, _ending) = (null, null);
            return _endReason ?? reason;
        }
    }

    // Under the gate. The receive loop sees it as its own end.
    private void EndConnection(string reason)
    {
        if (_ending is null || _endReason is not null) return;
        _endReason = reason;
        // Not on this thread, which holds the gate.
        _cancelling = _ending.CancelAsync();
    }

    private async Task<string> ReceiveAll(ClientWebSocket socket, CancellationToken ended)
    {
        var buffer = new byte[Math.Min(FirstBuffer, _options.MaxMessageBytes)];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), ended).ConfigureAwait(false);
                if (part.MessageType == WebSocketMessageType.Close) return $"closed by the venue: {socket.CloseStatus} {socket.CloseStatusDescription}";
                length += part.Count;
                if (!part.EndOfMessage)
                {
                    if (length < buffer.Length) continue;
                    if (length >= _options.MaxMessageBytes) return $"a message of more than {_options.MaxMessageBytes} bytes";
                    Array.Resize(ref buffer, Math.Min(length * 2, _options.MaxMessageBytes));
                    continue;
                }

                OnFrame(buffer.AsSpan(0, length));
                length = 0;
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException)
        {
            return fault is OperationCanceledException ? "stopped" : "connection broken: " + fault.Message;
        }
    }

    private async Task SendAll(ClientWebSocket socket, ChannelReader<byte[]> commands, CancellationToken ended)
    {
        try
        {
            await foreach (var command in commands.ReadAllAsync(ended).ConfigureAwait(false))
                await socket.SendAsync(command, WebSocketMessageType.Text, true, ended).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
        catch (Exception fault) when (fault is WebSocketException or IOException or ObjectDisposedException)
        {
            lock (_gate) EndConnection("a command could not be sent: " + fault.Message);
        }
    }

    private async Task TendAll(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(_options.TendEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(ended).ConfigureAwait(false)) Tend();
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
        finally
        {
            // Nothing happens unless it went on: then the program is wrong, and it must not go on without its time limits.
            lock (_gate) EndConnection("time limits are not looked at any more");
        }
    }

    private void Tend()
    {
        lock (_gate)
        {
            var now = _options.Clock();
            if (now - _lastFrameAt > _options.SilenceLimit) EndConnection($"nothing heard for {_options.SilenceLimit.TotalSeconds:0.###} s");
            else if (now - _lastFrameAt > _options.ProbeAfter) _subscriptions.Probe(now, _commands);
            if (_overflowing) Recover(now);
            SendDue();
        }

        Tell();
    }

    // Under the gate: the commands that are due, and what became of earlier ones.
    private void SendDue()
    {
        if (_outgoing is null)
        {
            _commands.Clear();
            return;
        }

        _subscriptions.Advance(_options.Clock(), _commands);
        foreach (var command in _commands)
            if (!_outgoing.Writer.TryWrite(command)) EndConnection("commands do not leave");
        _commands.Clear();
        TakeEvents();
    }

    // Between connections nothing else is posted, so waiting keeps the order.
    private async Task PostSurely(Input input)
    {
        while (!_options.Sink.TryPost(input, _options.Clock()))
        {
            if (_stop.IsCancellationRequested) return;
            await Pause(_options.TendEvery).ConfigureAwait(false);
        }
    }

    private async Task Pause(TimeSpan time)
    {
        try
        {
            await Task.Delay(time, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped: the caller looks.
        }
    }

    private static async Task CloseQuietly(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException)
        {
            // A connection that is given up needs no good-bye; why it ended is told already.
        }
    }

    private void Report(string text)
    {
        lock (_gate) _calls.Add(listener => listener.Reported(text));
        Tell();
    }

    // Outside the gate, so that a listener may call the stream; one at a time and in order.
    private void Tell()
    {
        if (_calls.Count == 0) return;
        lock (_callGate)
        {
            while (true)
            {
                Action<IStreamListener> call;
                lock (_gate)
                {
                    if (_calls.Count == 0) return;
                    call = _calls[0];
                    _calls.RemoveAt(0);
                }

                call(_options.Listener);
            }
        }
    }
}
