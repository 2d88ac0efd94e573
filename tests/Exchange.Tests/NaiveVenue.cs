using KalshiArb.Domain.Orders;

namespace KalshiArb.Exchange.Tests;

/// <summary>The rules of the venue written down as plainly as possible: one market, lists, decimals, everything computed anew.</summary>
internal sealed class NaiveVenue(int accounts, decimal deposit, decimal makerShare)
{
    public const decimal Step = 0.0001m;

    private readonly List<NaiveOrder> _resting = [];
    private readonly decimal[] _cash = Enumerable.Repeat(deposit, accounts).ToArray();
    private readonly decimal[] _position = new decimal[accounts];
    private int _orders;
    private long _now;

    public List<(long Order, int Account, decimal Price, decimal Count, decimal Fee)> Fills { get; } = [];

    public decimal Cash(int account) => _cash[account];

    public decimal Position(int account) => _position[account];

    public IEnumerable<NaiveOrder> Open => _resting;

    public IEnumerable<(decimal Price, decimal Size)> Levels(OrderSide side) => _resting.Where(o => o.Side == side)
        .GroupBy(o => o.Price).Select(level => (level.Key, level.Sum(o => o.Remaining))).OrderBy(level => level.Key);

    public void AdvanceTo(long now)
    {
        _now = now;
        _resting.RemoveAll(o => o.Expires is { } expires && expires <= now);
    }

    public string? Submit(NaiveOrder order, TimeInForce tif, SelfTradePrevention prevention, bool postOnly)
    {
        if (order.Price * 100 != Math.Floor(order.Price * 100)) return "invalid_price";
        if (postOnly && tif != TimeInForce.GoodTillCanceled) return "invalid_order";
        if (order.Expires is { } expires && (tif != TimeInForce.GoodTillCanceled || expires <= _now)) return "invalid_order";
        if (postOnly && Opposite(order).Any()) return "invalid_order";
        if (order.ReduceOnly) order.Remaining = Math.Min(order.Remaining, Closable(order));
        if (!CanPay(order)) return "insufficient_balance";
        if (tif == TimeInForce.FillOrKill && Matchable(order, prevention) < order.Remaining) return "fill_or_kill_insufficient_resting_volume";
        order.Number = ++_orders;
        while (order.Remaining > 0 && Opposite(order).FirstOrDefault() is { } maker)
        {
            if (maker.Account == order.Account)
            {
                if (prevention == SelfTradePrevention.TakerAtCross)
                {
                    order.Remaining = 0;
                    break;
                }

                _resting.Remove(maker);
                continue;
            }

            var count = Math.Min(order.Remaining, maker.Remaining);
            Fill(order, maker.Price, count, 0.07m);
            Fill(maker, maker.Price, count, 0.07m * makerShare);
            CapReduceOnly();
        }

        if (tif == TimeInForce.GoodTillCanceled && order.Remaining > 0) _resting.Add(order);
        return null;
    }

    public string? Cancel(int account, long number)
    {
        var order = _resting.FirstOrDefault(o => o.Number == number && o.Account == account);
        if (order is null) return "not_found";
        _resting.Remove(order);
        return null;
    }

    public string? Decrease(int account, long number, decimal by)
    {
        var order = _resting.FirstOrDefault(o => o.Number == number && o.Account == account);
        if (order is null) return "not_found";
        if (by > order.Remaining) return "invalid_order";
        order.Remaining -= by;
        if (order.Remaining == 0) _resting.Remove(order);
        return null;
    }

    public void CancelAll(int account) => _resting.RemoveAll(o => o.Account == account);

    public void Settle(decimal value)
    {
        _resting.Clear();
        for (var i = 0; i < accounts; i++)
        {
            _cash[i] += _position[i] >= 0 ? _position[i] * value : -_position[i] * (1 - value);
            _position[i] = 0;
        }
    }

