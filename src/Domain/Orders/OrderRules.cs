using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Orders;

/// <summary>
/// What messages about orders mean. The rules that make messages commute: an end is final; the fill count only grows; our
/// cancel request outlives doubt; and only a listing that is more current than a doubt can end it for an order that the venue
/// is known to have accepted.
/// </summary>
internal static class OrderRules
{
    /// <summary>The venue's code for a client order id that it has seen before.</summary>
    public const string DuplicateCode = "order_already_exists";

    /// <summary>Allowance for reads that lag writes (measured 0.4 to 1 s) and for our clock against the venue's.</summary>
    public static readonly TimeSpan ReadLag = TimeSpan.FromSeconds(2);

    /// <summary>Beyond the fence's delay: the age at which a create may still be written to the socket.</summary>
    public static readonly TimeSpan FenceMargin = TimeSpan.FromSeconds(1);

    public static Registration Register(OrderRegistry state, OrderTicket ticket, StrategyId strategy, Money reserved, Instant now, OrderPolicy policy)
    {
        CheckTicket(ticket);
        var turn = new OrderTurn(state, now);
        if (Refusal(state, ticket) is { } refusal) return new Registration(refusal, turn.Decision());
        turn.Emit(new OrderIntended(ticket, strategy, reserved, now));
        turn.Want(new CreateOrder(ticket, now, ticket.Role == OrderRole.Entry ? policy.Settings.MaxEntryAge : policy.Settings.MaxExitAge));
        return new Registration(null, turn.Decision());
    }

    public static OrderDecision Cancel(OrderRegistry state, ClientOrderId id, string reason, Instant now)
    {
        var turn = new OrderTurn(state, now);
        if (state.Orders.TryGetValue(id, out var order) && !order.IsTerminal && order.CancelDecidedAt is null) AskCancel(turn, order, reason);
        return turn.Decision();
    }

    public static OrderDecision Decide(OrderRegistry state, Input input, Instant now, OrderPolicy policy)
    {
        var turn = new OrderTurn(state, now);
        switch (input)
        {
            case OrderSent sent:
                if (turn.Find(sent.Order) is { Phase: OrderPhase.Intended }) turn.Emit(new OrderWritten(sent.Order, now));
                break;
            case OrderAccepted accepted:
                Accepted(turn, accepted);
                break;
            case OrderRejected rejected:
                Rejected(turn, rejected);
                break;
            case OrderOutcomeUnknown unknown:
                if (turn.Find(unknown.Order) is { Phase: OrderPhase.Intended or OrderPhase.Sent } order) Doubt(turn, order, unknown.Reason);
                break;
            case OrderExpiredBeforeSend expired:
                NotSent(turn, expired.Order, "too old at the socket");
                break;
            case OrderWithheld withheld:
                NotSent(turn, withheld.Order, "gate closed");
                break;
            case CancelAccepted cancelled:
                Cancelled(turn, cancelled);
                break;
            case CancelNotFound notFound:
                if (turn.Find(notFound.Order) is { IsTerminal: false } missing) Doubt(turn, missing, "cancel answered not found");
                break;
            case CancelOutcomeUnknown unanswered:
                if (turn.Find(unanswered.Order) is { IsTerminal: false } unsure) Doubt(turn, unsure, $"cancel: {unanswered.Reason}");
                break;
            case FillReported fill:
                FillRules.Reported(turn, fill, policy.Account);
                break;
            case OrderReported reported:
                Shown(turn, reported.State, null, policy.Account);
                break;
            case AccountListed listing:
                Listed(turn, listing, policy);
                break;
            case OrderGroupCreated created:
                turn.Emit(new OrderGroupOpened(created.Role, created.Shard, created.Group, now));
                break;
            case OrderGroupTriggered triggered:
                Triggered(turn, triggered.Group);
                break;
        }

        return turn.Decision();
    }

