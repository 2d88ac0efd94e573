using System.Collections.Immutable;
using KalshiArb.Domain.Books;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Simulation.Import;
using KalshiArb.Simulation.Paper;

namespace KalshiArb.Simulation.Recorded;

/// <summary>
/// A recorded day as a world to be driven: what was recorded happens as it did, and our orders fill on paper, on the pessimistic
/// side. An immediate order meets what the book shows when it arrives, up to the displayed size less what we took before. A
/// resting order waits behind everybody and fills only when the other side's best price passes through its limit, or when a trade against
/// its side was made beyond it, up to what was traded. Where prices are
/// the ends of bars, nothing is known of the bar in which an order arrives: an immediate order gets the worse of the last row and
/// the next, in price and in size, or nothing where the next is beyond its limit, is missing, or shows nobody. Nothing we do changes
/// the recording.
/// </summary>
public sealed class RecordedWorld : IMarketWorld
{
    private readonly RecordedInputs _recording;
    private readonly TimeSpan? _bar;
    private readonly MemberPrecision _precision;
    private readonly bool _settlesAtResult;
    private readonly ImmutableArray<ShardCash> _cash;
    private readonly SortedDictionary<Ticker, RecordedBook> _books = [];
    private readonly SortedDictionary<VenueOrderId, RecordedOrder> _orders = [];
    private readonly List<RecordedOrder> _open = [];
    private readonly HashSet<ClientOrderId> _usedIds = [];
    private readonly List<FillReported> _fills = [];
    private readonly List<SettlementRow> _settlements = [];
    private readonly HashSet<OrderGroupId> _triggered = [];
    private readonly PriorityQueue<MarketDetermined, (long Micros, long Number)> _settling = new();
    private PositionLedger _ledger = PositionLedger.Empty;
    private long _ids;

    /// <summary>Makes the world from inputs in the order in which they became known.</summary>
    /// <param name="recording">Market data and feeds; answers to orders and requests of operators are passed over.</param>
    /// <param name="cash">What the account begins with, by shard.</param>
    /// <param name="precision">To what the venue rounds our balance changes.</param>
    /// <param name="settlesAtResult">Whether a recorded result is the payment already: an import's results carry the settlement timer.</param>
    /// <param name="bar">How long a bar is whose end a recorded price is; null where prices stand as they came.</param>
    public RecordedWorld(IEnumerable<TimedInput> recording, ImmutableArray<ShardCash> cash, MemberPrecision precision, bool settlesAtResult, TimeSpan? bar = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        _recording = new RecordedInputs(recording.Where(timed => IsOutside(timed.Input)));
        _bar = bar;
        _cash = cash;
        _precision = precision;
        _settlesAtResult = settlesAtResult;
        Now = _recording.More ? _recording.Current.Stamp : Instant.Never;
        foreach (var shard in cash) _ledger = _ledger.Apply(new CashOpened(shard.Shard, shard.Cash, Now));
    }

    /// <summary>Makes the world of a dry run: nothing is recorded, and what happens is told as it does by <see cref="Show"/>.</summary>
    /// <param name="opensAt">When it begins.</param>
    /// <param name="cash">What the account begins with, by shard.</param>
    /// <param name="precision">To what the venue rounds our balance changes.</param>
    public RecordedWorld(Instant opensAt, ImmutableArray<ShardCash> cash, MemberPrecision precision)
        : this([], cash, precision, settlesAtResult: false) => Now = opensAt;

    /// <inheritdoc/>
    public Instant Now { get; private set; }

    /// <inheritdoc/>
    public Instant? NextTime
    {
        get
        {
            Instant? next = _recording.More ? Instant.Max(Now, _recording.Current.Stamp) : null;
            if (_settling.TryPeek(out _, out var due)) next = Earlier(next, Instant.FromUnixMicros(due.Micros));
            foreach (var order in _open)
                if (order is { Status: VenueOrderStatus.Resting, Ticket.Expiration: { } expiry }) next = Earlier(next, expiry);
            return next is { } time ? Instant.Max(Now, time) : null;
        }
    }

