using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Fees;
using KalshiArb.Domain.Games;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Strategies.Sets;

/// <summary>
/// The rule on mutually exclusive sets: the same count of YES, or of NO, in every market of an event, when even the outcome that
/// pays least pays more than all legs can cost. Whoever wins is then no matter. Each leg must also be one that could be entered
/// by itself, at this size: the others may not fill.
/// <para>
/// What is certain is the worst case over winners. In a void the venue names the price; ours stands in for it, from a fair
/// value that all legs take from the same source.
/// </para>
/// </summary>
public static class SetRule
{
    /// <summary>The name under which sets are bought, switched off, limited and accounted for.</summary>
    public static readonly StrategyId Strategy = new("sets");

    /// <summary>Most markets of an event; more are taken for a mistake.</summary>
    public const int MaxLegs = 8;

    private static readonly Quantity OneContract = Quantity.FromContracts(1);

    /// <summary>Judges the markets of one event at one instant.</summary>
    /// <param name="facts">What is known of them together; null when nothing is.</param>
    /// <param name="legs">Every market of the event; of several events is a broken invariant.</param>
    /// <param name="settings">What a set must earn and may cost.</param>
    public static SetVerdict Evaluate(SetFacts? facts, ReadOnlySpan<SetLeg> legs, SetSettings settings)
    {
        InvariantViolation.Unless(settings.MinimumProfit >= PriceOffset.Zero, "set: a least profit below zero is a loss");
        if (facts is null) return SetVerdict.No(SetCode.UnknownEventType);
        if (facts.IsAssumed) return SetVerdict.No(SetCode.FactsAssumed);
        if (!facts.Exclusive) return SetVerdict.No(SetCode.NotExclusive);
        if (facts.Collateral != CollateralReturn.None && !settings.AcceptCollateralReturn) return SetVerdict.No(SetCode.CollateralReturned);
        if (!IsWhole(legs)) return SetVerdict.No(SetCode.MissingLeg);
        foreach (ref readonly var leg in legs)
            if (!leg.View.Position.IsZero) return SetVerdict.No(SetCode.LegHeld, TickerOf(in leg));
        if (SourceOf(legs) is not { } source) return SetVerdict.No(SetCode.NoFairPrice);
        foreach (ref readonly var leg in legs)
            if (Screen(in leg, source, settings) is { } refusal) return SetVerdict.LegRefused(TickerOf(in leg), refusal);

        var no = Judge(SetKind.AllNo, facts, legs, source, settings);
        if (!facts.Exhaustive) return no;
        var yes = Judge(SetKind.AllYes, facts, legs, source, settings);
        return IsBetter(in no, in yes) ? no : yes;
    }

    private static bool IsBetter(in SetVerdict left, in SetVerdict right)
    {
        // With no book crossed at most one kind is profitable: what is too good to be true never stands beside what would be bought.
        if (left.Code != right.Code) return left.Code > right.Code;
        return left.Signal is { } one && right.Signal is { } other && one.WorstProfit > other.WorstProfit;
    }

    /// <summary>Whether these are all the markets of one event, each once.</summary>
    private static bool IsWhole(ReadOnlySpan<SetLeg> legs)
    {
        if (legs.IsEmpty) return false;
        InvariantViolation.Unless(legs.Length <= MaxLegs, "set: more legs than any event has");
        var first = legs[0].View.Terms.Facts;
        var seen = 0;
        foreach (ref readonly var leg in legs)
        {
            var facts = leg.View.Terms.Facts;
            InvariantViolation.Unless(facts.Event == first.Event && leg.View.Now == legs[0].View.Now, "set: legs of two events or two instants");
            if (facts.Game != first.Game || facts.OutcomesInGame != first.OutcomesInGame) return false;
            seen |= 1 << (int)facts.YesOutcome;
        }

        // Outcomes are numbered from 0, so that all of them are the lowest bits.
        return legs.Length == first.OutcomesInGame && seen == (1 << first.OutcomesInGame) - 1;
    }

    /// <summary>The source that prices a void: the sportsbooks where they speak of every market, else the model.</summary>
    private static FairSource? SourceOf(ReadOnlySpan<SetLeg> legs) =>
        Prices(legs, FairSource.Consensus) ? FairSource.Consensus : Prices(legs, FairSource.WinModel) ? FairSource.WinModel : null;

    private static bool Prices(ReadOnlySpan<SetLeg> legs, FairSource source)
    {
        foreach (ref readonly var leg in legs)
            if (leg.View.FreshFair(source) is not { Yes: >= 0 and <= 1 }) return false;
        return true;
    }