    public static OrderDecision OnTime(OrderRegistry state, Instant now, OrderPolicy policy)
    {
        var turn = new OrderTurn(state, now);
        foreach (var (_, order) in state.Orders)
        {
            if (order.Deadline(policy.Settings) is not { } deadline || deadline.At > now) continue;
            switch (deadline.Kind)
            {
                case OrderDeadlineKind.MakerTimeout:
                    AskCancel(turn, order, "maker time-out");
                    break;
                case OrderDeadlineKind.PastExpiration:
                    AskCancel(turn, order, "past its expiration");
                    break;
                case OrderDeadlineKind.NoAnswer:
                    Doubt(turn, order, "no answer to the create");
                    break;
                case OrderDeadlineKind.EndNotSeen:
                    Doubt(turn, order, "the end of an immediate order was not seen");
                    break;
                case OrderDeadlineKind.NoCancelAnswer:
                    Doubt(turn, order, "no answer to the cancel");
                    break;
                case OrderDeadlineKind.Overdue:
                    Overdue(turn, order);
                    break;
                default:
                    throw new InvariantViolation($"order deadline {deadline.Kind} has no rule");
            }
        }

        return turn.Decision();
    }

    public static OrderDecision OnRestart(OrderRegistry state, Instant now)
    {
        var turn = new OrderTurn(state, now);
        foreach (var (_, order) in state.Orders)
            if (!order.IsTerminal) Doubt(turn, order, "restart");
        foreach (var group in state.EarlierGroups)
            if (group.Key.Role == OrderRole.Entry) turn.Want(new TriggerOrderGroup(group.Group, group.Key.Shard));
        return turn.Decision();
    }

    /// <summary>Takes what the venue shows of an order, in a private frame (no <paramref name="asOf"/>) or in a listing.</summary>
    public static void Shown(OrderTurn turn, VenueOrder shown, Instant? asOf, string account)
    {
        if (turn.State.Find(shown.Order, shown.VenueOrderId) is not { } order)
        {
            StrangerRules.Shown(turn, shown, asOf, account);
            return;
        }

        if (Mismatch(order, shown) is { } mismatch)
        {
            turn.Note(Gravity.Kill, shown.Ticker, "ORDER_MISMATCH", $"order {order.Id}: {mismatch}; the exchange holds another order under our id");
            return;
        }

        Attach(turn, order, shown.VenueOrderId);
        SeeFills(turn, order.Id, shown.Filled);
        switch (shown.Status)
        {
            case VenueOrderStatus.Executed:
                End(turn, order.Id, OrderEnd.Executed, shown.Reason);
                break;
            case VenueOrderStatus.Canceled:
                End(turn, order.Id, shown.Reason == "ExpiryCancel" ? OrderEnd.Expired : OrderEnd.Canceled, shown.Reason);
                break;
            case VenueOrderStatus.Resting:
                Rests(turn, order.Id, asOf);
                break;
            default:
                throw new InvariantViolation($"order status {shown.Status} has no rule");
        }

        Settle(turn, order.Id);
    }

    /// <summary>Learns the venue's id of an order. That proves that the order was accepted, and ends a doubt about just that.</summary>
    public static void Attach(OrderTurn turn, RegisteredOrder order, VenueOrderId venueOrder)
    {
        if (order.VenueOrder is null) turn.Emit(new OrderAcknowledged(order.Id, venueOrder, turn.Now));
    }

    /// <summary>
    /// Ends what a message left: an order whose fills reach its count is executed; one that was to be cancelled before the
    /// venue's id was known is cancelled now.
    /// </summary>
    public static void Settle(OrderTurn turn, ClientOrderId id)
    {
        if (turn.Find(id) is not { IsTerminal: false } order) return;
        if (order.Cumulative >= order.Ticket.Count) End(turn, id, OrderEnd.Executed, null);
        else if (order.Phase == OrderPhase.CancelPending && turn.JustAcknowledged(id)) AskCancel(turn, order, "it works, and was to be cancelled");
    }

    private static void CheckTicket(OrderTicket ticket)
    {
        InvariantViolation.Unless(ClientOrderIds.IsSendable(ticket.Id), $"'{ticket.Id}' cannot be sent as a client order id");
        InvariantViolation.Unless(ticket.Count > Quantity.Zero, $"order {ticket.Id} has a count of {ticket.Count}");
        InvariantViolation.Unless(ticket.Limit > Price.Zero && ticket.Limit < Price.One, $"order {ticket.Id} has a limit of {ticket.Limit}");
        InvariantViolation.Unless(ticket.TimeInForce != TimeInForce.FillOrKill, $"order {ticket.Id} is fill-or-kill, which is never sent");
        var rests = ticket.TimeInForce == TimeInForce.GoodTillCanceled;
        InvariantViolation.Unless(rests == ticket.Expiration.HasValue, $"order {ticket.Id}: a resting order expires, an immediate one does not");
        InvariantViolation.Unless(rests || !ticket.PostOnly, $"order {ticket.Id} is both immediate and post-only");
        InvariantViolation.Unless(!rests || !ticket.ReduceOnly, $"order {ticket.Id} rests and is reduce-only, which the venue refuses");
    }

