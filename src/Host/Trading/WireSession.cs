using KalshiArb.Actors.Journal;
using KalshiArb.Actors.Reconciliation;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Actors.Tape;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Risk;
using KalshiArb.Host.Control;
using KalshiArb.Host.Sessions;
using KalshiArb.Host.Telemetry;
using KalshiArb.Kalshi.Gateway;
using KalshiArb.Kalshi.Stream;
using KalshiArb.Simulation.DryRun;
using KalshiArb.Simulation.Paper;
using Akka.Configuration;

namespace KalshiArb.Host.Trading;

/// <summary>
/// A run over Kalshi's own protocol: a core on its thread in real time, a REST client, a stream. The embedded exchange and
/// Kalshi differ here by a host name and a key.
/// </summary>
internal sealed partial class WireSession : ITradingSession
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FeedPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan KillPatience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    private readonly RunRequest _request;
    private readonly ISessionObserver _observer;
    private readonly IWireVenue _venue;
    private readonly SessionTally _tally;
    private readonly LateSink _sink = new();
    private readonly ReleaseGate _releaseGate = new();
    private readonly TaskCompletionSource<SessionEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _killFinished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _killEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WireClients _clients;
    private IVenueGateway? _gateway;
    private DryRunGateway? _dryRun;
    private ActorSystemHost? _host;
    private LiveCore? _live;
    private KalshiStream? _stream;
    private RunTape? _tape;
    private CoreViews? _views;
    private MarketDirectory? _directory;
    private string? _tapePath;
    private volatile string? _stopReason;
    private volatile bool _killed;
    private int _run;
    private int _wireClosed;

    public WireSession(RunRequest request, ISessionObserver observer, IWireVenue venue)
    {
        _request = request;
        _observer = observer;
        _venue = venue;
        _tally = new SessionTally(observer);
        _clients = new WireClients(venue, request.Settings.Exchange.Subaccount, observer);
    }

    public Task<SessionEnd> Completion => _ended.Task;

    private LiveCore Live => _live ?? throw new InvalidOperationException("the session has not started");

    public async Task<ReadyReport> StartAsync(CancellationToken cancellation)
    {
        PrepareFeeds();
        await _clients.OpenAsync(cancellation).ConfigureAwait(false);
        _gateway = OpenGateway();
        Open();
        _directory = MarketDirectory.Of(_clients.Trading, _request.Settings, () => _venue.Now, _observer);
        foreach (var input in await _directory.LookAsync(cancellation).ConfigureAwait(false)) await PostAsync(input, cancellation).ConfigureAwait(false);
        await LookAtHoursAsync(cancellation).ConfigureAwait(false);
        _venue.StartFeeds(_sink, [.. _directory.Markets]);
        StartFeeds();
        _stream = OpenStream();
        try
        {
            await AwaitReadyAsync(cancellation).ConfigureAwait(false);
            var startedAt = _venue.Now;
            var report = await OnCoreAsync(core => ReportOf(core, startedAt), cancellation).ConfigureAwait(false);
            _ = Task.Run(() => RunAsync(startedAt), CancellationToken.None);
            return report;
        }
        catch (TimeoutException silent)
        {
            // It may have orders out already, and nobody can tell it to stop.
            await FailAsync("the core does not answer", silent).ConfigureAwait(false);
            throw Silent(silent);
        }
    }

    public void RequestStop(string reason)
    {
        _stopReason ??= reason;
        _stopAsked.TrySetResult();
        _stop.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        RequestStop("disposed");
        await _watching.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_watches).ConfigureAwait(false);
        await CloseWireAsync().ConfigureAwait(false);
        _live?.Dispose();
        _tape?.Dispose();
        _host?.Dispose();
        _clients.Dispose();
        _watching.Dispose();
        _lookWanted.Dispose();
        await _venue.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Ends stream and gateway, once.</summary>
    private async Task CloseWireAsync()
    {
        if (Interlocked.Exchange(ref _wireClosed, 1) != 0) return;
        await _watching.CancelAsync().ConfigureAwait(false);
        if (_feeds is not null) await _feeds.DisposeAsync().ConfigureAwait(false);
        if (_stream is not null) await _stream.DisposeAsync().ConfigureAwait(false);
        if (_gateway is not null) await _gateway.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The core recovers from its journal and takes its first input; it trades nothing before it has markets and a listing.</summary>
    private void Open()
    {
        var settings = _request.Settings;
        var (configuration, setups) = SqlJournal.OnSqlite(Path.Combine(_request.StateDirectory, "journal.db"));
        _host = new ActorSystemHost();
        _live = LiveCore.Start(new LiveCoreOptions
        {
            System = () => CoreSystem.Create(_host.Start, configuration.WithFallback(ConfigurationFactory.ParseString(settings.AkkaHocon)), setups.AsSpan()),
            Core = Wire,
            Root = CoreRoot.For(settings.Decision, PaperSession.PrecisionOf(settings)),
            Clock = () => _venue.Now,
            Speed = _venue.Speed,
            Died = Died,
            Idle = () => _tape?.FlushNowAndThen(),
        });
        _views = new CoreViews(_live.Core, () => _venue.Now, _tally, settings.Decision, _venue.Mode, _run);
        _sink.Target = _live;
        WriteKillSheet();
        _live.TryPost(new SessionStarted(_run, settings.Exchange.AccountTag, _request.Build), _venue.Now);
        if (_request.KilledBefore is { } killed) _live.TryPost(new KillBegun(killed.By, killed.Reason), _venue.Now);
    }

    private CoreOptions Wire(CoreSystem system)
    {
        var commits = SqlJournal.Open(system.System, _request.Build, SnapshotTrouble);
        var codec = JournalFormat.Instance;
        var recovered = RecoveredState.Of(commits.Snapshot, commits.Recovered, codec);
        _run = recovered.Orders.Run + 1;
        var opensAt = Instant.Max(_venue.Now, recovered.LastFactAt);
        _tapePath = Path.Combine(_request.StateDirectory, "tape", $"{_run}.tape");
        Directory.CreateDirectory(Path.GetDirectoryName(_tapePath)!);
        var header = new TapeHeader(
            _request.Build, _venue.Mode, _run, _request.Settings.Paper.Seed, opensAt, _request.SettingsJson, null, commits.Recovered.Count, Decided: true);
        _tape = new RunTape(TapeWriter.Create(_tapePath, header, commits.Recovered, commits.Snapshot), StorageFailed);
        return new CoreOptions
        {
            Codec = codec, Commits = commits, Gateway = _gateway!, OpensAt = opensAt, Gate = _releaseGate, Tape = _tape, Decisions = [_tally],
            Observer = new CoreWatch(_observer, reason => KillWanted?.Invoke(reason), TellMarketsAgain), SnapshotEvery = _request.Settings.Persistence.SnapshotEvery,
        };
    }

    /// <summary>Reconciled, and every book live with odds of every game, for which a while is waited: a suspended game has none.</summary>
    private async Task AwaitReadyAsync(CancellationToken cancellation)
    {
        var begun = Environment.TickCount64;
        var until = Environment.TickCount64 + (long)ReadyWithin.TotalMilliseconds;
        while (true)
        {
            bool reconciled, whole, running;
            try
            {
                (reconciled, whole, running) = await OnCoreAsync(Readiness, cancellation).ConfigureAwait(false);
            }
            catch (TimeoutException) when (Environment.TickCount64 <= until)
            {
                // A machine that is busy compiling at a start is slow, not hung.
                continue;
            }

            var waited = Environment.TickCount64 - begun >= (long)FeedPatience.TotalMilliseconds;
            if (reconciled && (whole || waited) || _stopReason is not null || _killed) return;
            if (Environment.TickCount64 > until)
            {
                if (!running) return;
                throw new SessionRefusedException(ExitCode.Unreachable, $"not reconciled with the exchange within {ReadyWithin.TotalSeconds:0} s");
            }

            await Task.Delay(Poll, cancellation).ConfigureAwait(false);
        }
    }

    private (bool Reconciled, bool Whole, bool Running) Readiness(TradingCore core)
    {
        var running = core.Query(new TradingStateQuery()).State == TradingState.Running;
        var (books, games) = Views.Freshness();
        return (core.Query(new ReconciliationQuery()).State.IsClean, books.All > 0 && books.Some == books.All && (games.Some == games.All || !_venue.HasFeeds), running);
    }

    private async Task RunAsync(Instant startedAt)
    {
        try
        {
            var reason = await AwaitEndAsync(startedAt).ConfigureAwait(false);
            _ended.TrySetResult(await FinishAsync(reason).ConfigureAwait(false));
        }
#pragma warning disable CA1031 // Whatever ends the run must reach the host, which ends the service with it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            await FailAsync("the session failed", error).ConfigureAwait(false);
        }
    }

    /// <summary>The process ends with the session: not before the kill has taken back what rests at the venue, or has had its time.</summary>
    private async Task FailAsync(string what, Exception error)
    {
        _releaseGate.Close(what);
        KillWanted?.Invoke($"{what}: {error.Message}");
        if (KillWanted is not null) await Task.WhenAny(_killFinished.Task, Task.Delay(KillPatience)).ConfigureAwait(false);
        _ended.TrySetException(error is TimeoutException silent ? Silent(silent) : error);
    }

    private static SessionRefusedException Silent(TimeoutException cause) =>
        new(ExitCode.Refused, $"the core did not answer within {AnswerWithin.TotalSeconds:0} s; a kill was begun, its receipt says what came of it", cause);

    private async Task<string> AwaitEndAsync(Instant startedAt)
    {
        TimeSpan? wall = _request.ForMarket is { } market ? market / _venue.Speed : _request.For;
        if (wall is { } limit)
        {
            var left = limit - (_venue.Now - startedAt) / _venue.Speed;
            if (left > TimeSpan.Zero) await Task.WhenAny(_stop.Task, Task.Delay(left)).ConfigureAwait(false);
        }
        else
        {
            await _stop.Task.ConfigureAwait(false);
        }

        if (!_killed) return _stopReason ?? (_request.ForMarket is null ? "--for reached" : "--for-market reached");
        await _killFinished.Task.ConfigureAwait(false);
        // The last look comes a minute later; whoever stops the service has read the receipt.
        await Task.WhenAny(_killEnded.Task, _stopAsked.Task).ConfigureAwait(false);
        return "killed";
    }

    private void Died(Exception error) => _ = FailAsync("the core thread died", error);

    /// <summary>The facts are all there: an operator hears of it, and trading goes on.</summary>
    private void SnapshotTrouble(string what) => _observer.Report(new SessionLine.Alert(_venue.Now, "SNAPSHOT", what));

    /// <summary>Nothing may be traded that is not recorded: everything is cancelled, and the run ends.</summary>
    private void StorageFailed(string reason)
    {
        _observer.Report(new SessionLine.Alert(_venue.Now, "STORAGE", "storage failed: " + reason));
        KillWanted?.Invoke(reason);
    }

    /// <summary>What a kill needs without this process. Orders that it would not find must not leave.</summary>
    private void WriteKillSheet()
    {
        if (_venue.KeyPlace is not { } place) return;
        var exchange = _request.Settings.Exchange;
        var sheet = new KillSheet(
            KillSheet.CurrentVersion, _run, _venue.RestUri.AbsoluteUri, exchange.Subaccount, exchange.AccountTag, place, _venue.IsEmbedded, KillSheet.Wall(), _venue.Now.UnixMicros, _venue.Speed,
            [.. Groups.Select(group => new SheetGroup(group.Group.Value, group.Shard.Index, group.Role))]);
        try
        {
            sheet.Write(_request.StateDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            StorageFailed($"{KillSheet.FileName}, without which nobody else can kill, cannot be written: {e.Message}");
        }
    }

    /// <summary>To the venue; or, where no order may leave, to a paper venue that sees what the core sees.</summary>
    private IVenueGateway OpenGateway()
    {
        if (_venue.TakesOrders) return OpenRest();
        _dryRun = OpenDryRun();
        _sink.DryRun = _dryRun;
        return _dryRun;
    }

    private RestGateway OpenRest() => new(new GatewayOptions
    {
        Client = _clients.Trading, Sink = _sink, Clock = () => _venue.Now, MayCreate = () => _request.Gate.IsOpen, ContractsFuse = _request.Settings.Exchange.ContractsFuse,
        KillWanted = reason => KillWanted?.Invoke(reason), Snapshots = wanted => _stream?.RequestSnapshots(wanted), WhyNoEntry = _clients.WhyNoEntry,
        GroupMade = made =>
        {
            _clients.Prepare(made.Group);
            WriteKillSheet();
        },
    });

    private DryRunGateway OpenDryRun()
    {
        var settings = _request.Settings;
        return new DryRunGateway(new DryRunOptions
        {
            Sink = _sink, Clock = () => _venue.Now, Network = new NetworkTerms(settings.Paper.Latency, settings.Paper.LatencyJitter, (ulong)settings.Paper.Seed),
            Cash = PaperCash.Split(settings.Paper.Cash), Precision = PaperSession.PrecisionOf(settings), MayCreate = () => _request.Gate.IsOpen,
            KillWanted = reason => KillWanted?.Invoke(reason), Snapshots = wanted => _stream?.RequestSnapshots(wanted),
        });
    }

    /// <summary>What edges post before there is a core to post to is refused, as by a full inbox.</summary>
    private sealed class LateSink : IInputSink
    {
        public volatile LiveCore? Target;

        /// <summary>Fills orders on paper against what the core is given; null where orders go to the venue.</summary>
        public volatile DryRunGateway? DryRun;

        public bool TryPost(Input input, Instant receivedAt)
        {
            if (Target?.TryPost(input, receivedAt) is not true) return false;
            DryRun?.Show(input, receivedAt);
            return true;
        }
    }
}
