using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Markets;
using KalshiArb.Actors.Reconciliation;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Domain.Risk;
using KalshiArb.Host.Sessions;
using KalshiArb.Kill;

namespace KalshiArb.Host.Trading;

/// <summary>Questions and requests of operators, answered on the core's thread between two inputs.</summary>
internal sealed partial class PaperSession : ITradingSide
{
    /// <summary>Raised when the core itself asks for a kill.</summary>
    public event Action<string>? KillWanted;

    public Task<OperatorReply> OperateAsync(OperatorRequest request, CancellationToken cancellation) => OnCore(() =>
    {
        var before = Core.Query(new TradingStateQuery()).State;
        if (request is OperatorRequest.Resume && RiskBrakes.WhyNotResume(Core.Query(new RiskQuery()).State, _request.Settings.Decision, Driver.Now) is { } why)
            return new OperatorReply(false, before, why);
        Driver.Take(request switch
        {
            OperatorRequest.Pause pause => new PauseRequested(pause.By, pause.Reason),
            OperatorRequest.Reduce reduce => new ReduceRequested(reduce.By, reduce.Reason),
            OperatorRequest.Resume resume => new ResumeRequested(resume.By),
            OperatorRequest.Reset reset => new ResetRequested(reset.By, reset.Reason),
            OperatorRequest.Switch wanted => new SwitchRequested(wanted.Scope, wanted.Name, wanted.Enabled, wanted.By),
            _ => throw new InvariantViolation($"no input for {request.GetType().Name}"),
        });
        var after = Core.Query(new TradingStateQuery()).State;
        if (request is OperatorRequest.Reset && after != TradingState.Killed)
        {
            _request.Gate.Reopen();
        }

        return request is OperatorRequest.Switch changed
            ? new OperatorReply(true, after, $"{changed.Scope} {changed.Name} {(changed.Enabled ? "enabled" : "disabled")}")
            : new OperatorReply(before != after, after, before == after ? $"still {after}: nothing to change" : $"{before} -> {after}");
    }, cancellation);

    public Task<StatusView> StatusAsync(CancellationToken cancellation) => OnCore(() =>
    {
        var state = Core.Query(new TradingStateQuery());
        var risk = Core.Query(new RiskQuery()).State;
        var orders = Core.Query(new OrderQuery()).Orders;
        var reconciliation = Core.Query(new ReconciliationQuery()).State;
        var (books, games) = Freshness();
        return new StatusView(
            Driver.Now, "paper", state.State, state.By.Length > 0 ? state.By : null, state.Reason.Length > 0 ? state.Reason : null, _run,
            risk.Ledger.TotalCash, risk.AccountExposure, risk.Ledger.RealizedPnl, OpenOf(risk), risk.Ledger.Fees,
            risk.Ledger.Positions.Values.Count(position => !position.IsFlat), orders.Orders.Count,
            orders.Orders.Values.Count(order => order.Phase == OrderPhase.Unknown), books, games,
            _tally.Signals, _tally.Approved, _tally.RefusedTotal, reconciliation.ComparedAt, reconciliation.IsClean, Core.InputCount);
    }, cancellation);

    public Task<OrdersView> OrdersAsync(CancellationToken cancellation) => OnCore(() => new OrdersView(
        Driver.Now,
        [.. Core.Query(new OrderQuery()).Orders.Orders.Values.Select(order => new OrderRow(
            order.Id, order.VenueOrder, order.Ticket.Ticker, order.Ticket.Role, order.Ticket.Side, order.Ticket.Limit, order.Ticket.Count,
            order.Cumulative, order.Booked, order.OwesFills ? "FillsOwed" : order.Phase.ToString(), Driver.Now - order.IntendedAt, order.DoubtReason ?? ""))]), cancellation);

