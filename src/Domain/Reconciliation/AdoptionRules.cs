using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;

namespace KalshiArb.Domain.Reconciliation;

/// <summary>A position as the last listing shows it, kept while it differs from ours.</summary>
/// <param name="Position">Signed; zero where the listing has no row.</param>
/// <param name="Cost">What the exchange says that it cost, without fees; null when the listing does not say.</param>
/// <param name="AsOf">How current the listing was.</param>
public readonly record struct ListedPosition(Quantity Position, Money? Cost, Instant AsOf);

/// <summary>The answer to an operator who wants the exchange's position taken over.</summary>
public abstract record AdoptionDecision
{
    private AdoptionDecision() { }

    /// <summary>It is taken over.</summary>
    /// <param name="Position">The position from now on, signed.</param>
    /// <param name="Facts">The adoption, and the thaw of the ticker where nothing else about it disagrees.</param>
    /// <param name="Text">Both sides' numbers and what the profit rests on, in one line.</param>
    public sealed record Adopted(Quantity Position, ImmutableArray<IJournaled> Facts, string Text) : AdoptionDecision;

    /// <summary>It is not, and why.</summary>
    public sealed record Refused(string Text) : AdoptionDecision;
}

/// <summary>
/// Taking over the exchange's position after a difference froze a ticker. No trade is invented: the position is set to what
/// the exchange lists, its cost to what the exchange says it cost. Where no other position of the shard differs, our cash
/// takes the exchange's gap, and what is left over is the result of the trades that we did not see, fees included. Otherwise
/// the contracts that differ are taken as traded at cost: no profit, and the cash still differs until the last is adopted.
/// </summary>
public static class AdoptionRules
{
    /// <summary>Decides. The caller applies the facts; nothing else is changed.</summary>
    /// <param name="state">The comparison, with the listing's numbers.</param>
    /// <param name="orders">The registry: an order that may still fill, or is in doubt, forbids it.</param>
    /// <param name="ledger">Our side.</param>
    /// <param name="ticker">The market.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="reason">Why; may be empty.</param>
    /// <param name="now">The time of the input in hand.</param>
    public static AdoptionDecision Decide(ReconcileState state, OrderRegistry orders, PositionLedger ledger, Ticker ticker, string by, string reason, Instant now)
    {
        if (WhyNot(state, orders, ticker, out var listed) is { } why) return new AdoptionDecision.Refused(why);
        var ours = ledger.Of(ticker);
        var cost = listed.Position.IsZero ? Money.Zero : listed.Cost!.Value;
        var atCost = ours.CostWithFees - cost;
        var (cash, basis) = (atCost, "at cost, no profit");
        if (ledger.Shards.TryGetValue(ticker, out var shard) && !OthersDiffer(state, ledger, shard, ticker))
        {
            if (state.LastAsOf is not { } asOf || (state.LastMove != Instant.Never && asOf <= state.LastMove + ReconcileState.ReadLag))
                return new AdoptionDecision.Refused($"{ticker}: the account moved after the last listing, so its cash cannot be told; pause, and try again after the next");
            var gap = state.Differences.GetValueOrDefault(new DifferenceKey(DifferenceKind.Cash, $"shard {shard}"));
            if (gap is { Confirmed: false }) return new AdoptionDecision.Refused($"cash of shard {shard} differs and was seen once only: try again after the next comparison");
            var most = Price.One * (listed.Position - ours.Quantity).Magnitude;
            var result = (gap?.CashGap ?? Money.Zero) - atCost;
            if (result <= most && -result <= most) (cash, basis) = (gap?.CashGap ?? Money.Zero, "cost as the exchange lists it, the gap in cash as the rest");
            else basis += $"; a gap in cash of {gap?.CashGap ?? Money.Zero} is more than these contracts can be worth and stays";
        }

        var adopted = new PositionAdopted(ticker, ours.Quantity, listed.Position, cost, cash, cash - atCost, listed.AsOf, by, reason, now);
        var text = $"{ticker}: ours {ours.Quantity} at a cost of {ours.CostWithFees}, exchange {listed.Position} at {cost}; adopted ({basis}): cash {cash}, result {adopted.Result}";
        var facts = ImmutableArray.Create<IJournaled>(adopted);
        if (OrderDiffers(state, orders, ticker)) return new AdoptionDecision.Adopted(listed.Position, facts, text + "; an order of the market still differs, so it stays frozen");
        return new AdoptionDecision.Adopted(listed.Position, facts.Add(new TickerThawed(ticker, $"{ReconcileState.ReasonPrefix}adopted by {by}", now)), text);
    }

    private static string? WhyNot(ReconcileState state, OrderRegistry orders, Ticker ticker, out ListedPosition listed)
    {
        listed = default;
        if (!state.Differences.TryGetValue(new DifferenceKey(DifferenceKind.Position, ticker.Value), out var difference))
            return $"{ticker}: no difference: our position is the exchange's, as far as the last listing shows";
        if (!difference.Confirmed || !state.Listed.TryGetValue(ticker, out listed)) return $"{difference}; seen in one listing only: try again after the next";
        foreach (var (id, order) in orders.Orders)
        {
            if (order.Ticket.Ticker != ticker || order.IsTerminal) continue;
            return order.Phase == OrderPhase.Unknown
                ? $"{difference}; order {id} is in doubt ({order.DoubtReason}): its fills are not known yet"
                : $"{difference}; order {id} has not ended ({order.Phase}): it may still fill";
        }

        if (state.LastMoves.TryGetValue(ticker, out var moved) && listed.AsOf <= moved + ReconcileState.ReadLag)
            return $"{difference}; the market moved after that listing: try again after the next";
        return listed is { Position.IsZero: false, Cost: null } ? $"{difference}; the listing does not say what the position cost" : null;
    }

    private static bool OthersDiffer(ReconcileState state, PositionLedger ledger, Shard shard, Ticker except)
    {
        foreach (var (key, difference) in state.Differences)
        {
            if (key.Kind != DifferenceKind.Position || difference.Ticker is not { } ticker || ticker == except) continue;
            if (!ledger.Shards.TryGetValue(ticker, out var theirs) || theirs == shard) return true;
        }

        return false;
    }

    /// <summary>An ended order that is owed fills leaves with the adoption, and its difference with it.</summary>
    private static bool OrderDiffers(ReconcileState state, OrderRegistry orders, Ticker ticker)
    {
        foreach (var (key, difference) in state.Differences)
        {
            if (key.Kind != DifferenceKind.Order || difference.Ticker != ticker) continue;
            if (orders.Find(null, new VenueOrderId(key.Subject)) is not { IsTerminal: true }) return true;
        }

        return false;
    }
}
