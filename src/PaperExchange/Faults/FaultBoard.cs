namespace KalshiArb.PaperExchange.Faults;

/// <summary>
/// The faults in force and how often each kind has struck. The same faults armed in the same order, with the same seed, strike
/// at the same opportunities. It may be asked by many threads.
/// </summary>
public sealed class FaultBoard
{
    /// <summary>More are refused.</summary>
    public const int MaxArmed = 100;

    private readonly Lock _lock = new();
    private readonly Func<Instant> _now;
    private readonly List<Armed> _armed = [];
    private readonly long[] _struck = new long[Enum.GetValues<FaultKind>().Length];
    private int _lastArmed;
    private volatile bool _quiet = true;

    /// <summary>A board without faults.</summary>
    /// <param name="seed">Everything random follows from it.</param>
    /// <param name="now">Market time.</param>
    public FaultBoard(ulong seed, Func<Instant> now)
    {
        Seed = seed;
        _now = now;
    }

    /// <summary>Told after faults were armed or cleared.</summary>
    public event Action? Changed;

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>Whether no fault is armed: the fast way past all questions.</summary>
    public bool IsQuiet => _quiet;

    /// <summary>The faults in force, in the order of arming.</summary>
    public ImmutableArray<FaultSpec> Specs
    {
        get
        {
            lock (_lock) return [.. _armed.Select(static armed => armed.Spec)];
        }
    }

    /// <summary>Arms a fault; false when there are too many.</summary>
    public bool Arm(FaultSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        lock (_lock)
        {
            if (_armed.Count >= MaxArmed) return false;
            _armed.Add(new Armed(spec, new FaultChance(Seed, (ulong)++_lastArmed)));
            _quiet = false;
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Ends all faults, or those of a kind; the counts stand.</summary>
    public void Clear(FaultKind? kind = null)
    {
        lock (_lock)
        {
            _armed.RemoveAll(armed => kind is null || armed.Spec.Kind == kind);
            _quiet = _armed.Count == 0;
        }

        Changed?.Invoke();
    }

    /// <summary>An opportunity for a fault: the one that strikes, counted; null when none does.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="route">The method and path, or the channel.</param>
    public FaultSpec? Take(FaultKind kind, string route)
    {
        if (_quiet) return null;
        lock (_lock)
        {
            foreach (var armed in _armed)
            {
                if (armed.Spec.Kind != kind || !Applies(armed, route) || !armed.Strikes()) continue;
                _struck[(int)kind]++;
                return armed.Spec;
            }
        }

        return null;
    }

    /// <summary>Whether a fault of a kind is in force on a route; nothing is counted.</summary>
    public FaultSpec? Find(FaultKind kind, string? route = null)
    {
        if (_quiet) return null;
        lock (_lock)
        {
            foreach (var armed in _armed)
            {
                if (armed.Spec.Kind == kind && (route is null ? IsInForce(armed) : Applies(armed, route))) return armed.Spec;
            }
        }

        return null;
    }

    /// <summary>How often a kind has struck since the beginning.</summary>
    public long Struck(FaultKind kind)
    {
        lock (_lock) return _struck[(int)kind];
    }

    /// <summary>A seeded number below a bound, for a fault's own choices.</summary>
    internal long Choose(FaultSpec spec, long below)
    {
        lock (_lock)
        {
            foreach (var armed in _armed)
            {
                if (armed.Spec == spec) return armed.Chance.Below(below);
            }
        }

        return below / 2;
    }

    private bool Applies(Armed armed, string route) => IsInForce(armed) && FaultRoutes.Matches(armed.Spec.Route, route);

    private bool IsInForce(Armed armed) => !armed.IsSpent && (armed.Spec.Until is not { } until || _now() <= until);

    private sealed class Armed(FaultSpec spec, FaultChance chance)
    {
        private long _opportunities;
        private long _strikes;

        public FaultSpec Spec { get; } = spec;

        public FaultChance Chance { get; } = chance;

        public bool IsSpent => _strikes >= Spec.Count;

        public bool Strikes()
        {
            _opportunities++;
            if (Spec.Probability is { } probability && Chance.Next() >= probability) return false;
            if (Spec.Every is { } every && _opportunities % every != 0) return false;
            _strikes++;
            return true;
        }
    }
}

/// <summary>Seeded chance of one fault (SplitMix64, Steele, Lea and Flood, 2014).</summary>
internal sealed class FaultChance(ulong seed, ulong stream)
{
    private ulong _state = unchecked(seed * 0x9E3779B97F4A7C15 + stream * 0xD1B54A32D192ED03);

    /// <summary>Uniform in [0, 1).</summary>
    public double Next() => (Bits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [0, below); below is above zero.</summary>
    public long Below(long below) => (long)(Bits() % (ulong)below);

    private ulong Bits()
    {
        unchecked
        {
            var value = _state += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}

/// <summary>What a fault's route is compared with.</summary>
internal static class FaultRoutes
{
    /// <summary>The beginning of every path of the API.</summary>
    public const string Root = "/trade-api/v2";

    /// <summary>The stream as a whole.</summary>
    public const string Stream = "ws";

    /// <summary>Whether a filter, if there is one, is the beginning of a route, or of its path; with a $ at its end the whole of it.</summary>
    public static bool Matches(string? filter, string route)
    {
        if (filter is { Length: > 0 } && filter[^1] == '$') return route == filter[..^1] || route.EndsWith(" " + filter[..^1], StringComparison.Ordinal);
        if (filter is null || route.StartsWith(filter, StringComparison.Ordinal)) return true;
        var space = route.IndexOf(' ', StringComparison.Ordinal);
        return space >= 0 && route.AsSpan(space + 1).StartsWith(filter, StringComparison.Ordinal);
    }
}
