using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Risk;

/// <summary>The only giver of permission. Pure: the same state, request, settings and time give the same answer.</summary>
public static class RiskPolicy
{
    /// <summary>Judges an entry and sizes it.</summary>
    public static Permission Decide(RiskState state, EntryRequest request, DecisionSettings settings, Instant now) =>
        throw new InvariantViolation("entries are not judged yet");

    /// <summary>Judges an exit and cuts it to what is left to reduce.</summary>
    public static Permission DecideExit(RiskState state, ExitRequest request, DecisionSettings settings, Instant now) =>
        throw new InvariantViolation("exits are not judged yet");
}
