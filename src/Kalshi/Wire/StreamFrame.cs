using System.Runtime.InteropServices;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Kalshi.Wire;

/// <summary>What a text frame of the venue's stream is (its "type"; AsyncAPI with the changes of 2026-10-01).</summary>
public enum FrameKind
{
    /// <summary>The type could not be read.</summary>
    Missing,
    /// <summary>A type that the decoder does not know.</summary>
    Unknown,
    /// <summary>orderbook_snapshot.</summary>
    Snapshot,
    /// <summary>orderbook_delta.</summary>
    Delta,
    /// <summary>ok: an update of a subscription was carried out, or the answer to list_subscriptions (then without sid and seq).</summary>
    Ok,
    /// <summary>unsubscribed.</summary>
    Unsubscribed,
    /// <summary>subscribed.</summary>
    Subscribed,
    /// <summary>error.</summary>
    Error,
    /// <summary>ticker.</summary>
    Ticker,
    /// <summary>trade; only its number is of use.</summary>
    Trade,
    /// <summary>fill of ours.</summary>
    Fill,
    /// <summary>user_order.</summary>
    UserOrder,
    /// <summary>market_position.</summary>
    MarketPosition,
    /// <summary>market_lifecycle_v2.</summary>
    MarketLifecycle,
    /// <summary>event_lifecycle.</summary>
    EventLifecycle,
    /// <summary>event_fee_update.</summary>
    EventFeeUpdate,
    /// <summary>order_group_updates.</summary>
    OrderGroupUpdate,
}

/// <summary>The body of an orderbook_delta.</summary>
/// <param name="Ticker">The market.</param>
/// <param name="Ladder">Which bid ladder.</param>
/// <param name="Price">The level, on that ladder's own scale whatever use_yes_price was.</param>
/// <param name="Change">The signed change of its size.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DeltaFrame(Ticker Ticker, Outcome Ladder, Price Price, Quantity Change);

/// <summary>
/// One decoded frame. Exactly one of the following holds: it is quarantined; it is a delta; it carries an input; it carries a
/// notice; or it is an answer or an unknown type, of which the header says all there is.
/// </summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct StreamFrame
{
    /// <summary>Its type, as far as it could be read.</summary>
    public FrameKind Kind { get; init; }

    /// <summary>The subscription; of a subscribed frame the one that was made.</summary>
    public long? Sid { get; init; }

    /// <summary>The number on the subscription. Every number must reach whoever watches for gaps, whatever became of the frame.</summary>
    public long? Seq { get; init; }

    /// <summary>The command that it answers; null where none is named or it is 0.</summary>
    public long? CommandId { get; init; }

    /// <summary>The market, where one is named.</summary>
    public Ticker? Ticker { get; init; }

    /// <summary>Of a <see cref="FrameKind.Delta"/>.</summary>
    public DeltaFrame Delta { get; init; }

    /// <summary>Of what the core takes as an input (a snapshot, a fill, …).</summary>
    public Input? Input { get; init; }

    /// <summary>Of what is told to the owner of the stream instead.</summary>
    public StreamNotice? Notice { get; init; }

    /// <summary>Of an <see cref="FrameKind.Error"/>: its code.</summary>
    public long ErrorCode { get; init; }

    /// <summary>An error's text, the name of an unknown type, or what else is to be told to an operator.</summary>
    public string? Text { get; init; }

    /// <summary>Whose it is: the subaccount named, 0 where none is. Of private frames only.</summary>
    public long Subaccount { get; init; }

    /// <summary>Set when the frame could not be read; <see cref="Sid"/>, <see cref="Seq"/> and <see cref="Ticker"/> then hold what could.</summary>
    public FrameQuarantined? Quarantine { get; init; }

    /// <summary>Whether both sid and seq are there.</summary>
    public bool IsNumbered => Sid is not null && Seq is not null;

    /// <summary>The delta as an input. Allocates that input; throws <see cref="InvariantViolation"/> for any other frame.</summary>
    public BookDelta ToBookDelta()
    {
        InvariantViolation.Unless(Kind == FrameKind.Delta && Quarantine is null && IsNumbered, "stream frame: not a delta");
        return new BookDelta(Sid!.Value, Seq!.Value, Delta.Ticker, Delta.Ladder, Delta.Price, Delta.Change);
    }
}
