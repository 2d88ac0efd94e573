using System.Collections.Concurrent;
using System.Collections.Immutable;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Gateway;
using KalshiArb.Kill;
using KalshiArb.Simulation.Paper;
using KalshiArb.Simulation.Recorded;

namespace KalshiArb.Simulation.DryRun;

/// <summary>
/// The venue of a dry run: orders of the core fill on paper in this process, against the live books as they are shown to it,
/// on the pessimistic side (<see cref="RecordedWorld"/>). It knows no socket, so nothing it is told can leave. The account
/// lives as long as this object.
/// </summary>
public sealed class DryRunGateway : IVenueGateway
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DeliverWithin = TimeSpan.FromSeconds(5);
    private const int ContractsFuse = 1_000_000;

    private readonly DryRunOptions _options;
    private readonly RecordedWorld _world;
    private readonly PaperNetwork _network;
    private readonly StreamSequences _sequences = new();
    private readonly Lock _lock = new();
    private readonly List<Input> _shown = [];
    private readonly ConcurrentDictionary<OrderGroupId, OrderGroupCreated> _groups = new();
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    /// <summary>Makes a gateway; it works until it is disposed.</summary>
    public DryRunGateway(DryRunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _world = new RecordedWorld(options.Clock(), options.Cash, options.Precision);
        // The fuse of a group is the venue's; a dry run has nothing to protect by one.
        _network = new PaperNetwork(options.Network, ContractsFuse, options.MayCreate);
        KillVenue = new PaperKillVenue(_world, _lock, null, EntryGroups, (input, at) => options.Sink.TryPost(input, at));
        _running = Task.Run(GuardAsync);
    }

    /// <summary>The paper account as a kill sees it.</summary>
    public IKillVenue KillVenue { get; }

    /// <inheritdoc/>
    public ICollection<ClientOrderId> InFlight => _network.InFlight;

    /// <inheritdoc/>
    public Instant LastSend => _network.LastSend;

    /// <inheritdoc/>
    public ImmutableArray<OrderGroupCreated> Groups => [.. _groups.Values.OrderBy(group => group.Shard.Index).ThenBy(group => group.Role)];

    /// <inheritdoc/>
    public void Dispatch(Effect effect)
    {
        switch (effect)
        {
            case RequestSnapshots snapshots:
                _options.Snapshots(snapshots);
                break;
            case BeginKill kill:
                _options.KillWanted(kill.Reason);
                break;
            case CreateOrder create when _options.Clock() - create.DecidedAt > create.MaxAge:
                lock (_lock) _shown.Add(new OrderExpiredBeforeSend(create.Ticket.Id));
                Wake();
                break;
            default:
                _network.Dispatch(effect);
                Wake();
                break;
        }
    }

    /// <summary>
    /// Shows an input that the core was given: books, facts and ends of markets, against which paper orders fill; anything
    /// else is passed over. In the order in which the core is given them.
    /// </summary>
    public void Show(Input input, Instant at)
    {
        if (!Concerns(input)) return;
        lock (_lock)
        {
            var before = _shown.Count;
            Advance(at);
            if (IsInOrder(input, at)) _world.Show(input, at, _shown);
            if (_shown.Count == before) return;
        }

        Wake();
    }

    /// <inheritdoc/>
    public Task<Input> ListAsync(CancellationToken cancellation)
    {
        lock (_lock)
        {
            var now = _options.Clock();
            Advance(now);
            return Task.FromResult<Input>(_world.ListAccount(long.MaxValue, Instant.Never, now, _shown));
        }
    }

    /// <summary>Ends; what is on its way is lost with the account.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) return;
        await _end.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
    }

    private static bool Concerns(Input input) => input is
        BookSnapshot or BookDelta or SequenceConsumed or TopQuoted or StreamLost or StreamConnected or FrameQuarantined
        or MarketListed or MarketStatusChanged or MarketDetermined or PriceGridChanged;

    /// <summary>As the core does: a repetition is passed over, and a gap takes the books of its subscription.</summary>
    private bool IsInOrder(Input input, Instant at)
    {
        switch (input)
        {
            case BookSnapshot snapshot:
                return Judge(snapshot.Sid, snapshot.Seq, at);
            case BookDelta delta:
                return Judge(delta.Sid, delta.Seq, at);
            case SequenceConsumed consumed:
                return Judge(consumed.Sid, consumed.Seq, at);
            case StreamLost or StreamConnected:
                _sequences.Reset();
                _world.LoseBooks(null);
                return true;
            case FrameQuarantined frame:
                _world.LoseBooks(frame.Sid);
                return true;
            default:
                return true;
        }
    }

    private bool Judge(long sid, long seq, Instant at)
    {
        var verdict = _sequences.Observe(sid, seq, at);
        if (verdict == SequenceVerdict.Gap) _world.LoseBooks(sid);
        return verdict != SequenceVerdict.Duplicate;
    }

    /// <summary>Lets everything due by now happen, in its order; returns how long nothing more is due.</summary>
    private TimeSpan Advance(Instant now)
    {
        _network.Leave(now, _shown);
        while (Next is { } due && due <= now)
        {
            if (_world.NextTime is { } own && own <= due) _world.Step(_shown);
            else _network.Arrive(_world, null, _shown);
            _network.Leave(now, _shown);
        }

        _world.Pass(now);
        return Next is { } next && next - now < LongestWait ? next - now : LongestWait;
    }

    private Instant? Next => _world.NextTime is { } one ? _network.NextTime is { } other ? Instant.Min(one, other) : one : _network.NextTime;

    private async Task GuardAsync()
    {
        try
        {
            await RunAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The run has ended.
        }
#pragma warning disable CA1031 // Whatever stopped it, answers may be lost: the core must not go on as if they were not.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _options.KillWanted($"the paper venue of the dry run failed: {error.GetType().Name}: {error.Message}");
        }
    }

    private async Task RunAsync()
    {
        var ready = new List<Input>();
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
            {
                wait = Advance(_options.Clock());
                ready.AddRange(_shown);
                _shown.Clear();
            }

            foreach (var input in ready)
            {
                if (input is OrderGroupCreated made) _groups[made.Group] = made;
                await DeliverAsync(input).ConfigureAwait(false);
            }

            ready.Clear();
            // Waits have a resolution of a millisecond: rounded up, since nothing arrives early.
            await _wake.WaitAsync(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), _end.Token).ConfigureAwait(false);
        }
    }

    private async Task DeliverAsync(Input input)
    {
        var until = Environment.TickCount64 + (long)DeliverWithin.TotalMilliseconds;
        while (!_options.Sink.TryPost(input, _options.Clock()))
        {
            if (Environment.TickCount64 > until)
            {
                _options.KillWanted($"the core has taken no input for {DeliverWithin.TotalSeconds:0} s; {input.GetType().Name} is lost");
                return;
            }

            await Task.Delay(1, _end.Token).ConfigureAwait(false);
        }
    }

    private ImmutableArray<EntryGroup> EntryGroups() =>
        [.. Groups.Where(group => group.Role == OrderRole.Entry).Select(group => new EntryGroup(group.Group, group.Shard))];

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }
}
