using System.Collections.Concurrent;
using System.Collections.Immutable;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Kalshi.Gateway;

/// <summary>
/// Carries effects of the core to the venue's REST API and its answers back as inputs. Every create and every cancel ends in
/// exactly one answer: accepted, rejected, unknown, or not sent. Nothing is repeated here but what can do no harm twice: the
/// making of an order group, and the trigger of one.
/// </summary>
public sealed class RestGateway : IVenueGateway
{
    private static readonly TimeSpan DeliverWithin = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly GatewayOptions _options;
    private readonly AccountReader _reader;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _requests;
    private readonly SemaphoreSlim _listing = new(1);
    private readonly ConcurrentDictionary<ClientOrderId, bool> _inFlight = new();
    private readonly ConcurrentDictionary<Task, bool> _tasks = new();
    private readonly ConcurrentDictionary<OrderGroupId, OrderGroupCreated> _groups = new();
    private readonly SemaphoreSlim _orderOfGroups = new(1);
    private long _lastSendMicros;

    /// <summary>Makes a gateway.</summary>
    public RestGateway(GatewayOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _reader = new AccountReader(options.Client);
        _requests = new SemaphoreSlim(options.MaxRequests);
    }

    /// <inheritdoc/>
    public ICollection<ClientOrderId> InFlight => _inFlight.Keys;

    /// <inheritdoc/>
    public Instant LastSend => Instant.FromUnixMicros(Interlocked.Read(ref _lastSendMicros));

    /// <inheritdoc/>
    public ImmutableArray<OrderGroupCreated> Groups => [.. _groups.Values.OrderBy(group => group.Shard.Index).ThenBy(group => group.Role)];

    /// <inheritdoc/>
    public void Dispatch(Effect effect)
    {
        switch (effect)
        {
            case CreateOrder create:
                Start(() => CreateAsync(create));
                break;
            case CancelOrder cancel:
                Start(() => CancelAsync(cancel));
                break;
            case ListAccount list:
                Start(() => ListAsync(list));
                break;
            case CreateOrderGroup group:
                Start(() => CreateGroupAsync(group));
                break;
            case TriggerOrderGroup trigger:
                Start(() => TriggerAsync(trigger));
                break;
            case RequestSnapshots snapshots:
                _options.Snapshots(snapshots);
                break;
            case BeginKill kill:
                _options.KillWanted(kill.Reason);
                break;
            default:
                throw new InvariantViolation($"the gateway does not know {effect.GetType().Name}");
        }
    }

    /// <inheritdoc/>
    public Task<Input> ListAsync(CancellationToken cancellation) => _reader.ListAsync(long.MaxValue, Instant.Never, cancellation);