    /// <summary>Our account as the venue keeps it.</summary>
    public PositionLedger Ledger => _ledger;

    /// <summary>Takes what happens at this moment, and appends what follows for our orders. Everything due before was to happen before.</summary>
    public void Show(Input input, Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        Pass(at);
        if (IsOutside(input)) Follow(input, into);
    }

    /// <summary>Time goes on and nothing happens.</summary>
    public void Pass(Instant at) => Now = Instant.Max(Now, at);

    /// <summary>The books of a subscription, or with null all of them, can no longer be trusted: nothing fills against them until their next snapshot.</summary>
    public void LoseBooks(long? sid)
    {
        foreach (var book in _books.Values)
            if (sid is null || book.Book.Sid == sid) book.Book.Invalidate(StaleReason.Gap);
    }

    /// <inheritdoc/>
    public void Step(ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (NextTime is not { } next) return;
        Now = next;
        Expire(into);
        if (_settling.TryPeek(out var determined, out var due) && due.Micros <= Now.UnixMicros)
        {
            _settling.Dequeue();
            Settle(determined, into);
            return;
        }

        if (!_recording.More || _recording.Current.Stamp > Now) return;
        var input = _recording.Current.Input;
        _recording.MoveNext();
        into.Add(input);
        Follow(input, into);
    }

    /// <inheritdoc/>
    public Input Submit(OrderTicket ticket, Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(into);
        Now = Instant.Max(Now, at);
        if (!_usedIds.Add(ticket.Id)) return new OrderRejected(ticket.Id, "order_already_exists", null);
        if (!_books.TryGetValue(ticket.Ticker, out var book)) return new OrderRejected(ticket.Id, "MARKET_NOT_FOUND", null);
        if (book.Facts.Status != MarketStatus.Active) return new OrderRejected(ticket.Id, "MARKET_INACTIVE", null);
        if (ticket.Group is { } group && _triggered.Contains(group)) return new OrderRejected(ticket.Id, "EXCEEDED_ORDER_GROUP_RISK_LIMIT", null);
        if (ticket.PostOnly && book.Opposite(ticket.Side) is { } touch && Reaches(ticket, touch.Price))
            return new OrderRejected(ticket.Id, "invalid_order", "post only cross");
        if (Lacks(ticket)) return new OrderRejected(ticket.Id, "insufficient_balance", null);

        var order = new RecordedOrder(ticket, new VenueOrderId("recorded-" + (++_ids).ToString("x8", System.Globalization.CultureInfo.InvariantCulture)));
        _orders.Add(order.Id, order);
        _open.RemoveAll(one => one.Status != VenueOrderStatus.Resting);
        _open.Add(order);
        if (!ticket.PostOnly) TakeLiquidity(order, book, into);
        if (ticket.TimeInForce != TimeInForce.GoodTillCanceled && order.Status == VenueOrderStatus.Resting) order.Cancel(null, Now);
        into.Add(new OrderReported(order.ToVenueOrder()));
        return new OrderAccepted(ticket.Id, order.Id, order.Filled, order.Remaining);
    }

    /// <inheritdoc/>
    public Input Cancel(ClientOrderId order, VenueOrderId venueOrder, Instant at, ICollection<Input> into)
    {
        ArgumentNullException.ThrowIfNull(into);
        Now = Instant.Max(Now, at);
        if (!_orders.TryGetValue(venueOrder, out var known) || known.Status != VenueOrderStatus.Resting) return new CancelNotFound(order);
        var left = known.Remaining;
        known.Cancel(null, Now);
        into.Add(new OrderReported(known.ToVenueOrder()));
        return new CancelAccepted(order, left);
    }

    /// <inheritdoc/>
    public int CancelAll(Instant at, ICollection<Input> into)
    {
        var resting = _orders.Values.Where(order => order.Status == VenueOrderStatus.Resting).ToArray();
        foreach (var order in resting) Cancel(order.Ticket.Id, order.Id, at, into);
        return resting.Length;
    }

