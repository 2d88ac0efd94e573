namespace KalshiArb.Simulation.Seeds;

/// <summary>
/// Whether the simulated process still lives. Once it has died, whatever its core still does in memory reaches neither disk nor
/// wire: that is a crash at exactly this point, however the core's own run ends.
/// </summary>
public sealed class Power
{
    /// <summary>Where the process died; null while it lives.</summary>
    public string? LostAt { get; private set; }

    /// <summary>Whether it has died.</summary>
    public bool IsOff => LostAt is not null;

    /// <summary>The process dies here.</summary>
    public void Cut(string at) => LostAt ??= at;

    /// <summary>Another process begins.</summary>
    public void Restore() => LostAt = null;
}
