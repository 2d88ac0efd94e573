using KalshiArb.Domain.Ports;
using KalshiArb.Simulation.Import;

namespace KalshiArb.Simulation.Measurement;

/// <summary>
/// The same recording as a slower odds feed would have given it: each poll of the odds is received later, with the stamps of the
/// bookmakers as they were. Nothing else moves. To see what old odds are worth.
/// </summary>
public static class DelayedOdds
{
    /// <summary>Longest delay; a poll waits in memory so long.</summary>
    public static TimeSpan Most { get; } = TimeSpan.FromHours(24);

    /// <summary>Inputs with their odds delayed. Of one instant the delayed odds come first, as in an import.</summary>
    /// <param name="inputs">Inputs in time order; read once.</param>
    /// <param name="delay">By how much, 0 to <see cref="Most"/>; 0 changes nothing.</param>
    public static IEnumerable<TimedInput> Apply(IEnumerable<TimedInput> inputs, TimeSpan delay)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (delay < TimeSpan.Zero || delay > Most) throw new ArgumentOutOfRangeException(nameof(delay), delay, "From 0 to 24 hours.");
        return delay == TimeSpan.Zero ? inputs : Later(inputs, delay);
    }

    private static IEnumerable<TimedInput> Later(IEnumerable<TimedInput> inputs, TimeSpan delay)
    {
        var waiting = new Queue<TimedInput>();
        foreach (var timed in inputs)
        {
            while (waiting.TryPeek(out var late) && late.Stamp <= timed.Stamp) yield return waiting.Dequeue();
            if (timed.Input is OddsPolled) waiting.Enqueue(timed with { Stamp = timed.Stamp + delay });
            else yield return timed;
        }

        while (waiting.TryDequeue(out var late)) yield return late;
    }
}
