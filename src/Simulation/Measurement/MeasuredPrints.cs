using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Simulation.Measurement;

/// <summary>A trade between any two members.</summary>
/// <param name="At">When.</param>
/// <param name="Price">What was paid for a YES.</param>
/// <param name="Count">Contracts.</param>
/// <param name="Taker">What the taker bought.</param>
public readonly record struct MeasuredPrint(Instant At, Price Price, Quantity Count, Outcome Taker);

/// <summary>The trades of a market as the tape shows them: all counted, some kept for its chart, evenly over all.</summary>
public sealed class MeasuredPrints
{
    private const int MaxKept = 2_000;

    private readonly List<MeasuredPrint> _kept = [];
    private long _every = 1;

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>Contracts traded in all.</summary>
    public Quantity Contracts { get; private set; }

    /// <summary>Some of them, oldest first: at most 2,000, each as many trades after the one before.</summary>
    public IReadOnlyList<MeasuredPrint> Shown => _kept;

    /// <summary>Takes the next trade.</summary>
    public void Add(Instant at, PublicTradeReported trade)
    {
        ArgumentNullException.ThrowIfNull(trade);
        if (Count++ % _every == 0) _kept.Add(new MeasuredPrint(at, trade.Price, trade.Count, trade.Taker));
        Contracts += trade.Count;
        if (_kept.Count < MaxKept) return;
        // Every second one goes, and from now on only half as many come.
        var left = 0;
        for (var i = 0; i < _kept.Count; i += 2) _kept[left++] = _kept[i];
        _kept.RemoveRange(left, _kept.Count - left);
        _every *= 2;
    }
}
