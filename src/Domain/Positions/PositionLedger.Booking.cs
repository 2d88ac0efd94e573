using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Domain.Positions;

public sealed partial record PositionLedger
{
    private PositionLedger ApplyFill(FillBooked fill)
    {
        var key = new FillKey(fill.VenueOrder, fill.Fill);
        if (Fills.Check(key, fill.TradedAt) != Familiarity.New) return this;
        InvariantViolation.Unless(fill.Count > Quantity.Zero, $"fill {fill.Fill} of order {fill.VenueOrder} has count {fill.Count}");
        if (Adopted.TryGetValue(fill.Ticker, out var asOf) && fill.TradedAt <= asOf) return this with { Fills = Fills.Add(key, fill.TradedAt) };
        var ledger = RollTo(fill.At);
        var before = ledger.Of(fill.Ticker);
        if (Settled.TryGetValue(fill.Ticker, out var settled) && fill.TradedAt <= settled.SettledAt) return ledger.ApplyLate(fill, before, key);
        var outcome = FillOutcome.Of(before, fill.Side, fill.Price, fill.Count, fill.Fee);
        return (ledger with
        {
            Fills = Fills.Add(key, fill.TradedAt),
            Positions = ledger.Positions.SetItem(fill.Ticker, outcome.After),
            RealizedPnl = RealizedPnl + outcome.After.RealizedPnl - before.RealizedPnl,
            Fees = Fees + fill.Fee,
            Day = ledger.Day.Add(outcome.ClosedProfit - fill.Fee),
        }).MoveCash(fill.Ticker, outcome.CashChange);
    }

    /// <summary>
    /// A fill from before a settlement that was booked first. The settlement paid for it already and ended the position, so it moves
    /// cash alone.
    /// </summary>
    private PositionLedger ApplyLate(FillBooked fill, Position before, FillKey key)
    {
        var traded = fill.Price * fill.Count;
        var change = (fill.Side == OrderSide.Bid ? -traded : traded) - fill.Fee;
        return (this with
        {
            Fills = Fills.Add(key, fill.TradedAt),
            Positions = Positions.SetItem(fill.Ticker, before with { RealizedPnl = before.RealizedPnl + change, Fees = before.Fees + fill.Fee }),
            RealizedPnl = RealizedPnl + change,
            Fees = Fees + fill.Fee,
            Day = Day.Add(change),
        }).MoveCash(fill.Ticker, change);
    }

    private PositionLedger ApplySettlement(SettlementBooked row)
    {
        var familiarity = CheckSettlement(row.Ticker, row.Value, row.Position, row.Revenue, row.SettledAt);
        if (familiarity is Familiarity.Known or Familiarity.BeyondMemory) return this;
        var ledger = RollTo(row.At);
        var before = ledger.Of(row.Ticker);
        // A changed result pays the difference to what was paid; the position has ended already. Where the venue settled another
        // position than ours, fills are still to come: they will move cash by their price alone, so the dollar a short contract
        // puts up is counted as the venue counts it.
        var paid = familiarity == Familiarity.Changed
            ? row.Revenue - Settled[row.Ticker].Revenue
            : row.Revenue + Collateral(before.Quantity) - Collateral(row.Position);
        var after = before with
        {
            Quantity = Quantity.Zero,
            Cost = Money.Zero,
            CostFees = Money.Zero,
            RealizedPnl = before.RealizedPnl + paid - before.CostWithFees,
        };
        return (ledger with
        {
            Positions = ledger.Positions.SetItem(row.Ticker, after),
            RealizedPnl = RealizedPnl + paid - before.CostWithFees,
            Day = ledger.Day.Add(paid - before.Cost),
        }).Remember(row).MoveCash(row.Ticker, paid);
    }

    /// <summary>The dollar for each contract short, of which the price came in with the sale.</summary>
    private static Money Collateral(Quantity position) => position.Sign < 0 ? Price.One * position.Magnitude : Money.Zero;

