using KalshiArb.Exchange.Slate;

namespace KalshiArb.PaperExchange.Engine;

/// <summary>What a new engine is made of.</summary>
/// <param name="SlateSeed">The simulated evening's seed; null for an empty venue.</param>
/// <param name="Games">How many games the evening has.</param>
/// <param name="Lag">How far the other traders lag behind the bookmakers.</param>
/// <param name="Start">Market time at the beginning; a state that exists has its own.</param>
/// <param name="Cash">The account's cash by shard.</param>
/// <param name="Rules">The venue's rules.</param>
/// <param name="Speed">Market seconds a second.</param>
/// <param name="StateDirectory">Where the state is kept; null keeps none.</param>
public sealed record EngineSettings(
    ulong? SlateSeed,
    int Games,
    TimeSpan Lag,
    Instant Start,
    ImmutableArray<Domain.Ports.ShardCash> Cash,
    VenueRules Rules,
    double Speed,
    string? StateDirectory)
{
    /// <summary>Without a slate: how many markets on which nobody trades; 0 lists none.</summary>
    public int QuietMarkets { get; init; }
}

/// <summary>
/// The running venue: one world, one lock, market time by a monotonic clock, and a thread that lets things happen when they are
/// due. Every command is in the state file before it is carried out, and a time is in it before anything private that happened by
/// then is shown, so that the venue goes on after a restart where it was.
/// </summary>
public sealed partial class ExchangeEngine : IDisposable
{
    private static readonly TimeSpan _markEvery = TimeSpan.FromSeconds(1);
    // How long one turn of the thread may hold the lock while it catches up.
    private static readonly TimeSpan _turn = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private readonly ExchangeWorld _world;
    private readonly MarketHistory _history;
    private readonly CandleHistory _candles;
    private readonly ExchangeView _view;
    private readonly EngineStore? _store;
    private readonly MarketClock _clock;
    private readonly TimeProvider _time;
    private readonly EngineChanges _changes = new();
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread? _thread;
    private volatile bool _stopped;
    private long _lastMark;

    /// <summary>An engine over a world.</summary>
    /// <param name="world">A world at its beginning.</param>
    /// <param name="speed">Market seconds a second.</param>
    /// <param name="time">The monotonic clock.</param>
    /// <param name="drives">Whether a thread of the engine lets things happen when they are due; without it they happen with the next read or command.</param>
    public ExchangeEngine(ExchangeWorld world, double speed, TimeProvider time, bool drives = true)
        : this(world, speed, time, drives, null)
    {
    }

    private ExchangeEngine(ExchangeWorld world, double speed, TimeProvider time, bool drives, EngineStore? store)
    {
        ArgumentNullException.ThrowIfNull(world);
        ArgumentNullException.ThrowIfNull(time);
        InvariantViolation.Unless(speed > 0, "Market time goes forward.");
        _world = world;
        _store = store;
        _time = time;
        Start = world.Now;
        _history = new MarketHistory(world.Markets.Length, world.Venue.Rules.Shards, world.Now);
        _candles = new CandleHistory(world.Markets.Length);
        _view = new ExchangeView(world, _history, _candles);
        if (store is not null) Restore(store);
        _world.Venue.Outputs.Clear();
        _clock = new MarketClock(_world.Now, speed, time);
        _view.Now = _world.Now;
        _lastMark = time.GetTimestamp();
        if (!drives) return;
        _thread = new Thread(Drive) { IsBackground = true, Name = "exchange" };
        _thread.Start();
    }

