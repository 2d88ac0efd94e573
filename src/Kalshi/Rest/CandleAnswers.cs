using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Kalshi.Rest;

/// <summary>The length of a candle: the three that the venue has.</summary>
public enum CandlePeriod
{
    /// <summary>One minute.</summary>
    Minute = 1,
    /// <summary>Sixty minutes.</summary>
    Hour = 60,
    /// <summary>1,440 minutes.</summary>
    Day = 1_440,
}

/// <summary>Which candles: those that end within two times, both included, cut to whole seconds.</summary>
/// <param name="From">The earliest end.</param>
/// <param name="To">The latest end.</param>
/// <param name="Period">Their length.</param>
public readonly record struct CandleRange(Instant From, Instant To, CandlePeriod Period);

/// <summary>First, highest, lowest and last price of a period; low and high enclose the others.</summary>
public readonly record struct CandlePrices(Price Open, Price High, Price Low, Price Close);

/// <summary>One period of one market, YES prices.</summary>
/// <param name="End">Its end.</param>
/// <param name="Bid">The best bid; $0 where there was none.</param>
/// <param name="Ask">The best ask; $1 where there was none.</param>
/// <param name="Trades">Trade prices; null when nothing traded.</param>
/// <param name="MeanTrade">The mean trade price in dollars, exactly as written; null when not given.</param>
/// <param name="PreviousTrade">The last trade before the period; null when there was none.</param>
/// <param name="Volume">Contracts traded in it.</param>
/// <param name="OpenInterest">Open pairs at its end.</param>
public sealed record Candle(
    Instant End, CandlePrices Bid, CandlePrices Ask, CandlePrices? Trades, decimal? MeanTrade, Price? PreviousTrade, Quantity Volume, Quantity OpenInterest);

/// <summary>The candles of one market, in the order given.</summary>
public sealed record MarketCandles(Ticker Ticker, ImmutableArray<Candle> Candles);

/// <summary>The candles of an event's markets.</summary>
/// <param name="Markets">One for each market.</param>
/// <param name="AdjustedEnd">Where the answer ends: earlier than asked for when it would have been too large.</param>
public sealed record EventCandles(ImmutableArray<MarketCandles> Markets, Instant AdjustedEnd);

/// <summary>Where the live tables begin: what is older is in the historical ones (since 2026-02-19).</summary>
/// <param name="MarketsSettled">Markets that settled before.</param>
/// <param name="TradesCreated">Fills and trades before.</param>
/// <param name="OrdersUpdated">Orders that ended before; moves independently since 2026-09-24.</param>
/// <param name="PositionsUpdated">Positions last touched before; null where not given.</param>
public sealed record HistoricalCutoff(Instant MarketsSettled, Instant TradesCreated, Instant OrdersUpdated, Instant? PositionsUpdated);

/// <summary>How many contracts are ahead of an order; zero for the first.</summary>
/// <param name="VenueOrder">The order.</param>
/// <param name="Ticker">Its market.</param>
/// <param name="Ahead">Contracts ahead at its price.</param>
public sealed record QueuePosition(VenueOrderId VenueOrder, Ticker Ticker, Quantity Ahead);
