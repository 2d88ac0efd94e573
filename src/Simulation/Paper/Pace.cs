using System.Diagnostics;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Simulation.Paper;

/// <summary>Keeps market time from running ahead of real time × speed. It changes when things happen, never what happens.</summary>
public sealed class Pace(Instant marketStart, double speed)
{
    private readonly long _begun = Stopwatch.GetTimestamp();

    /// <summary>How long to wait until market time may reach <paramref name="at"/>; zero when it may now.</summary>
    public TimeSpan Until(Instant at)
    {
        var due = TimeSpan.FromTicks((long)((at - marketStart).Ticks / speed));
        var left = due - Stopwatch.GetElapsedTime(_begun);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
