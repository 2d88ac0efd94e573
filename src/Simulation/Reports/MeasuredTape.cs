using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Simulation.Measurement;

namespace KalshiArb.Simulation.Reports;

/// <summary>A replayed tape with what was measured of it.</summary>
/// <param name="Tape">What it is.</param>
/// <param name="Run">What was measured.</param>
public sealed record MeasuredTape(ReportedTape Tape, MeasuredRun Run)
{
    private readonly SortedDictionary<Ticker, MeasuredMarket> _markets = new(Run.Markets.ToDictionary(market => market.Facts.Ticker));

    /// <summary>
    /// What the observations of a market hang together by: its game. Simulated evenings draw their games anew with each seed, so the
    /// same name under another seed is another game; recorded games are themselves on every tape.
    /// </summary>
    internal string ClusterOf(Ticker ticker) =>
        ClusterName(Tape.Seed, _markets.TryGetValue(ticker, out var market) ? market.Facts.Game.Value : ticker.Value);

    /// <summary>The name of a game of a tape with this seed.</summary>
    internal static string ClusterName(long? seed, string game) => (seed is { } drawn ? $"seed {drawn} " : "") + game;

    internal MeasuredMarket? Market(Ticker ticker) => _markets.GetValueOrDefault(ticker);

    internal string SportOf(Ticker ticker) => _markets.TryGetValue(ticker, out var market) ? market.Facts.Sport.ToString() : "unknown";

    /// <summary>What a trade at a price is worth at another one, dollars a contract on the YES scale: plus is good for us.</summary>
    internal static double? Gain(OrderSide side, Price price, double? later) =>
        later is { } value ? (side == OrderSide.Bid ? 1 : -1) * (value - Dollars(price)) : null;

    internal static double Dollars(Price price) => price.Units / (double)Price.UnitsPerDollar;

    internal static double? Dollars(Price? price) => price is { } known ? Dollars(known) : null;

    internal static double Contracts(Quantity quantity) => quantity.Hundredths / (double)Quantity.HundredthsPerContract;

    internal static double Dollars(Money money) => money.Micros / (double)Money.MicrosPerDollar;
}
