namespace KalshiArb.Domain.Strategies;

/// <summary>
/// How the book leans: bid depth over ask depth near the touch. Level: a ratio of 1 scores 0 and a ratio of 3 scores 50.
/// Trend: a ratio that has risen by 2 within the last ten seconds scores another 50. For NO the ratio is turned over.
/// </summary>
public sealed class BookPressure
{
    /// <summary>What counts as near the touch: this far from the best price, that price included.</summary>
    public static PriceOffset Band { get; } = PriceOffset.FromCents(3);

    /// <summary>How far back the trend looks.</summary>
    public static TimeSpan TrendSpan { get; } = TimeSpan.FromSeconds(10);

    // A sample a second covers the span whatever the rate of book changes is.
    private const int Window = 10;
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    private const double FullRise = 2;
    private const double HalfScore = 50;

    // Beyond this a thin side says no more: the level is full at 3, and the trend of an emptied side full as well.
    private const double MaxRatio = 10;

    private readonly (Instant At, double Ratio)[] _samples = new (Instant, double)[Window];
    private int _count;
    private int _newest = -1;
    private double _ratio = 1;

    /// <summary>Takes the depth of both sides. An empty side counts as ten times thinner than the other; two empty sides as balance.</summary>
    public void Add(Instant now, Quantity bids, Quantity asks)
    {
        _ratio = RatioOf(bids.Hundredths, asks.Hundredths);
        if (_count > 0 && now - _samples[_newest].At < Spacing) return;
        _newest = (_newest + 1) % Window;
        _samples[_newest] = (now, _ratio);
        if (_count < Window) _count++;
    }

    /// <summary>Forgets everything: balance, without a trend.</summary>
    public void Clear()
    {
        (_count, _newest, _ratio) = (0, -1, 1);
    }

    /// <summary>The scores, 0 to 100 each.</summary>
    public MomentumScores At(Instant now)
    {
        var before = OldestWithin(now);
        return new MomentumScores(Score(_ratio, before), Score(1 / _ratio, 1 / before));
    }

    private static double RatioOf(long bids, long asks)
    {
        if (bids <= 0 && asks <= 0) return 1;
        if (asks <= 0) return MaxRatio;
        if (bids <= 0) return 1 / MaxRatio;
        return Math.Clamp((double)bids / asks, 1 / MaxRatio, MaxRatio);
    }

    private static double Score(double ratio, double before) =>
        HalfScore * Math.Clamp((ratio - 1) / FullRise, 0, 1) + HalfScore * Math.Clamp((ratio - before) / FullRise, 0, 1);

    private double OldestWithin(Instant now)
    {
        for (var back = _count - 1; back >= 0; back--)
        {
            var (at, ratio) = _samples[(_newest - back + Window) % Window];
            if (now - at <= TrendSpan) return ratio;
        }

        return _ratio;
    }
}
