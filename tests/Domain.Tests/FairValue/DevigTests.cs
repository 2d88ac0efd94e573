using CsCheck;
using KalshiArb.Domain.FairValue;

namespace KalshiArb.Domain.Tests.FairValue;

public class DevigTests
{
    /// <summary>Two or three fair probabilities with a margin of up to 12 % put on in proportion.</summary>
    private static readonly Gen<double[]> Books =
        from outcomes in Gen.Int[2, 3]
        from weights in Gen.Double[0.03, 1].Array[outcomes]
        from margin in Gen.Double[0, 0.12]
        let sum = weights.Sum()
        let implied = weights.Select(w => w / sum * (1 + margin)).ToArray()
        where implied.All(q => q < 0.99)
        select implied;

    private static double[] Solve(DevigMethod method, params double[] implied)
    {
        var fair = new double[implied.Length];
        Assert.True(Devig.TrySolve(method, implied, fair), $"{method} dropped out");
        return fair;
    }

    [Fact]
    public void Shin_agrees_with_the_published_three_way_example()
    {
        // README of the Python package shin (M. Berk), after Jullien and Salanie (1994): odds 2.6, 2.4, 4.3.
        double[] implied = [1 / 2.6, 1 / 2.4, 1 / 4.3];
        var fair = Solve(DevigMethod.Shin, implied);
        Assert.Equal(0.37299406033208965, fair[0], 9);
        Assert.Equal(0.4047794109200184, fair[1], 9);
        Assert.Equal(0.2222265287474275, fair[2], 9);
        Assert.Equal(0.01694251276407055, Devig.ShinInsiderShare(implied), 9);
    }

    [Fact]
    public void Multiplicative_and_additive_agree_with_a_hand_calculation()
    {
        // -150 and +130: implied 0.6 and 0.434783, booksum 1.034783.
        double[] implied = [0.6, 100.0 / 230];
        Assert.Equal(0.57983193, Solve(DevigMethod.Multiplicative, implied)[0], 8);
        Assert.Equal(0.6 - (0.6 + 100.0 / 230 - 1) / 2, Solve(DevigMethod.Additive, implied)[0], 12);
    }

    [Fact]
    public void Power_is_one_exponent_for_all_outcomes()
    {
        double[] implied = [0.6, 0.3, 0.16];
        var fair = Solve(DevigMethod.Power, implied);
        var exponents = fair.Select((p, i) => Math.Log(p) / Math.Log(implied[i])).ToArray();
        Assert.Equal(exponents[0], exponents[1], 9);
        Assert.Equal(exponents[0], exponents[2], 9);
        Assert.True(exponents[0] > 1);
    }

    [Fact]
    public void Additive_drops_out_when_it_leaves_an_outsider_nothing()
    {
        double[] implied = [0.62, 0.46, 0.02];
        Assert.False(Devig.TrySolve(DevigMethod.Additive, implied, new double[3]));
        var outcomes = new OutcomeValue[3];
        Assert.True(OutcomeValue.TryFromBook(implied, outcomes));
        Assert.True(outcomes[2].Lowest > 0);
    }

    [Theory]
    [InlineData(0.5, 0.49)]        // sums to less than 1
    [InlineData(0.9, 0.7)]         // sums to more than 1.5
    [InlineData(0.0, 1.0)]
    [InlineData(1.02, 0.01)]
    [InlineData(double.NaN, 0.5)]
    public void Prices_that_are_no_book_are_refused(double one, double other)
    {
        Assert.False(Devig.IsUsable([one, other]));
        Assert.False(OutcomeValue.TryFromBook([one, other], new OutcomeValue[2]));
    }

    [Fact]
    public void Every_method_sums_to_one_and_keeps_the_order_of_the_outcomes() =>
        Books.Sample(implied =>
        {
            for (var method = DevigMethod.Multiplicative; method <= DevigMethod.Shin; method++)
            {
                var fair = new double[implied.Length];
                if (!Devig.TrySolve(method, implied, fair))
                {
                    Assert.Equal(DevigMethod.Additive, method);
                    continue;
                }
                Assert.Equal(1, fair.Sum(), 9);
                for (var i = 0; i < fair.Length; i++)
                    for (var j = 0; j < fair.Length; j++)
                        if (implied[i] > implied[j] + 1e-9) Assert.True(fair[i] > fair[j]);
            }
        });

    [Fact]
    public void A_shorter_price_is_a_higher_probability_by_every_method() =>
        Gen.Select(Gen.Double[0.1, 0.8], Gen.Double[0.001, 0.05], Gen.Double[0, 0.04]).Sample((q, step, margin) =>
        {
            double[] before = [q, 1 + margin - q], after = [q + step, 1 + margin - q];
            for (var method = DevigMethod.Multiplicative; method <= DevigMethod.Shin; method++)
                Assert.True(Solve(method, after)[0] > Solve(method, before)[0]);
        });

    [Fact]
    public void Shin_equals_additive_for_two_outcomes() =>
        Books.Where(b => b.Length == 2).Sample(implied =>
        {
            var shin = Solve(DevigMethod.Shin, implied);
            Assert.Equal(implied[0] - (implied.Sum() - 1) / 2, shin[0], tolerance: 1e-7);
        });

    [Fact]
    public void Without_a_margin_every_method_gives_the_price_itself() =>
        Gen.Double[0.02, 0.98].Sample(p =>
        {
            for (var method = DevigMethod.Multiplicative; method <= DevigMethod.Shin; method++)
                Assert.Equal(p, Solve(method, p, 1 - p)[0], tolerance: 1e-7);
        });

    [Fact]
    public void The_conservative_values_of_an_outcome_and_of_its_opposite_never_exceed_the_middle() =>
        Books.Sample(implied =>
        {
            var outcomes = new OutcomeValue[implied.Length];
            Assert.True(OutcomeValue.TryFromBook(implied, outcomes));
            foreach (var outcome in outcomes)
            {
                Assert.True(outcome.Lowest <= outcome.Probability);
                Assert.True(1 - outcome.Highest <= 1 - outcome.Probability);
            }
        });
}
