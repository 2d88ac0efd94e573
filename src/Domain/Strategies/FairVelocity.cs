namespace KalshiArb.Domain.Strategies;

/// <summary>
/// How fast fair value moves: 10 percentage points a minute are 100. Measured from the oldest of the last ten changes to the
/// instant of the question, so that a move which is over fades although the value stays.
/// </summary>
public sealed class FairVelocity
{
    /// <summary>How many changes the window holds.</summary>
    public const int Window = 10;

    /// <summary>The speed that scores 100, in probability a minute.</summary>
    public const double FullScorePerMinute = 0.10;

    private readonly (Instant At, double Value)[] _points = new (Instant, double)[Window];
    private int _count;
    private int _newest = -1;

    /// <summary>How many changes the window holds now.</summary>
    public int Count => _count;

    /// <summary>Takes a value of YES, 0..1. The same value again is no update; a second value at the same instant replaces the first.</summary>
    public void Add(Instant now, double yes)
    {
        InvariantViolation.Unless(yes is >= 0 and <= 1, "velocity: a probability lies between 0 and 1");
        if (_count > 0)
        {
            ref var last = ref _points[_newest];
            InvariantViolation.Unless(now >= last.At, "velocity: time runs backwards");
            if (last.Value == yes) return;
            if (last.At == now)
            {
                last.Value = yes;
                return;
            }
        }

        _newest = (_newest + 1) % Window;
        _points[_newest] = (now, yes);
        if (_count < Window) _count++;
    }

    /// <summary>The score for YES, −100 to 100; that for NO is the opposite. Zero while the window has fewer than two points.</summary>
    public double SignedAt(Instant now)
    {
        if (_count < 2) return 0;
        var oldest = _points[(_newest - _count + 1 + Window) % Window];
        var minutes = (now - oldest.At).TotalMinutes;
        return Math.Clamp((_points[_newest].Value - oldest.Value) / minutes / FullScorePerMinute, -1, 1) * 100;
    }
}
