using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Risk;

/// <summary>What an operator's or the edge's request does to the trading state.</summary>
public abstract record TradingStateDecision
{
    private TradingStateDecision() { }

    /// <summary>The state changes.</summary>
    public sealed record Changed(TradingState State, string By, string Reason) : TradingStateDecision;

    /// <summary>The state stays, and why.</summary>
    public sealed record Refused(string Reason) : TradingStateDecision;
}

/// <summary>
/// The transitions of the trading state. Killed is left only by a reset with a reason; pausing, reducing and resuming never
/// lift it.
/// </summary>
public static class TradingStateRules
{
    /// <summary>Decides a request in a state.</summary>
    public static TradingStateDecision Decide(TradingState state, Input request) => (state, request) switch
    {
        (TradingState.Killed, KillBegun) => new TradingStateDecision.Refused("killed already"),
        (_, KillBegun kill) => new TradingStateDecision.Changed(TradingState.Killed, kill.By, kill.Reason),
        (TradingState.Killed, ResetRequested reset) when string.IsNullOrWhiteSpace(reset.Reason) =>
            new TradingStateDecision.Refused("a reset needs a reason"),
        (TradingState.Killed, ResetRequested reset) => new TradingStateDecision.Changed(TradingState.Running, reset.By, reset.Reason),
        (_, ResetRequested) => new TradingStateDecision.Refused("not killed: nothing to reset"),
        (TradingState.Killed, _) => new TradingStateDecision.Refused("killed: only a reset with a reason lifts it"),
        (TradingState.Paused, PauseRequested) => new TradingStateDecision.Refused("paused already"),
        (TradingState.Reducing, PauseRequested) => new TradingStateDecision.Refused("reducing already, which is stricter"),
        (_, PauseRequested pause) => new TradingStateDecision.Changed(TradingState.Paused, pause.By, pause.Reason),
        (TradingState.Reducing, ReduceRequested) => new TradingStateDecision.Refused("reducing already"),
        (_, ReduceRequested reduce) => new TradingStateDecision.Changed(TradingState.Reducing, reduce.By, reduce.Reason),
        (TradingState.Running, ResumeRequested) => new TradingStateDecision.Refused("running already"),
        (_, ResumeRequested resume) => new TradingStateDecision.Changed(TradingState.Running, resume.By, "resumed"),
        _ => throw new InvariantViolation($"no rule for {request.GetType().Name} in {state}"),
    };
}
