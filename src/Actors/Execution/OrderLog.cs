using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Actors.Execution;

/// <summary>How facts about orders stand in the decision log.</summary>
internal static class OrderLog
{
    /// <summary>The line of a fact; null for facts that say nothing new to a reader.</summary>
    public static DecisionEntry? Line(IJournaled fact, OrderRegistry before, OrderRegistry after)
    {
        RegisteredOrder? Find(ClientOrderId id) => after.Find(id, null) ?? before.Find(id, null);

        switch (fact)
        {
            case OrderIntended intended:
                var ticket = intended.Ticket;
                return new DecisionEntry(
                    DecisionKind.Intent, ticket.Ticker, SnakeCase.Of(ticket.Role),
                    $"order={ticket.Id} strategy={intended.Strategy} side={SnakeCase.Of(ticket.Side)} limit={ticket.Limit} count={ticket.Count} liquidity={(ticket.PostOnly ? "maker" : "taker")} reserved={intended.Reserved}");
            case CancelDecided cancel:
                return new DecisionEntry(DecisionKind.Cancel, Find(cancel.Order)?.Ticket.Ticker, "CANCEL", $"order={cancel.Order} reason={cancel.Reason}");
            case OrderDoubted doubted:
                return new DecisionEntry(DecisionKind.Brake, Find(doubted.Order)?.Ticket.Ticker, "IN_DOUBT", $"order={doubted.Order} reason={doubted.Reason}");
            case OrderEnded ended:
                var order = Find(ended.Order);
                return new DecisionEntry(
                    DecisionKind.Ended, order?.Ticket.Ticker, SnakeCase.Of(ended.End),
                    $"order={ended.Order} role={(order is null ? "UNKNOWN" : SnakeCase.Of(order.Ticket.Role))} filled={ended.Cumulative} of={order?.Ticket.Count} liquidity={(order?.Ticket.PostOnly == true ? "maker" : "taker")} cancel={(order?.CancelDecidedAt is null ? "no" : "yes")} reason={ended.Reason ?? "none"}");
            case FillBooked fill:
                var filled = fill.Order is { } id ? Find(id) : null;
                return new DecisionEntry(
                    DecisionKind.Booked, fill.Ticker, "FILL",
                    $"fill={fill.Fill} order={fill.Order?.Value ?? "foreign"} role={(filled is null ? "FOREIGN" : SnakeCase.Of(filled.Ticket.Role))} side={SnakeCase.Of(fill.Side)} price={fill.Price} count={fill.Count} fee={fill.Fee} liquidity={SnakeCase.Of(fill.Liquidity)}");
            default:
                return null;
        }
    }

    /// <summary>The order that a fact is about; null for other facts.</summary>
    public static ClientOrderId? OrderOf(IJournaled fact) => fact switch
    {
        OrderIntended intended => intended.Ticket.Id,
        OrderWritten written => written.Order,
        OrderAcknowledged acknowledged => acknowledged.Order,
        FillCountSeen seen => seen.Order,
        OrderDoubted doubted => doubted.Order,
        CancelDecided cancel => cancel.Order,
        OrderEnded ended => ended.Order,
        FillBooked fill => fill.Order,
        _ => null,
    };
}
