using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kill;

namespace KalshiArb.Simulation.Paper;

/// <summary>What a flatten on a paper venue is joined to.</summary>
/// <param name="ShardOf">Where a market lives; null for one that is not known.</param>
/// <param name="NewId">Names an order; each once.</param>
public sealed record PaperFlattenTerms(Func<Ticker, Shard?> ShardOf, Func<ClientOrderId> NewId);

/// <summary>A flatten on the paper venue, through the same door as its kill: positions and prices are the venue's own, as of the call.</summary>
public sealed partial class PaperKillVenue
{
    /// <summary>The venue as a flatten sees it.</summary>
    public IFlattenVenue ToFlatten(PaperFlattenTerms terms) => new Flattening(this, terms);

    private sealed class Flattening(PaperKillVenue venue, PaperFlattenTerms terms) : IFlattenVenue
    {
        public ImmutableArray<HeldPosition>? ListPositions() => venue.Call(into => (ImmutableArray<HeldPosition>?)
        [
            .. venue.Listing(into).Positions.Where(row => !row.Position.IsZero).Select(row => new HeldPosition(row.Ticker, row.Position, terms.ShardOf(row.Ticker) ?? new Shard(0))),
        ]);

        public ExitLook BestExit(HeldPosition position) => venue.Call(into =>
        {
            venue.TakeSnapshot(position.Ticker, into);
            Price? best = null;
            foreach (var snapshot in into.OfType<BookSnapshot>().Where(one => one.Ticker == position.Ticker))
                foreach (var level in position.Position.Sign > 0 ? snapshot.Yes : snapshot.No)
                    if (best is not { } known || level.Price > known) best = level.Price;
            return new ExitLook(best);
        });

        public Quantity? Leave(HeldPosition position, Price limit)
        {
            var isLong = position.Position.Sign > 0;
            var ticket = new OrderTicket(
                terms.NewId(), position.Ticker, isLong ? OrderSide.Ask : OrderSide.Bid, isLong ? limit : limit.Complement, position.Position.Magnitude,
                TimeInForce.ImmediateOrCancel, OrderRole.Exit, PostOnly: false, ReduceOnly: true, null, SelfTradePrevention.Maker, CancelOnPause: false, null, position.Shard);
            return venue.Call(into => venue.Submit(ticket, into) is OrderAccepted accepted ? accepted.Filled : (Quantity?)Quantity.Zero);
        }
    }
}