    private static RegistrationRefusal? Refusal(OrderRegistry state, OrderTicket ticket)
    {
        if (state.Orders.ContainsKey(ticket.Id) || state.Gone.ContainsKey(ticket.Id)) return RegistrationRefusal.DuplicateId;
        if (ClientOrderIds.TryParse(ticket.Id, out var origin) && state.WasJournaled(ticket.Id, origin)) return RegistrationRefusal.DuplicateId;
        if ((ticket.Role == OrderRole.Entry ? state.EntryOf(ticket.Ticker) : state.ExitOf(ticket.Ticker)) is not null) return RegistrationRefusal.RoleTaken;
        if (ticket.Role == OrderRole.Entry && state.IsInDoubt(ticket.Ticker)) return RegistrationRefusal.TickerInDoubt;
        return state.Orders.Count >= OrderRegistry.Capacity ? RegistrationRefusal.RegistryFull : null;
    }

    private static void Accepted(OrderTurn turn, OrderAccepted accepted)
    {
        if (turn.Find(accepted.Order) is not { } order)
        {
            StrangerRules.Answered(turn, accepted.Order, "OrderAccepted");
            return;
        }

        if (order.VenueOrder is { } known && known != accepted.VenueOrder)
        {
            turn.Note(Gravity.Kill, order.Ticket.Ticker, "ORDER_MISMATCH", $"order {order.Id} is {known} at the exchange and was acknowledged as {accepted.VenueOrder}");
            return;
        }

        Attach(turn, order, accepted.VenueOrder);
        SeeFills(turn, order.Id, accepted.Filled);
        if (accepted.Remaining.IsZero) End(turn, order.Id, OrderEnd.Canceled, null);
        Settle(turn, order.Id);
    }

    private static void Rejected(OrderTurn turn, OrderRejected rejected)
    {
        if (turn.Find(rejected.Order) is not { IsTerminal: false } order)
        {
            StrangerRules.Answered(turn, rejected.Order, "OrderRejected");
            return;
        }

        if (rejected.Code == DuplicateCode)
        {
            // The id is known to the venue: by this very order (a repeated send), or by another. Only a read can tell.
            if (order.VenueOrder is null) Doubt(turn, order, DuplicateCode);
            return;
        }

        if (order.VenueOrder is not null || order.Cumulative > Quantity.Zero)
        {
            turn.Note(Gravity.Alert, order.Ticket.Ticker, "REJECTED_YET_PRESENT", $"order {order.Id} was refused ({rejected.Code}) and yet the exchange showed it");
            return;
        }

        End(turn, order.Id, OrderEnd.Rejected, rejected.Details is null ? rejected.Code : $"{rejected.Code}: {rejected.Details}");
    }

    private static void NotSent(OrderTurn turn, ClientOrderId id, string reason)
    {
        if (turn.Find(id) is not { IsTerminal: false } order)
        {
            StrangerRules.Answered(turn, id, "NotSent");
            return;
        }

        if (order.VenueOrder is not null || order.Cumulative > Quantity.Zero)
            turn.Note(Gravity.Alert, order.Ticket.Ticker, "NOT_SENT_YET_PRESENT", $"order {order.Id} was not sent ({reason}) and yet the exchange showed it");
        else
            End(turn, id, OrderEnd.NotSent, reason);
    }

    private static void Cancelled(OrderTurn turn, CancelAccepted cancelled)
    {
        if (turn.Find(cancelled.Order) is not { IsTerminal: false } order)
        {
            StrangerRules.Answered(turn, cancelled.Order, "CancelAccepted");
            return;
        }

        // What was not open any more had filled: initial = filled + cancelled. A reduce-only order may have been cut before.
        var filled = order.Ticket.Count - cancelled.ReducedBy;
        if (filled < order.Cumulative)
            turn.Note(Gravity.Alert, order.Ticket.Ticker, "CANCEL_COUNT", $"order {order.Id}: {cancelled.ReducedBy} of {order.Ticket.Count} cancelled, but {order.Cumulative} were filled");
        if (!order.Ticket.ReduceOnly) SeeFills(turn, order.Id, filled);
        End(turn, order.Id, OrderEnd.Canceled, "cancel accepted");
    }

