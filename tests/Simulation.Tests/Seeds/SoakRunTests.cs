using KalshiArb.Actors.Journal;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;
using KalshiArb.Simulation.Seeds;

namespace KalshiArb.Simulation.Tests.Seeds;

/// <summary>What a soak begins with, and that it trades.</summary>
public sealed class SoakRunTests
{
    [Fact]
    public void It_begins_with_memories_that_hold_no_more_and_survive_a_snapshot()
    {
        var state = SnapshotFormat.Restore(SnapshotFormat.Encode(FullMemory.Before(SeedWorld.Start, "ka"), ""));

        Assert.Equal(OrderRegistry.GoneCapacity, state.Orders.Gone.Count);
        Assert.Equal(OrderRegistry.GoneCapacity, state.Orders.ByVenueOrder.Count);
        Assert.Equal(FillMemory.DefaultCapacity, state.Orders.Fills.Count);
        Assert.Equal(FillMemory.DefaultCapacity, state.Risk.Ledger.Fills.Count);
        var more = state.Orders.Fills.Add(new FillKey(new VenueOrderId("new"), new FillId("new")), SeedWorld.Start);
        Assert.Equal(FillMemory.DefaultCapacity, more.Count);
        Assert.NotEqual(Instant.Never, more.Horizon);
        Assert.Equal(0, state.Facts);
    }

    [Fact]
    public void Two_hours_trade_and_end_with_nothing_lost()
    {
        var folder = Directory.CreateTempSubdirectory("ka-soak-");
        try
        {
            var hours = new List<SoakHour>();
            string? ended = "it did not come to its end";
            // The calling thread becomes the core's.
            var thread = new Thread(() =>
            {
                using var run = new SoakRun(new SoakTerms(2, TimeSpan.FromHours(2), folder.FullName, 4_096));
                run.Run(hours.Add, CancellationToken.None);
                ended = run.Ended;
            });
            thread.Start();
            thread.Join();

            Assert.Null(ended);
            Assert.Equal(2, hours.Count);
            Assert.True(hours[1].Orders > hours[0].Orders && hours[0].Orders > 100, $"{hours[0]} {hours[1]}");
            Assert.Equal(0, hours[1].Lost);
            Assert.Equal(0, hours[1].Foreign);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
