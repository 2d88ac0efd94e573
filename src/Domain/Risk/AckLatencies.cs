using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Settings;

namespace KalshiArb.Domain.Risk;

/// <summary>An order that was sent and has no answer, in a snapshot.</summary>
/// <param name="Order">The order.</param>
/// <param name="Since">When it was written to the socket, or before that is known, decided.</param>
public readonly record struct UnacknowledgedOrder(ClientOrderId Order, Instant Since);

/// <summary>How long an order waited for the exchange.</summary>
/// <param name="Latency">Core time from sending to the answer, or to the doubt when none came.</param>
/// <param name="Answered">Whether an answer came: an order in doubt only shows that it took at least this long.</param>
public readonly record struct AckSample(TimeSpan Latency, bool Answered);

/// <summary>
/// How fast the exchange acknowledges orders, as a fold of facts. A resumed service is judged anew, and orders of an earlier
/// run, whose answers came late because we were not there, are not counted.
/// </summary>
public sealed record AckLatencies
{
    /// <summary>Samples kept.</summary>
    public const int Capacity = 256;

    /// <summary>Before the first order.</summary>
    public static AckLatencies None { get; } = new();

    /// <summary>Orders without an answer. They leave with their answer, doubt or end, so they are no more than the registry holds.</summary>
    public ImmutableSortedDictionary<ClientOrderId, Instant> Waiting { get; init; } = ImmutableSortedDictionary<ClientOrderId, Instant>.Empty;

    /// <summary>The last samples, oldest first.</summary>
    public ImmutableList<AckSample> Samples { get; init; } = [];

    /// <summary>What a snapshot was taken of.</summary>
    public static AckLatencies Restore(IEnumerable<UnacknowledgedOrder> waiting, IEnumerable<AckSample> samples) => new()
    {
        Waiting = waiting.ToImmutableSortedDictionary(order => order.Order, order => order.Since),
        Samples = [.. samples],
    };

    /// <summary>
    /// The 95th percentile of the last acknowledgements, when it is above the limit; null when it is not, or when there are
    /// too few to judge by. An order in doubt counts when it has already waited longer than the limit.
    /// </summary>
    public TimeSpan? Slow(BreakerSettings breakers)
    {
        var judged = new List<TimeSpan>(breakers.AckSamples);
        for (var i = Samples.Count - 1; i >= 0 && judged.Count < breakers.AckSamples; i--)
            if (Samples[i].Answered || Samples[i].Latency > breakers.MaxAckLatency) judged.Add(Samples[i].Latency);
        if (judged.Count < breakers.AckSamples) return null;
        judged.Sort();
        var percentile = judged[(judged.Count * 95 + 99) / 100 - 1];
        return percentile > breakers.MaxAckLatency ? percentile : null;
    }

    /// <summary>The state after a fact; this same object when the fact says nothing about acknowledgements.</summary>
    public AckLatencies Apply(IJournaled fact) => fact switch
    {
        RunStarted => Waiting.IsEmpty ? this : this with { Waiting = Waiting.Clear() },
        OrderIntended intended => this with { Waiting = Waiting.SetItem(intended.Ticket.Id, intended.At) },
        OrderWritten written => Waiting.ContainsKey(written.Order) ? this with { Waiting = Waiting.SetItem(written.Order, written.At) } : this,
        OrderAcknowledged acknowledged => Take(acknowledged.Order, acknowledged.At, answered: true),
        OrderDoubted doubted => Take(doubted.Order, doubted.At, answered: false),
        OrderEnded { End: OrderEnd.NotSent or OrderEnd.Absent } ended => Waiting.ContainsKey(ended.Order) ? this with { Waiting = Waiting.Remove(ended.Order) } : this,
        OrderEnded ended => Take(ended.Order, ended.At, answered: true),
        TradingStateChanged { State: TradingState.Running } => Samples.IsEmpty ? this : this with { Samples = [] },
        _ => this,
    };

    private AckLatencies Take(ClientOrderId order, Instant at, bool answered)
    {
        if (!Waiting.TryGetValue(order, out var since)) return this;
        var samples = Samples.Add(new AckSample(at - since, answered));
        return new AckLatencies { Waiting = Waiting.Remove(order), Samples = samples.Count > Capacity ? samples.RemoveAt(0) : samples };
    }
}
