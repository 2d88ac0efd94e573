using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;

namespace KalshiArb.Simulation.Measurement;

/// <summary>Kalshi's mid some time after something, on the YES scale in dollars; null where the market showed none then.</summary>
public sealed class MidsAfter
{
    private readonly double?[] _mids = new double?[Horizons.Length];

    /// <summary>How long after: 1, 10, 60 and 300 s.</summary>
    public static ImmutableArray<TimeSpan> Horizons { get; } =
        [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(300)];

    /// <summary>The mid after a horizon, by its place in <see cref="Horizons"/>.</summary>
    public double? this[int horizon]
    {
        get => _mids[horizon];
        internal set => _mids[horizon] = value;
    }
}

/// <summary>A signal: a strategy asked for an entry. The same opportunity asked for again is a signal again.</summary>
public sealed class MeasuredSignal
{
    /// <summary>When it was decided.</summary>
    public required Instant At { get; init; }

    /// <summary>The market.</summary>
    public required Ticker Ticker { get; init; }

    /// <summary>Who wanted it.</summary>
    public required string Strategy { get; init; }

    /// <summary>What is bought.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>The price to be paid, on the bought outcome's own scale.</summary>
    public required Price Price { get; init; }

    /// <summary>Whether it takes or rests.</summary>
    public required Liquidity Liquidity { get; init; }

    /// <summary>What the outcome was thought to be worth, on its own scale, by the least favourable method.</summary>
    public required double Fair { get; init; }

    /// <summary>Edge after the slippage buffer.</summary>
    public required PriceOffset Edge { get; init; }

    /// <summary>Age of the evidence since it was received.</summary>
    public required TimeSpan SinceReceipt { get; init; }

    /// <summary>Age of the oldest evidence by the source's own stamp.</summary>
    public required TimeSpan SinceStamp { get; init; }

    /// <summary>What risk answered: APPROVED or the code of the refusal; empty when the log ends before the answer.</summary>
    public string Answer { get; internal set; } = "";

    /// <summary>Whether risk let it through.</summary>
    public bool Approved => Answer == "APPROVED";

    /// <summary>Kalshi's mid afterwards.</summary>
    public MidsAfter After { get; } = new();
}

/// <summary>An order of ours.</summary>
public sealed class MeasuredOrder
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>When it was decided.</summary>
    public required Instant At { get; init; }

    /// <summary>The market.</summary>
    public required Ticker Ticker { get; init; }

    /// <summary>Entry or exit.</summary>
    public required OrderRole Role { get; init; }

    /// <summary>Who decided it; of an exit whatever the log says.</summary>
    public required string Strategy { get; init; }

    /// <summary>Bid or ask, on the YES scale.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>Its limit, on the YES scale.</summary>
    public required Price Limit { get; init; }

    /// <summary>How many.</summary>
    public required Quantity Count { get; init; }

    /// <summary>Whether it takes or rests.</summary>
    public required Liquidity Liquidity { get; init; }

    /// <summary>The signal behind an entry; null for an exit.</summary>
    public MeasuredSignal? Signal { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public Instant? EndedAt { get; internal set; }

    /// <summary>How it ended: EXECUTED, CANCELED, EXPIRED, …; empty while it has not.</summary>
    public string End { get; internal set; } = "";
}

/// <summary>A fill of ours.</summary>
public sealed class MeasuredFill
{
    /// <summary>When it was booked.</summary>
    public required Instant At { get; init; }

    /// <summary>The market.</summary>
    public required Ticker Ticker { get; init; }

    /// <summary>The order; null for a fill of nobody's order that we know.</summary>
    public required MeasuredOrder? Order { get; init; }

    /// <summary>Bid or ask, on the YES scale.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>The price, on the YES scale.</summary>
    public required Price Price { get; init; }

    /// <summary>How many.</summary>
    public required Quantity Count { get; init; }

    /// <summary>The fee as booked.</summary>
    public required Money Fee { get; init; }

    /// <summary>Whether we took or made.</summary>
    public required Liquidity Liquidity { get; init; }

    /// <summary>Kalshi's mid afterwards.</summary>
    public MidsAfter After { get; } = new();

    /// <summary>Whether it belongs to an entry.</summary>
    public bool IsEntry => Order is { Role: OrderRole.Entry };
}