    /// <inheritdoc/>
    public OrderGroupCreated? CreateGroup(OrderRole role, Shard shard, long contractsLimit, Instant at) =>
        new(role, shard, new OrderGroupId($"recorded-{role}-{shard}-{++_ids}"));

    /// <inheritdoc/>
    public bool TriggerGroup(OrderGroupId group, Instant at, ICollection<Input> into)
    {
        _triggered.Add(group);
        foreach (var order in _orders.Values.Where(order => order.Status == VenueOrderStatus.Resting && order.Ticket.Group == group).ToArray())
            Cancel(order.Ticket.Id, order.Id, at, into);
        return true;
    }

    /// <inheritdoc/>
    public bool? IsGroupTriggered(OrderGroupId group) => _triggered.Contains(group);

    /// <inheritdoc/>
    public AccountListed ListAccount(long pass, Instant since, Instant at, ICollection<Input> into)
    {
        Now = Instant.Max(Now, at);
        return new AccountListed(
            pass,
            [.. _orders.Values.Where(order => order.Status == VenueOrderStatus.Resting || order.ChangedAt >= since).Select(order => order.ToVenueOrder())],
            [.. _fills.Where(fill => fill.TradedAt >= since)],
            [.. _ledger.Positions.Values.Where(position => !position.IsFlat).Select(position => new VenuePosition(position.Ticker, position.Quantity, position.RealizedPnl, position.Fees) { Cost = position.Cost })],
            [.. _settlements.Where(row => row.SettledAt >= since)],
            [.. _cash.Select(cash => new ShardCash(cash.Shard, _ledger.Cash[cash.Shard]))],
            Now);
    }

    /// <inheritdoc/>
    public void Snapshot(ImmutableArray<Ticker> tickers, Instant at, ICollection<Input> into)
    {
        // A recording holds no answer to a question that was not asked then: the books stay stale until it shows them anew.
    }

    private void Follow(Input input, ICollection<Input> into)
    {
        switch (input)
        {
            case MarketListed listed:
                if (_books.TryGetValue(listed.Facts.Ticker, out var known) && known.Facts.Grid.Ranges.SequenceEqual(listed.Facts.Grid.Ranges)) known.Facts = listed.Facts;
                else _books[listed.Facts.Ticker] = new RecordedBook(listed.Facts);
                _ledger = _ledger.Learn(listed.Facts.Ticker, listed.Facts.Shard);
                break;
            case PriceGridChanged { Grid: { } grid } changed when _books.TryGetValue(changed.Ticker, out var book):
                _books[changed.Ticker] = new RecordedBook(book.Facts with { Grid = grid });
                break;
            case BookSnapshot snapshot when _books.TryGetValue(snapshot.Ticker, out var book):
                book.Apply(snapshot);
                Cross(snapshot.Ticker, book, into);
                break;
            case BookDelta delta when _books.TryGetValue(delta.Ticker, out var book):
                book.Apply(delta);
                Cross(delta.Ticker, book, into);
                break;
            case TopQuoted quoted when _books.TryGetValue(quoted.Ticker, out var book):
                book.Apply(quoted);
                Cross(quoted.Ticker, book, into);
                break;
            case PublicTradeReported { IsBlock: false } trade when _books.TryGetValue(trade.Ticker, out var book):
                TradeThrough(trade, book, into);
                break;
            case MarketStatusChanged changed when _books.TryGetValue(changed.Ticker, out var book):
                book.Facts = book.Facts with { Status = changed.Status };
                if (changed.Status is not (MarketStatus.Active or MarketStatus.Inactive)) Sweep(changed.Ticker, into);
                break;
            case MarketDetermined determined when _books.TryGetValue(determined.Ticker, out var book):
                book.Facts = book.Facts with { Status = MarketStatus.Determined };
                Sweep(determined.Ticker, into);
                _settling.Enqueue(determined, ((Now + (_settlesAtResult ? TimeSpan.Zero : book.Facts.SettlementTimer)).UnixMicros, ++_ids));
                break;
            default:
                break;
        }
    }

