using KalshiArb.Domain.Measurement;
using KalshiArb.Domain.Numbers;

namespace KalshiArb.Domain.Tests.Measurement;

public sealed class CalibrationTests
{
    [Fact]
    public void Brier_and_logarithmic_loss_are_those_worked_out_by_hand()
    {
        var calibration = Calibration.Of([new Forecast("a", 0.8, 0.7, true), new Forecast("b", 0.4, 0.5, false)])!;

        Assert.Equal((0.04 + 0.16) / 2, calibration.Brier.Mean, 12);
        Assert.Equal((-Math.Log(0.8) - Math.Log(0.6)) / 2, calibration.LogLoss.Mean, 12);
    }

    [Fact]
    public void The_market_is_judged_at_the_same_moments()
    {
        Forecast[] forecasts = [new("a", 0.8, 0.7, true), new("b", 0.4, 0.5, false), new("c", 0.5, 0.5, true)];

        Assert.Equal((0.09 + 0.25 + 0.25) / 3, Calibration.Of(Calibration.OfMarket(forecasts))!.Brier.Mean, 12);
        Assert.Equal((0.04 - 0.09 + 0.16 - 0.25) / 3, Calibration.BrierGap(forecasts)!.Value.Mean, 12);
    }

    [Fact]
    public void Certainty_that_was_wrong_costs_much_and_not_without_end() =>
        Assert.Equal(-Math.Log(Calibration.LogLossFloor), Calibration.Of([new Forecast("a", 0, 0, true)])!.LogLoss.Mean, 12);

    [Fact]
    public void Forecasts_fall_into_ten_bins_and_certainty_into_the_last()
    {
        var bins = Calibration.Of([new Forecast("a", 0.05, 0, false), new Forecast("b", 0.1, 0, true), new Forecast("c", 0.19, 0, false), new Forecast("d", 1, 0, true)])!.Bins;

        Assert.Equal([0, 0.1, 0.9], bins.Select(bin => bin.From));
        Assert.Equal(0.145, bins[1].Forecast, 12);
        Assert.Equal((0.5, 2), (bins[1].Happened.Mean, bins[1].Happened.Count));
    }

    [Fact]
    public void What_is_no_probability_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Calibration.Of([new Forecast("a", 1.01, 0.5, true)]));

    [Theory]
    [InlineData(199, "below 2c")]
    [InlineData(200, "2-3c")]
    [InlineData(499, "3-5c")]
    [InlineData(1_000, "10c and more")]
    [InlineData(-100, "below 2c")]
    public void A_bound_of_edges_belongs_to_the_bucket_above(int units, string bucket) => Assert.Equal(bucket, Buckets.OfEdge(PriceOffset.FromUnits(units)));

    [Theory]
    [InlineData(5, "up to 5 s")]
    [InlineData(5.001, "5-20 s")]
    [InlineData(300, "1-5 min")]
    [InlineData(600, "5-15 min")]
    [InlineData(901, "above 15 min")]
    public void A_bound_of_ages_belongs_to_the_bucket_below(double seconds, string bucket) => Assert.Equal(bucket, Buckets.OfAge(TimeSpan.FromSeconds(seconds)));
}
