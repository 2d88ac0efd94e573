using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Seeds.Checks;

/// <summary>P7: on a book that is not live no entry is decided, and no exit but an operator's.</summary>
/// <param name="evidence">What the core can know; whoever owns it lets it take each input first.</param>
public sealed class BookCheck(Evidence evidence) : Check("P7")
{
    /// <inheritdoc/>
    public override void Decided(OrderTicket ticket, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        Judge(evidence.IsLive(ticket.Ticker, at), () => $"{ticket.Role} {ticket.Id} on {ticket.Ticker} was decided at {at} on a book that is not live");
    }
}

/// <summary>
/// P8: on stale evidence no entry is decided, and the working entry's cancel is on its way at the end of the step in which the
/// evidence became stale.
/// </summary>
/// <param name="evidence">What the core can know; whoever owns it lets it take each input first.</param>
public sealed class StaleCheck(Evidence evidence) : Check("P8")
{
    private readonly SortedDictionary<ClientOrderId, OrderTicket> _decided = [];
    private readonly SortedDictionary<ClientOrderId, (Ticker Ticker, Instant Since)> _working = [];
    private readonly SortedDictionary<ClientOrderId, Quantity> _filled = [];
    private readonly HashSet<ClientOrderId> _ended = [];
    private readonly HashSet<ClientOrderId> _cancelled = [];
    private readonly List<ClientOrderId> _justCancelled = [];
    private readonly HashSet<(FillId, VenueOrderId)> _fills = [];
    private readonly Dictionary<VenueOrderId, ClientOrderId?> _names = [];

    /// <summary>How often a working entry was seen on evidence that had become stale.</summary>
    public long StaleEntries { get; private set; }

    /// <inheritdoc/>
    public override void Restarted()
    {
        _working.Clear();
        _cancelled.Clear();
    }

    /// <inheritdoc/>
    public override void Decided(OrderTicket ticket, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (ticket.Role != OrderRole.Entry) return;
        _decided[ticket.Id] = ticket;
        Judge(evidence.WhyStale(ticket.Ticker, at) is null, () => $"entry {ticket.Id} on {ticket.Ticker} was decided at {at} although {evidence.WhyStale(ticket.Ticker, at)}");
    }

    /// <inheritdoc/>
    public override void CancelLeft(ClientOrderId order)
    {
        if (_cancelled.Add(order)) _justCancelled.Add(order);
    }

    /// <inheritdoc/>
    public override void TriggerLeft(OrderGroupId group)
    {
        foreach (var (id, ticket) in _decided)
            if (ticket.Group == group) CancelLeft(id);
    }

    /// <inheritdoc/>
    public override void Took(Input input, Instant at)
    {
        switch (input)
        {
            case OrderAccepted accepted:
                _names[accepted.VenueOrder] = accepted.Order;
                if (accepted.Remaining.IsZero) End(accepted.Order);
                else Work(accepted.Order, at);
                break;
            case OrderReported reported:
                Show(reported.State, at);
                break;
            case FillReported fill:
                Count(fill, at);
                break;
            case OrderRejected rejected:
                End(rejected.Order);
                break;
            case CancelAccepted cancelled:
                End(cancelled.Order);
                break;
            case AccountListed listing:
                // A fill whose own message was lost is told by a listing alone.
                foreach (var fill in listing.Fills) Count(fill, at);
                foreach (var row in listing.Orders) Show(row, at);
                // What a complete listing does not show may have ended without a word; the core may have concluded that.
                foreach (var id in _working.Where(working => listing.AsOf > working.Value.Since && listing.Orders.All(row => row.Order != working.Key)).Select(working => working.Key).ToArray())
                    _working.Remove(id);
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public override void StepEnded(Instant at)
    {
        foreach (var (id, working) in _working)
        {
            if (_cancelled.Contains(id) || evidence.WhyCancel(working.Ticker, at) is not { } why) continue;
            StaleEntries++;
            Judge(false, () => $"entry {id} on {working.Ticker} works at {at} without a cancel although {why}");
        }

        foreach (var id in _justCancelled)
        {
            if (!_working.Remove(id, out var working) || evidence.WhyCancel(working.Ticker, at) is null) continue;
            StaleEntries++;
            Judge();
        }

        _justCancelled.Clear();
    }

    private void Count(FillReported fill, Instant at)
    {
        // A listing of fills names the exchange's order alone.
        if ((fill.Order ?? _names.GetValueOrDefault(fill.VenueOrder)) is not { } id || !_fills.Add((fill.Fill, fill.VenueOrder))) return;
        _filled[id] = _filled.GetValueOrDefault(id) + fill.Count;
        Work(id, at);
    }

    private void Show(VenueOrder shown, Instant at)
    {
        _names[shown.VenueOrderId] = shown.Order;
        if (shown.Status == VenueOrderStatus.Resting) Work(shown.Order, at);
        else End(shown.Order);
    }

    private void Work(ClientOrderId id, Instant at)
    {
        if (_ended.Contains(id) || _cancelled.Contains(id) || !_decided.TryGetValue(id, out var ticket) || ticket.TimeInForce != TimeInForce.GoodTillCanceled) return;
        if (_filled.GetValueOrDefault(id) >= ticket.Count) End(id);
        else _working.TryAdd(id, (ticket.Ticker, at));
    }

    private void End(ClientOrderId id)
    {
        _ended.Add(id);
        _working.Remove(id);
    }
}
