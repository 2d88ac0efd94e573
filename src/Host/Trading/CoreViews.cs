using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Markets;
using KalshiArb.Actors.Reconciliation;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Host.Sessions;

namespace KalshiArb.Host.Trading;

/// <summary>What operators ask of a core, answered on its thread between two inputs. It changes nothing.</summary>
/// <param name="core">The core.</param>
/// <param name="now">Market time.</param>
/// <param name="tally">What the decision log told so far.</param>
/// <param name="settings">The settings in force.</param>
/// <param name="mode">As the operator knows it.</param>
/// <param name="run">The run's number.</param>
internal sealed class CoreViews(TradingCore core, Func<Instant> now, SessionTally tally, DecisionSettings settings, string mode, int run)
{
    /// <summary>The whole at a glance.</summary>
    public StatusView Status()
    {
        var state = core.Query(new TradingStateQuery());
        var risk = core.Query(new RiskQuery()).State;
        var orders = core.Query(new OrderQuery()).Orders;
        var reconciliation = core.Query(new ReconciliationQuery()).State;
        var (books, games) = Freshness();
        return new StatusView(
            now(), mode, state.State, state.By.Length > 0 ? state.By : null, state.Reason.Length > 0 ? state.Reason : null, run,
            risk.Ledger.TotalCash, risk.AccountExposure, risk.Ledger.RealizedPnl, OpenOf(risk), risk.Ledger.Fees,
            risk.Ledger.Positions.Values.Count(position => !position.IsFlat), orders.Orders.Count,
            orders.Orders.Values.Count(order => order.Phase == OrderPhase.Unknown), books, games,
            tally.Signals, tally.Approved, tally.RefusedTotal, reconciliation.ComparedAt, reconciliation.IsClean, core.InputCount);
    }

    /// <summary>Every order in the registry.</summary>
    public OrdersView Orders() => new(
        now(),
        [.. core.Query(new OrderQuery()).Orders.Orders.Values.Select(order => new OrderRow(
            order.Id, order.VenueOrder, order.Ticket.Ticker, order.Ticket.Role, order.Ticket.Side, order.Ticket.Limit, order.Ticket.Count,
            order.Cumulative, order.Booked, order.OwesFills ? "FillsOwed" : order.Phase.ToString(), now() - order.IntendedAt, order.DoubtReason ?? ""))]);

    /// <summary>Every position.</summary>
    public PositionsView Positions()
    {
        var risk = core.Query(new RiskQuery()).State;
        var rows = ImmutableArray.CreateBuilder<PositionRow>();
        foreach (var position in risk.Ledger.Positions.Values.Where(position => !position.IsFlat))
        {
            var market = core.Query(new MarketQuery(position.Ticker));
            var yes = position.Quantity.Sign > 0;
            Mark? mark = risk.Marks.TryGetValue(position.Ticker, out var known) ? known : null;
            var fair = market.View.Odds ?? market.View.Score;
            rows.Add(new PositionRow(
                position.Ticker, position.Quantity, position.AverageCost, yes ? mark?.Bid : mark?.Ask?.Complement,
                mark is { } priced ? position.OpenPnl(priced) : null, position.RealizedPnl, position.Fees,
                fair is { } value ? (yes ? value.Yes : value.No) : null,
                market.Position is { } held && held.OpenedAt != Instant.Never ? now() - held.OpenedAt : TimeSpan.Zero, market.Exit.ToString(),
                market.Determined != Instant.Never ? now() - market.Determined : null));
        }

        return new PositionsView(now(), rows.ToImmutable());
    }

    /// <summary>Every limit and brake.</summary>
    public RiskView Limits()
    {
        var reply = core.Query(new RiskQuery());
        return new RiskView(
            now(), reply.State.Trading,
            [.. reply.Limits.Select(line => new LimitRow(
                SnakeCase.Of(line.Code), line.Value, line.Armed, line.Evaluated == Instant.Never ? null : line.Evaluated,
                line.Bound == Instant.Never ? null : line.Bound, line.BoundBy?.Value ?? "", line.TimesBound))],
            [.. BrakesOf(reply.State)])
        {
            Strategies = [.. settings.ByStrategy is { } own ? own.Select(limits => StrategyOf(reply.State, new StrategyId(limits.Key), limits.Value)) : []],
        };
    }

    private static StrategyRow StrategyOf(RiskState state, StrategyId strategy, StrategyLimits limits)
    {
        var (markets, exposure) = state.StakeOf(strategy);
        return new StrategyRow(
            strategy.Value, !state.DisabledStrategies.Contains(strategy), markets, limits.MaxMarkets, exposure, limits.MaxExposure, state.Results.GetValueOrDefault(strategy));
    }

    /// <summary>Why a market is or is not traded now; null for a ticker that is not known.</summary>
    public WhyView? Why(Ticker ticker)
    {
        var market = core.Query(new MarketQuery(ticker));
        return market.Known ? WhyText.Of(market, tally.Recent(ticker), now()) : null;
    }

    /// <summary>How many books are live and how many games have fresh odds.</summary>
    public (CountOf Books, CountOf Games) Freshness()
    {
        var (live, fresh, games) = (0, new SortedSet<GameId>(), new SortedSet<GameId>());
        var tickers = core.Query(new MarketsQuery()).Tickers;
        foreach (var ticker in tickers)
        {
            var market = core.Query(new MarketQuery(ticker));
            if (market.View.BookLive) live++;
            games.Add(market.Facts!.Game);
            if (market.View.FreshFair(FairSource.Consensus) is not null) fresh.Add(market.Facts.Game);
        }

        return (new CountOf(live, tickers.Length), new CountOf(fresh.Count, games.Count));
    }

    /// <summary>Open positions at the price at which they could be left.</summary>
    public static Money OpenOf(RiskState risk)
    {
        var open = Money.Zero;
        foreach (var position in risk.Ledger.Positions.Values)
            if (!position.IsFlat && risk.Marks.TryGetValue(position.Ticker, out var mark)) open += position.OpenPnl(mark);
        return open;
    }

    private static IEnumerable<string> BrakesOf(RiskState state)
    {
        foreach (var (ticker, reason) in state.Frozen) yield return $"{ticker} frozen: {reason}";
        foreach (var (ticker, until) in state.TickerCoolDowns) yield return $"{ticker} cools down until {until}";
        foreach (var stop in state.MarkOuts.Stops) yield return $"MARK_OUT: {MarkOuts.TextOf(stop)}";
        foreach (var strategy in state.MarkOuts.Samples.Select(sample => sample.Strategy).Distinct())
            if (state.MarkOuts.MeanOf(SwitchScope.Strategy, strategy.Value, MarkOuts.SampleCapacity) is { } mean)
                yield return $"strategy {strategy}: mean mark-out {mean.Mean} a contract over {mean.Fills} fills";
        foreach (var series in state.DisabledSeries) yield return $"series {series} disabled";
        foreach (var strategy in state.DisabledStrategies) yield return $"strategy {strategy} disabled";
        foreach (var ticker in state.DisabledTickers) yield return $"{ticker} disabled";
    }
}
