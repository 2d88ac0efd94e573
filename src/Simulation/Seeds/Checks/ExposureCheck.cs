using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Simulation.Seeds.Checks;

/// <summary>
/// P1: at every decision of an entry, and after every step in which an order of ours changed, what could be lost lies within
/// every limit. The figures come from the venue's own fills and open orders; every create that was decided and is not known to be
/// lost counts as accepted and filled at its limit. Foreign fills count from when the core could know of them.
/// </summary>
/// <param name="settings">The limits in force.</param>
/// <param name="tag">What our client order ids begin with.</param>
public sealed class ExposureCheck(DecisionSettings settings, string tag) : Check("P1")
{
    private readonly SortedDictionary<Ticker, MarketFacts> _markets = [];
    private readonly SortedDictionary<ClientOrderId, OrderTicket> _pending = [];
    private readonly SortedDictionary<VenueOrderId, (OrderTicket Ticket, Quantity Remaining)> _open = [];
    private readonly SortedDictionary<ClientOrderId, OrderTicket> _tickets = [];
    private readonly List<FillReported> _fills = [];
    private readonly Dictionary<(FillId, VenueOrderId), int> _known = [];
    private readonly SortedDictionary<Ticker, int> _settledAtFill = [];
    private readonly HashSet<ClientOrderId> _written = [];
    private readonly List<(Instant At, OrderTicket Ticket)> _decided = [];
    private readonly SortedSet<Ticker> _touched = [];
    private readonly Dictionary<Ticker, (decimal Held, decimal Cost)> _holdings = [];
    private bool _foreign;
    private bool _changed;

    /// <inheritdoc/>
    public override void Restarted()
    {
        // What was decided and had not left dies with the process.
        foreach (var id in _pending.Keys.Where(id => !_written.Contains(id)).ToArray()) _pending.Remove(id);
        _decided.RemoveAll(decided => !_written.Contains(decided.Ticket.Id));
    }

    /// <inheritdoc/>
    public override void Shown(Input input, Instant at)
    {
        switch (input)
        {
            case MarketListed listed:
                _markets[listed.Facts.Ticker] = listed.Facts;
                break;
            case FillReported fill:
                Learn(fill);
                break;
            case AccountListed listing:
                foreach (var fill in listing.Fills) Learn(fill);
                break;
            default:
                break;
        }
    }

    /// <inheritdoc/>
    public override void Decided(OrderTicket ticket, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        _tickets[ticket.Id] = ticket;
        _pending[ticket.Id] = ticket;
        _decided.Add((at, ticket));
        if (ticket.Role != OrderRole.Entry) return;
        JudgeOrder(ticket, at);
        JudgeExposure(ticket.Ticker);
    }

    /// <inheritdoc/>
    public override void Written(OrderTicket ticket, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        _written.Add(ticket.Id);
    }

    /// <inheritdoc/>
    public override void Gone(ClientOrderId order) => _pending.Remove(order);

    /// <inheritdoc/>
    public override void GateClosed(Instant at)
    {
        // What was decided and not written never leaves; the core hears of it order by order, and may decide between two.
        foreach (var id in _pending.Keys.Where(id => !_written.Contains(id)).ToArray()) _pending.Remove(id);
    }

    /// <inheritdoc/>
    public override void Accepted(OrderTicket ticket, OrderAccepted answer, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        ArgumentNullException.ThrowIfNull(answer);
        _pending.Remove(ticket.Id);
        Touch(ticket.Ticker);
        if (answer.Remaining.IsZero) _open.Remove(answer.VenueOrder);
        else _open[answer.VenueOrder] = (ticket, answer.Remaining);
    }

    /// <inheritdoc/>
    public override void VenueChanged(VenueOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        if (!_tickets.TryGetValue(order.Order, out var ticket)) return;
        Touch(ticket.Ticker);
        if (order.Status == VenueOrderStatus.Resting) _open[order.VenueOrderId] = (ticket, order.Remaining);
        else _open.Remove(order.VenueOrderId);
    }

    /// <inheritdoc/>
    public override void VenueFilled(FillReported fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        _fills.Add(fill);
        Touch(fill.Ticker);
        if (!IsOurs(fill)) _foreign = true;
    }

    /// <inheritdoc/>
    public override void VenueSettled(SettlementRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _settledAtFill[row.Ticker] = _fills.Count;
        _holdings.Remove(row.Ticker);
    }

