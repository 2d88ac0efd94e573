using KalshiArb.Domain.Journal;
using KalshiArb.Domain.Orders;
using KalshiArb.Domain.Ports;

namespace KalshiArb.Domain.Positions;

/// <summary>
/// Positions, profit and cash as a fold of facts: <see cref="FillBooked"/>, <see cref="SettlementBooked"/>,
/// <see cref="CashOpened"/>, and <see cref="OrderIntended"/> for the shard of a market; every other fact leaves it as it is.
/// It books what the venue reports (prices, fees, revenue), to the micro-dollar, as the venue moves money: buying pays price
/// × count on the bought side's own scale, closing receives it, a fill that crosses zero does both, fees are always paid.
/// Buying NO while long YES closes YES, which is the venue's netting at $1 a pair.
/// Immutable and bounded: flat positions leave when the next day begins, identities after <see cref="FillMemory.Capacity"/>.
/// </summary>
public sealed partial record PositionLedger
{
    /// <summary>Settled markets remembered, so that a settlement listed again changes nothing.</summary>
    public const int SettlementCapacity = 4_096;

    /// <summary>Markets whose shard is remembered; beyond it those without a position are forgotten.</summary>
    public const int ShardCapacity = 16_384;

    /// <summary>A ledger before the first fact.</summary>
    public static PositionLedger Empty { get; } = new();

    /// <summary>Every position that is not flat, and those that went flat today.</summary>
    public ImmutableSortedDictionary<Ticker, Position> Positions { get; init; } = ImmutableSortedDictionary<Ticker, Position>.Empty;

    /// <summary>Cash by shard. A shard that was never opened is absent, which is not the same as $0.</summary>
    public ImmutableSortedDictionary<Shard, Money> Cash { get; init; } = ImmutableSortedDictionary<Shard, Money>.Empty;

    /// <summary>Money moved in markets whose shard is not known yet (foreign fills); it goes to the shard with <see cref="Learn"/>.</summary>
    public ImmutableSortedDictionary<Ticker, Money> UnplacedCash { get; init; } = ImmutableSortedDictionary<Ticker, Money>.Empty;

    /// <summary>Which shard a market trades on.</summary>
    public ImmutableSortedDictionary<Ticker, Shard> Shards { get; init; } = ImmutableSortedDictionary<Ticker, Shard>.Empty;

    /// <summary>The last settlement booked for each market, most recent <see cref="SettlementCapacity"/>.</summary>
    public ImmutableSortedDictionary<Ticker, SettlementBooked> Settled { get; init; } = ImmutableSortedDictionary<Ticker, SettlementBooked>.Empty;

    /// <summary>How current the listing was by which a market's position was adopted, most recent <see cref="SettlementCapacity"/>: fills traded by then are in it.</summary>
    public ImmutableSortedDictionary<Ticker, Instant> Adopted { get; init; } = ImmutableSortedDictionary<Ticker, Instant>.Empty;

    /// <summary>The latest settlement time that was forgotten.</summary>
    public Instant SettledHorizon { get; init; }

    /// <summary>The fills that are remembered.</summary>
    public FillMemory Fills { get; init; } = FillMemory.Empty();

    /// <summary>Profit of everything ever closed or settled, after fees.</summary>
    public Money RealizedPnl { get; init; }

    /// <summary>Every fee ever booked.</summary>
    public Money Fees { get; init; }

    /// <summary>The day of the last fact; use <see cref="DayAt"/>.</summary>
    public DayResult Day { get; init; }

    /// <summary>The position of a market; flat when there is none.</summary>
    public Position Of(Ticker ticker) => Positions.TryGetValue(ticker, out var position) ? position : Position.Flat(ticker);

    /// <summary>The result of the trading day that <paramref name="now"/> lies in.</summary>
    public DayResult DayAt(Instant now) => Day.RolledTo(now);

    /// <summary>Cash over all shards, money of unplaced markets included.</summary>
    public Money TotalCash
    {
        get
        {
            var sum = Money.Zero;
            foreach (var (_, cash) in Cash) sum += cash;
            foreach (var (_, cash) in UnplacedCash) sum += cash;
            return sum;
        }
    }

    /// <summary>Whether a reported fill was booked.</summary>
    public Familiarity Check(FillId fill, VenueOrderId order, Instant tradedAt) => Fills.Check(new FillKey(order, fill), tradedAt);

