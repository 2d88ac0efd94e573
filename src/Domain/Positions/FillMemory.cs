using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Positions;

/// <summary>Whether something reported was booked before.</summary>
public enum Familiarity
{
    /// <summary>Never seen: book it.</summary>
    New,
    /// <summary>Booked already: change nothing.</summary>
    Known,
    /// <summary>A settlement of which another version was booked: book the correction.</summary>
    Changed,
    /// <summary>Older than what is still remembered: nobody can say. It is not booked; a difference of positions will show it.</summary>
    BeyondMemory,
}

/// <summary>The identity of a fill of ours: both parties see one fill id, so the order belongs to it.</summary>
public readonly record struct FillKey(VenueOrderId VenueOrder, FillId Fill) : IComparable<FillKey>
{
    /// <inheritdoc/>
    public int CompareTo(FillKey other)
    {
        var byOrder = VenueOrder.CompareTo(other.VenueOrder);
        return byOrder != 0 ? byOrder : Fill.CompareTo(other.Fill);
    }
}

/// <summary>One remembered fill, with the venue's time of the trade.</summary>
public readonly record struct RememberedFill(FillKey Key, Instant TradedAt);

/// <summary>
/// The identities of the last fills booked, so that a fill reported twice (stream and listing, restart, overlap) changes
/// nothing. Bounded: beyond <see cref="Capacity"/> the oldest is forgotten and <see cref="Horizon"/> moves to its trade
/// time; anything traded no later than a second after the horizon (stream and listing stamp in milli- and microseconds)
/// is then <see cref="Familiarity.BeyondMemory"/> unless it is remembered.
/// </summary>
public sealed class FillMemory
{
    /// <summary>
    /// Fills remembered by default. At the default order rate (10 orders in 10 s, some fills each) that is hours, where a
    /// reconciliation's overlap is minutes.
    /// </summary>
    public const int DefaultCapacity = 16_384;

    private static readonly TimeSpan StampTolerance = TimeSpan.FromSeconds(1);
    private readonly ImmutableSortedSet<FillKey> _keys;
    private readonly ImmutableQueue<RememberedFill> _order;

    private FillMemory(int capacity, ImmutableSortedSet<FillKey> keys, ImmutableQueue<RememberedFill> order, Instant horizon)
    {
        Capacity = capacity;
        _keys = keys;
        _order = order;
        Horizon = horizon;
    }

    /// <summary>How many are remembered at most.</summary>
    public int Capacity { get; }

    /// <summary>The latest trade time that was forgotten; <see cref="Instant.Never"/> while nothing was.</summary>
    public Instant Horizon { get; }

    /// <summary>How many are remembered.</summary>
    public int Count => _keys.Count;

    /// <summary>The remembered fills in the order in which they were booked.</summary>
    public IEnumerable<RememberedFill> InOrder => _order;

    /// <summary>Nothing remembered.</summary>
    public static FillMemory Empty(int capacity = DefaultCapacity) => new(capacity, [], [], Instant.Never);

    /// <summary>Rebuilds a memory from a snapshot.</summary>
    public static FillMemory Restore(int capacity, IEnumerable<RememberedFill> inOrder, Instant horizon)
    {
        var fills = inOrder.ToImmutableArray();
        return new FillMemory(capacity, [.. fills.Select(fill => fill.Key)], ImmutableQueue.CreateRange(fills), horizon);
    }

    /// <summary>Whether both remember the same fills, booked in the same order, and have forgotten the same.</summary>
    public bool IsSameAs(FillMemory other) =>
        ReferenceEquals(this, other) || (Capacity == other.Capacity && Horizon == other.Horizon && Count == other.Count && _order.SequenceEqual(other._order));

    /// <summary>Whether a fill was booked before.</summary>
    public Familiarity Check(FillKey key, Instant tradedAt) =>
        _keys.Contains(key) ? Familiarity.Known
        : Horizon != Instant.Never && tradedAt <= Horizon + StampTolerance ? Familiarity.BeyondMemory
        : Familiarity.New;

    /// <summary>Remembers a fill, forgetting the oldest when full.</summary>
    public FillMemory Add(FillKey key, Instant tradedAt)
    {
        var keys = _keys.Add(key);
        var order = _order.Enqueue(new RememberedFill(key, tradedAt));
        var horizon = Horizon;
        if (keys.Count > Capacity)
        {
            order = order.Dequeue(out var oldest);
            keys = keys.Remove(oldest.Key);
            horizon = Instant.Max(horizon, oldest.TradedAt);
        }

        return new FillMemory(Capacity, keys, order, horizon);
    }
}
