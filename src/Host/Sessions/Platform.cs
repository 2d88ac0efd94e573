using KalshiArb.Host.Trading;

namespace KalshiArb.Host.Sessions;

/// <summary>Where the program gets its trading sessions: the one place that joins it to the rest.</summary>
internal static class Platform
{
    /// <summary>The sessions of this build.</summary>
    public static ITradingPlatform Create() => new TradingPlatform();
}
