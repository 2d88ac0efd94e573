using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Strategies.Sets;

/// <summary>
/// How many contracts of each leg a set may have: whole ones, the same of each. Every limit is one that a single position of that
/// leg must keep as well, so that a leg whose partners do not fill stands within them.
/// </summary>
internal static class SetSize
{
    /// <summary>Whole contracts of which every leg displays enough, each by the share of what is displayed that may be taken.</summary>
    internal static Quantity Displayed(SetKind kind, ReadOnlySpan<SetLeg> legs)
    {
        var least = long.MaxValue;
        foreach (ref readonly var leg in legs)
        {
            var size = leg.View.AskOf(SetRule.OutcomeOf(kind))!.Value.Size;
            var share = leg.View.Terms.Settings.Entry.TakerShareOfDisplayed;
            least = Math.Min(least, (long)Math.Floor(Math.Max(size.Hundredths, 0) * share / Quantity.HundredthsPerContract));
        }

        return Quantity.FromContracts(least);
    }

    /// <summary>The largest whole count up to <paramref name="displayed"/> that every limit allows; zero when none does.</summary>
    internal static Quantity Within(SetKind kind, ReadOnlySpan<SetLeg> legs, Quantity displayed, SetSettings settings)
    {
        var count = Whole(Quantity.Min(displayed, settings.MaxContracts));
        foreach (ref readonly var leg in legs)
        {
            var limits = leg.View.Terms.Settings.Limits;
            count = Math.Min(count, Whole(Quantity.Min(limits.MaxOrderContracts, limits.MaxContracts)));
        }

        // Cost only rises with the count.
        var (fits, tooMany) = (0L, count + 1);
        while (tooMany - fits > 1)
        {
            var middle = fits + (tooMany - fits) / 2;
            if (Affords(kind, legs, Quantity.FromContracts(middle), settings)) fits = middle;
            else tooMany = middle;
        }

        return Quantity.FromContracts(fits);
    }

    /// <summary>The most that a leg can cost at its ask, however the venue cuts it into fills.</summary>
    internal static Money CostOf(SetKind kind, in SetLeg leg, Quantity count)
    {
        var terms = leg.View.Terms;
        var price = leg.View.AskOf(SetRule.OutcomeOf(kind))!.Value.Price;
        var limit = kind == SetKind.AllYes ? price : price.Complement;
        return price * count + FeeCalculator.UpperBound(terms.Fees, terms.Precision, Liquidity.Taker, limit, count, terms.YesGrid);
    }

    private static bool Affords(SetKind kind, ReadOnlySpan<SetLeg> legs, Quantity count, SetSettings settings)
    {
        var sum = Money.Zero;
        foreach (ref readonly var leg in legs)
        {
            var (cost, limits) = (CostOf(kind, in leg, count), leg.View.Terms.Settings.Limits);
            if (cost > limits.MaxOrderCost || cost > limits.MaxExposureMarket) return false;
            sum += cost;
        }

        return sum <= settings.MaxCost && sum <= legs[0].View.Terms.Settings.Limits.MaxExposureEvent;
    }

    private static long Whole(Quantity quantity) => Math.Max(quantity.Hundredths, 0) / Quantity.HundredthsPerContract;
}
