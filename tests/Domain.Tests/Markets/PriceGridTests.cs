using System.Collections.Immutable;
using CsCheck;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Domain.Tests.Markets;

public class PriceGridTests
{
    // The structures of the fixed-point migration page (2026-08-20) and the AsyncAPI enum, in units of $0.0001.
    internal static readonly (string Name, PriceGrid Grid)[] Structures =
    [
        ("linear_cent", PriceGrid.LinearCent),
        ("deci_cent", Grid((0, 10000, 10))),
        ("tapered_deci_cent", Edges(10, 100)),
        ("center_whole_edge_half", Edges(50, 100)),
        ("whole_edge_quint", Edges(20, 100)),
        ("half_edge_half", Grid((0, 10000, 50))),
        ("half_edge_quint", Edges(20, 50)),
        ("half_edge_deci", Edges(10, 50)),
        ("quint_edge_quint", Grid((0, 10000, 20))),
        ("quint_edge_deci", Edges(10, 20)),
        ("center_centi_edge_centi", Grid((0, 10000, 1))),
        ("center_deci_edge_centi", Grid((0, 100, 1), (100, 9900, 10), (9900, 10000, 1))),
        ("not symmetric", Grid((0, 2000, 10), (2000, 10000, 100))),
    ];

    private static readonly Gen<PriceGrid> AnyGrid = Choose.From(Structures.Select(structure => structure.Grid).ToArray());
    private static readonly Gen<Price> AnyPrice = Gen.Int[0, 10000].Select(Price.FromUnits);

    [Fact]
    public void Every_question_agrees_with_a_list_of_the_valid_prices() =>
        Gen.Select(AnyGrid, AnyPrice).Sample((grid, price) =>
        {
            var valid = Valid(grid);
            Assert.Equal(valid.Count, grid.Count);
            Assert.Equal(valid.Contains(price), grid.IsValid(price));
            Assert.Equal(valid.IndexOf(price), grid.IndexOf(price));
            Assert.Equal(First(valid.Where(other => other > price)), grid.NextAbove(price));
            Assert.Equal(Last(valid.Where(other => other < price)), grid.NextBelow(price));
            Assert.Equal(Last(valid.Where(other => other <= price)), grid.RoundDown(price));
            Assert.Equal(First(valid.Where(other => other >= price)), grid.RoundUp(price));
            Assert.Equal(valid[0], grid.FirstTick);
            Assert.Equal(valid[^1], grid.LastTickBelowOne);
            Assert.Equal(valid.Select(other => other.Complement).Order(), Valid(grid.Mirror()));
            Assert.All(valid, other => Assert.Equal(0, other.Units % grid.CommonStep.Units));
        });

    [Fact]
    public void A_position_and_its_price_are_inverse()
    {
        foreach (var (_, grid) in Structures)
        {
            for (var index = 0; index < grid.Count; index++) Assert.Equal(index, grid.IndexOf(grid.PriceAt(index)));
            Assert.Throws<InvariantViolation>(() => grid.PriceAt(grid.Count));
            Assert.Throws<InvariantViolation>(() => grid.PriceAt(-1));
        }
    }

    [Fact]
    public void Whole_cents_are_valid_in_every_structure()
    {
        foreach (var (name, grid) in Structures)
        {
            for (var cents = 1; cents < 100; cents++) Assert.True(grid.IsValid(Price.FromCents(cents)), $"{name} {cents}");
            Assert.False(grid.IsValid(Price.Zero));
            Assert.False(grid.IsValid(Price.One));
        }
    }

    [Fact]
    public void The_tick_at_a_shared_end_point_is_the_upper_one()
    {
        var grid = Edges(10, 100);

        Assert.Equal(10, grid.TickAt(Price.FromUnits(999)).Units);
        Assert.Equal(100, grid.TickAt(Price.FromUnits(1000)).Units);
        Assert.Equal(10, grid.TickAt(Price.FromUnits(9000)).Units);
        Assert.Equal(10, grid.TickAt(Price.One).Units);
    }

