namespace KalshiArb.Simulation.Seeds;

/// <summary>
/// Seeded chance, SplitMix64 (Steele, Lea and Flood 2014). Each purpose has its own stream of a seed, so that leaving out one
/// fault changes as little as it can of the others: a failing run then shrinks.
/// </summary>
public sealed class Dice
{
    private ulong _state;

    /// <summary>One stream of a seed.</summary>
    public Dice(ulong seed, ulong stream) => _state = unchecked(Mix(seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) ^ Mix(stream * 0xD1B54A32D192ED03 + 1));

    /// <summary>64 even bits.</summary>
    public ulong Next()
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15;
            return Mix(_state);
        }
    }

    /// <summary>A number from 0 to less than <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(Next() % (ulong)Math.Max(1, end));

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True in so many of a thousand cases.</summary>
    public bool Is(int perMille) => Below(1_000) < perMille;

    /// <summary>A number from 0 to less than 1.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A time between two, in milliseconds.</summary>
    public TimeSpan Milliseconds(int least, int most) => TimeSpan.FromMicroseconds(1_000L * least + (long)(Unit() * (1_000.0 * (most - least))));

    private static ulong Mix(ulong z)
    {
        unchecked
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