    /// <summary>A leg must be one that could be entered by itself, and its book heard of a moment ago.</summary>
    private static RefusalCode? Screen(in SetLeg leg, FairSource source, SetSettings settings)
    {
        var view = leg.View;
        return view.Now - leg.BookHeardAt > settings.MaximumBookAge
            ? RefusalCode.BookStale
            : EntryScreen.Check(in view, source);
    }

    private static SetVerdict Judge(SetKind kind, SetFacts facts, ReadOnlySpan<SetLeg> legs, FairSource source, SetSettings settings)
    {
        for (var i = 0; i < legs.Length; i++)
            if (WhyNotPriced(kind, in legs[i]) is { } refusal) return SetVerdict.LegRefused(TickerOf(in legs[i]), refusal);

        var displayed = SetSize.Displayed(kind, legs);
        if (displayed < OneContract) return SetVerdict.No(SetCode.Depth);
        var count = SetSize.Within(kind, legs, displayed, settings);
        if (count < OneContract) return SetVerdict.No(SetCode.Limit);
        var signal = Signal(kind, facts, legs, source, count);
        if (signal.WorstProfit > settings.MaximumProfit * count) return new SetVerdict(SetCode.ProfitTooLarge, null, null, signal);
        return signal.WorstProfit >= settings.MinimumProfit * count && signal.WorstProfit > Money.Zero
            ? new SetVerdict(SetCode.Buy, null, null, signal)
            : SetVerdict.No(SetCode.NoProfit);
    }

    /// <summary>Why the ask of a leg is no price at which it could be entered by itself.</summary>
    private static RefusalCode? WhyNotPriced(SetKind kind, in SetLeg leg)
    {
        var (view, outcome) = (leg.View, OutcomeOf(kind));
        var (terms, grid) = (view.Terms, view.GridOf(outcome));
        // An ask left over from an earlier grid is no price that could be sent.
        if (view.AskOf(outcome) is not { } ask || !grid.IsValid(ask.Price)) return RefusalCode.BookStale;
        var verdict = BreakEven.CheckEntry(
            ask.Price, OneContract, Liquidity.Taker, terms.Fees, terms.Precision, grid, terms.Settings.Entry.BreakEvenCeiling);
        return verdict.Result == BreakEvenResult.Reachable ? null : RefusalCode.BreakEven;
    }

    private static SetSignal Signal(SetKind kind, SetFacts facts, ReadOnlySpan<SetLeg> legs, FairSource source, Quantity count)
    {
        var orders = ImmutableArray.CreateBuilder<SetOrder>(legs.Length);
        var cost = Money.Zero;
        foreach (ref readonly var leg in legs)
        {
            var ask = leg.View.AskOf(OutcomeOf(kind))!.Value;
            var legCost = SetSize.CostOf(kind, in leg, count);
            var (side, limit) = kind == SetKind.AllYes ? (OrderSide.Bid, ask.Price) : (OrderSide.Ask, ask.Price.Complement);
            orders.Add(new SetOrder(TickerOf(in leg), side, limit, ask.Price, ask.Size, legCost));
            cost += legCost;
        }

        var (worst, least) = Worst(kind, facts, legs, source, count);
        return new SetSignal(kind, count, orders.ToImmutable(), cost, worst, least - cost, source);
    }

    /// <summary>The outcome that pays least, and what it pays.</summary>
    private static (SetOutcome Outcome, Money Pays) Worst(SetKind kind, SetFacts facts, ReadOnlySpan<SetLeg> legs, FairSource source, Quantity count)
    {
        var worst = (Outcome: default(SetOutcome), Pays: Money.FromMicros(long.MaxValue));
        foreach (var outcome in SetOutcome.All(facts, legs.Length))
        {
            var pays = Money.Zero;
            for (var i = 0; i < legs.Length; i++)
            {
                var fair = legs[i].View.FreshFair(source)!.Value.Yes;
                if (outcome.Pays(kind, i, fair) is not { } price) throw new InvariantViolation($"set: {fair} is no fair price");
                pays += price * count;
            }

            if (pays < worst.Pays) worst = (outcome, pays);
        }

        return worst;
    }

    internal static Outcome OutcomeOf(SetKind kind) => kind == SetKind.AllYes ? Outcome.Yes : Outcome.No;

    private static Ticker TickerOf(in SetLeg leg) => leg.View.Terms.Facts.Ticker;
}
