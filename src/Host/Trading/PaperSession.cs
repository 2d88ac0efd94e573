using System.Collections.Concurrent;
using Akka.Configuration;
using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Reconciliation;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Exchange.Slate;
using KalshiArb.Host.Sessions;
using KalshiArb.Kill;
using KalshiArb.Host.Telemetry;
using KalshiArb.Simulation.Paper;

namespace KalshiArb.Host.Trading;

/// <summary>
/// A run on the embedded venue: one thread drives the simulated evening and the core in market time; everything else talks to
/// that thread. Nothing is decided here.
/// </summary>
internal sealed partial class PaperSession : ITradingSession
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FeedPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan VenuePatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestNap = TimeSpan.FromMilliseconds(5);

    private readonly RunRequest _request;
    private readonly ISessionObserver _observer;
    private readonly SessionTally _tally;
    private readonly Lock _worldLock = new();
    private readonly TaskCompletionSource<ReadyReport> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SessionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<Action> _requests = new();
    private readonly ConcurrentDictionary<OrderGroupId, EntryGroup> _entryGroups = new();
    private readonly ReleaseGate _releaseGate = new();
    private readonly ManualResetEventSlim _venueKnown = new();
    private readonly Thread _thread;
    private TradingCore? _core;
    private CoreViews? _views;
    private PaperDriver? _driver;
    private PaperNetwork? _network;
    private SlateMarketWorld? _world;
    private PaperVenueStore? _store;
    private SlateWorld? _slate;
    private RunTape? _tape;
    private volatile string? _stopReason;
    private volatile bool _killed;
    private volatile bool _killFinished;
    private volatile bool _killEnded;
    private string? _tapePath;
    private int _run;

    public PaperSession(RunRequest request, ISessionObserver observer)
    {
        _request = request;
        _observer = observer;
        _tally = new SessionTally(observer);
        _thread = new Thread(Run, 16 * 1024 * 1024) { Name = "core", IsBackground = true };
    }

    // A kill may come before there is a venue in this process: it closes the gate at once, and its procedure begins with the venue.
    public IKillVenue KillVenue => HasVenue() ? PaperVenue : new AbsentKillVenue();

    public IKillClock KillClock => new PaperKillClock(() => _driver?.Now ?? _world?.Now ?? Instant.Never);

    public ITradingSide TradingSide => this;

    public IFlattenVenue? FlattenVenue
    {
        get
        {
            Dictionary<Ticker, Shard> shards;
            lock (_worldLock) shards = _slate!.Markets.ToDictionary(market => market.Ticker, market => market.Shard);
            var (series, number) = (World.Now.UnixMicros, 0);
            return PaperVenue.ToFlatten(new PaperFlattenTerms(
                ticker => shards.TryGetValue(ticker, out var shard) ? shard : null, () => FlattenOrders.Id(_request.Settings.Exchange.AccountTag, series, ++number)));
        }
    }

    private PaperKillVenue PaperVenue => new(World, _worldLock, _store, () => [.. _entryGroups.Values], (input, at) => _core?.Inbox.TryPost(input, at));

    public Task<SessionEnd> Completion => _ended.Task;

    /// <summary>Waits for the venue while the session starts; false when it does not come.</summary>
    private bool HasVenue() => _world is not null || (_venueKnown.Wait(VenuePatience) && _world is not null);

    private SlateMarketWorld World => _world ?? throw new InvalidOperationException("the session has not started");

    private TradingCore Core => _core ?? throw new InvalidOperationException("the session has not started");

    private CoreViews Views => _views ?? throw new InvalidOperationException("the session has not started");

    private PaperDriver Driver => _driver ?? throw new InvalidOperationException("the session has not started");

    private PaperNetwork Network => _network ?? throw new InvalidOperationException("the session has not started");

    public Task<ReadyReport> StartAsync(CancellationToken cancellation)
    {
        _thread.Start();
        return _ready.Task.WaitAsync(cancellation);
    }

    public void RequestStop(string reason) => _stopReason ??= reason;

    public void BeginKill(string by, string reason)
    {
        _releaseGate.Close($"killed by {by}");
        _killed = true;
        _core?.Inbox.TryPost(new KillBegun(by, reason), _driver?.Now ?? Instant.Never);
    }

    public void FinishKill(KillReceipt receipt)
    {
        _core?.Inbox.TryPost(new KillFinished(receipt.Verified, KillReceiptText.OneLine(receipt)), _driver?.Now ?? Instant.Never);
        _killFinished = true;
    }

    public void EndKill() => _killEnded = true;

    public async ValueTask DisposeAsync()
    {
        RequestStop("disposed");
        if (_thread.IsAlive) await Task.Run(() => _thread.Join(TimeSpan.FromSeconds(30))).ConfigureAwait(false);
        if (!_thread.IsAlive) _venueKnown.Dispose();
    }

    private void Run()
    {
        try
        {
            RunSession();
        }
        catch (SessionRefusedException refused)
        {
            _venueKnown.Set();
            _ready.TrySetException(refused);
            _ended.TrySetException(refused);
        }
#pragma warning disable CA1031 // Whatever ends the core thread must reach the host, which stops the service with it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _venueKnown.Set();
            _releaseGate.Close("the core thread died");
            // A core that ran and died has orders at the venue, and the next start must not trade on what broke this one.
            if (_core is not null) KillWanted?.Invoke($"the core thread died: {error.Message}");
            _ready.TrySetException(error);
            _ended.TrySetException(error);
        }
    }

    private void RunSession()
    {
        var settings = _request.Settings;
        _slate = new SlateWorld(SlateOf(settings.Paper));
        var world = new SlateMarketWorld(_slate);
        var (configuration, setups) = SqlJournal.OnSqlite(Path.Combine(_request.StateDirectory, "journal.db"));
        using var host = new ActorSystemHost();
        using var system = CoreSystem.Create(host.Start, configuration.WithFallback(ConfigurationFactory.ParseString(settings.AkkaHocon)), setups.AsSpan());
        using var commits = SqlJournal.Open(system.System, _request.Build, SnapshotTrouble);
        var codec = JournalFormat.Instance;
        var recovered = RecoveredState.Of(commits.Snapshot, commits.Recovered, codec);
        var lastFactAt = recovered.LastFactAt;
        _run = recovered.Orders.Run + 1;

        using var store = OpenVenue(HeadOf(settings.Paper), world, lastFactAt);
        _store = store;
        _world = world;
        _venueKnown.Set();
        _network = new PaperNetwork(
            new NetworkTerms(settings.Paper.Latency, settings.Paper.LatencyJitter, (ulong)settings.Paper.Seed + (ulong)_run),
            settings.Exchange.ContractsFuse, () => _request.Gate.IsOpen);
        var opensAt = Instant.Max(world.Now, lastFactAt);
        _tapePath = Path.Combine(_request.StateDirectory, "tape", $"{_run}.tape");
        Directory.CreateDirectory(Path.GetDirectoryName(_tapePath)!);
        using var tape = new RunTape(TapeWriter.Create(_tapePath, HeaderFor(commits.Recovered.Count, opensAt), commits.Recovered, commits.Snapshot), StorageFailed);
        _tape = tape;
        using var core = TradingCore.Create(
            system,
            new CoreOptions
            {
                Codec = codec, Commits = commits, Gateway = _network, OpensAt = opensAt, Gate = _releaseGate, Tape = tape, Decisions = [_tally],
                Observer = new CoreWatch(_observer, reason => KillWanted?.Invoke(reason)), SnapshotEvery = settings.Persistence.SnapshotEvery,
            },
            CoreRoot.For(settings.Decision, PrecisionOf(settings)));
        _core = core;
        _driver = new PaperDriver(core, world, _network, store, new FillFaults(settings.Paper.Faults.WithholdFill, settings.Paper.Faults.FeeErrorFill), _worldLock);
        Driver.Shown = Watch;
        _views = new CoreViews(core, () => Driver.Now, _tally, settings.Decision, "paper", _run);

        Driver.Take(new SessionStarted(_run, settings.Exchange.AccountTag, _request.Build));
        if (_request.KilledBefore is { } killed) Driver.Take(new KillBegun(killed.By, killed.Reason));
        if (store.Restored > 0 || _run > 1) Announce();
        var pace = new Pace(Driver.Now, _request.Speed);
        var startedAt = Driver.Now;
        MakeReady(pace);
        _ready.TrySetResult(Report(startedAt));
        var reason = Trade(pace, EndOf(startedAt));
        _ended.TrySetResult(Finish(reason, tape));
    }

    /// <summary>A slate of other games, lag or cash is another venue: its orders are not those of this state.</summary>
    private PaperVenueStore OpenVenue(VenueHead head, IMarketWorld world, Instant notBefore)
    {
        try
        {
            return PaperVenueStore.Open(Path.Combine(_request.StateDirectory, "venue"), head, world, notBefore);
        }
        catch (InvalidDataException other)
        {
            throw new SessionRefusedException(ExitCode.Refused, other.Message, other);
        }
    }

    /// <summary>The facts are all there: an operator hears of it, and trading goes on.</summary>
    private void SnapshotTrouble(string what) => _observer.Report(new SessionLine.Alert(_driver?.Now ?? _slate!.Now, "SNAPSHOT", what));

    /// <summary>Nothing may be traded that is not recorded: everything is cancelled, and the run ends.</summary>
    private void StorageFailed(string reason)
    {
        _observer.Report(new SessionLine.Alert(_driver?.Now ?? World.Now, "STORAGE", "storage failed: " + reason));
        KillWanted?.Invoke(reason);
    }

    /// <summary>A venue that was restored shows its markets again, as a new connection would.</summary>
    private void Announce()
    {
        var shown = new List<Input>();
        lock (_worldLock) _slate!.Introduce(shown);
        foreach (var input in shown) Driver.Take(input);
    }

    private void MakeReady(Pace pace)
    {
        var startedAt = Driver.Now;
        var until = startedAt + ReadyWithin;
        while (Driver.Now < until && !IsReady(startedAt))
        {
            Advance(pace, until);
            if (_stopReason is not null || _killed) return;
        }

        if (!IsReady(startedAt) && Core.Query(new TradingStateQuery()).State == TradingState.Running)
            throw new SessionRefusedException(ExitCode.Unreachable, $"not reconciled within {ReadyWithin.TotalSeconds:0} s of market time");
    }

    /// <summary>Reconciled, every book live, and odds of every game, for which a poll interval is waited.</summary>
    private bool IsReady(Instant startedAt)
    {
        if (!Core.Query(new ReconciliationQuery()).State.IsClean) return false;
        if (Driver.Now - startedAt >= FeedPatience) return true;
        var (books, games) = Views.Freshness();
        return books.All > 0 && books.Some == books.All && games.Some == games.All;
    }

    private string Trade(Pace pace, Instant? end)
    {
        while (true)
        {
            if (_stopReason is { } reason) return reason;
            if (_killed) return AwaitKill(pace);
            if (end is { } limit && (Driver.NextTime is not { } next || next > limit))
            {
                while (pace.Until(limit) is var left && left > TimeSpan.Zero && _stopReason is null && !_killed) Nap(left);
                if (_stopReason is null && !_killed)
                {
                    Driver.Step(limit);
                    return _request.ForMarket is null ? "--for reached" : "--for-market reached";
                }

                continue;
            }

            if (Driver.NextTime is null || _slate!.IsOver) return "the evening is over";
            Advance(pace, end ?? Instant.FromUnixMicros(long.MaxValue / 4));
        }
    }

    /// <summary>Market time goes on while the kill works: what is in flight must arrive and be refused.</summary>
    private string AwaitKill(Pace pace)
    {
        // The last look comes a minute of the market later; whoever stops the service has read the receipt.
        while (!_killEnded && !(_killFinished && _stopReason is not null)) Advance(pace, Driver.Now + TimeSpan.FromSeconds(1));
        Driver.RunWaiting();
        return "killed";
    }

    private void Advance(Pace pace, Instant until)
    {
        while (_requests.TryDequeue(out var request)) request();
        Driver.RunWaiting();
        if (Network.KillsWanted.TryDequeue(out var wanted)) KillWanted?.Invoke(wanted);
        var next = Driver.NextTime is { } due && due < until ? due : until;
        _tape?.FlushNowAndThen();
        if (pace.Until(next) is var left && left > TimeSpan.Zero)
        {
            Nap(left);
            return;
        }

        Driver.Step(until);
    }

    private static void Nap(TimeSpan left) => Thread.Sleep(left < LongestNap ? left : LongestNap);

    private Instant? EndOf(Instant startedAt) =>
        _request.ForMarket is { } market ? startedAt + market
        : _request.For is { } wall ? startedAt + wall * _request.Speed
        : null;

    private void Watch(Input input)
    {
        if (input is OrderGroupCreated { Role: OrderRole.Entry } created) _entryGroups[created.Group] = new EntryGroup(created.Group, created.Shard);
    }

    internal static MemberPrecision PrecisionOf(Configuration.EffectiveSettings settings) =>
        settings.Exchange.FeePrecision == Money.FromCents(1) ? MemberPrecision.Cent : MemberPrecision.Direct;
}
