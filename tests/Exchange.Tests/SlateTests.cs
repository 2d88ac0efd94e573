using KalshiArb.Exchange.Slate;

namespace KalshiArb.Exchange.Tests;

public sealed class SlateTests
{
    [Fact]
    public void The_same_seed_and_calls_give_the_same_evening_and_money_is_conserved()
    {
        var hashes = new ulong[2];
        for (var run = 0; run < 2; run++)
        {
            var world = new SlateWorld(SlateSettings.Default(7));
            new SlateObserver(world) { Trades = true }.RunFor(TimeSpan.FromMinutes(45));
            world.CheckInvariants();
            hashes[run] = world.StateHash();
        }

        Assert.Equal(hashes[0], hashes[1]);
    }
}
