namespace KalshiArb.Host;

/// <summary>How the program ends. Scripts depend on these numbers.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,
    /// <summary>The ledger differs from the exchange's, or a replay from its run.</summary>
    Differs = 1,
    /// <summary>Wrong command or configuration.</summary>
    Usage = 2,
    /// <summary>Refused: killed, in use, or the state of another mode, account or seed.</summary>
    Refused = 3,
    /// <summary>A kill could not be verified.</summary>
    KillNotVerified = 4,
    /// <summary>Storage failed.</summary>
    StorageFailed = 5,
    /// <summary>The venue, or the service asked for, cannot be reached.</summary>
    Unreachable = 6,
    /// <summary>A flatten could not be completed.</summary>
    FlattenIncomplete = 7,
}
