using KalshiArb.Actors.Risk;
using KalshiArb.Actors.Sequencing;
using KalshiArb.Actors.Supervision;
using KalshiArb.Domain.Ports;
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
        take(InputOf(request));
        var after = core.Query(new TradingStateQuery()).State;
        if (request is OperatorRequest.Reset && after != TradingState.Killed) gate.Reopen();
        return request is OperatorRequest.Switch changed
            ? new OperatorReply(true, after, $"{changed.Scope} {changed.Name} {(changed.Enabled ? "enabled" : "disabled")}")
            : new OperatorReply(before != after, after, before == after ? $"still {after}: nothing to change" : $"{before} -> {after}");
    }

    private static Input InputOf(OperatorRequest request) => request switch
    {
        OperatorRequest.Pause pause => new PauseRequested(pause.By, pause.Reason),
        OperatorRequest.Reduce reduce => new ReduceRequested(reduce.By, reduce.Reason),
        OperatorRequest.Resume resume => new ResumeRequested(resume.By),
        OperatorRequest.Reset reset => new ResetRequested(reset.By, reset.Reason),
        OperatorRequest.Switch wanted => new SwitchRequested(wanted.Scope, wanted.Name, wanted.Enabled, wanted.By),
        _ => throw new InvariantViolation($"no input for {request.GetType().Name}"),
    };
}
