using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Reconciliation;

/// <summary>One listing held against the registry and the ledger.</summary>
internal sealed class Comparison
{
    private readonly ReconcileState _state;
    private readonly Instant _asOf;
    private readonly List<Difference> _found = [];
    private readonly SortedSet<DifferenceKey> _open = [];

    private Comparison(ReconcileState state, Instant asOf)
    {
        _state = state;
        _asOf = asOf;
    }

    /// <summary>What disagrees, of that which this listing can judge.</summary>
    public IReadOnlyList<Difference> Found => _found;

    /// <summary>Whether every market and the cash could be judged.</summary>
    public bool JudgesAll { get; private set; } = true;

    private bool JudgesCash => _asOf > _state.LastMove + ReconcileState.ReadLag || _state.LastMove == Instant.Never;

    public static Comparison Of(ReconcileState state, OrderRegistry orders, LedgerView ledger, AccountListed listing)
    {
        var comparison = new Comparison(state, listing.AsOf);
        foreach (var row in listing.Orders) comparison.Order(orders, row);
        comparison.Positions(ledger, listing.Positions);
        comparison.Cash(ledger, listing.Cash);
        return comparison;
    }

    /// <summary>Whether the listing lies far enough past the last move of a market.</summary>
    public bool Judges(Ticker ticker) => !_state.LastMoves.TryGetValue(ticker, out var moved) || _asOf > moved + ReconcileState.ReadLag;

    /// <summary>Whether this listing can say that a difference is there or not.</summary>
    public bool Judges(Difference difference) =>
        !_open.Contains(difference.Key) && (difference.Ticker is { } ticker ? Judges(ticker) : JudgesCash);

    private void Order(OrderRegistry orders, VenueOrder row)
    {
        var (ours, touched) = orders.Find(row.Order, row.VenueOrderId) is { } order
            ? (order.Booked, Instant.Max(order.AcknowledgedAt ?? order.IntendedAt, order.EndedAt ?? order.IntendedAt))
            : orders.FindGone(row.Order, row.VenueOrderId) is { } gone ? ((Quantity?)gone.Cumulative, gone.EndedAt) : (null, Instant.Never);
        if (!Judges(row.Ticker) || (touched != Instant.Never && _asOf <= touched + ReconcileState.ReadLag))
        {
            // An order that just changed is judged by the next listing; until then what is known of it stays.
            if (!Judges(row.Ticker)) JudgesAll = false;
            _open.Add(new DifferenceKey(DifferenceKind.Order, row.VenueOrderId.Value));
            return;
        }

        var rests = row.Status == VenueOrderStatus.Resting;
        if (ours is not { } booked)
        {
            if (rests) Add(DifferenceKind.Order, row.VenueOrderId.Value, row.Ticker, "no such order", $"{row.Side} {row.Remaining} at {row.Limit} resting");
        }
        else if (booked != row.Filled)
        {
            Add(DifferenceKind.Order, row.VenueOrderId.Value, row.Ticker, $"{booked} booked", $"{row.Filled} filled");
        }
        else if (rests && orders.Find(row.Order, row.VenueOrderId) is null)
        {
            Add(DifferenceKind.Order, row.VenueOrderId.Value, row.Ticker, "ended", $"{row.Remaining} resting");
        }
    }

    private void Positions(LedgerView ledger, ImmutableArray<VenuePosition> listed)
    {
        var theirs = new SortedDictionary<Ticker, Quantity>();
        foreach (var row in listed) theirs[row.Ticker] = row.Position;
        foreach (var (ticker, position) in theirs) Position(ticker, ledger.Positions.GetValueOrDefault(ticker), position);
        foreach (var (ticker, position) in ledger.Positions)
            if (!theirs.ContainsKey(ticker)) Position(ticker, position, Quantity.Zero);
    }

    private void Position(Ticker ticker, Quantity ours, Quantity theirs)
    {
        if (!Judges(ticker)) JudgesAll = false;
        else if (ours != theirs) Add(DifferenceKind.Position, ticker.Value, ticker, ours.ToString(), theirs.ToString());
    }

    private void Cash(LedgerView ledger, ImmutableArray<ShardCash> listed)
    {
        if (!JudgesCash)
        {
            JudgesAll = false;
            return;
        }

        var theirs = new SortedDictionary<Shard, Money>();
        foreach (var row in listed) theirs[row.Shard] = row.Cash;
        foreach (var (shard, cash) in theirs)
            Cash(shard, ledger.Cash.TryGetValue(shard, out var ours) ? ours : null, cash);
        foreach (var (shard, cash) in ledger.Cash)
            if (!theirs.ContainsKey(shard)) Cash(shard, cash, null);
    }

    private void Cash(Shard shard, Money? ours, Money? theirs)
    {
        var gap = (theirs ?? Money.Zero) - (ours ?? Money.Zero);
        if (gap <= ReconcileState.CashTolerance && -gap <= ReconcileState.CashTolerance) return;
        _found.Add(new Difference(
            new DifferenceKey(DifferenceKind.Cash, $"shard {shard}"), null, ours?.ToString() ?? "not opened", theirs?.ToString() ?? "not listed", gap, _asOf, false));
    }

    private void Add(DifferenceKind kind, string subject, Ticker ticker, string ours, string theirs) =>
        _found.Add(new Difference(new DifferenceKey(kind, subject), ticker, ours, theirs, Money.Zero, _asOf, false));
}