    [Theory]
    [InlineData("no range")]
    [InlineData("starts at 0.0100, not at 0.0000", 100, 10000, 100)]
    [InlineData("ends at 0.9900, not at 1.0000", 0, 9900, 100)]
    [InlineData("range 1 starts at 0.2000, the one before ends at 0.1000", 0, 1000, 10, 2000, 10000, 100)]
    [InlineData("range 0 does not ascend: 0.0000 to 0.0000", 0, 0, 10, 0, 10000, 100)]
    [InlineData("range 0 has no positive step", 0, 10000, 0)]
    [InlineData("range 0 has no positive step", 0, 10000, -100)]
    [InlineData("range 0: 0.0000 to 1.0000 is no whole number of steps", 0, 10000, 30)]
    [InlineData("no price between 0.0000 and 1.0000", 0, 10000, 10000)]
    public void A_grid_that_makes_no_sense_is_refused_with_its_reason(string expected, params int[] numbers)
    {
        var ranges = numbers.Chunk(3).Select(range => Range(range[0], range[1], range[2])).ToImmutableArray();

        Assert.False(PriceGrid.TryCreate(ranges, out var grid, out var reason));

        Assert.Null(grid);
        Assert.Equal(expected, reason);
        Assert.Throws<InvariantViolation>(() => new PriceGrid(ranges));
    }

    [Fact]
    public void Grids_with_the_same_ranges_are_equal()
    {
        Assert.Equal(PriceGrid.LinearCent, Grid((0, 10000, 100)));
        Assert.Equal(PriceGrid.LinearCent.GetHashCode(), Grid((0, 10000, 100)).GetHashCode());
        Assert.NotEqual(PriceGrid.LinearCent, Grid((0, 10000, 10)));
    }

    [Fact]
    public void A_probability_becomes_the_valid_price_that_the_direction_names() =>
        Gen.Select(AnyGrid, Gen.Int[0, 10_000_000]).Sample((grid, tenMillionths) =>
        {
            var probability = tenMillionths / 10_000_000.0;
            var exact = tenMillionths / 1000m;
            var valid = Valid(grid);
            var (down, up) = (Last(valid.Where(price => price.Units <= exact)), First(valid.Where(price => price.Units >= exact)));

            Assert.Equal(down, PriceRounding.ToGrid(probability, grid, RoundingDirection.Down));
            Assert.Equal(up, PriceRounding.ToGrid(probability, grid, RoundingDirection.Up));
        });

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    public void What_is_no_probability_has_no_price(double value)
    {
        Assert.Null(PriceRounding.ToGrid(value, PriceGrid.LinearCent, RoundingDirection.Down));
        Assert.Null(PriceRounding.ToFinest(value, RoundingDirection.Up));
    }

    [Fact]
    public void The_noise_of_doubles_costs_no_tick()
    {
        Assert.Equal(Price.FromCents(29), PriceRounding.ToGrid(0.1 + 0.19, PriceGrid.LinearCent, RoundingDirection.Up));
        Assert.Equal(Price.FromCents(30), PriceRounding.ToGrid(0.1 + 0.2, PriceGrid.LinearCent, RoundingDirection.Up));
        Assert.Equal(Price.FromCents(29), PriceRounding.ToGrid(0.29, PriceGrid.LinearCent, RoundingDirection.Down));
        Assert.Equal(Price.One, PriceRounding.ToFinest(1.0, RoundingDirection.Down));
    }

    [Theory]
    [InlineData(5e-11, 3_000)]
    [InlineData(1e-9, 2_999)]
    public void What_is_nearer_than_a_ten_billionth_to_a_price_is_that_price_and_what_is_further_is_not(double below, int units) =>
        Assert.Equal(Price.FromUnits(units), PriceRounding.ToFinest(0.3 - below, RoundingDirection.Down));

    internal static PriceGrid Grid(params (int Start, int End, int Step)[] ranges) =>
        new([.. ranges.Select(range => Range(range.Start, range.End, range.Step))]);

    private static PriceGrid Edges(int edge, int centre) => Grid((0, 1000, edge), (1000, 9000, centre), (9000, 10000, edge));

    private static PriceRange Range(int start, int end, int step) => new(Price.FromUnits(start), Price.FromUnits(end), PriceOffset.FromUnits(step));

    private static List<Price> Valid(PriceGrid grid) =>
    [
        .. Enumerable.Range(1, 9999).Where(units => grid.Ranges.Any(range =>
            units >= range.Start.Units && units <= range.End.Units && (units - range.Start.Units) % range.Step.Units == 0)).Select(Price.FromUnits),
    ];

    private static Price? First(IEnumerable<Price> prices) => prices.Select(price => (Price?)price).FirstOrDefault();

    private static Price? Last(IEnumerable<Price> prices) => prices.Select(price => (Price?)price).LastOrDefault();
}
