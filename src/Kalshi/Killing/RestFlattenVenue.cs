using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;
using KalshiArb.Kalshi.Rest;
using KalshiArb.Kill;

namespace KalshiArb.Kalshi.Killing;

/// <summary>
/// The venue as a flatten sees it, over the kill's own client. Positions are the venue's listing, and only one that is more current
/// than our last order counts. The ids of its orders are not those of a run: a ledger that sees their fills books them.
/// </summary>
/// <param name="client">The kill's client.</param>
/// <param name="accountTag">Begins our client order ids.</param>
/// <param name="clock">The venue's time.</param>
public sealed class RestFlattenVenue(KalshiRestClient client, string accountTag, Func<Instant> clock) : IFlattenVenue
{
    private readonly SortedDictionary<Ticker, Shard> _shards = [];
    private readonly long _series = Instant.From(DateTimeOffset.UtcNow).UnixMicros;
    private Instant _lastOrder = Instant.Never;
    private int _number;

    /// <inheritdoc/>
    public ImmutableArray<HeldPosition>? ListPositions()
    {
        if (Wait(client.GetUserDataTimestampAsync()) is not ReadOutcome<Instant>.Ok { Value: var asOf } || asOf <= _lastOrder) return null;
        if (Wait(client.ListAllPositionsAsync()) is not ReadOutcome<ImmutableArray<VenuePosition>>.Ok { Value: var rows }) return null;
        var held = ImmutableArray.CreateBuilder<HeldPosition>();
        foreach (var row in rows)
            if (!row.Position.IsZero) held.Add(new HeldPosition(row.Ticker, row.Position, ShardOf(row.Ticker) ?? new Shard(0)));
        return held.ToImmutable();
    }

    /// <inheritdoc/>
    public ExitLook BestExit(HeldPosition position)
    {
        if (ShardOf(position.Ticker) is null) return new ExitLook(null, "the market's shard is not known");
        switch (Wait(client.GetOrderBookAsync(position.Ticker)))
        {
            case ReadOutcome<OrderBookInfo>.Ok { Value: var book }:
                Price? best = null;
                foreach (var level in position.Position.Sign > 0 ? book.Yes : book.No)
                    if (best is not { } known || level.Price > known) best = level.Price;
                return new ExitLook(best);
            case ReadOutcome<OrderBookInfo>.Failed { Reason: var reason }:
                return new ExitLook(null, reason);
            default:
                throw new InvariantViolation("a read ends well or fails");
        }
    }

    /// <inheritdoc/>
    public Quantity? Leave(HeldPosition position, Price limit)
    {
        var isLong = position.Position.Sign > 0;
        _lastOrder = clock();
        var outcome = Wait(client.CreateOrderAsync(
            new OrderTicket(
                FlattenOrders.Id(accountTag, _series, ++_number), position.Ticker, isLong ? OrderSide.Ask : OrderSide.Bid, isLong ? limit : limit.Complement,
                position.Position.Magnitude, TimeInForce.ImmediateOrCancel, OrderRole.Exit, PostOnly: false, ReduceOnly: true, null,
                SelfTradePrevention.Maker, CancelOnPause: false, null, position.Shard),
            null));
        _lastOrder = clock();
        return outcome switch
        {
            WriteOutcome<CreateAck>.Accepted { Value: var ack } => ack.Filled,
            WriteOutcome<CreateAck>.Rejected or WriteOutcome<CreateAck>.NotSent => Quantity.Zero,
            _ => null,
        };
    }

    private Shard? ShardOf(Ticker ticker)
    {
        if (_shards.TryGetValue(ticker, out var known)) return known;
        if (Wait(client.GetMarketAsync(ticker)) is not ReadOutcome<MarketInfo>.Ok { Value: var market }) return null;
        return _shards[ticker] = market.Shard ?? new Shard(0);
    }

    private static T Wait<T>(Task<T> request) => request.GetAwaiter().GetResult();
}