    public Task<PositionsView> PositionsAsync(CancellationToken cancellation) => OnCore(() =>
    {
        var risk = Core.Query(new RiskQuery()).State;
        var rows = ImmutableArray.CreateBuilder<PositionRow>();
        foreach (var position in risk.Ledger.Positions.Values.Where(position => !position.IsFlat))
        {
            var market = Core.Query(new MarketQuery(position.Ticker));
            var yes = position.Quantity.Sign > 0;
            Mark? mark = risk.Marks.TryGetValue(position.Ticker, out var known) ? known : null;
            var fair = market.View.Odds ?? market.View.Score;
            rows.Add(new PositionRow(
                position.Ticker, position.Quantity, position.AverageCost, yes ? mark?.Bid : mark?.Ask?.Complement,
                mark is { } priced ? position.OpenPnl(priced) : null, position.RealizedPnl, position.Fees,
                fair is { } value ? (yes ? value.Yes : value.No) : null,
                market.Position is { } held && held.OpenedAt != Instant.Never ? Driver.Now - held.OpenedAt : TimeSpan.Zero, market.Exit.ToString()));
        }

        return new PositionsView(Driver.Now, rows.ToImmutable());
    }, cancellation);

    public Task<RiskView> RiskAsync(CancellationToken cancellation) => OnCore(() =>
    {
        var reply = Core.Query(new RiskQuery());
        return new RiskView(
            Driver.Now, reply.State.Trading,
            [.. reply.Limits.Select(line => new LimitRow(
                SnakeCase.Of(line.Code), line.Value, line.BoundBy?.Value ?? "", line.Armed,
                line.Evaluated == Instant.Never ? null : line.Evaluated, line.Bound == Instant.Never ? null : line.Bound, line.TimesBound))],
            [.. BrakesOf(reply.State)]);
    }, cancellation);

    public Task<WhyView?> WhyAsync(Ticker ticker, CancellationToken cancellation) => OnCore(() =>
    {
        var market = Core.Query(new MarketQuery(ticker));
        return market.Known ? WhyText.Of(market, _tally.Recent(ticker), Driver.Now) : null;
    }, cancellation);

    /// <summary>As last known without asking the core, which a kill does not wait for: the venue's own listing tells the rest.</summary>
    public ImmutableArray<RestingOrder> KnownResting() => KillVenue.ListResting(null).Orders;

    private ImmutableArray<Domain.Orders.ClientOrderId>? _inFlightAtKill;

    public ImmutableArray<InFlightSend> InFlight()
    {
        var now = Network.InFlight;
        _inFlightAtKill ??= [.. now];
        return [.. _inFlightAtKill.Value.Select(id => new InFlightSend(id, !now.Contains(id)))];
    }

    public Instant LastSend => _network?.LastSend ?? Instant.Never;

    public Quantity FilledSince(Instant since)
    {
        lock (_worldLock)
        {
            var sum = Quantity.Zero;
            foreach (var fill in World.ListAccount(0, since, World.Now, new List<Input>()).Fills) sum += fill.Count;
            return sum;
        }
    }

    private Task<T> OnCore<T>(Func<T> question, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _requests.Enqueue(() =>
        {
            try
            {
                answer.TrySetResult(question());
            }
            catch (InvalidOperationException error)
            {
                answer.TrySetException(error);
            }
        });
        return answer.Task.WaitAsync(cancellation);
    }

    private (CountOf Books, CountOf Games) Freshness()
    {
        var (live, fresh, games) = (0, new SortedSet<GameId>(), new SortedSet<GameId>());
        var tickers = Core.Query(new MarketsQuery()).Tickers;
        foreach (var ticker in tickers)
        {
            var market = Core.Query(new MarketQuery(ticker));
            if (market.View.BookLive) live++;
            games.Add(market.Facts!.Game);
            if (market.View.FreshFair(FairSource.Consensus) is not null) fresh.Add(market.Facts.Game);
        }

        return (new CountOf(live, tickers.Length), new CountOf(fresh.Count, games.Count));
    }

    internal static Money OpenOf(RiskState risk)
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
        foreach (var series in state.DisabledSeries) yield return $"series {series} disabled";
        foreach (var strategy in state.DisabledStrategies) yield return $"strategy {strategy} disabled";
        foreach (var ticker in state.DisabledTickers) yield return $"{ticker} disabled";
    }
}