    /// <inheritdoc/>
    public override void StepEnded(Instant at)
    {
        // A stranger can carry us over any limit; then only our own decisions are judged.
        if (!_changed || _foreign) return;
        _changed = false;
        foreach (var ticker in _touched) JudgeExposure(ticker);
        _touched.Clear();
    }

    /// <summary>What could be lost in a market, in dollars, by the plain reading of the promise.</summary>
    public decimal ExposureOf(Ticker ticker)
    {
        var (held, cost) = Holding(ticker);
        return Math.Max(LossOf(ticker, OrderSide.Bid, held, cost), LossOf(ticker, OrderSide.Ask, -held, cost));
    }

    /// <summary>Contracts held in a market by what the venue filled, positive YES.</summary>
    internal decimal HeldIn(Ticker ticker) => Holding(ticker).Held;

    /// <summary>Orders that may still be filled in a market.</summary>
    internal IEnumerable<OrderTicket> WorkingIn(Ticker ticker) => Opening(ticker).Select(order => order.Ticket);

    /// <summary>What an order costs at its limit, in dollars with a taker's fee.</summary>
    internal decimal CostOf(OrderTicket ticket) => UnitCost(ticket) * Contracts(ticket.Count);

    /// <summary>Every market that was ever listed.</summary>
    internal IEnumerable<Ticker> Markets => _markets.Keys;

    /// <summary>Whether somebody else traded on the account: then costs are not those that the core saw.</summary>
    internal bool SawStranger => _foreign;

    private void JudgeOrder(OrderTicket ticket, Instant at)
    {
        var limits = LimitsOf(ticket.Ticker);
        var cost = UnitCost(ticket) * Contracts(ticket.Count);
        Judge(ticket.Count <= limits.MaxOrderContracts, () => $"order {ticket.Id} has {ticket.Count} contracts, limit {limits.MaxOrderContracts}");
        Judge(cost <= InDollars(limits.MaxOrderCost) + 0.001m, () => $"order {ticket.Id} costs {cost}, limit {limits.MaxOrderCost}");
        var (held, _) = Holding(ticket.Ticker);
        var entries = Opening(ticket.Ticker).Where(order => order.Ticket.Role == OrderRole.Entry).Sum(order => Contracts(order.Remaining));
        // A fill that the core could not know of is counted as open there and as held here: the sum is the same.
        Judge(
            _foreign || Math.Abs(held) + entries <= Contracts(limits.MaxContracts),
            () => $"{ticket.Ticker}: {Math.Abs(held)} held and {entries} entering with order {ticket.Id}, limit {limits.MaxContracts}");
        var account = settings.Account;
        var orders = _decided.Count(other => at - other.At < account.OrderWindow && other.At <= at);
        Judge(orders <= account.MaxOrders || _decided[^1].Ticket.Role == OrderRole.Exit, () => $"{orders} orders within {account.OrderWindow.TotalSeconds} s with {ticket.Id}, limit {account.MaxOrders}");
        var window = limits.RepeatedEntryWindow;
        var same = _decided.Count(other => at - other.At < window && other.Ticket.Role == OrderRole.Entry && other.Ticket.Ticker == ticket.Ticker && other.Ticket.Side == ticket.Side && other.Ticket.Limit == ticket.Limit);
        Judge(same <= 1, () => $"{ticket.Id} repeats {ticket.Side} {ticket.Limit} of {ticket.Ticker} within {window.TotalSeconds} s");
    }

    private void JudgeExposure(Ticker ticker)
    {
        if (!_markets.TryGetValue(ticker, out var facts)) return;
        var limits = LimitsOf(ticker);
        var (own, inEvent, inSport, all) = (0m, 0m, 0m, 0m);
        foreach (var (other, known) in _markets)
        {
            var exposure = ExposureOf(other);
            if (other == ticker) own = exposure;
            if (known.Event == facts.Event) inEvent += exposure;
            if (known.Sport == facts.Sport) inSport += exposure;
            all += exposure;
        }

        // With a stranger's fills the order of closing and opening, and so the average cost, is not the one that the core saw.
        var slack = _foreign ? 0.25m : 0.001m;
        Within("market", own, limits.MaxExposureMarket);
        Within("event", inEvent, limits.MaxExposureEvent);
        Within("sport", inSport, limits.MaxExposureSport);
        Within("account", all, settings.Account.MaxExposure);

        void Within(string scope, decimal exposure, Money limit) =>
            Judge(exposure <= InDollars(limit) + slack, () => $"exposure of {scope} is {exposure} with {ticker} ({Describe(ticker)}), limit {limit}");
    }

