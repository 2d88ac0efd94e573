using KalshiArb.Domain.Games;

namespace KalshiArb.Domain.Strategies.Sets;

/// <summary>
/// Whole sets among what is held. They follow from the positions alone, so that a restart, an adoption or a fill that comes late finds
/// them as the run that bought them did.
/// </summary>
public static class SetHolding
{
    /// <summary>
    /// Contracts of each market that make whole sets: the same side of every market of the event. They are left to settlement, which pays
    /// for all of them together whoever wins. Zero where the facts are assumed or do not make a set.
    /// </summary>
    /// <param name="facts">What is known of the event's markets together; null when nothing is.</param>
    /// <param name="positions">The position of every market of the event, signed.</param>
    /// <param name="outcomes">How many markets the event has when all are listed.</param>
    public static Quantity Matched(SetFacts? facts, ReadOnlySpan<Quantity> positions, int outcomes)
    {
        if (facts is not { IsAssumed: false, Exclusive: true } || positions.Length != outcomes || positions.IsEmpty) return Quantity.Zero;
        var sign = positions[0].Sign;
        if (sign == 0 || (sign > 0 && !facts.Exhaustive)) return Quantity.Zero;
        var least = positions[0].Magnitude;
        foreach (var position in positions)
        {
            if (position.Sign != sign) return Quantity.Zero;
            least = Quantity.Min(least, position.Magnitude);
        }

        return least;
    }
}
