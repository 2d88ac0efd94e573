using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Actors.Execution;

/// <summary>
/// How each kind of order is sent. Takers are immediate-or-cancel at the decided price; makers rest post-only and expire at
/// the venue by themselves. Nothing is ever fill-or-kill, and nothing is ever amended.
/// </summary>
internal static class TicketFactory
{
    /// <summary>An entry as risk granted it.</summary>
    public static OrderTicket Entry(ExecutionProtocol.PlaceEntry place, ClientOrderId id, OrderGroupId? group, ExecutionSettings settings, Instant now)
    {
        var request = place.Request;
        var rests = request.Liquidity == Liquidity.Maker;
        return new OrderTicket(
            id,
            request.Market.Ticker,
            request.Side,
            request.Limit,
            place.Count,
            rests ? TimeInForce.GoodTillCanceled : TimeInForce.ImmediateOrCancel,
            OrderRole.Entry,
            PostOnly: rests,
            ReduceOnly: false,
            rests ? WholeSecond(now + settings.EntryExpiry) : null,
            SelfTradePrevention.TakerAtCross,
            CancelOnPause: true,
            group,
            request.Market.Shard);
    }

    /// <summary>An exit as risk granted it. A resting exit cannot be reduce-only at the venue: its count is capped by risk instead.</summary>
    public static OrderTicket Exit(ExecutionProtocol.PlaceExit place, ClientOrderId id, OrderGroupId? group, ExecutionSettings settings, Instant now)
    {
        var request = place.Request;
        var rests = request.Liquidity == Liquidity.Maker;
        return new OrderTicket(
            id,
            request.Ticker,
            request.Side,
            request.Limit,
            place.Count,
            rests ? TimeInForce.GoodTillCanceled : TimeInForce.ImmediateOrCancel,
            OrderRole.Exit,
            PostOnly: rests,
            ReduceOnly: !rests,
            rests ? WholeSecond(now + settings.ExitExpiry) : null,
            SelfTradePrevention.Maker,
            CancelOnPause: false,
            group,
            place.Market.Shard);
    }

    /// <summary>The venue takes whole seconds; the next one, so that an order never expires before it was meant to.</summary>
    private static Instant WholeSecond(Instant at) => Instant.FromUnixSeconds((at.UnixMicros + 999_999) / 1_000_000);
}