    /// <summary>
    /// Whether a listed settlement was booked; the venue gives it no id, so the market is its identity. A row from before the one
    /// that was booked says nothing new: listings lag, and a corrected result must not be taken back.
    /// </summary>
    public Familiarity CheckSettlement(Ticker ticker, Price value, Quantity position, Money revenue, Instant settledAt)
    {
        if (Settled.TryGetValue(ticker, out var booked))
            return settledAt < booked.SettledAt || (booked.Value == value && booked.Position == position && booked.Revenue == revenue) ? Familiarity.Known : Familiarity.Changed;
        return SettledHorizon != Instant.Never && settledAt <= SettledHorizon ? Familiarity.BeyondMemory : Familiarity.New;
    }

    /// <summary>The state after a fact. A fill or settlement that is not new changes nothing.</summary>
    public PositionLedger Apply(IJournaled fact) => fact switch
    {
        FillBooked fill => ApplyFill(fill),
        SettlementBooked settlement => ApplySettlement(settlement),
        PositionAdopted adopted => ApplyAdoption(adopted),
        CashOpened opened => Open(opened),
        OrderIntended intended => Learn(intended.Ticket.Ticker, intended.Ticket.Shard),
        _ => this,
    };

    /// <summary>Takes the shard of a market from its facts, and places money that waited for it.</summary>
    public PositionLedger Learn(Ticker ticker, Shard shard)
    {
        if (Shards.TryGetValue(ticker, out var known) && known == shard) return this;
        var shards = Shards.Count < ShardCapacity ? Shards : ForgetFlatShards();
        var next = this with { Shards = shards.SetItem(ticker, shard) };
        if (!UnplacedCash.TryGetValue(ticker, out var waiting)) return next;
        return (next with { UnplacedCash = UnplacedCash.Remove(ticker) }).MoveCash(ticker, waiting);
    }

    private ImmutableSortedDictionary<Ticker, Shard> ForgetFlatShards()
    {
        var kept = ImmutableSortedDictionary.CreateBuilder<Ticker, Shard>();
        foreach (var (ticker, shard) in Shards)
            if (Positions.ContainsKey(ticker) || Settled.ContainsKey(ticker)) kept.Add(ticker, shard);
        return kept.ToImmutable();
    }

    /// <summary>
    /// Whether every fill of a listing is booked. One that may be ours waits until the exchange's id of our order is known: the
    /// listing's cash holds it already, and nobody's exposure does.
    /// </summary>
    /// <param name="fills">The listing's fills.</param>
    /// <param name="since">When the first run began: what was traded before is never booked.</param>
    public bool HasBooked(ImmutableArray<FillReported> fills, Instant since)
    {
        foreach (var fill in fills)
            if (fill.TradedAt >= since && Check(fill.Fill, fill.VenueOrder, fill.TradedAt) == Familiarity.New) return false;
        return true;
    }

    /// <summary>
    /// What a shard is to be opened with when the venue says that it holds so much: the money that waits for the shard is in that
    /// figure and will be placed by itself, now or, when the facts are folded anew, once the shards of its markets are learned.
    /// </summary>
    public Money OpeningOf(Shard shard, Money listed)
    {
        var waiting = Money.Zero;
        foreach (var (ticker, amount) in UnplacedCash)
            if (Shards.TryGetValue(ticker, out var known) && known == shard) waiting += amount;
        return listed - waiting;
    }

    private PositionLedger Open(CashOpened opened)
    {
        var (cash, unplaced) = (opened.Cash, UnplacedCash);
        foreach (var (ticker, amount) in UnplacedCash)
        {
            if (!Shards.TryGetValue(ticker, out var shard) || shard != opened.Shard) continue;
            cash += amount;
            unplaced = unplaced.Remove(ticker);
        }

        return this with { Cash = Cash.SetItem(opened.Shard, cash), UnplacedCash = unplaced };
    }

    private PositionLedger MoveCash(Ticker ticker, Money amount)
    {
        if (!Shards.TryGetValue(ticker, out var shard) || !Cash.ContainsKey(shard))
            return this with { UnplacedCash = UnplacedCash.SetItem(ticker, UnplacedCash.GetValueOrDefault(ticker) + amount) };
        return this with { Cash = Cash.SetItem(shard, Cash.GetValueOrDefault(shard) + amount) };
    }

    private PositionLedger RollTo(Instant at)
    {
        var day = Day.RolledTo(at);
        if (day.Start == Day.Start) return this;
        var kept = Positions.ToBuilder();
        foreach (var (ticker, position) in Positions)
            if (position.IsFlat) kept.Remove(ticker);
        return this with { Day = day, Positions = kept.ToImmutable() };
    }
}