    /// <summary>A resting order has everybody before it: only a price beyond its limit proves that it was reached.</summary>
    private void Cross(Ticker ticker, RecordedBook book, ICollection<Input> into)
    {
        foreach (var order in _open)
        {
            if (order.Status != VenueOrderStatus.Resting || order.Ticket.Ticker != ticker) continue;
            if (book.Opposite(order.Ticket.Side) is not { } touch || touch.Price == order.Ticket.Limit || !Reaches(order.Ticket, touch.Price)) continue;
            var count = Quantity.Min(order.Remaining, touch.Size);
            book.Take(order.Ticket.Side, touch.Price, count);
            Fill(order, order.Ticket.Limit, count, Liquidity.Maker, book.Facts, into);
            into.Add(new OrderReported(order.ToVenueOrder()));
        }
    }

    /// <summary>
    /// A taker who sold below our bid, or bought above our ask, would have met us first: price goes before time. At our own limit
    /// everybody else may have been before us. What was traded fills us once, however many orders of ours it passed.
    /// </summary>
    private void TradeThrough(PublicTradeReported trade, RecordedBook book, ICollection<Input> into)
    {
        var left = trade.Count;
        foreach (var order in _open)
        {
            if (left.Sign <= 0) return;
            if (order.Status != VenueOrderStatus.Resting || order.Ticket.Ticker != trade.Ticker) continue;
            var through = order.Ticket.Side == OrderSide.Bid
                ? trade.Taker == Outcome.No && trade.Price < order.Ticket.Limit
                : trade.Taker == Outcome.Yes && trade.Price > order.Ticket.Limit;
            if (!through) continue;
            var count = Quantity.Min(order.Remaining, left);
            left -= count;
            Fill(order, order.Ticket.Limit, count, Liquidity.Maker, book.Facts, into);
            into.Add(new OrderReported(order.ToVenueOrder()));
        }
    }

    private void TakeLiquidity(RecordedOrder order, RecordedBook book, ICollection<Input> into)
    {
        if (_bar is { } bar)
        {
            TakeAcrossBar(order, book, bar, into);
            return;
        }

        while (order.Status == VenueOrderStatus.Resting && book.Opposite(order.Ticket.Side) is { } touch && Reaches(order.Ticket, touch.Price))
        {
            var count = Quantity.Min(Capped(order), touch.Size);
            if (count.Sign <= 0) return;
            book.Take(order.Ticket.Side, touch.Price, count);
            Fill(order, touch.Price, count, Liquidity.Taker, book.Facts, into);
        }
    }

    private void TakeAcrossBar(RecordedOrder order, RecordedBook book, TimeSpan bar, ICollection<Input> into)
    {
        var side = order.Ticket.Side;
        if (book.Opposite(side) is not { } touch || !Reaches(order.Ticket, touch.Price) || NextTouch(order.Ticket, bar) is not { } next) return;
        var count = Quantity.Min(Capped(order), Quantity.Min(touch.Size, next.Size));
        if (count.Sign <= 0) return;
        var nextIsWorse = side == OrderSide.Bid ? next.Price > touch.Price : next.Price < touch.Price;
        book.Take(side, touch.Price, count);
        if (nextIsWorse) book.Take(side, next.Price, count);
        Fill(order, nextIsWorse ? next.Price : touch.Price, count, Liquidity.Taker, book.Facts, into);
    }

    /// <summary>What the end of the bar shows to an order that arrived in it; null where that proves no fill. A bar may be missing, two may not.</summary>
    private BookLevel? NextTouch(OrderTicket ticket, TimeSpan bar)
    {
        if (_recording.NextRow(ticket.Ticker, Now + bar * 2) is not { } row) return null;
        return (ticket.Side == OrderSide.Bid ? row.Ask : row.Bid) is { } level && Reaches(ticket, level.Price) ? level : null;
    }

