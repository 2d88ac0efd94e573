using System.Globalization;
using KalshiArb.Domain.FairValue;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Risk;

namespace KalshiArb.Domain.Strategies.Sets;

/// <summary>What the rule made of an event's markets. In rising order of how far it came: of two kinds of set, the further one is reported.</summary>
public enum SetCode
{
    /// <summary>Nothing is known of this event type's markets together.</summary>
    UnknownEventType,
    /// <summary>What is known of them is assumed, and nobody has seen it.</summary>
    FactsAssumed,
    /// <summary>Several of its markets may pay, so that neither kind of set is one.</summary>
    NotExclusive,
    /// <summary>The venue gives back collateral across its markets, which we could not book.</summary>
    CollateralReturned,
    /// <summary>A market of the event is missing, or stands twice.</summary>
    MissingLeg,
    /// <summary>A market is held already.</summary>
    LegHeld,
    /// <summary>No source gives a fresh fair value for every market, so that a void cannot be priced.</summary>
    NoFairPrice,
    /// <summary>A market could not be entered by itself, for the reason in <see cref="SetVerdict.Refusal"/>.</summary>
    LegRefused,
    /// <summary>Less than one contract is displayed, or less than that share of it that may be taken.</summary>
    Depth,
    /// <summary>Limits leave less than one contract.</summary>
    Limit,
    /// <summary>The worst case earns less than the least profit.</summary>
    NoProfit,
    /// <summary>The worst case is too good to be true.</summary>
    ProfitTooLarge,
    /// <summary>Buy <see cref="SetVerdict.Signal"/>.</summary>
    Buy,
}

/// <summary>The verdict on an event's markets: a set to buy, or why there is none.</summary>
/// <param name="Code">What it is.</param>
/// <param name="Leg">The market that stood in the way; null where none alone did.</param>
/// <param name="Refusal">Why that market could not be entered; only with <see cref="SetCode.LegRefused"/>.</param>
/// <param name="Signal">The set with <see cref="SetCode.Buy"/>, the evidence with <see cref="SetCode.ProfitTooLarge"/>; otherwise null.</param>
public readonly record struct SetVerdict(SetCode Code, Ticker? Leg, RefusalCode? Refusal, SetSignal? Signal)
{
    /// <summary>No set.</summary>
    internal static SetVerdict No(SetCode code, Ticker? leg = null) => new(code, leg, null, null);

    /// <summary>A market could not be entered by itself.</summary>
    internal static SetVerdict LegRefused(Ticker leg, RefusalCode refusal) => new(SetCode.LegRefused, leg, refusal, null);
}

/// <summary>One order of a set: immediate or cancelled, at the ask of what is bought.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="Side">Bid to buy YES, ask to buy NO.</param>
/// <param name="Limit">The limit price, on the YES scale.</param>
/// <param name="OwnPrice">The same price on the scale of what is bought.</param>
/// <param name="Displayed">What stands there, less our own.</param>
/// <param name="Cost">The most it can cost, however the venue cuts it into fills.</param>
public sealed record SetOrder(Ticker Ticker, OrderSide Side, Price Limit, Price OwnPrice, Quantity Displayed, Money Cost);

/// <summary>A set to buy, whole.</summary>
/// <param name="Kind">What is bought in every market.</param>
/// <param name="Count">Contracts of each leg: whole ones, at least one.</param>
/// <param name="Orders">The legs, in the order of the markets given.</param>
/// <param name="Cost">The most that all of them can cost, with fees.</param>
/// <param name="Worst">The outcome that pays least; the first of several.</param>
/// <param name="WorstProfit">What is left then, after <paramref name="Cost"/>.</param>
/// <param name="VoidPriceBy">What the price of a void was taken from.</param>
public sealed record SetSignal(
    SetKind Kind, Quantity Count, ImmutableArray<SetOrder> Orders, Money Cost, SetOutcome Worst, Money WorstProfit, FairSource VoidPriceBy)
{
    /// <summary>The evidence as key=value pairs in a fixed order, for the decision log. Allocates.</summary>
    public string Describe() => string.Create(
        CultureInfo.InvariantCulture,
        $"set={(Kind == SetKind.AllYes ? "all_yes" : "all_no")} count={Count} cost={Cost} worst={Worst} worst_profit={WorstProfit} void_by={(VoidPriceBy == FairSource.Consensus ? "odds" : "score")} legs={string.Join(',', Orders.Select(order => $"{order.Ticker}@{order.OwnPrice}x{order.Displayed}"))}");
}
