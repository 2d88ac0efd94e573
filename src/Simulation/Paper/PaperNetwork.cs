using System.Collections.Concurrent;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Paper;

/// <summary>How long things take on the way between us and the paper venue.</summary>
/// <param name="RoundTrip">From a decision to its answer, at least.</param>
/// <param name="Jitter">Most that is added to it; drawn for each request.</param>
/// <param name="Seed">What the draws follow from.</param>
public sealed record NetworkTerms(TimeSpan RoundTrip, TimeSpan Jitter, ulong Seed);

/// <summary>
/// The way of our requests to a paper venue and back, in market time. Effects come in from any thread; everything else happens on the
/// driver's. Half of a request's time lies before the venue, half behind it. What is on its way can be counted: a kill waits
/// for it.
/// </summary>
public sealed class PaperNetwork : IOrderGateway
{
    /// <summary>Contracts in 15 s that the venue's order groups let match; a runaway stops there.</summary>
    private readonly long _contractsFuse;

    private readonly NetworkTerms _terms;
    private readonly Func<bool> _mayCreate;
    private readonly ConcurrentQueue<Effect> _effects = new();
    private readonly PriorityQueue<Passage, (long Micros, long Number)> _passages = new();
    private readonly ConcurrentDictionary<ClientOrderId, bool> _inFlight = new();
    private ulong _chance;
    private long _number;

    /// <summary>Makes a network.</summary>
    /// <param name="terms">How long things take.</param>
    /// <param name="contractsFuse">Limit of the order groups that are made.</param>
    /// <param name="mayCreate">The send gate, read before each create leaves.</param>
    public PaperNetwork(NetworkTerms terms, long contractsFuse, Func<bool> mayCreate)
    {
        _terms = terms;
        _contractsFuse = contractsFuse;
        _mayCreate = mayCreate;
        _chance = unchecked(terms.Seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03);
    }

    /// <summary>When the next request or answer arrives; null when nothing is on its way.</summary>
    public Instant? NextTime => _passages.TryPeek(out _, out var due) ? Instant.FromUnixMicros(due.Micros) : null;

    /// <summary>Creates that have left and have no answer yet.</summary>
    public ICollection<ClientOrderId> InFlight => _inFlight.Keys;

    /// <summary>When a create last left; <see cref="Instant.Never"/> before the first.</summary>
    public Instant LastSend { get; private set; }

    /// <summary>Asks of the core to run the kill procedure; emptied by the driver.</summary>
    public ConcurrentQueue<string> KillsWanted { get; } = new();

    /// <inheritdoc/>
    public void Dispatch(Effect effect) => _effects.Enqueue(effect);

    /// <summary>Takes the effects that have left the core, at market time <paramref name="now"/>; inputs that follow at once are appended.</summary>
    public void Leave(Instant now, ICollection<Input> answers)
    {
        while (_effects.TryDequeue(out var effect))
        {
            switch (effect)
            {
                case CreateOrder create when !_mayCreate():
                    answers.Add(new OrderWithheld(create.Ticket.Id));
                    break;
                case CreateOrder create:
                    LastSend = now;
                    _inFlight[create.Ticket.Id] = true;
                    answers.Add(new OrderSent(create.Ticket.Id));
                    Send(now, effect);
                    break;
                case BeginKill kill:
                    KillsWanted.Enqueue(kill.Reason);
                    break;
                default:
                    Send(now, effect);
                    break;
            }
        }
    }

    /// <summary>Lets the next thing arrive: at the venue, or back at us.</summary>
    /// <param name="world">The venue.</param>
    /// <param name="store">Its file; null when it keeps none.</param>
    /// <param name="into">What we are shown.</param>
    public void Arrive(IMarketWorld world, PaperVenueStore? store, ICollection<Input> into)
    {
        if (!_passages.TryDequeue(out var passage, out var due)) return;
        var at = Instant.FromUnixMicros(due.Micros);
        if (passage.Answer is { } answer)
        {
            if (OrderOf(answer) is { } order) _inFlight.TryRemove(order, out _);
            into.Add(answer);
            return;
        }

        if (Carry(world, store, passage.Request!, at, into) is { } reply)
            _passages.Enqueue(new Passage(null, reply), ((at + passage.Back).UnixMicros, ++_number));
    }

    private Input? Carry(IMarketWorld world, PaperVenueStore? store, Effect request, Instant at, ICollection<Input> into)
    {
        switch (request)
        {
            case CreateOrder create:
                store?.Write(VenueLine.Create(create.Ticket, at));
                var answer = world.Submit(create.Ticket, at, into);
                store?.Note(answer, at);
                return answer;
            case CancelOrder cancel:
                store?.Write(new VenueLine("cancel", at.UnixMicros) { Client = cancel.Order.Value, Order = cancel.VenueOrder.Value });
                return world.Cancel(cancel.Order, cancel.VenueOrder, at, into);
            case CreateOrderGroup group:
                store?.Write(new VenueLine("group", at.UnixMicros) { Role = group.Role.ToString(), Shard = group.Shard.Index, ContractsLimit = _contractsFuse });
                return world.CreateGroup(group.Role, group.Shard, _contractsFuse, at);
            case TriggerOrderGroup trigger:
                store?.Write(new VenueLine("trigger", at.UnixMicros) { Group = trigger.Group.Value });
                world.TriggerGroup(trigger.Group, at, into);
                return null;
            case ListAccount list:
                store?.Write(new VenueLine("list", at.UnixMicros) { Pass = list.Pass, SinceMicros = list.Since.UnixMicros });
                return world.ListAccount(list.Pass, list.Since, at, into);
            case RequestSnapshots snapshots:
                world.Snapshot(snapshots.Tickers, at, into);
                return null;
            default:
                throw new InvariantViolation($"the paper venue has no answer to {request.GetType().Name}");
        }
    }

    private void Send(Instant now, Effect effect)
    {
        var total = _terms.RoundTrip + TimeSpan.FromMicroseconds((long)(Draw() % (ulong)Math.Max(1, (long)_terms.Jitter.TotalMicroseconds)));
        var there = total / 2;
        _passages.Enqueue(new Passage(effect, null) { Back = total - there }, ((now + there).UnixMicros, ++_number));
    }

    private static ClientOrderId? OrderOf(Input answer) => answer switch
    {
        OrderAccepted accepted => accepted.Order,
        OrderRejected rejected => rejected.Order,
        _ => null,
    };

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere.</summary>
    private ulong Draw()
    {
        unchecked
        {
            _chance += 0x9E3779B97F4A7C15;
            var z = _chance;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    private sealed record Passage(Effect? Request, Input? Answer)
    {
        public TimeSpan Back { get; init; }
    }
}
