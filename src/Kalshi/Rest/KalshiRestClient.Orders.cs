using System.Collections.Immutable;
using System.Globalization;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Kalshi.Limits;

namespace KalshiArb.Kalshi.Rest;

public sealed partial class KalshiRestClient
{
    /// <summary>The most orders of one batch.</summary>
    public const int MaxBatch = 20;

    /// <summary>Sends an order: POST /portfolio/events/orders, 201.</summary>
    /// <param name="ticket">The order. Its client order id must be one that can be sent, its expiration a whole second; a ticket that breaks this is a broken program.</param>
    /// <param name="written">Called when the request's bytes are about to leave; not called when it ends in NotSent.</param>
    /// <param name="cancellation">Gives up waiting; the outcome is then unknown, or not sent.</param>
    public Task<WriteOutcome<CreateAck>> CreateOrderAsync(OrderTicket ticket, Action? written, CancellationToken cancellation = default) =>
        CreateOrderAsync(ticket, null, written, cancellation);

    /// <summary>Sends an order: POST /portfolio/events/orders, 201.</summary>
    /// <param name="ticket">The order.</param>
    /// <param name="guard">Asked first and again when the request's bytes are about to leave: a text keeps them back and becomes the reason of NotSent. Called on another thread; must not block.</param>
    /// <param name="written">Called when the request's bytes are about to leave; not called when it ends in NotSent.</param>
    /// <param name="cancellation">Gives up waiting; the outcome is then unknown, or not sent.</param>
    public async Task<WriteOutcome<CreateAck>> CreateOrderAsync(
        OrderTicket ticket, Func<string?>? guard, Action? written, CancellationToken cancellation = default)
    {
        var body = RequestBodies.Create(ticket, _options.Subaccount);
        var request = new RestRequest("POST", Routes.Orders, Routes.Orders, "", body, Signed: true, guard, written);
        var spending = ticket.Role == OrderRole.Entry ? Spending.Entry : Spending.Exit;
        var (outcome, reply) = await WriteAsync<CreateAck>(request, spending, ticket.Shard, 1, OrderRows.Created, cancellation).ConfigureAwait(false);
        if (outcome is not WriteOutcome<CreateAck>.Accepted { Value: var ack }) return outcome;
        _options.Observer.VenueTime(reply.SentAt, reply.ReceivedAt, ack.At, exact: true);
        if (ack.Order is { } named && named != ticket.Id)
            return new WriteOutcome<CreateAck>.Unknown($"the answer is about order {named}, not {ticket.Id}");
        return outcome;
    }

