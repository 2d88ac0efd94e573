using KalshiArb.Actors.Journal;
using KalshiArb.Domain.Ports;
using KalshiArb.Domain.Positions;
using KalshiArb.Kalshi.Rest;

namespace KalshiArb.Host.Doctor.Checks;

/// <summary>
/// The venue's positions and orders against the journal of the state directory, which is only read. What an order of ours may
/// have done while nothing ran is no failure: the start books it. An order with our tag that the journal does not know is one:
/// another instance trades the account, or this is another's state.
/// </summary>
public sealed class JournalAgreementCheck : IDoctorCheck
{
    private const string Title = "positions and orders";

    /// <inheritdoc/>
    public string Name => Title;

    /// <inheritdoc/>
    public CheckNeeds Needs => CheckNeeds.Key;

    /// <inheritdoc/>
    public async Task<ImmutableArray<CheckRow>> RunAsync(DoctorContext context, CancellationToken cancellation)
    {
        var positions = await context.Venue!.PositionsAsync(cancellation).ConfigureAwait(false);
        if (positions is ReadOutcome<ImmutableArray<VenuePosition>>.Failed { Reason: var noPositions }) return [CheckRow.Fail(Title, $"the positions: {noPositions}", "try again")];
        var orders = await context.Venue!.RestingOrdersAsync(cancellation).ConfigureAwait(false);
        if (orders is ReadOutcome<ImmutableArray<ListedOrder>>.Failed { Reason: var noOrders }) return [CheckRow.Fail(Title, $"the orders: {noOrders}", "try again")];
        var (ledger, registry) = (PositionLedger.Empty, OrderRegistry.Empty);
        var file = context.StatePath is { } state ? Path.Combine(state, JournalFile.FileName) : null;
        try
        {
            if (file is not null && File.Exists(file)) JournalFile.Read(file, dated => (ledger, registry) = (ledger.Apply(dated.Fact), registry.Apply(dated.Fact)));
        }
        catch (JournalException e)
        {
            return [CheckRow.Fail(Title, e.Message, "restore the file, or begin with another --state")];
        }
        return Look(
            ((ReadOutcome<ImmutableArray<VenuePosition>>.Ok)positions).Value,
            [.. ((ReadOutcome<ImmutableArray<ListedOrder>>.Ok)orders).Value.Select(o => o.Order)],
            ledger, registry, context.Settings.Exchange.AccountTag, file is null ? "no journal" : "the journal");
    }

    /// <summary>The rows for what the venue lists and what a journal holds.</summary>
    public static ImmutableArray<CheckRow> Look(
        ImmutableArray<VenuePosition> positions, ImmutableArray<VenueOrder> resting, PositionLedger ledger, OrderRegistry registry, string accountTag, string journal)
    {
        var rows = ImmutableArray.CreateBuilder<CheckRow>();
        var listed = positions.ToDictionary(p => p.Ticker, p => p.Position);
        foreach (var ticker in listed.Keys.Concat(ledger.Positions.Keys).Distinct().Order())
        {
            var (there, here) = (listed.GetValueOrDefault(ticker), ledger.Of(ticker).Quantity);
            if (there == here) continue;
            var text = $"{ticker}: {there} at the venue, {here} in {journal}";
            if (registry.Orders.Values.Any(o => o.Ticket.Ticker == ticker)) rows.Add(CheckRow.Warn(Title, text, "an order of ours was open: the start books what it did"));
            else if (here.IsZero && !ledger.Positions.ContainsKey(ticker)) rows.Add(CheckRow.Warn(Title, text, "a position from elsewhere: it counts against the limits; with the wrong --state it is your own"));
            else rows.Add(CheckRow.Fail(Title, text, "start with the state directory of the last run; what still differs is adopted by an operator"));
        }
        foreach (var order in resting)
        {
            if (registry.Orders.ContainsKey(order.Order)) continue;
            var text = $"resting order {order.VenueOrderId} on {order.Ticker} is not in {journal}";
            if (ClientOrderIds.TryParse(order.Order, out var origin) && origin.Account == accountTag) rows.Add(CheckRow.Fail(Title, $"{text} and has our tag", "stop the other instance, give its --state, or cancel it: kalshiarb kill"));
            else rows.Add(CheckRow.Warn(Title, text, "somebody else's: it counts against cash"));
        }
        return rows.Count > 0
            ? rows.ToImmutable()
            : [CheckRow.Ok(Title, $"{positions.Length} positions and {resting.Length} resting orders as in {journal}")];
    }
}
