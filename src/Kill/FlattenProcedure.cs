namespace KalshiArb.Kill;

/// <summary>What flattening needs of the venue. Failures are values; every call ends within its own time-out.</summary>
public interface IFlattenVenue
{
    /// <summary>Every position of ours; null when the listing failed or was incomplete.</summary>
    ImmutableArray<HeldPosition>? ListPositions();

    /// <summary>The best price at which the position could be left now, in its own price; null without one.</summary>
    Price? BestExit(HeldPosition position);

    /// <summary>Sends one immediate reduce-only order at that limit (the position's own price); how much it left, null when in doubt.</summary>
    Quantity? Leave(HeldPosition position, Price limit);
}

/// <summary>A position to be left. Signed: long YES positive, long NO negative.</summary>
public readonly record struct HeldPosition(Ticker Ticker, Quantity Position, Shard Shard);

/// <summary>What became of the positions.</summary>
/// <param name="Before">Held at first.</param>
/// <param name="After">Held at the end; null when the venue could not be asked.</param>
/// <param name="Tries">Orders sent.</param>
public sealed record FlattenReceipt(ImmutableArray<HeldPosition> Before, ImmutableArray<HeldPosition>? After, int Tries)
{
    /// <summary>Whether nothing is held.</summary>
    public bool Complete => After is { IsEmpty: true };
}

/// <summary>
/// Leaves every position after a verified kill: immediate, reduce-only, a bounded number of orders, never below a floor.
/// What an order left is read from the venue's positions before the next, so that a doubtful answer sells nothing twice.
/// </summary>
public static class FlattenProcedure
{
    private const int Rounds = 3;

    /// <summary>Runs on the kill's thread.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="clock">Paces the rounds.</param>
    /// <param name="floor">Nothing is sold below this, in the position's own price.</param>
    public static FlattenReceipt Run(IFlattenVenue venue, IKillClock clock, Price floor)
    {
        ImmutableArray<HeldPosition>? held = null;
        ImmutableArray<HeldPosition> before = [];
        var tries = 0;
        for (var round = 0; round <= Rounds; round++)
        {
            if (round > 0) clock.Wait(TimeSpan.FromSeconds(2));
            held = venue.ListPositions();
            if (held is not { } positions) continue;
            if (before.IsEmpty) before = positions;
            if (positions.IsEmpty || round == Rounds) break;
            foreach (var position in positions)
            {
                if (venue.BestExit(position) is not { } price || price < floor) continue;
                venue.Leave(position, price);
                tries++;
            }
        }
        return new FlattenReceipt(before, held, tries);
    }
}