    /// <summary>What a reduce-only order may still do: never more than the position.</summary>
    private Quantity Capped(RecordedOrder order)
    {
        if (!order.Ticket.ReduceOnly) return order.Remaining;
        var position = _ledger.Of(order.Ticket.Ticker).Quantity;
        var reduces = order.Ticket.Side == OrderSide.Ask ? position.Sign > 0 : position.Sign < 0;
        return reduces ? Quantity.Min(order.Remaining, position.Magnitude) : Quantity.Zero;
    }

    private void Fill(RecordedOrder order, Price price, Quantity count, Liquidity liquidity, MarketFacts facts, ICollection<Input> into)
    {
        var fee = FeeCalculator.Fill(facts.Fees, _precision, liquidity, order.Ticket.Side, price, count, order.Fees);
        order.Fees = fee.After;
        order.Fill(count, Now);
        var id = new FillId("recorded-fill-" + (++_ids).ToString("x8", System.Globalization.CultureInfo.InvariantCulture));
        _ledger = _ledger.Apply(new FillBooked(
            id, order.Id, order.Ticket.Id, order.Ticket.Ticker, order.Ticket.Side, price, count, fee.Net, liquidity, Now, Now));
        var fill = new FillReported(
            id, order.Id, order.Ticket.Id, order.Ticket.Ticker, order.Ticket.Side, price, count, fee.Net, liquidity,
            _ledger.Of(order.Ticket.Ticker).Quantity, Now);
        _fills.Add(fill);
        into.Add(fill);
    }

    private bool Lacks(OrderTicket ticket)
    {
        var position = _ledger.Of(ticket.Ticker).Quantity;
        var closing = ticket.Side == OrderSide.Ask ? position : -position;
        var opening = ticket.Count - Quantity.Max(Quantity.Min(closing, ticket.Count), Quantity.Zero);
        if (opening.IsZero || ticket.ReduceOnly) return false;
        var own = ticket.Side == OrderSide.Bid ? ticket.Limit : ticket.Limit.Complement;
        return !_ledger.Cash.TryGetValue(ticket.Shard, out var cash) || own * opening > cash;
    }

    private void Expire(ICollection<Input> into)
    {
        foreach (var order in _open)
        {
            if (order.Status != VenueOrderStatus.Resting || order.Ticket.Expiration is not { } expiry || expiry > Now) continue;
            order.Cancel("ExpiryCancel", Now);
            into.Add(new OrderReported(order.ToVenueOrder()));
        }
    }

    private void Sweep(Ticker ticker, ICollection<Input> into)
    {
        foreach (var order in _open)
        {
            if (order.Status != VenueOrderStatus.Resting || order.Ticket.Ticker != ticker) continue;
            order.Cancel("CloseCancel", Now);
            into.Add(new OrderReported(order.ToVenueOrder()));
        }
    }

    private void Settle(MarketDetermined determined, ICollection<Input> into)
    {
        into.Add(new MarketStatusChanged(determined.Ticker, MarketStatus.Finalized));
        var position = _ledger.Of(determined.Ticker).Quantity;
        if (position.IsZero) return;
        var row = new SettlementRow(
            determined.Ticker, determined.SettlementValue, position,
            PositionLedger.SettlementRevenue(position, determined.SettlementValue), Now);
        _settlements.Add(row);
        _ledger = _ledger.Apply(new SettlementBooked(row.Ticker, row.Value, row.Position, row.Revenue, row.SettledAt, Now));
        into.Add(new SettlementReported(row));
    }

    private static bool Reaches(OrderTicket ticket, Price touch) => ticket.Side == OrderSide.Bid ? touch <= ticket.Limit : touch >= ticket.Limit;

    private static Instant Earlier(Instant? left, Instant right) => left is { } known ? Instant.Min(known, right) : right;

    private static bool IsOutside(Input input) => input is
        MarketListed or MarketStatusChanged or MarketCloseTimeChanged or PriceGridChanged or MarketVolumeReported or BookSnapshot or BookDelta
        or SequenceConsumed or TopQuoted or PublicTradeReported or StreamAlive or StreamLost or FrameQuarantined or MarketDetermined or OddsPolled
        or GameListed or ScoreReported;
}
