using KalshiArb.Domain.Ports;

namespace KalshiArb.Host.Trading;

/// <summary>Splits a paper account's cash between the shards that sports trade on, as the venue keeps cash by shard.</summary>
internal static class PaperCash
{
    private static readonly ImmutableArray<Shard> SportsShards = [new Shard(0), new Shard(3)];

    public static ImmutableArray<ShardCash> Split(Money cash)
    {
        var share = Money.FromMicros(cash.Micros / SportsShards.Length);
        var first = cash - Money.FromMicros(share.Micros * (SportsShards.Length - 1));
        return [.. SportsShards.Select((shard, i) => new ShardCash(shard, i == 0 ? first : share))];
    }
}