/// <summary>A change of what a market's chart shows. Prices and values of YES in dollars; null where there was none.</summary>
/// <param name="At">When it was seen.</param>
/// <param name="Bid">Best bid.</param>
/// <param name="Ask">Best ask.</param>
/// <param name="Odds">Value by the sportsbooks.</param>
/// <param name="Score">Value by the win model.</param>
public readonly record struct ChartPoint(Instant At, double? Bid, double? Ask, double? Odds, double? Score);

/// <summary>What was thought of a market at a whole minute at which it showed a two-sided book.</summary>
/// <param name="Mid">Kalshi's mid.</param>
/// <param name="Odds">The sportsbooks, while fresh.</param>
/// <param name="Score">The win model, while fresh.</param>
public readonly record struct MinuteThought(double Mid, double? Odds, double? Score);

/// <summary>What was seen of one market.</summary>
public sealed class MeasuredMarket
{
    /// <summary>Its facts as first listed.</summary>
    public required MarketFacts Facts { get; init; }

    /// <summary>Looks, ten seconds apart, at which it was active with a whole two-sided book.</summary>
    public int Looks { get; internal set; }

    /// <summary>Of those, looks at which the odds were fresh.</summary>
    public int OddsFresh { get; internal set; }

    /// <summary>Of those, looks at which the score was fresh and the sport has a model.</summary>
    public int ScoreFresh { get; internal set; }

    /// <summary>
    /// The closing line: the last mid of a whole two-sided book that the market showed while it was active, before it was closed or
    /// determined. Looked at when its status changes and every ten seconds before, so at most ten seconds old. Null while the market
    /// has neither closed nor a result: then nobody knows its last price. In-play markets trade until the result is known, so their
    /// closing line is near 0 or 1.
    /// </summary>
    public double? Close => HasClosed ? LastMid : null;

    /// <summary>What one YES paid; null without a result.</summary>
    public Price? Result { get; internal set; }

    /// <summary>
    /// Bid and ask at which a position could be left at the end, a side without a price null: those of the last look at which the
    /// market was active with a whole book that was not empty.
    /// </summary>
    public (Price? Bid, Price? Ask) Mark { get; internal set; }

    /// <summary>Changes for its chart, oldest first.</summary>
    public IReadOnlyList<ChartPoint> Points => Chart;

    /// <summary>What was thought at each whole minute.</summary>
    public IReadOnlyList<MinuteThought> Minutes => Thoughts;

    /// <summary>Trades between any two members, where the tape holds them.</summary>
    public MeasuredPrints Prints { get; } = new();

    internal bool HasClosed { get; set; }

    internal double? LastMid { get; set; }

    internal List<ChartPoint> Chart { get; } = [];

    internal List<MinuteThought> Thoughts { get; } = [];

    internal bool Touched { get; set; }

    internal bool WasLive { get; set; }
}

/// <summary>The account's result at a moment.</summary>
/// <param name="At">When.</param>
/// <param name="Pnl">Everything booked since the start, after fees, and open positions at the prices at which they could be left.</param>
public readonly record struct EquityPoint(Instant At, Money Pnl);

/// <summary>Everything that was measured of one tape.</summary>
/// <param name="From">Core time of the first input.</param>
/// <param name="To">Core time of the end.</param>
/// <param name="Markets">The markets, by ticker.</param>
/// <param name="Signals">Signals, in order.</param>
/// <param name="Orders">Orders, in order.</param>
/// <param name="Fills">Fills, in order.</param>
/// <param name="Positions">Positions from the first fill until flat, in the order in which they were opened.</param>
/// <param name="Equity">The account's result, every minute from the first fill on, and at the end.</param>
/// <param name="Overlooked">Signals that were not measured because there were too many.</param>
public sealed record MeasuredRun(
    Instant From,
    Instant To,
    ImmutableArray<MeasuredMarket> Markets,
    ImmutableArray<MeasuredSignal> Signals,
    ImmutableArray<MeasuredOrder> Orders,
    ImmutableArray<MeasuredFill> Fills,
    ImmutableArray<MeasuredPosition> Positions,
    ImmutableArray<EquityPoint> Equity,
    int Overlooked);
