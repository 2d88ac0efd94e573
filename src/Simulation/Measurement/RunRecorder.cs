using KalshiArb.Actors.Sequencing;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Measurement;

/// <summary>
/// Measures a run or a replay while it goes by: it is shown each input before it runs and each decision after it, and looks at the
/// core in between (<see cref="ICoreSight"/>). It decides nothing, and what is decided is the same without it. A mid "after 60 s" is
/// that of the book as it stood then: after every input of no later time.
/// </summary>
public sealed partial class RunRecorder : IDecisionSink
{
    /// <summary>Signals that are measured; later ones are counted.</summary>
    public const int MaxSignals = 200_000;

    /// <summary>Time between two looks at every market that trades.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private const int MaxChartPoints = 4_000;

    private readonly ICoreSight _sight;
    private readonly SortedDictionary<Ticker, MeasuredMarket> _markets = [];
    private readonly List<MeasuredSignal> _signals = [];
    private readonly List<MeasuredOrder> _orders = [];
    private readonly List<MeasuredFill> _fills = [];
    private readonly List<EquityPoint> _equity = [];
    private readonly PositionBook _positions = new();
    private readonly PriorityQueue<(MidsAfter After, Ticker Ticker, int Horizon), (long Micros, long Number)> _due = new();
    private Instant _from;
    private Instant _nextLook;
    private long _number;
    private int _overlooked;

    /// <summary>Makes a recorder that looks at a core.</summary>
    public RunRecorder(ICoreSight sight) => _sight = sight;

    /// <summary>Told of each input before it runs, with the time at which it will.</summary>
    public void Before(Instant at, Input input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (_from == Instant.Never) Begin(at);
        Advance(at);
        switch (input)
        {
            case MarketListed listed:
                if (!_markets.ContainsKey(listed.Facts.Ticker)) _markets.Add(listed.Facts.Ticker, new MeasuredMarket { Facts = listed.Facts });
                break;
            case BookSnapshot snapshot: Touch(snapshot.Ticker); break;
            case BookDelta delta: Touch(delta.Ticker); break;
            case TopQuoted quoted: Touch(quoted.Ticker); break;
            case PublicTradeReported trade: if (_markets.TryGetValue(trade.Ticker, out var traded)) traded.Prints.Add(at, trade); break;
            case MarketStatusChanged changed when changed.Status is not (MarketStatus.Initialized or MarketStatus.Active or MarketStatus.Inactive):
                Close(changed.Ticker, at);
                break;
            case MarketDetermined determined:
                Close(determined.Ticker, at);
                if (_markets.TryGetValue(determined.Ticker, out var market)) market.Result = determined.SettlementValue;
                break;
            default: break;
        }
    }

    /// <summary>Takes what is due by the end, and gives everything.</summary>
    public MeasuredRun Finish(Instant at)
    {
        if (_from == Instant.Never) Begin(at);
        // What is due at the very end is due: nothing comes after it.
        Advance(at + TimeSpan.FromMicroseconds(1));
        if (_fills.Count > 0 || _positions.All.Length > 0) _equity.Add(new EquityPoint(at, Pnl(at)));
        return new MeasuredRun(
            _from, at, [.. _markets.Values], [.. _signals], [.. _orders], [.. _fills], _positions.All, [.. _equity], _overlooked);
    }

    private void Begin(Instant at)
    {
        _from = at;
        var every = LookEvery.Ticks / TimeSpan.TicksPerMicrosecond;
        _nextLook = Instant.FromUnixMicros((at.UnixMicros + every - 1) / every * every);
        foreach (var held in _sight.Opening()) _positions.Take(held, at);
    }

    private void Touch(Ticker ticker)
    {
        if (_markets.TryGetValue(ticker, out var market)) market.Touched = true;
    }

    private void Close(Ticker ticker, Instant at)
    {
        if (!_markets.TryGetValue(ticker, out var market) || market.HasClosed) return;
        if (_sight.Of(ticker, at)?.Mid is { } mid) market.LastMid = mid;
        market.HasClosed = true;
    }

