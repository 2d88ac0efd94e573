namespace KalshiArb.Domain.Positions;

/// <summary>
/// What we hold in one market. The cost is that of the held side on its own scale (NO at $1 less the YES price) and never
/// negative; fees stand beside it so that a day's fees can be counted when they are paid.
/// </summary>
/// <param name="Ticker">The market.</param>
/// <param name="Quantity">Positive when long YES, negative when long NO, in hundredths of a contract.</param>
/// <param name="Cost">What the contracts still held were bought for, without fees.</param>
/// <param name="CostFees">The fees paid for buying the contracts still held.</param>
/// <param name="RealizedPnl">Profit of everything closed or settled, after the fees of both ends.</param>
/// <param name="Fees">Every fee booked on this market.</param>
public sealed record Position(Ticker Ticker, Quantity Quantity, Money Cost, Money CostFees, Money RealizedPnl, Money Fees)
{
    /// <summary>Nothing held, nothing earned.</summary>
    public static Position Flat(Ticker ticker) => new(ticker, Quantity.Zero, Money.Zero, Money.Zero, Money.Zero, Money.Zero);

    /// <summary>Whether nothing is held.</summary>
    public bool IsFlat => Quantity.IsZero;

    /// <summary>What the contracts still held cost with fees: what is lost if they pay nothing.</summary>
    public Money CostWithFees => Cost + CostFees;

    /// <summary>Average cost of one contract with fees on the held side's own scale, rounded against us (up); $0 when flat.</summary>
    public Money AverageCost
    {
        get
        {
            if (IsFlat) return Money.Zero;
            var held = Quantity.Magnitude.Hundredths;
            var micros = (Int128)CostWithFees.Micros * Numbers.Quantity.HundredthsPerContract;
            return Money.FromMicros((long)((micros + held - 1) / held));
        }
    }

    /// <summary>
    /// What the position would bring now without fees: the bid for long YES, $1 less the ask for long NO. A side without a
    /// price brings nothing.
    /// </summary>
    public Money ExecutableValue(Mark mark) => Quantity.Sign switch
    {
        > 0 => mark.Bid is { } bid ? bid * Quantity : Money.Zero,
        < 0 => mark.Ask is { } ask ? ask.Complement * Quantity.Magnitude : Money.Zero,
        _ => Money.Zero,
    };

    /// <summary>Open profit at executable marks, after the fees already paid and before those of leaving.</summary>
    public Money OpenPnl(Mark mark) => ExecutableValue(mark) - CostWithFees;
}

/// <summary>Prices at which a position could be left now, on the YES scale; null where that side of the book is empty.</summary>
/// <param name="Bid">Best YES bid.</param>
/// <param name="Ask">Best YES ask.</param>
public readonly record struct Mark(Price? Bid, Price? Ask)
{
    /// <summary>A market whose result stands is worth that, whatever its emptied book says.</summary>
    public static Mark Determined(Price value) => new(value, value);
}