    private string Describe(Ticker ticker)
    {
        var (held, cost) = Holding(ticker);
        return $"{held} held at {cost}; open {string.Join(", ", Opening(ticker).Select(order => $"{order.Ticket.Id} {order.Ticket.Side} {order.Remaining} at {order.Ticket.Limit}"))}";
    }

    private decimal LossOf(Ticker ticker, OrderSide side, decimal signed, decimal cost)
    {
        var loss = signed > 0 ? cost : 0;
        var closing = signed < 0 ? -signed : 0;
        if (_open.Count == 0 && _pending.Count == 0) return loss;
        foreach (var (ticket, remaining) in Opening(ticker).Where(order => order.Ticket.Side == side).OrderBy(order => UnitCost(order.Ticket)))
        {
            var opens = Contracts(remaining);
            var closes = Math.Min(closing, opens);
            closing -= closes;
            loss += (opens - closes) * UnitCost(ticket);
        }

        return loss;
    }

    private IEnumerable<(OrderTicket Ticket, Quantity Remaining)> Opening(Ticker ticker)
    {
        foreach (var (_, open) in _open)
            if (open.Ticket.Ticker == ticker) yield return open;
        foreach (var (_, ticket) in _pending)
            if (ticket.Ticker == ticker) yield return (ticket, ticket.Count);
    }

    private void Touch(Ticker ticker)
    {
        _changed = true;
        _touched.Add(ticker);
        _holdings.Remove(ticker);
    }

    /// <summary>
    /// Signed contracts and what they cost with fees, from the venue's fills since the market was last settled. The average cost of what
    /// is left depends on the order of buying and selling, and a message can overtake another: fills count in the order in which
    /// they were shown, and those that nobody has shown yet after them.
    /// </summary>
    private (decimal Held, decimal Cost) Holding(Ticker ticker)
    {
        if (_holdings.TryGetValue(ticker, out var known)) return known;
        var (held, cost) = (0m, 0m);
        var since = _fills.Skip(_settledAtFill.GetValueOrDefault(ticker)).Where(fill => fill.Ticker == ticker && (IsOurs(fill) || _known.ContainsKey((fill.Fill, fill.VenueOrder))));
        foreach (var fill in since.OrderBy(fill => _known.GetValueOrDefault((fill.Fill, fill.VenueOrder), int.MaxValue)))
        {
            var count = Contracts(fill.Count);
            var signed = fill.Side == OrderSide.Bid ? count : -count;
            var closes = held * signed < 0 ? Math.Min(Math.Abs(held), count) : 0;
            if (closes > 0) cost -= cost * closes / Math.Abs(held);
            var price = fill.Price.Units / (decimal)Price.UnitsPerDollar;
            cost += (count - closes) * (fill.Side == OrderSide.Bid ? price : 1 - price) + InDollars(fill.Fee) * (count - closes) / count;
            held += signed;
        }

        return _holdings[ticker] = (held, cost);
    }

    private void Learn(FillReported fill)
    {
        if (_known.TryAdd((fill.Fill, fill.VenueOrder), _known.Count)) _holdings.Remove(fill.Ticker);
    }

    private bool IsOurs(FillReported fill) => fill.Order is { Value: { } id } && id.StartsWith(tag + "-", StringComparison.Ordinal);

    private MarketLimits LimitsOf(Ticker ticker) =>
        _markets.TryGetValue(ticker, out var facts) ? settings.For(facts.Series).Limits : settings.Default.Limits;

    /// <summary>A contract at the order's limit with a taker's fee of 7%, times the market's multiplier.</summary>
    private decimal UnitCost(OrderTicket ticket)
    {
        var yes = ticket.Limit.Units / (decimal)Price.UnitsPerDollar;
        var multiplier = _markets.TryGetValue(ticket.Ticker, out var facts) ? facts.Fees.MultiplierMillis / 1_000m : 1m;
        return (ticket.Side == OrderSide.Bid ? yes : 1 - yes) + 0.07m * multiplier * yes * (1 - yes);
    }

    private static decimal Contracts(Quantity count) => count.Hundredths / (decimal)Quantity.HundredthsPerContract;

    internal static decimal InDollars(Money money) => money.Micros / (decimal)Money.MicrosPerDollar;
}
