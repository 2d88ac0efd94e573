using System.Diagnostics;
using System.Globalization;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Canary;

/// <summary>
/// One canary on one shard: its own group, the order, its sight in ack, frame and listing, cancel, trigger, and proof that
/// nothing rests. Whatever happens in between, an order that may have been sent is cancelled by id and by group, beyond the
/// caller's cancellation, and what cannot be proved gone fails the check and says so.
/// </summary>
internal sealed class CanaryFlight(KalshiRestClient client, CanaryStream? stream, CanaryOrder order, Shard shard, Instant expiration, int cleanTries = 15)
{
    private static readonly TimeSpan _seenWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _betweenTries = TimeSpan.FromSeconds(1);

    private readonly ClientOrderId _id = new($"canary-{Guid.NewGuid():N}"[..36]);
    private readonly ImmutableArray<CheckRow>.Builder _rows = ImmutableArray.CreateBuilder<CheckRow>();
    private OrderGroupId? _group;
    private VenueOrderId? _venueOrder;
    private bool _maySent;
    private bool _triggered;

    /// <summary>Flies it.</summary>
    public async Task<ImmutableArray<CheckRow>> RunAsync(CancellationToken cancellation)
    {
        try
        {
            if (await GroupAsync(cancellation).ConfigureAwait(false) && await CreateAsync(cancellation).ConfigureAwait(false))
            {
                await SeeAsync(cancellation).ConfigureAwait(false);
                await CancelAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Said as a row, so that what the cleaning finds is said with it.
            Fail("interrupted", "given up on request", "");
        }
        finally
        {
            await CleanAsync().ConfigureAwait(false);
        }
        return _rows.ToImmutable();
    }

    private async Task<bool> GroupAsync(CancellationToken cancellation)
    {
        var answer = await client.CreateOrderGroupAsync(1, shard, cancellation).ConfigureAwait(false);
        if (answer is WriteOutcome<OrderGroupAck>.Accepted { Value.Group: var group })
        {
            _group = group;
            Ok("group", $"{group} with a limit of 1 contract");
            return true;
        }
        Fail("group", Why(answer), "the key's scopes, the exchange's status and the account's cash on this shard decide it");
        return false;
    }

    private async Task<bool> CreateAsync(CancellationToken cancellation)
    {
        var ticket = new OrderTicket(
            _id, order.Market.Ticker, order.Side, order.Limit, Quantity.FromContracts(1), TimeInForce.GoodTillCanceled, OrderRole.Entry, PostOnly: true, ReduceOnly: false,
            Instant.FromUnixSeconds((expiration.UnixMillis / 1000) + 1), SelfTradePrevention.TakerAtCross, CancelOnPause: true, _group, shard);
        // Before anything is sent: from here on the cleaning is owed.
        _maySent = true;
        var watch = Stopwatch.StartNew();
        var answer = await client.CreateOrderAsync(ticket, written: null, cancellation).ConfigureAwait(false);
        var took = watch.Elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        if (answer is WriteOutcome<CreateAck>.Accepted { Value: var ack })
        {
            _venueOrder = ack.VenueOrder;
            var text = $"{order.Market.Ticker} {(order.Side == OrderSide.Bid ? "bid" : "ask")} 1 at {order.Limit}: acknowledged in {took} ms, {ack.Remaining} open";
            if (ack.Filled.IsZero && ack.Remaining == Quantity.FromContracts(1)) Ok("ack", text);
            else Fail("ack", $"{text}, {ack.Filled} filled", "look at the market: an order at the far end of the book was met or cancelled at once");
            return true;
        }
        if (answer is WriteOutcome<CreateAck>.Rejected or WriteOutcome<CreateAck>.NotSent) _maySent = false;
        Fail("ack", Why(answer), "insufficient_balance: move cash to the shard; a scope: see permissions; in doubt: see the last row of this shard");
        return false;
    }

    private async Task SeeAsync(CancellationToken cancellation)
    {
        if (stream is null) _rows.Add(CheckRow.Skip(Title("frame"), "the private channels are not there"));
        else Note("frame", await Wait.UntilAsync(() => Task.FromResult(stream.Saw(_id, VenueOrderStatus.Resting)), _seenWithin, cancellation).ConfigureAwait(false), "user_order frame seen: resting", "no user_order frame in 10 s", "the stream is not the account's, or late: do not trade on it");
        var listed = await Wait.UntilAsync(async () => (await ListedAsync(cancellation).ConfigureAwait(false)) is { Length: > 0 }, _seenWithin, cancellation).ConfigureAwait(false);
        Note("listing", listed, "resting in the list of orders", "not listed in 10 s", "listings lag: reconciliation cannot work");
    }

    private async Task CancelAsync(CancellationToken cancellation)
    {
        var answer = await client.CancelOrderAsync(_venueOrder!.Value, order.Market.Ticker, shard, cancellation).ConfigureAwait(false);
        if (answer is WriteOutcome<CancelAck>.Accepted { Value.ReducedBy: var reduced }) Note("cancel", reduced == Quantity.FromContracts(1), $"cancelled, {reduced} contract", $"cancelled {reduced} contract of 1", "look at the account's fills");
        else Fail("cancel", Why(answer), "see the last row of this shard");
    }

    // Nothing here obeys the caller's cancellation: Ctrl-C must not leave an order behind.
    private async Task CleanAsync()
    {
        if (_group is not { } group) return;
        var gone = !_maySent;
        var filled = Quantity.Zero;
        for (var i = 0; i < cleanTries && !(gone && _triggered); i++)
        {
            if (i > 0) await Task.Delay(_betweenTries).ConfigureAwait(false);
            if (!_triggered) await TriggerAsync(group, last: i == cleanTries - 1).ConfigureAwait(false);
            if (gone) continue;
            if (await ListedAsync(CancellationToken.None).ConfigureAwait(false) is not { } resting) continue;
            foreach (var left in resting) await client.CancelOrderAsync(left, order.Market.Ticker, shard, CancellationToken.None).ConfigureAwait(false);
            (gone, filled) = await IsGoneAsync(resting.IsEmpty).ConfigureAwait(false);
        }
        if (!gone) Fail("nothing rests", $"NOT PROVED: order {_venueOrder?.Value ?? "of unknown id"} ({_id}) on {order.Market.Ticker} MAY STILL REST; it expires by itself at {expiration}", "cancel it by hand now: kalshiarb kill, or the exchange's own page");
        else if (!filled.IsZero) Fail("nothing rests", $"it was filled: {filled} contract of {order.Market.Ticker} at {order.Limit}", "close the position by hand");
        else if (_maySent) Ok("nothing rests", "cancelled, group triggered, absent from the list of resting orders");
        // While an order is in doubt its group stays, triggered: it refuses a late arrival.
        if (_triggered && gone && (_venueOrder is not null || !_maySent)) await client.DeleteOrderGroupAsync(group, shard, CancellationToken.None).ConfigureAwait(false);
    }

    private async Task TriggerAsync(OrderGroupId group, bool last)
    {
        var answer = await client.TriggerOrderGroupAsync(group, shard, CancellationToken.None).ConfigureAwait(false);
        _triggered = answer is WriteOutcome<NoContent>.Accepted;
        if (_triggered) Ok("trigger", $"group {group} triggered: it takes no late order");
        else if (last) Fail("trigger", Why(answer), "trigger it by hand; a kill rests on it");
    }

    // Known by its id: its own state is the proof. In doubt: the triggered group, which refuses a late arrival, and an empty list.
    private async Task<(bool Gone, Quantity Filled)> IsGoneAsync(bool noneListed)
    {
        if (!noneListed) return (false, Quantity.Zero);
        if (_venueOrder is not { } known) return (_triggered, Quantity.Zero);
        return await client.GetOrderAsync(known, CancellationToken.None).ConfigureAwait(false) is ReadOutcome<ListedOrder>.Ok { Value.Order: var state }
            ? (state.Status != VenueOrderStatus.Resting, state.Filled)
            : (false, Quantity.Zero);
    }

    // The canary's own resting orders; null when the list could not be read.
    private async Task<ImmutableArray<VenueOrderId>?> ListedAsync(CancellationToken cancellation) =>
        await client.ListAllOrdersAsync(new OrderFilter(order.Market.Ticker, VenueOrderStatus.Resting), cancellation).ConfigureAwait(false)
            is ReadOutcome<ImmutableArray<ListedOrder>>.Ok { Value: var orders }
            ? [.. orders.Where(o => o.Order.Order == _id || o.Order.VenueOrderId == _venueOrder).Select(o => o.Order.VenueOrderId)]
            : null;

    private string Title(string step) => $"{CanaryCheck.Title}: shard {shard}, {step}";

    private void Ok(string step, string measured) => _rows.Add(CheckRow.Ok(Title(step), measured));

    private void Fail(string step, string measured, string advice) => _rows.Add(CheckRow.Fail(Title(step), measured, advice));

    private void Note(string step, bool holds, string measured, string otherwise, string advice)
    {
        if (holds) Ok(step, measured);
        else Fail(step, otherwise, advice);
    }

    private static string Why<T>(WriteOutcome<T> outcome) => outcome switch
    {
        WriteOutcome<T>.Rejected { Error: var error } => $"refused: {error}",
        WriteOutcome<T>.Unknown { Reason: var reason } => $"IN DOUBT: {reason}",
        WriteOutcome<T>.NotSent { Reason: var reason } => $"not sent: {reason}",
        _ => "accepted, with another answer than was asked for",
    };
}