    /// <summary>Ends what is on its way; answers that have not come by then are not delivered.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_tasks.Keys).ConfigureAwait(false);
        _end.Dispose();
        _requests.Dispose();
        _listing.Dispose();
        _orderOfGroups.Dispose();
    }

    private void Start(Func<Task> request)
    {
        var task = Task.Run(() => GuardAsync(request));
        _tasks[task] = true;
        task.ContinueWith(done => _tasks.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task GuardAsync(Func<Task> request)
    {
        try
        {
            await _requests.WaitAsync(_end.Token).ConfigureAwait(false);
            try
            {
                await request().ConfigureAwait(false);
            }
            finally
            {
                _requests.Release();
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // The gateway ends: whoever ended it asks the venue what became of what was on its way.
        }
#pragma warning disable CA1031 // Whatever else a request threw, an answer may be lost: trading must not go on as if it were not.
        catch (Exception error)
#pragma warning restore CA1031
        {
            _options.KillWanted($"the gateway failed: {error.GetType().Name}: {error.Message}");
        }
    }

    private async Task CreateAsync(CreateOrder create)
    {
        var id = create.Ticket.Id;
        if (_inFlight.Count >= _options.MaxCreatesInFlight || !_inFlight.TryAdd(id, true))
        {
            await DeliverAsync(new OrderWithheld(id)).ConfigureAwait(false);
            return;
        }

        var held = Held.No;
        var written = false;
        try
        {
            var outcome = await _options.Client.CreateOrderAsync(
                create.Ticket,
                () =>
                {
                    held = WhyHeld(create);
                    return held == Held.No ? null : held.ToString();
                },
                () =>
                {
                    written = true;
                    Interlocked.Exchange(ref _lastSendMicros, _options.Clock().UnixMicros);
                    Deliver(new OrderSent(id));
                },
                _end.Token).ConfigureAwait(false);
            await DeliverAsync(AnswerOf(id, outcome, held, written)).ConfigureAwait(false);
        }
        finally
        {
            _inFlight.TryRemove(id, out _);
        }
    }

    /// <summary>Asked when the bytes are about to leave: what was right at the decision may be wrong by now.</summary>
    private Held WhyHeld(CreateOrder create)
    {
        if (!_options.MayCreate()) return Held.Gate;
        if (create.Ticket.Role == OrderRole.Entry && _options.WhyNoEntry() is not null) return Held.Gate;
        return _options.Clock() - create.DecidedAt > create.MaxAge ? Held.TooOld : Held.No;
    }

    private static Input AnswerOf(ClientOrderId id, WriteOutcome<CreateAck> outcome, Held held, bool written) => outcome switch
    {
        WriteOutcome<CreateAck>.Accepted { Value: var ack } when ack.Order is { } other && other != id =>
            new OrderOutcomeUnknown(id, $"the answer names {other}"),
        WriteOutcome<CreateAck>.Accepted { Value: var ack } => new OrderAccepted(id, ack.VenueOrder, ack.Filled, ack.Remaining),
        WriteOutcome<CreateAck>.Rejected { Error: var error } => new OrderRejected(id, error.Code, error.Details ?? NullIfEmpty(error.Message)),
        WriteOutcome<CreateAck>.Unknown { Reason: var reason } => new OrderOutcomeUnknown(id, reason),
        WriteOutcome<CreateAck>.NotSent when written => new OrderOutcomeUnknown(id, "said not to have been sent after it was written"),
        WriteOutcome<CreateAck>.NotSent when held == Held.TooOld => new OrderExpiredBeforeSend(id),
        _ => new OrderWithheld(id),
    };

    private async Task CancelAsync(CancelOrder cancel)
    {
        var outcome = await _options.Client.CancelOrderAsync(cancel.VenueOrder, cancel.Ticker, cancel.Shard, _end.Token).ConfigureAwait(false);
        await DeliverAsync(outcome switch
        {
            WriteOutcome<CancelAck>.Accepted { Value: var ack } when ack.VenueOrder == cancel.VenueOrder => new CancelAccepted(cancel.Order, ack.ReducedBy),
            WriteOutcome<CancelAck>.Accepted { Value: var ack } => new CancelOutcomeUnknown(cancel.Order, $"the answer names {ack.VenueOrder}"),
            WriteOutcome<CancelAck>.Rejected { Error.IsNotFound: true } => new CancelNotFound(cancel.Order),
            WriteOutcome<CancelAck>.Rejected { Error: var error } => new CancelOutcomeUnknown(cancel.Order, error.ToString()),
            WriteOutcome<CancelAck>.Unknown { Reason: var reason } => new CancelOutcomeUnknown(cancel.Order, reason),
            WriteOutcome<CancelAck>.NotSent { Reason: var reason } => new CancelOutcomeUnknown(cancel.Order, "not sent: " + reason),
            _ => throw new InvariantViolation("a cancel without an outcome"),
        }).ConfigureAwait(false);
    }

    private async Task ListAsync(ListAccount list)
    {
        await _listing.WaitAsync(_end.Token).ConfigureAwait(false);
        try
        {
            await DeliverAsync(await _reader.ListAsync(list.Pass, list.Since, _end.Token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            _listing.Release();
        }
    }

    /// <summary>Without its group no order leaves, so this is tried until it works. A group too many does no harm.</summary>
    private async Task CreateGroupAsync(CreateOrderGroup wanted)
    {
        await _orderOfGroups.WaitAsync(_end.Token).ConfigureAwait(false);
        try
        {
            var pause = FirstPause;
            while (true)
            {
                var outcome = await _options.Client.CreateOrderGroupAsync(_options.ContractsFuse, wanted.Shard, _end.Token).ConfigureAwait(false);
                if (outcome is WriteOutcome<OrderGroupAck>.Accepted { Value: var ack })
                {
                    var made = new OrderGroupCreated(wanted.Role, wanted.Shard, ack.Group);
                    _groups[ack.Group] = made;
                    _options.GroupMade(made);
                    await DeliverAsync(made).ConfigureAwait(false);
                    return;
                }

                await Task.Delay(pause, _end.Token).ConfigureAwait(false);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        finally
        {
            _orderOfGroups.Release();
        }
    }

    private async Task TriggerAsync(TriggerOrderGroup trigger)
    {
        var pause = FirstPause;
        while (await _options.Client.TriggerOrderGroupAsync(trigger.Group, trigger.Shard, _end.Token).ConfigureAwait(false) is not WriteOutcome<NoContent>.Accepted)
        {
            await Task.Delay(pause, _end.Token).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private void Deliver(Input input)
    {
        // Called in the middle of a write: it must not wait long, and a full inbox loses only the news of the send, since its answer follows.
        _options.Sink.TryPost(input, _options.Clock());
    }

    /// <summary>An answer must arrive. An inbox that stays full for seconds means a core that does not take its inputs.</summary>
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

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private enum Held
    {
        No,
        Gate,
        TooOld,
    }
}
