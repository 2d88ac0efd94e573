using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Risk;

/// <summary>
/// Permission for a set: each leg is judged by every rule that an entry by itself is judged by, on a state in which the legs before
/// it are reserved already, so that rates, counts, exposures and cash bind over all of them. What one leg may not have, none has.
/// </summary>
public static class SetPolicy
{
    /// <summary>Judges a set and cuts it to the count that every leg may have. The caller applies an approval to the state at once.</summary>
    public static SetPermission Decide(RiskState state, SetRequest request, DecisionSettings settings, Instant now)
    {
        Check(request);
        if (HeldAlready(state, request) is { } held) return held;
        var tickers = request.Legs.Select(leg => leg.Market.Ticker).ToImmutableSortedSet();
        var (count, cutBy) = (request.Count.Hundredths / Quantity.HundredthsPerContract, new RuleSet[request.Legs.Length]);
        // What cuts a leg would leave it more room if the legs before it were smaller: each leg cuts once at most.
        for (var round = 0; round <= request.Legs.Length; round++)
        {
            if (TryAll(state, request, settings, now, new SetOrders(tickers, count), cutBy, out var permission, out var room)) return permission;
            count = room;
        }

        throw new InvariantViolation($"set: {request.Event} is cut without end");
    }

    /// <summary>One pass over the legs at one count; false with the count that a leg may have when that is less.</summary>
    private static bool TryAll(
        RiskState state, SetRequest request, DecisionSettings settings, Instant now, SetOrders set, RuleSet[] cutBy, out SetPermission permission, out long room)
    {
        (permission, room) = (null!, set.Count);
        var (running, approvals) = (state, ImmutableArray.CreateBuilder<Approved>(request.Legs.Length));
        for (var i = 0; i < request.Legs.Length; i++)
        {
            switch (RiskPolicy.Judge(running, request.Legs[i], settings, now, set))
            {
                case Refused refused:
                    permission = new SetRefused(i, refused);
                    return true;
                case Approved approved when approved.Count < Quantity.FromContracts(set.Count):
                    cutBy[i] = approved.Bound;
                    room = approved.Count.Hundredths / Quantity.HundredthsPerContract;
                    return false;
                case Approved approved:
                    if (cutBy[i] != default) approved = approved with { Bound = cutBy[i] };
                    approvals.Add(approved);
                    running = running.Reserve(request.Legs[i], approved, now);
                    break;
                default:
                    throw new InvariantViolation("set: neither approved nor refused");
            }
        }

        permission = new SetApproved(approvals.MoveToImmutable());
        return true;
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
