using System.Diagnostics;
using KalshiArb.Actors.Journal;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Benchmarks.Wire;

/// <summary>When one order passed each place on its way out, in ticks of the stopwatch; zero until it did.</summary>
internal sealed class Stamps
{
    public long Received;
    public long Decoded;
    public long Decided;
    public long Durable;
    public long Written;
    public long Arrived;

    /// <summary>Set when the last place of interest was passed.</summary>
    public ManualResetEventSlim Done { get; } = new(false, 0);

    public void Reset()
    {
        (Received, Decoded, Decided, Durable, Written, Arrived) = (0, 0, 0, 0, 0, 0);
        Done.Reset();
    }

    public static double Micros(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMicroseconds;
}

/// <summary>Stamps the moment at which a decided order is handed to the journal: the decision is made.</summary>
internal sealed class StampedLog(ICommitLog inner, Stamps stamps, bool endsHere) : ICommitLog
{
    public StoredSnapshot? Snapshot => inner.Snapshot;

    public IReadOnlyList<StoredFact> Recovered => inner.Recovered;

    public void Append(CommitBatch batch, ICommitListener listener)
    {
        var decided = false;
        foreach (var effect in batch.Effects) decided |= effect is CreateOrder;
        if (decided) stamps.Decided = Stopwatch.GetTimestamp();
        inner.Append(batch, listener);
        if (decided && endsHere) stamps.Done.Set();
    }

    public void Save(CoreState state) => inner.Save(state);

    public void Dispose() => inner.Dispose();
}

/// <summary>
/// Answers what is not measured, and ends every order unfilled. With a gateway behind it, creates go there.
/// </summary>
internal sealed class StampedGateway(Stamps stamps, BenchClock clock, Func<IInputSink> sink) : IOrderGateway
{
    private int _groups;

    public IOrderGateway? Creates { get; set; }

    public void Dispatch(Effect effect)
    {
        switch (effect)
        {
            case CreateOrder create:
                stamps.Durable = Stopwatch.GetTimestamp();
                if (Creates is not null)
                {
                    Creates.Dispatch(effect);
                    break;
                }

                Answer(new OrderSent(create.Ticket.Id), new OrderAccepted(create.Ticket.Id, new VenueOrderId("v-" + create.Ticket.Id.Value), Quantity.Zero, Quantity.Zero));
                break;
            case CreateOrderGroup group:
                Answer(new OrderGroupCreated(group.Role, group.Shard, new OrderGroupId("group-" + ++_groups)));
                break;
            case ListAccount list:
                Answer(new AccountListed(list.Pass, [], [], [], [], [new ShardCash(new Shard(0), Money.FromDollars(1_000))], clock.Now));
                break;
            default:
                break;
        }
    }

    private void Answer(params Input[] inputs) => Task.Run(() =>
    {
        foreach (var input in inputs)
            while (!sink().TryPost(input, clock.Now)) Thread.Sleep(1);
    });
}