    /// <summary>
    /// Sends up to <see cref="MaxBatch"/> orders at once: POST /portfolio/events/orders/batched, 201. Each has an answer of its own; the
    /// whole must fit the token bucket.
    /// </summary>
    /// <param name="tickets">The orders; each id once.</param>
    /// <param name="written">Called when the request's bytes are about to leave; not called when it ends in NotSent.</param>
    /// <param name="cancellation">Gives up waiting; the outcome is then unknown, or not sent.</param>
    public async Task<WriteOutcome<BatchCreateAck>> CreateBatchAsync(ImmutableArray<OrderTicket> tickets, Action? written, CancellationToken cancellation = default)
    {
        InvariantViolation.Unless(tickets.Length is >= 1 and <= MaxBatch, $"a batch of {tickets.Length} orders is not within 1 to {MaxBatch}");
        InvariantViolation.Unless(tickets.DistinctBy(ticket => ticket.Id).Count() == tickets.Length, "a batch with one id twice");
        var request = new RestRequest("POST", Routes.Batched, Routes.Batched, "", RequestBodies.CreateBatch(tickets, _options.Subaccount), Signed: true, null, written);
        var spending = tickets.Any(ticket => ticket.Role == OrderRole.Entry) ? Spending.Entry : Spending.Exit;
        var (outcome, _) = await WriteAsync(
            request, spending, new Shard(0), tickets.Length,
            (System.Text.Json.JsonElement root, FieldWatch watch, out string? fault) => OrderRows.CreatedBatch(root, tickets, watch, out fault),
            cancellation).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Changes price and size of an order: POST /portfolio/events/orders/{id}/amend.</summary>
    /// <param name="order">The venue's identity.</param>
    /// <param name="terms">What it shall be.</param>
    /// <param name="role">Whose tokens it spends: an entry's keep off the reserve.</param>
    /// <param name="cancellation">Gives up waiting; the outcome is then unknown, or not sent.</param>
    public async Task<WriteOutcome<AmendAck>> AmendAsync(VenueOrderId order, AmendTerms terms, OrderRole role, CancellationToken cancellation = default)
    {
        var request = new RestRequest("POST", Routes.Amend, Routes.Of(order) + "/amend", Ours, RequestBodies.Amend(terms), Signed: true);
        var spending = role == OrderRole.Entry ? Spending.Entry : Spending.Exit;
        var (outcome, reply) = await WriteAsync<AmendAck>(request, spending, terms.Shard, 1, OrderRows.Amended, cancellation).ConfigureAwait(false);
        if (outcome is not WriteOutcome<AmendAck>.Accepted { Value: var ack }) return outcome;
        _options.Observer.VenueTime(reply.SentAt, reply.ReceivedAt, ack.At, exact: true);
        if (ack.VenueOrder != order) return new WriteOutcome<AmendAck>.Unknown($"the answer is about order {ack.VenueOrder}, not {order}");
        return outcome;
    }

    /// <summary>Cancels an order: DELETE /portfolio/events/orders/{id}. A 404 does not say whether it was cancelled, executed or never there.</summary>
    public async Task<WriteOutcome<CancelAck>> CancelOrderAsync(VenueOrderId order, Ticker ticker, Shard shard, CancellationToken cancellation = default)
    {
        var query = OnShard(shard) + "&market_ticker=" + Uri.EscapeDataString(ticker.Value);
        var request = new RestRequest("DELETE", Routes.Order, Routes.Of(order), query, default, Signed: true);
        var (outcome, reply) = await WriteAsync<CancelAck>(request, Spending.Cancel, shard, 1, OrderRows.Cancelled, cancellation).ConfigureAwait(false);
        if (outcome is not WriteOutcome<CancelAck>.Accepted { Value: var ack }) return outcome;
        _options.Observer.VenueTime(reply.SentAt, reply.ReceivedAt, ack.At, exact: true);
        if (ack.VenueOrder != order) return new WriteOutcome<CancelAck>.Unknown($"the answer is about order {ack.VenueOrder}, not {order}");
        return outcome;
    }

    /// <summary>
    /// Cancels everything of our subaccount on every shard: DELETE /portfolio/events/orders?subaccount, 204. The venue may also
    /// catch orders that are placed within the following minute.
    /// </summary>
    public Task<WriteOutcome<NoContent>> CancelAllAsync(CancellationToken cancellation = default) =>
        WriteAsync(new RestRequest("DELETE", Routes.Orders, Routes.Orders, Ours, default, Signed: true), Spending.Cancel, null, cancellation);

    /// <summary>Cancels up to <see cref="MaxBatch"/> orders: DELETE /portfolio/events/orders/batched. Each has an answer of its own.</summary>
    public async Task<WriteOutcome<BatchCancelAck>> CancelBatchAsync(ImmutableArray<CancelTarget> orders, CancellationToken cancellation = default)
    {
        InvariantViolation.Unless(orders.Length is >= 1 and <= MaxBatch, $"a batch of {orders.Length} orders is not within 1 to {MaxBatch}");
        var request = new RestRequest("DELETE", Routes.Batched, Routes.Batched, "", RequestBodies.CancelBatch(orders, _options.Subaccount), Signed: true);
        var (outcome, _) = await WriteAsync(
            request, Spending.Cancel, new Shard(0), orders.Length,
            (System.Text.Json.JsonElement root, FieldWatch watch, out string? fault) => OrderRows.CancelledBatch(root, orders, watch, out fault),
            cancellation).ConfigureAwait(false);
        return outcome;
    }

    /// <summary>Takes contracts off an order: POST /portfolio/events/orders/{id}/decrease. It keeps its place in the queue.</summary>
    public async Task<WriteOutcome<DecreaseAck>> DecreaseAsync(
        VenueOrderId order, Ticker ticker, Shard shard, Quantity reduceBy, CancellationToken cancellation = default)
    {
        var request = new RestRequest(
            "POST", Routes.Decrease, Routes.Of(order) + "/decrease", Ours, RequestBodies.Decrease(reduceBy, ticker, shard), Signed: true);
        var (outcome, reply) = await WriteAsync<DecreaseAck>(request, Spending.Cancel, shard, 1, OrderRows.Decreased, cancellation).ConfigureAwait(false);
        if (outcome is not WriteOutcome<DecreaseAck>.Accepted { Value: var ack }) return outcome;
        _options.Observer.VenueTime(reply.SentAt, reply.ReceivedAt, ack.At, exact: true);
        if (ack.VenueOrder != order) return new WriteOutcome<DecreaseAck>.Unknown($"the answer is about order {ack.VenueOrder}, not {order}");
        return outcome;
    }

    /// <summary>Makes an order group on a shard: POST /portfolio/order_groups/create, 201.</summary>
    /// <param name="contractsLimit">Whole contracts in a rolling 15 s, 1 to 1,000,000.</param>
    /// <param name="shard">Where it lives: groups do not reach across shards.</param>
    /// <param name="cancellation">Gives up waiting; the outcome is then unknown, or not sent.</param>
    public async Task<WriteOutcome<OrderGroupAck>> CreateOrderGroupAsync(long contractsLimit, Shard shard, CancellationToken cancellation = default)
    {
        var body = RequestBodies.CreateGroup(contractsLimit, _options.Subaccount, shard);
        var request = new RestRequest("POST", Routes.CreateGroup, Routes.CreateGroup, "", body, Signed: true);
        var (outcome, _) = await WriteAsync<OrderGroupAck>(request, Spending.Exit, shard, 1, OrderRows.GroupCreated, cancellation).ConfigureAwait(false);
        if (outcome is not WriteOutcome<OrderGroupAck>.Accepted { Value: var ack }) return outcome;
        if (ack.Subaccount is { } whose && whose != _options.Subaccount)
            return new WriteOutcome<OrderGroupAck>.Unknown($"the group {ack.Group} is subaccount {whose}'s, not {_options.Subaccount}'s");
        if (ack.Shard is { } where && where != shard) return new WriteOutcome<OrderGroupAck>.Unknown($"the group {ack.Group} is on shard {where}, not {shard}");
        return outcome;
    }

    /// <summary>Triggers a group: PUT …/trigger. Its orders are cancelled and later ones refused until it is reset.</summary>
    public Task<WriteOutcome<NoContent>> TriggerOrderGroupAsync(OrderGroupId group, Shard shard, CancellationToken cancellation = default) =>
        WriteAsync(OnGroup("PUT", group, "/trigger", shard, default), Spending.Cancel, shard, cancellation);

    /// <summary>Lets a triggered group take orders again: PUT …/reset.</summary>
    public Task<WriteOutcome<NoContent>> ResetOrderGroupAsync(OrderGroupId group, Shard shard, CancellationToken cancellation = default) =>
        WriteAsync(OnGroup("PUT", group, "/reset", shard, default), Spending.Exit, shard, cancellation);

    /// <summary>Changes a group's limit: PUT …/limit.</summary>
    public Task<WriteOutcome<NoContent>> SetOrderGroupLimitAsync(OrderGroupId group, Shard shard, long contractsLimit, CancellationToken cancellation = default) =>
        WriteAsync(OnGroup("PUT", group, "/limit", shard, RequestBodies.GroupLimit(contractsLimit)), Spending.Exit, shard, cancellation);

    /// <summary>Deletes a group and cancels its orders: DELETE …/{id}.</summary>
    public Task<WriteOutcome<NoContent>> DeleteOrderGroupAsync(OrderGroupId group, Shard shard, CancellationToken cancellation = default) =>
        WriteAsync(OnGroup("DELETE", group, "", shard, default), Spending.Cancel, shard, cancellation);

    /// <summary>
    /// Reads a group with its orders: GET …/{id}, which takes no shard (specification 3.30.0). One that the venue shows on
    /// another shard than it was made on is not the group that was asked for.
    /// </summary>
    public async Task<ReadOutcome<OrderGroupState>> GetOrderGroupAsync(OrderGroupId group, Shard shard, CancellationToken cancellation = default)
    {
        var (outcome, _) = await ReadAsync(
            Get(Routes.OneGroup, Routes.Group(group), Ours), Spending.AccountRead,
            (System.Text.Json.JsonElement root, FieldWatch watch, out string? fault) => OrderRows.Group(root, group, watch, out fault),
            cancellation).ConfigureAwait(false);
        return outcome is ReadOutcome<OrderGroupState>.Ok { Value.Shard: { } where } && where != shard
            ? new ReadOutcome<OrderGroupState>.Failed($"the group {group} is on shard {where}, not {shard}")
            : outcome;
    }

    /// <summary>Lists our groups: GET /portfolio/order_groups. It has no pages; without groups the body may be an empty object.</summary>
    public async Task<ReadOutcome<ImmutableArray<OrderGroupState>>> ListOrderGroupsAsync(CancellationToken cancellation = default) =>
        WholeList(await ReadPageAsync(
            Get(Routes.Groups, Routes.Groups, Ours), Spending.AccountRead,
            new Listing<OrderGroupState>("order_group", "order_groups", "id", ReadGroup, Strict: true, HasCursor: false, MayLackArray: true),
            cancellation).ConfigureAwait(false));

    private static OrderGroupState? ReadGroup(System.Text.Json.JsonElement row, FieldWatch watch, out string? fault) => OrderRows.Group(row, null, watch, out fault);

    private string Ours => string.Create(CultureInfo.InvariantCulture, $"?subaccount={_options.Subaccount}");

    private string OnShard(Shard shard) => string.Create(CultureInfo.InvariantCulture, $"?subaccount={_options.Subaccount}&exchange_index={shard.Index}");

    private RestRequest OnGroup(string method, OrderGroupId group, string action, Shard shard, ReadOnlyMemory<byte> body) =>
        new(method, Routes.OneGroup + action, Routes.Group(group) + action, OnShard(shard), body, Signed: true);
}
