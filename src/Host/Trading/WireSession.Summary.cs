using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Ports;
using KalshiArb.Host.Sessions;
using KalshiArb.Simulation.Reports;

namespace KalshiArb.Host.Trading;

/// <summary>How a run over the wire begins and ends for the operator.</summary>
internal sealed partial class WireSession
{
    /// <summary>How long the two ledgers may take to meet: listings lag fills, and what is on its way must arrive.</summary>
    private static readonly TimeSpan AgreeWithin = TimeSpan.FromSeconds(20);

    private ReadyReport ReportOf(TradingCore core, Instant at)
    {
        var state = core.Query(new TradingStateQuery());
        var risk = core.Query(new RiskQuery());
        var (books, games) = Views.Freshness();
        return new ReadyReport(
            at, _run, _venue.Description, core.Query(new OrderQuery()).Orders.Orders.Count,
            risk.State.Ledger.Positions.Values.Count(position => !position.IsFlat), risk.State.Ledger.TotalCash, books.Some, books.All, games.Some, games.All,
            risk.Limits.Count(line => line.Armed), risk.Limits.Length, state.State, state.Reason.Length > 0 ? $"{state.By}: {state.Reason}" : null);
    }

    private async Task<SessionEnd> FinishAsync(string reason)
    {
        var before = await OnCoreAsync(OpenOrders, CancellationToken.None).ConfigureAwait(false);
        await PostAsync(new StopRequested(reason), CancellationToken.None).ConfigureAwait(false);
        var until = Environment.TickCount64 + (long)_request.Settings.Control.StopTimeout.TotalMilliseconds;
        while (Environment.TickCount64 < until && (_gateway!.InFlight.Count > 0 || await OnCoreAsync(OpenOrders, CancellationToken.None).ConfigureAwait(false) > 0))
            await Task.Delay(Poll).ConfigureAwait(false);

        var (check, resting) = await CompareAsync().ConfigureAwait(false);
        await CloseWireAsync().ConfigureAwait(false);
        return await OnCoreAsync(core => EndOf(core, reason, before, check, resting), CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>
    /// Holds our ledger against the venue's complete listing until they agree or the time is up. It changes neither; a
    /// difference that stays is the result.
    /// </summary>
    private async Task<(LedgerComparison? Check, int? Resting)> CompareAsync()
    {
        var until = Environment.TickCount64 + (long)AgreeWithin.TotalMilliseconds;
        LedgerComparison? check = null;
        int? resting = null;
        while (true)
        {
            var ours = await OnCoreAsync(core => (core.Query(new RiskQuery()).State.Ledger, core.Query(new OrderQuery()).Orders), CancellationToken.None).ConfigureAwait(false);
            if (await _gateway!.ListAsync(CancellationToken.None).ConfigureAwait(false) is AccountListed theirs)
            {
                check = LedgerComparison.Compare(ours.Ledger, ours.Orders, theirs, _request.Settings.Exchange.AccountTag);
                resting = check.Theirs.Orders - check.OrdersOfOthers;
            }

            if (check is { Agrees: true } || Environment.TickCount64 > until) return (check, resting);
            await Task.Delay(Poll * 10).ConfigureAwait(false);
        }
    }

    private SessionEnd EndOf(TradingCore core, string reason, int before, LedgerComparison? check, int? resting)
    {
        core.Process(Instant.Max(_venue.Now, core.Now), new SessionEnded(reason));
        core.AwaitCommits(AnswerWithin / 2);
        var risk = core.Query(new RiskQuery()).State;
        var state = core.Query(new TradingStateQuery()).State;
        var tape = _tape!;
        tape.Finish(core.DecisionHash, core.FactCount);
        if (core.CommitFailure is { } failure) _observer.Report(new SessionLine.Alert(_venue.Now, "STORAGE", "storage failed: " + failure));
        var code = tape.Failure is not null || core.CommitFailure is not null ? ExitCode.StorageFailed
            : check is null ? ExitCode.Unreachable
            : check.Agrees ? ExitCode.Done : ExitCode.Differs;
        return new SessionEnd(
            _venue.Now, reason, before, resting == 0, risk.Ledger.Positions.Values.Count(position => !position.IsFlat),
            _tally.Signals, _tally.Approved, _tally.Refused, _tally.Entries, _tally.Closed,
            new ProfitAndLoss(risk.Ledger.RealizedPnl, risk.Ledger.Fees, CoreViews.OpenOf(risk)), check is null ? null : PaperSession.ToCheck(check), _tapePath, core.InputCount,
            core.DecisionHash, state, code)
        {
            Faults = _venue.Faults,
        };
    }

    private static int OpenOrders(TradingCore core) => core.Query(new OrderQuery()).Orders.Orders.Values.Count(order => !order.IsTerminal);
}