    private IEnumerable<NaiveOrder> Opposite(NaiveOrder order) => order.Side == OrderSide.Bid
        ? _resting.Where(o => o.Side == OrderSide.Ask && o.Price <= order.Price).OrderBy(o => o.Price).ThenBy(o => o.Number)
        : _resting.Where(o => o.Side == OrderSide.Bid && o.Price >= order.Price).OrderByDescending(o => o.Price).ThenBy(o => o.Number);

    private decimal Matchable(NaiveOrder order, SelfTradePrevention prevention)
    {
        var found = 0m;
        foreach (var maker in Opposite(order))
        {
            if (maker.Account != order.Account) found += maker.Remaining;
            else if (prevention == SelfTradePrevention.TakerAtCross) break;
        }

        return found;
    }

    private decimal Closable(NaiveOrder order) => order.Side == OrderSide.Bid ? Math.Max(0, -_position[order.Account]) : Math.Max(0, _position[order.Account]);

    private bool CanPay(NaiveOrder added)
    {
        var before = Needed(added.Account, null);
        var after = Needed(added.Account, added);
        return after <= before || after <= _cash[added.Account];
    }

    private decimal Needed(int account, NaiveOrder? added)
    {
        var own = _resting.Where(o => o.Account == account).Concat(added is null ? [] : [added]).ToList();
        return NeededFor(own.Where(o => o.Side == OrderSide.Bid).OrderByDescending(o => o.Price).ThenBy(o => o.Number == 0 ? long.MaxValue : o.Number), Math.Max(0, -_position[account]))
            + NeededFor(own.Where(o => o.Side == OrderSide.Ask).OrderBy(o => o.Price).ThenBy(o => o.Number == 0 ? long.MaxValue : o.Number), Math.Max(0, _position[account]));
    }

    private static decimal NeededFor(IEnumerable<NaiveOrder> orders, decimal closing)
    {
        var needed = 0m;
        foreach (var order in orders)
        {
            var opening = Math.Max(0, order.Remaining - closing);
            closing = Math.Max(0, closing - order.Remaining);
            if (opening == 0) continue;
            var cost = opening * (order.Side == OrderSide.Bid ? order.Price : 1 - order.Price);
            needed += Ceil(cost + Ceil(0.07m * opening * order.Price * (1 - order.Price), 0.000001m), Step) + Step;
        }

        return needed;
    }

    private void Fill(NaiveOrder order, decimal price, decimal count, decimal rate)
    {
        var tradeFee = Ceil(rate * count * price * (1 - price), 0.000001m);
        var revenue = order.Side == OrderSide.Bid ? -price * count : price * count;
        var aligned = Math.Floor((revenue - tradeFee) / Step) * Step;
        var rounding = revenue - tradeFee - aligned;
        order.Accumulator += rounding;
        var rebate = Step * Math.Min(Math.Floor(order.Accumulator / Step), Math.Floor((tradeFee + rounding) / Step));
        order.Accumulator -= rebate;
        var fee = tradeFee + rounding - rebate;

        var before = Math.Max(0, -_position[order.Account]);
        _position[order.Account] += order.Side == OrderSide.Bid ? count : -count;
        var after = Math.Max(0, -_position[order.Account]);
        _cash[order.Account] += revenue - fee - (after - before);
        order.Remaining -= count;
        if (order.Remaining == 0) _resting.Remove(order);
        Fills.Add((order.Number, order.Account, price, count, fee));
    }

    private void CapReduceOnly()
    {
        foreach (var order in _resting.Where(o => o.ReduceOnly).ToList())
        {
            order.Remaining = Math.Min(order.Remaining, Closable(order));
            if (order.Remaining == 0) _resting.Remove(order);
        }
    }

    private static decimal Ceil(decimal value, decimal step) => Math.Ceiling(value / step) * step;
}

internal sealed class NaiveOrder
{
    public long Number { get; set; }

    public required int Account { get; init; }

    public required OrderSide Side { get; init; }

    public required decimal Price { get; init; }

    public required decimal Remaining { get; set; }

    public bool ReduceOnly { get; init; }

    public long? Expires { get; init; }

    public decimal Accumulator { get; set; }
}
