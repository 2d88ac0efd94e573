using KalshiArb.Domain.Games;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Strategies.Sets;

namespace KalshiArb.Domain.Tests.Strategies.Sets;

/// <summary>What of the positions makes whole sets.</summary>
public class SetHoldingTests
{
    [Theory]
    [InlineData(3, "3 5", 2)]
    [InlineData(0.37, "0.37 10", 2)]
    [InlineData(4, "-4 -9", 2)]
    [InlineData(2, "-2 -4 -3", 3)]
    [InlineData(0, "3 -3", 2)]
    [InlineData(0, "3 0", 2)]
    [InlineData(0, "0 0", 2)]
    [InlineData(0, "3 5", 3)]
    [InlineData(0, "3 5 -1", 3)]
    [InlineData(0, "", 0)]
    public void It_is_the_least_of_the_same_side_of_every_market(double matched, string positions, int outcomes) =>
        Assert.Equal(Contracts(matched), SetHolding.Matched(SetScene.Whole, Read(positions), outcomes));

    [Fact]
    public void YES_of_all_is_a_set_only_where_one_of_them_always_happens_and_NO_of_all_wherever_at_most_one_does()
    {
        var facts = SetScene.Whole with { Exhaustive = false };

        Assert.Equal(Quantity.Zero, SetHolding.Matched(facts, Read("3 5"), 2));
        Assert.Equal(Contracts(3), SetHolding.Matched(facts, Read("-3 -5"), 2));
    }

    [Fact]
    public void Facts_that_are_missing_or_assumed_or_not_exclusive_make_none()
    {
        foreach (var facts in (SetFacts?[])[null, SetScene.Whole with { IsAssumed = true }, SetScene.Whole with { Exclusive = false }])
        {
            Assert.Equal(Quantity.Zero, SetHolding.Matched(facts, Read("3 5"), 2));
            Assert.Equal(Quantity.Zero, SetHolding.Matched(facts, Read("-3 -5"), 2));
        }
    }

    private static Quantity[] Read(string positions) =>
        [.. positions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(text => Contracts(double.Parse(text, System.Globalization.CultureInfo.InvariantCulture)))];

    private static Quantity Contracts(double count) => Quantity.FromHundredths((long)Math.Round(count * 100));
}
