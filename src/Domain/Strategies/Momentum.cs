namespace KalshiArb.Domain.Strategies;

/// <summary>
/// Momentum of one market from 0 to 100: velocity of the fair value, weight 0.6, and pressure of the book, weight 0.4. One
/// object a market, changed in place and without allocation; it holds no more than two short windows. The same rules on the
/// mirrored market give the score for NO.
/// </summary>
public sealed class Momentum
{
    /// <summary>Weight of velocity in the score.</summary>
    public const double VelocityWeight = 0.6;

    /// <summary>Weight of book pressure in the score.</summary>
    public const double PressureWeight = 0.4;

    private readonly FairVelocity _velocity = new();
    private readonly BookPressure _pressure = new();

    /// <summary>Takes the fair value of YES as the sportsbooks say it; one equal to the last is no update.</summary>
    public void OnFair(Instant now, double yes) => _velocity.Add(now, yes);

    /// <summary>Takes the depth near the touch of both sides, within <see cref="BookPressure.Band"/>, without our own size.</summary>
    public void OnDepth(Instant now, Quantity bids, Quantity asks) => _pressure.Add(now, bids, asks);

    /// <summary>Forgets the book: what it showed before a gap says nothing about what it shows after.</summary>
    public void ForgetBook() => _pressure.Clear();

    /// <summary>The scores at an instant not before the last update.</summary>
    public MomentumScores ScoresAt(Instant now)
    {
        var velocity = _velocity.SignedAt(now);
        var pressure = _pressure.At(now);
        return new MomentumScores(
            VelocityWeight * Math.Max(velocity, 0) + PressureWeight * pressure.Yes,
            VelocityWeight * Math.Max(-velocity, 0) + PressureWeight * pressure.No);
    }
}
