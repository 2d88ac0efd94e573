namespace KalshiArb.Domain.Risk;

/// <summary>What the service may do.</summary>
public enum TradingState
{
    /// <summary>Entries and exits.</summary>
    Running,
    /// <summary>No entries.</summary>
    Paused,
    /// <summary>Exits only, until an operator resumes (a breached daily loss also waits for the next day).</summary>
    Reducing,
    /// <summary>Nothing; survives restarts until an operator resets it with a reason.</summary>
    Killed,
}
