using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Feeds.Polling;

/// <summary>What every source of a session shares.</summary>
/// <param name="Terms">Patience and bounds.</param>
/// <param name="Clock">Time and chance.</param>
/// <param name="Sink">The core.</param>
/// <param name="Observer">Who is told.</param>
public sealed record FeedContext(PollTerms Terms, FeedClock Clock, IInputSink Sink, IFeedObserver Observer);

/// <summary>
/// A supervised edge: one source, asked about its lanes in turn, one question in flight. What can be used becomes inputs; what
/// cannot is counted, said, and followed by a wait, and nothing else: the values of a silent source grow old in the core. A loop
/// that fails is started again, and never takes the service down.
/// </summary>
public sealed class FeedSource : IAsyncDisposable
{
    /// <summary>So many failures in a row of one lane are worth an alert.</summary>
    public const int AlertAfter = 5;

    private const int OfferTries = 20;
    private static readonly TimeSpan OfferPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(5);

    private readonly FeedContext _context;
    private readonly IFeedFetcher _fetcher;
    private readonly ImmutableArray<IPollLane> _lanes;
    private readonly PollState[] _states;
    private readonly Func<Instant, (bool Held, string Note)> _note;
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _lock = new();
    private Task _running = Task.CompletedTask;
    private Instant? _lastSuccess;
    private string _lastFault = "";
    private long _polls;
    private long _unchanged;
    private long _failures;
    private long _dropped;
    private long _restarts;

