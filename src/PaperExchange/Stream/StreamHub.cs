using KalshiArb.PaperExchange.Engine;
using KalshiArb.PaperExchange.Faults;
using Microsoft.AspNetCore.Http;

namespace KalshiArb.PaperExchange.Stream;

/// <summary>
/// The venue's WebSocket (GET /trade-api/ws/v2): connections, their subscriptions, and what happens in the world as frames on
/// them. Handshakes are authenticated before they come here.
/// </summary>
public sealed class StreamHub : IDisposable
{
    private readonly IStreamWorld _world;
    private readonly List<StreamConnection> _connections = [];
    private readonly Dictionary<Ticker, TickerState> _tickers = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly IStreamView _view;
    private int _open;
    private long _overflows;

    /// <summary>The stream of a running engine.</summary>
    /// <param name="engine">The engine; it outlives the hub.</param>
    /// <param name="userId">The account's user_id.</param>
    /// <param name="faults">The faults in force.</param>
    /// <param name="limits">Bounds.</param>
    public StreamHub(ExchangeEngine engine, string userId, FaultBoard faults, StreamLimits limits)
        : this(new EngineStreamWorld(engine, userId), faults, limits)
    {
    }

    /// <summary>The stream of a recording, which has no account.</summary>
    /// <param name="frames">The recording; it outlives the hub.</param>
    /// <param name="faults">The faults in force.</param>
    /// <param name="limits">Bounds.</param>
    public StreamHub(RecordedFrames frames, FaultBoard faults, StreamLimits limits)
        : this((IStreamWorld)frames, faults, limits)
    {
    }

    internal StreamHub(IStreamWorld world, FaultBoard faults, StreamLimits limits)
    {
        _world = world;
        Faults = faults;
        Limits = limits;
        _view = world.Read(view => view);
        world.Changed += Show;
    }

    /// <summary>Connections that are open.</summary>
    public int Connections => Volatile.Read(ref _open);

    /// <summary>Subscriptions that ended because their client was too slow (code 25).</summary>
    public long Overflows => Interlocked.Read(ref _overflows);

    internal StreamLimits Limits { get; }

    internal FaultBoard Faults { get; }

    internal StreamFrames Frames { get; } = new();

    internal string UserId => _world.UserId;

    /// <summary>
    /// Serves one client until it leaves: the answer is 101, or 400 or 426 when the request is no WebSocket handshake, or 429 when
    /// too many are open.
    /// </summary>
    /// <param name="context">The upgrade request; its signature was verified.</param>
    public Task AcceptAsync(HttpContext context) => AcceptAsync(context, authenticated: true);

    /// <inheritdoc/>
    public void Dispose()
    {
        _world.Changed -= Show;
        _stopping.Cancel();
        _world.Read(_ =>
        {
            foreach (var connection in _connections) connection.Cut();
            return true;
        });
        (_world as IDisposable)?.Dispose();
        Frames.Dispose();
        _stopping.Dispose();
    }

    internal async Task AcceptAsync(HttpContext context, bool authenticated)
    {
        if (Interlocked.Increment(ref _open) > Limits.Connections)
        {
            Interlocked.Decrement(ref _open);
            context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            return;
        }

        try
        {
            if (await WebSocketHandshake.AcceptAsync(context) is not var (socket, stream)) return;
            using var connection = new StreamConnection(this, socket, stream, authenticated);
            Locked(() => _connections.Add(connection));
            try
            {
                await connection.RunAsync(_stopping.Token);
            }
            finally
            {
                Locked(() => _connections.Remove(connection));
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    internal void Locked(Action action) => _world.Read(_ =>
    {
        action();
        return true;
    });

    internal void Locked(StreamConnection connection, StreamCommand command) => _world.Read(view =>
    {
        connection.Handle(command, view);
        return true;
    });

    internal void CountTerminated(StreamError error)
    {
        if (error == StreamError.BufferOverflow) Interlocked.Increment(ref _overflows);
    }

    private void Show(IReadOnlyList<StreamChange> changes)
    {
        if (_connections.Count == 0) return;
        var plan = StreamFaultPlan.For(changes, Faults);
        foreach (var change in plan.Changes)
        {
            foreach (var connection in _connections) connection.Show(change, _view, plan.PrivateDelay);
        }

        if (_connections.Exists(static connection => connection.HasTickers)) ShowTickers(changes);
    }

    // Any field that changed makes a new row.
    private void ShowTickers(IReadOnlyList<StreamChange> changes)
    {
        var touched = new HashSet<Ticker>();
        foreach (var change in changes)
        {
            if (change is StreamChange.Level level) touched.Add(level.Market);
            else if (change is StreamChange.Trade trade) touched.Add(trade.Market);
        }

        foreach (var market in touched)
        {
            var state = _view.TickerOf(market);
            if (_tickers.TryGetValue(market, out var last) && last == state) continue;
            _tickers[market] = state;
            foreach (var connection in _connections) connection.ShowTicker(market, state, _view);
        }
    }
}
