using KalshiArb.Domain.Games;

namespace KalshiArb.Domain.Positions;

/// <summary>
/// What was booked on one trading day (from 00:00 America/New_York): closed profit before fees, less every fee booked that
/// day, plus settlements. Entry fees count when they are paid, not when the position closes.
/// </summary>
/// <param name="Start">When the day began; <see cref="Instant.Never"/> before the first fact.</param>
/// <param name="Result">Result so far; a loss is negative.</param>
/// <param name="Low">The lowest result of the day so far, at most $0: a breached limit stays breached until the next day.</param>
public readonly record struct DayResult(Instant Start, Money Result, Money Low)
{
    /// <summary>The same day, or the new and empty one that <paramref name="at"/> lies in.</summary>
    public DayResult RolledTo(Instant at)
    {
        var start = UsEastern.StartOf(UsEastern.DateAt(at));
        return start > Start ? new DayResult(start, Money.Zero, Money.Zero) : this;
    }

    /// <summary>Books an amount.</summary>
    public DayResult Add(Money amount)
    {
        var result = Result + amount;
        return this with { Result = result, Low = Money.Min(Low, result) };
    }
}
