using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Risk;

/// <summary>The only giver of permission. Pure: the same state, request, settings and time give the same answer.</summary>
public static class RiskPolicy
{
    /// <summary>
    /// Judges an entry and sizes it. The caller applies an <see cref="Approved"/> to the state at once. Rules are asked in a
    /// fixed order and the first to refuse gives the code, but for Killed, which comes before all.
    /// </summary>
    public static Permission Decide(RiskState state, EntryRequest request, DecisionSettings settings, Instant now) => Judge(state, request, settings, now, null);

    /// <summary>Judges an entry by itself, or one leg of a set.</summary>
    internal static Permission Judge(RiskState state, EntryRequest request, DecisionSettings settings, Instant now, SetOrders? set)
    {
        if (state.Trading == TradingState.Killed) return Killed(state);
        var context = new RuleContext(state, request, settings.Account, settings.For(request.Market.Series), settings, now) { Set = set };
        var evaluated = default(RuleSet);
        foreach (var (code, refuses) in RiskRules.Gates)
        {
            evaluated = evaluated.With(code);
            if (refuses(context) is { } text) return new Refused(code, text, evaluated, default(RuleSet).With(code));
        }

        return new EntrySizing(context, evaluated).Decide();
    }

    /// <summary>
    /// Judges an exit and cuts it to what is left to reduce: the booked position less the open contracts of other exits.
    /// Exits are refused while Killed, on the side that would add, on a frozen ticker and without a whole live book; the last
    /// two do not hold an operator's exit. No limit on rate or loss holds back an exit: it makes us safer.
    /// </summary>
    public static Permission DecideExit(RiskState state, ExitRequest request)
    {
        if (state.Trading == TradingState.Killed) return Killed(state);
        var evaluated = default(RuleSet).With(RefusalCode.TradingState);
        if (request.Reason != ExitReason.Operator)
        {
            evaluated = evaluated.With(RefusalCode.TickerFrozen);
            if (state.IsFrozen(request.Ticker))
                return Refuse(RefusalCode.TickerFrozen, state.Frozen.GetValueOrDefault(request.Ticker, "an order is in doubt"), evaluated);
            evaluated = evaluated.With(RefusalCode.BookStale);
            if (!request.BookLive) return Refuse(RefusalCode.BookStale, "book is stale or resyncing", evaluated);
        }

        evaluated = evaluated.With(RefusalCode.NotReducing);
        var held = state.Ledger.Of(request.Ticker).Quantity;
        var reduces = held.Sign > 0 ? request.Side == OrderSide.Ask : held.Sign < 0 && request.Side == OrderSide.Bid;
        var left = reduces ? held.Magnitude - state.OpenCount(request.Ticker, OrderRole.Exit) : Quantity.Zero;
        var count = Quantity.Min(request.Count, left);
        if (count.Sign <= 0)
            return Refuse(RefusalCode.NotReducing, $"{request.Side} on a position of {held} with {left} left to exit", evaluated);
        var bound = count < request.Count ? default(RuleSet).With(RefusalCode.NotReducing) : default;
        var evidence = $"count={count} limit={request.Limit} position={held} left={left} reason={request.Reason}";
        return new Approved(count, Money.Zero, evidence, evaluated, bound);
    }

    private static Refused Killed(RiskState state) =>
        Refuse(RefusalCode.TradingState, $"Killed ({state.TradingReason})", default(RuleSet).With(RefusalCode.TradingState));

    private static Refused Refuse(RefusalCode code, string text, RuleSet evaluated) => new(code, text, evaluated, default(RuleSet).With(code));
}
