using KalshiArb.Actors.Execution;
using KalshiArb.Actors.Positions;
using KalshiArb.Actors.Reconciliation;
using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Reconciliation;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;
using KalshiArb.Host.Sessions;
using KalshiArb.Kill;

namespace KalshiArb.Host.Trading;

/// <summary>Operators' requests as inputs of the core, taken on its thread, so that the reply says what holds afterwards.</summary>
internal static class OperatorRequests
{
    /// <summary>Takes one request. A lost day is not resumed from; a reset that frees the core opens the send gate.</summary>
    public static OperatorReply Carry(OperatorRequest request, TradingCore core, DecisionSettings settings, Instant now, Action<Input> take, SendGate gate)
    {
        var before = core.Query(new TradingStateQuery()).State;
        if (request is OperatorRequest.Resume && RiskBrakes.WhyNotResume(core.Query(new RiskQuery()).State, settings, now) is { } why)
            return new OperatorReply(false, before, why);
        if (request is OperatorRequest.Adopt adopt) return Adopt(adopt, core, now, take, before);
        take(InputOf(request));
        var after = core.Query(new TradingStateQuery()).State;
        if (request is OperatorRequest.Reset && after != TradingState.Killed) gate.Reopen();
        return request is OperatorRequest.Switch changed
            ? new OperatorReply(true, after, $"{changed.Scope} {changed.Name} {(changed.Enabled ? "enabled" : "disabled")}")
            : new OperatorReply(before != after, after, before == after ? $"still {after}: nothing to change" : $"{before} -> {after}");
    }

    /// <summary>The same rule that the core decides by, asked before it, gives the answer; what the ledger then says must bear it out.</summary>
    private static OperatorReply Adopt(OperatorRequest.Adopt request, TradingCore core, Instant now, Action<Input> take, TradingState state)
    {
        var decision = AdoptionRules.Decide(
            core.Query(new ReconciliationQuery()).State, core.Query(new OrderQuery()).Orders, core.Query(new PositionQuery()).Ledger, request.Ticker, request.By, request.Reason, now);
        take(InputOf(request));
        return decision switch
        {
            AdoptionDecision.Adopted adopted when core.Query(new PositionQuery()).Ledger.Adopted.ContainsKey(request.Ticker) => new OperatorReply(true, state, adopted.Text),
            AdoptionDecision.Adopted => new OperatorReply(false, state, $"{request.Ticker}: not adopted, the account changed meanwhile; try again"),
            AdoptionDecision.Refused refused => new OperatorReply(false, state, refused.Text),
            _ => throw new InvariantViolation($"no answer for {decision}"),
        };
    }

    private static Input InputOf(OperatorRequest request) => request switch
    {
        OperatorRequest.Pause pause => new PauseRequested(pause.By, pause.Reason),
        OperatorRequest.Reduce reduce => new ReduceRequested(reduce.By, reduce.Reason),
        OperatorRequest.Resume resume => new ResumeRequested(resume.By),
        OperatorRequest.Reset reset => new ResetRequested(reset.By, reset.Reason),
        OperatorRequest.Adopt adopt => new AdoptRequested(adopt.Ticker, adopt.By, adopt.Reason),
        OperatorRequest.Switch wanted => new SwitchRequested(wanted.Scope, wanted.Name, wanted.Enabled, wanted.By),
        _ => throw new InvariantViolation($"no input for {request.GetType().Name}"),
    };
}
