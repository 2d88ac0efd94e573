using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Simulation.Seeds.Checks;

/// <summary>
/// P1 for each strategy by itself: at every decision of an entry, what its strategy has at stake lies within that strategy's own
/// limits. A market counts in full for a strategy while an entry of it may be filled there, and from its first fill there until the
/// market is flat. The figures are those of <see cref="ExposureCheck"/>.
/// </summary>
/// <param name="settings">The limits in force.</param>
/// <param name="exposure">What could be lost in each market; told of everything before this.</param>
public sealed class StrategyLimitsCheck(DecisionSettings settings, ExposureCheck exposure) : Check("P1")
{
    private readonly Dictionary<ClientOrderId, StrategyId> _strategies = [];
    private readonly Dictionary<Ticker, HashSet<StrategyId>> _owners = [];

    /// <inheritdoc/>
    public override void Intended(ClientOrderId order, StrategyId strategy) => _strategies[order] = strategy;

    /// <inheritdoc/>
    public override void Decided(OrderTicket ticket, Instant at)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        if (ticket.Role != OrderRole.Entry)
        {
            _strategies.Remove(ticket.Id);
            return;
        }

        if (!_strategies.TryGetValue(ticket.Id, out var strategy))
        {
            Judge(false, () => $"order {ticket.Id} was decided for no strategy");
            return;
        }

        if (settings.For(strategy) is not { } limits) return;
        var slack = exposure.SawStranger ? 0.25m : 0.001m;
        var cost = exposure.CostOf(ticket);
        Judge(cost <= ExposureCheck.InDollars(limits.MaxOrderCost) + slack, () => $"order {ticket.Id} of {strategy} costs {cost}, limit {limits.MaxOrderCost}");
        var (markets, stake) = (0, 0m);
        foreach (var ticker in exposure.Markets)
        {
            if (!IsOf(strategy, ticker)) continue;
            markets++;
            stake += exposure.ExposureOf(ticker);
        }

        Judge(markets <= limits.MaxMarkets, () => $"{strategy} has {markets} markets with {ticket.Id}, limit {limits.MaxMarkets}");
        Judge(stake <= ExposureCheck.InDollars(limits.MaxExposure) + slack, () => $"{strategy} has {stake} at stake with {ticket.Id}, limit {limits.MaxExposure}");
    }

    /// <inheritdoc/>
    public override void VenueFilled(FillReported fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        if (exposure.HeldIn(fill.Ticker) == 0) _owners.Remove(fill.Ticker);
        else if (fill.Order is { } order && _strategies.TryGetValue(order, out var strategy)) Owners(fill.Ticker).Add(strategy);
    }

    /// <inheritdoc/>
    public override void VenueSettled(SettlementRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        _owners.Remove(row.Ticker);
    }

    private bool IsOf(StrategyId strategy, Ticker ticker) =>
        exposure.WorkingIn(ticker).Any(order => _strategies.GetValueOrDefault(order.Id) == strategy)
        || (exposure.HeldIn(ticker) != 0 && _owners.TryGetValue(ticker, out var owners) && owners.Contains(strategy));

    private HashSet<StrategyId> Owners(Ticker ticker) => _owners.TryGetValue(ticker, out var known) ? known : _owners[ticker] = [];
}
