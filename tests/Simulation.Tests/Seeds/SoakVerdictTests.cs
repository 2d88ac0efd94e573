using KalshiArb.Simulation.Seeds;

namespace KalshiArb.Simulation.Tests.Seeds;

/// <summary>Each limit of a soak binds.</summary>
public sealed class SoakVerdictTests
{
    [Fact]
    public void Hours_that_stay_as_the_first_was_hold_every_limit() => Assert.Empty(SoakVerdict.Broken(Hours(), null));

    [Fact]
    public void Memory_that_grows_by_a_megabyte_an_hour_is_named()
    {
        var broken = SoakVerdict.Broken([.. Hours().Select(hour => hour with { ResidentBytes = 100_000_000 + (hour.Hour * 1_000_001L) })], null);

        Assert.Contains("resident memory grew", Assert.Single(broken), StringComparison.Ordinal);
    }

    [Fact]
    public void Nine_handles_more_in_any_hour_are_named()
    {
        var broken = SoakVerdict.Broken([.. Hours().Select(hour => hour.Hour == 5 ? hour with { Handles = hour.Handles + 9 } : hour)], null);

        Assert.Equal("hour 5: 109 handles, 100 after the first hour", Assert.Single(broken));
    }

    [Fact]
    public void A_journal_that_grows_faster_for_each_fact_is_named()
    {
        var broken = SoakVerdict.Broken([.. Hours().Select(hour => hour with { JournalBytes = hour.Hour * hour.Hour * 100_000L })], null);

        Assert.Contains("the journal grew", Assert.Single(broken), StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_delivery_a_lost_message_and_an_early_end_are_named()
    {
        var broken = SoakVerdict.Broken([.. Hours().Select(hour => hour with { Foreign = 1, Lost = 1 })], "the core asked for a kill: x");

        Assert.Equal(3, broken.Length);
    }

    private static IEnumerable<SoakHour> HoursOf(int count) => Enumerable.Range(1, count).Select(hour => new SoakHour(
        hour, hour * 1_000L, hour * 10L, hour * 10L, 0, 100_000_000, 10_000_000, 100, 500_000 + (hour * 100_000L), hour * 50_000L, hour * 200L, 0, 0));

    private static List<SoakHour> Hours() => [.. HoursOf(12)];
}
