using System.Collections.Immutable;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Benchmarks.Replay;

/// <summary>
/// The book of one market: eight levels a side below a fixed middle. Deltas fall on the best levels most often; the best one
/// empties and fills again, the second never empties, so that the spread stays within 2 to 4 cents and nothing crosses.
/// </summary>
internal sealed class MadeMarket
{
    private const int Levels = 8;

    private readonly Random _random;
    private readonly long[] _yes = new long[Levels];
    private readonly long[] _no = new long[Levels];

    internal MadeMarket(MarketFacts facts, int number, int midCents, Random random)
    {
        Facts = facts;
        MidCents = midCents;
        Sid = 1 + number % TapeMaker.Subscriptions;
        _random = random;
        for (var i = 0; i < Levels; i++) (_yes[i], _no[i]) = (Size(), Size());
    }

    internal MarketFacts Facts { get; }

    internal int MidCents { get; }

    /// <summary>The subscription that carries the book.</summary>
    internal int Sid { get; }

    internal BookSnapshot Snapshot(long seq) => new(Sid, seq, Facts.Ticker, LevelsOf(_yes, Outcome.Yes), LevelsOf(_no, Outcome.No));

    internal BookDelta Delta(long seq)
    {
        var outcome = _random.Next(2) == 0 ? Outcome.Yes : Outcome.No;
        var sizes = outcome == Outcome.Yes ? _yes : _no;
        var level = Math.Min(_random.Next(Levels), _random.Next(Levels));
        var change = _random.Next(2) == 0 || sizes[level] == 0 ? Size() : -_random.NextInt64(1, sizes[level] + 1);
        if (level == 0 && sizes[0] > 0 && _random.Next(10) == 0) change = -sizes[0];
        if (level == 1 && sizes[1] + change <= 0) change = Size();
        if (sizes[level] + change > 10_000_000) change = -sizes[level] / 2;
        sizes[level] += change;
        return new BookDelta(Sid, seq, Facts.Ticker, outcome, PriceOf(outcome, level), Quantity.FromHundredths(change));
    }

    private ImmutableArray<BookLevel> LevelsOf(long[] sizes, Outcome outcome)
    {
        var levels = ImmutableArray.CreateBuilder<BookLevel>(Levels);
        for (var i = 0; i < Levels; i++) levels.Add(new BookLevel(PriceOf(outcome, i), Quantity.FromHundredths(sizes[i])));
        return levels.MoveToImmutable();
    }

    /// <summary>The best bid of an outcome lies a cent below the middle on its own scale.</summary>
    private Price PriceOf(Outcome outcome, int level) => Price.FromCents((outcome == Outcome.Yes ? MidCents : 100 - MidCents) - 1 - level);

    private long Size() => 100 * _random.NextInt64(20, 2_000);
}
