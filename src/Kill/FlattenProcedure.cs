namespace KalshiArb.Kill;

/// <summary>What flattening needs of the venue. Failures are values; every call ends within its own time-out.</summary>
public interface IFlattenVenue
{
    /// <summary>Every position of ours; null when the listing failed or was incomplete.</summary>
    ImmutableArray<HeldPosition>? ListPositions();

    /// <summary>The best price at which the position could be left now, in its own price; null without one.</summary>
    Price? BestExit(HeldPosition position);

    /// <summary>Sends one immediate reduce-only order at that limit (the position's own price); how much it took off, null when in doubt.</summary>
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
    /// <summary>Why it was not done at all; null when it was.</summary>
    public string? NotDone { get; init; }

    /// <summary>Whether nothing is held.</summary>
    public bool Complete => After is { IsEmpty: true };
}

/// <summary>
/// Leaves every position after a verified kill: immediate, reduce-only, a bounded number of orders, never below a floor.
/// What an order left is read from the venue's positions before the next, so that a doubtful answer sells nothing twice.
/// </summary>
public static class FlattenProcedure
{
    // What each round gives up against the best price, so that one that moves away is still met.
    private static readonly ImmutableArray<int> _concessionCents = [0, 2, 5];
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs on the kill's thread, for at most a minute and a request.</summary>
    /// <param name="venue">The venue.</param>
    /// <param name="clock">Paces the rounds.</param>
    /// <param name="floor">Nothing is sold below this, in the position's own price.</param>
    public static FlattenReceipt Run(IFlattenVenue venue, IKillClock clock, Price floor)
    {
        ArgumentNullException.ThrowIfNull(venue);
        ArgumentNullException.ThrowIfNull(clock);
        var until = clock.Now + _limit;
        ImmutableArray<HeldPosition>? before = null;
        ImmutableArray<HeldPosition>? held = null;
        var tries = 0;
        for (var round = 0; clock.Now < until;)
        {
            if (before is not null) clock.Wait(_pause);
            held = Guarded(venue.ListPositions);
            if (held is not { } positions)
            {
                clock.Wait(_pause);
                continue;
            }

            before ??= positions;
            if (positions.IsEmpty || round == _concessionCents.Length) break;
            foreach (var position in positions)
            {
                if (clock.Now >= until) break;
                if (Guarded(() => venue.BestExit(position)) is not { } best || best < floor) continue;
                var asked = best.Units - 100 * _concessionCents[round];
                Guarded(() => venue.Leave(position, asked > floor.Units ? Price.FromUnits(asked) : floor));
                tries++;
            }

            round++;
        }

        return new FlattenReceipt(before ?? [], held, tries);
    }

    // A client that breaks its promise not to throw has said nothing.
    private static T? Guarded<T>(Func<T?> request) where T : struct
    {
        try
        {
            return request();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }
}
