using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Risk;

/// <summary>
/// Permission for a set: each leg is judged by every rule that an entry by itself is judged by, on a state in which the legs before
/// it are reserved already, so that rates, counts, exposures and cash bind over all of them. What one leg may not have, none has.
/// </summary>
public static class SetPolicy
{
    /// <summary>Judges a set and cuts it to the largest count that every leg may have. The caller applies an approval to the state at once.</summary>
    public static SetPermission Decide(RiskState state, SetRequest request, DecisionSettings settings, Instant now)
    {
        Check(request);
        if (HeldAlready(state, request) is { } held) return held;
        var tickers = request.Legs.Select(leg => leg.Market.Ticker).ToImmutableSortedSet();
        var wanted = request.Count.Hundredths / Quantity.HundredthsPerContract;
        var whole = Try(state, request, settings, now, new SetOrders(tickers, wanted));
        if (whole.IsWhole) return new SetApproved(whole.Legs);
        var (fits, tooMany) = (Try(state, request, settings, now, new SetOrders(tickers, 1)), whole);
        if (!fits.IsWhole) return new SetRefused(fits.Legs.Length, fits.Stopped as Refused ?? throw new InvariantViolation("set: one contract was cut"));
        // Money and exposure only rise with the count, so that what fits once fits for every smaller one.
        var (least, most) = (1L, wanted);
        while (most - least > 1)
        {
            var middle = least + (most - least) / 2;
            var tried = Try(state, request, settings, now, new SetOrders(tickers, middle));
            if (tried.IsWhole) (least, fits) = (middle, tried);
            else (most, tooMany) = (middle, tried);
        }

        // What stopped one contract more is what has set the size.
        var at = tooMany.Legs.Length;
        return new SetApproved(fits.Legs.SetItem(at, fits.Legs[at] with { Bound = tooMany.Stopped!.Bound }));
    }

    /// <summary>One pass over the legs at one count.</summary>
    private static Attempt Try(RiskState state, SetRequest request, DecisionSettings settings, Instant now, SetOrders set)
    {
        var (running, approvals) = (state, ImmutableArray.CreateBuilder<Approved>(request.Legs.Length));
        foreach (var leg in request.Legs)
        {
            var permission = RiskPolicy.Judge(running, leg, settings, now, set);
            if (permission is not Approved approved || approved.Count < Quantity.FromContracts(set.Count)) return new Attempt(approvals.ToImmutable(), permission);
            approvals.Add(approved);
            running = running.Reserve(leg, approved, now);
        }

        return new Attempt(approvals.MoveToImmutable(), null);
    }

    /// <summary>The legs that may have the count, in order, and the answer to the first that may not; null when all may.</summary>
    private readonly record struct Attempt(ImmutableArray<Approved> Legs, Permission? Stopped)
    {
        internal bool IsWhole => Stopped is null;
    }

    /// <summary>Whoever holds a part of a game already buys no set of it: the parts would be counted as one.</summary>
    private static SetRefused? HeldAlready(RiskState state, SetRequest request)
    {
        foreach (var holding in state.HoldingsOf(request.Legs[0].Market.Game, except: null))
        {
            var evaluated = default(RuleSet).With(RefusalCode.HeldOutcome);
            var leg = request.Legs.Select((one, i) => (one.Market.Ticker, i)).FirstOrDefault(one => one.Ticker == holding.Ticker).i;
            return new SetRefused(leg, new Refused(RefusalCode.HeldOutcome, $"{holding.Ticker} is held or being entered", evaluated, evaluated));
        }

        return null;
    }

    private static void Check(SetRequest request)
    {
        InvariantViolation.Unless(request.Legs.Length >= 2, "set: fewer than two legs");
        InvariantViolation.Unless(
            request.Count.Sign > 0 && request.Count.Hundredths % Quantity.HundredthsPerContract == 0, $"set: {request.Count} is no whole count");
        var first = request.Legs[0];
        for (var i = 0; i < request.Legs.Length; i++)
        {
            var leg = request.Legs[i];
            InvariantViolation.Unless(
                leg.Market.Event == request.Event && leg.Market.Game == first.Market.Game && leg.Strategy == first.Strategy && leg.Side == first.Side && leg.Liquidity == Liquidity.Taker,
                $"set: {leg.Market.Ticker} is no leg of {request.Event}");
            for (var j = 0; j < i; j++)
                InvariantViolation.Unless(request.Legs[j].Market.Ticker != leg.Market.Ticker, $"set: {leg.Market.Ticker} twice");
        }
    }
}
