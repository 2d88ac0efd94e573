namespace KalshiArb.Exchange.Slate;

/// <summary>
/// Seeded chance: xoshiro256** by Blackman and Vigna (2018), seeded through SplitMix64. Each game, bookmaker and trader has its
/// own stream, so that what one draws never changes what another sees.
/// </summary>
internal sealed class Chance
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public Chance(ulong seed, ulong stream)
    {
        unchecked
        {
            var state = seed * 0x9E3779B97F4A7C15UL + stream * 0xD1B54A32D192ED03UL + 0x2545F4914F6CDD1DUL;
            _s0 = SplitMix(ref state);
            _s1 = SplitMix(ref state);
            _s2 = SplitMix(ref state);
            _s3 = SplitMix(ref state);
        }
    }

    /// <summary>Uniform in [0, 1), 53 bits.</summary>
    public double Next() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high) => low + (high - low) * Next();

    /// <summary>Uniform integer in [low, high].</summary>
    public int Int(int low, int high) => low + (int)(Next() * (high - low + 1));

    /// <summary>True with the given probability.</summary>
    public bool Is(double probability) => Next() < probability;

    /// <summary>Time to the next event of a Poisson process with this mean gap.</summary>
    public double Exponential(double mean) => -mean * Math.Log(1.0 - Next());

    /// <summary>Standard normal (Box and Muller, one of the pair).</summary>
    public double Normal() => Math.Sqrt(-2.0 * Math.Log(1.0 - Next())) * Math.Cos(2.0 * Math.PI * Next());

    /// <summary>Puts a list into random order (Fisher and Yates).</summary>
    public void Shuffle<T>(T[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Int(0, i);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private ulong NextBits()
    {
        unchecked
        {
            var result = ulong.RotateLeft(_s1 * 5, 7) * 9;
            var shifted = _s1 << 17;
            _s2 ^= _s0;
            _s3 ^= _s1;
            _s1 ^= _s2;
            _s0 ^= _s3;
            _s2 ^= shifted;
            _s3 = ulong.RotateLeft(_s3, 45);
            return result;
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15UL;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return mixed ^ (mixed >> 31);
        }
    }
}
