namespace KalshiArb.Kill;

/// <summary>What flattening needs of the venue. Failures are values; every call ends within its own time-out.</summary>
public interface IFlattenVenue
{
    /// <summary>Every position of ours; null when the listing failed or was incomplete.</summary>
    ImmutableArray<HeldPosition>? ListPositions();

    /// <summary>The best price at which the position could be left now.</summary>
    ExitLook BestExit(HeldPosition position);

    /// <summary>Sends one immediate reduce-only order at that limit (the position's own price); how much it took off, null when in doubt.</summary>
    Quantity? Leave(HeldPosition position, Price limit);
}

/// <summary>A position to be left. Signed: long YES positive, long NO negative.</summary>
public readonly record struct HeldPosition(Ticker Ticker, Quantity Position, Shard Shard);

/// <summary>What a look at the prices for a position showed.</summary>
/// <param name="Best">The best price at which it could be left, in the position's own price; null where nobody bids, or nothing was read.</param>
/// <param name="Unread">Why the prices could not be read; null when they were.</param>
public readonly record struct ExitLook(Price? Best, string? Unread = null);

/// <summary>What became of the positions.</summary>
/// <param name="Before">Held at first.</param>
/// <param name="After">Held at the end; null when the venue could not be asked.</param>
/// <param name="Tries">Orders sent.</param>
public sealed record FlattenReceipt(ImmutableArray<HeldPosition> Before, ImmutableArray<HeldPosition>? After, int Tries)
{
    /// <summary>Why it was not done at all; null when it was.</summary>
    public string? NotDone { get; init; }

    /// <summary>Why each position that is still held is, as of the last try. One whose last order took nothing off says so.</summary>
    public ImmutableSortedDictionary<Ticker, string> Reasons { get; init; } = ImmutableSortedDictionary<Ticker, string>.Empty;

    /// <summary>Whether nothing is held.</summary>
    public bool Complete => After is { IsEmpty: true };
}

/// <summary>
/// Leaves every position after a verified kill: immediate, reduce-only, three rounds of orders at most, never below a floor.
/// What an order left is read from the venue's positions before the next, so that a doubtful answer sells nothing twice. A
/// round in which nobody bid enough for anything is none of the three: bids are waited for as long as there is time.
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
        var reasons = new SortedDictionary<Ticker, string>();
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
            var sent = 0;
            foreach (var position in positions)
            {
                if (clock.Now >= until) break;
                var (asked, reason) = Ask(venue, position, floor, _concessionCents[round]);
                reasons[position.Ticker] = reason;
                if (asked is not { } limit) continue;
                Guarded(() => venue.Leave(position, limit));
                sent++;
            }

            tries += sent;
            if (sent > 0) round++;
        }

        var left = held is { } after ? after.Select(position => position.Ticker).ToHashSet() : [];
        return new FlattenReceipt(before ?? [], held, tries) { Reasons = reasons.Where(reason => left.Contains(reason.Key)).ToImmutableSortedDictionary() };
    }

    private static (Price? Limit, string Reason) Ask(IFlattenVenue venue, HeldPosition position, Price floor, int concessionCents)
    {
        var look = Guarded<ExitLook>(() => venue.BestExit(position)) ?? new ExitLook(null, "the client failed");
        if (look.Unread is { } why) return (null, "its prices could not be read: " + why);
        if (look.Best is not { } best) return (null, "nobody bids");
        if (best < floor) return (null, $"the best bid, {best}, is below the floor of {floor}");
        var asked = best.Units - 100 * concessionCents;
        var limit = asked > floor.Units ? Price.FromUnits(asked) : floor;
        return (limit, $"an order down to {limit} did not take it all");
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