    private static void Listed(OrderTurn turn, AccountListed listing, OrderPolicy policy)
    {
        // Rows carry both ids and come first, so that fills, which carry the venue's alone, find their orders.
        foreach (var row in listing.Orders) Shown(turn, row, listing.AsOf, policy.Account);
        foreach (var fill in listing.Fills) FillRules.Reported(turn, fill, policy.Account);
        AbsenceRules.Judge(turn, listing, policy.Settings);
    }

    /// <summary>We trigger groups of earlier runs, and this run's in a kill alone, which the core has been told of before; then the notice changes nothing.</summary>
    private static void Triggered(OrderTurn turn, OrderGroupId group)
    {
        foreach (var (key, ours) in turn.State.Groups)
        {
            if (ours == group)
                turn.Note(Gravity.Kill, null, "GROUP_TRIGGERED", $"the {key.Role} group {group} of shard {key.Shard} was triggered, and not by us: by its limit, by a kill from outside or by somebody else");
        }
    }

    /// <summary>A resting row ends a doubt only when it is more current than the doubt: reads lag writes.</summary>
    private static void Rests(OrderTurn turn, ClientOrderId id, Instant? asOf)
    {
        if (turn.Find(id) is not { Phase: OrderPhase.Unknown, VenueOrder: { } venueOrder } order) return;
        if (asOf is not { } current || current <= (order.DoubtedAt ?? order.IntendedAt) + ReadLag) return;
        turn.Emit(new OrderAcknowledged(id, venueOrder, turn.Now));
    }

    private static string? Mismatch(RegisteredOrder order, VenueOrder shown)
    {
        var ticket = order.Ticket;
        if (shown.Order != ticket.Id) return $"client id ours {ticket.Id}, exchange {shown.Order}";
        if (order.VenueOrder is { } known && known != shown.VenueOrderId) return $"order id ours {known}, exchange {shown.VenueOrderId}";
        if (shown.Ticker != ticket.Ticker) return $"ticker ours {ticket.Ticker}, exchange {shown.Ticker}";
        if (shown.Side != ticket.Side) return $"side ours {ticket.Side}, exchange {shown.Side}";
        if (shown.Limit != ticket.Limit) return $"limit ours {ticket.Limit}, exchange {shown.Limit}";
        var fits = ticket.ReduceOnly ? shown.Initial <= ticket.Count : shown.Initial == ticket.Count;
        return fits ? null : $"count ours {ticket.Count}, exchange {shown.Initial}";
    }

    private static void SeeFills(OrderTurn turn, ClientOrderId id, Quantity filled)
    {
        if (turn.Find(id) is { } order && filled > order.Cumulative) turn.Emit(new FillCountSeen(id, filled, turn.Now));
    }

    /// <summary>Ends an order once; every fill count of the message must have been taken before.</summary>
    public static void End(OrderTurn turn, ClientOrderId id, OrderEnd end, string? reason)
    {
        if (turn.Find(id) is not { IsTerminal: false } order) return;
        var how = order.Cumulative >= order.Ticket.Count ? OrderEnd.Executed : end;
        turn.Emit(new OrderEnded(id, how, order.Cumulative, reason, turn.Now));
    }

    /// <summary>Puts an order in doubt, and asks for the read that can end it.</summary>
    public static void Doubt(OrderTurn turn, RegisteredOrder order, string reason)
    {
        turn.ListingWanted = true;
        if (order.Phase != OrderPhase.Unknown) turn.Emit(new OrderDoubted(order.Id, reason, turn.Now));
    }

    private static void AskCancel(OrderTurn turn, RegisteredOrder order, string reason)
    {
        turn.Emit(new CancelDecided(order.Id, reason, turn.Now));
        if (order.VenueOrder is { } venueOrder) turn.Want(new CancelOrder(order.Id, venueOrder, order.Ticket.Ticker, order.Ticket.Shard));
    }

    private static void Overdue(OrderTurn turn, RegisteredOrder order)
    {
        var what = order.IsTerminal
            ? $"ended {order.End}, filled {order.Cumulative}, booked {order.Booked}"
            : $"in doubt since {order.DoubtedAt}: {order.DoubtReason}";
        turn.Emit(new OrderOverdue(order.Id, what, turn.Now));
        turn.Note(Gravity.Alert, order.Ticket.Ticker, order.IsTerminal ? "FILLS_OWED" : "ORDER_IN_DOUBT", $"order {order.Id}: {what}");
        turn.ListingWanted = true;
    }
}
