using System.Net.WebSockets;
using System.Threading.Channels;
using KalshiArb.PaperExchange.Faults;

namespace KalshiArb.PaperExchange.Stream;

/// <summary>
/// One client's connection. Commands are carried out, and frames are numbered and queued, under the world's lock; sending
/// happens outside, so that a slow client holds up nobody.
/// </summary>
internal sealed partial class StreamConnection : IDisposable
{
    private readonly record struct Outgoing(byte[] Frame, Subscription? Subscription, long NotBefore);

    private readonly StreamHub _hub;
    private readonly WebSocket _socket;
    private readonly FrameStream _stream;
    private readonly bool _authenticated;
    private readonly Channel<Outgoing> _queue = Channel.CreateUnbounded<Outgoing>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Channel<Outgoing> _late = Channel.CreateUnbounded<Outgoing>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SortedDictionary<long, Subscription> _subscriptions = [];
    private readonly CancellationTokenSource _end = new();
    private Subscription[]? _all;
    private long _lastSid;
    private int _isCut;
    private int _markets;
    private int _waiting;
    private int _lateWaiting;

    public StreamConnection(StreamHub hub, WebSocket socket, FrameStream stream, bool authenticated)
    {
        _hub = hub;
        _socket = socket;
        _stream = stream;
        _authenticated = authenticated;
    }

    /// <summary>Whether it has a subscription of the ticker channel.</summary>
    public bool HasTickers { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _end.Dispose();
    }