    /// <summary>
    /// Makes an engine, or brings a kept one back to where it was. Throws <see cref="InvalidDataException"/> for a state that was
    /// made of something else or cannot be read, and <see cref="IOException"/> for one in use.
    /// </summary>
    public static ExchangeEngine Open(EngineSettings settings, TimeProvider time, bool drives = true)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.StateDirectory is null) return new ExchangeEngine(Make(settings, settings.Start), settings.Speed, time, drives);
        var store = EngineStore.Open(settings.StateDirectory);
        try
        {
            var found = store.ReadHead();
            var head = HeadOf(settings, found is null ? settings.Start : Instant.FromUnixMicros(found.StartMicros));
            if (found is null) store.Begin(head);
            else if (found != head) throw new InvalidDataException($"{store.FilePath}: made from {found}, not from {head}");
            return new ExchangeEngine(Make(settings, Instant.FromUnixMicros(head.StartMicros)), settings.Speed, time, drives, store);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Market time at the world's beginning.</summary>
    public Instant Start { get; }

    /// <summary>Market time.</summary>
    public Instant Now => _clock.Now;

    /// <summary>Market seconds a second.</summary>
    public double Speed => _clock.Speed;

    /// <summary>How many commands of the state file were carried out again.</summary>
    public int Restored { get; private set; }

    /// <summary>
    /// Everything that happened, in order, told under the lock: what one command or one happening changed is one call. A handler
    /// copies what it needs and returns at once; it must not call the engine and must not throw.
    /// </summary>
    public event Action<EngineChanges>? Changed;

    /// <summary>Reads the venue as of now, under the lock; the view is valid inside the call only.</summary>
    public T Read<T>(Func<ExchangeView, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        lock (_lock)
        {
            Advance(_clock.Now);
            return read(_view);
        }
    }

    /// <summary>
    /// Carries a command out at the present market time and tells <see cref="Changed"/> what it changed before it returns.
    /// </summary>
    public ExchangeReply Execute(ExchangeCommand command)
    {
        ArgumentNullException.ThrowIfNull(command);
        lock (_lock)
        {
            var at = Instant.Max(_clock.Now, _world.Now);
            Advance(at);
            _store?.Write(EngineLine.From(command, at));
            var reply = Carry(command, at);
            Note(command, reply);
            Publish(at);
            _wake.Set();
            return reply;
        }
    }

    /// <summary>Throws when books, positions or money do not add up; for tests and the end of a run.</summary>
    public void CheckInvariants()
    {
        lock (_lock) _world.Venue.CheckInvariants();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_stopped) return;
        _stopped = true;
        _wake.Set();
        _thread?.Join();
        lock (_lock)
        {
            _store?.Mark(_world.Now);
            _store?.Dispose();
        }

        _wake.Dispose();
    }

    private static ExchangeWorld Make(EngineSettings settings, Instant start) => settings.SlateSeed is { } seed
        ? new SlateExchangeWorld(new SlateWorld(new SlateSettings(seed, start, settings.Games, settings.Lag, settings.Cash, settings.Rules)))
        : new QuietWorld(start, settings.QuietMarkets > 0 ? QuietSlate.Markets(settings.QuietMarkets, start) : [], settings.Cash, settings.Rules);

    private static EngineHead HeadOf(EngineSettings settings, Instant start)
    {
        var cash = Money.Zero;
        foreach (var part in settings.Cash) cash += part.Cash;
        return new EngineHead(
            EngineStore.Version, settings.SlateSeed is not null ? "slate" : settings.QuietMarkets > 0 ? "quiet-markets" : "quiet", settings.SlateSeed ?? 0, start.UnixMicros,
            settings.SlateSeed is null && settings.QuietMarkets > 0 ? settings.QuietMarkets : settings.Games,
            settings.Lag.Ticks / TimeSpan.TicksPerMicrosecond, cash.Micros);
    }

    private void Drive()
    {
        while (!_stopped)
        {
            TimeSpan wait;
            lock (_lock)
            {
                var caughtUp = AdvanceFor(_turn);
                wait = !caughtUp ? TimeSpan.Zero : _world.NextTime is { } next ? _clock.WallUntil(next) : _markEvery;
                MarkRegularly();
            }

            if (wait > _markEvery) wait = _markEvery;
            if (wait > TimeSpan.Zero) _wake.WaitOne(wait + TimeSpan.FromMilliseconds(1));
            else Thread.Yield();
        }
    }

    private void MarkRegularly()
    {
        if (_store is null || _time.GetElapsedTime(_lastMark) < _markEvery) return;
        _lastMark = _time.GetTimestamp();
        _store.Mark(_world.Now);
    }

    private bool AdvanceFor(TimeSpan limit)
    {
        var begun = System.Diagnostics.Stopwatch.GetTimestamp();
        var now = _clock.Now;
        while (_world.NextTime is { } next && next <= now)
        {
            Step();
            if (System.Diagnostics.Stopwatch.GetElapsedTime(begun) > limit) return false;
        }

        Advance(now);
        return true;
    }

    private void Advance(Instant now)
    {
        while (_world.NextTime is { } next && next <= now) Step();
        if (now > _world.Now) _world.MoveTo(now);
        _view.Now = _world.Now;
        Publish(_world.Now);
    }

    private void Step()
    {
        _world.Step(_changes.Feeds);
        Publish(_world.Now);
    }
}