    private PositionLedger ApplyAdoption(PositionAdopted adopted)
    {
        var ledger = RollTo(adopted.At);
        var before = ledger.Of(adopted.Ticker);
        var after = before with
        {
            Quantity = adopted.Exchange, Cost = adopted.Cost, CostFees = Money.Zero, RealizedPnl = before.RealizedPnl + adopted.Result,
        };
        var known = Adopted.SetItem(adopted.Ticker, adopted.AsOf);
        if (known.Count > SettlementCapacity) known = known.Remove(known.MinBy(pair => pair.Value).Key);
        return (ledger with
        {
            Adopted = known,
            Positions = ledger.Positions.SetItem(adopted.Ticker, after),
            RealizedPnl = RealizedPnl + adopted.Result,
            // Fees were counted on the day they were paid.
            Day = ledger.Day.Add(adopted.Cash + adopted.Cost - before.Cost),
        }).MoveCash(adopted.Ticker, adopted.Cash);
    }

    private PositionLedger Remember(SettlementBooked row)
    {
        var settled = Settled.SetItem(row.Ticker, row);
        if (settled.Count <= SettlementCapacity) return this with { Settled = settled };
        SettlementBooked? oldest = null;
        foreach (var (_, booked) in settled)
            if (oldest is null || booked.SettledAt < oldest.SettledAt) oldest = booked;
        return this with { Settled = settled.Remove(oldest!.Ticker), SettledHorizon = Instant.Max(SettledHorizon, oldest.SettledAt) };
    }

    /// <summary>What the venue should have paid for a position: $1 or the scalar for each YES, the rest of $1 for each NO.</summary>
    public static Money SettlementRevenue(Quantity position, Price value) =>
        position.Sign >= 0 ? value * position : value.Complement * position.Magnitude;
}

/// <summary>What one fill does to a position and to cash. A fill that crosses zero closes first and opens with the rest.</summary>
/// <param name="After">The position after it.</param>
/// <param name="CashChange">What the venue adds to cash; negative when it takes.</param>
/// <param name="ClosedProfit">Proceeds of what was closed less its cost, before all fees.</param>
public readonly record struct FillOutcome(Position After, Money CashChange, Money ClosedProfit)
{
    /// <summary>Computes it. Shares of cost and fees are cut to whole micro-dollars; the rest stays with what is still held.</summary>
    /// <param name="before">The position before the fill.</param>
    /// <param name="side">Our side.</param>
    /// <param name="price">The YES price at which it traded.</param>
    /// <param name="count">Contracts, above zero.</param>
    /// <param name="fee">The fee as reported.</param>
    public static FillOutcome Of(Position before, OrderSide side, Price price, Quantity count, Money fee)
    {
        var signed = side == OrderSide.Bid ? count : -count;
        var held = before.Quantity.Magnitude;
        var closing = before.Quantity.Sign * signed.Sign < 0 ? Quantity.Min(held, count) : Quantity.Zero;
        var opening = count - closing;
        var bought = side == OrderSide.Bid ? price : price.Complement;
        var proceeds = bought.Complement * closing;
        var cost = bought * opening;
        var closingFee = Share(fee, closing, count);
        var costShare = Share(before.Cost, closing, held);
        var feeShare = Share(before.CostFees, closing, held);
        var after = before with
        {
            Quantity = before.Quantity + signed,
            Cost = before.Cost - costShare + cost,
            CostFees = before.CostFees - feeShare + fee - closingFee,
            RealizedPnl = before.RealizedPnl + proceeds - costShare - feeShare - closingFee,
            Fees = before.Fees + fee,
        };
        return new FillOutcome(after, proceeds - cost - fee, proceeds - costShare);
    }

    private static Money Share(Money whole, Quantity part, Quantity of) =>
        part.IsZero ? Money.Zero
        : part == of ? whole
        : Money.FromMicros((long)((Int128)whole.Micros * part.Hundredths / of.Hundredths));
}
