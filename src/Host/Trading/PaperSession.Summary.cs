using System.Globalization;
using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Ports;
using KalshiArb.Host.Sessions;
using KalshiArb.Simulation.Reports;

namespace KalshiArb.Host.Trading;

/// <summary>How a run ends: what works is cancelled and confirmed, and the ledger is held against the venue's.</summary>
internal sealed partial class PaperSession
{
    private ReadyReport Report(Instant at)
    {
        var state = Core.Query(new TradingStateQuery());
        var risk = Core.Query(new RiskQuery());
        var (books, games) = Views.Freshness();
        return new ReadyReport(
            at, _run,
            $"seed {_request.Settings.Paper.Seed}: {_slate!.GameCount} simulated games, {_slate.Markets.Length} markets, {_slate.GamesInPlay} already in play; {Eastern(at)}, {_request.Speed:0.##} market seconds a second",
            Core.Query(new OrderQuery()).Orders.Orders.Count, risk.State.Ledger.Positions.Values.Count(position => !position.IsFlat),
            risk.State.Ledger.TotalCash, books.Some, books.All, games.Some, games.All,
            risk.Limits.Count(line => line.Armed), risk.Limits.Length, state.State, state.Reason.Length > 0 ? $"{state.By}: {state.Reason}" : null);
    }

    private static string Eastern(Instant at) => UsEastern.ToLocal(at).ToString("ddd d MMM HH:mm", CultureInfo.InvariantCulture) + " ET";

    private SessionEnd Finish(string reason, RunTape tape)
    {
        var before = Core.Query(new OrderQuery()).Orders.Orders.Values.Count(order => !order.IsTerminal);
        Driver.Take(new StopRequested(reason));
        var until = Driver.Now + _request.Settings.Control.StopTimeout;
        while (Driver.Now < until && (HasOpenOrders() || Driver.NetworkBusy)) Driver.Step(until);
        Driver.RunWaiting();
        Driver.Take(new SessionEnded(reason));

        var orders = Core.Query(new OrderQuery()).Orders;
        var risk = Core.Query(new RiskQuery()).State;
        AccountListed theirs;
        lock (_worldLock) theirs = World.ListAccount(long.MaxValue, Instant.Never, World.Now, new List<Input>());
        var check = LedgerComparison.Compare(risk.Ledger, orders, theirs, _request.Settings.Exchange.AccountTag);
        var resting = check.Theirs.Orders - check.OrdersOfOthers;
        var state = Core.Query(new TradingStateQuery()).State;
        tape.Finish(Core.DecisionHash, Core.FactCount);
        if (Core.CommitFailure is { } failure) _observer.Report(new SessionLine.Alert(Driver.Now, "STORAGE", "storage failed: " + failure));
        var stored = tape.Failure is null && Core.CommitFailure is null;
        return new SessionEnd(
            Driver.Now, reason, before, resting == 0, risk.Ledger.Positions.Values.Count(position => !position.IsFlat),
            _tally.Signals, _tally.Approved, _tally.Refused, _tally.Entries, _tally.Closed,
            new ProfitAndLoss(risk.Ledger.RealizedPnl, risk.Ledger.Fees, CoreViews.OpenOf(risk)), ToCheck(check), _tapePath, Core.InputCount,
            Core.DecisionHash, state, !stored ? ExitCode.StorageFailed : check.Agrees ? ExitCode.Done : ExitCode.Differs);
    }

    private bool HasOpenOrders() => Core.Query(new OrderQuery()).Orders.Orders.Values.Any(order => !order.IsTerminal);

    internal static LedgerCheck ToCheck(LedgerComparison check) => new(
        check.Agrees,
        new LedgerSide(check.Ours.Cash, check.Ours.Positions, check.Ours.Orders, check.Ours.Fees, check.Ours.Fills),
        new LedgerSide(check.Theirs.Cash, check.Theirs.Positions, check.Theirs.Orders, check.Theirs.Fees, check.Theirs.Fills),
        check.Differences)
    {
        OrdersOfOthers = check.OrdersOfOthers,
    };
}