    /// <summary>Serves the client until it leaves or is cut.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var stop = stopping.Register(Cut);
        var sending = Task.Run(SendAllAsync, CancellationToken.None);
        var delaying = Task.Run(DelayAllAsync, CancellationToken.None);
        var pinging = Task.Run(PingAllAsync, CancellationToken.None);
        try
        {
            await ReceiveAllAsync();
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client is gone, or was cut: there is nobody to tell.
        }
        finally
        {
            _queue.Writer.TryComplete();
            _late.Writer.TryComplete();
            Cut();
            await Task.WhenAll(sending, delaying, pinging);
        }
    }

    /// <summary>
    /// Cuts the connection without a closing handshake, as a broken network does. It happens on another thread: what waits for
    /// the socket would go on under the world's lock otherwise.
    /// </summary>
    public void Cut()
    {
        if (Interlocked.Exchange(ref _isCut, 1) != 0) return;
        ThreadPool.QueueUserWorkItem(
            static connection =>
            {
                try
                {
                    connection._end.Cancel();
                    connection._socket.Abort();
                }
                catch (ObjectDisposedException)
                {
                    // It has ended by itself.
                }
            },
            this,
            preferLocal: false);
    }

    private async Task ReceiveAllAsync()
    {
        var buffer = new byte[16 * 1_024];
        var used = 0;
        while (true)
        {
            if (used == buffer.Length)
            {
                if (used >= _hub.Limits.CommandBytes)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, "message too big", _end.Token);
                    return;
                }

                Array.Resize(ref buffer, Math.Min(used * 2, _hub.Limits.CommandBytes));
            }

            var received = await _socket.ReceiveAsync(buffer.AsMemory(used), _end.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, _end.Token);
                return;
            }

            used += received.Count;
            if (!received.EndOfMessage) continue;
            var command = received.MessageType == WebSocketMessageType.Text
                ? StreamCommandParser.Parse(buffer.AsMemory(0, used))
                : new StreamCommand.Refused(null, StreamError.CannotProcess);
            used = 0;
            _hub.Locked(this, command);
        }
    }

    private async Task SendAllAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        try
        {
            await foreach (var outgoing in _queue.Reader.ReadAllAsync(_end.Token))
            {
                patience.CancelAfter(_hub.Limits.SendTimeout);
                await _socket.SendAsync(outgoing.Frame, WebSocketMessageType.Text, endOfMessage: true, patience.Token);
                patience.CancelAfter(Timeout.InfiniteTimeSpan);
                outgoing.Subscription?.Sent();
                Interlocked.Decrement(ref _waiting);
            }
        }
        catch (Exception fault) when (fault is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            Cut();
        }
    }

    // Private frames that are late on purpose; those after them wait as well, so that their order stands.
    private async Task DelayAllAsync()
    {
        try
        {
            await foreach (var outgoing in _late.Reader.ReadAllAsync(_end.Token))
            {
                var wait = TimeSpan.FromMilliseconds(Math.Max(0, outgoing.NotBefore - Environment.TickCount64));
                await Task.Delay(wait, _end.Token);
                _queue.Writer.TryWrite(outgoing);
                Interlocked.Decrement(ref _lateWaiting);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection has ended.
        }
    }

    private async Task PingAllAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(_hub.Limits.PingEvery);
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                await _stream.PingAsync(_end.Token);
                _hub.Locked(FlushHeld);
                if (_hub.Faults.Take(FaultKind.Disconnect, FaultRoutes.Stream) is not null) Cut();
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or IOException or ObjectDisposedException)
        {
            Cut();
        }
    }

    /// <summary>Queues an answer, which no fault touches.</summary>
    private void Reply(byte[] frame, Subscription? subscription = null)
    {
        if (subscription is not null) subscription.Queue();
        Queue(frame, subscription, delay: TimeSpan.Zero, isPrivate: subscription is { Channel.IsPrivate: true });
        if (subscription is not null) Release(subscription);
    }

    /// <summary>Queues a frame of a subscription as the faults in force have it; a client that is too slow loses the subscription.</summary>
    private void Emit(Subscription subscription, byte[] frame, TimeSpan delay)
    {
        if (subscription.HasEnded || Volatile.Read(ref _isCut) != 0) return;
        var faults = _hub.Faults;
        if (subscription.Queue() > _hub.Limits.FramesPerSubscription)
        {
            subscription.Sent();
            Terminate(subscription, StreamError.BufferOverflow);
            return;
        }

        if (faults.IsQuiet)
        {
            Queue(frame, subscription, delay, subscription.Channel.IsPrivate);
            return;
        }

        if (faults.Take(FaultKind.ChannelError, subscription.Channel.Name) is not null)
        {
            subscription.Sent();
            Terminate(subscription, StreamError.ChannelError);
        }
        else if (faults.Take(FaultKind.SequenceGap, subscription.Channel.Name) is not null)
        {
            subscription.Sent();
        }
        else if (subscription.Held is null && faults.Take(FaultKind.ReorderedFrame, subscription.Channel.Name) is not null)
        {
            subscription.Held = frame;
        }
        else
        {
            Queue(frame, subscription, delay, subscription.Channel.IsPrivate);
            if (faults.Take(FaultKind.DuplicateFrame, subscription.Channel.Name) is not null)
            {
                subscription.Queue();
                Queue(frame, subscription, delay, subscription.Channel.IsPrivate);
            }

            Release(subscription);
        }

        if (faults.Take(FaultKind.Disconnect, subscription.Channel.Name) is not null) Cut();
    }

    private void Release(Subscription subscription)
    {
        if (subscription.Held is not { } held) return;
        subscription.Held = null;
        Queue(held, subscription, TimeSpan.Zero, subscription.Channel.IsPrivate);
    }

    private void FlushHeld()
    {
        foreach (var subscription in _subscriptions.Values) Release(subscription);
    }

    private void Terminate(Subscription subscription, StreamError error)
    {
        Remove(subscription);
        Queue(_hub.Frames.Error(null, subscription.Sid, error), null, TimeSpan.Zero, isPrivate: false);
        _hub.CountTerminated(error);
    }

    private void Queue(byte[] frame, Subscription? subscription, TimeSpan delay, bool isPrivate)
    {
        if (Interlocked.Increment(ref _waiting) > _hub.Limits.FramesPerConnection)
        {
            Cut();
            return;
        }

        if (isPrivate && (delay > TimeSpan.Zero || Volatile.Read(ref _lateWaiting) > 0))
        {
            Interlocked.Increment(ref _lateWaiting);
            _late.Writer.TryWrite(new Outgoing(frame, subscription, Environment.TickCount64 + (long)delay.TotalMilliseconds));
            return;
        }

        _queue.Writer.TryWrite(new Outgoing(frame, subscription, 0));
    }
}