    /// <summary>Makes a source; it asks nothing before <see cref="Start"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="context">What it shares with others.</param>
    /// <param name="fetcher">Asks; disposed with the source when it can be.</param>
    /// <param name="lanes">At least one.</param>
    /// <param name="note">What it says of itself, and whether it holds back; null for nothing. Called from any thread.</param>
    public FeedSource(string name, FeedContext context, IFeedFetcher fetcher, ImmutableArray<IPollLane> lanes, Func<Instant, (bool Held, string Note)>? note = null)
    {
        if (lanes.IsDefaultOrEmpty) throw new ArgumentException("A source has at least one lane.", nameof(lanes));
        (Name, _context, _fetcher, _lanes, _note) = (name, context, fetcher, lanes, note ?? (static _ => (false, "")));
        Quarantine = new Quarantine(item => context.Observer.Note($"{name}: quarantined {item.Where}: {item.Reason}"));
        _states = [.. lanes.Select(_ => PollState.Starting(context.Clock.Now()))];
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What did not read.</summary>
    public Quarantine Quarantine { get; }

    /// <summary>How it is now. From any thread.</summary>
    public FeedStatus Status
    {
        get
        {
            var (held, note) = _note(_context.Clock.Now());
            lock (_lock)
            {
                var inRow = _states.Max(state => state.FailuresInRow);
                var health = held ? FeedHealth.Held : inRow > 0 ? FeedHealth.Failing : _lastSuccess is null ? FeedHealth.Starting : FeedHealth.Well;
                return new FeedStatus(
                    Name, health, _lastSuccess, _states[PollSchedule.Next(_states)].DueAt, _polls, _unchanged, _failures, inRow, Quarantine.Count, _dropped, _restarts, _lastFault, note);
            }
        }
    }

    /// <summary>Begins to ask.</summary>
    public void Start() => _running = Task.Run(SuperviseAsync);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _end.Dispose();
        (_fetcher as IDisposable)?.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                while (true) await TurnAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_end.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever a lane throws ends in its own source: seen, counted, and begun again after a pause.
            catch (Exception error)
#pragma warning restore CA1031
            {
                long times;
                lock (_lock)
                {
                    times = ++_restarts;
                    _failures++;
                    _lastFault = $"the loop failed: {error.GetType().Name}";
                }

                _context.Observer.Alert($"{Name}: its loop failed ({error.GetType().Name}: {error.Message}); restart {times} in {RestartPause.TotalSeconds:0} s");
            }

            try
            {
                await _context.Clock.DelayAsync(RestartPause, _end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task TurnAsync()
    {
        _end.Token.ThrowIfCancellationRequested();
        int at;
        TimeSpan wait;
        lock (_lock)
        {
            var now = _context.Clock.Now();
            for (var i = 0; i < _states.Length; i++) _states[i] = PollSchedule.Anchored(_states[i], now);
            at = PollSchedule.Next(_states);
            wait = _states[at].DueAt - now;
        }

        if (wait > TimeSpan.Zero) await _context.Clock.DelayAsync(wait, _end.Token).ConfigureAwait(false);
        else await AskAsync(at).ConfigureAwait(false);
    }

    private async Task AskAsync(int at)
    {
        var lane = _lanes[at];
        // Before asking: a lane whose question throws is asked again after the restart's pause and not at once.
        var began = _context.Clock.Now();
        lock (_lock) _states[at] = PollSchedule.Rested(_states[at] with { AskedAt = began }, began, RestartPause);
        if (lane.Ask(began, out var rest) is not { } request)
        {
            lock (_lock) _states[at] = PollSchedule.Rested(_states[at], began, rest > TimeSpan.Zero ? rest : OfferPause);
            return;
        }

        lock (_lock) _polls++;
        var reply = await _fetcher.AskAsync(request, _end.Token).ConfigureAwait(false);
        var received = _context.Clock.Now();
        var result = lane.Take(request, reply, received, Quarantine);
        if (result is LaneResult.Used used)
        {
            await OfferAsync(lane, used.Inputs, received).ConfigureAwait(false);
            Succeeded(at, used.Next, reply is FeedReply.Unchanged);
        }
        else if (result is LaneResult.Useless useless)
        {
            if (reply is not FeedReply.Failed) _fetcher.Forget(request.Label);
            var wish = reply is FeedReply.Failed failed ? failed.Headers.RetryAfter(received) : null;
            Failed(at, useless, wish);
        }
    }

    private void Succeeded(int at, TimeSpan next, bool unchanged)
    {
        int before;
        lock (_lock)
        {
            var now = _context.Clock.Now();
            before = _states[at].FailuresInRow;
            _states[at] = PollSchedule.Succeeded(_states[at], now, next, _context.Terms.Jitter, _context.Clock.Chance());
            _lastSuccess = now;
            if (unchanged) _unchanged++;
        }

        if (before >= AlertAfter) _context.Observer.Alert($"{Name}: {_lanes[at].Name} answers again after {before} failures");
    }

    private void Failed(int at, LaneResult.Useless useless, TimeSpan? retryAfter)
    {
        var wait = useless.Wait is { } least && (retryAfter is null || least > retryAfter) ? least : retryAfter;
        int inRow;
        lock (_lock)
        {
            _states[at] = PollSchedule.Failed(_states[at], _context.Clock.Now(), _context.Terms, wait, _context.Clock.Chance());
            inRow = _states[at].FailuresInRow;
            _failures++;
            _lastFault = $"{_lanes[at].Name}: {useless.Reason}";
        }

        if (inRow == AlertAfter) _context.Observer.Alert($"{Name}: {_lanes[at].Name} failed {inRow} times in a row ({useless.Reason}); its values grow stale");
        else if (inRow == 1) _context.Observer.Note($"{Name}: {_lanes[at].Name}: {useless.Reason}");
    }

    /// <summary>A full inbox is waited for a while; what it then has no room for is lost and counted, and grows stale by its age.</summary>
    private async Task OfferAsync(IPollLane lane, ImmutableArray<Input> inputs, Instant received)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            for (var tries = 1; !_context.Sink.TryPost(inputs[i], received); tries++)
            {
                if (tries == OfferTries)
                {
                    lock (_lock) _dropped += inputs.Length - i;
                    (lane as IRetellingLane)?.TellAgain();
                    _context.Observer.Note($"{Name}: {lane.Name}: the core had no room for {inputs.Length - i} inputs");
                    return;
                }

                await _context.Clock.DelayAsync(OfferPause, _end.Token).ConfigureAwait(false);
            }
        }
    }
}
