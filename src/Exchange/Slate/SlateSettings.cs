using KalshiArb.Domain.Ports;

namespace KalshiArb.Exchange.Slate;

/// <summary>A simulated evening.</summary>
/// <param name="Seed">Everything random follows from it.</param>
/// <param name="Start">Market time at the beginning.</param>
/// <param name="Games">How many games, 1 to 24; seven of twelve are in play at the start.</param>
/// <param name="Lag">Time constant with which market makers follow what the bookmakers already know; zero makes them as fresh, and no edge is left.</param>
/// <param name="ClientCash">Our account's cash by shard.</param>
/// <param name="Rules">The venue's rules.</param>
public sealed record SlateSettings(
    ulong Seed,
    Instant Start,
    int Games,
    TimeSpan Lag,
    ImmutableArray<ShardCash> ClientCash,
    Matching.VenueRules Rules)
{
    /// <summary>Saturday 17 October 2026, 19:00 in New York.</summary>
    public static Instant DefaultStart { get; } = Instant.From(new DateTimeOffset(2026, 10, 17, 23, 0, 0, TimeSpan.Zero));

    /// <summary>Twelve games, 25 markets, $500 on each of the two shards that sports use.</summary>
    public static SlateSettings Default(ulong seed) => new(
        seed, DefaultStart, 12, TimeSpan.FromSeconds(12),
        [new ShardCash(new Shard(0), Money.FromDollars(500)), new ShardCash(new Shard(3), Money.FromDollars(500))],
        Matching.VenueRules.Kalshi2026);
}
