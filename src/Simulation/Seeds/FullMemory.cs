using System.Collections.Immutable;
using System.Globalization;
using KalshiArb.Actors.Journal;
using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Markets;
using KalshiArb.Domain.Numbers;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Positions;

namespace KalshiArb.Simulation.Seeds;

/// <summary>
/// A core's state after a run whose orders and fills have filled every memory that is bounded by count: the ended orders and the
/// fills that are remembered so that nothing is booked twice. A soak begins with it. Memories that fill up look like a leak for as
/// long as they fill, hours at the rate of a soak; begun full, whatever grows is one.
/// </summary>
public static class FullMemory
{
    /// <summary>The run that left it.</summary>
    public const int Run = 1;

    /// <summary>A state whose memories hold as much as they ever will, all of it from before an instant.</summary>
    /// <param name="account">Begins the ids of the orders.</param>
    /// <param name="before">When the next run begins.</param>
    public static CoreState Before(Instant before, string account)
    {
        var ticker = new Ticker("KXNBAGAME-G0-HOME");
        var ended = before - TimeSpan.FromHours(2);
        var gone = ImmutableArray.CreateBuilder<GoneOrder>(OrderRegistry.GoneCapacity);
        for (var i = 1; i <= OrderRegistry.GoneCapacity; i++)
            gone.Add(new GoneOrder(ClientOrderIds.Make(account, Run, i % 2 == 1 ? OrderRole.Entry : OrderRole.Exit, i), VenueOrderOf(i), ticker, new Shard(0), OrderEnd.Executed, Quantity.FromContracts(5), ended));
        var fills = FillMemory.Empty();
        for (var i = 0; i < FillMemory.DefaultCapacity; i++)
            fills = fills.Add(new FillKey(VenueOrderOf(1 + i % OrderRegistry.GoneCapacity), new FillId(Long(i, "f"))), ended);
        var registry = new RegistrySnapshot(
            [], gone.MoveToImmutable(), null, [new RunCounter(Run, OrderRegistry.GoneCapacity)], Run, ended - TimeSpan.FromHours(8), [], [], 0);
        var state = CoreState.Empty;
        return state with
        {
            LastFactAt = ended,
            Orders = OrderRegistry.Restore(registry, fills),
            Risk = state.Risk with { Ledger = state.Risk.Ledger with { Fills = fills } },
        };
    }

    private static VenueOrderId VenueOrderOf(int number) => new(Long(number, "0"));

    // As long as the venue's own, since what is remembered is measured.
    private static string Long(int number, string kind) => string.Create(CultureInfo.InvariantCulture, $"{number:x8}-{kind}000-4000-a000-000000000000");
}

/// <summary>A journal whose earlier runs left a state that stands in none of its files.</summary>
/// <param name="inner">Takes the facts; it must hold none.</param>
/// <param name="left">What the earlier runs left, with no fact counted.</param>
internal sealed class BegunLog(ICommitLog inner, CoreState left) : ICommitLog
{
    /// <inheritdoc/>
    public StoredSnapshot? Snapshot { get; } = SnapshotFormat.Encode(left, "");

    /// <inheritdoc/>
    public IReadOnlyList<StoredFact> Recovered => inner.Recovered;

    /// <inheritdoc/>
    public void Append(CommitBatch batch, ICommitListener listener) => inner.Append(batch, listener);

    /// <inheritdoc/>
    public void Save(CoreState state) => inner.Save(state);

    /// <inheritdoc/>
    public void Dispose() => inner.Dispose();
}