    /// <summary>Everything due before an instant, on the state after all inputs so far.</summary>
    private void Advance(Instant to)
    {
        while (_due.TryPeek(out var due, out var when) && when.Micros < to.UnixMicros)
        {
            _due.Dequeue();
            due.After[due.Horizon] = _sight.Of(due.Ticker, Instant.FromUnixMicros(when.Micros))?.Mid;
        }

        while (_nextLook < to)
        {
            var looked = false;
            foreach (var market in _markets.Values)
            {
                if (!market.Touched && !market.WasLive) continue;
                looked = true;
                Look(market, _nextLook);
            }

            if (_fills.Count > 0 && IsMinute(_nextLook)) _equity.Add(new EquityPoint(_nextLook, Pnl(_nextLook)));
            // Where nothing trades nothing changes: the looks in between are left out.
            _nextLook = looked ? _nextLook + LookEvery : Skip(to);
        }
    }

    private static Instant Skip(Instant to)
    {
        var every = LookEvery.Ticks / TimeSpan.TicksPerMicrosecond;
        return Instant.FromUnixMicros((to.UnixMicros + every - 1) / every * every);
    }

    private static bool IsMinute(Instant at) => at.UnixMicros / 1_000_000 % 60 == 0;

    private void Look(MeasuredMarket market, Instant at)
    {
        market.Touched = false;
        if (_sight.Of(market.Facts.Ticker, at) is not { } moment) return;
        Mark(market, in moment);
        market.WasLive = moment.Mid is not null;
        if (moment.Mid is { } mid)
        {
            market.LastMid = mid;
            market.Looks++;
            if (moment.Odds is not null) market.OddsFresh++;
            if (moment.Score is not null) market.ScoreFresh++;
            if (IsMinute(at)) market.Thoughts.Add(new MinuteThought(mid, moment.Odds, moment.Score));
        }

        Draw(market, at, in moment);
    }

    /// <summary>A chart keeps what changed by half a cent, or what came or went.</summary>
    private static void Draw(MeasuredMarket market, Instant at, in MarketMoment moment)
    {
        var seen = moment.Live && moment.Active;
        var point = new ChartPoint(at, seen ? Dollars(moment.Bid) : null, seen ? Dollars(moment.Ask) : null, moment.Odds, moment.Score);
        if (market.Chart.Count > 0)
        {
            var last = market.Chart[^1];
            if (Near(last.Bid, point.Bid) && Near(last.Ask, point.Ask) && Near(last.Odds, point.Odds) && Near(last.Score, point.Score)) return;
        }

        if (market.Chart.Count < MaxChartPoints) market.Chart.Add(point);
    }

    private static bool Near(double? left, double? right) =>
        left.HasValue == right.HasValue && (left is not { } one || right is not { } other || Math.Abs(one - other) < 0.005);

    private static double? Dollars(Price? price) => price is { } known ? known.Units / (double)Price.UnitsPerDollar : null;

    /// <summary>Booked and open together; what is open is looked at anew, since a fill may be younger than the last look.</summary>
    private Money Pnl(Instant at)
    {
        var sum = _positions.Closed;
        foreach (var position in _positions.Open)
        {
            var (bid, ask) = MarkOf(position.Ticker, at);
            sum += position.Pnl(bid, ask);
        }

        return sum;
    }

    /// <summary>
    /// At what a position could be left: the result once there is one, else the book. A side without a price is worth nothing to us;
    /// a book that is empty, stale or closed says nothing, and the last one that said something stands.
    /// </summary>
    private (Price? Bid, Price? Ask) MarkOf(Ticker ticker, Instant at)
    {
        if (!_markets.TryGetValue(ticker, out var market)) return (null, null);
        if (market.Result is { } result) return (result, result);
        if (_sight.Of(ticker, at) is { } moment) Mark(market, in moment);
        return market.Mark;
    }

    private static void Mark(MeasuredMarket market, in MarketMoment moment)
    {
        if (moment is { Active: true, Live: true } && (moment.Bid is not null || moment.Ask is not null)) market.Mark = (moment.Bid, moment.Ask);
    }
}
