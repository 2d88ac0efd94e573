using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Seeds;

/// <content>Requests: what becomes of them, and what is answered.</content>
public sealed partial class FaultyNetwork
{
    private static readonly TimeSpan TimeOut = TimeSpan.FromSeconds(5);

    private void Send(Instant now, Effect effect)
    {
        var fate = DrawFate(effect);
        var there = _latency.Milliseconds(5, 60);
        if (Strikes(Fault.Delay, _terms.Rate)) there += Of(Fault.Delay).Is(150) ? Of(Fault.Delay).Milliseconds(10_000, 75_000) : Of(Fault.Delay).Milliseconds(100, 8_000);
        if (fate == Fault.Drop)
        {
            Lose(effect, now);
            return;
        }

        _passages.Enqueue(new Passage(effect, null, _process, false, now) { Fate = fate }, ((now + there).UnixMicros, ++_number));
    }

    private Fault? DrawFate(Effect effect)
    {
        if (effect is RequestSnapshots) return null;
        foreach (var fault in RequestFaults)
        {
            if (fault == Fault.Reject && effect is not CreateOrder) continue;
            if (Strikes(fault, _terms.Rate)) return fault;
        }

        return effect is ListAccount && Strikes(Fault.ListingFailed, _terms.Rate * 3) ? Fault.ListingFailed : null;
    }

    /// <summary>A request that never arrives: its connection breaks, or nothing is ever heard. Order groups are asked for until they are there.</summary>
    private void Lose(Effect effect, Instant now)
    {
        var told = Of(Fault.Drop).Is(500);
        switch (effect)
        {
            case CreateOrder create:
                _watch.Gone(create.Ticket.Id);
                if (told) Answer(new OrderOutcomeUnknown(create.Ticket.Id, "connection broken"), now + TimeOut);
                break;
            case CancelOrder cancel:
                if (told) Answer(new CancelOutcomeUnknown(cancel.Order, "connection broken"), now + TimeOut);
                break;
            case ListAccount list:
                if (told) Answer(new AccountListingFailed(list.Pass, "connection broken"), now + TimeOut);
                break;
            case CreateOrderGroup or TriggerOrderGroup:
                _passages.Enqueue(new Passage(effect, null, _process, false, now), ((now + TimeSpan.FromSeconds(1)).UnixMicros, ++_number));
                break;
            default:
                break;
        }
    }

    private void Answer(Input answer, Instant at)
    {
        if (Strikes(Fault.Duplicate, _terms.Rate)) Enqueue(answer, at + Of(Fault.Duplicate).Milliseconds(1, 5_000), stream: false);
        if (Strikes(Fault.Delay, _terms.Rate)) at += Of(Fault.Delay).Milliseconds(100, 10_000);
        Enqueue(answer, at, stream: false);
    }

    private void Carry(Passage passage, Instant now, ICollection<Input> into)
    {
        var back = now + _latency.Milliseconds(5, 60);
        switch (passage.Request)
        {
            case CreateOrder create:
                Create(create, passage, now, back);
                break;
            case CancelOrder cancel:
                Cancel(cancel, passage.Fate, now, back);
                break;
            case CreateOrderGroup group:
                if (passage.Process == _process && _world.CreateGroup(group.Role, group.Shard, _terms.ContractsFuse, now) is { } created) Enqueue(created, back, stream: false);
                break;
            case TriggerOrderGroup trigger:
                _world.TriggerGroup(trigger.Group, now, _shown);
                break;
            case ListAccount list:
                List(list, passage.Fate, now, back);
                break;
            case RequestSnapshots snapshots:
                if (IsConnected && passage.Process == _process) _world.Snapshot(snapshots.Tickers, now, _shown);
                break;
            default:
                throw new InvariantViolation($"the simulated venue has no answer to {passage.Request?.GetType().Name}");
        }
    }

    private void Create(CreateOrder create, Passage passage, Instant now, Instant back)
    {
        var id = create.Ticket.Id;
        if (now - passage.SentAt > SignatureLife)
        {
            _watch.Gone(id);
            Answer(new OrderRejected(id, "authentication_error", "timestamp"), back);
            return;
        }

        if (passage.Fate is Fault.TooManyRequests or Fault.Reject)
        {
            _watch.Gone(id);
            Answer(new OrderRejected(id, passage.Fate == Fault.Reject ? "invalid_order" : "too_many_requests", null), back);
            return;
        }

        if (Strikes(Fault.PartialFill, 200) && _world is SeedWorld seeds) seeds.Thin(create.Ticket, now, _shown);
        var answer = _world.Submit(create.Ticket, now, _shown);
        if (answer is OrderAccepted accepted) _watch.Accepted(create.Ticket, accepted, now);
        else _watch.Gone(id);
        if (answer is OrderAccepted && passage.Fate is not null) HiddenAccepts++;
        switch (passage.Fate)
        {
            case Fault.LostReply:
                break;
            case Fault.ErrorAfterAccept:
                Answer(new OrderOutcomeUnknown(id, "503"), back);
                break;
            case Fault.TimeoutAfterAccept:
                Answer(new OrderOutcomeUnknown(id, "time-out"), now + TimeOut);
                break;
            default:
                Answer(answer, back);
                break;
        }
    }

    private void Cancel(CancelOrder cancel, Fault? fate, Instant now, Instant back)
    {
        if (fate == Fault.TooManyRequests)
        {
            Answer(new CancelOutcomeUnknown(cancel.Order, "too_many_requests"), back);
            return;
        }

        var answer = _world.Cancel(cancel.Order, cancel.VenueOrder, now, _shown);
        switch (fate)
        {
            case Fault.LostReply:
                break;
            case Fault.ErrorAfterAccept:
                Answer(new CancelOutcomeUnknown(cancel.Order, "503"), back);
                break;
            case Fault.TimeoutAfterAccept:
                Answer(new CancelOutcomeUnknown(cancel.Order, "time-out"), now + TimeOut);
                break;
            default:
                Answer(answer, back);
                break;
        }
    }

    private void List(ListAccount list, Fault? fate, Instant now, Instant back)
    {
        if (fate == Fault.LostReply) return;
        if (fate is not null)
        {
            Answer(new AccountListingFailed(list.Pass, FaultSet.NameOf(fate.Value)), fate == Fault.TimeoutAfterAccept ? now + TimeOut : back);
            return;
        }

        var listing = now < _lagsUntil && _laggingView is { } lagging ? lagging with { Pass = list.Pass } : _world.ListAccount(list.Pass, list.Since, now, _shown);
        Answer(listing, back);
    }
}
