namespace KalshiArb.Domain.Strategies;

/// <summary>How a position is left.</summary>
public static class ExitPlan
{
    /// <summary>What to do with the position of the view now. Pure; does not allocate.</summary>
    public static ExitDecision Decide(in MarketView view, in ExitState state) =>
        throw new InvariantViolation("exits are not planned yet");
}
