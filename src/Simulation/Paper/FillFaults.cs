using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Paper;

/// <summary>
/// Defects put into what our side is shown of its fills, to see them found: the fill of a given number is withheld from
/// stream and listings alike, or its fee is shown a micro-dollar off. Numbers count from 1; 0 is never.
/// </summary>
public sealed class FillFaults(int withhold, int feeError)
{
    private readonly Dictionary<FillKey, int> _numbers = [];

    /// <summary>How many fills there were so far.</summary>
    public int Count => _numbers.Count;

    /// <summary>What is shown of an input; null when nothing is.</summary>
    public Input? Show(Input input)
    {
        if (withhold == 0 && feeError == 0) return input;
        return input switch
        {
            FillReported fill => Distort(fill),
            AccountListed listing => listing with { Fills = [.. listing.Fills.Select(Distort).OfType<FillReported>()] },
            _ => input,
        };
    }

    private FillReported? Distort(FillReported fill)
    {
        var key = new FillKey(fill.Fill, fill.VenueOrder);
        if (!_numbers.TryGetValue(key, out var number)) _numbers.Add(key, number = _numbers.Count + 1);
        if (number == withhold) return null;
        return number == feeError ? fill with { Fee = fill.Fee + Money.FromMicros(1) } : fill;
    }

    private readonly record struct FillKey(FillId Fill, VenueOrderId Order);
}
