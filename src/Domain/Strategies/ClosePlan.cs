using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Strategies;

/// <summary>A position that an operator closes by hand.</summary>
/// <param name="Id">Names the request.</param>
/// <param name="Limit">Least price, on the scale of the side that is held.</param>
/// <param name="Count">Contracts, fractions allowed; null for all.</param>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
public sealed record CloseWanted(string Id, Price Limit, Quantity? Count, string By, Instant At);

/// <summary>An order of ours in the way of a close.</summary>
/// <param name="Id">The order.</param>
/// <param name="CancelPending">Whether its cancel is under way.</param>
public readonly record struct OrderInTheWay(ClientOrderId Id, bool CancelPending);

/// <summary>The next step of a close.</summary>
public abstract record CloseStep
{
    private CloseStep() { }

    /// <summary>Cancel an order of ours first.</summary>
    public sealed record Cancel(ClientOrderId Order) : CloseStep;

    /// <summary>Something is under way; look again when it has ended.</summary>
    public sealed record Wait : CloseStep
    {
        /// <summary>The one value.</summary>
        public static Wait Instance { get; } = new();
    }

    /// <summary>Ask for permission to send it, immediate-or-cancel and reduce-only.</summary>
    /// <param name="Side">Ask leaves a long YES position, bid a long NO position.</param>
    /// <param name="Limit">On the YES scale.</param>
    /// <param name="Count">Contracts, never more than are held.</param>
    public sealed record Send(OrderSide Side, Price Limit, Quantity Count) : CloseStep;

    /// <summary>It is over without an order, and why.</summary>
    public sealed record Over(string Text) : CloseStep;
}

/// <summary>
/// How a position is closed by hand: the ticker's entry and its resting exit are cancelled first, and their ends waited for,
/// so that no two orders leave the same contracts; then one immediate order, which risk cuts to what is held.
/// </summary>
public static class ClosePlan
{
    /// <summary>How long a cancel may take. An exit that has not ended by then gives the close up; an entry does not: it cannot be sold twice.</summary>
    public static TimeSpan CancelPatience { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Decides the next step.</summary>
    /// <param name="wanted">What the operator wants.</param>
    /// <param name="position">The signed position.</param>
    /// <param name="entry">The ticker's entry that has not ended.</param>
    /// <param name="exit">The ticker's exit that has not ended.</param>
    /// <param name="grid">Valid prices, on the YES scale.</param>
    /// <param name="now">The time of the input in hand.</param>
    public static CloseStep Decide(CloseWanted wanted, Quantity position, OrderInTheWay? entry, OrderInTheWay? exit, PriceGrid grid, Instant now)
    {
        if (position.IsZero) return new CloseStep.Over("nothing is held");
        if (wanted.Count is { Sign: <= 0 }) return new CloseStep.Over("the count must be above zero");
        var limit = position.Sign > 0 ? wanted.Limit : wanted.Limit.Complement;
        if (!grid.IsValid(limit)) return new CloseStep.Over($"{wanted.Limit} is not a price of this market; the nearest below is {Nearest(grid, limit, position.Sign)}");
        var late = now - wanted.At >= CancelPatience;
        if (exit is { } resting)
        {
            if (late) return new CloseStep.Over($"exit {resting.Id} has not ended within {CancelPatience.TotalSeconds:0} s: nothing was sent");
            return resting.CancelPending ? CloseStep.Wait.Instance : new CloseStep.Cancel(resting.Id);
        }

        if (entry is { } working && !late) return working.CancelPending ? CloseStep.Wait.Instance : new CloseStep.Cancel(working.Id);
        var count = wanted.Count is { } some ? Quantity.Min(some, position.Magnitude) : position.Magnitude;
        return new CloseStep.Send(position.Sign > 0 ? OrderSide.Ask : OrderSide.Bid, limit, count);
    }

    private static string Nearest(PriceGrid grid, Price limit, int sign) =>
        (sign > 0 ? grid.RoundDown(limit) : grid.RoundUp(limit)?.Complement)?.ToString() ?? "none";
}
