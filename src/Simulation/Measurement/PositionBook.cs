using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Simulation.Measurement;

/// <summary>One exit from a position.</summary>
/// <param name="Price">The YES price.</param>
/// <param name="Count">How many.</param>
/// <param name="Fee">The fee of that part.</param>
public readonly record struct ExitPart(Price Price, Quantity Count, Money Fee);

/// <summary>A position in one market from its first fill until nothing is held.</summary>
public sealed class MeasuredPosition
{
    private readonly List<ExitPart> _exits = [];

    internal MeasuredPosition(Ticker ticker, string strategy, int sign, Instant openedAt) =>
        (Ticker, Strategy, Sign, OpenedAt) = (ticker, strategy, sign, openedAt);

    /// <summary>The market.</summary>
    public Ticker Ticker { get; }

    /// <summary>Whose entry opened it.</summary>
    public string Strategy { get; }

    /// <summary>1 for YES, -1 for NO.</summary>
    public int Sign { get; }

    /// <summary>When it was opened.</summary>
    public Instant OpenedAt { get; }

    /// <summary>When nothing was held any more; null while something is.</summary>
    public Instant? ClosedAt { get; internal set; }

    /// <summary>Whether it ended, or the last of it, with the settlement of the market.</summary>
    public bool Settled { get; internal set; }

    /// <summary>What is held now, signed.</summary>
    public Quantity Held { get; internal set; }

    /// <summary>Contracts bought.</summary>
    public Quantity Bought { get; internal set; }

    /// <summary>Fees of entries and exits.</summary>
    public Money Fees { get; internal set; }

    /// <summary>Money moved so far on the YES scale, fees taken off: paid for bids, received for asks.</summary>
    internal Money Flow { get; set; }

    /// <summary>Exits before settlement.</summary>
    public IReadOnlyList<ExitPart> Exits => _exits;

    internal void Add(in ExitPart exit) => _exits.Add(exit);

    /// <summary>Profit after fees, with what is still held at the prices given: a bid for YES, an ask for NO; a side without a price is worth nothing to us.</summary>
    public Money Pnl(Price? bid, Price? ask) => Flow + Held.Sign switch
    {
        > 0 => (bid ?? Price.Zero) * Held,
        < 0 => (ask ?? Price.One) * Held,
        _ => Money.Zero,
    };

    /// <summary>
    /// What leaving before settlement was worth beside holding, over the contracts that were left: price of the exit less what the
    /// contract paid in the end, on the held side, less the exit's fee. Holding costs no fee. Null when nothing was left.
    /// </summary>
    public Money? ExitAgainstHolding(Price result)
    {
        if (_exits.Count == 0) return null;
        var sum = Money.Zero;
        foreach (var exit in _exits) sum += (exit.Price - result) * (Sign > 0 ? exit.Count : -exit.Count) - exit.Fee;
        return sum;
    }
}

/// <summary>
/// Positions as a fold of fills and settlements, beside the ledger and not instead of it: it keeps who opened what and when, which
/// the ledger does not. Exact, like the ledger: a test holds the two against each other.
/// </summary>
internal sealed class PositionBook
{
    private readonly SortedDictionary<Ticker, MeasuredPosition> _open = [];
    private readonly SortedDictionary<Ticker, (MeasuredPosition Position, Quantity Quantity, Price Value)> _settled = [];
    private readonly List<MeasuredPosition> _all = [];

    public ImmutableArray<MeasuredPosition> All => [.. _all];

    public IEnumerable<MeasuredPosition> Open => _open.Values;

    public Money Closed { get; private set; }

    /// <summary>A position of an earlier run, at its cost.</summary>
    public void Take(in OpeningPosition held, Instant at)
    {
        var position = Begin(held.Ticker, "earlier run", held.Quantity.Sign, at);
        position.Held = held.Quantity;
        // NO at its own cost is a YES sold for one dollar less that.
        position.Flow = held.Quantity.Sign > 0 ? -held.Cost : Price.One * held.Quantity.Magnitude - held.Cost;
    }

    public void Fill(MeasuredFill fill)
    {
        var signed = fill.Side == OrderSide.Bid ? fill.Count : -fill.Count;
        if (!_open.TryGetValue(fill.Ticker, out var position))
        {
            Enter(Begin(fill.Ticker, fill.Order?.Strategy ?? "not ours", signed.Sign, fill.At), fill.Price, signed, fill.Fee);
            return;
        }

        if (signed.Sign == position.Sign)
        {
            Enter(position, fill.Price, signed, fill.Fee);
            return;
        }

        // What goes beyond the position opens the opposite one; the fee goes by contracts, the odd micro-dollar with the exit.
        var leaving = Quantity.Min(signed.Magnitude, position.Held.Magnitude);
        var beyond = signed.Magnitude - leaving;
        var feeBeyond = beyond.IsZero ? Money.Zero : Money.FromMicros(fill.Fee.Micros * beyond.Hundredths / fill.Count.Hundredths);
        Leave(position, fill, leaving, fill.Fee - feeBeyond);
        if (!beyond.IsZero) Enter(Begin(fill.Ticker, fill.Order?.Strategy ?? "not ours", signed.Sign, fill.At), fill.Price, signed.Sign > 0 ? beyond : -beyond, feeBeyond);
    }

    /// <summary>A settlement, or a corrected one: then the difference goes to the position that the first one ended.</summary>
    public void Settle(Ticker ticker, Price value, Instant at)
    {
        if (_open.TryGetValue(ticker, out var position))
        {
            _settled[ticker] = (position, position.Held, value);
            position.Flow += value * position.Held;
            position.Held = Quantity.Zero;
            position.Settled = true;
            End(position, at);
        }
        else if (_settled.TryGetValue(ticker, out var before))
        {
            var difference = (value - before.Value) * before.Quantity;
            before.Position.Flow += difference;
            Closed += difference;
            _settled[ticker] = before with { Value = value };
        }
    }

    private MeasuredPosition Begin(Ticker ticker, string strategy, int sign, Instant at)
    {
        var position = new MeasuredPosition(ticker, strategy, sign, at);
        _all.Add(position);
        _open.Add(ticker, position);
        return position;
    }

    private static void Enter(MeasuredPosition position, Price price, Quantity signed, Money fee)
    {
        position.Held += signed;
        position.Bought += signed.Magnitude;
        position.Fees += fee;
        position.Flow -= price * signed + fee;
    }

    private void Leave(MeasuredPosition position, MeasuredFill fill, Quantity count, Money fee)
    {
        var signed = position.Sign > 0 ? -count : count;
        position.Held += signed;
        position.Fees += fee;
        position.Flow -= fill.Price * signed + fee;
        position.Add(new ExitPart(fill.Price, count, fee));
        if (position.Held.IsZero) End(position, fill.At);
    }

    private void End(MeasuredPosition position, Instant at)
    {
        position.ClosedAt = at;
        Closed += position.Flow;
        _open.Remove(position.Ticker);
    }
}
